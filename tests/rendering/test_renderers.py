"""Rendering: parts, languages, names that are missing and what is said of them."""

from __future__ import annotations

import pytest

from postroom.errors import BadConfiguration
from postroom.rendering import SHIPPED, Renderers, TemplateFailed, TemplateSource, merged, shipped
from postroom.rendering.samples import Sample, samples
from tests.rendering.asking import VALUES, failure, rendered

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
