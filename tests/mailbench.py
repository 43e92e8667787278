"""A real Dovecot (IMAP, POP3, LMTP) on random local ports, with bad fronts, for tests and benches.

    with MailBench() as bench:
        bench.deliver("alice", raw)              # through LMTP, as a mail server would
        bench.drop("alice", *many)               # straight into the maildir: fast
        bench.ports["imaps"], bench.ca           # certificate for localhost and 127.0.0.1, signed by ca
        bench.kill9(); bench.start_dovecot()     # crash and return
        bench.messages("alice")                  # what is in the mailbox now, with flags

The users alice and bob are there from the start, bob with a quota of 4 MB; every password is NAME-pw.
Ports: imap, imaps, pop3, pop3s, lmtp (imap and pop3 offer STARTTLS); imaps_X and pop3s_X with X one of
wronghost, expired, selfsigned, unknown: the same server behind that certificate; imap_stall; imap_webalert.
`bench.fronts` makes more (relay with delay or cut, drip). As root Dovecot runs as nobody, else as you.
"""

from __future__ import annotations

import contextlib
import grp
import os
import pwd
import secrets
import shutil
import signal
import smtplib
import socket
import subprocess
import tempfile
import time
from dataclasses import dataclass
from pathlib import Path
from types import TracebackType

from tests.certificates import BAD, make_certificates
from tests.fronts import HOST, Fronts

PACKAGES = "dovecot-core dovecot-imapd dovecot-pop3d dovecot-lmtpd"
NOBODY = 65534
BARE = ("imap", "imaps", "pop3", "pop3s", "lmtp")

CONFIGURATION = """
base_dir = {d}/run
state_dir = {d}/state
log_path = {d}/dovecot.log
protocols = imap pop3 lmtp
listen = 127.0.0.1
default_internal_user = {user}
default_internal_group = {group}
default_login_user = {user}
ssl = yes
ssl_cert = <{d}/good.pem
ssl_key = <{d}/good.key
disable_plaintext_auth = no
mail_location = maildir:~/Maildir
mail_fsync = never
mail_max_userip_connections = 1000
auth_failure_delay = 0
auth_cache_size = 0
mail_plugins = quota
plugin {{
  quota = maildir:quota
}}
namespace inbox {{
  inbox = yes
  separator = /
}}
auth_username_chars =
passdb {{
  driver = static
  args = password=%u-pw
}}
userdb {{
  driver = passwd-file
  args = {d}/quotas
}}
userdb {{
  driver = static
  args = uid={uid} gid={gid} home={d}/home/%u allow_all_users=yes
}}
service anvil {{
  chroot =
  unix_listener anvil-auth-penalty {{
    mode = 0
  }}
}}
service imap-login {{
  chroot =
  service_count = 0
  client_limit = 1000
  inet_listener imap {{
    port = {imap}
  }}
  inet_listener imaps {{
    port = {imaps}
    ssl = yes
  }}
}}
service pop3-login {{
  chroot =
  service_count = 0
  client_limit = 1000
  inet_listener pop3 {{
    port = {pop3}
  }}
  inet_listener pop3s {{
    port = {pop3s}
    ssl = yes
  }}
}}
service lmtp {{
  inet_listener lmtp {{
    port = {lmtp}
  }}
}}
"""


@dataclass(frozen=True)
class Kept:
    """A mail as it lies in the mailbox; flags are maildir's letters (S seen, T marked deleted)."""

    raw: bytes
    flags: str

    @property
    def seen(self) -> bool:
        return "S" in self.flags


def missing() -> str:
    """Why the bench cannot run here, in words; empty where it can."""
    if dovecot() and Path("/usr/lib/dovecot/lmtp").exists() and Path("/usr/lib/dovecot/pop3").exists():
        return ""
    return f"no Dovecot here: apt-get install {PACKAGES}"


def dovecot() -> str:
    """The path of the dovecot program (rarely in an ordinary user's PATH); empty where there is none."""
    return shutil.which("dovecot", path="/usr/sbin:/usr/local/sbin:" + os.environ.get("PATH", "")) or ""


class MailBench:
    """Context manager around one Dovecot with its own folder, users, certificates and fronts."""

    def __init__(self, folder: Path | str | None = None) -> None:
        self.own_folder = folder is None
        self.dir = Path(folder or tempfile.mkdtemp(prefix="mb-")).resolve()
        self.ca = str(self.dir / "ca.pem")
        self.ports: dict[str, int] = {}
        self.users: dict[str, str] = {}
        self.root = os.getuid() == 0
        self._fronts: Fronts | None = None
        self._process: subprocess.Popen[bytes] | None = None

    def __enter__(self) -> MailBench:
        return self.start()

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.stop()

    @property
    def pid(self) -> int:
        """The process id of Dovecot's master, which leads its own process group."""
        assert self._process is not None, "Dovecot is not running"
        return self._process.pid

    @property
    def fronts(self) -> Fronts:
        """The misbehaving servers, and the way to start more."""
        assert self._fronts is not None, "the bench is not running"
        return self._fronts

    def start(self) -> MailBench:
        """Make folder and certificates, start Dovecot and the fronts."""
        if why := missing():
            raise RuntimeError(why)
        if len(str(self.dir)) > 60:
            raise RuntimeError(f"{self.dir}: too long for unix sockets (108 bytes), use a shorter folder")
        for name in ("run", "state", "home"):
            self._folder(self.dir / name)
        self.dir.chmod(0o755)
        self._owned(self.dir)
        make_certificates(self.dir)
        self.ports = dict(zip(BARE, free_ports(len(BARE)), strict=True))
        self.add_user("alice")
        self.add_user("bob")
        self._configure()
        for path in (path for path in self.dir.iterdir() if path.is_file()):
            self._owned(path)
        try:
            self.start_dovecot()
            self._start_fronts()
        except BaseException:
            self.stop()
            raise
        return self

    def stop(self) -> None:
        """Stop everything and remove the folder if it was ours."""
        if self._fronts:
            self._fronts.close()
        self.kill9()
        if self.own_folder:
            shutil.rmtree(self.dir, ignore_errors=True)

    def start_dovecot(self) -> None:
        """Start Dovecot (again) on the same ports and wait until it takes connections."""
        (self.dir / "run/master.pid").unlink(missing_ok=True)  # left behind by kill -9
        command = [dovecot(), "-F", "-c", str(self.dir / "dovecot.conf")]
        with (self.dir / "start.log").open("wb") as log:
            if self.root:
                self._process = subprocess.Popen(
                    command, start_new_session=True, stdout=log, stderr=log, cwd="/",
                    user=NOBODY, group=NOBODY, extra_groups=[],
                )  # fmt: skip
            else:
                self._process = subprocess.Popen(
                    command, start_new_session=True, stdout=log, stderr=log, cwd="/"
                )
        for name in BARE:
            self._await_port(self.ports[name])

    def kill9(self) -> None:
        """SIGKILL to Dovecot and all its children: every open connection breaks at once."""
        if self._process is None:
            return
        with contextlib.suppress(ProcessLookupError):
            os.killpg(self._process.pid, signal.SIGKILL)
        self._process.wait(15)
        self._process = None
        for name in BARE:  # the children die a moment later, and until then the ports are open
            self._await_silence(self.ports[name])

    def add_user(self, name: str) -> None:
        """Make an empty mailbox for one more user, whose password is NAME-pw; works while Dovecot runs."""
        self.users[name] = f"{name}-pw"
        self._folder(self.dir / "home" / name)

    def deliver(self, user: str, *raws: bytes) -> None:
        """Deliver through LMTP; smtplib.SMTPResponseException where the quota is full."""
        with smtplib.LMTP(HOST, self.ports["lmtp"], timeout=20) as lmtp:
            for raw in raws:
                lmtp.sendmail("sender@example.com", [user], raw)

    def drop(self, user: str, *raws: bytes) -> None:
        """Put mails straight into the maildir, in this order."""
        maildir = self._maildir(user)
        for number, raw in enumerate(raws):
            name = f"{time.time():.6f}.{number:06d}{secrets.token_hex(4)}.bench"
            temporary = maildir / "tmp" / name
            temporary.write_bytes(raw)
            self._owned(temporary)
            temporary.rename(maildir / "new" / name)

    def messages(self, user: str) -> list[Kept]:
        """What lies in the inbox now, oldest first."""
        maildir = self._maildir(user)
        while True:
            paths = [path for part in ("new", "cur") for path in (maildir / part).iterdir()]
            try:
                return [
                    Kept(path.read_bytes(), path.name.partition(":2,")[2])
                    for path in sorted(paths, key=lambda path: path.name)
                ]
            except FileNotFoundError:  # Dovecot has just renamed one
                continue

    def empty(self, user: str) -> None:
        """Remove the mailbox with all indexes; the next contact sees a new UIDVALIDITY."""
        shutil.rmtree(self.dir / "home" / user / "Maildir", ignore_errors=True)

    def log(self) -> str:
        """Dovecot's own log, for a failing test's message."""
        path = self.dir / "dovecot.log"
        return path.read_text(errors="replace") if path.exists() else ""

    def _configure(self) -> None:
        uid, gid = (NOBODY, NOBODY) if self.root else (os.getuid(), os.getgid())
        names = {"user": pwd.getpwuid(uid).pw_name, "group": grp.getgrgid(gid).gr_name}
        text = CONFIGURATION.format(d=self.dir, uid=uid, gid=gid, **names, **self.ports)
        (self.dir / "dovecot.conf").write_text(text)
        bob = f"bob::{uid}:{gid}::{self.dir}/home/bob::userdb_quota_rule=*:storage=4M\n"
        (self.dir / "quotas").write_text(bob)

    def _start_fronts(self) -> None:
        self._fronts = Fronts(self.dir)
        for bad in BAD:
            self.ports[f"imaps_{bad}"] = self.fronts.relay(self.ports["imap"], certificate=bad)
            self.ports[f"pop3s_{bad}"] = self.fronts.relay(self.ports["pop3"], certificate=bad)
        self.ports["imap_stall"] = self.fronts.stall()
        self.ports["imap_webalert"] = self.fronts.webalert()

    def _await_port(self, port: int) -> None:
        deadline = time.monotonic() + 15
        while True:
            with contextlib.suppress(OSError), socket.create_connection((HOST, port), 1):
                return
            ended = self._process is None or self._process.poll() is not None
            if ended or time.monotonic() > deadline:
                raise RuntimeError(f"Dovecot: {(self.dir / 'start.log').read_text()}{self.log()}")
            time.sleep(0.02)

    def _await_silence(self, port: int) -> None:
        deadline = time.monotonic() + 15
        while time.monotonic() < deadline:
            try:
                socket.create_connection((HOST, port), 1).close()
            except ConnectionRefusedError:
                return
            except OSError:
                pass
            time.sleep(0.002)
        raise RuntimeError(f"something still listens on port {port}")

    def _maildir(self, user: str) -> Path:
        maildir = self.dir / "home" / user / "Maildir"
        for path in (maildir, maildir / "new", maildir / "cur", maildir / "tmp"):
            self._folder(path)
        return maildir

    def _folder(self, path: Path) -> None:
        if not path.is_dir():
            path.mkdir(parents=True, exist_ok=True)
            self._owned(path)

    def _owned(self, path: Path) -> None:
        if self.root:
            os.chown(path, NOBODY, NOBODY)


def free_ports(count: int) -> list[int]:
    """Ports nobody listens on just now."""
    with contextlib.ExitStack() as stack:
        sockets = [stack.enter_context(socket.socket()) for _ in range(count)]
        for one in sockets:
            one.bind((HOST, 0))
        return [int(one.getsockname()[1]) for one in sockets]
