"""The whole product against a sandbox Jira: `postroom demo`."""

from __future__ import annotations

import json
import os
import secrets
import smtplib
import socket
import sys
import time
from base64 import b64encode
from collections.abc import Iterator
from contextlib import closing
from email import message_from_bytes, policy
from email.message import EmailMessage
from email.utils import formatdate, make_msgid, parseaddr
from pathlib import Path
from typing import Any

import httpx2

from postroom import environment
from postroom.database import Embedded
from postroom.environment import Environment
from postroom.errors import BadConfiguration
from postroom.ground import let_go, prepare, start_django, with_server
from postroom.seal import make_key_file
from postroom.supervise import Child, Supervisor, python, web, workers

ADDRESS = "support@postroom.example"
USER = "demo"
EMAIL, TOKEN = "postroom@example.com", "sandbox-token"  # of the sandbox's API user
PORTS = {"console": 8040, "sandbox": 8041, "sandbox_smtp": 8042, "smtp": 8025}
SAMPLES = Path(__file__).parent / "sandbox" / "samples"
CUSTOMER = "Nora Quist <nora@example.org>"

CONFIGURATION = """
sites:
  - name: Sandbox
    kind: site
    url: "{url}"
    email: "{email}"
    token: {{env: POSTROOM_DEMO_TOKEN}}
    polling: catch-up
profiles:
  - name: Support
    site: Sandbox
    project: SUP
    issue_type: Task
    address: {address}
    acknowledge: true
    outbound: Mail sink
    sender_address_field: Email Sender Address
    sender_name_field: Email Sender Name
    participants_field: Email Participants
outbounds:
  - name: Mail sink
    host: 127.0.0.1
    port: {sink}
    security: none
    login: none
    sender_address: {address}
    sender_name: Demo Support
mappings:
  - name: Customers
    site: Sandbox
    profile: Support
    outbound: Mail sink
    events: [commented, transitioned]
    audience: [mail participants]
    public_fields: [Status]
    template_set: customer
    window: 3
  - name: Colleagues
    site: Sandbox
    profile: Support
    outbound: Mail sink
    events: [created, commented, transitioned, assigned, attachment]
    audience: [assignee, watchers, mentioned]
    exclude: ["{email}"]
    window: 3
sources:
  - {{name: Support address, profile: Support, type: smtp, host: 127.0.0.1, port: {smtp}, security: none}}
"""
MAILBOX = """
  - name: Support mailbox
    profile: Support
    type: imap
    host: "{host}"
    port: {port}
    security: {security}
    ca_file: "{ca_file}"
    user: "{user}"
    password: {{env: POSTROOM_DEMO_PASSWORD}}
"""


def run(*, as_json: bool, imap: dict[str, Any] | None = None) -> int:
    """Start everything, say where it is, and stay until Ctrl-C. A second start keeps the data."""
    os.environ.setdefault("POSTROOM_DATA", "demo")
    env = environment.read()
    if env.database_url:
        raise BadConfiguration("The demo keeps to its own database. Unset DATABASE_URL and start it again.")
    make_key_file(env.key_path)
    embedded = Embedded(env.data)
    embedded.start()  # refuses a second demo in this folder before anything of the first is touched
    ports = choose_ports(env)
    os.environ["POSTROOM_LISTEN"] = f"127.0.0.1:{ports['console']}"
    os.environ["POSTROOM_PUBLIC_URL"] = f"http://127.0.0.1:{ports['console']}"
    sandbox = Child("sandbox", sandbox_command(env, ports), quiet=True)
    console = web(f"127.0.0.1:{ports['console']}")
    supervisor = Supervisor([sandbox, console, *workers(env.workers)], embedded)
    try:
        sandbox.start()
        wait_for([ports["sandbox"]], Supervisor([sandbox], None))
        said = with_server(embedded, lambda: set_up(env, ports, imap))
        console.start()
        for worker in supervisor.children[2:]:
            worker.start()
        wait_for(ports.values(), supervisor)
        print(json.dumps(said) if as_json else welcome(said), flush=True)
    except BaseException:
        supervisor.stop()
        raise
    supervisor.run()
    return 0


def set_up(env: Environment, ports: dict[str, int], imap: dict[str, Any] | None) -> dict[str, str]:
    """Tables, configuration, the site's webhook and a user; returns what people need to know."""
    start_django()
    prepare()
    from postroom import sites

    said = places(ports, kept_password(env))
    configure(said, ports, imap)
    heard = sites.webhook("Sandbox", said["console"])
    if not heard.good:
        raise BadConfiguration("\n".join(heard.lines))
    make_user(said["password"])
    write_private(env.data / "demo.json", json.dumps(said))
    let_go()
    return said


def places(ports: dict[str, int], password: str) -> dict[str, str]:
    url = f"http://127.0.0.1:{ports['sandbox']}"
    return {
        "console": f"http://127.0.0.1:{ports['console']}",
        "sandbox": url,
        "issues": f"{url}/projects/SUP",
        "mails": f"{url}/mail",
        "smtp": f"127.0.0.1:{ports['smtp']}",
        "address": ADDRESS,
        "user": USER,
        "password": password,
        "authorization": "Basic " + b64encode(f"{EMAIL}:{TOKEN}".encode()).decode(),
    }


def configure(said: dict[str, str], ports: dict[str, int], imap: dict[str, Any] | None) -> None:
    from postroom import configuration

    os.environ["POSTROOM_DEMO_TOKEN"] = TOKEN
    text = CONFIGURATION.format(
        url=said["sandbox"], email=EMAIL, address=ADDRESS, smtp=ports["smtp"], sink=ports["sandbox_smtp"]
    )
    if imap:
        os.environ["POSTROOM_DEMO_PASSWORD"] = imap["password"]
        text += MAILBOX.format(**imap)
    configuration.apply(text, configuration.resolve)


def make_user(password: str) -> None:
    from django.contrib.auth import get_user_model

    user, _ = get_user_model().objects.get_or_create(username=USER)
    if not user.check_password(password):
        user.set_password(password)
        user.save()


def choose_ports(env: Environment) -> dict[str, int]:
    """The ports of the last start where they are free, so that links keep working; else any free ones."""
    file = env.data / "ports.json"
    kept = json.loads(file.read_text()) if file.exists() else PORTS
    ports = {name: port if free(port) else any_port() for name, port in kept.items()}
    file.write_text(json.dumps(ports))
    return ports


def free(port: int) -> bool:
    with closing(socket.socket()) as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind(("127.0.0.1", port))
        except OSError:
            return False
    return True


def any_port() -> int:
    with closing(socket.socket()) as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def kept_password(env: Environment) -> str:
    file = env.data / "password"
    if not file.exists():
        write_private(file, secrets.token_urlsafe(9))
    return file.read_text()


def write_private(file: Path, text: str) -> None:
    """A file with a password in it, for its owner only."""
    file.touch(0o600)
    file.chmod(0o600)
    file.write_text(text)


def sandbox_command(env: Environment, ports: dict[str, int]) -> list[str]:
    where = ["--data", str(env.data / "sandbox"), "--port", str(ports["sandbox"])]
    login = ["--email", EMAIL, "--token", TOKEN]
    return python("-m", "postroom.sandbox", *where, "--smtp-port", str(ports["sandbox_smtp"]), *login)


def wait_for(ports: Any, supervisor: Supervisor) -> None:
    """Until every port takes connections. A part that keeps falling has said why on its own."""
    deadline = time.monotonic() + 30
    waiting = list(ports)
    while waiting and time.monotonic() < deadline:
        supervisor.look_around()
        waiting = [port for port in waiting if not answers(port)]
        time.sleep(0.03)
    if waiting:
        raise BadConfiguration("The demo did not get ready in 30 s; the lines above say which part fell.")


def answers(port: int) -> bool:
    try:
        socket.create_connection(("127.0.0.1", port), 1).close()
    except OSError:
        return False
    return True


def welcome(said: dict[str, str]) -> str:
    command = Path(sys.argv[0]).name if sys.argv[0].endswith("postroom") else "python -m postroom"
    shown = os.path.relpath(sys.argv[0]) if command == "postroom" else command
    return f"""
Postroom runs against a sandbox Jira. Ctrl-C stops it; the data stays for the next start.

  Console   {said["console"]}   user {said["user"]}, password {said["password"]}
  Sandbox   {said["sandbox"]}   the Jira look-alike
  Mails     {said["mails"]}   all mail that Postroom has sent
  Address   {said["address"]}   by SMTP at {said["smtp"]}

1. Write a mail as a customer (in another terminal):

     {shown} demo --mail "The printer is on fire"

2. Open the issue that it became, and write a comment there as Ada Ahlgren:

     {said["issues"]}

3. Some seconds later the customer has it by mail, see Mails above. Answer as the customer:

     {shown} demo --mail "Re: The printer is on fire"

Or send fifteen mails that tell a story:

     {shown} demo --samples
"""


# --- sending to the demo that runs -------------------------------------------------------------------------


def running_demo() -> dict[str, str]:
    file = Path(os.environ.get("POSTROOM_DATA", "demo")) / "demo.json"
    if not file.exists():
        raise BadConfiguration("No demo runs here. Start one in another terminal: postroom demo")
    return dict(json.loads(file.read_text()))


def send(mails: Iterator[bytes], to: str = ADDRESS) -> int:
    said = running_demo()
    host, _, port = said["smtp"].partition(":")
    try:
        with smtplib.SMTP(host, int(port), timeout=10) as peer:
            sent = [peer.sendmail("visitor@example.org", [to], mail) for mail in mails]
    except (OSError, smtplib.SMTPException) as error:
        raise BadConfiguration(
            f"The demo does not take mail at {said['smtp']}: {error}. Does it run?"
        ) from None
    print(f"{len(sent)} sent. Look at {said['issues']} and {said['console']}")
    return 0


def send_first(subject: str) -> int:
    """A mail of the customer; one that begins with "Re: " answers the newest mail that she got about it."""
    mail = EmailMessage()
    mail["From"], mail["Subject"] = CUSTOMER, subject
    mail["Date"], mail["Message-ID"] = formatdate(), make_msgid(domain="example.org")
    about = subject.removeprefix("Re:").strip()
    if about == subject.strip():
        mail["To"] = ADDRESS
        mail.set_content(f"Hello,\n\n{subject}. Could somebody have a look?\n\nNora\n")
        return send(iter([mail.as_bytes()]))
    got = newest_about(about)
    mail["To"] = got["Reply-To"] or ADDRESS
    mail["In-Reply-To"] = got["Message-ID"]
    mail["References"] = f"{got['References'] or ''} {got['Message-ID']}".strip()
    mail.set_content("Thank you. It has just happened again.\n\nNora\n")
    return send(iter([mail.as_bytes()]), parseaddr(str(mail["To"]))[1])


def newest_about(subject: str) -> EmailMessage:
    """The last mail that the customer got with these words in its subject, out of the sandbox's mail sink."""
    said, who = running_demo(), parseaddr(CUSTOMER)[1]
    try:
        sent = httpx2.get(f"{said['sandbox']}/sandbox/sent", timeout=10, trust_env=False).json()
    except httpx2.HTTPError as error:
        raise BadConfiguration(
            f"The demo does not answer at {said['sandbox']}: {error}. Does it run?"
        ) from None
    for each in reversed(sent):
        mail = message_from_bytes(each["raw"].encode("latin-1"), policy=policy.default)
        if who in each["to"] and subject.lower() in str(mail["Subject"]).lower():
            return mail
    raise BadConfiguration(f"{who} has got no mail about “{subject}” yet, so there is none to answer.")


def send_samples() -> int:
    """The story in its order. Sent twice it changes nothing: they are the same mails."""
    return send(file.read_bytes() for file in sorted(SAMPLES.glob("*.eml")))
