"""What an entry leaves out and Postroom knows: the server of a preset, the usual port of a service."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from postroom.configuration.reading import Entry, Reading
from postroom.transport.providers import PROVIDERS, Server, provider

USUAL_PORT = {
    ("imap", "ssl"): 993, ("imap", "starttls"): 143, ("imap", "none"): 143,
    ("pop3", "ssl"): 995, ("pop3", "starttls"): 110, ("pop3", "none"): 110,
    ("smtp", "ssl"): 465, ("smtp", "starttls"): 25, ("smtp", "none"): 25,
}  # fmt: skip
USUAL_PORT_OUT = {"ssl": 465, "starttls": 587, "none": 25}
USUAL_SECURITY_OUT = {465: "ssl", 587: "starttls", 25: "starttls"}  # RFC 8314 3.3, RFC 6409, RFC 5321
OAUTH_OF = {"gmail": "google", "microsoft365": "microsoft365", "outlook": "microsoft365"}


def with_server(reading: Reading, entry: Entry, values: Mapping[str, Any]) -> dict[str, Any]:
    """Host, port and security from the preset where the entry leaves them out, else the usual ones."""
    return (with_source if entry.kind == "source" else with_outbound)(reading, entry, values)


def with_source(reading: Reading, entry: Entry, values: Mapping[str, Any]) -> dict[str, Any]:
    type_ = values.get("type", "imap")
    server = preset_server(reading, entry, type_, values["preset"]) if "preset" in values else None
    security = values.get("security") or (server.security if server else "ssl")
    as_preset = server is not None and security == server.security
    port = server.port if server and as_preset else USUAL_PORT[type_, security]
    return {"type": type_, "security": security, "port": port} | host_of(server) | dict(values)


def with_outbound(reading: Reading, entry: Entry, values: Mapping[str, Any]) -> dict[str, Any]:
    """The port that is given tells the security, and the other way round. A webhook has neither."""
    if values.get("type") == "webhook":
        return dict.fromkeys(("host", "sender_address"), "") | {"port": 443, "security": "ssl"} | dict(values)
    preset = values.get("preset", "")
    server = preset_server(reading, entry, "smtp", preset) if preset else None
    usual = USUAL_SECURITY_OUT.get(values.get("port", 0), "ssl")
    security = values.get("security") or (server.security if server and "port" not in values else usual)
    as_preset = server is not None and security == server.security
    port = server.port if server and as_preset else USUAL_PORT_OUT[security]
    found = {"security": security, "port": port}
    if values.get("login") == "xoauth2" and preset in OAUTH_OF:
        found["oauth_provider"] = OAUTH_OF[preset]
    return found | host_of(server) | dict(values)


def host_of(server: Server | None) -> dict[str, Any]:
    return {"host": server.host} if server and "{" not in server.host else {}


def preset_server(reading: Reading, entry: Entry, type_: str, name: str) -> Server | None:
    known = provider(name)
    line = entry.lines["preset"]
    if known is None:
        outgoing = entry.kind == "outbound"
        usable = (each for each in PROVIDERS if (each.smtp if outgoing else each.imap or each.pop3))
        names = ", ".join(each.name for each in usable)
        reading.complain(line, f"{entry}: there is no preset '{name}'; there are {names}.")
        return None
    server = {"imap": known.imap, "pop3": known.pop3}.get(type_, known.smtp)
    if server is None:
        reading.complain(line, f"{entry}: {known.title} has no {type_.upper()}.")
    elif "{" in server.host and "host" not in entry.nodes:
        reading.complain(
            line, f"{entry}: {known.title} has several hosts; write yours as host: {server.host}."
        )
    return server
