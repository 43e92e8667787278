"""The limited child process that reads mail: it holds no secrets, no files and no sockets."""

from __future__ import annotations

import heapq  # noqa: F401 - see below
import os
import traceback
from typing import Any

# Everything that reading needs is imported here, also what libraries import late: after `confine` no file can
# be opened.
import cryptography.hazmat.backends.openssl.backend  # noqa: F401

from postroom.confined.child import LENGTH, answer, read_exactly, run, write
from postroom.confined.child import confine as confine  # the limits under which a mail is read
from postroom.confined.child import work_for as work_for
from postroom.mail import charset, dkim
from postroom.mail.message import read_message, structure_of
from postroom.reading.options import FULL_TEXT, Options
from postroom.reading.understood import to_json, understand


def main(arguments: list[str]) -> None:
    """Serve until stdin ends. Arguments: as of `postroom.confined.child.run`."""
    run(arguments, warm_up, serve)


def serve(request: dict[str, Any]) -> None:
    """Answer one request: `{"op": "read", "size": n, "options": {...}}`, `{"op": "key_names", "size": n}` or
    `{"op": "parts", "size": n, "indexes": [...]}`.

    The mail follows the request. The answer is a frame of JSON; behind that of "parts" come the parts.
    """
    raw = read_exactly(int(request["size"]))
    if request["op"] == "read":
        answer(read(raw, Options.from_json(request["options"])))
        return
    if request["op"] == "key_names":
        answer({"names": dkim.key_names(raw)})
        return
    mail = structure_of(raw)
    leaves = mail.root.leaves()
    missing = [index for index in request["indexes"] if not (0 <= index < len(leaves) or index == FULL_TEXT)]
    if missing:
        answer({"error": f"the mail has {len(leaves)} parts, so none with number {missing[0]}"})
        return
    answer({"parts": len(request["indexes"])})
    for index in request["indexes"]:
        content = read_message(raw).text.encode() if index == FULL_TEXT else mail.content(leaves[index])
        write(LENGTH.pack(len(content)))
        write(content)


def read(raw: bytes, options: Options) -> dict[str, Any]:
    """What was understood, or where our own code failed; the error's text stays here, as it may quote the mail."""
    try:
        return to_json(understand(raw, options))
    except MemoryError:
        raise
    except Exception as error:
        frame = traceback.extract_tb(error.__traceback__)[-1]
        return {"error": f"{type(error).__name__} in {os.path.basename(frame.filename)}, line {frame.lineno}"}  # noqa: PTH119


def warm_up() -> None:
    """Import what the standard library and codecs import late."""
    charset.preload()
    read(
        b"Subject: =?x?q?=C3?=\nDate: Mon, 5 Jan 2026 10:00:00 +0000\nContent-Type: text/html\n\n<p>a</p>",
        Options(),
    )
    read(b"From: a@example.com\n\nb", Options())
