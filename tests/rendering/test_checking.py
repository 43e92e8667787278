"""What `config apply` says of a template set before anything is sent with it."""

from __future__ import annotations

import pytest

from postroom.rendering import SHIPPED, Renderers, TemplateSource, check, shipped
from postroom.rendering.problems import NAMES
from postroom.rendering.samples import Sample, samples
from postroom.rendering.variables import reference

WHOLE = {"notice.subject": "{{ issue.key }}", "notice.text": "a"}


@pytest.mark.parametrize("name", SHIPPED)
def test_shipped_sets_have_no_problem(name: str, renderers: Renderers) -> None:
    assert renderers.check(shipped(name)) == []


@pytest.mark.parametrize("sample", samples(), ids=lambda sample: sample.name)
def test_every_name_that_mails_offer_is_known(sample: Sample) -> None:
    assert set(sample.values) <= set(NAMES)


def test_every_name_in_the_reference_is_known_and_the_other_way_round() -> None:
    described = {
        variable.name.split(".")[0].split("[")[0] for group in reference() for variable in group.variables
    }
    assert described | {"now"} == set(NAMES)


PROBLEMS = {
    "{% if a %}": "part notice.html, line 1: Unexpected end of template",
    "\n{% do a %}": "part notice.html, line 2: Encountered unknown tag 'do'.",
    "{{ isue.key }}": "part notice.html, line 1: 'isue' is undefined; did you mean 'issue'?",
    "{% if receiver %}\n{{ strange }}{% endif %}": "part notice.html, line 2: 'strange' is undefined; there are: site,",
    "{{ issue.key | dat }}": "part notice.html, line 1: there is no filter 'dat'; did you mean 'date'?",
    "{% if 1 %}{{ 2 | pprint }}{% endif %}": "part notice.html, line 1: there is no filter 'pprint'",
    "{{ issue is defned }}": "part notice.html, line 1: there is no test 'defned'; did you mean 'defined'?",
    "{% include 'notice.txt' %}": "part notice.html, line 1: the set has no part 'notice.txt'; did you mean",
    "{{ "
    + "(" * 5000
    + "1"
    + ")" * 5000
    + " }}": "part notice.html: it calls, includes or extends itself without end, or is",
    "a" * 500_001: "part notice.html: it is longer than 500,000 signs",
    "{% block a %}{% endblock %}{% block a %}{% endblock %}": "part notice.html, line 1: block 'a' defined twice",
}


@pytest.mark.parametrize(("text", "problem"), PROBLEMS.items(), ids=[text[:40] for text in PROBLEMS])
def test_a_problem_is_told_by_its_part_and_line(text: str, problem: str, renderers: Renderers) -> None:
    (said,) = renderers.check(TemplateSource("ours", {**WHOLE, "notice.html": text}))
    assert said.startswith(f"template set 'ours', {problem}") and len(said) < 500


FINE = {
    "a name set in another part": ("{% set accent = 'red' %}{% extends 'l.html' %}", "{{ accent }}"),
    "a name that may be missing": ("{{ a | default('') }}{% if b is defined %}{{ b }}{% endif %}", ""),
    "imported macros": (
        "{% import 'l.html' as m %}{% from 'l.html' import c as d %}{{ m.c() }}{{ d() }}",
        "",
    ),
    "names of loops and macros": (
        "{% for a in events %}{{ loop.index }}{{ a }}{% endfor %}",
        "{% macro c(e) %}{{ e }}{% endmacro %}",
    ),
    "a part that may be missing": ("{% include 'none.html' ignore missing %}", ""),
}


@pytest.mark.parametrize(("text", "layout"), FINE.values(), ids=FINE.keys())
def test_what_may_be_is_no_problem(text: str, layout: str, renderers: Renderers) -> None:
    assert renderers.check(TemplateSource("ours", {**WHOLE, "notice.html": text, "l.html": layout})) == []


def test_every_problem_of_a_set_is_told_at_once() -> None:
    parts = {
        "notice.subject": "{{ a",
        "notice.text": "{% if",
        "Notice.HTML": "",
        "../x.text": "",
        "a.exe": "",
    }
    said = check(TemplateSource("ours", parts))
    assert len(said) == 5
    assert sum("names are like notice.html" in each for each in said) == 3


def test_a_set_that_cannot_make_a_mail_is_a_problem(renderers: Renderers) -> None:
    assert renderers.check(TemplateSource("ours", {"style.css": ""})) == [
        "template set 'ours', the set needs a part notice.subject",
        "template set 'ours', the set needs a part notice.text or notice.html",
    ]
