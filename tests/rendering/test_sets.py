"""The shipped template sets: every sample in every set, what may not leak, and what hostile values cannot do."""

from __future__ import annotations

import re
from functools import cache
from html.parser import HTMLParser
from itertools import product
from typing import Any

import pytest

from postroom.jira.render import CLASSES
from postroom.rendering import SHIPPED, Rendered, Renderers, shipped
from postroom.rendering.lookup import part_for
from postroom.rendering.samples import Sample, sample, samples
from postroom.rendering.sandbox import Sandbox
from postroom.rendering.variables import found, reference

EACH = [pytest.param(name, each, id=f"{name}-{each.name}") for name, each in product(SHIPPED, samples())]
OF_AN_ISSUE = [each for each in samples() if each.values["issue"]]
VOID = frozenset(["meta", "br", "hr", "img", "col"])
FETCHING = frozenset(["src", "srcset", "background", "poster", "data"])
BLOCKS = frozenset(["p", "table", "div", "ul", "ol", "h1", "h2", "h3", "pre", "blockquote"])
GMAIL_CUTS_AT = 102_000  # octets
SITE = "https://example.atlassian.net"


class Page(HTMLParser):
    """The tags of a page, and what is wrong with it."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.open: list[str] = []
        self.tags: list[tuple[str, dict[str, str]]] = []
        self.wrong: list[str] = []
        self.feed(html)
        self.close()
        self.wrong += [f"<{tag}> is not closed" for tag in self.open]

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag in BLOCKS and "p" in self.open[-3:]:
            self.wrong.append(f"<{tag}> inside of <p>")
        self.tags.append((tag, {name: value or "" for name, value in attrs}))
        if tag not in VOID:
            self.open.append(tag)

    def handle_endtag(self, tag: str) -> None:
        if not self.open or self.open.pop() != tag:
            self.wrong.append(f"</{tag}> closes something else")


def dangers(html: str) -> list[str]:
    """Scripts, and all that a mail program would run or fetch."""
    bad = []
    for tag, attrs in Page(html).tags:
        if tag in ("script", "iframe", "object", "embed", "form", "link", "base", "svg"):
            bad.append(f"<{tag}>")
        bad += [f"{name} in <{tag}>" for name in attrs if name.startswith("on")]
        bad += [f"{name}={attrs[name]}" for name in FETCHING & attrs.keys() if attrs[name][:4] != "cid:"]
        if not re.match(r"(https?|mailto|tel):|$", attrs.get("href", "")):
            bad.append(f"href={attrs['href']}")
        if "url(" in attrs.get("style", ""):
            bad.append(f"style={attrs['style']}")
    return bad + re.findall(r"@import|@font-face|url\(", "".join(re.findall(r"(?s)<style.*?</style>", html)))


@pytest.fixture(scope="module")
def rendered(renderers: Renderers):
    """Each sample is rendered once for all tests."""

    @cache
    def render(name: str, which: str) -> Rendered:
        each = sample(which)
        return renderers.render(shipped(name), each.kind, each.fresh())

    return render


def with_values(which: str, **values: Any) -> dict[str, Any]:
    return {**sample(which).fresh(), **values}


def hostile(value: Any, name: str = "") -> Any:
    """Every text is an attack or too long for its place, but for HTML, which comes escaped, and for times."""
    if isinstance(value, dict):
        return {key: hostile(each, key) for key, each in value.items()}
    if isinstance(value, list):
        return [hostile(each, name) for each in value]
    if not isinstance(value, str) or not value or name in ("html", "at", "created", "kind", "language"):
        return value
    if name == "url":
        return "javascript:alert(1)"
    if name in ("summary", "title"):
        return "<script>alert(1)</script>" + "W" * 1000
    return "\"'><script>alert(1)</script><b onmouseover=alert(1)>" + "W" * 60


@pytest.mark.parametrize("name", SHIPPED)
def test_nothing_is_wrong_with_a_set_before_it_is_rendered(name: str, renderers: Renderers) -> None:
    assert renderers.check(shipped(name)) == []


def test_there_are_a_plain_a_modern_and_a_customer_set() -> None:
    assert SHIPPED == ("customer", "modern", "plain")


@pytest.mark.parametrize(("name", "each"), EACH)
def test_every_sample_has_a_subject_a_text_and_html_small_enough_for_gmail(
    name: str, each: Sample, rendered
) -> None:
    mail = rendered(name, each.name)
    assert mail.subject
    assert mail.text
    assert len(mail.html.encode()) < GMAIL_CUTS_AT
    assert '<html lang="en">' in mail.html
    assert 'name="color-scheme" content="light dark"' in mail.html
    assert "prefers-color-scheme: dark" in mail.html or "prefers-color-scheme:dark" in mail.html


@pytest.mark.parametrize(("name", "each"), EACH)
def test_html_runs_nothing_fetches_nothing_and_describes_its_pictures(
    name: str, each: Sample, rendered
) -> None:
    html = rendered(name, each.name).html
    assert dangers(html) == []
    assert all(attrs.get("alt") for tag, attrs in Page(html).tags if tag == "img")


@pytest.mark.parametrize(("name", "each"), EACH)
def test_templates_write_html_that_is_well_formed(name: str, each: Sample) -> None:
    parts = shipped(name).parts
    part = part_for(each.kind, "html", (), parts)
    html = Sandbox(parts, ()).get_template(part).render(each.fresh())
    assert Page(html).wrong == []


@pytest.mark.parametrize(("name", "each"), EACH)
def test_text_has_no_markup_no_long_lines_and_no_gaps(name: str, each: Sample, rendered) -> None:
    text = rendered(name, each.name).text
    assert not re.search(r"<[a-zA-Z/!]|&[a-z]+;|&#|\{[{%#]|[%#}]\}", text)
    assert max(len(line) for line in text.splitlines()) <= 998
    assert "\n\n\n" not in text
    assert "None" not in text


@pytest.mark.parametrize(("name", "each"), EACH)
def test_hostile_values_stay_text(name: str, each: Sample, renderers: Renderers) -> None:
    mail = renderers.render(shipped(name), each.kind, hostile(each.fresh()))
    assert dangers(mail.html) == []
    assert "\n" not in mail.subject
    assert max(len(line) for line in mail.text.splitlines()) <= 998


@pytest.mark.parametrize("name", SHIPPED)
def test_all_mails_about_an_issue_have_one_subject_so_that_they_make_one_thread(name: str, rendered) -> None:
    same = [
        each
        for each in OF_AN_ISSUE
        if each.values["issue"]["summary"] == sample("created").values["issue"]["summary"]
    ]
    assert len(same) > 20
    subjects = {rendered(name, each.name).subject for each in same}
    assert subjects == {
        "Pallet labels come out blank since Thursday [SUP-117]"
        if name == "customer"
        else "SUP-117: Pallet labels come out blank since Thursday"
    }


WORD = "confidential"
SECRET = {
    **dict.fromkeys(("status", "type", "priority", "resolution"), WORD),
    "labels": [WORD],
    "components": [WORD],
    "fields": {"Site": WORD},
    "assignee": dict.fromkeys(("name", "address", "account_id", "avatar"), WORD),
}


@pytest.mark.parametrize("name", SHIPPED)
@pytest.mark.parametrize("each", OF_AN_ISSUE, ids=lambda each: each.name)
def test_a_receiver_without_account_gets_no_link_to_jira_and_no_field_that_was_not_let_through(
    name: str, each: Sample, renderers: Renderers
) -> None:
    receiver = sample("commented_for_customer").values["receiver"]
    values = with_values(each.name, receiver=receiver, issue={**each.values["issue"], **SECRET})
    mail = renderers.render(shipped(name), each.kind, values)
    for part in (mail.subject, mail.text, mail.html):
        assert SITE not in part
        assert WORD not in part


@pytest.mark.parametrize("name", SHIPPED)
@pytest.mark.parametrize("which", ["digest", "scheduled"])
def test_a_list_of_issues_keeps_to_that_as_well(name: str, which: str, renderers: Renderers) -> None:
    receiver = sample("commented_for_customer").values["receiver"]
    issues = [{**each, "issue": {**each["issue"], **SECRET}} for each in sample(which).values["issues"]]
    mail = renderers.render(shipped(name), which, with_values(which, receiver=receiver, issues=issues))
    for part in (mail.subject, mail.text, mail.html):
        assert "SUP-120" in part or part == mail.subject
        assert SITE not in part
        assert WORD not in part


@pytest.mark.parametrize("name", SHIPPED)
@pytest.mark.parametrize("which", ["commented", "merged", "digest", "scheduled", "acknowledgement", "send"])
def test_a_receiver_with_account_gets_a_link(name: str, which: str, renderers: Renderers) -> None:
    values = with_values(which, receiver=sample("commented").values["receiver"])
    mail = renderers.render(shipped(name), sample(which).kind, values)
    assert f'href="{SITE}/browse/SUP-117' in mail.html
    assert f"{SITE}/browse/SUP-117" in mail.text


@pytest.mark.parametrize("which", ["internal", "restricted"])
def test_the_customer_set_shows_a_comment_that_is_not_for_all_only_to_people_with_account(
    which: str, renderers: Renderers, rendered
) -> None:
    secret = sample(which).values["comment"]["text"][:20]
    assert secret in rendered("customer", which).text
    customer = sample("commented_for_customer").values["receiver"]
    mail = renderers.render(shipped("customer"), "commented", with_values(which, receiver=customer))
    assert secret not in mail.text + mail.html


@pytest.mark.parametrize(
    ("reason", "words"),
    [
        ("you reported the issue", "Your request is completed: Done."),
        ("you watch the issue", "The request is completed: Done."),
    ],
)
def test_a_customer_reads_your_request_where_it_is_and_addresses_are_not_told(
    reason: str, words: str, renderers: Renderers
) -> None:
    values = with_values("merged_for_customer")
    values["receiver"]["reasons"] = [reason]
    values["issue"]["reporter"]["address"] = ""
    mail = renderers.render(shipped("customer"), "notice", values)
    assert words in mail.text
    assert words in mail.html


@pytest.mark.parametrize("name", SHIPPED)
@pytest.mark.parametrize("which", ["internal", "restricted"])
def test_who_reads_a_comment_that_is_not_for_all_is_told_so(name: str, which: str, rendered) -> None:
    words = "customers do not see it" if which == "internal" else "Only visible to Administrators"
    mail = rendered(name, which)
    assert words in mail.text
    assert words in mail.html


@pytest.mark.parametrize("name", SHIPPED)
@pytest.mark.parametrize("each", OF_AN_ISSUE, ids=lambda each: each.name)
def test_only_a_mail_that_can_be_answered_asks_for_an_answer(
    name: str, each: Sample, renderers: Renderers
) -> None:
    for possible in (True, False):
        values = with_values(each.name, reply={"possible": possible})
        mail = renderers.render(shipped(name), each.kind, values)
        assert ("nswer this mail" in mail.text) is possible
        assert ("nswer this mail" in mail.html) is possible


@pytest.mark.parametrize(("name", "each"), EACH)
def test_the_footer_says_why_and_how_to_end_it(name: str, each: Sample, renderers: Renderers) -> None:
    receiver = {**each.values["receiver"], "reasons": ["you watch the issue", "you lead the project"]}
    values = with_values(each.name, receiver=receiver, unsubscribe_url="https://mail.example.com/u/1")
    mail = renderers.render(shipped(name), each.kind, values)
    for part in (mail.text.replace("\n", " "), mail.html):
        assert "You get this mail because you watch the issue, and you lead the project." in part
        assert "https://mail.example.com/u/1" in part


@pytest.mark.parametrize("name", SHIPPED)
@pytest.mark.parametrize(
    "each", [each for each in samples() if each.values["events"]], ids=lambda each: each.name
)
def test_a_notice_tells_what_its_events_say(name: str, each: Sample, rendered) -> None:
    text = " ".join(rendered(name, each.name).text.split())
    html = rendered(name, each.name).html
    for comment in found(each.values, "events[].comment.text"):
        first = comment.split("\n")[0]
        assert first in text
        assert first in html
    for file in found(each.values, "events[].attachments[].name"):
        assert file in text
        assert file in html
    for told in found(each.values, "events[].changes[].to"):
        assert told in text
        assert told in html


@pytest.mark.parametrize("name", SHIPPED)
def test_each_class_of_a_jira_document_that_has_a_look_is_styled(name: str) -> None:
    css = shipped(name).parts["content.css"]
    plain = {
        "adf",
        "adf-panel-custom",
        "adf-done",
        "adf-scroll",
        "adf-card",
        "adf-picture",
        "adf-columns",
        "adf-code",
    }
    missing = {each for each in CLASSES if each not in plain and f".{each}" not in css}
    assert missing == set()


def test_samples_use_the_classes_of_the_renderer() -> None:
    html = "".join(text for each in samples() for text in found(each.values, "comment.html"))
    used = set(" ".join(re.findall(r'class="([^"]*)"', html)).split())
    assert {name for name in used if not re.match(r"adf-(panel|status)-", name)} <= CLASSES.keys()
    assert len(used) > 10


def test_every_name_in_the_samples_is_told_in_the_reference_and_the_other_way_round() -> None:
    told = {variable.name for group in reference() for variable in group.variables}
    assert {name for name in told if not any(list(found(each.values, name)) for each in samples())} == set()
    top = {name.partition(".")[0].partition("[")[0] for name in told}
    assert all(each.values.keys() == top for each in samples())
    for part in ("issue", "events[]", "comment", "receiver", "actor", "message", "profile", "site"):
        used = {key for each in samples() for value in found(each.values, part) if value for key in value}
        assert used == {
            name[len(part) + 1 :].partition(".")[0].partition("[")[0]
            for name in told
            if name.startswith(f"{part}.")
        }


def test_a_fresh_sample_can_be_changed_without_harm() -> None:
    sample("commented").fresh()["issue"]["summary"] = "changed"
    assert sample("commented").values["issue"]["summary"] != "changed"
