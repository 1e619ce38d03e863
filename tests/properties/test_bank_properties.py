"""Whatever is mistyped, cut off or shuffled: nothing is booked wrong, and no broken file is taken."""

from datetime import date
from decimal import Decimal

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from benchmarks import bank_world, bank_writers
from portal.errors import BadInput
from portal.models.bank import BankTransaction, TransactionState
from portal.models.retributie import Charge, FeeItem
from portal.providers import banking
from portal.services import bank_references
from portal.services.bank_facts import Facts
from portal.services.bank_matching import Books, Desk
from tests.bank import OGM, row

NINETY = Decimal(90)
bases = st.integers(min_value=0, max_value=10**10 - 1)


def charge(ogm):
    return Charge(
        id=ogm, person_id="amina", contract_id="k", item=FeeItem.MO_TEST, rule_id="r", amount=NINETY,
        charged_on=date(2026, 3, 1), due_on=date(2026, 4, 1), ogm=ogm,
    )  # fmt: skip


def decided(ogms, *, ogm=None, message="", amount=NINETY):
    """Decide a line while charges with these communications are open."""
    facts = Facts(
        charges={one: charge(one) for one in ogms},
        owed=dict.fromkeys(ogms, NINETY),
        paid=dict.fromkeys(ogms, Decimal(0)),
    )
    line = BankTransaction(
        statement_id="s", position=1, key="k", amount=amount, booked_on=date(2026, 3, 2), ogm=ogm, message=message,
        state=TransactionState.NEW,
    )  # fmt: skip
    return Desk(facts).decide(line, "BE")


@given(base=bases, at=st.integers(0, 11), digit=st.sampled_from("0123456789"))
def test_one_wrong_digit_never_books_whatever_else_is_open(base, at, digit):
    ogm = bank_world.ogm(base)
    typed = ogm[:at] + digit + ogm[at + 1 :]
    neighbours = [bank_world.ogm((base + step) % 10**10) for step in range(-50, 51)]

    decision = decided(set(neighbours), ogm=typed)

    assert isinstance(decision, Books) == (typed == ogm)


@given(base=bases, at=st.integers(0, 10))
def test_swapped_digits_never_book_whatever_else_is_open(base, at):
    ogm = bank_world.ogm(base)
    typed = ogm[:at] + ogm[at + 1] + ogm[at] + ogm[at + 2 :]
    neighbours = [bank_world.ogm((base + step) % 10**10) for step in range(-50, 51)]

    assert isinstance(decided(set(neighbours), ogm=typed), Books) == (typed == ogm)


@given(amount=st.decimals("-1000", "1000", places=2))
def test_only_the_exact_amount_books(amount):
    assert isinstance(decided({OGM}, ogm=OGM, amount=amount), Books) == (amount == NINETY)


@given(text=st.text(max_size=200))
def test_a_text_never_books_whatever_it_says(text):
    assert not isinstance(decided({OGM}, message=text + OGM + text), Books)


@given(base=bases, slip=st.sampled_from(["digit", "swap", "lost", "doubled"]), data=st.data())
def test_what_was_meant_is_among_the_guesses(base, slip, data):
    ogm = bank_world.ogm(base)
    at = data.draw(st.integers(0, 10))
    typed = {
        "digit": ogm[:at] + str((int(ogm[at]) + 1) % 10) + ogm[at + 1 :],
        "swap": ogm[:at] + ogm[at + 1] + ogm[at] + ogm[at + 2 :],
        "lost": ogm[:at] + ogm[at + 1 :],
        "doubled": ogm[:at] + ogm[at] + ogm[at:],
    }[slip]

    guesses = bank_references.near(typed)

    assert typed == ogm or ogm in guesses
    assert all(bank_references.is_valid(guess) for guess in guesses)


@given(base=bases, before=st.sampled_from(["", "MO ", "betaling: ", "EUR 90,00 ", "2 "]), after=st.sampled_from(["", " dank u", ".", " 2026"]),
       spelling=st.sampled_from(["{a}{b}{c}", "+++{a}/{b}/{c}+++", "{a} {b} {c}", "***{a}/{b}/{c}***", "{a}.{b}.{c}", "{a}-{b}-{c}"]))  # fmt: skip
def test_a_number_is_found_in_a_sentence_however_it_is_spelled(base, before, after, spelling):
    ogm = bank_world.ogm(base)
    text = before + spelling.format(a=ogm[:3], b=ogm[3:7], c=ogm[7:]) + after

    assert ogm in {one.digits for one in bank_references.written_in(text)}


CODA = bank_writers.coda(
    [row(), row("45.00", reference="R2"), row("-3.00", structured=None, reference="R3", message="kosten")]
)
CAMT = bank_writers.camt(
    [row(), row("45.00", reference="R2"), row("-3.00", structured=None, reference="R3", message="kosten")]
)


@pytest.mark.parametrize("content", [CODA, CAMT], ids=["coda", "camt.053"])
@settings(max_examples=150)
@given(data=st.data())
def test_a_file_that_is_cut_off_is_refused(content, data):
    whole = content.rstrip()
    cut = whole[: data.draw(st.integers(0, len(whole) - 1))]

    with pytest.raises(BadInput):
        banking.read(cut)


@settings(max_examples=150)
@given(data=st.data())
def test_a_coda_with_a_line_lost_doubled_or_moved_is_refused(data):
    lines = CODA.splitlines(keepends=True)
    at, other = data.draw(st.integers(0, len(lines) - 1)), data.draw(st.integers(0, len(lines) - 1))
    changed = {
        "lost": [*lines[:at], *lines[at + 1 :]],
        "doubled": [*lines[:at], lines[at], *lines[at:]],
        "moved": [*(rest := [*lines[:at], *lines[at + 1 :]])[:other], lines[at], *rest[other:]],
    }[data.draw(st.sampled_from(["lost", "doubled", "moved"]))]

    if changed == lines:
        return
    with pytest.raises(BadInput):
        banking.read(b"".join(changed))


@settings(max_examples=150)
@given(
    content=st.one_of(st.binary(max_size=400), st.text(max_size=300).map(str.encode)),
    start=st.sampled_from([b"", b"0000", b"<", CODA[:260], CAMT[:200]]),
)
def test_rubbish_is_refused_and_never_crashes(content, start):
    with pytest.raises(BadInput):
        banking.read(start + content)


@settings(max_examples=25)
@given(seed=st.integers(0, 10**6))
def test_both_formats_say_the_same(seed):
    world = bank_world.make_world(30, seed=seed)

    coda, camt = (
        [
            (one.amount, one.booked_on, one.ogm, one.message, one.payer_name, one.payer_iban, one.trait)
            for statement in banking.read(write(world.rows)).statements
            for one in statement.transactions
        ]
        for write in (bank_writers.coda, bank_writers.camt)
    )

    assert coda == camt
