"""Sandbox escapes and resource bombs: each fails in clear words or does no harm, and the pool works on."""

from __future__ import annotations

import re
from collections.abc import Mapping

import pytest

from postroom.rendering import Renderers, TemplateFailed, TemplateSource

VALUES = {
    "issue": {"key": "SUP-1", "summary": "<script>alert(1)</script>", "fields": {}, "labels": ["a", "b"]},
    "receiver": {"name": "Ada"},
    "language": "en",
}
GOOD = TemplateSource(
    "good", {"notice.subject": "{{ issue.key }}", "notice.text": "a", "notice.html": "<p>a</p>"}
)

# Anything of this in a mail would mean that a template has seen Python's inside or the machine.
TRACE = re.compile(
    r"<class|<function|<built-in|<bound|<module|subprocess|root:|0x[0-9a-f]{6}|object at|import os|uid="
)

REFUSED = {
    "the class of a text": "{{ ''.__class__ }}",
    "all classes": "{{ ''.__class__.__mro__[1].__subclasses__() }}",
    "all classes by a tuple": "{{ ().__class__.__base__.__subclasses__() }}",
    "all classes by a value": "{{ issue.__class__.__mro__ }}",
    "a class by brackets": "{{ ''['__class__'] }}",
    "a class with its name put together": "{{ ''['__cl' ~ 'ass__'] }}",
    "a class with its name in hexadecimal": "{{ ''['\\x5f\\x5fclass\\x5f\\x5f'] }}",
    "a class with its name turned round": "{{ ''['__ssalc__'[::-1]] }}",
    "a class with its name from a list": "{{ [][['__class', '__'] | join] }}",
    "a class by the filter attr": "{{ '' | attr('__class__') }}",
    "a class of a list by map": "{{ [issue.key] | map(attribute='__class__') | list }}",
    "a class of a class by map": "{{ ['a'] | map(attribute='__class__.__mro__') | list }}",
    "a filter through map": "{{ ['a'] | map('attr', '__class__') | list }}",
    "a class by sort": "{{ ['a', 'b'] | sort(attribute='__class__.__name__') }}",
    "a class by groupby": "{{ ['a'] | groupby('__class__') }}",
    "a class by sum": "{{ ['a'] | sum(attribute='__class__') }}",
    "a class by unique": "{{ ['a'] | unique(attribute='__class__') | list }}",
    "a class by selectattr": "{{ ['a'] | selectattr('__class__', 'string') | list }}",
    "a class by min": "{{ ['a', 'b'] | min(attribute='__class__') }}",
    "a class by join": "{{ ['a', 'b'] | join(', ', attribute='__class__') }}",
    "the globals of range": "{{ range.__globals__ }}",
    "the start of dict": "{{ dict.__init__ }}",
    "the globals of a cycler": "{{ cycler.__init__.__globals__ }}",
    "the globals of a made cycler": "{{ cycler('a').__init__.__globals__ }}",
    "the globals of joiner": "{{ joiner.__init__.__globals__.os }}",
    "the globals of namespace": "{{ namespace.__init__.__globals__ }}",
    "the globals of lipsum": "{{ lipsum.__globals__['os'].popen('id').read() }}",
    "the inside of a macro": "{% macro m() %}{% endmacro %}{{ m._func.__globals__ }}",
    "the environment of a macro": "{% macro m() %}{% endmacro %}{{ m._environment }}",
    "the globals of a macro": "{% macro m() %}{% endmacro %}{{ m.__call__.__globals__ }}",
    "the inside of a caller": "{% macro m() %}{{ caller._func }}{% endmacro %}{% call m() %}{% endcall %}",
    "the inside of self": "{% block b %}{% endblock %}{{ self._TemplateReference__context }}",
    "the globals of self": "{% block b %}{% endblock %}{{ self.__init__.__globals__ }}",
    "the inside of a block": "{% block b %}{% endblock %}{{ self.b._context }}",
    "the inside of super": "{% block b %}{{ super.__class__ }}{% endblock %}",
    "the inside of loop": "{% for a in [1] %}{{ loop._iterator.__class__ }}{% endfor %}",
    "the function of loop": "{% for a in [1] recursive %}{{ loop._recurse }}{% endfor %}",
    "the inside of an import": "{% import 'evil.text' as m %}{{ m.__class__ }}",
    "the stream of an import": "{% import 'evil.text' as m %}{{ m._body_stream }}",
    "the code of a generator": "{{ (['a'] | map('upper')).gi_frame.f_globals }}",
    "the frame of a generator": "{{ (issue.labels | select).gi_code }}",
    "a method's owner": "{{ issue.key.upper.__self__.__class__ }}",
    "a method's name": "{{ issue.key.upper.__name__ }}",
    "a type's method": "{{ dict.fromkeys(['a']) }}",
    "the type's order": "{{ dict.mro() }}",
    "str.format": "{{ '{0.__class__.__mro__}'.format(issue) }}",
    "str.format by name": "{{ '{a.__init__.__globals__}'.format(a=cycler) }}",
    "str.format with an index": "{{ '{0[__class__]}'.format('') }}",
    "str.format_map": "{{ '{a.__class__}'.format_map({'a': 1}) }}",
    "format kept in a variable": "{% set f = '{0.__class__}'.format %}{{ f(1) }}",
    "format by brackets": "{{ '{0.__class__}'['format'](1) }}",
    "format through map": "{{ ['{0.__class__}'] | map(attribute='format') | map('upper') | list }}{{ ''.__class__ }}",
    "format of safe text": "{{ ('{0.__class__}' | safe).format(1) }}",
    "nested format": "{{ '{:{a.__class__}}'.format(1, a='') }}",
    "web frameworks: config": "{{ config.items() }}",
    "web frameworks: request": "{{ request.application.__globals__ }}",
    "web frameworks: url_for": "{{ url_for.__globals__ }}",
    "web frameworks: get_flashed_messages": "{{ get_flashed_messages.__globals__ }}",
    "an undefined value's class": "{{ nothing.__class__.__init__.__globals__ }}",
    "an undefined field's class": "{{ issue.fields['x'].__class__ }}",
    "an undefined field's inside": "{{ issue.fields['x']._fail_with_undefined_error.__globals__ }}",
    "the context": "{{ context.environment }}",
    "the environment": "{{ environment.loader }}",
    "builtins": "{{ __builtins__ }}",
    "the import function": "{{ __import__('os') }}",
    "open": "{{ open('/etc/passwd').read() }}",
    "eval": "{{ eval('1') }}",
    "exec as a tag": "{% exec 'import os' %}",
    "python as a tag": "{% python %}import os{% endpython %}",
    "the extension do": "{% do issue.update({'key': 'X'}) %}",
    "the extension debug": "{% debug %}",
    "await": "{% set a = await issue %}{{ a.b }}",
    "changing a value by update": "{{ issue.update({'key': 'EVIL'}) }}",
    "changing a value by pop": "{{ issue.pop('key') }}",
    "changing a value by setdefault": "{{ issue.setdefault('x', 1) }}",
    "changing a list by append": "{{ issue.labels.append('x') }}",
    "changing a list by clear": "{{ issue.labels.clear() }}",
    "changing a value by set": "{% set issue.key = 'EVIL' %}",
    "a namespace's class set": "{% set n = namespace() %}{% set n.__class__ = dict %}{{ n.__class__ }}",
    "a file by include": "{% include '/etc/passwd' %}",
    "a file by a path upwards": "{% include '../../../../etc/passwd' %}",
    "a file by import": "{% import '/etc/passwd' as m %}",
    "a file by extends": "{% extends 'file:///etc/passwd' %}",
    "a module by import": "{% from 'os' import system %}",
    "an address by include": "{% include 'http://127.0.0.1/' %}",
    "a part put together": "{% include '/etc/' ~ 'passwd' %}",
    "a part that is no text": "{% include issue %}",
    "random": "{{ [1, 2] | random }}",
    "pprint": "{{ issue | pprint }}",
    "xmlattr with a hostile key": "{{ {'a onload=x': 1} | xmlattr }}",
    "xmlattr with a closing key": "{{ {'a><script': 1} | xmlattr }}",
    "xmlattr with a slash": "{{ {'a/b': 1} | xmlattr }}",
    "an encoded text": "{{ 'a'.encode('idna').decode.__self__ }}",
    "a translation table": "{{ 'a'.translate.__class__ }}",
    "a bytes' class": "{{ 'a'.encode().__class__ }}",
}

GROWING = "{{% set n = namespace(a={}) %}}{{% for i in range(99) %}}{{% set n.a = {} %}}{{% endfor %}}"

BOMBS = {
    "a long range": "{% for a in range(10**9) %}{% endfor %}",
    "a range beyond 64 bits": "{{ range(10**30) | list }}",
    "text multiplied": "{{ 'a' * 10**10 }}",
    "text multiplied the other way": "{{ 10**10 * 'a' }}",
    "a list multiplied": "{{ ([0] * 10**9) | length }}",
    "a tower of powers": "{{ 9**(9**9) }}",
    "powers one by one": GROWING.format(9, "n.a ** 9") + "{{ n.a }}",
    "a number too long to write": "{{ 9**9999 }}",
    "a number too large for a fraction": "{{ 1.5 ** (10**6) }}",
    "center": "{{ 'a' | center(10**10) }}",
    "a large center": "{{ 'a' | center(9999999999) | length }}",
    "ljust": "{{ 'a'.ljust(9999999999) }}",
    "zfill": "{{ 'a'.zfill(9999999999) }}",
    "expandtabs": "{{ 'a\tb'.expandtabs(2000000000) | length }}",
    "a width in format": "{{ '{:>9999999999}'.format(1) }}",
    "a width in %": "{{ '%9999999999d' % 1 }}",
    "a width in the filter format": "{{ '%9999999999d' | format(1) }}",
    "a precision in format": "{{ '{:.2147483646f}'.format(1.5) | length }}",
    "indent": "{{ ('a\n' * 100000) | indent(99999) | length }}",
    "batch": "{% for a in [1] | batch(999999999, 'x') %}{{ a | length }}{% endfor %}",
    "slice": "{% for a in [1] | slice(999999999) %}{% endfor %}",
    "join of a join": "{{ range(99999) | join('x' * 99999) | length }}",
    "replace": "{{ ('a' * 99999) | replace('a', 'b' * 99999) | length }}",
    "replace of nothing": "{{ ('a' * 99999).replace('', 'b' * 99999) | length }}",
    "doubling a text": GROWING.format("'a'", "n.a ~ n.a"),
    "adding a list to itself": GROWING.format("[0]", "n.a + n.a"),
    "a set block grows": "{% set n = namespace(a='x') %}{% for i in range(99) %}"
    "{% set b %}{{ n.a }}{{ n.a }}{% endset %}{% set n.a = b %}{% endfor %}",
    "filter blocks": "{% for i in range(99999) %}{% filter center(99999) %}a{% endfilter %}{% endfor %}",
    "tojson of much": "{{ ([['a' * 9999] * 9999] * 999) | tojson | length }}",
    "urlencode of much": "{{ ('ä' * 999999) | urlencode | replace('%', '%25' * 999) | length }}",
    "much output": "{% for a in range(99999) %}{{ 'a' * 9999 }}{% endfor %}",
    "loops in loops": "{% for a in range(99999) %}{% for b in range(99999) %}{% endfor %}{% endfor %}",
    "loops in loops in a macro": "{% macro m() %}{% for a in range(99999) %}{% for b in range(999) %}{{ a * b }}"
    "{% endfor %}{% endfor %}{% endmacro %}{{ m() | length }}",
    "a macro that calls itself": "{% macro m() %}{{ m() }}{% endmacro %}{{ m() }}",
    "a macro that calls itself twice": "{% macro m(n) %}{% if n %}{{ m(n - 1) }}{{ m(n - 1) }}{% endif %}{% endmacro %}"
    "{{ m(60) }}",
    "macros that call each other": "{% macro a() %}{{ b() }}{% endmacro %}{% macro b() %}{{ a() }}{% endmacro %}"
    "{{ a() }}",
    "a part that includes itself": "{% include 'notice.text' %}",
    "a part that includes itself twice": "{% include 'notice.text' %}{% include 'notice.text' %}",
    "a part that imports itself": "{% import 'notice.text' as m with context %}",
    "a part that extends itself": "{% extends 'notice.text' %}",
    "a part that extends one that extends it": "{% extends 'loop.text' %}",
    "a block that calls itself": "{% block b %}{{ self.b() }}{% endblock %}",
    "a loop without end": "{% for a in [1] recursive %}{{ loop([1]) }}{% endfor %}",
    "a loop that doubles": "{% for a in [1] recursive %}{{ loop([1, 1]) ~ loop([1, 1]) }}{% endfor %}",
    "brackets": "{{ " + "(" * 5000 + "1" + ")" * 5000 + " }}",
    "lists in lists": "{{ " + "[" * 5000 + "]" * 5000 + " }}",
    "brackets that Python counts": "{{ " + "[" * 95 + "]" * 95 + " }}" + "{{ ''.__class__ }}",
    "a hundred signs": "{{ " + "-" * 20000 + "1 }}",
    "a hundred nots": "{{ " + "not " * 20000 + "1 }}",
    "a long sum": "{{ " + "1 + " * 20000 + "1 }}",
    "a long chain": "{{ issue" + ".key" * 20000 + " }}",
    "a long row of filters": "{{ 'a'" + " | upper" * 20000 + " }}",
    "many ifs in each other": "{% if 1 %}" * 2000 + "{% endif %}" * 2000,
    "many loops in each other": "{% for a in [1, 2] %}" * 60 + "{% endfor %}" * 60,
    "many blocks in each other": "".join(f"{{% block b{n} %}}" for n in range(3000))
    + "{% endblock %}" * 3000,
    "an open bracket": "{{ (",
    "an open comment": "{# " * 100_000,
    "open tags": "{% " * 100_000,
    "quotes without end": "{{ '" + "\\'" * 100_000,
    "a number without end": "{{ " + "9" * 100_000 + " }}",
    "a name without end": "{{ " + "a" * 100_000 + " }}",
    "an unknown tag": "{% " + "x" * 10_000 + " %}",
    "sort of much": "{% for a in range(9999) %}{% set b = range(99999) | sort(reverse=true) %}{% endfor %}",
    "combinations by groupby": "{% for a in range(9999) %}{% set b = range(99999) | groupby('x') %}{% endfor %}",
    "a search that goes wrong again and again": "{% set a = 'a' * 999999 %}{% for i in range(99999) %}"
    "{{ (a ~ 'b') in (a ~ a) }}{% endfor %}",
}

HARMLESS = {
    "a tower of powers from the left, as Jinja reads it": "{{ 9**9**9 }}",
    "a NUL": "a\0b{{ '\0' }}",
    "a lone surrogate in an error": "{{ 1 if '\\ud800' is string else 2 }}",
    "a lone surrogate": "a\ud800b{{ '\ud800' }}",
    "signs that turn the text": "\u202e{{ '\u2066' }}",
    "a very long line": "x" * 400_000,
    "a very long expression of text": "{{ '" + "x" * 100_000 + "' }}",
    "ten thousand expressions": "{{ issue.key }}" * 10_000,
    "script from a value": "{{ issue.summary }}",
    "urlize of hostile text": "{{ 'javascript:alert(1) http://a\"onload=x www.<b>.com' | urlize }}",
    "urlize of much": "{{ ('www.' * 20000) | urlize | length }}",
    "striptags of much": "{{ ('<' * 100000) | striptags | length }}",
    "truncate of much": "{{ ('a ' * 100000) | truncate(100) }}",
    "wrap of much": "{{ ('a ' * 100000) | wrap(10) | length }}",
    "title of much": "{{ ('a ' * 100000) | title | length }}",
    "wordcount of much": "{{ ('a ' * 100000) | wordcount }}",
    "a closing tag in tojson": "{{ '</script>' | tojson }}",
    "a hidden class in a default": "{{ ''['nothing'] | default('') }}",
    "a template in a value": "{{ '{{ issue.__class__ }}' }}",
    "a template in a filter": "{{ '{{ 1 }}' | upper }}",
    "an include that may be missing": "{% include '/etc/passwd' ignore missing %}",
    "no autoescape in a part": "{% autoescape false %}{{ issue.summary }}{% endautoescape %}",
    "a huge line statement": "# for a in b\n" * 1000,
    "printing a macro": "{% macro m() %}{% endmacro %}{{ m.name }}",
    "a dict's items": "{{ issue.labels | list }}",
}

HTML_BOMBS = {
    "elements in each other": "{{ ('<b>' * 200000) | safe }}",
    "tables in each other": "{{ ('<table><tr><td>' * 60000) | safe }}",
    "many rules for many elements": "<style>{% for i in range(15000) %}.a{{ i }} b > i + p { color: red }"
    "{% endfor %}</style>{{ ('<p class=a1><b><i></i><p></p></b>' * 20000) | safe }}",
    "rules that match all": "<style>{% for i in range(9999) %}p{color:#{{ i }};x{{ i }}:y}{% endfor %}</style>"
    "{{ ('<p>' * 200000) | safe }}",
    "rules that make much of little": "<style>p { background: {{ 'x' * 100000 }} }</style>{{ ('<p>a' * 9000) | safe }}",
    "brackets in a style": "<style>{{ 'a{' * 200000 }}</style><p>a",
    "nots in a selector": "<style>{{ ':not(' * 100000 }}</style><p>a",
    "attributes": "<p {% for i in range(90000) %}a{{ i }}=b {% endfor %}>a",
    "formatting without end": "{{ ('<b><p>' * 90000) | safe }}",
}

HTML_HARMLESS = {
    "a style sheet from a file": '<link rel="stylesheet" href="file:///etc/passwd"><p>a</p>',
    "a style sheet by its path": '<link rel="stylesheet" href="/etc/passwd"><p>a</p>',
    "a style sheet from the network": '<link rel="stylesheet" href="http://127.0.0.1:9/"><p>a</p>',
    "an import in a style": "<style>@import url('http://127.0.0.1:9/'); @import 'file:///etc/passwd';</style><p>a",
    "a base": "<base href='http://127.0.0.1:9/'><link rel=stylesheet href='x.css'><p>a</p>",
    "a style that is none": "<style>}}}p{:;;{{ '{' }}color</style><p style='}{'>a</p>",
    "a document that is none": "</p></html><<>><!---><![CDATA[ a <p",
    "a doctype with an entity": "<!DOCTYPE a [<!ENTITY b SYSTEM 'file:///etc/passwd'>]><p>&b;</p>",
}

SET: Mapping[str, str] = {
    "notice.subject": "s",
    "evil.text": "{% macro a() %}{% endmacro %}",
    "loop.text": "{% extends 'notice.text' %}",
}


def hostile(text: str, form: str = "text") -> TemplateSource:
    return TemplateSource("hostile", {**SET, f"notice.{form}": text})


def works_on(renderers: Renderers) -> bool:
    return renderers.render(GOOD, "created", VALUES).subject == "SUP-1"


@pytest.mark.parametrize("text", REFUSED.values(), ids=REFUSED.keys())
def test_an_escape_is_refused_in_words(text: str, renderers: Renderers) -> None:
    with pytest.raises(TemplateFailed) as failed:
        renderers.render(hostile(text), "created", VALUES)
    assert re.match(r"template set 'hostile', part (notice|evil).text, line \d+: ", f"{failed.value}"), (
        failed.value
    )
    assert not TRACE.search(f"{failed.value}") and len(f"{failed.value}") < 700
    assert works_on(renderers)


@pytest.mark.parametrize("text", BOMBS.values(), ids=BOMBS.keys())
def test_a_bomb_costs_its_own_mail_only(text: str, renderers: Renderers) -> None:
    with pytest.raises(TemplateFailed) as failed:
        renderers.render(hostile(text), "created", VALUES)
    assert f"{failed.value}".startswith("template set 'hostile', part ") and len(f"{failed.value}") < 700
    assert not TRACE.search(f"{failed.value}")
    assert works_on(renderers)


@pytest.mark.parametrize("form", ["text", "html", "subject"])
@pytest.mark.parametrize("text", HARMLESS.values(), ids=HARMLESS.keys())
def test_what_only_looks_bad_does_no_harm(text: str, form: str, renderers: Renderers) -> None:
    try:
        done = renderers.render(hostile(text, form), "created", VALUES)
    except TemplateFailed as failed:
        assert "longer than" in f"{failed}" and form == "subject"
        return
    for part in (done.subject, done.text, done.html):
        part.encode()
        assert not TRACE.search(part) and not set(part) & {"\0", "\x1b"}
    assert works_on(renderers)


SAID = {
    ("{{ 9**(9**9) }}", "text"): "line 1: the result of ** is too large",
    ("{{ 'a' * 10**9 }}", "text"): "line 1: the result of * is too large",
    (
        "{% for a in range(101) %}{{ 'a' * 9999 }}{% endfor %}",
        "text",
    ): "it has become longer than 1,000,000 signs",
    (
        "{% for a in range(9) %}{{ 'a' * 9999 }}{% endfor %}",
        "subject",
    ): "it has become longer than 65,536 signs",
    (
        "{% for a in range(30) %}{{ 'a' * 99999 }}{% endfor %}",
        "html",
    ): "it has become longer than 2,000,000 signs",
    ("{{ ('<b><p>' * 90000) | safe }}", "html"): "more than 8,000 deep",
    ("{{ ('<b>' * 90000) | safe }}", "html"): "more than 8,000 deep",
    ("<p {% for i in range(90000) %}a{{ i }}=b {% endfor %}>a", "html"): "needs more than 2 s of computing",
}


def test_what_is_too_much_is_said_where_it_can_be() -> None:
    with Renderers(1) as renderers:
        for (text, form), words in SAID.items():
            with pytest.raises(TemplateFailed) as failed:
                renderers.render(hostile(text, form), "created", VALUES)
            assert words in f"{failed.value}"


@pytest.mark.parametrize("text", HTML_BOMBS.values(), ids=HTML_BOMBS.keys())
def test_a_document_that_bursts_its_styles_costs_its_own_mail_only(text: str, renderers: Renderers) -> None:
    try:
        done = renderers.render(hostile(text, "html"), "created", VALUES)
        assert len(done.html) <= 2_000_001
    except TemplateFailed as failed:
        assert f"{failed}".startswith("template set 'hostile', part notice.html")
    assert works_on(renderers)


@pytest.mark.parametrize("text", HTML_HARMLESS.values(), ids=HTML_HARMLESS.keys())
def test_a_document_fetches_nothing(text: str, renderers: Renderers) -> None:
    done = renderers.render(hostile(text, "html"), "created", VALUES)
    assert done.html and "root:" not in done.html
    assert works_on(renderers)
