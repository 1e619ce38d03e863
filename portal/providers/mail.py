"""Sends mail by SMTP; or, as its simulated twin, catches it as `.eml` files in a folder."""

import smtplib
import ssl
from dataclasses import dataclass
from email.message import EmailMessage
from email.policy import SMTP
from pathlib import Path
from typing import Protocol
from urllib.parse import parse_qs, unquote, urlsplit

from portal.errors import BadSettings, PortalError, ProviderDown
from portal.settings import Settings

_PATIENCE_S = 20
_PERMANENT = 500


class MailRefused(PortalError):
    """The server will not take this mail, now or later."""


@dataclass(frozen=True)
class Letter:
    """One mail, ready to go. `key` makes its Message-ID: a second copy can be told."""

    key: str
    to: str
    sender: str
    subject: str
    text: str
    language: str


class Mailer(Protocol):
    """Takes letters."""

    def send(self, letter: Letter) -> None:
        """Send one letter.

        Raises:
            ProviderDown: it may work later.
            MailRefused: it will not.
        """


def mailer(settings: Settings) -> Mailer:
    """Return the mailer that the settings name.

    Raises:
        BadSettings: the address of the mail server is none.
    """
    return SmtpMailer(settings.smtp_url) if settings.smtp_url else FolderMailer(settings.data_dir / "mail")


class SmtpMailer:
    """Sends by SMTP, encrypted unless the address says `?starttls=no` (a relay on the same machine)."""

    def __init__(self, url: str) -> None:
        parts = urlsplit(url)
        if parts.scheme not in {"smtp", "smtps"} or not parts.hostname:
            raise BadSettings(
                "PORTAL_SMTP_URL", "must look like smtp://user:password@host:587 or smtps://host"
            )
        self.encrypted = parts.scheme == "smtps"
        self.starttls = not self.encrypted and parse_qs(parts.query).get("starttls") != ["no"]
        self.host = parts.hostname
        self.port = parts.port or (465 if self.encrypted else 587)
        self.user = unquote(parts.username or "")
        self.password = unquote(parts.password or "")

    def send(self, letter: Letter) -> None:
        """Send one letter; see `Mailer`."""
        try:
            with self._connect() as server:
                if self.user:
                    server.login(self.user, self.password)
                server.send_message(_message(letter))
        except smtplib.SMTPRecipientsRefused as error:
            code = next(iter(error.recipients.values()))[0]
            raise (MailRefused if code >= _PERMANENT else ProviderDown)("smtp") from error
        except (smtplib.SMTPException, OSError) as error:
            raise ProviderDown("smtp") from error

    def _connect(self) -> smtplib.SMTP:
        context = ssl.create_default_context()
        if self.encrypted:
            return smtplib.SMTP_SSL(self.host, self.port, timeout=_PATIENCE_S, context=context)
        server = smtplib.SMTP(self.host, self.port, timeout=_PATIENCE_S)
        try:
            if self.starttls:
                server.starttls(
                    context=context
                )  # a server without it is refused: no falling back to plain text
        except (smtplib.SMTPException, OSError):
            server.close()
            raise
        return server


class FolderMailer:
    """Catches mail in a folder, for the demo and for tests."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    def send(self, letter: Letter) -> None:
        """Write one letter as `<key>.eml`; see `Mailer`."""
        try:
            self.folder.mkdir(parents=True, exist_ok=True)
            unfinished = self.folder / f".{letter.key}.part"
            unfinished.write_bytes(_message(letter).as_bytes(policy=SMTP))
            unfinished.replace(self.folder / f"{letter.key}.eml")
        except OSError as error:
            raise ProviderDown("mail-folder") from error


def _message(letter: Letter) -> EmailMessage:
    message = EmailMessage()
    message["From"] = letter.sender
    message["To"] = letter.to
    message["Subject"] = letter.subject
    message["Message-ID"] = f"<{letter.key}@{letter.sender.rpartition('@')[2] or 'portal'}>"
    message["Auto-Submitted"] = "auto-generated"  # keeps out-of-office replies away
    message.set_content(letter.text)
    message["Content-Language"] = letter.language
    return message
