"""What the filters of our own say, called by templates as people write them."""

from __future__ import annotations

import pytest

from postroom.rendering import dates
from postroom.rendering.filters import FILTERS, KEPT, OURS
from postroom.rendering.sandbox import Sandbox

pytestmark = pytest.mark.pure

AT = "2026-03-09T08:05:40+01:00"

SAID = {
    "{{ at | date }}": "9 Mar 2026, 08:05",
    "{{ at | date('long') }}": "Monday, 9 March 2026, 08:05",
    "{{ at | date('date') }}": "9 Mar 2026",
    "{{ at | date('day') }}": "Monday, 9 March 2026",
    "{{ at | date('time') }}": "08:05",
    "{{ at | date('short') }}": "2026-03-09, 08:05",
    "{{ at | date('%d.%m.%y %-I:%M %p %z 100%%') }}": "09.03.26 8:05 AM +0100 100%",
    "{{ at | date(zone='America/New_York') }}": "9 Mar 2026, 03:05",
    "{{ at | date('%H:%M %Z', 'UTC') }}": "07:05 UTC",
    "{{ '2026-03-09T08:05:40.123Z' | date }}": "9 Mar 2026, 08:05",
    "{{ '2026-03-09T00:30:00' | date('%-I %p') }}": "12 AM",
    "{{ '2026-03-09T12:00:00' | date('%-H:%-M %p') }}": "12:0 PM",
    "{{ none | date }}{{ '' | date }}": "",
    "{{ 'a b c d' | truncate(5) }}": "a b…",
    "{{ 'abcdefgh' | truncate(5) }}": "abcd…",
    "{{ 'abcde' | truncate(5) }}": "abcde",
    "{{ none | truncate(5) }}": "",
    "{{ 'one two three' | wrap(7) }}": "one two\nthree",
    "{{ 'a https://example.com/a-very-long-path b' | wrap(7) }}": "a\nhttps://example.com/a-very-long-path\nb",
    "{{ 'one\n\ntwo' | wrap }}": "one\n\ntwo",
    "{{ '' | wrap }}{{ none | wrap }}": "",
    "{{ 'one\n\n> two' | quote }}": "> one\n>\n> > two",
    "{{ 'Ada Maria Ahlgren' | initials }}": "AA",
    "{{ 'ada' | initials }}": "A",
    "{{ 'Élise (Support)' | initials }}": "É",
    "{{ ' ' | initials }}{{ none | initials }}": "",
    "{{ 1 | filesize }}": "1 bytes",
    "{{ 999 | filesize }}": "999 bytes",
    "{{ 1500 | filesize }}": "1.5 kB",
    "{{ 24117240 | filesize }}": "24 MB",
    "{{ 7200000000000 | filesize }}": "7200 GB",
    "{{ 1 | plural('update') }}": "1 update",
    "{{ [1, 2] | length | plural('update') }}": "2 updates",
    "{{ 0 | plural('reply', 'replies') }}": "0 replies",
    "{{ 'https://example.com/a b?c=ä&d=\"<' | url }}": "https://example.com/ab?c=%C3%A4&d=%22%3C",
    "{{ 'mailto:ada@example.com' | url }}": "mailto:ada@example.com",
    "{{ 'HTTPS://example.com/%20' | url }}": "HTTPS://example.com/%20",
    "{{ 'java\nscript:alert(1)' | url }}": "",
    "{{ 'data:text/html,a' | url }}{{ '//example.com' | url }}{{ 'http://[' | url }}{{ none | url }}": "",
}


@pytest.fixture(scope="module", autouse=True)
def zones() -> None:
    dates.load_zones()


def said(text: str, name: str = "notice.text", **values: object) -> str:
    return Sandbox({name: text}, ()).get_template(name).render({"at": AT, **values})


@pytest.mark.parametrize(("text", "result"), SAID.items(), ids=SAID.keys())
def test_a_filter_says(text: str, result: str) -> None:
    assert said(text) == result


LANGUAGES = {
    "en": "Monday, 9 March 2026, 08:05 | 9 Mar 2026, 08:05",
    "de": "Montag, 9. März 2026, 08:05 | 9. März 2026, 08:05",
    "de-AT": "Montag, 9. März 2026, 08:05 | 9. März 2026, 08:05",
    "fr": "lundi 9 mars 2026, 08:05 | 9 mars 2026, 08:05",
    "es": "lunes, 9 de marzo de 2026, 08:05 | 9 mar 2026, 08:05",
    "it": "lunedì 9 marzo 2026, 08:05 | 9 mar 2026, 08:05",
    "nl": "maandag 9 maart 2026, 08:05 | 9 mrt 2026, 08:05",
    "pt-BR": "segunda-feira, 9 de março de 2026, 08:05 | 9 mar. 2026, 08:05",
    "xx": "Monday, 9 March 2026, 08:05 | 9 Mar 2026, 08:05",
}


@pytest.mark.parametrize(("language", "result"), LANGUAGES.items())
def test_times_are_written_in_the_language_of_the_mail(language: str, result: str) -> None:
    assert said("{{ at | date('long') }} | {{ at | date }}", language=language) == result


def test_times_are_in_the_zone_of_the_receiver_where_it_is_known() -> None:
    assert said("{{ at | date('time') }}", receiver={"zone": "Asia/Tokyo"}) == "16:05"
    assert said("{{ at | date('time', 'UTC') }}", receiver={"zone": "Asia/Tokyo"}) == "07:05"


WRONG = {
    "{{ 'soon' | date }}": "date: 'soon' is no time; one looks like",
    "{{ 5 | date }}": "date: '5' is no time",
    "{{ at | date('fancy') }}": "'fancy' is no way to write a time; there are long, medium, short, date, day, time and",
    "{{ at | date('%Q') }}": "%Q is no part of a time; there are %A, %a,",
    "{{ at | date('%') }}": "% is no part of a time",
    "{{ at | date('%100000d') }}": "%1 is no part of a time",
    "{{ at | date('%d' * 999) }}": "is no way to write a time",
    "{{ at | date(zone='Mars') }}": "there is no time zone 'Mars'; one is called Europe/Berlin",
    "{{ '0001-01-01T00:00:00+00:00' | date(zone='America/New_York') }}": "date: ",
    "{{ 'a' | truncate(0) }}": "truncate: 0 signs are too few",
    "{{ 'a' | wrap(0) }}": "wrap: 0 signs are too few",
    "{{ 'a' | filesize }}": "filesize: 'a' is no number",
    "{{ '1e999' | filesize }}": "filesize: 1e999 is no number to count with",
    "{{ 'many' | plural('a') }}": "plural: 'many' is no number",
}


@pytest.mark.parametrize(("text", "words"), WRONG.items(), ids=WRONG.keys())
def test_a_filter_says_what_it_cannot_use(text: str, words: str) -> None:
    with pytest.raises(Exception) as error:
        said(text)
    assert type(error.value).__name__ == "Unfit" and words in f"{error.value}"


def test_in_html_what_a_filter_gives_is_escaped_and_what_is_safe_stays_safe() -> None:
    assert said("{{ '<b>' | truncate }}{{ '<b>' | quote }}", "notice.html") == "&lt;b&gt;&gt; &lt;b&gt;"
    assert said("{{ 'http://a/\"onload=x' | url }}", "notice.html") == "http://a/%22onload=x"
    assert said("{{ '<b>' }}", "notice.text") == "<b>"


def test_every_filter_of_our_own_is_documented_and_every_other_is_jinjas() -> None:
    for name, each in OURS.items():
        assert each.__doc__ and name == each.__name__
    assert set(FILTERS) == {*OURS, *KEPT} and not {"attr", "pprint", "random"} & set(FILTERS)
