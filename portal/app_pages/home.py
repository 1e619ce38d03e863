"""The first page: what somebody must do now; for a stranger what the portal is for; for staff where their work is."""

import i18n
from i18n import gettext as _
from portal import clock
from portal.models.people import Role
from portal.services.sessions import SignedIn
from portal.services.todo import is_listed, most_pressing, next_visit, todo_list
from portal.ui import (
    access,
    case_news,
    components,
    fee_news,
    html,
    pages,
    plan_pieces,
    plans,
    signal_news,
    signup_news,
    todo_pieces,
)


def ask() -> html.Markup:
    """Build the entry to asking a question."""
    return html.card(
        _("Heb je een vraag?"),
        html.paragraph(_("Vraag het in je eigen taal. Je krijgt een antwoord met de bron erbij.")),
        html.button_link(_("Stel een vraag"), pages.address("vraag", i18n.current_locale()), quiet=True),
        level=2,
    )


def welcome_stranger() -> None:
    """Show what the portal is for."""
    components.page_title(
        _("Welkom bij het inburgeringsportaal"), _("Hier vind je uitleg over inburgering, in je eigen taal.")
    )
    own = html.card(
        _("Wat moet ik nu doen?"),
        html.paragraph(_("Meld je aan en zie je eigen plan, je afspraken en wat je nu moet doen.")),
        html.button_link(_("Aanmelden"), access.login_address()),
        level=2,
    )
    reading = html.card(
        _("Lees over inburgering"),
        html.paragraph(_("Uitleg over inburgering, verblijf, werk en hulp.")),
        html.button_link(_("Informatie"), f"/{i18n.current_locale()}/kennis", quiet=True),
        level=2,
    )
    components.show(own, ask(), reading)


def welcome_staff(person: SignedIn) -> None:
    """Show where somebody's work is."""
    components.page_title(_("Dag %(name)s") % {"name": person.given_name})
    if person.roles & pages.EDITORS:
        components.show(signal_news.to_do(person))
    work = [page for page in pages.open_pages(person.roles) if page.roles and page.listed]
    work.sort(key=lambda page: not page.bar)  # what stands in the bar is what somebody does most
    language = i18n.current_locale()
    components.show(
        html.link_list(
            *(html.Place(page.label, page.summary, pages.address(page.slug, language)) for page in work)
        )
    )


def what_now(person: SignedIn) -> None:
    """Show what an inburgeraar must do now, the next appointment, and how far the parts are."""
    view = plans.opened(person.actor, person.person_id)
    components.page_title(_("Wat moet je nu doen?"), _("Dag %(name)s") % {"name": person.given_name})
    news = most_pressing(case_news.replies(person) + fee_news.dues(person) + signup_news.soon(person))
    if view.plan is None:
        waiting = todo_pieces.todo(news, clock.today()) if news else None
        components.show(waiting, plan_pieces.no_contract(i18n.current_locale()), ask())
        return
    now, plan = clock.now(), view.plan
    items = todo_list(plan, now=now, extra=news) if plan.facts.contract.runs else news
    visit = next_visit(plan, now=now)
    components.show(
        plan_pieces.summary(plan),
        todo_pieces.todo(items, plan.today) if items or plan.facts.contract.runs else None,
        [html.section_title(_("Je volgende afspraak")), plan_pieces.visit(visit, plan.today)]
        if visit and not is_listed(visit, items)
        else None,
        html.section_title(_("Zo ver ben je")),
        plan_pieces.progress(plan),
        html.button_link(
            _("Bekijk mijn hele plan"), pages.address("plan", i18n.current_locale()), quiet=True
        ),
        html.section_title(_("Hulp nodig?")),
        ask(),
    )


someone = access.optional()
if someone is None:
    welcome_stranger()
elif someone.has(Role.INBURGERAAR):
    what_now(someone)
else:
    welcome_staff(someone)
