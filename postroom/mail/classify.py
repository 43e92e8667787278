"""Is this automatic mail, and was it sent by Postroom itself? A mail from a person must never be caught."""

from __future__ import annotations

from dataclasses import dataclass

from postroom.mail.bounce import Bounce
from postroom.mail.headers import Fields, parameters
from postroom.mail.structure import Structure

LOOP = "x-postroom-loop"

_MACHINE_PRECEDENCE = ("bulk", "junk", "auto_reply", "auto-reply")
_REPLY_MARKS = {
    "x-autoreply": "X-Autoreply",
    "x-autorespond": "X-Autorespond",
    "x-auto-reply": "X-Auto-Reply",
}
_MEANT_AS_NO = ("", "no", "false", "0", "none")


@dataclass(frozen=True)
class Kind:
    """What sort of mail this is: "person", "list" (somebody through a mailing list), "newsletter", "generated"
    (alerts, confirmations), "reply" (out of office and other automatic answers), "receipt", "calendar" (an
    answer to an invitation) or "bounce"; and how that was seen, in words ("" for a person).
    """

    name: str
    reason: str = ""

    @property
    def is_automatic(self) -> bool:
        return self.name not in ("person", "list")


def kind(mail: Structure, text: str, bounce: Bounce | None) -> Kind:
    """The kind of a mail; `text` is its body as text, `bounce` what it says as a delivery report."""
    reason = automatic(mail.root.fields)
    return Kind("generated", reason) if reason else Kind("person")


def automatic(fields: Fields) -> str:
    """Why this is automatic mail, in words for the trace; "" for mail from people.

    Not enough alone: X-Auto-Response-Suppress (Exchange sets it on ordinary mail), List-Id and
    `Precedence: list` (people write to groups, and a support address often is one).
    """
    return (
        _auto_submitted(fields)
        or _null_return_path(fields)
        or _report(fields)
        or _reply_mark(fields)
        or _precedence(fields)
    )


def loop(fields: Fields) -> str:
    """What our own loop header says, "" where the mail does not carry one."""
    return fields.text(LOOP) or ("yes" if LOOP in fields else "")


def _auto_submitted(fields: Fields) -> str:
    """RFC 3834, section 5: every value but "no" is automatic."""
    value = parameters(fields.raw("auto-submitted"))[0].split("(")[0].strip()[:60]
    return f"it says Auto-Submitted: {value}" if value not in _MEANT_AS_NO else ""


def _null_return_path(fields: Fields) -> str:
    """RFC 5321, 4.5.5: bounces and other notices, so that nobody answers them."""
    value = fields.raw("return-path").strip()
    return "its return path is empty (<>), as of bounces and other notices" if value == b"<>" else ""


def _report(fields: Fields) -> str:
    """RFC 3464 delivery reports, RFC 8098 read receipts, RFC 5965 abuse reports."""
    kind, found = parameters(fields.raw("content-type"))
    report = found.get("report-type", "").lower()[:60]
    return f"it is a report ({report})" if kind == "multipart/report" and report else ""


def _reply_mark(fields: Fields) -> str:
    for name, shown in _REPLY_MARKS.items():
        if name in fields and fields.text(name).lower() not in _MEANT_AS_NO:
            return f"it carries {shown}, as automatic answers do"
    return ""


def _precedence(fields: Fields) -> str:
    value = fields.text("precedence").lower()
    if value not in _MACHINE_PRECEDENCE or (value == "bulk" and "list-post" in fields):
        return ""
    return f"it says Precedence: {value}"
