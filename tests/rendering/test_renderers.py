"""Rendering: parts, languages, missing names and their messages, and the limited child that does it."""

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
from typing import Any

import pytest

from postroom.confined import UNUSED_UID
from postroom.errors import BadConfiguration, Permanent, Temporary
from postroom.rendering import SHIPPED, Renderers, TemplateFailed, TemplateSource, merged, shipped
from postroom.rendering.renderers import MEMORY
from postroom.rendering.samples import Sample, samples

VALUES: dict[str, Any] = {
    "issue": {
        "key": "SUP-1",
        "summary": "Größe & <b>Farbe</b>",
        "reporter": {"name": "Enid"},
        "assignee": None,
        "fields": {"Severity": "high"},
        "labels": [],
        "items": "a key with the name of a method",
    },
    "comment": None,
    "language": "en",
    "now": "2026-11-22T14:31:40+01:00",
}


def rendered(renderers: Renderers, text: str, form: str = "text", **more: Any) -> str:
    source = TemplateSource("ours", {f"notice.{form}": text})
    return getattr(renderers.render(source, "commented", {**VALUES, **more}, [form]), form).strip()


def failure(renderers: Renderers, text: str, **more: Any) -> str:
    with pytest.raises(TemplateFailed) as failed:
        rendered(renderers, text, **more)
    return f"{failed.value}"


# What a set says


def test_subject_text_and_html_come_together(renderers: Renderers) -> None:
    parts = {
        "notice.subject": "  {{ issue.key }}:\n {{ issue.summary }}\n",
        "notice.text": "\n\n{{ issue.summary }}\n\n\n\nEnd\n\n",
        "notice.html": "<style>p { color: red }</style><p>{{ issue.summary }}</p>",
    }
    done = renderers.render(TemplateSource("ours", parts), "commented", VALUES)
    assert done.subject == "SUP-1: Größe & <b>Farbe</b>"
    assert done.text == "Größe & <b>Farbe</b>\n\nEnd\n"
    assert '<p style="color:red">Größe &amp; &lt;b&gt;Farbe&lt;/b&gt;</p>' in done.html


def test_what_is_not_wanted_or_not_there_is_empty(renderers: Renderers) -> None:
    source = TemplateSource(
        "ours", {"notice.subject": "a", "notice.text": " \n\t ", "notice.html": "{{ wrong }}"}
    )
    done = renderers.render(source, "created", VALUES, ("subject", "text"))
    assert (done.subject, done.text, done.html) == ("a", "", "")
    assert renderers.render(TemplateSource("ours", {"notice.subject": "a"}), "created", VALUES).html == ""


@pytest.mark.parametrize("form", ["subject", "text", "html"])
def test_white_space_alone_is_no_mail(form: str, renderers: Renderers) -> None:
    assert rendered(renderers, " \n {% if false %}x{% endif %}\t\n", form) == ""


def test_a_part_for_the_kind_goes_before_the_general_one(renderers: Renderers) -> None:
    source = TemplateSource("ours", {"notice.text": "general", "commented.text": "special"})
    assert renderers.render(source, "commented", VALUES, ["text"]).text == "special\n"
    assert renderers.render(source, "created", VALUES, ["text"]).text == "general\n"


LANGUAGES = {
    "en": "hello",
    "de": "hallo",
    "de-AT": "servus",
    "de_DE": "hallo",
    "DE-at-1996": "servus",
    "fr": "hello",
    "": "hello",
    "../x": "hello",
    "d" * 5000: "hello",
}


@pytest.mark.parametrize(("language", "text"), LANGUAGES.items(), ids=[key[:10] for key in LANGUAGES])
def test_a_variant_in_the_language_of_the_mail_is_taken(
    language: str, text: str, renderers: Renderers
) -> None:
    parts = {
        "notice.text": "{% include 'word.text' %}",
        "word.text": "hello",
        "word.de.text": "hallo",
        "word.de-at.text": "servus",
    }
    source = TemplateSource("ours", parts)
    assert (
        renderers.render(source, "commented", {**VALUES, "language": language}, ["text"]).text == text + "\n"
    )


def test_a_long_subject_is_cut_at_whole_letters(renderers: Renderers) -> None:
    subject = rendered(renderers, "{{ 'ä' * 3000 }}", "subject")
    assert subject.endswith("ä…") and 990 < len(subject.encode()) <= 998


def test_a_subject_is_one_line_whatever_comes(renderers: Renderers) -> None:
    summary = "a\r\nBcc: b@example.com\0\x0b\u2028c\x85d"
    assert rendered(renderers, "{{ issue.summary }}", "subject", issue={"summary": summary}) == (
        "a Bcc: b@example.com c d"
    )


def test_styles_stay_for_dark_mode_and_conditions_for_outlook(renderers: Renderers) -> None:
    style = "<style>p{color:red}@media (prefers-color-scheme:dark){p{color:#fff!important}}</style>"
    text = f"{style}<!--[if mso]>x<![endif]--><p>a"
    done = rendered(renderers, text, "html")
    assert (
        "@media (prefers-color-scheme:dark)" in done
        and "<!--[if mso]>" in done
        and 'style="color:red"' in done
    )


def test_an_imported_part_remembers_nothing_of_another_mail(renderers: Renderers) -> None:
    parts = {
        "m.text": "{% set kept = namespace(last='') %}"
        "{% macro seen(a) %}{{ kept.last }}{% set kept.last = a %}{% endmacro %}",
        "notice.text": "{% from 'm.text' import seen %}[{{ seen(issue.key) }}]",
    }
    for _ in range(3):
        assert renderers.render(TemplateSource("ours", parts), "created", VALUES, ["text"]).text == "[]\n"


# Names that are not there

FINE = {
    "{{ issue.nothing | default('x') }}": "x",
    "{{ issue.nothing or 'x' }}": "x",
    "{{ nothing or issue.nothing or 'x' }}": "x",
    "{{ 'yes' if issue.nothing is defined else 'no' }}": "no",
    "{% if issue.nothing is not defined %}x{% endif %}": "x",
    "{{ comment.text if comment else 'x' }}": "x",
    "{% if comment and comment.text %}a{% else %}x{% endif %}": "x",
    "{{ issue.fields['Nothing'] }}x": "x",
    "{% if issue.fields['Nothing'] %}a{% else %}x{% endif %}": "x",
    "{% for a in issue.fields['Nothing'] %}a{% else %}x{% endfor %}": "x",
    "{{ issue.fields['Severity'] }}": "high",
    "{{ issue.items }}": "a key with the name of a method",
    "{% for name, value in issue.fields.items() %}{{ name }}={{ value }}{% endfor %}": "Severity=high",
    "{{ 'a' if false }}x": "x",
    "{% macro m(a, b) %}{{ a }}{% if b %}b{% endif %}{% endmacro %}{{ m('x') }}": "x",
    "{% macro m() %}{{ caller() if caller else 'x' }}{% endmacro %}{{ m() }}": "x",
}


@pytest.mark.parametrize(("text", "result"), FINE.items(), ids=FINE.keys())
def test_an_optional_value_may_be_missing(text: str, result: str, renderers: Renderers) -> None:
    assert rendered(renderers, text) == result


SAID = {
    "\n\n{{ isue.key }}": "line 3: 'isue' is undefined; did you mean 'issue'? there are: issue, comment, language, now",
    "{{ issue.sumary }}": "'issue.sumary' is undefined; did you mean 'summary'? there are: key, summary,",
    "{% if issue.sumary %}{% endif %}": "'issue.sumary' is undefined; did you mean 'summary'?",
    "{{ issue.reporter.nmae }}": "'issue.reporter.nmae' is undefined; did you mean 'name'? there are: name",
    "{% for a in issue.lables %}{% endfor %}": "'issue.lables' is undefined; did you mean 'labels'?",
    "{% if issue.kee == 'SUP-1' %}{% endif %}": "'issue.kee' is undefined; did you mean 'key'?",
    "{{ 'x' ~ issue.kee }}": "'issue.kee' is undefined",
    "{{ issue.kee | upper }}": "'issue.kee' is undefined",
    "{{ comment.text }}": "'text' is asked of something that is empty here; test it first, as in {% if comment %}",
    "{{ issue.key.name }}": "'name' is undefined: what it is asked of is a text",
    "{{ issue.fields['a'].b }}": "there is no 'a' here; `default` gives a missing value another",
    "{% macro m(a) %}{{ a }}{% endmacro %}{{ m() }}": "parameter 'a' was not provided",
    "{{ issue.key | dat }}": "there is no filter 'dat'; did you mean 'date'?",
    "{% if issue.key is strange %}{% endif %}": "No test named 'strange'",
    "{% for a in b %}": "line 1: Unexpected end of template.",
    "{{ issue.key": "line 1: unexpected end of template, expected 'end of print statement'.",
    "{% include 'layuot.text' %}": "no part 'layuot.text'; did you mean 'notice.text'? there are: notice.text",
    "{{ 1 / 0 }}": "ZeroDivisionError: division by zero",
    "{{ issue.key + 1 }}": 'TypeError: can only concatenate str (not "int") to str',
    "{{ issue.summary | date }}": "date: 'Größe & <b>Farbe</b>' is no time; one looks like 2026-11-22T14:31:40+01:00",
    "{{ now | date(zone='Europe/Brelin') }}": "date: there is no time zone 'Europe/Brelin'",
}


@pytest.mark.parametrize(("text", "said"), SAID.items(), ids=SAID.keys())
def test_an_error_names_set_part_line_and_cause(text: str, said: str, renderers: Renderers) -> None:
    words = failure(renderers, text)
    assert words.startswith("template set 'ours', part notice.text, line ") and said in words


def test_an_error_in_a_part_of_a_part_names_that_one(renderers: Renderers) -> None:
    parts = {
        "notice.html": "{% extends 'layout.html' %}{% import 'macros.html' as m %}"
        "{% block a %}{{ m.a() }}{% endblock %}",
        "layout.html": "\n{% block a %}{% endblock %}",
        "macros.html": "{% macro a() %}\n\n{{ isue }}{% endmacro %}",
    }
    with pytest.raises(TemplateFailed) as failed:
        renderers.render(TemplateSource("ours", parts), "created", VALUES, ["html"])
    assert (failed.value.source, failed.value.part, failed.value.line) == ("ours", "macros.html", 3)
    assert failed.value.cause.startswith("'isue' is undefined; did you mean 'issue'?")


def test_never_half_a_mail(renderers: Renderers) -> None:
    source = TemplateSource("ours", {"notice.subject": "a", "notice.text": "b", "notice.html": "{{ c }}"})
    with pytest.raises(TemplateFailed, match=r"part notice.html, line 1"):
        renderers.render(source, "created", VALUES)


def test_a_wrong_template_does_not_cost_the_renderer(renderers: Renderers) -> None:
    rendered(renderers, "a")
    before = only_process(renderers)
    for text in ("{{ isue }}", "{% if", "{{ 1 / 0 }}"):
        failure(renderers, text)
    assert only_process(renderers) == before


# Shipped sets


@pytest.mark.parametrize("sample", samples(), ids=lambda sample: sample.name)
@pytest.mark.parametrize("name", SHIPPED)
def test_shipped_sets_render_every_sample_in_the_child(
    name: str, sample: Sample, renderers: Renderers
) -> None:
    done = renderers.render(shipped(name), sample.kind, sample.values)
    assert done.subject and done.text


def test_a_set_of_ones_own_replaces_single_parts(renderers: Renderers) -> None:
    ours = merged(shipped("modern"), "ours", {"notice.subject": "Ours: {{ issue.key }}"})
    assert renderers.render(ours, "created", samples()[0].values).subject == "Ours: SUP-117"
    assert ours.parts["notice.html"] == shipped("modern").parts["notice.html"]
    assert ours.digest != shipped("modern").digest
    assert merged(shipped("modern"), "same", {}).digest == shipped("modern").digest


def test_a_set_that_does_not_come_with_us_is_said_to_be_none() -> None:
    with pytest.raises(BadConfiguration, match=r"no template set '../plain'; Postroom comes with .*modern"):
        shipped("../plain")


# The child


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
