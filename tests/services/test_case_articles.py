"""A jurist's answer becomes a draft article and an agreed question, with nobody in them."""

import pytest
from sqlmodel import select

from knowledge.known_words import known_words
from portal.errors import NotAllowed, NotFound, WrongState
from portal.models.articles import Article, ArticleDraft, ArticleState, ArticleVersion
from portal.models.audit import AuditEntry
from portal.models.gold import GoldOrigin, GoldQuestion
from portal.services import article_fields, case_articles, cases
from tests.cast import AMINA, BRAM, CAST, JAN, KARIMA
from tests.conftest import NOON
from tests.services.test_cases import given_case
from tests.services.test_conversations import stored_article

REPLY = """Beste Amina,
Je betaalt niet als je minderjarig bent. De cursus kost 90 euro voor Amina Benali (85.07.30-033.28).
- Bel 0471 23 45 67 of schrijf naar amina@example.org.
- Vraag het aan Fatima Zouheir.

Groeten, Jan Wouters"""


@pytest.fixture(autouse=True)
def _world(session, cast):
    stored_article(session)


def answered(session, *, text=REPLY, question="moet ik, Amina, de cursus betalen?", language="nl", notes=()):
    case = given_case(session, question=question, language=language)
    cases.take(session, actor=JAN.actor, case_id=case.id, now=NOON)
    for note in notes:
        cases.add_note(session, actor=JAN.actor, case_id=case.id, text=note, now=NOON)
    cases.answer(session, actor=JAN.actor, case_id=case.id, text=text, language="nl", now=NOON)
    session.flush()
    return case


def made(session, case, member=JAN):
    return case_articles.make(session, actor=member.actor, case_id=case.id, now=NOON)


def draft_of(session, article):
    found = session.exec(select(ArticleDraft).where(ArticleDraft.article_id == article.id)).one()
    return article_fields.of_values(found.values)


def test_the_draft_holds_the_question_and_the_answer_and_nobody_in_them(session):
    article = made(session, answered(session))

    fields = draft_of(session, article)
    everything = str(fields.values()) + article.slug
    for planted in (
        "Amina",
        "amina",
        "Benali",
        "Jan",
        "Wouters",
        "Fatima",
        "Zouheir",
        "85.07.30",
        "0471",
        "@",
    ):
        assert planted not in everything
    assert "Je betaalt niet als je minderjarig bent." in fields.body.splitlines()
    assert "De cursus kost 90 euro voor [naam] ([rijksregisternummer])." in fields.body.splitlines()
    assert fields.body.splitlines()[0].startswith("## ")
    assert "- Bel [telefoonnummer] of schrijf naar [mailadres]." in fields.body.splitlines()
    assert fields.questions == ("moet ik, [naam], de cursus betalen?",)
    assert fields.sources == ()


def test_nothing_is_published_and_it_is_nobodys_until_the_redactie_takes_it(session):
    article = made(session, answered(session))

    assert article.state is ArticleState.DRAFT
    assert article.owner_id is None
    assert session.exec(select(ArticleVersion).where(ArticleVersion.article_id == article.id)).all() == []
    assert case_articles.waiting(session, actor=BRAM.actor) == (article.slug,)
    article.owner_id = "bram"
    session.flush()
    assert case_articles.waiting(session, actor=BRAM.actor) == ()


def test_what_was_asked_becomes_an_agreed_question(session):
    article = made(session, answered(session))

    gold = session.exec(select(GoldQuestion)).one()
    assert (gold.expected_slug, gold.origin, gold.language) == (article.slug, GoldOrigin.CASE, "nl")
    assert gold.question == "moet ik, [naam], de cursus betalen?"


def test_a_question_in_another_language_stands_with_what_people_ask(session):
    article = made(session, answered(session, question="هل يجب أن أدفع؟", language="ar"))

    fields = draft_of(session, article)
    assert fields.questions == ()
    assert "هل يجب أن أدفع؟" in fields.asked


def test_twice_is_one_article(session):
    case = answered(session)

    assert made(session, case).id == made(session, case).id
    assert len(session.exec(select(Article).where(Article.state == ArticleState.DRAFT)).all()) == 1
    entries = session.exec(select(AuditEntry).where(AuditEntry.action == "case.made-article")).all()
    assert [entry.owner_id for entry in entries] == ["amina"]


def test_a_closed_case_too(session):
    case = answered(session)
    cases.close(session, actor=JAN.actor, case_id=case.id, now=NOON)

    assert made(session, case).state is ArticleState.DRAFT


def test_who_wrote_a_note_is_taken_out_too(session):
    case = answered(session, text="Karima keek dit na. Het mag.")
    from portal.models.cases import CaseNote  # noqa: PLC0415 another jurist had the case before

    session.add(CaseNote(case_id=case.id, jurist_id="karima", text="gezien", written_at=NOON))
    session.flush()

    assert "Karima" not in draft_of(session, made(session, case)).body


def test_a_case_without_an_answer_makes_no_article(session):
    case = given_case(session)
    cases.take(session, actor=JAN.actor, case_id=case.id, now=NOON)

    with pytest.raises(WrongState):
        made(session, case)


@pytest.mark.parametrize("member", [one for one in CAST if one is not JAN], ids=lambda one: one.id)
def test_only_the_jurist_of_the_case_makes_it(session, member):
    with pytest.raises(NotAllowed):
        made(session, answered(session), member)


def test_an_unknown_case_makes_nothing(session):
    with pytest.raises(NotFound):
        case_articles.make(session, actor=JAN.actor, case_id="none", now=NOON)


@pytest.mark.parametrize("member", [AMINA, JAN, KARIMA], ids=lambda one: one.id)
def test_what_waits_is_for_the_redactie(session, member):
    with pytest.raises(NotAllowed):
        case_articles.waiting(session, actor=member.actor)


@pytest.mark.parametrize(
    ("text", "names", "left"),
    [
        ("De cursus van De Smet", ("De Smet", "Smet", "De"), "[naam] cursus van [naam]"),
        ("Marokko en el cursus", ("El",), "[naam] en el cursus"),
        ("MOHAMED betaalt", ("Mohamed",), "[naam] betaalt"),
        ("أمينة تدفع", ("أمينة",), "[naam] تدفع"),
    ],
)
def test_names_are_taken_out_as_they_are_written(text, names, left):
    known = known_words((), ())

    said = case_articles.without_people(text, "nl", names, {**known, "nl": {"de", "cursus"}})

    assert said == left
