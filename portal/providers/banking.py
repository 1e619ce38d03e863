"""Bank statements as files: what kind a file is says its content, never its name."""

import hashlib

from portal.errors import BadStatement
from portal.models.bank import StatementFormat
from portal.providers import camt_file, coda_file
from portal.providers.statements import Flaw, Statement, StatementFile, Transaction

__all__ = ["MOST_BYTES", "Flaw", "Statement", "StatementFile", "Transaction", "read"]

MOST_BYTES = 50 * 1024 * 1024


def read(content: bytes) -> StatementFile:
    """Read a CODA or camt.053 file whole.

    Raises:
        BadStatement: it is neither, too large, broken, truncated, or does not add up; names line or path.
    """
    if len(content) > MOST_BYTES:
        raise BadStatement("file", f"larger than {MOST_BYTES // 1024**2} MB", Flaw.TOO_LARGE)
    if camt_file.looks_like_xml(content):
        kind, statements = StatementFormat.CAMT053, camt_file.read(content)
    elif coda_file.looks_like_coda(content):
        kind, statements = StatementFormat.CODA, coda_file.read(content)
    elif not content.strip():
        raise BadStatement("file", "it is empty", Flaw.NO_STATEMENT)
    else:
        raise BadStatement("line 1", "neither CODA nor camt.053", Flaw.NO_STATEMENT)
    return StatementFile(hashlib.sha256(content).hexdigest(), kind, statements)
