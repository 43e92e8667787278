"""The walk through a mail that opens its containers, also those in containers."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace

from postroom.mail import structure
from postroom.mail.containers import cms, fragment, leaves, mapi, msg, signed, tnef, uuencode, yenc
from postroom.mail.containers.allowance import MAX_DEPTH, Allowance
from postroom.mail.containers.compound import SIGNATURE as COMPOUND
from postroom.mail.containers.found import Found
from postroom.mail.containers.letter import Letter, Words
from postroom.mail.headers import Fields
from postroom.mail.structure import Part, Structure

_TNEF_TYPES = ("application/ms-tnef", "application/vnd.ms-tnef")
_MSG_TYPES = ("application/vnd.ms-outlook", "application/x-msg", "application/msoutlook")
_SMIME_TYPES = ("application/pkcs7-mime", "application/x-pkcs7-mime")
_SMIME_NAMES = ("smime.p7m", "smime.p7z")
_NOTED_TYPES = ("multipart/signed", "multipart/encrypted")
_BODY_TYPES = ("text/plain", "text/html", "text/enriched", "text/richtext")
_NAMELESS = "application/octet-stream"
# how a leaf begins, as it is and in base64
_TNEF_BEGINS = (tnef.SIGNATURE, b"eJ8+I")
_COMPOUND_BEGINS = (COMPOUND, b"0M8R4KGxGu")
_ENTITY = re.compile(rb"\s*[!-9;-~]{1,76}:")
_FILE_IN_TEXT = re.compile(rb"begin(?:-base64)? [0-7]{3,4} ")
_COMPARED = 200  # characters of a text by which it is known again


@dataclass(frozen=True)
class _Here:
    """Where the walk is: in which mail, how deep in containers, and what it may still spend."""

    mail: Structure
    allowance: Allowance
    depth: int = 0

    def is_root(self, part: Part) -> bool:
        return part is self.mail.root


def opened(mail: Structure) -> Structure:
    """The mail with what lies inside of winmail.dat, .msg, opaque signatures and uuencode as parts of their own.

    Costs next to nothing for a mail without any. Never raises; what cannot be opened stays as it is, with a
    warning. Depth, number of parts and octets are bounded by `allowance`.
    """
    parts = list(_all(mail.root))
    if not any(part.type in _NOTED_TYPES or _opener(mail, part) for part in parts):
        return mail
    allowance = Allowance(structure.MAX_PARTS - sum(not part.children for part in parts))
    root = _unfolded(_Here(mail, allowance), mail.root) or leaves.nothing(mail.root)
    return Structure(mail.raw, root, (*mail.warnings, *allowance.warnings))


def _all(root: Part) -> Iterator[Part]:
    waiting = [root]
    while waiting:
        part = waiting.pop()
        waiting.extend(part.children)
        yield part


def _unfolded(here: _Here, part: Part) -> Part | None:
    """The part with all containers in it opened; None where nothing is left of it."""
    if part.type in _NOTED_TYPES:
        signed.note(here.mail, part, here.allowance)
    if part.children:
        children = [found for child in part.children if (found := _unfolded(here, child))]
        return replace(part, children=children) if children else None
    open_it = _opener(here.mail, part) if here.depth < MAX_DEPTH else None
    return open_it(here, part) if open_it else part


def _further(here: _Here, part: Part) -> Part:
    """A part that came out of a container may be one itself."""
    return _unfolded(replace(here, depth=here.depth + 1), part) or part


def _opener(mail: Structure, part: Part) -> Callable[[_Here, Part], Part | None] | None:
    """What opens this leaf; quick tests first, as nearly every leaf of every mail is none."""
    if part.children:
        return None
    kind = part.type
    begin = part.data[:24] if part.data is not None else mail.raw[part.start : part.start + 24].lstrip()
    if begin.startswith(_TNEF_BEGINS) or kind in _TNEF_TYPES:
        return _open_tnef
    if kind == "text/plain":
        return _open_text if _mentions_file(mail, part) else None
    if begin.startswith(_COMPOUND_BEGINS):
        return _open_msg if _is_msg(part) else None
    if kind == "message/partial":
        return _open_fragment
    if kind in _SMIME_TYPES:
        return _open_smime
    return _open_smime if kind == _NAMELESS and _name(part) in _SMIME_NAMES else None


def _name(part: Part) -> str:
    return (part.disposition()[1].get("filename") or part.parameters.get("name", "")).strip().lower()


def _is_msg(part: Part) -> bool:
    name = _name(part)
    return part.type in _MSG_TYPES or name.endswith(".msg") or (not name and part.type == _NAMELESS)


# winmail.dat


def _open_tnef(here: _Here, part: Part) -> Part | None:
    """Its files, and its body where the mail says nothing else, in place of winmail.dat."""
    data = here.mail.content(part)
    letter = tnef.read(data, here.allowance) if here.allowance.take(len(data)) else None
    words = _missing_words(here, part, letter) if letter else Words()
    if letter is None or not (words or letter.files or (letter.whole and letter.properties.values)):
        here.allowance.warn("winmail.dat cannot be read; it stays an attachment")
        return part
    if not letter.whole:
        here.allowance.warn("winmail.dat is damaged; what could be read of it is shown")
    body = [leaves.words_part(part, words)] if words else []
    found = [*body, *(leaves.file_part(part, file) for file in letter.files)]
    if not found:
        return None
    holder = leaves.holder(part, [_further(here, each) for each in found], is_root=here.is_root(part))
    return _with_class(_with_subject(holder, letter) if here.is_root(part) else holder, letter)


def _with_class(holder: Part, letter: Letter) -> Part:
    """Exchange says there that this is an answer to an invitation, an absence note or a report."""
    return replace(holder, parameters={"message-class": letter.properties.text(mapi.MESSAGE_CLASS)[:200]})


def _with_subject(holder: Part, letter: Letter) -> Part:
    subject = letter.properties.text(mapi.SUBJECT)
    if "subject" in holder.fields or not subject:
        return holder
    return replace(
        holder, fields=Fields((*holder.fields.items, ("subject", subject.encode("utf-8", "replace"))))
    )


def _missing_words(here: _Here, part: Part, letter: Letter) -> Words:
    """The body in winmail.dat, unless the mail says it in front of it, or repeats it behind it."""
    all_leaves = here.mail.root.leaves()
    place = next((at for at, leaf in enumerate(all_leaves) if leaf is part), len(all_leaves))
    if any(_readable(here, leaf) for leaf in all_leaves[:place]):
        return Words()
    words = letter.words(here.allowance)
    said = "".join(words.plain.split())[:_COMPARED]
    behind = (_readable(here, leaf) for leaf in all_leaves[place + 1 :])
    repeated = any(
        said in "".join(text.decode("utf-8", "replace").split()) for text in behind if text and said
    )
    return Words() if repeated else words


def _readable(here: _Here, part: Part) -> bytes:
    """The content of a leaf that is body, b"" of all others and of blank ones."""
    return here.mail.content(part).strip() if part.type in _BODY_TYPES and _is_body(here, part) else b""


def _is_body(here: _Here, part: Part) -> bool:
    """As mail programs see it (RFC 8621, 4.1.4): behind the first part, text with a name is a file."""
    if part.disposition()[0] == "attachment":
        return False
    return not _name(part) or part is here.mail.root.leaves()[0]


# .msg


def _open_msg(here: _Here, part: Part) -> Part | None:
    """The .msg itself, and behind it the files that are attached to its message."""
    if part.end - part.start > msg.LARGEST * 3 // 2:
        return part
    data = here.mail.content(part)
    if len(data) > msg.LARGEST or not here.allowance.take(len(data)):
        return part
    letter = msg.read(data, here.allowance)
    if letter is None or not letter.files:
        return part
    found = [part, *(_further(here, leaves.file_part(part, file)) for file in letter.files)]
    return leaves.holder(part, found, is_root=here.is_root(part))


# S/MIME and message/partial: a mail in the mail


def _open_smime(here: _Here, part: Part) -> Part | None:
    """The content of an opaque signature, shown whether or not the signature fits."""
    if not here.is_root(part) and _name(part) not in ("", *_SMIME_NAMES):
        return part  # a signed document, as contract.pdf.p7m
    data = cms.bare(here.mail.content(part))
    content = signed.content(data, here.allowance)
    if content is None or not here.allowance.take(len(content)):
        return part
    if not here.is_root(part) and not _ENTITY.match(content[:200]):
        return part
    return _mail_in(here, part, content)


def _open_fragment(here: _Here, part: Part) -> Part | None:
    """The first piece of a mail begins with its header; a later one is text, or stays an attachment."""
    here.allowance.warn(fragment.words(part))
    content = here.mail.content(part)
    if not here.allowance.take(len(content)):
        return part
    if fragment.number(part) == 1:
        return _mail_in(here, part, content)
    if not fragment.reads_as_text(content):
        return part
    return replace(part, type="text/plain", parameters={}, data=content)


def _mail_in(here: _Here, part: Part, content: bytes) -> Part | None:
    inner = structure.split(content)
    if inner.root.type == "message/rfc822":  # so that the fields are signed too (RFC 8551, 3.1)
        inner = structure.split(inner.content(inner.root))
    spare = here.allowance.parts - len(inner.root.leaves()) + 1
    if spare < 0:
        here.allowance.warn("there are too many parts inside of the mail; they stay as they are")
        return part
    here.allowance.parts = spare
    for words in inner.warnings:
        here.allowance.warn(words)
    root = _unfolded(_Here(inner, here.allowance, here.depth + 1), inner.root)
    return leaves.in_place_of(part, inner, root) if root else None


# uuencode and yEnc


def _mentions_file(mail: Structure, part: Part) -> bool:
    """Whether a text may hold a file. In base64 nothing can be seen, so that is decoded."""
    data, start, end = mail.raw, part.start, part.end
    if part.data is not None or b"base64" in part.fields.raw("content-transfer-encoding").lower():
        if part.disposition()[0] == "attachment":
            return False
        data = mail.content(part)
        start, end = 0, len(data)
    at = start
    while (at := data.find(b"begin", at, end)) >= 0:
        if data[at - 1 : at] == b"y" or (
            _FILE_IN_TEXT.match(data, at) and (at == start or data[at - 1] in b"\r\n")
        ):
            return True
        at += 5
    return False


def _open_text(here: _Here, part: Part) -> Part | None:
    """The files in a text, and the text without them."""
    if not _is_body(here, part):
        return part
    data = here.mail.content(part)
    label = part.parameters.get("charset", "")
    found = _paid_for(here.allowance, [*uuencode.found(data, label), *yenc.found(data, label)])
    if not found:
        return part
    parameters = {name: value for name, value in part.parameters.items() if name != "name"}
    text = leaves.text_part(part, "text/plain", _without(data, found), parameters)
    rest = [_further(here, leaves.file_part(part, each.file)) for each in found]
    return leaves.holder(part, [text, *rest], is_root=here.is_root(part))


def _paid_for(allowance: Allowance, found: list[Found]) -> list[Found]:
    """The files in their order; what lies inside of another one (only by malice) is none."""
    taken: list[Found] = []
    for each in sorted(found, key=lambda each: each.start):
        if taken and each.start < taken[-1].end:
            continue
        if not allowance.part() or not allowance.take(len(each.file.data)):
            break
        if not each.whole:
            allowance.warn(f"the file {each.file.name[:100]!r} in the text is damaged or not complete")
        taken.append(each)
    return taken


def _without(data: bytes, found: list[Found]) -> bytes:
    ends = [0, *(each.end for each in found)]
    starts = [*(each.start for each in found), len(data)]
    return b"".join(data[end:start] for end, start in zip(ends, starts, strict=True))
