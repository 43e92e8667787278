"""Presets: host, port and security of well-known mail providers, and what their login wants."""

from __future__ import annotations

from dataclasses import dataclass

from postroom.transport.endpoint import Security

OF_ITS_OWN = "Needs an app password, made in the account's security settings; the ordinary one is refused."


@dataclass(frozen=True)
class Server:
    """One service of a provider. A `{region}` in the host is for the operator to fill in."""

    host: str
    port: int
    security: Security


@dataclass(frozen=True)
class Provider:
    """A provider; a service it does not have is None. `login` says what to enter as user and password."""

    name: str
    title: str
    imap: Server | None
    pop3: Server | None
    smtp: Server | None
    login: str


def tls(host: str, port: int) -> Server:
    """A service that speaks TLS from the first byte."""
    return Server(host, port, "ssl")


def starttls(host: str, port: int = 587) -> Server:
    """A service that begins in plain text and switches to TLS."""
    return Server(host, port, "starttls")


PROVIDERS = (
    Provider(
        "gmail",
        "Gmail and Google Workspace",
        tls("imap.gmail.com", 993),
        tls("pop.gmail.com", 995),
        tls("smtp.gmail.com", 465),
        "OAuth, or 2-step verification and an app password; ordinary passwords are refused. IMAP or POP must "
        "be switched on in Gmail's settings, and the POP setting there may delete or hide what was fetched.",
    ),
    Provider(
        "microsoft365",
        "Microsoft 365",
        tls("outlook.office365.com", 993),
        tls("outlook.office365.com", 995),
        starttls("smtp.office365.com"),
        "OAuth only: Microsoft switched passwords off for IMAP and POP at the end of 2022.",
    ),
    Provider(
        "outlook",
        "Outlook.com, Hotmail",
        tls("outlook.office365.com", 993),
        tls("outlook.office365.com", 995),
        starttls("smtp-mail.outlook.com"),
        "OAuth only: passwords are refused.",
    ),
    Provider(
        "yahoo",
        "Yahoo, AOL",
        tls("imap.mail.yahoo.com", 993),
        tls("pop.mail.yahoo.com", 995),
        tls("smtp.mail.yahoo.com", 465),
        OF_ITS_OWN,
    ),
    Provider(
        "icloud",
        "iCloud",
        tls("imap.mail.me.com", 993),
        None,
        starttls("smtp.mail.me.com"),
        "Needs an app-specific password. Where the full address is refused, enter the part before the @.",
    ),
    Provider(
        "zoho",
        "Zoho Mail",
        tls("imap.zoho.{region}", 993),
        tls("pop.zoho.{region}", 995),
        tls("smtp.zoho.{region}", 465),
        "Password, or an app password with two-factor login. The region is com, eu, in ...; with a domain of "
        "your own the hosts begin with imappro, poppro and smtppro.",
    ),
    Provider(
        "fastmail",
        "Fastmail",
        tls("imap.fastmail.com", 993),
        tls("pop.fastmail.com", 995),
        tls("smtp.fastmail.com", 465),
        OF_ITS_OWN,
    ),
    Provider(
        "ses",
        "Amazon SES",
        None,
        None,
        starttls("email-smtp.{region}.amazonaws.com"),
        "Sends only. Needs SMTP credentials, which are not the AWS access keys.",
    ),
)


def provider(name: str) -> Provider | None:
    """The preset of this name."""
    return next((known for known in PROVIDERS if known.name == name), None)


def provider_of(host: str) -> Provider | None:
    """The preset with this server, so that a failed login can say what the provider wants."""
    for known in PROVIDERS:
        if host.lower() in {server.host for server in (known.imap, known.pop3, known.smtp) if server}:
            return known
    return None
