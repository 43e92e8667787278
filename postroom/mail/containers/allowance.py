"""How much a mail may unfold to: parts, octets and depth are paid for before they are made."""

from __future__ import annotations

from dataclasses import dataclass, field

MOST_OCTETS = 100_000_000  # decoded, of all containers of a mail together
MOST_RTF = 4_000_000  # octets of RTF, which are read one word at a time
MAX_DEPTH = 5  # of containers in containers


@dataclass
class Allowance:
    """What is left of it, and the warnings that came up while it was spent."""

    parts: int
    octets: int = MOST_OCTETS
    rtf: int = MOST_RTF
    warnings: dict[str, None] = field(default_factory=dict)

    def warn(self, words: str) -> None:
        self.warnings[words] = None

    def part(self) -> bool:
        """Pay for one part more; False, and a warning, where there are too many."""
        if self.parts <= 0:
            self.warn("there are too many files inside of the mail; the last ones are left out")
            return False
        self.parts -= 1
        return True

    def take(self, octets: int) -> bool:
        """Pay for so many octets; False, and a warning, where the mail would unfold to too much."""
        if octets > self.octets:
            self.warn(
                f"what lies inside of the mail unfolds to more than {MOST_OCTETS:,} octets; not all is read"
            )
            return False
        self.octets -= octets
        return True

    def some_rtf(self, octets: int) -> int:
        """Pay for so many octets of RTF, or for those that are left; returns how many."""
        if octets > self.rtf:
            self.warn(f"the mail holds more than {MOST_RTF:,} octets of RTF; not all is read")
        paid = min(octets, self.rtf)
        self.rtf -= paid
        return paid
