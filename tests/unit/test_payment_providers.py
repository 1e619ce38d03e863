"""What is said to Mollie, what is understood of its answers, and that the simulated bank keeps the same promises."""

from datetime import timedelta
from decimal import Decimal

import pytest
import structlog

from portal import clock
from portal.errors import BadSettings, NotFound, ProviderDown
from portal.models.payments import PaymentState
from portal.providers.payment_choice import payment_provider
from portal.providers.payments import BackState, MolliePayments, Order
from portal.providers.simulated_bank import EXPIRES, Choice, SimulatedBank
from portal.settings import load
from tests.conftest import NOON
from tests.mollie import a_mollie

EUR = Decimal


@pytest.fixture
def mollie():
    with a_mollie() as stub:
        yield stub


@pytest.fixture
def provider(mollie):
    return MolliePayments("test_abc", endpoint=mollie.url, patience_s=(0.5, 0.5))


@pytest.fixture
def bank(tmp_path):
    return SimulatedBank(tmp_path / "bank.sqlite3", base_url="http://localhost:8501")


def order(payment_id="p1", amount="90", language="ar"):
    return Order(
        payment_id, EUR(amount), "Inburgering 1A2B3C4D", f"https://portaal.example/{language}/betaling?id={payment_id}",
        "https://portaal.example/webhooks/payments", language,
    )  # fmt: skip


def test_mollie_is_told_an_amount_and_where_to_go_and_nothing_of_the_person(mollie, provider):
    report = provider.create(order())

    (asked,) = mollie.asked
    assert asked.body == {
        "amount": {"currency": "EUR", "value": "90.00"},
        "description": "Inburgering 1A2B3C4D",
        "redirectUrl": "https://portaal.example/ar/betaling?id=p1",
        "webhookUrl": "https://portaal.example/webhooks/payments",
        "locale": "en_GB",
        "method": ["bancontact", "creditcard"],
        "metadata": {"payment_id": "p1"},
    }
    assert (asked.key, asked.authorization) == ("p1", "Bearer test_abc")
    assert report.checkout_url == "https://www.mollie.com/checkout/select-method/tr_1"
    assert (report.state, report.amount, report.payment_id) == (PaymentState.OPEN, EUR(90), "p1")


@pytest.mark.parametrize(
    ("language", "locale"), [("nl", "nl_BE"), ("fr", "fr_BE"), ("en", "en_GB"), ("ti", "en_GB")]
)
def test_mollie_speaks_the_readers_language_where_it_can(mollie, provider, language, locale):
    provider.create(order(language=language))

    assert mollie.asked[0].body["locale"] == locale


@pytest.mark.parametrize(
    ("status", "state"),
    [
        ("open", PaymentState.OPEN), ("pending", PaymentState.PENDING), ("authorized", PaymentState.PENDING),
        ("paid", PaymentState.PAID), ("failed", PaymentState.FAILED), ("expired", PaymentState.EXPIRED),
        ("canceled", PaymentState.CANCELLED),
    ],
)  # fmt: skip
def test_every_status_of_mollie_is_understood(mollie, provider, status, state):
    provider.create(order())
    mollie.payments["tr_1"]["status"] = status

    assert provider.fetch("tr_1").state is state


def test_refunds_and_charge_backs_come_with_the_payment(mollie, provider):
    provider.create(order())
    mollie.pays("tr_1")
    mollie.gives_back("tr_1", "10.00")
    mollie.gives_back("tr_1", "5.00", status="failed")
    mollie.takes_back("tr_1", "20.10")

    report = provider.fetch("tr_1")

    assert [(back.amount, back.state, back.charge_back) for back in report.back] == [
        (EUR("10.00"), BackState.DONE, False),
        (EUR("5.00"), BackState.FAILED, False),
        (EUR("20.10"), BackState.DONE, True),
    ]
    assert (report.refunded, report.charged_back, report.kept) == (EUR("10.00"), EUR("20.10"), EUR("59.90"))
    assert report.method == "bancontact"


def test_a_charge_back_that_was_reversed_says_so(mollie, provider):
    provider.create(order())
    mollie.pays("tr_1")
    mollie.takes_back("tr_1", "90.00", reversed_at="2026-03-12T11:00:00+00:00")

    assert [back.state for back in provider.fetch("tr_1").back] == [BackState.FAILED]


@pytest.mark.parametrize(
    "trouble", ["5xx", "401", "422", "slow", "malformed", "empty", "dollars", "unknown-status"]
)
def test_whatever_goes_wrong_at_mollie_is_one_error_and_no_secret_in_the_log(mollie, provider, trouble):
    provider.create(order())
    mollie.trouble = trouble

    with structlog.testing.capture_logs() as logged:
        for ask in (
            lambda: provider.fetch("tr_1"),
            lambda: provider.create(order("p2")),
            lambda: list(provider.payments(since=NOON)),
            lambda: provider.refund("tr_1", refund_id="r1", amount=EUR(5), description="Inburgering"),
        ):
            with pytest.raises(ProviderDown):
                ask()

    assert len(logged) == 4
    assert "secret detail" not in str(logged)
    assert "test_abc" not in str(logged)


def test_nobody_at_mollies_address_is_the_same_error():
    nobody = MolliePayments("test_abc", endpoint="http://127.0.0.1:9", patience_s=(0.5, 0.5))

    with pytest.raises(ProviderDown):
        nobody.fetch("tr_1")


def test_after_trouble_the_same_payment_is_made_once(mollie, provider):
    mollie.trouble = "slow"
    with pytest.raises(ProviderDown):
        provider.create(order())
    mollie.trouble = ""

    provider.create(order())
    provider.create(order())

    assert len(mollie.payments) == 1


def test_mollies_pages_of_payments_are_all_read_until_the_day_that_was_asked(mollie, provider):
    mollie.page = 2
    for number in range(5):
        provider.create(order(f"p{number}"))
    mollie.payments["tr_1"]["createdAt"] = "2025-01-01T00:00:00+00:00"

    found = [report.payment_id for report in provider.payments(since=NOON - timedelta(days=1))]

    assert found == ["p4", "p3", "p2", "p1"]


# ---- both providers keep these promises --------------------------------------------------------------------------


class AtMollie:
    def __init__(self, stub, provider):
        self.stub, self.provider = stub, provider

    def pays(self, provider_id):
        self.stub.pays(provider_id)


class AtBank:
    def __init__(self, bank):
        self.provider = bank

    def pays(self, provider_id):
        self.provider.choose(provider_id, Choice.PAID)


@pytest.fixture(params=["mollie", "simulated"])
def either(request, mollie, provider, bank, stopped_clock):
    return AtMollie(mollie, provider) if request.param == "mollie" else AtBank(bank)


def test_asking_twice_for_one_payment_makes_one(either):
    first, again = either.provider.create(order()), either.provider.create(order())

    assert first == again
    assert len(list(either.provider.payments(since=NOON - timedelta(days=1)))) == 1


def test_a_payment_nobody_made_is_not_found(either):
    with pytest.raises(NotFound):
        either.provider.fetch("tr_nothing")
    with pytest.raises(NotFound):
        either.provider.refund("tr_nothing", refund_id="r1", amount=EUR(5), description="Inburgering")


def test_a_refund_asked_twice_goes_back_once_and_carries_our_id(either):
    made = either.provider.create(order())
    either.pays(made.provider_id)

    backs = [
        either.provider.refund(made.provider_id, refund_id="r1", amount=EUR(30), description="Inburgering")
        for _ in range(2)
    ]

    assert backs[0] == backs[1]
    assert backs[0].refund_id == "r1"
    report = either.provider.fetch(made.provider_id)
    assert (report.refunded, report.kept) == (EUR(30), EUR(60))


# ---- the simulated bank ------------------------------------------------------------------------------------------


def test_the_bank_remembers_after_a_restart_and_in_a_second_process(bank, tmp_path, stopped_clock):
    made = bank.create(order())
    bank.choose(made.provider_id, Choice.PAID)

    another = SimulatedBank(tmp_path / "bank.sqlite3", base_url="http://localhost:8501")

    assert another.fetch(made.provider_id).state is PaymentState.PAID
    assert another.due().provider_id == made.provider_id


def test_what_was_decided_at_the_bank_stays_decided(bank, stopped_clock):
    made = bank.create(order())
    bank.choose(made.provider_id, Choice.FAILED)
    bank.choose(made.provider_id, Choice.PAID)
    bank.choose(made.provider_id, Choice.CHARGE_BACK)

    report = bank.fetch(made.provider_id)

    assert (report.state, report.back) == (PaymentState.FAILED, ())


def test_a_paid_payment_can_be_charged_back_later_and_once(bank, stopped_clock):
    made = bank.create(order())
    bank.choose(made.provider_id, Choice.PAID)
    for _ in range(2):
        bank.choose(made.provider_id, Choice.CHARGE_BACK)

    assert bank.fetch(made.provider_id).charged_back == EUR(90)


def test_the_bank_does_not_give_back_more_than_it_has(bank, stopped_clock):
    made = bank.create(order())
    bank.choose(made.provider_id, Choice.PAID)

    with pytest.raises(ProviderDown):
        bank.refund(made.provider_id, refund_id="r1", amount=EUR("90.01"), description="Inburgering")


def test_who_waits_too_long_at_the_bank_cannot_pay_any_more(bank):
    with clock.stopped_at(NOON):
        made = bank.create(order())
    with clock.stopped_at(NOON + EXPIRES + timedelta(seconds=1)):
        assert bank.choose(made.provider_id, Choice.PAID) is PaymentState.EXPIRED


def test_a_folder_that_cannot_be_written_is_a_provider_that_is_down(tmp_path):
    (tmp_path / "file").write_text("no folder")

    with pytest.raises(ProviderDown):
        SimulatedBank(tmp_path / "file" / "bank.sqlite3", base_url="").create(order())


# ---- which one ---------------------------------------------------------------------------------------------------


def test_the_settings_name_the_provider(monkeypatch):
    assert payment_provider(load()).name == "simulated"
    monkeypatch.setenv("PORTAL_PAYMENT_PROVIDER", "mollie")
    monkeypatch.setenv("PORTAL_MOLLIE_KEY", "test_abc")
    assert payment_provider(load()).name == "mollie"


@pytest.mark.parametrize("key", ["", "abc", "live_"])
def test_mollie_without_a_key_is_refused_and_the_key_is_never_named(monkeypatch, key):
    monkeypatch.setenv("PORTAL_PAYMENT_PROVIDER", "mollie")
    monkeypatch.setenv("PORTAL_MOLLIE_KEY", key)

    with pytest.raises(BadSettings) as refusal:
        load()
    assert str(refusal.value) == "PORTAL_MOLLIE_KEY: must be a key of Mollie, test_... or live_..."


@pytest.mark.parametrize(("provider", "key"), [("simulated", ""), ("mollie", "test_abc")])
def test_production_refuses_payments_that_bring_no_money(monkeypatch, provider, key):
    monkeypatch.setenv("PORTAL_ENVIRONMENT", "production")
    monkeypatch.setenv("PORTAL_PAYMENT_PROVIDER", provider)
    monkeypatch.setenv("PORTAL_MOLLIE_KEY", key)

    with pytest.raises(BadSettings, match=r"^PORTAL_.*PORTAL_MOLLIE_KEY.*: unsafe in production$"):
        load()
