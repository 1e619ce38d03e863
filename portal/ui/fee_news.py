"""Tells an inburgeraar on the first page what must be paid, until it is paid or exempt."""

from portal import clock, db
from portal.services import fees
from portal.services.fees import DueCharge
from portal.services.sessions import SignedIn
from portal.services.todo import TodoItem, TodoKind


def dues(person: SignedIn) -> tuple[TodoItem, ...]:
    """Return what must be paid: of each charge the part that is due first."""
    with db.reading() as opened:
        found = fees.due_now(opened, actor=person.actor, person_id=person.person_id)
    return tuple(_item(due) for due in found)


def _item(due: DueCharge) -> TodoItem:
    return TodoItem(
        kind=TodoKind.PAYMENT,
        key=f"payment:{due.charge.id}",
        due_on=due.part.due_on,
        overdue=due.part.due_on < clock.today(),
        rule_id=due.charge.rule_id,
        amount=due.part.left,
    )
