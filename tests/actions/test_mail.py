"""Letters by SMTP, to a real server: what arrives, what waits, what nobody can slip into a header."""

from __future__ import annotations

import email
import email.policy
import ssl
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from datetime import timedelta
from email.message import EmailMessage
from pathlib import Path
from typing import Any

import pytest
from aiosmtpd.controller import Controller
from aiosmtpd.smtp import AuthResult, Envelope, LoginPassword, Session
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec

from garant.actions import access, check, mail, requests, runner
from garant.config import Mail
from garant.errors import UsageError
from garant.ledger import outbox, setup
from garant.ledger.values import Contact, NewLetter, Request
from tests.actions.conftest import NOW, World
from tests.ledgers import switch

ALICE = "alice.moreau@courriel.example"
CHLOE = "chloe@courriel.example"


@dataclass
class PostOffice:
    """What a mail server took, and whom it refuses."""

    refused: set[str] = field(default_factory=set)
    taken: list[EmailMessage] = field(default_factory=list)
    secure: list[bool] = field(default_factory=list)
    logins: list[tuple[str, str]] = field(default_factory=list)

    async def handle_RCPT(  # noqa: N802 - the name that aiosmtpd calls
        self, server: Any, session: Session, envelope: Envelope, address: str, options: list[str]
    ) -> str:
        if address in self.refused:
            return "550 no such mailbox"
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def handle_DATA(self, server: Any, session: Session, envelope: Envelope) -> str:  # noqa: N802 - likewise aiosmtpd’s
        message = email.message_from_bytes(envelope.original_content or b"", policy=email.policy.default)
        assert isinstance(message, EmailMessage)
        assert envelope.rcpt_tos == [message["To"]]
        self.taken.append(message)
        self.secure.append(session.ssl is not None)
        return "250 OK"

    def login(self, server: Any, session: Session, envelope: Envelope, mechanism: str, data: Any) -> AuthResult:
        assert isinstance(data, LoginPassword)
        self.logins.append((data.login.decode(), data.password.decode()))
        return AuthResult(success=data.password == b"secret-de-la-poste")

    def subjects(self) -> list[tuple[str, str]]:
        return [(str(m["To"]), str(m["Subject"])) for m in self.taken]


@contextmanager
def open_post_office(post: PostOffice, port: int = 0, **how: Any) -> Iterator[int]:
    """A server of this post office; its port."""
    controller = Controller(post, hostname="localhost", port=port or _free_port(), **how)
    controller.start()
    try:
        yield controller.port
    finally:
        controller.stop()


def _free_port() -> int:
    import socket

    with socket.socket() as probe:
        probe.bind(("localhost", 0))
        return int(probe.getsockname()[1])


def through(world: World, port: int, **how: Any) -> None:
    """Let the instance send its letters through this port from now on."""
    told = replace(Mail("localhost", port, tls=False, sender="donnees@lormel.example"), **how)
    world.house.settings = replace(world.house.settings, mail=told)
    switch(world.house.settings)


def part(message: EmailMessage, kind: str) -> str:
    found = message.get_body((kind,))
    assert found is not None
    return str(found.get_content())


def waiting(world: World) -> int:
    later = world.clock.now + timedelta(days=1)
    return len(outbox.waiting(world.house.organisation.id, later))


# ── what arrives ────────────────────────────────────────────────────────────────────────────────────────────────────


def test_every_letter_of_a_request_arrives_in_its_language(world: World) -> None:
    """S2-36. Given Alice who writes in French and Emma in English, each with a name and an e-mail address and no more,
    when they ask, are asked who they are, and are answered, then each gets the acknowledgement with its link, the
    question and the answer, as text and as a page, in her language, with a subject that names nothing but the
    reference.
    """
    post = PostOffice()
    with open_post_office(post) as port:
        through(world, port)
        alice = world.ask("access")
        emma = requests.file(
            world.house,
            access.by_person(world.house),
            rights=["erasure"],
            contact=Contact(name="Emma Lake", email="emma@mail.example"),
            channel="form",
            language="en",
        ).request
        requests.ask_identity(world.house, world.bruno, alice, reason="Votre numéro de client")
        requests.ask_identity(world.house, world.bruno, emma, reason="Your customer number")
        assert mail.send_waiting(world.house) == 4
        world.run(world.confirm(world.again(alice)))
        world.run(world.confirm(world.again(emma)))
    by_person = {who: [m for m in post.taken if m["To"] == who] for who in (ALICE, "emma@mail.example")}
    for request, (who, several) in zip((alice, emma), by_person.items(), strict=True):
        assert len(several) == 3
        for message in several:
            assert request.reference in str(message["Subject"])
            assert [v for v in ("Alice", "Emma", who.partition("@")[0]) if v in str(message["Subject"])] == []
            assert message["From"] == "donnees@lormel.example"
            assert message["Content-Language"] == request.language
            assert message["Auto-Submitted"] == "auto-generated"
            assert f'lang="{request.language}"' in part(message, "html") or "<p" in part(message, "html")
            assert request.reference in part(message, "plain")
        acknowledged, asked, answered = (part(m, "plain") for m in several)
        assert "http://localhost:8000/confirm/" in acknowledged
        assert ("Votre numéro de client" if who == ALICE else "Your customer number") in asked
        assert ("Bonjour" in answered, "Hello" in answered or "Dear" in answered) == (who == ALICE, who != ALICE)


def test_the_link_in_the_acknowledgement_confirms_the_contact(world: World) -> None:
    """Given the acknowledgement in Alice's mailbox, when she uses its link, then her request is identified."""
    post = PostOffice()
    with open_post_office(post) as port:
        through(world, port)
        request = world.ask("access")
        mail.send_waiting(world.house)
    text = part(post.taken[0], "plain")
    token = text.partition("/confirm/")[2].split()[0]
    requests.confirm_contact(world.house, token)
    assert (world.again(request).state, world.again(request).method) == ("identified", "contact-confirmed")


# ── what waits ──────────────────────────────────────────────────────────────────────────────────────────────────────


def test_a_refused_recipient_waits_and_holds_up_nobody(world: World) -> None:
    """Given a server that knows no such mailbox as Alice's, when her letter and Chloé's are sent, then Chloé's
    arrives, Alice's stays in the outbox and leaves once, when the mailbox is there.
    """
    post = PostOffice(refused={ALICE})
    with open_post_office(post) as port:
        through(world, port)
        alice, _ = world.ask("access"), world.ask("access", email=CHLOE)
        assert mail.send_waiting(world.house) == 1
        assert mail.send_waiting(world.house) == 0  # not before its time
        assert [to for to, _ in post.subjects()] == [CHLOE]
        (letter,) = outbox.of_request(alice.id)
        assert (letter.state, letter.attempts, letter.error) == ("waiting", 1, "SMTPRecipientsRefused")
        post.refused.clear()
        world.clock.now += timedelta(minutes=3)
        assert mail.send_waiting(world.house) == 1
        world.clock.pass_days(1)
        assert mail.send_waiting(world.house) == 0
    assert [to for to, _ in post.subjects()] == [CHLOE, ALICE]


def test_a_server_that_is_down_loses_no_letter_and_no_try(world: World) -> None:
    """Given no server at the address, when letters are sent again and again, then they stay in the outbox, the
    request goes on, `check` says so; when the server is back, each leaves once.
    """
    post = PostOffice()
    port = _free_port()
    through(world, port)
    request = world.run(world.identified("access"))
    for _ in range(12):
        assert mail.send_waiting(world.house) == 0
        world.clock.now += timedelta(hours=1)
    assert request.state == "closed"
    assert {(x.state, x.attempts) for x in outbox.of_request(request.id)} == {("waiting", 0)}
    found = {f.told.rule for f in check.run(world.house, access.by_command(world.house, "owner"))}
    assert "mail.refuses" in found
    with open_post_office(post, port):
        assert mail.send_waiting(world.house) == 2
        assert mail.send_waiting(world.house) == 0
        found = {f.told.rule for f in check.run(world.house, access.by_command(world.house, "owner"))}
        assert "mail.refuses" not in found
    assert len(post.taken) == 2


def test_a_delivered_letter_is_let_go_of(world: World) -> None:
    """A7. Given a letter that the server took, then the outbox holds its kind and date, and nothing of its words."""
    with open_post_office(PostOffice()) as port:
        through(world, port)
        request = world.ask("access")
        mail.send_waiting(world.house)
    (letter,) = outbox.of_request(request.id)
    assert (letter.state, letter.sent_at) == ("sent", NOW)
    from garant.ledger.tables import LetterRow

    assert LetterRow.objects.get(id=letter.id).sealed is None


# ── how it is reached ───────────────────────────────────────────────────────────────────────────────────────────────


@pytest.fixture
def certificate(tmp_path: Path) -> Path:
    """A certificate for localhost with its key, in one file."""
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(x509.NameOID.COMMON_NAME, "localhost")])
    made = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(1)
        .not_valid_before(NOW - timedelta(days=4000))
        .not_valid_after(NOW + timedelta(days=4000))
        .add_extension(x509.SubjectAlternativeName([x509.DNSName("localhost")]), critical=False)
        .add_extension(x509.BasicConstraints(ca=True, path_length=None), critical=True)
        .sign(key, hashes.SHA256())
    )
    pem = serialization.Encoding.PEM
    private = key.private_bytes(pem, serialization.PrivateFormat.PKCS8, serialization.NoEncryption())
    file = tmp_path / "server.pem"
    file.write_bytes(private + made.public_bytes(pem))
    return file


def test_tls_and_sign_in_are_used_as_they_are_set(
    world: World, certificate: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Given a server that asks for STARTTLS and a password, when they are set, then the letter travels encrypted and
    signed in; with a wrong password, or a certificate that nobody vouches for, nothing leaves and nothing is lost.
    """
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(certificate)
    post = PostOffice()
    asked: dict[str, Any] = {
        "tls_context": context,
        "require_starttls": True,
        "auth_required": True,
        "authenticator": post.login,
    }
    with open_post_office(post, **asked) as port:
        world.ask("access")
        through(world, port, tls=True, user="garant", password="secret-de-la-poste")
        assert mail.send_waiting(world.house) == 0  # its certificate is not trusted yet
        monkeypatch.setenv("SSL_CERT_FILE", str(certificate))
        through(world, port, tls=True, user="garant", password="un-autre")
        world.clock.now += timedelta(minutes=3)
        assert mail.send_waiting(world.house) == 0
        through(world, port, tls=True, user="garant", password="secret-de-la-poste")
        world.clock.now += timedelta(minutes=3)
        assert mail.send_waiting(world.house) == 1
    assert post.secure == [True]
    assert post.logins[-1] == ("garant", "secret-de-la-poste")
    assert waiting(world) == 0


# ── what cannot be slipped in ───────────────────────────────────────────────────────────────────────────────────────

INJECTION = "Alice Moreau\r\nBcc: voleur@mal.example\r\nSubject: gagné"


def test_a_name_with_line_breaks_makes_no_header(world: World) -> None:
    """Given a name that carries headers of its own, when its letter is sent, then it has one recipient, no Bcc, and
    its own subject.
    """
    post = PostOffice()
    with open_post_office(post) as port:
        through(world, port)
        request = world.filed(Contact(name=INJECTION, email=ALICE), "access")
        assert mail.send_waiting(world.house) == 1
    (message,) = post.taken
    assert (message["To"], message["Bcc"]) == (ALICE, None)
    assert request.reference in str(message["Subject"])
    assert "gagné" not in str(message["Subject"])


@pytest.mark.parametrize("address", [f"{ALICE}\r\nBcc: voleur@mal.example", f"{ALICE}, voleur@mal.example", "alice"])
def test_an_address_that_is_more_than_one_is_refused(world: World, address: str) -> None:
    with pytest.raises(UsageError, match="not one e-mail address"):
        world.ask("access", email=address)


def test_a_letter_that_no_header_can_carry_holds_up_nobody(world: World) -> None:
    """Given a letter in the outbox with a broken address, or whose case has ended, when letters are sent, then those
    stay with their error and all others arrive.
    """
    post = PostOffice()
    with open_post_office(post) as port:
        through(world, port)
        ended, broken, chloe = world.ask("access"), world.ask("access"), world.ask("access", email=CHLOE)
        house = world.house
        with setup.transaction():
            (first,) = outbox.of_request(broken.id)
            told = outbox.opened(house.keyring, first.id)
            to = f"{ALICE}\nBcc: voleur@mal.example"
            bad = NewLetter(broken.id, broken.key, "message", to, told.subject, told.body)
            outbox.put(house.keyring, bad, house.clock(), house.today() + timedelta(days=30))
            house.keyring.destroy([ended.key], house.clock(), "test")
        assert runner.work_once(house)
    assert sorted(to for to, _ in post.subjects()) == sorted([ALICE, CHLOE])
    assert errors(ended) == ["KeyLost"]
    assert errors(broken) == ["", "BadHeaderError"] or errors(broken) == ["", "ValueError"]
    assert errors(chloe) == [""]


def errors(request: Request) -> list[str]:
    return [letter.error for letter in outbox.of_request(request.id)]
