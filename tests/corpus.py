"""Mails in numbers: a seeded mix that is like a support mailbox, each with a token to find it again."""

from __future__ import annotations

import hashlib
import random
from collections.abc import Iterator
from dataclasses import dataclass, field
from email.generator import BytesGenerator
from email.message import EmailMessage
from email.policy import SMTP
from io import BytesIO

PEOPLE = (
    "Ada Palmer",
    "Ben Okafor",
    "Carla Ruiz",
    "Dmitri Vale",
    "Elif Aydın",
    "Grace Lindqvist",
    "Jörg Weiß",
    "王伟",
)
CHARSETS = {
    "us-ascii": "The display stays dark after the update and the fan runs at full speed. ",
    "utf-8": "Das Gerät läuft heiß, naïve Fragen: où est le câble? Привет, 你好. ",
    "iso-8859-1": "Der Bildschirm bleibt schwarz, der Lüfter läuft ständig; déjà vu. ",
    "iso-8859-15": "Das Gerät kostet 20 € und bleibt größtenteils aus. ",
    "windows-1252": "The “display” stays dark – and the fan costs 5 €… ",
    "koi8-r": "Экран остаётся тёмным после обновления. ",
    "gb2312": "更新之后屏幕一直是黑的。",
}
LOGO = random.Random("logo").randbytes(4_321)


@dataclass(frozen=True)
class File:
    name: str
    size: int
    sha256: str


@dataclass(frozen=True)
class Letter:
    """One mail, and what a perfect handler makes of it."""

    token: str
    raw: bytes
    root: str  # token of the mail that begins its thread; its own for a new one
    automatic: bool = False
    files: tuple[File, ...] = ()
    lines: tuple[str, ...] = ()  # what has to stand in Jira, white space folded


@dataclass
class Mix:
    """Shares of the kinds of mail; the rest is new ones."""

    replies: float = 0.30
    attachments: float = 0.10
    automatic: float = 0.05
    sizes: tuple[int, int] = (50_000, 2_000_000)
    text: tuple[int, int] = (2_000, 30_000)
    tricky: bool = False  # equal names, equal sizes, the same logo in every answer, twins but for the content
    random: random.Random = field(default_factory=lambda: random.Random(0))


def letters(count: int, mix: Mix, name: str = "mail") -> list[Letter]:
    """`count` letters in the order of their sending: an answer comes after what it answers."""
    made: list[Letter] = []
    for number in range(count):
        made.append(letter(f"{name}-{number:05d}", mix, made))
    return made


def letter(token: str, mix: Mix, before: list[Letter]) -> Letter:
    chance = mix.random.random()
    parents = [each for each in before[-60:] if not each.automatic]
    if chance < mix.automatic:
        return build(token, mix, None, automatic=True)
    parent = mix.random.choice(parents) if parents and chance < mix.automatic + mix.replies else None
    with_files = mix.random.random() < (0.5 if mix.tricky else mix.attachments / (1 - mix.automatic))
    return build(token, mix, parent, contents=list(contents(mix, parent is not None)) if with_files else [])


def contents(mix: Mix, is_reply: bool) -> Iterator[tuple[str, bytes]]:
    """Names and bytes of some files."""
    if not mix.tricky:
        low, high = mix.sizes
        size = int(low * (high / low) ** mix.random.random() ** 0.45)
        yield f"scan-{mix.random.randrange(100)}.bin", mix.random.randbytes(size)
        return
    if is_reply:
        yield "logo.png", LOGO
    kind = mix.random.randrange(3)
    if kind == 0:
        yield "image.png", mix.random.randbytes(2_000)
        yield "image.png", mix.random.randbytes(mix.random.randrange(1_000, 3_000))
    elif kind == 1:
        yield "twin.bin", b"left" + LOGO[:996]
        yield "twin.bin", b"rite" + LOGO[:996]
    else:
        yield f"report-{mix.random.randrange(5)}.pdf", mix.random.randbytes(1_500)


def build(
    token: str,
    mix: Mix,
    parent: Letter | None,
    *,
    automatic: bool = False,
    contents: list[tuple[str, bytes]] | None = None,
) -> Letter:
    mail = EmailMessage(policy=SMTP)
    person = mix.random.choice(PEOPLE)
    mail["From"] = f'"{person}" <person{PEOPLE.index(person)}@example.org>'
    mail["To"] = "support@example.com"
    mail["Date"] = f"Mon, 23 Nov 2026 {mix.random.randrange(24):02d}:{mix.random.randrange(60):02d}:00 +0000"
    mail["Message-ID"] = f"<{token}@example.org>"
    mail["Subject"] = f"{'Re: ' if parent else ''}{'Abwesend: ' if automatic else ''}Display {token}"
    if parent:
        mail["In-Reply-To"] = f"<{parent.token}@example.org>"
        mail["References"] = f"<{parent.root}@example.org> <{parent.token}@example.org>"
    if automatic:
        mail["Auto-Submitted"] = "auto-replied"
    charset, text = mix.random.choice(list(CHARSETS.items()))
    length = mix.random.randrange(*mix.text)
    body = f"Token {token}.\r\n\r\n" + wrapped(text, length)
    mail.set_content(body, charset=charset, cte="8bit" if charset not in ("us-ascii", "gb2312") else None)
    for name, data in contents or []:
        mail.add_attachment(data, maintype="application", subtype="octet-stream", filename=name)
    files = tuple(File(name, len(data), hashlib.sha256(data).hexdigest()) for name, data in contents or [])
    lines = tuple({" ".join(line.split()) for line in body.splitlines() if line.strip()})
    return Letter(token, as_bytes(mail), parent.root if parent else token, automatic, files, lines)


def wrapped(text: str, length: int) -> str:
    return "".join(f"{text}\r\n" for _ in range(max(1, length // len(text.encode()))))


def as_bytes(mail: EmailMessage) -> bytes:
    out = BytesIO()
    BytesGenerator(out, policy=SMTP).flatten(mail)
    return out.getvalue()
