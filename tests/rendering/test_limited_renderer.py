"""The limited child that renders: it is replaced when a template breaks it, and it owns nothing worth stealing."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest

from postroom.confined import UNUSED_UID
from postroom.errors import Permanent, Temporary
from postroom.rendering import Renderers, TemplateFailed, TemplateSource
from postroom.rendering.renderers import MEMORY
from tests.rendering.asking import VALUES, failure, rendered


def only_process(renderers: Renderers) -> int:
    (idle,) = renderers._idle
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


def test_the_child_holds_nothing_but_its_pipes(renderers: Renderers) -> None:
    rendered(renderers, "a")
    process = Path(f"/proc/{only_process(renderers)}")
    limits = (process / "limits").read_text()
    for name in (
        "Max open files            3 ",
        "Max file size             0 ",
        "Max processes             0 ",
    ):
        assert name in limits
    assert f"Max address space         {MEMORY} " in limits and "Max core file size        0 " in limits
    if os.geteuid() == 0:
        status = dict(
            line.split(":", 1) for line in (process / "status").read_text().splitlines() if ":" in line
        )
        assert status["Uid"].split() == [str(UNUSED_UID)] * 4 == status["Gid"].split()
        assert status["Groups"].split() == [] and int(status["CapEff"], 16) == 0
        assert sorted(fd.name for fd in (process / "fd").iterdir()) == ["0", "1", "2"]
        assert (process / "environ").read_bytes() == b""


def test_more_sets_than_a_child_keeps_are_sent_again(renderers: Renderers) -> None:
    sources = [TemplateSource("ours", {"notice.text": f"{number}"}) for number in range(70)]
    for _ in range(2):
        for number, source in enumerate(sources):
            assert renderers.render(source, "created", VALUES, ["text"]).text == f"{number}\n"


@pytest.mark.parametrize("sign", [signal.SIGKILL, signal.SIGTERM])
def test_a_child_that_died_while_idle_is_replaced_and_no_mail_fails(
    sign: signal.Signals, renderers: Renderers
) -> None:
    rendered(renderers, "a")
    first = only_process(renderers)
    os.kill(first, sign)
    assert until(lambda: is_gone(first))
    assert rendered(renderers, "{{ issue.key }}") == "SUP-1"
    assert only_process(renderers) != first


def test_computing_is_counted_per_mail_and_not_per_life(renderers: Renderers) -> None:
    text = "{% for a in range(600) %}{% for b in range(9999) %}{% endfor %}{% endfor %}x"
    pid = -1
    for _ in range(60):
        assert rendered(renderers, text) == "x"
        pid = pid if pid > 0 else only_process(renderers)
        if used(pid) > 2.5:
            break
    assert used(pid) > 2.5 and only_process(renderers) == pid


def used(pid: int) -> float:
    """Seconds that a process has computed."""
    fields = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
    return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")


def test_a_mail_that_needs_too_much_is_given_up_by_part_and_line() -> None:
    source = TemplateSource("ours", {"notice.subject": "a", "notice.text": "\n{{ 'a'.ljust(10**8 * 3) }}"})
    loop = "{% for a in range(99999) %}{% for b in range(99999) %}{% endfor %}{% endfor %}"
    with Renderers(1, seconds=1) as renderers:
        with pytest.raises(
            TemplateFailed, match=r"notice.text, line 2: it needs more than 256 MB; it was given up"
        ):
            renderers.render(source, "created", VALUES)
        assert not renderers._idle
        assert "notice.text, line 1: it needs more than 1 s of computing; it was given up" in failure(
            renderers, loop
        )
        assert rendered(renderers, "{{ issue.key }}") == "SUP-1"


def test_threads_share_a_pool() -> None:
    keys: list[str] = []
    with Renderers(2) as renderers:

        def work() -> None:
            for number in range(20):
                keys.append(rendered(renderers, "{{ issue.key }}", issue={"key": f"A-{number}"}))

        threads = [threading.Thread(target=work) for _ in range(4)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        assert 1 <= len(renderers._idle) <= 2
    assert sorted(keys) == sorted([f"A-{number}" for number in range(20)] * 4)


def test_a_child_ends_when_its_parent_is_killed() -> None:
    program = (
        "from postroom.rendering import *; r = Renderers(1); r.render(TemplateSource('a', {}), 'created', {});"
        "print(r._idle[0]._process.pid, flush=True); input()"
    )
    with subprocess.Popen(
        [sys.executable, "-c", program],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        cwd=Path(__file__).parents[2],
    ) as parent:
        assert parent.stdout
        pid = int(parent.stdout.readline())
        assert not is_gone(pid)
        parent.kill()
    assert until(lambda: is_gone(pid))


def test_a_child_that_cannot_start_means_try_again_and_says_why() -> None:
    with (
        spoken_for("import a_module_that_is_gone") as renderers,
        pytest.raises(Temporary, match=r"no template renderer can be started.*a_module_that_is_gone"),
    ):
        rendered(renderers, "a")


ANSWERS = {
    "no JSON": b"{",
    "another shape": b"[1]",
    "no text": b'{"text": 1}',
    "no UTF-8": b"\xff\xff",
    "an endless answer": None,
}


@pytest.mark.parametrize("answer", ANSWERS.values(), ids=ANSWERS.keys())
def test_a_child_in_enemy_hands_can_only_fail_its_mail(answer: bytes | None) -> None:
    said = b"" if answer is None else answer
    length = 1 << 60 if answer is None else len(said)
    with (
        spoken_for(saying(said, length)) as renderers,
        pytest.raises(TemplateFailed, match="set 'ours', part notice"),
    ):
        rendered(renderers, "a")


def test_a_child_in_enemy_hands_adds_no_header_and_breaks_no_mail() -> None:
    said = b'{"text": "a\\r\\nBcc: b@example.com\\ud800\\u0000"}'
    with spoken_for(saying(said, len(said))) as renderers:
        assert rendered(renderers, "a", "subject") == "a Bcc: b@example.com?"


def test_a_child_that_never_answers_is_given_up() -> None:
    with spoken_for(saying(b"", 1000)) as renderers:
        assert "rendering it took longer than 1 s; it was given up" in failure(renderers, "a")


def spoken_for(program: str) -> Renderers:
    """Renderers whose children are in other hands."""
    renderers = Renderers(1, wall=1)
    renderers._limits = replace(renderers._limits, program=program)
    return renderers


def saying(answer: bytes, length: int) -> str:
    """A child that takes the request and gives this answer, whatever its length is said to be."""
    return (
        "import sys, os, time; os.write(1, b'+'); i = sys.stdin.buffer;"
        "n = int.from_bytes(i.read(8), 'big'); i.read(n); os.write(1, b'+');"
        f"os.write(1, ({length}).to_bytes(8, 'big') + {answer!r}); time.sleep(60)"
    )


def test_an_error_of_a_template_parks_the_record() -> None:
    assert issubclass(TemplateFailed, Permanent)


def test_a_wrong_template_does_not_cost_the_renderer(renderers: Renderers) -> None:
    rendered(renderers, "a")
    before = only_process(renderers)
    for text in ("{{ isue }}", "{% if", "{{ 1 / 0 }}"):
        failure(renderers, text)
    assert only_process(renderers) == before
