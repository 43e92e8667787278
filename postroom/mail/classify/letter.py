"""A mail as the questions about its kind see it: what several of them ask for, read once."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

from postroom.mail.classify import sentences
from postroom.mail.classify.sentences import folded
from postroom.mail.classify.titles import ANSWERED
from postroom.mail.headers import Fields
from postroom.mail.people import Address, read_sender
from postroom.mail.structure import Part, Structure

_LONGEST_SUBJECT = 300  # characters, of which the first are looked at
_LONGEST_OPENING = 3_000
_LONGEST_ANSWER = 1_500  # nobody leaves a longer one for everybody
_MOST_LINES = 40
_FIRST_LINES = 6
_LONGEST_BEGINNING = 600
_MOST_SENTENCES = 6
_COURTESIES = 4  # lines of greeting and thanks at most


@dataclass(frozen=True)
class Letter:
    """A mail and its body as text; subject and lines are folded (see sentences.folded)."""

    structure: Structure
    text: str

    @property
    def fields(self) -> Fields:
        return self.structure.root.fields

    @cached_property
    def names(self) -> dict[str, None]:
        """The names of its header fields, in order and each once."""
        return dict.fromkeys(name for name, _ in self.fields.items)

    def value(self, name: str) -> str:
        """The value of a header field in lower case, "" without one."""
        return self.fields.text(name).lower() if name in self.names else ""

    @cached_property
    def subject(self) -> str:
        label = self.structure.root.parameters.get("charset", "")
        return folded(self.fields.text("subject", label)[:_LONGEST_SUBJECT])

    @cached_property
    def sender(self) -> Address:
        return read_sender(self.fields.every("from") or self.fields.every("sender"))

    @cached_property
    def local_part(self) -> str:
        return local_part(self.sender.email or self.sender.name)

    @cached_property
    def lines(self) -> list[str]:
        """The first lines of the sender's own words, without empty ones."""
        own: list[str] = []
        for raw in self.text[:_LONGEST_OPENING].split("\n"):
            line = folded(raw)
            if sentences.quoting(line):
                break
            own += [line] if line else []
        return own[:_MOST_LINES]

    @cached_property
    def openings(self) -> list[str]:
        """The lines with which it may begin: courtesies, and what comes first behind them, also with its next line."""
        lines = self.lines
        said = next(
            (at for at, line in enumerate(lines[:_COURTESIES]) if not sentences.COURTESY.match(line)), 0
        )
        return [*lines[: said + 1], " ".join(lines[said : said + 2])]

    @cached_property
    def is_answered(self) -> bool:
        """Whether a person answered or forwarded it, as far as the subject tells."""
        return ANSWERED.match(self.subject) is not None

    @cached_property
    def sentences(self) -> list[str]:
        """The first sentences in the first lines, up to one that is no courtesy and says more than: received."""
        words = " ".join(self.lines[:_FIRST_LINES])[:_LONGEST_BEGINNING]
        found = sentences.SENTENCE_END.split(words)[:_MOST_SENTENCES]
        said = (at for at, each in enumerate(found) if not sentences.is_courteous(each))
        return found[: next(said, len(found)) + 1]

    @property
    def answers(self) -> bool:
        """Whether it names the mail that it answers."""
        return "in-reply-to" in self.names or "references" in self.names

    @cached_property
    def asks(self) -> bool:
        """Whether it is a new mail with a question in it, as answers left for everybody are not."""
        return not self.answers and not self.says_away and any("?" in line for line in self.lines)

    @cached_property
    def says_away(self) -> bool:
        """Whether the first lines say that the sender is away."""
        return any(map(sentences.AWAY_LINE.match, self.openings))

    @cached_property
    def bears_out(self) -> bool:
        """Whether more of it sounds like an answer left for everybody, and nothing like a letter to somebody."""
        words = " ".join(self.lines)
        return len(words) < _LONGEST_ANSWER and "?" not in words and bool(sentences.FURTHER_ON.search(words))

    def part(self, kind: str) -> Part | None:
        """The first part of that type; not in what is enclosed or packed, which is somebody else's."""
        waiting = [self.structure.root]
        while waiting:
            part = waiting.pop()
            if part.type == kind:
                return part
            if part.type.startswith("multipart/"):
                waiting.extend(reversed(part.children))
        return None


def local_part(email: str) -> str:
    """What stands in front of the @, without what follows a plus, in lower case; at most 100 characters."""
    name, at, domain = email.lower().rpartition("@")
    return (name if at else domain).partition("+")[0][:100]
