"""Who is asking: somebody who is logged in, or the browser of somebody who is not."""

import hashlib
import hmac
from dataclasses import dataclass

from portal.errors import NotSignedIn
from portal.services.permissions import Actor

_VISITOR_CHARACTERS = 64


@dataclass(frozen=True)
class Asker:
    """`actor` is None without a log-in; `visitor` is the browser's key; `address` is where the request came from."""

    actor: Actor | None
    visitor: str
    address: str | None = None

    @property
    def person_id(self) -> str | None:
        """Return the id of who is logged in."""
        return self.actor.person_id if self.actor else None

    @property
    def owner(self) -> str:
        """Return whose drafts these are: `person:<id>` or `visitor:<key>`."""
        return f"person:{self.person_id}" if self.actor else f"visitor:{self.visitor_key}"

    @property
    def visitor_key(self) -> str:
        """Return the browser's key in one way of writing, so that spaces and capitals make no new visitor."""
        return "".join(self.visitor.split()).casefold()[:_VISITOR_CHARACTERS]

    def owns(self, *, person_id: str | None, visitor: str | None) -> bool:
        """Say whether a conversation or case is this asker's: the person's own, or this browser's that nobody logged in for."""
        if person_id is not None:
            return person_id == self.person_id
        return bool(self.visitor_key) and visitor == self.visitor_key

    def signed_in(self) -> Actor:
        """Return who is logged in.

        Raises:
            NotSignedIn: nobody is.
        """
        if self.actor is None:
            raise NotSignedIn
        return self.actor


def hashed(address: str, secret: str) -> str:
    """Return a keyed hash of an internet address: enough to count, not to know."""
    return hmac.new(
        secret.encode(), "".join(address.split()).casefold().encode(), hashlib.sha256
    ).hexdigest()[:32]
