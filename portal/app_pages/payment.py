"""How somebody's payment stands, as the provider said it; who comes back from the bank lands here."""

import streamlit as st

from portal.models.people import Role
from portal.ui import access, payment_pieces

person = access.require(Role.INBURGERAAR)
payment_pieces.show_payment(person, str(st.query_params.get("id", "")))
