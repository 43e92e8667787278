"""The lines of a body, and what a mail program has said about them."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

Label = Literal["new", "quoted", "signature"]
Mark = Literal["", "quote", "signature"]

MOST_LINES = 10_000  # that are told apart; what follows is one more line, with line ends in it

_QUOTED = re.compile(r"[ \t]{0,3}[>＞](?:[ \t]{0,3}[>＞])*+[ \t]?")
_ENTITY = re.compile(r"(?:&gt; ?){1,10}+")
_NOT_QUOTED = (">From ", ">=", ">:", ">-(", ">_<")
_INITIALS = re.compile(r"[ \t]{0,8}([^\W\d_]{1,12}+)(>{1,5}+) ?")
_PROMPTS = frozenset({"PS", "SQL", "FTP", "CLI", "A", "C", "D"})
_BARS = ("|", ":", "}")


@dataclass(frozen=True, slots=True)
class Line:
    """One line as people see it, without its quote marks.

    `depth` counts quote marks or nested quotes around it. `mark` is what the markup says: the line lies in a
    container for the mail that is answered ("quote", such as gmail_quote or divRplyFwdMsg), or in one for a
    signature. Plain text has no such marks.
    """

    text: str
    depth: int = 0
    mark: Mark = ""


_BLANK = Line("")


def source_lines(text: str) -> list[str]:
    """The lines of a text, with their quote marks: what `"\\n".join` puts together again."""
    return text.split("\n", MOST_LINES)


def lines_of_text(text: str) -> list[Line]:
    """One Line per line of a plain text, in the order of `source_lines`; quote marks become `depth`."""
    rows = source_lines(text)
    if ">" not in text and "＞" not in text and "\n|" not in text and "&gt;" not in text:
        return [Line(row) if row else _BLANK for row in rows]
    lines = [_line(row) if row else _BLANK for row in rows]
    if ">>> " in text and _is_python(rows, lines):
        return [Line(row) for row in rows]
    return _with_bars(rows, _with_initials(rows, lines))


def _line(row: str) -> Line:
    if row[0] not in ">＞ \t&" or row.startswith(_NOT_QUOTED) or row.endswith(" >>>"):
        return Line(row)
    found = _QUOTED.match(row) or (_ENTITY.match(row) if row[0] == "&" else None)
    if not found:
        return Line(row)
    marks = found[0]
    return Line(row[found.end() :], marks.count(">") + marks.count("＞") or marks.count("&gt;"))


def _is_python(rows: Sequence[str], lines: Sequence[Line]) -> bool:
    """Whether every mark is the prompt of an interpreter: ">>> print(1)"."""
    marked = [row for row, line in zip(rows, lines, strict=True) if line.depth]
    return bool(marked) and all(row.lstrip().startswith(">>> ") or row.strip() == ">>>" for row in marked)


def _with_initials(rows: Sequence[str], lines: list[Line]) -> list[Line]:
    """Quote marks with the name or initials of the author: "AM> text"; they come in twos at least."""
    found = [
        None if line.depth or ">" not in row[:26] else _INITIALS.match(row)
        for row, line in zip(rows, lines, strict=True)
    ]
    often = Counter(match[1] for match in found if match)
    names = {name for name, times in often.items() if times > 1 and _is_author(name, rows)}
    if names:
        for index, match in enumerate(found):
            if match and match[1] in names:
                lines[index] = Line(rows[index][match.end() :], len(match[2]))
    return lines


def _is_author(name: str, rows: Sequence[str]) -> bool:
    """Whether this is more than a prompt: initials, or a name in a line above that ends with a colon."""
    if len(name) <= 3 and name.isupper():
        return name not in _PROMPTS
    return any(name in row and row.rstrip().endswith(":") for row in rows[:200])


def _with_bars(rows: Sequence[str], lines: list[Line]) -> list[Line]:
    """Other quote marks, "| text", where at least two lines have them under a line that ends with a colon."""
    index = 0
    while index < len(rows):
        end = _bars_end(rows, index)
        if end - index > 1 and _is_announced(rows, index):
            lines[index:end] = [Line(row[2:], 1) for row in rows[index:end]]
        index = max(end, index + 1)
    return lines


def _bars_end(rows: Sequence[str], start: int) -> int:
    bar = rows[start][:1]
    end = start
    if bar in _BARS and bar:
        while (
            end < len(rows)
            and rows[end][:1] == bar
            and rows[end][1:2] in ("", " ")
            and bar not in rows[end][1:]
        ):
            end += 1
    return end


def _is_announced(rows: Sequence[str], index: int) -> bool:
    above = next((row for row in reversed(rows[max(0, index - 3) : index]) if row.strip()), "")
    return above.rstrip().endswith(":") and ("@" in above or any(map(str.isdigit, above)) or "wrote" in above)
