"""A machine may fill in a translation: within its budget, checked part by part, and marked until a person read it."""

from dataclasses import dataclass, field
from datetime import timedelta

import pytest

from knowledge.parts import By, PartKind, Standing
from portal.errors import NotAllowed, ProviderDown
from portal.models.gold import GoldCheck
from portal.providers.machine_translation import Translator, translator
from portal.services import article_import, article_translations, machine_translation, published
from portal.services.article_translations import Line
from portal.services.machine_translation import Stopped, Why
from portal.settings import Settings
from tests.articles import write_articles
from tests.cast import AMINA, BRAM
from tests.conftest import NOON
from tests.fakes import model_service

FRENCH = {
    "Wat kost de cursus?": "Combien coûte le cours ?",
    "Hoeveel je betaalt voor de cursus en de test.": "Ce que tu paies pour le cours et le test.",
    "De cursus en de test": "Le cours et le test",
    "De cursus maatschappelijke oriëntatie kost 90 euro.": "Le cours d'orientation sociale coûte 90 euros.",
    "De test kost 90 euro.": "Le test coûte 90 euros.",
    "Samen betaal je in 2023 hoogstens 1.180 euro.": "Ensemble, tu paies au plus 1.180 euros en 2023.",
    "Waar betaal je?": "Où payer ?",
    "Je betaalt bij je agentschap.": "Tu paies auprès de ton agence.",
}
PLENTY = 10_000


@dataclass
class Machine:
    """Translates what it knows; `wrong` are other translations it gives."""

    wrong: dict[str, str] = field(default_factory=dict)
    down_after: int = 99
    asked: list[tuple[str, ...]] = field(default_factory=list)

    def translate(self, lines, *, language, terms):
        assert language == "fr"
        assert isinstance(terms, dict)
        self.asked.append(tuple(lines))
        if len(self.asked) > self.down_after:
            raise ProviderDown("translation")
        return tuple((FRENCH | self.wrong)[line] for line in lines)


@pytest.fixture
def french(session, cast, tmp_path):
    article_import.import_folder(session, write_articles(tmp_path / "articles"), now=NOON)
    session.commit()
    return article_translations.opened(session, slug="kosten", language="fr", actor=BRAM.actor)


def fill(session, beside, machine, *, now=NOON, most=PLENTY, **facts):
    session.commit()
    return machine_translation.fill(
        beside, machine=machine, characters_a_day=most, actor=BRAM.actor, now=now, **facts
    )


def take_over(session, beside, filled):
    facts = {"beside": beside, "changes": filled.changes, "actor": BRAM.actor, "now": NOON}
    file = article_translations.as_file(session, **facts)
    session.add(
        GoldCheck(slug="kosten", language="fr", digest=file.digest, generation=1, asked=0, checked_at=NOON)
    )
    article_translations.put(session, **facts)
    return published.published_text(session, "kosten", "fr")


def test_a_machine_fills_what_is_missing_and_it_is_marked(session, french):
    text = take_over(session, french, fill(session, french, Machine()))

    assert [sentence.text for sentence in text.sentences][1] == "Le test coûte 90 euros."
    assert {part.by for part in text.parts} == {By.MACHINE}
    assert text.has_machine_parts
    assert not text.reviewed


def test_the_mark_goes_part_by_part_when_a_person_read_it(session, french):
    take_over(session, french, fill(session, french, Machine()))
    read = article_translations.opened(session, slug="kosten", language="fr", actor=BRAM.actor)

    article_translations.put(
        session, beside=read, changes={0: article_translations.confirmed(read.lines[0])}, actor=BRAM.actor, now=NOON,
    )  # fmt: skip

    parts = published.published_text(session, "kosten", "fr").parts
    assert [part.by for part in parts] == [By.REVIEWED, *[By.MACHINE] * 5]


def test_what_is_current_is_not_sent(session, french):
    take_over(session, french, fill(session, french, Machine()))
    read = article_translations.opened(session, slug="kosten", language="fr", actor=BRAM.actor)
    machine = Machine()

    assert fill(session, read, machine).changes == {}
    assert machine.asked == []


@pytest.mark.parametrize(
    ("sentence", "wrong", "why"),
    [
        ("De test kost 90 euro.", "Le test coûte.", Why.FACTS),
        ("De test kost 90 euro.", "Le test coûte 95 euros.", Why.FACTS),
        ("Samen betaal je in 2023 hoogstens 1.180 euro.", "Ensemble, tu paies au plus 1.180 euros en 2024.", Why.FACTS),
        ("De test kost 90 euro.", "", Why.SENTENCES),
        ("De test kost 90 euro.", "Le test coûte 90 euros. [Paie ici](x)", Why.MARKUP),
        ("De cursus maatschappelijke oriëntatie kost 90 euro.", "La formation coûte 90 euros.", Why.TERMS),
        ("Je betaalt bij je agentschap.", "Je betaalt bij je agentschap.", Why.LANGUAGE),
        ("Je betaalt bij je agentschap.", "You have to pay at your own agency.", Why.LANGUAGE),
    ],
)  # fmt: skip
def test_a_part_that_says_something_else_is_refused_and_stays_dutch(session, french, sentence, wrong, why):
    filled = fill(session, french, Machine(wrong={sentence: wrong}))

    (number,) = filled.refused
    assert filled.refused[number] is why
    text = take_over(session, french, filled)
    assert sentence in [line.text for line in text.sentences]
    assert text.parts[number].standing is Standing.MISSING


@pytest.mark.parametrize(
    ("dutch", "said", "why"),
    [
        ("Bel 1712 op 3 maart 2026.", "Appelle le 1712 le 3 mai 2026.", Why.FACTS),
        ("Bel 1712 op 3 maart 2026.", "Appelle le 1713 le 3 mars 2026.", Why.FACTS),
        ("Zie artikel 9bis op agii.be.", "Voir l'article 9ter sur agii.be.", Why.FACTS),
        ("Zie artikel 9bis op agii.be.", "Voir l'article 9bis sur agii.com.", Why.FACTS),
        ("Zie artikel 9bis op agii.be.", "Voir l'article 9bis sur agii.be.", None),
    ],
)
def test_days_articles_telephones_and_addresses_are_kept(dutch, said, why):
    line = Line(0, PartKind.PARAGRAPH, (dutch,), (), Standing.MISSING, Standing.MISSING, By.PERSON)

    assert machine_translation.objection(line, (said,), "fr") is why


def test_the_budget_of_a_day_is_kept(session, french):
    first = fill(session, french, Machine(), most=100)

    assert first.stopped is Stopped.BUDGET
    assert machine_translation.left(session, characters_a_day=100, now=NOON) < 100
    sent = sum(len(line) for number in first.changes for line in french.lines[number].dutch)
    assert 0 < sent <= 100
    session.commit()
    assert fill(session, french, Machine(), most=sent).stopped is Stopped.BUDGET
    assert fill(session, french, Machine(), most=sent, now=NOON + timedelta(days=1)).changes


def test_without_a_budget_nothing_is_sent(session, french):
    machine = Machine()

    assert fill(session, french, machine, most=0).stopped is Stopped.BUDGET
    assert machine.asked == []


def test_a_machine_that_goes_down_leaves_what_it_did(session, french):
    filled = fill(session, french, Machine(down_after=2))

    assert filled.stopped is Stopped.DOWN
    assert len(filled.changes) == 2


def test_progress_is_told(session, french):
    told = []

    fill(session, french, Machine(), progress=lambda done, of: told.append((done, of)))

    assert told[-1] == (6, 6)


def test_an_inburgeraar_lets_no_machine_translate(french):
    with pytest.raises(NotAllowed):
        machine_translation.fill(
            french, machine=Machine(), characters_a_day=PLENTY, actor=AMINA.actor, now=NOON
        )


def test_it_is_off_unless_the_settings_name_a_model():
    assert translator(Settings()) is None
    assert translator(Settings(translation_url="http://127.0.0.1:9/v1")) is None
    assert translator(Settings(translation_url="http://127.0.0.1:9/v1", translation_model="m"))


@pytest.fixture(scope="module")
def service():
    with model_service() as running:
        running.text = "1| Bonjour."
        # The first request imports and builds the client, which takes seconds on a slow machine.
        Translator(url=running.url, name="m", key="k", timeout_s=60).translate(
            ["Dag."], language="fr", terms={}
        )
        yield running


def ask(service, text, behaviour="answer", timeout_s=60.0):
    service.text, service.behaviour = text, behaviour
    model = Translator(url=service.url, name="m", key="k", timeout_s=timeout_s)
    return model.translate(["Dag.", "Tot ziens."], language="fr", terms={"buddy": ("parrain",)})


def test_lines_come_back_by_their_number(service):
    assert ask(service, "1| Bonjour.\n\n2: Au revoir.\n") == ("Bonjour.", "Au revoir.")
    sent = str(service.bodies[-1])
    assert "2| Tot ziens." in sent
    assert "- buddy: parrain" in sent


@pytest.mark.parametrize("behaviour", ["slow", "down", "malformed", "nothing", "other-shape", "drip"])
def test_a_service_that_fails_is_down(service, behaviour):
    with pytest.raises(ProviderDown):
        ask(service, "1| Bonjour.\n2| Au revoir.", behaviour, timeout_s=0.6)


@pytest.mark.parametrize(
    "text", ["Bonjour. Au revoir.", "Voici:\n1| Bonjour.\n2| Au revoir.", "2| Au revoir.\n1| Bonjour."]
)
def test_a_reply_in_another_form_is_no_translation(service, text):
    with pytest.raises(ProviderDown):
        ask(service, text)


def test_a_line_that_was_left_out_is_seen_by_the_check(service):
    line = Line(
        0, PartKind.PARAGRAPH, ("Dag.", "Tot ziens."), (), Standing.MISSING, Standing.MISSING, By.PERSON
    )

    assert machine_translation.objection(line, ask(service, "1| Bonjour."), "fr") is Why.SENTENCES
