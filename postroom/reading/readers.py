"""Reading mail in limited child processes: a pool of them, and what is believed of their answers."""

from __future__ import annotations

import math
import re
from collections.abc import Iterable, Iterator, Sequence
from tempfile import SpooledTemporaryFile
from typing import IO, TYPE_CHECKING

from postroom.confined import LENGTH, Limits, Pool, Watched, Words, program, somebody
from postroom.confined import UNUSED_UID as UNUSED_UID
from postroom.errors import Permanent
from postroom.reading.options import Options

if TYPE_CHECKING:
    from postroom.reading.understood import Understood

MEMORY = 512 * 1024 * 1024

AS_USUAL = Options()

_WORDS = Words("mail reader", "reader", "reading this mail", "this mail")
_UNPACKED = 128 * 1024 * 1024  # octets by which the parts may outgrow the mail: winmail.dat, text in UTF-8
_NAME = re.compile(r"[A-Za-z0-9._-]{1,253}")  # of a key in the DNS
_MOST_NAMES = 30
_CHUNK = 1024 * 1024
_KEPT_IN_MEMORY = 65_536


def for_everybody() -> Readers:
    """One reader, with the limits that `postroom read` promises: an answer within 5 s and 512 MB, ours included."""
    return Readers(1, seconds=3, wall=4.0, memory=MEMORY - 64 * 1024 * 1024)


class Readers(Pool):
    """A pool of at most `count` readers, for use by any number of threads; each starts when first needed.

    `seconds` of computing, `wall` seconds on the clock (by default three times as many) and `memory` (octets)
    bound one mail. As root the children become `uid`, by default one that owns nothing.
    """

    def __init__(
        self,
        count: int,
        *,
        seconds: float = 10,
        wall: float | None = None,
        memory: int = MEMORY,
        uid: int | None = None,
    ) -> None:
        computing = max(1, math.ceil(seconds))
        limits = Limits(
            computing,
            memory,
            somebody() if uid is None else uid,
            computing * 3 if wall is None else wall,
            program("postroom.reading.child"),
        )
        super().__init__(count, limits, _WORDS)

    def read(self, size: int, chunks: Iterable[bytes], options: Options = AS_USUAL) -> Understood:
        """Read a mail of `size` octets that comes in `chunks`.

        Raises Permanent where the mail breaks the limits or the reader, Temporary where no reader can be had.
        """
        with self._borrowed({"op": "read", "size": size, "options": options.to_json()}) as child:
            _send_mail(child, size, chunks)
            return _understood(child)

    def key_names(self, size: int, chunks: Iterable[bytes]) -> list[str]:
        """The names in the DNS of the keys with which a mail says it is signed. Raises as `read` does."""
        with self._borrowed({"op": "key_names", "size": size}) as child:
            _send_mail(child, size, chunks)
            return _names(child)

    def parts(
        self, size: int, chunks: Iterable[bytes], indexes: Sequence[int]
    ) -> Iterator[tuple[int, IO[bytes]]]:
        """The decoded content of these attachments, each as an open file, in the order asked for.

        The caller closes the files. All are read before the first is handed out. Raises as `read` does.
        """
        wanted = list(dict.fromkeys(indexes))
        if not wanted:
            return iter(())
        with self._borrowed({"op": "parts", "size": size, "indexes": wanted}) as child:
            _send_mail(child, size, chunks)
            return iter(list(zip(wanted, _contents(child, len(wanted), size), strict=True)))


def _send_mail(child: Watched, size: int, chunks: Iterable[bytes]) -> None:
    sent = 0
    for chunk in chunks:
        sent += len(chunk)
        child.more_time()  # waiting for our own database is not the mail's fault
        if sent <= size:
            child.send(chunk)
    if sent != size:
        raise Permanent(f"the stored mail is {sent:,} octets long instead of {size:,}; its copy is damaged")
    child.more_time()


def _understood(child: Watched) -> Understood:
    answer = child.answer()
    if "error" in answer:
        raise Permanent(
            f"reading this mail failed ({str(answer['error'])[:200]}); please report it with the .eml"
        )
    from postroom.reading.understood import (
        from_json,  # late: whoever is in a hurry starts the child first
    )

    try:
        return from_json(answer)
    except (ValueError, RecursionError) as error:
        raise Permanent(f"the reader's answer about this mail cannot be used ({error}).") from error


def _names(child: Watched) -> list[str]:
    names = child.answer().get("names")
    if not isinstance(names, list) or not all(isinstance(n, str) and _NAME.fullmatch(n) for n in names):
        raise Permanent("the reader's answer about the keys of this mail cannot be used.")
    return names[:_MOST_NAMES]


def _contents(child: Watched, count: int, size: int) -> list[IO[bytes]]:
    """`count` parts as files; together not larger than a mail that is packed as well as mails can be."""
    answer = child.answer()
    if answer.get("parts") != count:
        raise Permanent(f"the reader could not take this mail apart: {str(answer.get('error'))[:200]}")
    files: list[IO[bytes]] = []
    size += _UNPACKED
    try:
        for _ in range(count):
            length = int.from_bytes(child.receive(LENGTH), "big")
            size -= length
            if size < 0:
                raise Permanent("the reader says that the attachments are larger than the mail itself")
            files.append(_file(child, length))
    except BaseException:
        for file in files:
            file.close()
        raise
    return files


def _file(child: Watched, length: int) -> IO[bytes]:
    file = SpooledTemporaryFile(max_size=_KEPT_IN_MEMORY)  # noqa: SIM115 - the caller closes it
    while length:
        data = child.receive(min(length, _CHUNK))
        file.write(data)
        length -= len(data)
    file.seek(0)
    return file
