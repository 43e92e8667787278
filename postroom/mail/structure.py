"""The MIME structure of a mail: which octets are whose header block and whose body, without copying them."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from itertools import islice

from postroom.mail import headers
from postroom.mail.headers import Fields
from postroom.mail.transfer import decoded

__all__ = ["MAX_DEPTH", "MAX_PARTS", "Part", "Structure", "decoded", "split"]

MAX_DEPTH = 50
MAX_PARTS = 1_000

_TYPE = re.compile(r"[a-z0-9!#$&^_.+*-]+/[a-z0-9!#$&^_.+*-]+\Z")
_ODD_TYPES = {
    "text": "text/plain",
    "html": "text/html",
    "plain": "text/plain",
    "multipart": "multipart/mixed",
    "multipart/": "multipart/mixed",
}
_UNKNOWN_FILES = ("application", "image", "audio", "video", "font", "model")
_LIKELY_BOUNDARY = re.compile(
    rb"(?:\A|[\r\n])--([^\r\n]{1,200}?)[ \t]*(?:\r{0,3}\n|\r)Content-[\w-]{2,40}[ \t]*:", re.IGNORECASE
)
_DASHED_LINE = re.compile(rb"(?:\A|[\r\n])--([^\r\n]{1,200}?)[ \t]*[\r\n]")
_NAMELESS = re.compile(rb"(?:\A|[\r\n])--[ \t]*[\r\n]")
_LINE = re.compile(rb"[^\r\n]*")
_LINE_END = re.compile(rb"\r{0,3}\n|\r|")
_NOT_LOOKED = -2
_LIKELY_WITHIN = 65_536  # octets in which a boundary is looked for that the fields do not name
_MAX_SEARCHED = (
    64_000_000  # octets in which it is looked up whether boundaries occur, for all of them together
)


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

    def label(self) -> str:
        """The charset of raw 8-bit in the header fields: that of the mail, else of its first part that has one."""
        named = (part.parameters["charset"] for part in self.root.leaves() if part.parameters.get("charset"))
        return self.root.parameters.get("charset") or next(named, "")

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
    searched: int = 0
    dashes: dict[bytes, int] = field(default_factory=lambda: dict.fromkeys((b"\n--", b"\r--"), _NOT_LOOKED))
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
        boundary = self._boundary(part) if part.type.startswith("multipart/") else None
        if boundary is not None:
            self._open(boundary, part)
        self.leaf = part if boundary is None else None
        return body

    def _boundary(self, part: Part) -> bytes | None:
        """What stands behind the dashes between the parts of a multipart; None where nothing can."""
        if len(self.open) >= MAX_DEPTH:
            self.warn(f"parts lie more than {MAX_DEPTH} deep; what lies deeper is left as one part")
            return None
        written = part.parameters.get("boundary")
        for each in (written.rstrip(), written.strip(" \t'\"<>")) if written else ():
            boundary = each.encode("utf-8", "replace")
            if boundary and self._occurs(boundary, part.start):
                return boundary
        if written == "" and _NAMELESS.search(self.raw, max(0, part.start - 1), part.start + _LIKELY_WITHIN):
            return b""
        likely = self._likely_boundary(part)
        if likely is None:
            self.warn("a multipart has no boundary; it is read as one text")
        else:
            self.warn("the boundary between the parts is missing or wrong; the one found in the body is used")
        return likely

    def _occurs(self, boundary: bytes, start: int) -> bool:
        if self.searched > _MAX_SEARCHED:
            return True
        found = self.raw.find(b"--" + boundary, start)
        self.searched += (found if found >= 0 else len(self.raw)) - start
        return found >= 0

    def _likely_boundary(self, part: Part) -> bytes | None:
        """The first line of dashes with a field below it, or with a twin that closes; within the outer part."""
        start = max(0, part.start - 1)  # the line end in front of the body counts
        end = min(len(self.raw), part.start + _LIKELY_WITHIN)
        for boundary, _ in self.open:
            outer = self.raw.find(b"\n--" + boundary, part.start, end)
            end = outer if outer >= 0 else end
        likely = _LIKELY_BOUNDARY.search(self.raw, start, end)
        if likely:
            return likely[1]
        for line in islice(_DASHED_LINE.finditer(self.raw, start, end), 5):
            if line[1].strip(b" \t-") and self.raw.find(b"\n--" + line[1] + b"--", line.end(), end) >= 0:
                return line[1]
        return None

    def _open(self, boundary: bytes, part: Part) -> None:
        """From here on lines of this boundary count (RFC 2046, 5.1.1); of equal ones the innermost wins."""
        level = len(self.open)
        self.open.append((boundary, part))
        self.delimiters[b"--" + boundary] = (level, False)
        self.delimiters[b"--" + boundary + b"--"] = (level, True)

    def next_dashes(self, at: int) -> int:
        """The offset of the next line at or behind `at` that begins with two dashes, -1 without one."""
        if self.raw.startswith(b"--", at) and (at == 0 or self.raw[at - 1] in b"\r\n"):
            return at
        for line_end, found in self.dashes.items():
            if 0 <= found < at - 1 or found == _NOT_LOOKED:
                self.dashes[line_end] = self.raw.find(line_end, max(0, at - 1))
        return min((found + 1 for found in self.dashes.values() if found >= 0), default=-1)

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
    scan, root = _walk(raw)
    if not root.children and root.type.startswith("multipart/") and b"--" in (body := _body(raw, root)):
        within, outer = _walk(
            raw[: root.start] + body
        )  # the multipart as a whole was encoded, which it may not be
        scan, root = (within, outer) if outer.children else (scan, root)
    _read_childless_as_text(root, scan)
    return Structure(scan.raw, root, tuple(scan.warnings))


def _walk(raw: bytes) -> tuple[_Scan, Part]:
    scan = _Scan(raw)
    at = scan.enter(0, None)
    root = scan.leaf if scan.leaf is not None else scan.open[0][1]
    while scan.open and (found := scan.next_dashes(at)) >= 0:
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
    return scan, root


def _body(raw: bytes, root: Part) -> bytes:
    """The decoded body of a multipart, b"" where it is not encoded."""
    body = raw[root.start : root.end]
    plain = decoded(body, root.fields.raw("content-transfer-encoding"))
    return plain if plain != body else b""


def _before_line_end(raw: bytes, at: int) -> int:
    """The line end in front of a delimiter belongs to the delimiter."""
    if at > 0 and raw[at - 1] == 0x0A:
        at -= 1
    return at - 1 if at > 0 and raw[at - 1] == 0x0D else at


def _after_line_end(raw: bytes, at: int) -> int:
    match = _LINE.match(raw, at)
    match = _LINE_END.match(raw, match.end() if match else at)
    return match.end() if match else len(raw)


def _default_type(parent: Part | None) -> str:
    return "message/rfc822" if parent is not None and parent.type == "multipart/digest" else "text/plain"


def _part(fields: Fields, start: int, end: int, default: str) -> Part:
    read = [headers.parameters(value) for value in fields.every("content-type")[:10]]
    kind, parameters = next(
        (each for each in read if _TYPE.match(each[0])), read[0] if read else (default, {})
    )
    kind = _ODD_TYPES.get(kind, kind)
    if not _TYPE.match(kind):
        kind = _likely_type(kind, parameters, fields) or default
    return Part(fields, kind, parameters, start, end)


def _likely_type(written: str, parameters: dict[str, str], fields: Fields) -> str:
    """What a part is whose type cannot be read (RFC 2045, 5.2, where nothing speaks against text)."""
    if not written and "boundary" in parameters:
        return "multipart/mixed"
    disposition = headers.parameters(fields.raw("content-disposition"))
    is_file = disposition[0] == "attachment" or "filename" in disposition[1] or "name" in parameters
    if is_file or written.split("/")[0] in _UNKNOWN_FILES:
        return "application/octet-stream"
    return "text/plain" if written else ""


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
