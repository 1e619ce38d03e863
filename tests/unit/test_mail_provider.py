"""SMTP as a server sees it: a real socket that speaks just enough of it."""

import email
import socketserver
from email import policy
from pathlib import Path

import pytest

from portal.errors import BadSettings, ProviderDown
from portal.providers.mail import FolderMailer, Letter, MailRefused, SmtpMailer, mailer
from portal.settings import Settings
from tests.servers import serving

LETTER = Letter(
    "m1",
    "amina@example.org",
    "portaal@example.org",
    "لديك إجابة",
    "Lees het: https://portaal.example/ar/\n",
    "ar",
)


class Post(socketserver.StreamRequestHandler):
    """One SMTP conversation; `server.refuses` is what it answers to the address."""

    def handle(self):
        self.say("220 post.example")
        while line := self.rfile.readline().decode().strip():
            verb = line.split()[0].upper()
            if verb == "DATA":
                self.say("354 go on")
                self.server.letters.append(self.letter())
                self.say("250 taken")
            elif verb == "RCPT":
                self.say(self.server.refuses or "250 ok")
            elif verb == "QUIT":
                self.say("221 bye")
                return
            else:
                self.say("250 post.example")

    def letter(self):
        lines = []
        while (line := self.rfile.readline()) != b".\r\n":
            lines.append(line)
        return b"".join(lines)

    def say(self, text):
        self.wfile.write(text.encode() + b"\r\n")


@pytest.fixture
def post():
    server = socketserver.ThreadingTCPServer(("127.0.0.1", 0), Post)
    server.daemon_threads = True
    server.letters, server.refuses = [], None
    with serving(server):
        yield server


def address(server, query="?starttls=no"):
    return f"smtp://127.0.0.1:{server.server_address[1]}{query}"


def test_a_letter_arrives_as_it_was_written(post):
    SmtpMailer(address(post)).send(LETTER)

    [letter] = [email.message_from_bytes(raw, policy=policy.default) for raw in post.letters]
    assert letter["Subject"] == "لديك إجابة"
    assert letter["Message-ID"] == "<m1@example.org>"
    assert letter["Content-Language"] == "ar"
    assert letter.get_content().strip() == LETTER.text.strip()


def test_a_server_that_cannot_encrypt_gets_nothing(post):
    with pytest.raises(ProviderDown):
        SmtpMailer(address(post, "")).send(LETTER)

    assert post.letters == []


@pytest.mark.parametrize(
    ("said", "error"), [("550 no such person", MailRefused), ("450 come back", ProviderDown)]
)
def test_a_refused_address_is_given_up_only_when_the_server_says_for_good(post, said, error):
    post.refuses = said

    with pytest.raises(error):
        SmtpMailer(address(post)).send(LETTER)


def test_a_server_that_is_not_there_is_down():
    with pytest.raises(ProviderDown):
        SmtpMailer("smtp://127.0.0.1:9?starttls=no").send(LETTER)


@pytest.mark.parametrize("url", ["http://host", "smtp://", "mail.example.org"])
def test_an_address_that_is_no_mail_server_is_refused(url):
    with pytest.raises(BadSettings, match="PORTAL_SMTP_URL"):
        SmtpMailer(url)


def test_smtps_and_its_port_are_understood():
    sender = SmtpMailer("smtps://portaal%40example.org:p%2Fw@mail.example.org")

    assert (sender.encrypted, sender.starttls, sender.port) == (True, False, 465)
    assert (sender.user, sender.password) == ("portaal@example.org", "p/w")


def test_without_a_server_mail_is_caught_in_the_data_folder(tmp_path: Path):
    sender = mailer(Settings(data_dir=tmp_path))
    sender.send(LETTER)

    assert isinstance(sender, FolderMailer)
    caught = email.message_from_bytes((tmp_path / "mail" / "m1.eml").read_bytes(), policy=policy.default)
    assert caught["To"] == "amina@example.org"


def test_a_folder_that_cannot_be_written_is_down(tmp_path: Path):
    (tmp_path / "mail").write_text("a file")

    with pytest.raises(ProviderDown):
        FolderMailer(tmp_path / "mail").send(LETTER)


def test_with_a_server_mail_goes_there():
    assert isinstance(mailer(Settings(smtp_url="smtp://mail.example.org")), SmtpMailer)
