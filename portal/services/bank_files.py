"""A statement file from its bytes to its bookings. Opens its own units of work (decisions/0014), unlike other services.

The file is one transaction: whole or not at all. Its lines are matched in steps after it, each a transaction, so that an import of
thousands keeps nobody waiting; a step that is lost is done by the next import.
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

from portal import db, logs
from portal.errors import BadInput
from portal.providers import banking
from portal.providers.banking import StatementFile
from portal.services import bank_booking, bank_import, permissions
from portal.services.bank_booking import NOTHING, Matched
from portal.services.bank_import import Taken
from portal.services.permissions import Action, Actor
from portal.settings import Settings

Progress = Callable[[int], object]  # gets how many lines were matched

log = logs.get_logger()


@dataclass(frozen=True)
class Imported:
    """What a file brought and what became of it; of a rehearsal: what would."""

    format: str
    taken: Taken
    matched: Matched


def import_content(
    content: bytes,
    *,
    actor: Actor,
    chosen: Settings,
    now: datetime,
    dry_run: bool = False,
    progress: Progress | None = None,
) -> Imported:
    """Import one file, or say what importing it would do.

    Raises:
        NotAllowed: the actor may not import.
        BadInput: the file is refused whole.
    """
    permissions.require(actor, Action.BANK_IMPORT)
    try:
        file = banking.read(content)
        accounts = bank_import.own_accounts(chosen)
        if dry_run:
            return _rehearse(file, actor=actor, accounts=accounts, chosen=chosen)
        with db.transaction() as session:
            taken = bank_import.take_in(session, actor=actor, file=file, accounts=accounts, now=now)
    except BadInput as error:
        log.info("bank_file_refused", place=error.place, size=len(content))
        raise
    matched = match_all(chosen=chosen, now=now, progress=progress)
    log.info("bank_file_imported", format=file.format.value, lines=taken.transactions, **matched.outcomes)
    return Imported(file.format.value, taken, matched)


def match_all(*, chosen: Settings, now: datetime, progress: Progress | None = None) -> Matched:
    """Match every line that waits, step by step; also what an import that was cut off left."""
    total = NOTHING
    while True:
        with db.transaction() as session:
            step = bank_booking.match_new(session, chosen=chosen, now=now)
        if not step.lines:
            return total
        total += step
        if progress:
            progress(step.lines)


def _rehearse(file: StatementFile, *, actor: Actor, accounts: frozenset[str], chosen: Settings) -> Imported:
    with db.reading() as session:
        unpacked = bank_import.unpack(session, actor=actor, file=file, accounts=accounts)
        ibans = {statement.id: statement.account_iban for statement in unpacked.statements}
        decisions = bank_booking.preview(session, lines=unpacked.transactions, chosen=chosen, accounts=ibans)
    return Imported(file.format.value, unpacked.taken, bank_booking.counted(decisions))
