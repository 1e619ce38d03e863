"""How a turn of a conversation looks: what was asked, what to do at once, the quoted sentences with their source."""

from collections.abc import Collection, Iterable, Sequence
from itertools import groupby

import i18n
from chatbot import contacts, texts
from chatbot.answer import Outcome, UrgentKind
from i18n import format_day, format_moment
from i18n import gettext as _
from knowledge.content import is_overdue
from portal import clock
from portal.services.case_views import MyCase
from portal.services.conversations import TurnView
from portal.services.helpdesk import Referral
from portal.services.places import Justitiehuis
from portal.services.quotes import PinnedQuote
from portal.ui import html, labels_articles, labels_chat, pages, scope_words
from portal.ui.html import Child, Markup, Tone, tag

ARTICLES = "kennis"
_SHOWN_REASONS = {Outcome.CLARIFY, Outcome.ABSTAIN, Outcome.PARTIAL}


def turn(view: TurnView, case: MyCase | None = None) -> Markup:
    """Build one turn: the question, then its answer in the answer's own language and direction."""
    language = i18n.LANGUAGES[view.language]
    asked = (
        tag(
            "p",
            # with a direction of its own it does not count where the browser looks for that of the question
            tag("span", _("Je vraag:"), dir=i18n.current_language().direction, class_="p-hidden"),
            " ",
            view.question,
            dir="auto",
            class_="p-asked",
        )
        if view.question
        else None
    )
    body = tag("div", _answer(view), lang=language.code, dir=language.direction)
    return tag(
        "section",
        asked,
        body,
        handed_over(case) if case else None,
        class_="p-turn",
        aria_label=_("Vraag en antwoord"),
    )


def _answer(view: TurnView) -> Child:
    if view.outcome.is_urgent:
        return (_urgent(view), _below_urgent(view))
    if view.quotes:
        said = _rephrased(view) if view.rephrased else None
        rest = (
            html.notice(texts.plain(view.outcome, None, view.language), Tone.WARNING)
            if view.outcome is Outcome.PARTIAL
            else None
        )
        return (said, _quoted(view.quotes), rest)
    tone = Tone.WARNING if view.outcome in _SHOWN_REASONS | {Outcome.ERROR} else Tone.CALM
    with i18n.use_locale(view.language):
        lead = _("Misschien helpt een van deze artikels:") if view.outcome is Outcome.ABSTAIN else None
    return (html.notice(_lines(view.text), tone), _suggestions(view.suggestions, lead))


def _urgent(view: TurnView) -> Markup:
    kind = UrgentKind(view.outcome.value.split(".", 1)[1])
    with i18n.use_locale(view.language):
        buttons = [_dial(contact_id) for contact_id in texts.urgent_contacts(kind, view.language)]
        return html.notice(
            (tag("p", *buttons, class_="p-calls") if buttons else None, _lines(view.text)),
            Tone.URGENT,
            title=labels_chat.URGENT_TITLES[kind],
        )


def _dial(contact_id: str) -> Markup:
    contact = contacts.contacts()[contact_id]
    words = _("Bel %(number)s") % {"number": contact.phone}
    what_for = labels_chat.CONTACTS[contact_id] if i18n.current_locale() != i18n.SOURCE else None
    return tag(
        "a",
        tag("bdi", words),
        " ",
        tag("span", what_for, " ") if what_for else None,
        tag("small", contact.name, lang=contact.spoken or i18n.SOURCE, dir="ltr"),
        href=f"tel:{contact.phone.replace(' ', '')}",
        class_="p-button p-button--quiet",
    )


def _below_urgent(view: TurnView) -> Child:
    if not view.quotes:
        return None
    return (tag("p", _("Meer informatie over je vraag:")), _quoted(view.quotes))


def _rephrased(view: TurnView) -> Markup:
    said = tag("div", _lines(view.text), class_="p-said")
    return html.join(
        said,
        tag(
            "p",
            _("Een computer schreef dit in eenvoudige woorden. Hieronder staan de zinnen zelf."),
            class_="p-translated",
        ),
    )


def _lines(text: str) -> list[Markup]:
    return [tag("p", html.prose(line)) for line in text.splitlines() if line.strip()]


def _quoted(quotes: Sequence[PinnedQuote]) -> list[Markup]:
    """Build one figure per article, in the order of the quotes."""
    return [
        _figure(list(group))
        for _key, group in groupby(quotes, key=lambda quote: (quote.slug, quote.language))
    ]


def _figure(quotes: Sequence[PinnedQuote]) -> Markup:
    first = quotes[0]
    sentences = tag("blockquote", *_with_scope(quotes), lang=first.language)
    here = i18n.current_language()  # the portal's own words, whatever language the answer is in
    caption = tag(
        "figcaption",
        _source(first, quotes),
        lang=here.code,
        dir=here.direction,
        class_="p-quote__source",
    )
    return tag("figure", sentences, _original(quotes), caption, class_="p-quote")


def _with_scope(quotes: Sequence[PinnedQuote]) -> list[Markup]:
    """Build the quoted words, each alone in its paragraph, with for whom they hold: once where that is the same for all."""
    here = i18n.current_language()
    holds = [scope_words.holds_for(quote.scope, said=quote.region) for quote in quotes]
    if len(set(holds)) == 1:
        holds[:-1] = [""] * (len(holds) - 1)
    lines = []
    for quote, words in zip(quotes, holds, strict=True):
        lines.append(tag("p", "• " if quote.list_mark else None, html.prose(quote.text)))
        if words:
            lines.append(tag("small", words, lang=here.code, dir=here.direction, class_="p-quote__scope"))
    return lines


def _sentences(sentences: Iterable[tuple[str, str]]) -> list[Markup]:
    return [tag("p", "• " if mark else None, text) for text, mark in sentences]


def _original(quotes: Sequence[PinnedQuote]) -> Markup | None:
    dutch = [(quote.original, quote.list_mark) for quote in quotes if quote.original]
    if not dutch:
        return None
    here = i18n.current_language()
    words = _("Vertaling. Bekijk de Nederlandse zinnen")
    return tag(
        "details",
        tag("summary", words, lang=here.code, dir=here.direction),
        tag("div", _sentences(dutch), lang="nl", dir="ltr"),
        class_="p-quote__original",
    )


def _source(first: PinnedQuote, quotes: Sequence[PinnedQuote]) -> list[Child]:
    href = f"/{first.language}/{ARTICLES}/{first.slug}"
    said: list[Child] = [_("Bron:"), " ", html.link(first.title, href)]
    publishers = dict.fromkeys(source.publisher for quote in quotes for source in quote.sources)
    if publishers:
        said += [" · ", i18n.format_list(publishers)]
    if first.checked_on:
        said += [" · ", _("Nagekeken op %(day)s.") % {"day": format_day(first.checked_on)}]
    if only := labels_articles.only_in(first.region):
        said += [" · ", only]
    if not first.is_current:
        said += [" ", html.badge(_("Deze tekst is intussen veranderd"), Tone.WARNING)]
    if any(quote.is_older for quote in quotes):
        said += [" · ", _("Deze vertaling is ouder dan het Nederlands. Misschien klopt ze niet meer.")]
    if any(quote.by_machine for quote in quotes):
        said += [" · ", _("Vertaald door een computer. Nog niet nagekeken.")]
    if dead := dict.fromkeys(publisher for quote in quotes for publisher in quote.dead_publishers):
        said += [" · ", _dead_link(dead, of=publishers)]
    if first.next_check_on and is_overdue(first.next_check_on, on=clock.today()):
        words = _("Deze pagina had op %(day)s nagekeken moeten zijn. Vraag na of dit nog klopt.")
        said.append(tag("p", tag("strong", words % {"day": format_day(first.next_check_on)})))
    return said


def _dead_link(dead: Iterable[str], *, of: Collection[str]) -> str:
    if len(of) == 1:
        return _("De link naar deze bron werkt niet meer.")
    return _("De link naar de bron van %(publisher)s werkt niet meer.") % {
        "publisher": i18n.format_list(dead)
    }


def _suggestions(suggestions: Sequence[tuple[str, str]], lead: str | None) -> Markup | None:
    if not suggestions:
        return None
    links = [
        tag("li", html.link(tag("bdi", title), f"/{i18n.current_locale()}/{ARTICLES}/{slug}"))
        for slug, title in suggestions
    ]
    return html.join(tag("p", lead) if lead else None, tag("ul", *links, class_="p-suggestions"))


def handed_over(case: MyCase) -> Markup:
    """Build what became of a question that went to a person: its number, by when, and the reply."""
    number = html.ltr(case.line.number)
    if case.reply is not None:
        reply = i18n.LANGUAGES.get(case.reply.language, i18n.LANGUAGES[i18n.SOURCE])
        said = tag("div", _lines(case.reply.text), lang=reply.code, dir=reply.direction)
        return html.card(_("Antwoord van een medewerker"), said, aside=number, tone=Tone.GOOD)
    if case.line.asker is None:
        return html.notice(_("Je vraag is bewaard. Zeg hieronder nog wie ze stelt."), Tone.WARNING)
    where = html.link(_("Je vragen aan een medewerker"), pages.address("mijn-vragen", i18n.current_locale()))
    return html.card(
        _("Je vraag is bij een mens"),
        html.definition_list((_("Nummer"), number), *promise(case)),
        html.paragraph(where),  # where the answer will be read
        tone=Tone.CALM,
    )


def promise(case: MyCase) -> list[tuple[Child, Child]]:
    """Build the line that says by when a person answers."""
    if case.line.promised_by is None:
        return []
    return [(_("Antwoord ten laatste"), format_moment(case.line.promised_by, width="short"))]


def referrals(found: Sequence[Referral]) -> Markup:
    """Build the list of services where a private person finds help."""
    return html.join(
        html.section_title(_("Hier vind je nu al hulp"), level=3),
        html.paragraph(_("Wij kijken niet in je eigen dossier. Deze diensten kunnen dat wel.")),
        [_referral(referral) for referral in found],
    )


def _referral(referral: Referral) -> Markup:
    name, what = labels_chat.REFERRALS[referral.id]
    title = (
        f"{name} {referral.municipality.name}" if referral.municipality and not referral.houses else str(name)
    )
    website = html.paragraph(html.link(_("Website"), referral.website)) if referral.website else None
    checked = html.paragraph(
        _("Nagekeken op %(day)s.") % {"day": format_day(referral.checked_on)}, class_="p-quote__source"
    )
    return html.card(
        title, html.paragraph(what), [_house(house) for house in referral.houses[:2]], website, checked
    )


def _house(house: Justitiehuis) -> Markup:
    phone = tag("a", html.ltr(house.phone), href=f"tel:{house.phone}") if house.phone else None
    mail = html.link(html.ltr(house.mail), f"mailto:{house.mail}") if house.mail else None
    # A line each: on an Arabic page an address that breaks inside a line shows its number and town before its street.
    lines = (
        tag("strong", tag("bdi", house.name)),
        html.ltr(f"{house.street}, {house.postcode} {house.city}"),
        phone,
        mail,
    )
    first, *others = [line for line in lines if line]
    return html.paragraph(first, [[tag("br"), line] for line in others])


def login_hint() -> Markup:
    """Build the advice to log in before asking a person: else the answer waits in this browser only."""
    here = f"{pages.address('aanmelden', i18n.current_locale())}?next={pages.address('vraag', i18n.current_locale())}"
    return html.notice(
        html.join(
            _(
                "Meld je aan, dan krijg je een mail als er een antwoord is. Zonder aanmelden staat het antwoord alleen hier, in deze browser."
            ),
            " ",
            html.link(_("Aanmelden"), here),
        ),
        Tone.CALM,
    )
