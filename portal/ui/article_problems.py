"""What the loader finds wrong with a text, in words for whoever writes it."""

import re
from collections.abc import Callable, Sequence

from i18n import gettext as _
from i18n import isolate, ngettext
from portal.services.article_fields import FieldProblem
from portal.ui import html
from portal.ui.html import Markup

Say = Callable[[Sequence[str]], str]

# Patterns of the loader's reasons (knowledge/checks.py, markup.py, asked.py, loader.py), the first that fits is said.
_SAID: Sequence[tuple[str, Say]] = (
    (r"mark \[\^(\d+)\] has no source", lambda found: _("Bron %(number)s staat niet in de lijst met bronnen.") % {"number": found[0]}),
    (r"a sentence with a figure has no source mark", lambda _f: _("Bij een zin met een cijfer hoort een bron, zoals [^1].")),
    (r"a source mark must stand at the end", lambda _f: _("Zet de bron op het einde van de zin.")),
    (r"(\d+) words in one sentence", lambda found: _("Deze zin telt %(count)s woorden. Maak er twee zinnen van.") % {"count": found[0]}),
    (r"(\d+) headings, the Dutch has (\d+)", lambda found: _("Hier staan %(here)s kopjes. In het Nederlands zijn het er %(there)s.") % {"here": found[0], "there": found[1]}),
    (r"(\d+) sentences under (.+), the Dutch has (\d+)", lambda found: _("Onder %(heading)s staan %(here)s zinnen. In het Nederlands zijn het er %(there)s.") % {"heading": isolate(found[1]), "here": found[0], "there": found[2]}),
    (r"list mark (.+), the Dutch has (.+)", lambda _f: _("Begin de regel zoals in het Nederlands: met hetzelfde streepje of nummer, of zonder.")),
    (r"figures (.+) differ from the Dutch (.+)", lambda found: _("De cijfers zijn anders dan in het Nederlands: %(here)s en %(there)s.") % {"here": isolate(found[0]), "there": isolate(found[1])}),
    (r"other sentences than the Dutch: (.+)", lambda found: _("Hier staan meer of minder zinnen dan in het Nederlands: %(words)s") % {"words": isolate(found[0])}),
    (r"other marks than the Dutch: (.+)", lambda found: _("Begin de regels zoals in het Nederlands, met hetzelfde streepje of nummer, of zonder: %(words)s") % {"words": isolate(found[0])}),
    (r"other facts than the Dutch: (.+)", lambda found: _("Hier staan andere cijfers of dagen dan in het Nederlands: %(words)s") % {"words": isolate(found[0])}),
    (r"(\d+) parts stand in the place of no Dutch part", lambda found: ngettext("Bij %(n)d deel van je tekst hoort geen Nederlands. Schrijf evenveel kopjes en alinea's als in het Nederlands.", "Bij %(n)d delen van je tekst hoort geen Nederlands. Schrijf evenveel kopjes en alinea's als in het Nederlands.", int(found[0])) % {"n": int(found[0])}),
    (r"(\d+) of (\d+) parts are not of the Dutch text as it is now", lambda found: ngettext("%(n)d deel is nog niet vertaald, of is ouder dan het Nederlands.", "%(n)d delen zijn nog niet vertaald, of zijn ouder dan het Nederlands.", int(found[0])) % {"n": int(found[0])}),
    (r"no paragraph of it fits the Dutch text", lambda _f: _("Geen enkele alinea past bij het Nederlands. De lezers zouden alleen Nederlands zien.")),
    (r"no article '(.+)'", lambda found: _("Er bestaat geen artikel %(slug)s.") % {"slug": isolate(found[0])}),
    (r"unknown mark (.+?): one of", lambda found: _("We kennen het merkteken %(mark)s niet. Schrijf bijvoorbeeld {region: brussel}.") % {"mark": isolate(found[0])}),
    (r"(\w+): unknown value (.+?): one of (.+)", lambda found: _("We kennen %(value)s niet. Kies uit: %(known)s.") % {"value": isolate(found[1]), "known": isolate(found[2])}),
    (r"must be days such as", lambda _f: _("Schrijf dagen zo: 2022-03-01.. voor vanaf, ..2022-03-01 voor tot.")),
    (r"must be ages such as", lambda _f: _("Schrijf leeftijden zo: 65-, -17 of 18-64.")),
    (r"must be a text|is missing", lambda _f: _("Vul dit in.")),
    (r"longer than (\d+) characters", lambda found: _("Dit is te lang. Schrijf hoogstens %(limit)s tekens.") % {"limit": found[0]}),
    (r"must be a list of at least one question", lambda _f: _("Schrijf minstens één vraag.")),
    (r"must be a list of at least one value|unknown topic|unknown value", lambda _f: _("Maak een keuze.")),
    (r"must be a day", lambda _f: _("Vul een datum in.")),
    (r"lies before", lambda _f: _("Deze dag ligt te vroeg: kijk de twee datums na.")),
    (r"at least one source is needed", lambda _f: _("Voeg minstens één bron toe.")),
    (r"url must start with", lambda _f: _("Het adres begint met https://.")),
    (r"date must be a day, a month or a year", lambda _f: _("Schrijf een jaar, een maand of een dag: 2026, 2026-11 of 2026-11-22.")),
    (r"neither date nor consulted_on", lambda _f: _("Vul in wanneer de bron verscheen, of wanneer je ze bekeek.")),
    (r"the same heading stands twice", lambda _f: _("Dit kopje staat er twee keer.")),
    (r"only `## Heading`", lambda _f: _("Gebruik alleen kopjes met ##, zinnen en lijsten. Geen links, tabellen of foto's.")),
    (r"stands before the first heading", lambda _f: _("Begin met een kopje: ## en een titel.")),
    (r"no sentences", lambda _f: _("Schrijf de tekst: een kopje, en daaronder één zin per regel.")),
    (r"no Dutch text to translate", lambda _f: _("De Nederlandse tekst is nog niet gepubliceerd.")),
    (r"stands in \w+\.md too: '?(.+?)'?$", lambda found: _("Deze vraag staat al bij de vragen hierboven: %(question)s") % {"question": isolate(found[0])}),
    (r"unknown language (.+?):", lambda found: _("We kennen de taal %(language)s niet.") % {"language": isolate(found[0])}),
    (r"question (\d+) stands there twice", lambda found: _("Vraag %(number)s staat er twee keer.") % {"number": found[0]}),
    (r"question (\d+) is longer than (\d+)", lambda found: _("Vraag %(number)s is te lang. Schrijf hoogstens %(limit)s tekens.") % {"number": found[0], "limit": found[1]}),
    (r"question (\d+) must be a text", lambda found: _("Vraag %(number)s is leeg, of heeft aanhalingstekens nodig.") % {"number": found[0]}),
    (r"not YAML|must be languages", lambda _f: _("Schrijf een taal met een dubbelepunt, en daaronder elke vraag met een streepje.")),
)  # fmt: skip
_PATTERNS = tuple((re.compile(pattern), say) for pattern, say in _SAID)


def reason_words(reason: str) -> str | None:
    """Return a reason of the loader in the words of the redactie; None for one that has none yet."""
    for pattern, say in _PATTERNS:
        if found := pattern.search(reason):
            return say(found.groups(default=""))
    return None


def words(problem: FieldProblem) -> str:
    """Say what is wrong and where."""
    said = reason_words(problem.reason) or _("Dit klopt nog niet: %(reason)s") % {
        "reason": isolate(problem.reason)
    }
    if problem.line is not None:
        return _("Regel %(line)d. %(problem)s") % {"line": problem.line, "problem": said}
    if problem.position is not None:
        return _("Bron %(number)d. %(problem)s") % {"number": problem.position, "problem": said}
    return said


def listed(problems: Sequence[FieldProblem]) -> Markup | None:
    """Build what is wrong with one field, errors first; nothing when nothing is."""
    if not problems:
        return None
    items = [
        html.tag(
            "li",
            words(problem),
            class_="p-problem" if not problem.warning else "p-problem p-problem--light",
        )
        for problem in sorted(problems, key=lambda one: one.warning)
    ]
    return html.tag("ul", *items, class_="p-problems")
