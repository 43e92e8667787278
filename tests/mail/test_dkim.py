"""DKIM and ARC checked by ourselves; another program signs, and its word on each mail is compared with ours."""

from __future__ import annotations

import base64
import hashlib
from functools import cache

import dkim as dkimpy
import pytest
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric import ed25519, rsa
from cryptography.hazmat.primitives.asymmetric.padding import PKCS1v15
from cryptography.hazmat.primitives.hashes import SHA256
from dkim.canonicalization import Relaxed
from hypothesis import given, settings
from hypothesis import strategies as st

from postroom.mail.authenticity import Authenticity
from postroom.mail.dkim import canonical, key_names, verify

pytestmark = pytest.mark.pure

NAME = "s1._domainkey.example.org"
RECEIVED = b"Received: from a by b; Mon, 2 Nov 2026 08:15:00 +0000\r\n"
MAIL = (
    b"From: Jana <jana@example.org>\r\nTo: support@example.com\r\nSubject: The printer\r\n  is on fire\r\n"
    b"Date: Mon, 2 Nov 2026 09:15:00 +0100\r\nMessage-ID: <fire-1@example.org>\r\n\r\n"
    b"It  smokes. \r\n\r\nJana\t\r\n\r\n\r\n"
)
FIELDS = [b"from", b"to", b"subject", b"date", b"message-id"]


@cache
def rsa_key(number: int = 0) -> rsa.RSAPrivateKey:
    return rsa.generate_private_key(65_537, 1024 + 256 * number)


def pem() -> bytes:
    return rsa_key().private_bytes(
        serialization.Encoding.PEM,
        serialization.PrivateFormat.TraditionalOpenSSL,
        serialization.NoEncryption(),
    )


def record(key: rsa.RSAPrivateKey, more: str = "") -> str:
    der = key.public_key().public_bytes(
        serialization.Encoding.DER, serialization.PublicFormat.SubjectPublicKeyInfo
    )
    return f"v=DKIM1; k=rsa; {more}p={base64.b64encode(der).decode()}"


def signed(
    mail: bytes = MAIL, *, form: str = "relaxed/relaxed", fields: list[bytes] | None = None, **more
) -> bytes:
    head, body = form.encode().split(b"/")
    field = dkimpy.sign(
        mail,
        b"s1",
        b"example.org",
        pem(),
        canonicalize=(head, body),
        include_headers=fields or FIELDS,
        **more,
    )
    return field + mail


def result(mail: bytes, txt: str | None = None, now: float | None = None) -> tuple[str, str]:
    """Ours, with the reason."""
    verdict = verify(mail, {NAME: record(rsa_key()) if txt is None else txt}, now).signatures[0]
    return verdict.result, verdict.reason


def theirs(mail: bytes) -> str:
    txt = record(rsa_key()).encode()
    return "pass" if dkimpy.verify(mail, dnsfunc=lambda name, timeout=5: txt) else "fail"


def test_it_works() -> None:
    mail = signed()
    assert key_names(mail) == [NAME]
    checked = verify(mail, {NAME: record(rsa_key())})
    assert (checked.dkim, checked.domains, checked.chain.result) == ("pass", ("example.org",), "none")


# RFC 8463, appendix A: one mail, signed with both kinds of key.
SAMPLE = b"""DKIM-Signature: v=1; a=ed25519-sha256; c=relaxed/relaxed;
 d=football.example.com; i=@football.example.com;
 q=dns/txt; s=brisbane; t=1528637909; h=from : to :
 subject : date : message-id : from : subject : date;
 bh=2jUSOH9NhtVGCQWNr9BrIAPreKQjO6Sn7XIkfJVOzv8=;
 b=/gCrinpcQOoIfuHNQIbq4pgh9kyIK3AQUdt9OdqQehSwhEIug4D11Bus
 Fa3bT3FY5OsU7ZbnKELq+eXdp1Q1Dw==
DKIM-Signature: v=1; a=rsa-sha256; c=relaxed/relaxed;
 d=football.example.com; i=@football.example.com;
 q=dns/txt; s=test; t=1528637909; h=from : to : subject :
 date : message-id : from : subject : date;
 bh=2jUSOH9NhtVGCQWNr9BrIAPreKQjO6Sn7XIkfJVOzv8=;
 b=F45dVWDfMbQDGHJFlXUNB2HKfbCeLRyhDXgFpEL8GwpsRe0IeIixNTe3
 DhCVlUrSjV4BwcVcOF6+FF3Zo9Rpo1tFOeS9mPYQTnGdaSGsgeefOsk2Jz
 dA+L10TeYt9BgDfQNZtKdN1WO//KgIqXP7OdEFE4LjFYNcUxZQ4FADY+8=
From: Joe SixPack <joe@football.example.com>
To: Suzie Q <suzie@shopping.example.net>
Subject: Is dinner ready?
Date: Fri, 11 Jul 2003 21:00:37 -0700 (PDT)
Message-ID: <20030712040037.46341.5F8J@football.example.com>

Hi.

We lost the game.  Are you hungry yet?

Joe.
"""
SAMPLE_KEYS = {
    "brisbane._domainkey.football.example.com": (
        "v=DKIM1; k=ed25519; p=11qYAYKxCrfVS/7TyWQHOg7hcvPapiMlrwIaaPcHURo="
    ),
    "test._domainkey.football.example.com": (
        "v=DKIM1; k=rsa; p=MIGfMA0GCSqGSIb3DQEBAQUAA4GNADCBiQKBgQDkHlOQoBTzWR"
        "iGs5V6NpP3idY6Wk08a5qhdR6wy5bdOKb2jLQiY/J16JYi0Qvx/byYzCNb3W91y3FutAC"
        "DfzwQ/BC/e/8uBsCR+yz1Lxj+PL6lHvqMKrM3rG4hstT5QjvHO9PzoxZyVYLzBfO2EeC3"
        "Ip3G+2kryOTIKT+l/K4w3QIDAQAB"
    ),
}


def test_the_sample_of_the_rfc_is_good_in_both_kinds_of_key() -> None:
    assert key_names(SAMPLE) == list(SAMPLE_KEYS)
    assert [each.result for each in verify(SAMPLE, SAMPLE_KEYS).signatures] == ["pass", "pass"]
    swapped = dict(zip(SAMPLE_KEYS, reversed(SAMPLE_KEYS.values()), strict=True))
    assert [each.result for each in verify(SAMPLE, swapped).signatures] == ["fail", "fail"]
    changed = SAMPLE.replace(b"dinner", b"supper")
    assert [each.result for each in verify(changed, SAMPLE_KEYS).signatures] == ["fail", "fail"]


# RFC 6376, 3.4.5, and what it does not show.
BODIES = [
    (b" C \r\nD \t E\r\n\r\n\r\n", b" C \r\nD \t E\r\n", b" C\r\nD E\r\n"),
    (b"", b"\r\n", b""),
    (b"\r\n\r\n", b"\r\n", b""),
    (b" \t\r\n", b" \t\r\n", b""),
    (b"a", b"a\r\n", b"a\r\n"),
    (b"a\r\n\r\n\r", b"a\r\n\r\n\r\r\n", b"a\r\n\r\n\r\r\n"),
    (b"a\r\r\n\r\n", b"a\r\r\n", b"a\r\r\n"),
]


@pytest.mark.parametrize(("body", "simple", "relaxed"), BODIES)
def test_the_canonical_forms_of_a_body(body: bytes, simple: bytes, relaxed: bytes) -> None:
    assert (canonical.simple_body(body), canonical.relaxed_body(body)) == (simple, relaxed)


def test_the_canonical_forms_of_a_field() -> None:
    first, second = canonical.read(b"A: X\r\nB : Y\t\r\n\tZ  \r\n\r\n").fields
    assert canonical.simple_field(second) == b"B : Y\t\r\n\tZ  \r\n"
    assert [canonical.relaxed_field(each) for each in (first, second)] == [b"a:X\r\n", b"b:Y Z\r\n"]


FORMS = ["simple/simple", "simple/relaxed", "relaxed/simple", "relaxed/relaxed"]


@pytest.mark.parametrize("form", FORMS)
def test_each_form_passes_as_sent_and_as_stored(form: str) -> None:
    mail = signed(form=form)
    assert result(mail) == ("pass", "")
    assert result(mail.replace(b"\r\n", b"\n")) == ("pass", "")
    assert result(b"From jana Mon Nov  2 08:15:00 2026\n" + mail.replace(b"\r\n", b"\n")) == ("pass", "")
    assert result(RECEIVED + b"X-New: yes\r\n" + mail) == ("pass", "")


CHANGED = {
    "a word of the body": (b"smokes", b"burns", "the body is not"),
    "a line at the end": (b"Jana\t\r\n", b"Jana\t\r\nand Otto\r\n", "the body is not"),
    "the subject": (b"printer", b"copier", "the header is not"),
    "the sender": (b"Jana <jana@", b"Otto <otto@", "the header is not"),
    "the signature itself": (b"t=", b"z=", "the header is not"),
}


@pytest.mark.parametrize("form", FORMS)
@pytest.mark.parametrize(("old", "new", "words"), CHANGED.values(), ids=CHANGED.keys())
def test_a_changed_mail_fails_and_says_what_was_changed(
    form: str, old: bytes, new: bytes, words: str
) -> None:
    mail = signed(form=form)
    assert old in mail
    verdict, reason = result(mail.replace(old, new, 1))
    assert verdict == "fail" and reason.startswith(words)


def test_white_space_is_the_difference_between_the_forms() -> None:
    for form, expected in zip(FORMS, ["fail", "pass", "fail", "pass"], strict=True):
        assert result(signed(form=form).replace(b"It  smokes. ", b"It smokes."))[0] == expected
    for form, expected in zip(FORMS, ["fail", "fail", "pass", "pass"], strict=True):
        assert result(signed(form=form).replace(b"printer\r\n  is", b"printer is"))[0] == expected


SHORT_KEY = (  # 512 bits
    "v=DKIM1; p=MEgCQQC7VJTUt9Us8cKjMzEfYyjiWA4R4/M2bS1GB4t7NXp98C3SC6dVMvDuictGeurT8jNb"
    "vJZHtCSuYEvuNMoSfm76oqFvAgMBAAE="
)
KEYS = {
    "not at hand": (None, "none", "not at hand"),
    "empty": ("", "none", "holds no key"),
    "withdrawn": ("v=DKIM1; p=", "none", "withdrawn"),
    "not base64": ("v=DKIM1; p=!!", "none", "not base64"),
    "not a key": ("v=DKIM1; p=AAAA", "none", "cannot be read"),
    "not a list": ("spf", "none", "not a list"),
    "of another version": ("v=DKIM2; p=AAAA", "none", "another version"),
    "of an unknown kind": ("v=DKIM1; k=dsa; p=AAAA", "none", "kind of key"),
    "not for mail": (record(rsa_key(), "s=tlsrpt; "), "none", "not for mail"),
    "not for this hash": (record(rsa_key(), "h=sha1; "), "none", "not for SHA-256"),
    "too short": (
        SHORT_KEY,
        "none",
        "",
    ),
    "another one": (record(rsa_key(1)), "fail", "the key is another"),
    "good, with liberties": (record(rsa_key(), "s = email : x ; t = s ;h=sha1:sha256;g=*;"), "pass", ""),
    "good, in the old form": ("k=rsa;" + record(rsa_key()).split(";")[2], "pass", ""),
}


@pytest.mark.parametrize(("txt", "expected", "words"), KEYS.values(), ids=KEYS.keys())
def test_what_a_key_makes_of_a_signature(txt: str | None, expected: str, words: str) -> None:
    verdict = verify(signed(), {} if txt is None else {NAME: txt}).signatures[0]
    assert verdict.result == expected and words in verdict.reason


def test_a_domain_that_only_tries_it_out_never_fails() -> None:
    txt = record(rsa_key(), "t=y; ")
    assert result(signed(), txt)[0] == "pass"
    assert result(signed() + b"more", txt)[0] == "none"


def test_a_strict_key_does_not_count_for_a_subdomain() -> None:
    mail = signed(identity=b"jana@news.example.org")
    assert result(mail)[0] == "pass"
    assert result(mail, record(rsa_key(), "t=s; "))[0] == "fail"


def expiring(at: int) -> bytes:
    """A mail whose signature says when it ends, made with the signer's own field."""
    signer = dkimpy.DKIM(MAIL)
    made = signer.gen_header

    def with_end(fields, *rest):
        return made([*fields[:-2], (b"x", str(at).encode()), *fields[-2:]], *rest)

    signer.gen_header = with_end
    field = signer.sign(b"s1", b"example.org", pem(), include_headers=FIELDS)
    return field + MAIL


def test_a_signature_ends_when_it_says_so_counted_from_the_arrival() -> None:
    arrived = 1_793_607_300  # the date in RECEIVED
    mail = expiring(arrived + 60)
    assert b"x=" in mail
    assert result(RECEIVED + mail)[0] == "pass"
    assert result(mail, now=arrived + 60 + 3_600)[0] == "pass"
    assert result(mail, now=arrived + 60 + 3_601) == ("fail", "the signature has expired")
    assert result(RECEIVED + expiring(arrived - 4_000))[0] == "fail"


def test_a_signature_over_part_of_the_body_is_good_but_proves_no_domain() -> None:
    mail = signed(length=True)
    assert result(mail) == ("pass", "")
    checked = verify(mail + b"<p>Pay here</p>\r\n", {NAME: record(rsa_key())})
    assert (checked.dkim, checked.domains) == ("pass", ())
    assert checked.signatures[0].is_partial and "only the first" in checked.signatures[0].reason
    assert result(mail.replace(b"\r\n\r\nJana\t\r\n\r\n\r\n", b"\r\n"))[0] == "fail"


@pytest.mark.parametrize("name", ["From", "Subject", "Content-Type", "Date"])
def test_a_field_put_in_a_second_time_is_noticed(name: str) -> None:
    mail = signed(b"Content-Type: text/plain\r\n" + MAIL, fields=[*FIELDS, b"content-type"])
    assert result(mail)[0] == "pass"
    verdict, reason = result(f"{name}: another\r\n".encode() + mail)
    assert verdict == "none" and name.lower() in reason


UNUSABLE = {
    "no version": (b"v=1; ", b""),
    "an old hash": (b"rsa-sha256", b"rsa-sha1"),
    "From is not signed": (b"h=from : ", b"h="),
    "no selector": (b"s=s1;", b""),
    "a selector that is no name": (b"s=s1;", b"s=../x;"),
    "a domain that is no name": (b"d=example.org", b"d=exa mple"),
    "an identity elsewhere": (b"i=@example.org", b"i=@anexample.org"),
    "a tag twice": (b"s=s1;", b"s=s1; s=s2;"),
    "no tag": (b"s=s1;", b"s=s1; nonsense;"),
    "an unknown form": (b"c=relaxed", b"c=loose"),
    "a length that is none": (b"s=s1;", b"s=s1; l=-1;"),
    "a hash that is no base64": (b"bh=", b"bh=!"),
    "a key elsewhere": (b"q=dns/txt", b"q=http"),
}


@pytest.mark.parametrize(("old", "new"), UNUSABLE.values(), ids=UNUSABLE.keys())
def test_a_signature_that_cannot_be_checked_says_nothing(old: bytes, new: bytes) -> None:
    mail = signed()
    assert old in mail
    checked = verify(mail.replace(old, new, 1), {NAME: record(rsa_key())})
    assert checked.dkim == "none" and checked.signatures[0].reason


def test_one_good_signature_of_several_is_enough_and_ten_are_looked_at() -> None:
    good = signed()
    broken = good.replace(b"s=s1", b"s=s9")[: good.index(b"From: Jana")]
    keys = {NAME: record(rsa_key()), NAME.replace("s1", "s9"): record(rsa_key())}
    assert verify(broken + good, keys).dkim == "pass"
    assert key_names(broken + good) == ["s9._domainkey.example.org", NAME]
    assert verify(broken * 10 + good, keys).dkim == "fail"
    assert len(verify(broken * 50, keys).signatures) == 10


# ARC: a forwarder that seals, written for this test on the canonical form of the other program.
def forwarded(mail: bytes, number: int, cv: str, domain: str = "list.example") -> bytes:
    def made(text: bytes) -> bytes:
        return base64.b64encode(rsa_key().sign(text, PKCS1v15(), SHA256()))

    def canonical(*lines: bytes) -> bytes:
        return b"".join(
            name + b":" + value
            for name, value in Relaxed.canonicalize_headers([line.split(b":", 1) for line in lines])
        )

    head, _, body = mail.partition(b"\r\n\r\n")
    hashed = hashlib.sha256(Relaxed.canonicalize_body(body)).digest()
    about = b"i=%d; a=rsa-sha256; d=%s; s=s1" % (number, domain.encode())
    lines = head.replace(b"\r\n ", b" ").split(b"\r\n")
    named = {line.split(b":")[0].lower(): line for line in reversed(lines)}
    results = b"ARC-Authentication-Results: i=%d; mx.%s; dkim=pass" % (number, domain.encode())
    message = b"ARC-Message-Signature: %s; c=relaxed/relaxed; h=from:subject; bh=%s; b=" % (
        about,
        base64.b64encode(hashed),
    )
    message += made(canonical(named[b"from"], named[b"subject"], message).removesuffix(b"\r\n"))
    sets: list[bytes] = []
    for at in range(1, number):
        sets += [
            line
            for start in (b"arc-authentication-results", b"arc-message-signature", b"arc-seal")
            for line in lines
            if line.lower().startswith(start + b": i=%d;" % at)
        ]
    seal = b"ARC-Seal: %s; cv=%s; b=" % (about, cv.encode())
    seal += made(canonical(*sets, results, message, seal).removesuffix(b"\r\n"))
    return b"\r\n".join([seal, message, results, mail])


ARC_NAME = "s1._domainkey.list.example"
ARC_KEYS = {ARC_NAME: record(rsa_key())}
ONCE = forwarded(MAIL, 1, "none")
TWICE = forwarded(ONCE, 2, "pass")
CHAINS = {
    "no chain": (MAIL, "none"),
    "one seal": (ONCE, "pass"),
    "two seals": (TWICE, "pass"),
    "the body changed": (TWICE.replace(b"smokes", b"burns"), "fail"),
    "the subject changed": (TWICE.replace(b"printer", b"copier"), "fail"),
    "the results of the first hop changed": (TWICE.replace(b"i=1; mx", b"i=1; my"), "fail"),
    "the body changed in between and was sealed again": (
        forwarded(ONCE.replace(b"smokes", b"burns"), 2, "pass"),
        "pass",
    ),
    "the second says that the first is broken": (forwarded(ONCE, 2, "fail"), "fail"),
    "the first says that one before is good": (forwarded(MAIL, 1, "pass"), "fail"),
    "a set is missing": (forwarded(MAIL, 2, "pass"), "fail"),
    "a set stands there twice": (ONCE.split(b"From: ")[0] + ONCE, "fail"),
    "a number is missing": (ONCE.replace(b"ARC-Seal: i=1; ", b"ARC-Seal: "), "fail"),
}


@pytest.mark.parametrize(("mail", "expected"), CHAINS.values(), ids=CHAINS.keys())
def test_a_chain_of_seals_holds_or_does_not(mail: bytes, expected: str) -> None:
    chain = verify(mail, ARC_KEYS).chain
    assert (chain.result, bool(chain.reason)) == (expected, expected != "pass")
    assert verify(mail, {}).chain.result in ("none", expected)


def test_both_programs_agree_on_chains() -> None:
    txt = ARC_KEYS[ARC_NAME].encode()
    for mail, expected in CHAINS.values():
        found = dkimpy.arc_verify(mail, dnsfunc=lambda name, timeout=5: txt)[0]
        assert (found or b"fail").decode() in (expected, "none")


def test_the_keys_of_a_chain_are_asked_for() -> None:
    assert key_names(TWICE) == [ARC_NAME]
    assert key_names(signed(TWICE)) == [NAME, ARC_NAME]
    assert verify(TWICE, {}).chain.reason == "the key is not at hand"
    assert verify(TWICE, ARC_KEYS).chain.sealer == "list.example"


def test_a_chain_of_more_than_ten_is_not_checked() -> None:
    mail = MAIL
    for number in range(1, 12):
        mail = forwarded(mail, number, "pass" if number > 1 else "none", f"hop{number}.example")
    assert verify(mail, {}).chain.result == "none"
    assert key_names(mail) == []
    ten = mail.split(b"ARC-Seal: i=10;", 1)[1]
    assert len(key_names(b"ARC-Seal: i=10;" + ten)) == 10


JOINED = {
    "a good one where nobody said anything": (Authenticity(), True, "pass none example.org own check"),
    "a bad one where nobody said anything": (Authenticity(), False, "fail none  own check"),
    "a good one that a server held for bad": (
        Authenticity(dkim="fail", by="mx.example.net"),
        True,
        "pass none example.org mx.example.net",
    ),
    "a bad one that a server saw good": (
        Authenticity(dkim="pass", domain="example.org", by="mx.example.net"),
        False,
        "pass none example.org mx.example.net",
    ),
    "a good one against DMARC": (
        Authenticity(dmarc="fail", by="mx.example.net"),
        True,
        "pass fail  mx.example.net",
    ),
}


@pytest.mark.parametrize(("said", "is_good", "expected"), JOINED.values(), ids=JOINED.keys())
def test_what_we_found_joins_what_servers_said(said: Authenticity, is_good: bool, expected: str) -> None:
    checked = verify(signed() if is_good else signed() + b"more", {NAME: record(rsa_key())})
    both = checked.added_to(said, "jana@example.org")
    assert f"{both.dkim} {both.dmarc} {both.domain} {both.by}" == expected


def test_a_good_signature_of_somebody_else_proves_nothing() -> None:
    both = verify(signed(), {NAME: record(rsa_key())}).added_to(Authenticity(), "jana@example.com")
    assert both == Authenticity(dkim="pass", by="own check")
    assert verify(MAIL, {}).added_to(Authenticity(), "jana@example.org") == Authenticity()


bodies = st.lists(st.sampled_from([b" ", b"\t", b"\r\n", b"a", b"bc", b"\r", b"=20", b"."]), max_size=25)


@given(bodies.map(b"".join), st.sampled_from(FORMS), st.booleans(), st.binary(max_size=3))
@settings(deadline=None, max_examples=150)
def test_both_programs_agree(body: bytes, form: str, length: bool, more: bytes) -> None:
    head = MAIL.partition(b"\r\n\r\n")[0]
    mail = signed(b"%s\r\n\r\n%s\r\n" % (head, body), form=form, length=length)
    assert result(mail)[0] == theirs(mail) == "pass"
    longer = mail + more + b"\r\n"
    assert result(longer)[0] == theirs(longer)


@given(st.binary(max_size=200), st.integers(0, 600))
@settings(deadline=None, max_examples=200)
def test_no_mail_is_too_strange(octets: bytes, at: int) -> None:
    whole = forwarded(signed(), 1, "none")
    mail = whole[:at] + octets + whole[at:]
    keys = dict.fromkeys(key_names(mail), record(rsa_key()))
    assert verify(mail, keys).dkim in ("pass", "fail", "none")
    assert verify(octets, {}).dkim == "none"


HOSTILE = {
    "spaces": b" " * 2_000_000 + b"x",
    "tabs and line ends": b" \t\r\n" * 500_000,
    "line ends": b"\r\n" * 1_000_000,
    "carriage returns": b"\r" * 2_000_000,
    "lone line feeds": b"a\n" * 1_000_000,
}


@pytest.mark.timeout(20)
@pytest.mark.parametrize("body", HOSTILE.values(), ids=HOSTILE.keys())
def test_hostile_bodies_take_no_time(body: bytes) -> None:
    mail = signed() + body
    for form in (b"c=relaxed/relaxed", b"c=simple/simple"):
        result(mail.replace(b"c=relaxed/relaxed", form))


@pytest.mark.timeout(20)
@pytest.mark.parametrize(
    "value", [b"b" + b" " * 60_000, b"b= \r\n " * 10_000, b";" * 60_000, b"h=" + b"from:" * 12_000]
)
def test_hostile_signatures_take_no_time(value: bytes) -> None:
    mail = (b"DKIM-Signature: " + value + b"\r\nARC-Seal: i=1; " + value + b"\r\n") * 20 + MAIL
    verify(mail, {})
    key_names(mail)


@pytest.mark.timeout(20)
def test_hostile_keys_take_no_time() -> None:
    modulus, exponent = (1 << 8_191) + 1, (1 << 8_190) + 1
    numbers = b"".join(_integer(each) for each in (modulus, exponent))
    der = b"\x30" + _length(numbers) + numbers
    assert result(signed(), f"v=DKIM1; p={base64.b64encode(der).decode()}")[0] in ("none", "fail")


def _integer(number: int) -> bytes:
    octets = number.to_bytes(number.bit_length() // 8 + 1, "big")
    return b"\x02" + _length(octets) + octets


def _length(octets: bytes) -> bytes:
    size = len(octets)
    return bytes([size]) if size < 128 else b"\x82" + size.to_bytes(2, "big")


def test_an_ed25519_signature_of_our_own_is_good() -> None:
    key = ed25519.Ed25519PrivateKey.generate()
    raw = key.public_key().public_bytes(serialization.Encoding.Raw, serialization.PublicFormat.Raw)
    mail = signed().replace(b"a=rsa-sha256", b"a=ed25519-sha256")
    assert result(mail, f"v=DKIM1; k=ed25519; p={base64.b64encode(raw).decode()}")[0] == "fail"
