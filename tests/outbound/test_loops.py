"""Programs that write to each other: two Postrooms, and answers that nobody wrote; all of it ends within 5 mails."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field

import pytest

from postroom import connections
from postroom.models import JiraSite, MessageSource, Notice, Profile, SourceState
from postroom.outbound import audience
from tests.inbound.conftest import Desk, letter
from tests.outbound.conftest import Bureau, opened
from tests.outbound.hands import Mail, answer, reached
from tests.sandbox_process import SandboxProcess

pytestmark = pytest.mark.django_db(transaction=True)

CORA = "Cora Customer <cora@example.org>"
MOST = 5
ROUNDS = 12


class OtherKeys:
    """The keys of another installation."""

    def derive(self, purpose: str) -> tuple[bytes, ...]:
        return (f"another Postroom's key for {purpose}".encode().ljust(32, b".")[:32],)


@dataclass
class Postroom:
    """One installation of two, which know nothing of each other but mail."""

    bureau: Bureau
    addresses: frozenset[str]
    own_keys: bool = False
    got: list[Mail] = field(default_factory=list)

    @contextmanager
    def working(self, patch: pytest.MonkeyPatch) -> Iterator[None]:
        """Whatever is done now is done by this installation."""
        with patch.context() as mine:
            if self.own_keys:
                mine.setattr(connections, "ring", OtherKeys)
            mine.setattr(audience, "own_addresses", lambda: self.addresses)
            forget_keys()
            yield
        forget_keys()

    def takes(self, address: str) -> bool:
        local, _, domain = address.lower().partition("@")
        return f"{local.partition('+')[0]}@{domain}" in self.addresses


def forget_keys() -> None:
    connections.token_keys.cache_clear()
    connections.own_loops.cache_clear()


@pytest.fixture
def two(bureau: Bureau) -> Iterator[tuple[Postroom, Postroom]]:
    with ExitStack() as stack:
        sandbox = stack.enter_context(SandboxProcess())
        other = stack.enter_context(opened(second_desk(sandbox)))
        yield (
            Postroom(bureau, frozenset({"support@example.com", "service@example.com"})),
            Postroom(other, frozenset({"help@example.net", "desk@example.net"}), own_keys=True),
        )


def second_desk(sandbox: SandboxProcess) -> Desk:
    site = JiraSite.objects.create(name="second", url=sandbox.url, email=sandbox.email, token=sandbox.token)
    profile = Profile.objects.create(name="help", site=site, project="SUP", address="help@example.net")
    source = MessageSource.objects.create(
        name="second mailbox", profile=profile, type="smtp", host="127.0.0.1", port=0, security="none"
    )
    SourceState.objects.create(source=source)
    return Desk(sandbox, profile, source)


def correspond(two: tuple[Postroom, Postroom], patch: pytest.MonkeyPatch) -> list[Mail]:
    """Mail goes to and fro until nobody has anything to say; returns what one Postroom sent to the other."""
    between: list[Mail] = []
    for _ in range(ROUNDS):
        new = []
        for office in two:
            with office.working(patch):
                new += office.bureau.news()
        crossing = [each for each in new if any(office.takes(to) for office in two for to in each.receivers)]
        if not crossing:
            return between
        between += crossing
        for mail in crossing:
            hand_over(two, mail, patch)
    return between


def hand_over(two: tuple[Postroom, Postroom], mail: Mail, patch: pytest.MonkeyPatch) -> None:
    for office in two:
        if any(map(office.takes, mail.receivers)):
            with office.working(patch):
                office.bureau.file(mail.raw)


def all_ears(office: Postroom) -> None:
    """Everything is told to everybody, and new mail is acknowledged."""
    office.bureau.mapping(
        f"all of {office.bureau.desk.profile.name}",
        events=["created", "commented", "updated"],
        audience=["reporter", "watchers", "mail participants"],
        exclude=["demo@example.com"],
    )
    profile = office.bureau.desk.profile
    profile.acknowledge, profile.outbound, profile.ignore_automatic = True, office.bureau.outbound, False
    profile.save()


@pytest.mark.parametrize(
    ("first", "second"),
    [("support@example.com", "help@example.net"), ("service@example.com", "desk@example.net")],
    ids=["as they write", "by other names of theirs"],
)
def test_two_postrooms_that_write_to_each_other_stop(
    two: tuple[Postroom, Postroom], monkeypatch: pytest.MonkeyPatch, first: str, second: str
) -> None:
    for office in two:
        all_ears(office)
    mail = letter(sender=CORA)
    mail.replace_header("To", f"{first}, {second}")
    for office in two:
        with office.working(monkeypatch):
            assert office.bureau.file(mail).outcome == "created"
    between = correspond(two, monkeypatch)
    two[0].bureau.comment("SUP-1", "Ada speaks.")
    between += correspond(two, monkeypatch)
    assert 1 <= len(between) <= MOST, [(each["From"], each["To"], each["Subject"]) for each in between]


def test_a_mail_from_one_postroom_to_another_is_filed_and_answered_by_people(
    two: tuple[Postroom, Postroom], monkeypatch: pytest.MonkeyPatch
) -> None:
    """A loop is broken, a conversation is not: Bruno of the second answers Ada of the first."""
    for office in two:
        all_ears(office)
    mail = letter(sender="The other help desk <help@example.net>")
    with two[0].working(monkeypatch):
        two[0].bureau.file(mail)
    two[0].bureau.comment("SUP-1", "Ada asks.")
    correspond(two, monkeypatch)
    assert "Ada asks." in str(two[1].bureau.desk.issues())
    two[1].bureau.comment("SUP-1", "Bruno answers.", by="bruno")
    correspond(two, monkeypatch)
    assert "Bruno answers." in str(two[0].bureau.desk.issues())
    two[0].bureau.comment("SUP-1", "Ada asks again.")
    assert len(correspond(two, monkeypatch)) == 1
    assert "Ada asks again." in str(two[1].bureau.desk.issues())


def away(mail: Mail, sender: str, **headers: str) -> bytes:
    made = answer(mail, "I am out of office until Monday.", sender, to=mail.sender)
    made.replace_header("Subject", headers.pop("Subject", f"Automatic reply: {mail['Subject']}"))
    for name, value in headers.items():
        made[name.replace("_", "-")] = value
    return made.as_bytes()


@pytest.mark.parametrize("lets_in", [False, True])
@pytest.mark.parametrize(
    "headers",
    [
        {"Auto_Submitted": "auto-replied"},
        {"X_Autoreply": "yes"},
        {"Precedence": "auto_reply"},
        {"Subject": "Out of office: Re: Printer"},
    ],
    ids=lambda headers: next(iter(headers)),
)
def test_a_notice_answered_by_an_out_of_office_stops(
    bureau: Bureau, headers: dict[str, str], lets_in: bool
) -> None:
    bureau.desk.profile.ignore_automatic = not lets_in
    bureau.desk.profile.save()
    bureau.file(letter(sender=CORA))
    bureau.mapping(exclude=["demo@example.com"], audience=["mail participants", "address: dora@example.org"])
    bureau.comment("SUP-1", "Hello?")
    told = bureau.news()
    assert reached(told) == ["cora@example.org", "dora@example.org"]
    sent = len(told)
    while told:
        for mail in told:
            bureau.file(away(mail, mail.receivers[0], **headers))
        told = bureau.news()
        sent += len(told)
        assert sent <= MOST
    bureau.comment("SUP-1", "Still there?")
    assert reached(bureau.news()) == ["cora@example.org", "dora@example.org"], "they are people all the same"


def test_our_own_mail_that_comes_back_to_us_ends_there(bureau: Bureau) -> None:
    bureau.file(letter(sender=CORA))
    bureau.mapping(exclude=["demo@example.com"])
    bureau.comment("SUP-1", "Hello?")
    (mail,) = bureau.news()
    assert bureau.file(mail.raw).reason.startswith("own loop")
    forwarded = answer(mail, "Forwarded by a machine.", CORA)
    forwarded["X-Postroom-Loop"] = mail["X-Postroom-Loop"]
    assert bureau.file(forwarded).reason.startswith("own loop")
    assert bureau.news() == []


def test_where_all_marks_fail_a_brake_ends_it(bureau: Bureau, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(audience, "MOST_AN_HOUR", 2)
    bureau.file(letter(sender=CORA))
    bureau.hear()
    bureau.mapping(events=["commented"], audience=["mail participants"])
    heard = []
    for number in range(4):
        bureau.comment("SUP-1", f"Comment {number}")
        heard += bureau.news()
    assert reached(heard) == ["cora@example.org", "cora@example.org"]
    assert "it looks like a loop" in dict(Notice.objects.latest("pk").left_out)["cora@example.org"]
