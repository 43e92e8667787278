"""The trace header fields that the receiving server writes above a mail (RFC 5321, 4.4)."""

from __future__ import annotations

import re
import secrets
from datetime import datetime
from email.utils import format_datetime
from typing import Any


def trace_headers(hostname: str, session: Any, envelope: Any) -> bytes:
    """Return-Path and Received for one mail, from aiosmtpd's session and envelope."""
    peer = str(session.peer[0])
    literal = f"IPv6:{peer}" if ":" in peer else peer
    only = f"\r\n\tfor <{envelope.rcpt_tos[0]}>" if len(envelope.rcpt_tos) == 1 else ""  # RFC 5321, 7.6
    lines = (
        f"Return-Path: <{reverse_path(envelope)}>\r\n"
        f"Received: from {greeted(session.host_name)} ([{literal}])\r\n"
        f"\tby {hostname} with {protocol(session, envelope)} id {secrets.token_hex(8)}{only};\r\n"
        f"\t{format_datetime(datetime.now().astimezone())}\r\n"
    )
    return lines.encode("utf-8", "replace")


def reverse_path(envelope: Any) -> str:
    """The envelope's sender, "" for the null sender, which aiosmtpd keeps as "<>"."""
    sender = str(envelope.mail_from)
    return "" if sender == "<>" else sender


def protocol(session: Any, envelope: Any) -> str:
    """How the mail came, in the registered words (RFC 3848, RFC 6531)."""
    if not session.extended_smtp:
        return "SMTP"
    name = "UTF8SMTP" if envelope.smtp_utf8 else "ESMTP"
    return name + ("S" if session.ssl else "") + ("A" if session.authenticated else "")


def greeted(name: str | None) -> str:
    """What the peer called itself, without anything that could end a comment or a line."""
    return re.sub(r"[^A-Za-z0-9.:_\[\]-]", "", name or "")[:255] or "unknown"
