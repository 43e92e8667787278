"""The limited child: it reads, it is replaced when a mail breaks it, and it owns nothing worth stealing."""

from __future__ import annotations

import dataclasses
import json
import os
import resource
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from postroom.errors import Permanent, Temporary
from postroom.reading import Options, Readers, child
from postroom.reading import readers as reader
from postroom.reading.understood import understand

FOLDER = Path(__file__).parent.parent / "mail"
PLAIN = (FOLDER / "plain_new_mail.eml").read_bytes()
MIXED = (FOLDER / "mixed_with_attachment.eml").read_bytes()
HTML_OF_WORK = b"Content-Type: text/html\r\n\r\n" + b"<b>x<p>" * 140_000
LARGE = b"Subject: large\r\n\r\n" + "Größe\r\n".encode() * 2_000_000


@pytest.fixture
def readers() -> Iterator[Readers]:
    with Readers(1) as pool:
        yield pool


def only_process(readers: Readers) -> int:
    (idle,) = readers._idle
    return idle._process.pid


def until(true: Callable[[], bool], seconds: float = 10) -> bool:
    end = time.monotonic() + seconds
    while not (found := true()) and time.monotonic() < end:
        time.sleep(0.01)
    return found


def is_gone(pid: int) -> bool:
    try:
        return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0] in "ZX"
    except FileNotFoundError:
        return True


def test_it_works(readers: Readers) -> None:
    assert readers.read(len(PLAIN), [PLAIN]) == understand(PLAIN, Options())


def test_a_mail_may_come_in_chunks_of_any_size(readers: Readers) -> None:
    assert readers.read(len(MIXED), (MIXED[at : at + 7] for at in range(0, len(MIXED), 7))) == understand(
        MIXED, Options()
    )


@pytest.mark.parametrize("path", sorted(FOLDER.glob("*.eml")), ids=lambda path: path.stem)
def test_a_child_that_can_open_no_file_reads_every_mail_as_we_would(path: Path, one_for_all: Readers) -> None:
    raw = path.read_bytes()
    assert one_for_all.read(len(raw), [raw]) == understand(raw, Options())


@pytest.fixture(scope="module")
def one_for_all() -> Iterator[Readers]:
    with Readers(1) as pool:
        yield pool


def test_one_child_reads_many_mails(readers: Readers) -> None:
    readers.read(len(PLAIN), [PLAIN])
    first = only_process(readers)
    for _ in range(20):
        readers.read(len(MIXED), [MIXED])
    assert only_process(readers) == first


def test_attachments_come_as_files_in_the_order_asked_for(readers: Readers) -> None:
    with_both = list(readers.parts(len(MIXED), [MIXED], [2, 1, 2]))
    assert [index for index, _ in with_both] == [2, 1]
    contents = {index: file.read() for index, file in with_both}
    assert contents == {1: b"\x89PNG fire" * 30, 2: b"%PDF-1.4 no name"}
    for _, file in with_both:
        file.close()
    assert list(readers.parts(len(MIXED), [MIXED], [])) == []


def test_a_large_attachment_does_not_stay_in_memory(readers: Readers) -> None:
    raw = b"Content-Type: application/x-tar\r\n\r\n" + bytes(range(256)) * 8_192
    ((_, file),) = readers.parts(len(raw), [raw], [0])
    with file:
        assert file.fileno() >= 0 and file.read() == bytes(range(256)) * 8_192


def test_an_attachment_that_is_not_there_parks_the_mail_and_spares_the_pool(readers: Readers) -> None:
    with pytest.raises(Permanent, match="3 parts, so none with number 9"):
        readers.parts(len(MIXED), [MIXED], [9])
    assert readers.read(len(PLAIN), [PLAIN]).message.subject


def test_a_mail_that_takes_too_long_is_parked_and_the_next_one_is_read() -> None:
    with Readers(1, seconds=1) as readers:
        with pytest.raises(Permanent, match="more than 1 s of computing"):
            endless(readers)
        assert readers.read(len(PLAIN), [PLAIN]).message.subject == "The printer is on fire"


def endless(readers: Readers) -> None:
    """Mail that costs a second is hard to write; many in one body are not."""
    part = b"--b\r\n" + HTML_OF_WORK + b"\r\n"
    raw = b"Content-Type: multipart/mixed; boundary=b\r\n\r\n" + part * 20
    readers.read(len(raw), [raw])


def test_a_mail_that_needs_too_much_memory_is_parked_and_the_next_one_is_read() -> None:
    with Readers(1, memory=80 * 1024 * 1024) as readers:
        with pytest.raises(Permanent, match="more than 80 MB"):
            readers.read(len(LARGE) * 4, [LARGE] * 4)
        assert readers.read(len(PLAIN), [PLAIN]).message.subject == "The printer is on fire"


@pytest.mark.parametrize("sign", [signal.SIGKILL, signal.SIGTERM])
def test_a_child_that_died_while_idle_is_replaced_and_no_mail_fails(
    readers: Readers, sign: signal.Signals
) -> None:
    readers.read(len(PLAIN), [PLAIN])
    first = only_process(readers)
    os.kill(first, sign)
    assert until(lambda: is_gone(first))
    assert readers.read(len(PLAIN), [PLAIN]).message.subject == "The printer is on fire"
    assert only_process(readers) != first


def test_a_child_killed_from_outside_while_it_reads_means_try_again(readers: Readers) -> None:
    readers.read(len(PLAIN), [PLAIN])
    pid = only_process(readers)

    def chunks() -> Iterator[bytes]:
        yield LARGE[:100]
        os.kill(pid, signal.SIGKILL)
        assert until(lambda: is_gone(pid))
        yield LARGE[100:]

    with pytest.raises(Temporary, match="SIGKILL"):
        readers.read(len(LARGE), chunks())
    assert readers.read(len(PLAIN), [PLAIN]).message.subject


def test_a_stored_mail_of_another_size_is_damaged(readers: Readers) -> None:
    for chunks in ([PLAIN], [PLAIN, PLAIN, PLAIN]):
        with pytest.raises(Permanent, match="damaged"):
            readers.read(len(PLAIN) * 2, chunks)
    assert readers.read(len(PLAIN), [PLAIN]).message.subject


def test_a_database_that_fails_midway_costs_no_reader(readers: Readers) -> None:
    def chunks() -> Iterator[bytes]:
        yield PLAIN[:10]
        raise OSError("the connection is gone")

    with pytest.raises(OSError, match="connection"):
        readers.read(len(PLAIN), chunks())
    assert readers.read(len(PLAIN), [PLAIN]).message.subject


def test_threads_share_a_pool_and_never_more_children_than_it_holds() -> None:
    subjects: list[str] = []
    with Readers(2) as readers:

        def work() -> None:
            for number in range(10):
                raw = b"Subject: %d\r\n\r\nx" % number
                subjects.append(readers.read(len(raw), [raw]).message.subject)

        threads = [threading.Thread(target=work) for _ in range(6)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        assert 1 <= len(readers._idle) <= 2
    assert sorted(subjects) == sorted([str(number) for number in range(10)] * 6)


def test_closing_ends_the_children(readers: Readers) -> None:
    readers.read(len(PLAIN), [PLAIN])
    pid = only_process(readers)
    readers.close()
    assert is_gone(pid)


def test_a_child_ends_when_its_parent_is_killed() -> None:
    program = (
        "from postroom.reading import Readers; r = Readers(1); r.read(2, [b'a:']);"
        "print(r._idle[0]._process.pid, flush=True); input()"
    )
    parent = subprocess.Popen(
        [sys.executable, "-c", program],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        cwd=Path(__file__).parents[2],
    )
    assert parent.stdin and parent.stdout
    pid = int(parent.stdout.readline())
    assert not is_gone(pid)
    parent.kill()
    parent.wait()
    parent.stdin.close()
    parent.stdout.close()
    assert until(lambda: is_gone(pid))


def test_a_child_that_cannot_start_means_try_again_and_says_why() -> None:
    with (
        spoken_for("import a_module_that_is_gone") as readers,
        pytest.raises(Temporary, match=r"can be started.*a_module_that_is_gone"),
    ):
        readers.read(len(PLAIN), [PLAIN])


def test_a_fault_of_our_own_is_told_by_its_place() -> None:
    assert child.read(None, Options())["error"].startswith("TypeError in structure.py, line ")  # type: ignore[arg-type]


def test_the_child_holds_nothing_but_its_pipes(readers: Readers) -> None:
    readers.read(len(PLAIN), [PLAIN])
    process = Path(f"/proc/{only_process(readers)}")
    limits = (process / "limits").read_text()
    for name in (
        "Max open files            3 ",
        "Max file size             0 ",
        "Max processes             0 ",
    ):
        assert name in limits
    assert "Max core file size        0 " in limits
    if os.geteuid() == 0:
        status = dict(
            line.split(":", 1) for line in (process / "status").read_text().splitlines() if ":" in line
        )
        assert status["Uid"].split() == ["64333"] * 4 == status["Gid"].split()
        assert status["Groups"].split() == [] and int(status["CapEff"], 16) == 0
        assert sorted(fd.name for fd in (process / "fd").iterdir()) == ["0", "1", "2"]
        assert (process / "environ").read_bytes() == b""


PROBES = {
    "opens no file": "open('/etc/hostname')",
    "opens no socket": "import socket; socket.socket()",
    "starts no process": "os.fork()",
    "cannot lift its limits": "resource.setrlimit(resource.RLIMIT_NOFILE, (100, 100))",
}


@pytest.mark.parametrize("probe", PROBES.values(), ids=PROBES.keys())
def test_confined_it(probe: str) -> None:
    """Code that took over the child would live under these limits."""
    uid = reader.UNUSED_UID if os.geteuid() == 0 else 0
    program = (
        "import os, resource, socket, sys\nfrom postroom.reading.child import confine\n"
        f"confine({reader.MEMORY}, {uid})\n"
        f"try:\n    {probe}\nexcept (OSError, ValueError): os._exit(7)\nos._exit(0)\n"
    )
    done = subprocess.run([sys.executable, "-c", program], cwd=Path(__file__).parents[2], check=False)
    assert done.returncode == 7


ANSWERS = {
    "no JSON": b"{",
    "JSON nested without end": b"[" * 100_000,
    "no message": b'{"message": {}}',
    "another shape": b"[1]",
    "no UTF-8": b"\xff\xff",
}


@pytest.mark.parametrize("answer", ANSWERS.values(), ids=ANSWERS.keys())
def test_a_child_in_enemy_hands_can_only_park_its_mail(answer: bytes) -> None:
    with spoken_for(saying(answer, len(answer))) as readers, pytest.raises(Permanent, match="answer"):
        readers.read(len(PLAIN), [PLAIN])


def test_an_answer_without_end_is_not_waited_for() -> None:
    with spoken_for(saying(b"", 1 << 60)) as readers, pytest.raises(Permanent, match="too long"):
        readers.read(len(PLAIN), [PLAIN])


def test_a_child_that_never_answers_is_given_up() -> None:
    with spoken_for(saying(b"", 1000)) as readers, pytest.raises(Permanent, match="took longer than 3 s"):
        readers.read(len(PLAIN), [PLAIN])


def test_parts_larger_than_their_mail_are_not_taken() -> None:
    head = json.dumps({"parts": 1}).encode()
    program = saying(head + (1 << 40).to_bytes(8, "big"), len(head))
    with spoken_for(program) as readers, pytest.raises(Permanent, match="larger than the mail"):
        readers.parts(len(PLAIN), [PLAIN], [0])


def spoken_for(program: str) -> Readers:
    """Readers whose children are in other hands."""
    readers = Readers(1, seconds=1)
    readers._limits = dataclasses.replace(readers._limits, program=program)
    return readers


def saying(answer: bytes, length: int) -> str:
    """A child that takes the mail and gives this answer, whatever its length is said to be."""
    return (
        "import sys, os, time; os.write(1, b'+'); i = sys.stdin.buffer;"
        "n = int.from_bytes(i.read(8), 'big'); i.read(n); os.write(1, b'+');"
        f"i.read({len(PLAIN)}); os.write(1, ({length}).to_bytes(8, 'big') + {answer!r}); time.sleep(60)"
    )


def test_seconds_are_counted_per_mail_and_not_per_life() -> None:
    used = resource.getrusage(resource.RUSAGE_SELF)
    before = resource.getrlimit(resource.RLIMIT_CPU)
    try:
        child.work_for(1000, 3000)
        soft = resource.getrlimit(resource.RLIMIT_CPU)[0]
        assert soft >= used.ru_utime + used.ru_stime + 1000
    finally:
        signal.setitimer(signal.ITIMER_REAL, 0)
        resource.setrlimit(resource.RLIMIT_CPU, before)
