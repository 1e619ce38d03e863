"""The addresses of paying: the webhook, the button, the bank's page, and what each refuses."""

import re
from html import unescape
from http import HTTPStatus
from threading import Event
from time import sleep

import pytest
import structlog
from sqlmodel import select
from starlette.applications import Starlette
from starlette.testclient import TestClient

import i18n
from portal import db
from portal.errors import ProviderDown
from portal.models.payments import OnlinePayment, PaymentState
from portal.models.people import Identity
from portal.providers.payment_choice import simulated_bank
from portal.providers.simulated_bank import PATH, Choice
from portal.providers.simulated_webhooks import Webhooks
from portal.services import demo_login, pay_tokens, payments
from portal.settings import settings
from portal.web import paying, webhooks
from portal.web import simulated_bank as bank_pages
from portal.web.outside import Pool
from tests.cast import AMINA, OLEKSANDR
from tests.conftest import NOON, add_cast
from tests.payments import only_payment, owed, owing, running_payment

SEE_OTHER, OK, BAD, GONE = 303, 200, 400, 404


@pytest.fixture
def world(sqlite_database, monkeypatch):
    monkeypatch.setenv("PORTAL_DEMO", "1")
    settings.cache_clear()
    with db.transaction() as session:
        add_cast(session)
        for member in (AMINA, OLEKSANDR):
            session.add(
                Identity(issuer=demo_login.ISSUER, subject=member.id, person_id=member.id, last_login_at=NOON)
            )
    return sqlite_database


@pytest.fixture
def client(world):
    routes = [*paying.routes(), *webhooks.routes(), *bank_pages.routes()]
    with TestClient(
        Starlette(routes=routes), base_url="http://localhost:8501", follow_redirects=False
    ) as opened:
        yield opened


def log_in(client, member=AMINA):
    client.cookies.set(demo_login.COOKIE, demo_login.make_cookie(settings(), persona=member.id))


def press(client, charges, *, owner=AMINA, headers=None, **more):
    token = pay_tokens.make(settings(), person_id=owner.id, charge_ids=charges)
    return client.post("/betaling/start", data={"token": token, "language": "fr"} | more, headers=headers)


# ---- the button --------------------------------------------------------------------------------------------------


def test_the_button_leads_to_the_bank_and_back_to_the_readers_language(client, world):
    charges = owing(world, "90")
    log_in(client)

    pressed = press(client, charges, headers={"sec-fetch-site": "same-origin"})
    onward = client.get(pressed.headers["location"])

    assert pressed.status_code == SEE_OTHER
    address = re.search(r'content="0;url=([^"]+)"', onward.text)[1]
    assert address.startswith(f"http://localhost:8501{PATH}/sim_")
    assert 'lang="fr"' in onward.text
    back = simulated_bank(settings()).at_bank(address.rpartition("/")[2]).return_address
    assert back == f"http://localhost:8501/fr/betaling?id={only_payment().id}"


def test_who_is_not_logged_in_is_asked_to(client, world):
    pressed = press(client, owing(world, "90"))

    assert pressed.headers["location"] == "/fr/aanmelden?next=/fr/kosten"


@pytest.mark.parametrize(
    ("changes", "headers"),
    [
        ({"token": "forged"}, {}),
        ({"token": ""}, {}),
        ({"token": "x" * 9000}, {}),
        ({}, {"sec-fetch-site": "cross-site"}),
        ({}, {"sec-fetch-site": "none"}),
    ],
)
def test_what_no_page_of_ours_sent_starts_nothing(client, world, changes, headers):
    charges = owing(world, "90")
    log_in(client)

    assert press(client, charges, headers=headers, **changes).status_code == BAD
    assert nothing_started()


def nothing_started():
    with db.reading() as session:
        return session.exec(select(OnlinePayment)).first() is None


def test_a_button_of_somebody_else_starts_nothing(client, world):
    charges = owing(world, "90")
    log_in(client, OLEKSANDR)

    assert press(client, charges).status_code == BAD
    assert nothing_started()


def test_a_button_for_somebody_elses_charges_starts_nothing(client, world):
    charges = owing(world, "90", owner=OLEKSANDR)
    log_in(client)

    assert press(client, charges).status_code == GONE
    assert nothing_started()


def test_a_button_that_is_too_old_says_so(client, world, monkeypatch):
    charges = owing(world, "90")
    log_in(client)
    monkeypatch.setattr(pay_tokens, "LASTS_S", -1)

    assert press(client, charges).status_code == BAD


def test_what_is_paid_already_is_said_to_be_paid(client, world):
    charges = owing(world, "90")
    log_in(client)
    press(client, charges)
    simulated_bank(settings()).choose(only_payment().provider_id, Choice.LOST)

    pressed = press(client, charges)

    assert pressed.status_code == OK
    with i18n.use_locale("fr"):
        assert str(i18n.gettext("Hier is niets meer te betalen")) in unescape(pressed.text)


def test_a_provider_that_is_down_is_told_in_words(client, world, monkeypatch):
    charges = owing(world, "90")
    log_in(client)

    def down(**_facts):
        raise ProviderDown("mollie")

    monkeypatch.setattr(payments, "start", down)

    assert press(client, charges).status_code == HTTPStatus.SERVICE_UNAVAILABLE


def test_the_way_to_the_bank_is_for_the_owner_and_while_it_is_open(client, world):
    payment_id = running_payment(world, owing(world, "90"))
    address = f"/betaling/naar/{payment_id}?language=nl"
    assert client.get(address).status_code == GONE
    log_in(client, OLEKSANDR)
    assert client.get(address).status_code == GONE

    log_in(client)

    # this one has no address at the bank: its owner reads how it stands
    assert client.get(address).headers["location"] == f"/nl/betaling?id={payment_id}"
    assert client.get("/betaling/naar/nothing").status_code == GONE


# ---- the webhook -------------------------------------------------------------------------------------------------


def test_a_webhook_of_ours_books(client, world):
    charges = owing(world, "90")
    log_in(client)
    press(client, charges)
    simulated_bank(settings()).choose(only_payment().provider_id, Choice.PAID)

    answer = client.post("/webhooks/payments", data={"id": only_payment().provider_id})

    assert (answer.status_code, answer.text) == (OK, "")
    assert owed() == [0]
    assert only_payment().state is PaymentState.PAID


@pytest.mark.parametrize(
    "forged", ["tr_unknown", "../../etc/passwd", "x" * 65, "é", "'; DROP TABLE charge; --"]
)
def test_a_forged_id_is_answered_like_any_other_and_kept_out_of_the_log(client, forged):
    with structlog.testing.capture_logs() as logged:
        answer = client.post("/webhooks/payments", data={"id": forged})

    assert (answer.status_code, answer.text) == (OK, "")
    assert forged not in str(logged)
    assert len(logged) == 1


def test_a_body_that_says_paid_is_not_believed(client, world):
    running_payment(world, owing(world, "90"))

    client.post("/webhooks/payments", data={"id": "tr_1", "status": "paid", "amount": "90.00"})

    assert owed() == [90]


@pytest.mark.parametrize(
    ("body", "status"),
    [
        (b"", 400), (b"no=id", 400), (b"id=", 400), (b"id=a&id=b", 400), (b"&".join([b"id=a"] * 50), 400),
        (b"\xff\xfe", 400), (b"id=" + b"a" * 2000, 413),
    ],
)  # fmt: skip
def test_what_is_no_webhook_is_refused(client, body, status):
    answer = client.post(
        "/webhooks/payments", content=body, headers={"content-type": "application/x-www-form-urlencoded"}
    )

    assert answer.status_code == status


def test_a_webhook_can_only_be_posted(client):
    assert client.get("/webhooks/payments").status_code == HTTPStatus.METHOD_NOT_ALLOWED


def test_a_provider_that_is_down_sends_the_webhook_again(client, monkeypatch):
    def down(_provider_id):
        raise ProviderDown("mollie")

    monkeypatch.setattr(payments, "hear", down)

    answer = client.post("/webhooks/payments", data={"id": "tr_1"})

    assert answer.status_code == HTTPStatus.SERVICE_UNAVAILABLE
    assert answer.headers["retry-after"] == "60"


def test_too_much_at_once_is_sent_again_too(client, monkeypatch):
    monkeypatch.setattr(webhooks, "_POOL", Pool("full", threads=1, most_waiting=0))

    answer = client.post("/webhooks/payments", data={"id": "tr_1"})

    assert answer.status_code == HTTPStatus.SERVICE_UNAVAILABLE


def test_a_webhook_is_answered_in_time_and_its_booking_goes_on(client, monkeypatch):
    booked = Event()

    def slow(_provider_id):
        sleep(0.3)
        booked.set()

    monkeypatch.setattr(payments, "hear", slow)
    monkeypatch.setattr(webhooks, "_PATIENCE_S", 0.05)

    answer = client.post("/webhooks/payments", data={"id": "tr_1"})

    assert answer.status_code == OK
    assert not booked.is_set()
    assert booked.wait(5)


# ---- the bank ----------------------------------------------------------------------------------------------------


@pytest.fixture
def at_bank(client, world):
    charges = owing(world, "90")
    log_in(client)
    press(client, charges)
    return f"{PATH}/{only_payment().provider_id}"


def test_the_bank_says_on_every_page_that_it_is_none(client, at_bank):
    for _ in range(2):
        page = client.get(at_bank)
        assert page.status_code == OK
        with i18n.use_locale("fr"):
            assert i18n.gettext("Dit is geen echte bank.") in unescape(page.text)
        client.post(at_bank, data={"choice": "paid"})
    assert "noindex" in page.text


@pytest.mark.parametrize("choice", list(Choice))
def test_every_choice_has_its_button_and_leads_back(client, at_bank, choice):
    assert f'value="{choice}"' in client.get(at_bank).text

    chosen = client.post(at_bank, data={"choice": choice})

    assert chosen.status_code == SEE_OTHER
    assert chosen.headers["location"] == f"http://localhost:8501/fr/betaling?id={only_payment().id}"


def test_a_choice_the_bank_does_not_have_is_refused(client, at_bank):
    assert client.post(at_bank, data={"choice": "all-my-money"}).status_code == BAD
    assert client.post(f"{PATH}/sim_unknown", data={"choice": "paid"}).status_code == GONE
    assert client.get(f"{PATH}/sim_unknown").status_code == GONE


def test_a_paid_payment_offers_to_take_the_money_back_and_nothing_else(client, at_bank):
    client.post(at_bank, data={"choice": "paid"})

    page = client.get(at_bank).text

    assert re.findall(r'name="choice" value="([a-z-]+)"', page) == ["charge-back"]


def test_the_bank_is_not_there_when_a_real_provider_is(monkeypatch):
    monkeypatch.setenv("PORTAL_PAYMENT_PROVIDER", "mollie")
    monkeypatch.setenv("PORTAL_MOLLIE_KEY", "test_abc")
    settings.cache_clear()

    assert bank_pages.routes() == []


def test_a_webhook_of_the_bank_that_reaches_nobody_is_tried_again(client, at_bank):
    bank = simulated_bank(settings())
    client.post(at_bank, data={"choice": "paid"})

    with structlog.testing.capture_logs() as logged:
        assert Webhooks(bank, port=9).send_due() == 0

    assert [entry["event"] for entry in logged] == ["simulated_webhook_failed"]
    assert bank.due() is None  # not at once
