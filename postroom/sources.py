"""`postroom source`: how the sources stand, and the test of one."""

from __future__ import annotations

import socket
from collections.abc import Iterator
from dataclasses import dataclass
from typing import cast

from postroom.errors import BadConfiguration, PostroomError
from postroom.inbound.guard import accept as accept
from postroom.inbound.rounds import endpoint_of
from postroom.inbound.taking import listener_settings
from postroom.lists import in_columns, unknown, with_since
from postroom.models import MessageSource, SourceState
from postroom.transport.diagnose import Kind, Step, diagnose

Status = SourceState.Status
HEAD = ("NAME", "TYPE", "WHERE", "PROFILE", "STATUS", "")
LISTENING_WITHIN = 5.0  # seconds


@dataclass(frozen=True)
class Standing:
    """One source as a list shows it. `ok` is None where nothing is known or wanted of it."""

    name: str
    type: str
    where: str
    profile: str
    ok: bool | None
    status: str
    detail: str


def list_sources() -> list[Standing]:
    rows = MessageSource.objects.select_related("profile", "state").order_by("name")
    return [standing(source) for source in rows]


def standing(source: MessageSource) -> Standing:
    state = source.state
    ok, status = None, "disabled"
    if source.enabled:
        ok = {Status.ONLINE: True, Status.FAILING: False}.get(Status(state.status))
        status = with_since(state.get_status_display().lower(), state.status_since)
    detail = state.last_error if source.enabled else ""
    return Standing(source.name, source.type, where(source), source.profile.name, ok, status, detail)


def where(source: MessageSource) -> str:
    user = f"{source.user} at " if source.user and source.type != source.Type.SMTP else ""
    folder = f", {source.folder}" if source.type == source.Type.IMAP and source.folder != "INBOX" else ""
    return f"{user}{source.host}:{source.port}{folder}"


def table() -> list[str]:
    """`postroom source list`: a heading and one line for each source, in columns."""
    rows = [(s.name, s.type, s.where, s.profile, s.status, s.detail) for s in list_sources()]
    if not rows:
        return ["There are no sources yet. See: postroom config apply"]
    return in_columns(HEAD, rows)


def source_named(name: str) -> MessageSource:
    """The source. Raises BadConfiguration naming the nearest one."""
    found = MessageSource.objects.filter(name=name).select_related("profile", "state").first()
    if found is None:
        raise BadConfiguration(
            unknown("source", name, list(MessageSource.objects.values_list("name", flat=True)))
        )
    return found


def test(name: str) -> list[Step]:
    """`postroom source test`: the very steps of a reader, up to counting; nothing is marked.

    Raises BadConfiguration for an unknown name.
    """
    source = source_named(name)
    if source.type == MessageSource.Type.SMTP:
        return list(listening(source))
    return diagnose(cast("Kind", source.type), endpoint_of(source), source.folder)


def listening(source: MessageSource) -> Iterator[Step]:
    """A port of ours: its settings, and whether a worker holds it now."""
    settings = listener_settings(source)
    try:
        secured = settings.tls_context() is not None
    except PostroomError as error:
        yield Step("TLS", False, str(error))
        return
    yield Step(
        "TLS", True, f"certificate {source.certificate_file}" if secured else "none: mail comes in plain text"
    )
    wanted = source.recipients or [source.profile.address]
    yield Step("recipients", any(wanted), ", ".join(wanted) or "none: nobody's mail is taken")
    yield answering(source)


def answering(source: MessageSource) -> Step:
    host = {"": "127.0.0.1", "0.0.0.0": "127.0.0.1", "::": "::1"}.get(source.host, source.host)  # noqa: S104
    place = f"{source.host}:{source.port}"
    try:
        with socket.create_connection((host, source.port), LISTENING_WITHIN):
            return Step("port", True, f"something listens on {place}: {standing(source).status}")
    except OSError as error:
        why = error.strerror or str(error)
        text = f"nothing listens on {place} ({why}). A worker opens it: does postroom up (or worker) run"
        return Step("port", False, f"{text}{'' if source.enabled else ', and this source is disabled'}?")
