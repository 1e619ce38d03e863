"""The pieces of somebody's costs: what is due and why, what is exempt, what was paid, every line. Shows only; asks nothing."""

from collections.abc import Iterable
from decimal import Decimal

import i18n
from i18n import format_amount, format_day
from i18n import gettext as _
from portal.errors import NotFound
from portal.models.retributie import EntryKind, FeeItem, LedgerEntry
from portal.services import places, rules
from portal.services.fee_kinds import FeeItemRule, FeeRule
from portal.services.fees import DueCharge, FeeRulesShown, FeeStanding, FeeView, GrantedExemption
from portal.services.ledger import ZERO, Balance
from portal.ui import fee_rule_words, html, labels_fees, plan_pieces, plan_words
from portal.ui.html import Child, Markup, Tone


def standing(view: FeeView) -> Markup:
    """Build the one answer that somebody comes for: must I pay something now, and why (not)?"""
    said = view.standing
    title = labels_fees.STANDINGS[said]
    return html.notice(
        html.join(*(html.paragraph(line) for line in _why_standing(view))),
        labels_fees.STANDING_TONES[said],
        title=title,
    )


def _why_standing(view: FeeView) -> list[Child]:
    match view.standing:
        case FeeStanding.DUE:
            total = sum((due.part.left for due in view.dues), ZERO)
            return [_("Nu te betalen: %(amount)s.") % {"amount": format_amount(total)}]
        case FeeStanding.EXEMPT:
            running = [one for one in view.exemptions if one.runs]
            return [exemption_words(one) for one in running]
        case FeeStanding.FREE if view.rules is not None and view.rules.free is not None:
            return [plan_words.why(view.rules.free.id)]
        case FeeStanding.PAID:
            return [_("Komt er een cursus of een test bij, dan zie je het hier.")]
        case _:
            return [_nothing_asked(view)]


def _nothing_asked(view: FeeView) -> str:
    if view.contract is None:
        return _("Je hebt nog geen inburgeringscontract.")
    if not view.contract.runs:
        return _("Dit traject is voorbij. Je hoeft niets meer te betalen.")
    if view.contract.signed_on is None:
        return _("Je contract is nog niet getekend. Zolang je niet tekent, betaal je niets.")
    return _("Je betaalt pas als een cursus of een test voor jou gepland is.")


def client_standing(view: FeeView) -> Markup:
    """Build the same answer for who guides somebody."""
    said = view.standing
    paid = sum((balance.paid for balance in view.account.charges), ZERO)
    rows: list[tuple[Child, Child]] = [
        (_("Nog te betalen"), format_amount(view.account.owed)),
        (_("Betaald"), format_amount(paid)),
        (_("Tegoed"), format_amount(view.account.credit)),
    ]
    if view.rules is not None and view.rules.free is not None:
        rows.append((_("Waarom"), plan_words.why(view.rules.free.id)))
    badge = html.badge(labels_fees.CLIENT_STANDINGS[said], labels_fees.STANDING_TONES[said])
    return html.join(html.paragraph(badge), html.definition_list(*rows))


def exemption_words(one: GrantedExemption) -> str:
    """Say why somebody is exempt and until when."""
    values = {
        "ground": str(labels_fees.GROUNDS[one.ground]),
        "first": format_day(one.valid_from),
        "last": format_day(one.valid_to) if one.valid_to else "",
    }
    if one.valid_to is None:
        return _("Reden: %(ground)s. Dit geldt vanaf %(first)s.") % values
    return _("Reden: %(ground)s. Dit geldt van %(first)s tot en met %(last)s.") % values


def _days(one: GrantedExemption) -> str:
    if one.valid_to is None:
        return _("Dit geldt vanaf %(first)s.") % {"first": format_day(one.valid_from)}
    values = {"first": format_day(one.valid_from), "last": format_day(one.valid_to)}
    return _("Dit geldt van %(first)s tot en met %(last)s.") % values


def due_card(due: DueCharge, view: FeeView, *, pay: Markup | None = None) -> Markup:
    """Build the card of something that is owed: how much, by when, how to pay it here, why, and in which parts."""
    charge, part = due.charge, due.part
    late = part.due_on < view.today
    when = [plan_words.by_when(part.due_on, view.today), *_before_start(view)]
    asked: list[tuple[Child, Child]] = [
        (_("Te betalen"), html.tag("strong", format_amount(part.left))),
        (_("Wanneer"), [html.paragraph(line) for line in when]),
    ]
    why: list[tuple[Child, Child]] = [(_("Waarom"), [html.paragraph(line) for line in _why(due, view)])]
    # Who comes to pay finds the button on the first screen of a phone; the reason follows it.
    said = (
        [html.definition_list(*asked), pay, html.definition_list(*why)]
        if pay
        else [html.definition_list(*asked, *why)]
    )
    plan = _parts(due) if len(due.parts) > 1 else None
    badge = html.badge(plan_words.time_left(part.due_on, view.today), Tone.URGENT if late else Tone.WARNING)
    return html.card(
        item_name(charge.item, charge.attempt), *said, _sources(due, view), plan, aside=badge,
        tone=Tone.URGENT if late else Tone.WARNING,
    )  # fmt: skip


def _before_start(view: FeeView) -> list[str]:
    rule = view.rules.before_start if view.rules is not None else None
    return [fee_rule_words.words(rule)] if rule is not None else []


def _sources(due: DueCharge, view: FeeView) -> Markup:
    """Build where the rules stand, behind a word that opens: the eye stays on what to do."""
    before = view.rules.before_start if view.rules is not None else None
    asked = [due.charge.rule_id, *([before.id] if before else [])]
    day = {"day": format_day(due.charge.charged_on)}
    kept = _("Dit bedrag is van %(day)s. Wijzigt de regel later, dan blijft dit bedrag.") % day
    lines: list[Child] = [*(plan_words.why(rule_id) for rule_id in asked), kept]
    pieces = [html.paragraph(line, class_="p-why") for line in lines]
    return html.tag("details", html.tag("summary", _("Waar staat die regel?")), *pieces)


def _why(due: DueCharge, view: FeeView) -> list[str]:
    """Say which rule asks it, and for which contract and municipality."""
    rule = rules.rulebook().rules.get(due.charge.rule_id)
    asked = fee_rule_words.words(rule) if isinstance(rule, FeeRule) else ""
    return [line for line in (asked, _whose(view)) if line]


def _whose(view: FeeView) -> str | None:
    if view.contract is None or view.contract.signed_on is None:
        return None
    values = {
        "day": format_day(view.contract.signed_on),
        "place": i18n.isolate(_place(view.contract.nis_code)),
    }
    return _("Jouw contract is van %(day)s, in %(place)s.") % values


def _place(nis_code: str) -> str:
    try:
        return places.municipality(nis_code).name
    except NotFound:  # a municipality that merged away since
        return nis_code


def _parts(due: DueCharge) -> Markup:
    head = (_("Deel"), _("Bedrag"), _("Ten laatste"), _("Nog te betalen"))
    rows = [
        (str(part.number), format_amount(part.amount), format_day(part.due_on), format_amount(part.left))
        for part in due.parts
    ]
    return html.table(_("Je betaalt in delen"), head, rows)


def item_name(item: FeeItem, attempt: int) -> str:
    """Name what is paid; from the second try on with its number."""
    name = str(labels_fees.ITEMS[item])
    if attempt == 1:
        return name
    return _("%(item)s, poging %(n)d") % {"item": name, "n": attempt}


def credit(amount: Decimal) -> Markup | None:
    """Say that somebody has money to their credit, and what becomes of it."""
    if not amount:
        return None
    words = _("Dit betaalt wat je later moet betalen, of je krijgt het terug.")
    title = _("Je hebt %(amount)s tegoed.") % {"amount": format_amount(amount)}
    return html.notice(words, Tone.GOOD, title=title)


def exemptions(granted: Iterable[GrantedExemption]) -> Markup | None:
    """Build the list of exemptions: the ground, who decided when, and what became of it."""
    cards = [_exemption(one) for one in granted]
    return html.join(html.section_title(_("Vrijstelling van betaling")), *cards) if cards else None


def _exemption(one: GrantedExemption) -> Markup:
    decided = {
        "name": i18n.isolate(one.decided_by),
        "day": format_day(one.decided_at.astimezone(i18n.BRUSSELS).date()),
    }
    seen = {"day": format_day(one.proof_seen_on)}
    lines: list[Child] = [
        _days(one),
        _("%(name)s besliste dit op %(day)s.") % decided,
        _("Je bewijs is bekeken op %(day)s. We bewaren het bewijs niet.") % seen,
    ]
    if one.withdrawn_at is not None:
        day = format_day(one.withdrawn_at.astimezone(i18n.BRUSSELS).date())
        badge = html.badge(_("Ingetrokken"), Tone.WARNING)
        lines.append(_("Deze vrijstelling is ingetrokken op %(day)s.") % {"day": day})
    else:
        lines.append(
            _(
                "Dit is voor maatschappelijke oriëntatie. Voor Nederlands vraag je de vrijstelling aan de school."
            )
        )
        badge = html.badge(_("Geldt"), Tone.GOOD) if one.runs else html.badge(_("Voorbij"), Tone.QUIET)
    why = html.paragraph(plan_words.why(one.rule_id), class_="p-why")
    return html.card(
        labels_fees.GROUNDS[one.ground], *(html.paragraph(line) for line in lines), why, aside=badge,
        tone=Tone.GOOD if one.runs else Tone.QUIET,
    )  # fmt: skip


def what_costs_what(shown: FeeRulesShown, *, folded: bool) -> Markup | None:
    """Build what a track costs under the rules of this contract: at the agency, at the school, and what is free.

    Folded for who is exempt: they need not read prices that are not asked of them.
    """
    if shown.free is not None:
        return None
    pieces: list[Child] = [_price(rule) for rule in (*shown.agency, *shown.school)]
    if shown.school_ceiling is not None:
        most = {"amount": format_amount(shown.school_ceiling.amount)}
        words = _("Cursus en test Nederlands kosten samen hoogstens %(amount)s.") % most
        pieces.append(html.paragraph(words, " ", plan_words.source(shown.school_ceiling)))
    if shown.free_parts is not None:
        pieces.append(html.notice(plan_words.why(shown.free_parts.id), Tone.GOOD, title=_("Gratis")))
    more = html.link(_("Lees wat inburgering kost"), plan_pieces.article("wat-kost-inburgering"))
    exempt = html.link(_("Lees wie niet betaalt"), plan_pieces.article("gratis-of-vrijgesteld"))
    pieces += [html.paragraph(more), html.paragraph(exempt)]
    if folded:
        title = _("Wat kost inburgering voor wie niet vrijgesteld is?")
        return html.tag("details", html.tag("summary", title), *pieces)
    return html.join(html.section_title(_("Wat kost wat?")), *pieces)


def _price(rule: FeeItemRule) -> Markup:
    title = html.join(labels_fees.ITEMS[rule.item], ": ", html.tag("strong", format_amount(rule.amount)))
    return html.tag(
        "details",
        html.tag("summary", title, ". ", labels_fees.PAYEES[rule.payee]),
        html.paragraph(plan_words.why(rule.id), class_="p-why"),
    )


def lines(view: FeeView) -> Markup | None:
    """Build the table of every line of somebody's book, in words; below it what they add up to."""
    if not view.account.entries:
        return None
    charges = {balance.charge.id: balance for balance in view.account.charges}
    grounds = {one.id: str(labels_fees.GROUNDS[one.ground]) for one in view.exemptions}
    head = (_("Datum"), _("Wat"), _("Te betalen"), _("Tegoed"))
    rows: list[tuple[Child, ...]] = [
        (format_day(entry.booked_on, width="medium"), _line(entry, charges, grounds), *_effect(entry))
        for entry in view.account.entries
    ]
    total = html.definition_list(
        (_("Samen nog te betalen"), html.tag("strong", format_amount(view.account.owed))),
        (_("Samen tegoed"), html.tag("strong", format_amount(view.account.credit))),
    )
    table = html.table(_("Alles wat er op je rekening gebeurde"), head, rows)
    return html.join(
        html.section_title(_("Je rekening")),
        html.tag("details", html.tag("summary", _("Toon elke lijn")), table, total),
    )


def _line(entry: LedgerEntry, charges: dict[str, Balance], grounds: dict[str, str]) -> Markup:
    charge = charges[entry.charge_id].charge if entry.charge_id else None
    table = labels_fees.UNDONE if entry.kind is EntryKind.CORRECTION else labels_fees.KINDS
    what = str(table[entry.acts_as]) % {"item": item_name(charge.item, charge.attempt) if charge else ""}
    why = labels_fees.REASONS.get(entry.reason)
    ground = grounds.get(entry.exemption_id or "")
    return html.join(what, *(html.paragraph(line, class_="p-why") for line in (why, ground) if line))


def _effect(entry: LedgerEntry) -> tuple[Child, Child]:
    """Return what a line adds to what is owed and to the credit; a dash where it changes nothing."""
    owed = {EntryKind.CHARGE: 1, EntryKind.EXEMPTION: -1, EntryKind.ALLOCATION: -1}.get(entry.acts_as, 0)
    free = {EntryKind.PAYMENT: 1, EntryKind.ALLOCATION: -1, EntryKind.REFUND: -1}.get(entry.acts_as, 0)
    return _signed(owed * entry.amount), _signed(free * entry.amount)


def _signed(amount: Decimal) -> Child:
    if not amount:
        return "–"
    sign = "+" if amount > 0 else "\N{MINUS SIGN}"
    return html.ltr(f"{sign}{format_amount(abs(amount))}")  # the sign in front, also in Arabic


def whole(view: FeeView) -> Markup:
    """Build what follows after what must be paid now."""
    return html.join(
        credit(view.account.credit),
        exemptions(view.exemptions),
        what_costs_what(view.rules, folded=view.standing is FeeStanding.EXEMPT)
        if view.rules is not None
        else None,
        lines(view),
    )
