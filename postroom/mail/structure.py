"""The MIME structure of a mail: which octets are whose header block and whose body, without copying them."""

from __future__ import annotations

import binascii
import re
from dataclasses import dataclass, field

from postroom.mail import headers
from postroom.mail.headers import Fields

MAX_DEPTH = 50
MAX_PARTS = 1_000

_TYPE = re.compile(r"[a-z0-9!#$&^_.+-]+/[a-z0-9!#$&^_.+-]+\Z")
_ODD_TYPES = {"text": "text/plain", "html": "text/html", "plain": "text/plain"}
_LIKELY_BOUNDARY = re.compile(rb"(?:\A|[\r\n])--([^\r\n]{1,200}?)[ \t]*(?:\r\n|\n|\r)Content-", re.IGNORECASE)
_LINE = re.compile(rb"[^\r\n]*")
_UU_BEGIN = re.compile(rb"^begin [0-7]{3,4} [^\r\n]*\r?\n", re.MULTILINE)


@dataclass(slots=True)
class Part:
    """One node of the tree: its fields, its type, and where its body lies in the raw mail.

    What was found inside a container (winmail.dat, a signed message, uuencoded text) lies nowhere in the raw
    mail: such a part brings its decoded content in `data`.
    """

    fields: Fields
    type: str
    parameters: dict[str, str]
    start: int
    end: int
    children: list[Part] = field(default_factory=list)
    data: bytes | None = None

    def leaves(self) -> list[Part]:
        """The parts without parts, in order; their number in this list is the index of an attachment."""
        found: list[Part] = []
        waiting = [self]
        while waiting:
            part = waiting.pop()
            if part.children:
                waiting.extend(reversed(part.children))
            else:
                found.append(part)
        return found

    def disposition(self) -> tuple[str, dict[str, str]]:
        return headers.parameters(self.fields.raw("content-disposition"))


@dataclass(frozen=True)
class Structure:
    """A mail cut into parts; `raw` is what the offsets count in, `warnings` what was odd, in words."""

    raw: bytes
    root: Part
    warnings: tuple[str, ...]

    def content(self, part: Part) -> bytes:
        """The decoded octets of a leaf (Content-Transfer-Encoding, RFC 2045 section 6)."""
        if part.data is not None:
            return part.data
        body = memoryview(self.raw)[part.start : part.end]
        return decoded(body, part.fields.raw("content-transfer-encoding"))


@dataclass
class _Scan:
    """The state of one walk through the mail: open multiparts, outermost first, and what was noticed."""

    raw: bytes
    open: list[tuple[bytes, Part]] = field(default_factory=list)
    delimiters: dict[bytes, tuple[int, bool]] = field(default_factory=dict)  # line: level, whether it closes
    leaf: Part | None = None
    parts: int = 0
    warnings: dict[str, None] = field(default_factory=dict)

    def warn(self, words: str) -> None:
        self.warnings[words] = None

    def enter(self, at: int, parent: Part | None) -> int:
        """Read the header block at `at` and open that part; returns where its body begins."""
        fields, body, clean = headers.split_head(self.raw, at)
        if not clean:
            self.warn("a header block holds a line that is no header")
        part = _part(fields, body, len(self.raw), _default_type(parent))
        self.parts += 1
        if parent is not None:
            parent.children.append(part)
        boundary = self._boundary(part) if part.type.startswith("multipart/") else b""
        if boundary:
            self._open(boundary, part)
        self.leaf = None if boundary else part
        return body

    def _boundary(self, part: Part) -> bytes:
        if len(self.open) >= MAX_DEPTH:
            self.warn(f"parts lie more than {MAX_DEPTH} deep; what lies deeper is left as one part")
            return b""
        boundary = part.parameters.get("boundary", "").rstrip().encode("utf-8", "replace")
        if boundary and (self.open or self.raw.find(b"--" + boundary, part.start) >= 0):
            return boundary
        likely = _LIKELY_BOUNDARY.search(self.raw, part.start, part.start + 65_536)
        if likely and all(likely[1] != each for each, _ in self.open):
            self.warn("the boundary between the parts is missing or wrong; the one found in the body is used")
            return likely[1]
        self.warn("a multipart has no boundary; it is read as one text")
        return b""

    def _open(self, boundary: bytes, part: Part) -> None:
        """From here on lines of this boundary count (RFC 2046, 5.1.1); of equal ones the innermost wins."""
        level = len(self.open)
        self.open.append((boundary, part))
        self.delimiters[b"--" + boundary] = (level, False)
        self.delimiters[b"--" + boundary + b"--"] = (level, True)

    def close(self, levels: int, at: int) -> None:
        """End the leaf in hand at offset `at`, and all multiparts but the outermost `levels`."""
        if self.leaf is not None:
            self.leaf.end = max(self.leaf.start, at)
            self.leaf = None
        inner, self.open = self.open[levels:], self.open[:levels]
        for _, part in inner:
            part.end = max(part.start, at)
        if inner:
            outer, self.open, self.delimiters = self.open, [], {}
            for boundary, part in outer:
                self._open(boundary, part)


def split(raw: bytes) -> Structure:
    """Cut a mail into its parts in one pass. Never raises; linear in the size of the mail.

    Depth and number of parts are bounded while it goes, not afterwards. A message/rfc822 is a leaf.
    """
    if b"\n" not in raw and b"\r" in raw:
        raw = raw.replace(b"\r", b"\n")
    scan = _Scan(raw)
    at = scan.enter(0, None)
    root = scan.leaf if scan.leaf is not None else scan.open[0][1]
    while scan.open and (found := _next_dashes(raw, at)) >= 0:
        line = _LINE.match(raw, found)
        text = line[0].rstrip() if line else b""
        at = found + max(len(text), 2)
        if text not in scan.delimiters:
            continue
        level, closing = scan.delimiters[text]
        scan.close(level if closing else level + 1, _before_line_end(raw, found))
        if closing:
            continue
        if scan.parts >= MAX_PARTS:
            scan.warn(f"the mail has more than {MAX_PARTS} parts; those after them are not read")
            break
        at = scan.enter(_after_line_end(raw, found + len(line[0]) if line else at), scan.open[level][1])
    if scan.open and scan.parts < MAX_PARTS:
        scan.warn("the end of the last part is missing; the mail may be cut off")
    _read_childless_as_text(root, scan)
    return Structure(raw, root, tuple(scan.warnings))


def decoded(data: bytes | memoryview, encoding: bytes) -> bytes:
    """`data` without its Content-Transfer-Encoding; broken encodings give what can be had."""
    kind = encoding.strip().strip(b"\"'").lower()
    if kind == b"base64":
        return headers.base64_bytes(data)
    if kind == b"quoted-printable":
        return binascii.a2b_qp(data)
    if kind in (b"x-uuencode", b"uuencode", b"x-uue", b"uue"):
        return _uu(bytes(data))
    return bytes(data)


def _uu(data: bytes) -> bytes:
    begin = _UU_BEGIN.search(data)
    if begin is None:
        return data
    lines: list[bytes] = []
    for line in data[begin.end() :].splitlines():
        if line.strip() in (b"end", b"`", b""):
            break
        try:
            lines.append(binascii.a2b_uu(line))
        except binascii.Error:
            octets = (((line[0] - 32) & 63) * 4 + 5) // 3  # a broken encoder's trailing garbage
            lines.append(_uu_line(line[:octets]))
    return b"".join(lines)


def _uu_line(line: bytes) -> bytes:
    try:
        return binascii.a2b_uu(line)
    except binascii.Error:
        return b""


def _next_dashes(raw: bytes, at: int) -> int:
    """The offset of the next line at or behind `at` that begins with two dashes, -1 without one."""
    if raw.startswith(b"--", at) and (at == 0 or raw[at - 1] in b"\r\n"):
        return at
    found = raw.find(b"\n--", max(0, at - 1))
    return found + 1 if found >= 0 else -1


def _before_line_end(raw: bytes, at: int) -> int:
    """The line end in front of a delimiter belongs to the delimiter."""
    if at > 0 and raw[at - 1] == 0x0A:
        at -= 1
    return at - 1 if at > 0 and raw[at - 1] == 0x0D else at


def _after_line_end(raw: bytes, at: int) -> int:
    match = _LINE.match(raw, at)
    at = match.end() if match else at
    if raw[at : at + 2] == b"\r\n":
        return at + 2
    return min(at + 1, len(raw))


def _default_type(parent: Part | None) -> str:
    return "message/rfc822" if parent is not None and parent.type == "multipart/digest" else "text/plain"


def _part(fields: Fields, start: int, end: int, default: str) -> Part:
    value = fields.raw("content-type")
    kind, parameters = headers.parameters(value) if value else (default, {})
    kind = _ODD_TYPES.get(kind, kind)
    if not _TYPE.match(kind):
        kind = "text/plain"
    return Part(fields, kind, parameters, start, end)


def _read_childless_as_text(root: Part, scan: _Scan) -> None:
    """A multipart in which no part was found is one text, so that nothing in it is lost."""
    waiting = [root]
    while waiting:
        part = waiting.pop()
        waiting.extend(part.children)
        if not part.children and part.type.startswith("multipart/"):
            part.type = "text/plain"
            if part.start < part.end:
                scan.warn("a multipart without parts is read as one text")
