"""The elements in which mail programs wrap the mail that is answered, and signatures."""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import lru_cache
from typing import Literal

from lxml import etree

from postroom.mail.html_text import Page, Row
from postroom.mail.html_text.look import declarations
from postroom.mail.reply.lines import Mark

# "rest" is an element that stands above the answered mail, which goes on to the end of what holds it, and
# "line" one above a signature, which goes on to the answered mail.
Container = Literal["", "quote", "rest", "signature", "line"]
Stretch = tuple[int, int]

_QUOTES = """
    gmail_quote gmail_quote_container gmail_attr
    yahoo_quoted yahoo_quoted_begin yahoo-quoted-begin
    moz-cite-prefix __pbconvbody
    olk_src_body_section mac_outlook_attribution_blockquote mail-editor-reference-message-container
    ms-outlook-mobile-reference-message outlook-quoted-text
    appleoriginalcontents airmail_on clean_bq
    protonmail_quote tutanota_quote
    zmail_extra zmail_extra_hr blockquote_zmail
    reply-intro replyintro
    history_container spark_quote messagereplysection front-blockquote missive_quote nylas-quote nylas_quote
    hs_reply freshdesk_quote freshdesk_quoted inoteshistory
    isreplycontent origbody original-content __aliyun_previous_quote_wrap
    aqm-original aqm-original-body _originalcontent
    mail-quote-collapse quoted-content quoted_text quoted-text quotedtext
    mail-quote mail_quote email-quote email_quote reply-quote reply_quote
    original-message original_message originalmessage previous-messages
    __quoted_text__ __headers__
"""
_RESTS = """
    outlookmessageheader divrplyfwdmsg appendonsend stopspelling _mailoriginal _persistentheader
    zwchr __divider__
"""
_SIGNATURES = """
    gmail_signature gmail_signature_prefix gmail_signature_container
    moz-signature
    ms-outlook-mobile-signature ms-outlook-ios-signature ms-outlook-android-signature
    applemailsignature apple-mail-signature bloop_sign
    yahoo_signature yahoo-signature ymail_android_signature ymail_ios_signature ydpsignature
    protonmail_signature_block protonmail_signature_block-user protonmail_signature_block-proton
    tutanota_signature zmail_signature
    _rc_sig io-ox-signature __sig_pre__ __sig_post__
    composer_signature _signatureplaceholder k9mail-signature aqm-signature cm_signature canarysig
    mb_sig messagesignaturesection sh-signature front-signature missive_signature signature_old
    -x-evo-signature -x-evo-signature-wrapper geary-signature
    divneteasemailcard __aliyun_signature_wrap
    signature mail-signature mail_signature mailsignature email-signature email_signature emailsignature
    _mailautosig
"""
_MEANINGS: dict[str, Container] = {
    **dict.fromkeys(_QUOTES.split(), "quote"),
    **dict.fromkeys(_RESTS.split(), "rest"),
    **dict.fromkeys(_SIGNATURES.split(), "signature"),
}
# What programs put in front of the names that they find: Outlook on the web, Hotmail, Gmail, Yahoo, AOL,
# Open-Xchange, Roundcube and Yandex; Mail.ru puts it behind.
_PREFIXES = re.compile(
    r"(?:x_|ecx|ec_|m_-?\d+|gmail-(?:m_-?\d+)?|ydp[0-9a-f]{1,16}(?=yahoo|sig)|yiv\d+|aolmail_|v\d(?=[_a-z])"
    r"|ox-[0-9a-f]{4,16}-|[0-9a-f]{20,40})++"
)
_SUFFIX = "_mr_css_attr"
_NUMBERED: tuple[tuple[re.Pattern[str], Container], ...] = (
    (re.compile(r"divrpf\d+"), "rest"),
    (re.compile(r"yahoo_quoted_?\d+"), "quote"),
    (re.compile(r"aolmsgpart_[\w-]+"), "quote"),
    (re.compile(r"(?:sig|bloop_sign_?)\d+"), "signature"),
)
MOST_SIGNATURE = 20  # rows below a line that parts them from the words
_LONGEST_NAMES = 500
_NAMING = frozenset(["id", "class", "name", "data-marker", "data-smartmail"])
_TELLING_TAGS: dict[str, Container] = {"includetail": "rest", "signature": "signature"}  # QQ; Mailspring
_FIELD = re.compile(r"[^\s:：][^:：]{0,28}[:：]")
_LEAST_FIELDS = 3


def marks(page: Page) -> list[Mark]:
    """For each row of the page, whether its container is one for answered mail or for a signature."""
    found: list[Mark] = [""] * len(page.rows)
    containers: dict[Container, list[Stretch]] = {"quote": [], "rest": [], "signature": [], "line": []}
    for element, (first, last, _) in page.spans.items():
        if (element.attrib or element.tag in _TELLING_TAGS) and (meaning := _meaning(page, element)):
            containers[meaning].append((first, last + 1))
    for first, end in _united(containers["signature"]):
        found[first:end] = ["signature"] * (end - first)
    for first, end in _united(containers["quote"]):
        found[first:end] = ["quote"] * (end - first)
    for first, _ in sorted(containers["rest"]):
        if found[first : first + 1] != ["quote"]:
            end = _end_of_rest(page.rows, first)
            found[first:end] = ["quote"] * (end - first)
    for first, _ in containers["line"][-1:]:
        end = _end_of_signature(page.rows, found, first)
        found[first:end] = ["signature"] * (end - first)
    return found


def _united(stretches: list[Stretch]) -> list[Stretch]:
    """The same rows, each in one stretch only."""
    united: list[Stretch] = []
    for first, end in sorted(stretches):
        if united and first <= united[-1][1]:
            united[-1] = (united[-1][0], max(united[-1][1], end))
        elif first < end:
            united.append((first, end))
    return united


def _end_of_rest(rows: Sequence[Row], first: int) -> int:
    """To the end, or to the end of the quote that `first` stands in."""
    depth = rows[first].depth if first < len(rows) else 0
    if not depth:
        return len(rows)
    return next((index for index in range(first, len(rows)) if rows[index].depth < depth), len(rows))


def _end_of_signature(rows: Sequence[Row], found: Sequence[Mark], first: int) -> int:
    stop = (index for index in range(first, len(rows)) if found[index] == "quote" or rows[index].depth)
    return min(next(stop, len(rows)), first + MOST_SIGNATURE)


def _meaning(page: Page, element: etree._Element) -> Container:
    for name, value in element.items():
        if name in _NAMING and (meaning := _meaning_of(str(value)[:_LONGEST_NAMES])):
            return meaning
    tag = element.tag
    if tag == "blockquote":
        return "quote" if _is_citation(element) else ""
    if tag == "div" and (element.get("name") == "quote" or element.get("id") == "quote"):
        return "quote"  # GMX and Web.de; a class of that name is also used for quotes that people make
    if tag in ("div", "hr", "span", "table"):
        return _styled(page, element)
    return _TELLING_TAGS.get(tag, "")


@lru_cache(maxsize=512)
def _meaning_of(names: str) -> Container:
    for name in names.lower().split():
        if meaning := _MEANINGS.get(name) or _meaning_of_prefixed(name.removesuffix(_SUFFIX)):
            return meaning
    return ""


def _meaning_of_prefixed(name: str) -> Container:
    prefix = _PREFIXES.match(name)
    bare = name[prefix.end() :] if prefix else name
    if meaning := _MEANINGS.get(bare):
        return meaning
    return next((meaning for pattern, meaning in _NUMBERED if pattern.fullmatch(bare)), "")


def _is_citation(element: etree._Element) -> bool:
    return (
        element.get("type", "").lower() == "cite"
        or element.get("data-email") is not None  # Seznam
        or element.get("cite", "").startswith("mid:")
        or element.get("id") == "qt"  # Fastmail
    )


def _styled(page: Page, element: etree._Element) -> Container:
    """Outlook and its kin give no names: they draw lines above a copied header block or beside a quote."""
    if element.get("data-signatureblock") == "true":
        return "signature"
    if element.tag == "hr":
        if element.get("color", "").lower() == "#b5c4df":
            return "line"  # Foxmail
        return "rest" if element.get("tabindex") == "-1" and _heads(page, element) else ""
    style = element.get("style", "")
    if "_MailAutoSig" in style:
        return "signature"
    if "border" not in style:
        return ""
    said = declarations(style[:_LONGEST_NAMES])
    if said.get("border-left", "").startswith("solid blue 1.5pt") and "4.0pt" in said.get("padding", ""):
        return "quote"
    is_ruled = "solid" in said.get("border-top", "") or said.get("border-top-style") == "solid"
    return "rest" if is_ruled and element.tag == "div" and _heads(page, element) else ""


def _heads(page: Page, element: etree._Element) -> bool:
    """Whether the rows from here on begin with fields, in whatever language: "From: ...", "Sent: ..."."""
    first = page.spans[element][0]
    shown = [row.text for row in page.rows[first : first + 2 * _LEAST_FIELDS] if row.text][:_LEAST_FIELDS]
    return len(shown) == _LEAST_FIELDS and all(_FIELD.match(text) for text in shown)
