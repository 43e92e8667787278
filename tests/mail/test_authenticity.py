"""Whom to believe about a sender, and what the servers of the world write into Authentication-Results."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from postroom.mail.authentication_results import read_received_spf, read_report
from postroom.mail.authenticity import Authenticity, read_authenticity
from postroom.mail.domains import domain_name, organisation, related
from postroom.mail.headers import split_head
from postroom.mail.trust import servers_of

pytestmark = pytest.mark.pure

FROM = "From: Jana <jana@example.org>"
SENDER = "jana@example.org"
TAKEN_IN = (
    "Received: from out.example.org (out.example.org [203.0.113.5]) by mx.example.net (Postfix) "
    "with ESMTPS; Mon, 2 Nov 2026 08:15:00 +0000"
)
PASSED = "dmarc=pass header.from=example.org"


def read(*lines: str, trusted: tuple[str, ...] = (), sender: str = SENDER) -> Authenticity:
    block = "\r\n".join(line.replace("\n", "\r\n") for line in lines)
    fields, _, clean = split_head(f"{block}\r\n\r\nHello".encode())
    assert clean
    return read_authenticity(fields, sender, trusted)


def results(said: Authenticity) -> str:
    return f"{said.spf} {said.dkim} {said.dmarc} {said.arc} {said.domain or '-'}"


def test_it_works() -> None:
    said = read(
        f"Authentication-Results: mx.example.net; spf=pass smtp.mailfrom=example.org; {PASSED}",
        TAKEN_IN,
        FROM,
    )
    assert said == Authenticity(spf="pass", dmarc="pass", domain="example.org", by="mx.example.net")


SHAPES = {
    "Gmail": (
        """mx.google.com;
       dkim=pass header.i=@example.org header.s=s1 header.b="abc/12=";
       arc=pass (i=1 spf=pass spfdomain=example.org dkim=pass dkdomain=example.org dmarc=pass fromdomain=example.org);
       spf=pass (google.com: domain of jana@example.org designates 203.0.113.5 as permitted sender)
 smtp.mailfrom=jana@example.org;
       dmarc=pass (p=REJECT sp=REJECT dis=NONE) header.from=example.org""",
        "mx.google.com",
        "pass pass pass pass example.org",
    ),
    "Gmail of a forwarded mail": (
        """mx.google.com; dkim=neutral (body hash did not verify)
 header.i=@example.org header.s=s1 header.b=aB+/9x==;
       spf=softfail (google.com: domain of transitioning jana@example.org
         does not designate 203.0.113.9 as permitted sender)
 smtp.mailfrom=jana@example.org;
       dmarc=fail (p=NONE sp=NONE dis=NONE) header.from=example.org""",
        "mx.google.com",
        "fail none fail none -",
    ),
    "Microsoft 365, which names no server": (
        """spf=pass (sender IP is 203.0.113.5)
 smtp.mailfrom=example.org; dkim=pass (signature was verified)
 header.d=example.org;dmarc=pass action=none
 header.from=example.org;compauth=pass reason=100""",
        ".outlook.com",
        "pass pass pass none example.org",
    ),
    "older Microsoft, which names the receiver between the results": (
        """spf=softfail (sender IP is 203.0.113.5)
 smtp.mailfrom=example.org; example.com; dkim=none (message not signed)
 header.d=none;example.com; dmarc=bestguesspass action=none header.from=example.org;""",
        "protection.outlook.com",
        "fail none none none -",
    ),
    "Hotmail, with semicolons in comments": (
        """hotmail.com; spf=pass (sender IP is 203.0.113.5;
 identity alignment result is pass and alignment mode is relaxed) smtp.mailfrom=jana@example.org;
 dkim=fail (testing mode; identity alignment result is pass) header.d=example.org;
 x-hmca=pass header.id=jana@example.org""",
        "hotmail.com",
        "pass fail none none example.org",
    ),
    "Yahoo": (
        """atlas-production.v2-mail-prod1-bf1.omega.yahoo.com;
 dkim=pass header.i=@example.org header.s=selector1;
 spf=pass smtp.mailfrom=example.org;
 dmarc=pass(p=REJECT) header.from=example.org;""",
        ".yahoo.com",
        "pass pass pass none example.org",
    ),
    "Yahoo, long ago": (
        """mta1042.mail.ne1.yahoo.com  from=example.org; domainkeys=neutral (no sig);  from=example.org;
 dkim=pass (ok)""",
        ".yahoo.com",
        "none pass none none -",
    ),
    "Fastmail": (
        """mx5.messagingengine.com;
    arc=none (no signatures found);
    bimi=skipped (DMARC Policy is not at enforcement);
    dkim=pass (2048-bit rsa key sha256) header.d=example.org
      header.i=@example.org header.b=AbCd1234 header.a=rsa-sha256
      header.s=s1 x-bits=2048;
    dmarc=pass policy.published-domain-policy=none
      policy.applied-disposition=none policy.evaluated-disposition=none
      (p=none,d=none,d.eval=none) policy.policy-from=p header.from=example.org;
    iprev=pass smtp.remote-ip=203.0.113.5 (out.example.org);
    spf=pass smtp.mailfrom=jana@example.org smtp.helo=out.example.org""",
        ".messagingengine.com",
        "pass pass pass none example.org",
    ),
    "GMX": ("gmx.net; dkim=pass header.i=@example.org", ".gmx.net", "none pass none none example.org"),
    "Zoho": (
        """mx.zohomail.com;
\tdkim=pass;
\tspf=pass (zohomail.com: domain of jana@example.org designates 203.0.113.5 as permitted sender)
 smtp.mailfrom=jana@example.org;
\tdmarc=pass(p=none dis=none) header.from=example.org""",
        "mx.zohomail.com",
        "pass pass pass none example.org",
    ),
    "Proofpoint": (
        (
            "ppops.net; spf=pass smtp.mailfrom=jana@example.org; dkim=pass header.s=s1 "
            "header.d=example.org; dmarc=pass header.from=example.org"
        ),
        "ppops.net",
        "pass pass pass none example.org",
    ),
    "Mimecast": (
        """relay.mimecast.com;
\tdkim=pass header.d=example.org header.s=s1 header.b=abc123;
\tdmarc=pass (policy=reject) header.from=example.org;
\tspf=pass (relay.mimecast.com: domain of jana@example.org designates 203.0.113.5 as permitted sender)
 smtp.mailfrom=jana@example.org""",
        "relay.mimecast.com",
        "pass pass pass none example.org",
    ),
    "OpenDKIM": (
        """mx.example.net;
\tdkim=pass (2048-bit key; unprotected) header.d=example.org header.i=@example.org header.b="iZ;x=";
\tdkim-atps=neutral""",
        "mx.example.net",
        "none pass none none example.org",
    ),
    "amavis": (
        "mx.example.net (amavisd-new);\n\tdkim=pass (1024-bit key) header.d=example.org",
        "mx.example.net",
        "none pass none none example.org",
    ),
    "Exim": (
        """mx.example.net;
\tiprev=pass (out.example.org) smtp.remote-ip=203.0.113.5;
\tspf=pass smtp.mailfrom=example.org;
\tdkim=pass header.d=example.org header.s=s1 header.a=rsa-sha256;
\tdmarc=pass header.from=example.org;
\tarc=none""",
        "mx.example.net",
        "pass pass pass none example.org",
    ),
    "Cisco, in capitals and with HELO asked as well": (
        """esa1.example.net; dkim=none (message not signed) header.i=none;
 spf=None smtp.helo=postmaster@out.example.org; spf=Pass smtp.mailfrom=jana@example.org;
 dmarc=Pass (p=none dis=none) d=example.org""",
        "esa1.example.net",
        "pass none pass none example.org",
    ),
    "Amazon SES": (
        """amazonses.com;
 spf=pass (spfCheck: domain of example.org designates 203.0.113.5 as permitted sender)
 client-ip=203.0.113.5; envelope-from=jana@example.org; helo=out.example.org;
 dkim=pass header.i=@example.org;
 dmarc=pass header.from=example.org;""",
        "amazonses.com",
        "pass pass pass none example.org",
    ),
    "Yandex, with smtp.mail": (
        (
            "mxfront1.mail.yandex.net; spf=pass (mxfront1.mail.yandex.net: domain of example.org designates "
            "203.0.113.5 as permitted sender, rule=[ip4:203.0.113.0/24]) smtp.mail=jana@example.org; "
            "dkim=pass header.i=@example.org"
        ),
        ".yandex.net",
        "pass pass none none example.org",
    ),
    "every liberty of the grammar": (
        """(one) "MX.Example.NET" (two) 1 (three);
 (four) spf (five) = (six) pass (seven (eight) \\) nine) reason = "all; is \\"well\\"" smtp (ten)
 . mailfrom = (eleven) "jana"@example.org
 ; dkim / 1 = pass header . d = example.org;""",
        "mx.example.net",
        "pass pass none none example.org",
    ),
    "several signatures, a good one among them": (
        (
            "mx.example.net; dkim=fail header.d=list.example; dkim=pass header.d=mail.example.org; "
            "dkim=permerror header.d=example.org"
        ),
        "mx.example.net",
        "none pass none none example.org",
    ),
    "a good signature of somebody else": (
        (
            "mx.example.net; dkim=pass header.d=esp.example header.i=@esp.example; spf=pass "
            "smtp.mailfrom=bounce@esp.example"
        ),
        "mx.example.net",
        "pass pass none none -",
    ),
    "SPF of HELO only": (
        "mx.example.net; spf=pass smtp.helo=mail.example.org",
        "mx.example.net",
        "pass none none none -",
    ),
    "all that is neither pass nor fail": (
        (
            "mx.example.net; spf=neutral smtp.mailfrom=example.org; dkim=policy header.d=example.org; "
            "dmarc=temperror header.from=example.org; arc=permerror"
        ),
        "mx.example.net",
        "none none none none -",
    ),
    "DMARC contradicts itself": (
        (
            "mx.example.net; dmarc=fail header.from=example.org; dmarc=pass header.from=example.org; "
            "dkim=pass header.d=example.org"
        ),
        "mx.example.net",
        "none pass fail none -",
    ),
    "DMARC of another domain": (
        "mx.example.net; dmarc=pass header.from=attacker.example",
        "mx.example.net",
        "none none pass none -",
    ),
    "no results": ("mx.example.net; none", "mx.example.net", "none none none none -"),
    "an open comment": (
        "mx.example.net; spf=pass (x smtp.mailfrom=example.org; dmarc=pass",
        "mx.example.net",
        "pass none none none -",
    ),
    "results behind a comment within a comment": (
        "mx.example.net; spf=fail (x (y); dmarc=pass header.from=example.org) smtp.mailfrom=example.org",
        "mx.example.net",
        "fail none none none -",
    ),
    "results within a comment": (
        (
            "mx.example.net; spf=fail (x; dmarc=pass header.from=example.org; dkim=pass "
            "header.d=example.org) smtp.mailfrom=example.org"
        ),
        "mx.example.net",
        "fail none none none -",
    ),
}


@pytest.mark.parametrize(("value", "trusted", "expected"), SHAPES.values(), ids=SHAPES.keys())
def test_the_results_of_a_trusted_server_are_understood(value: str, trusted: str, expected: str) -> None:
    said = read(f"Authentication-Results: {value}", TAKEN_IN, FROM, trusted=(trusted,))
    assert results(said) == expected
    assert bool(said.by) == (value != "mx.example.net; none")


REPORT = f"Authentication-Results: mx.example.net; spf=pass smtp.mailfrom=example.org; {PASSED}"
FORGED = (
    "Authentication-Results: mx.example.net; dkim=pass header.d=example.org; dmarc=pass "
    "header.from=example.org"
)
BY_ITSELF = (
    "Received: from localhost (localhost [127.0.0.1]) by mx.example.net (Postfix) with ESMTP id 4; "
    "Mon, 2 Nov 2026 08:15:01 +0000"
)
BY_LMTP = (
    "Received: from mx.example.net\n\tby mx.example.net with LMTP\n\tid ab (envelope-from "
    "<jana@example.org>); Mon, 2 Nov 2026 08:15:02 +0000"
)
BY_GOOGLE = (
    "Received: from out.example.org (out.example.org. [203.0.113.5])\n by mx.google.com with ESMTPS "
    "id a1; Mon, 2 Nov 2026 00:15:01 -0800 (PST)"
)
IN_GOOGLE = "Received: by 2002:a05:7208:1a8:b0:7f with SMTP id abc1; Mon, 2 Nov 2026 00:15:02 -0800 (PST)"
IN_MICROSOFT = (
    "Received: from AS8PR01.eurprd01.prod.outlook.com (2603:10a6::10) by "
    "AM9PR01.eurprd01.prod.outlook.com with HTTPS; Mon, 2 Nov 2026 08:15:02 +0000"
)
OF_GOOGLE = f"Authentication-Results: mx.google.com; {PASSED}"
OF_MICROSOFT = (
    f"Authentication-Results: spf=pass (sender IP is 203.0.113.5) smtp.mailfrom=example.org; {PASSED}"
)
BELIEVED = {
    "above the place where the mail came in": ([REPORT, TAKEN_IN], "mx.example.net"),
    "below a hand-over by LMTP": ([BY_LMTP, REPORT, TAKEN_IN], "mx.example.net"),
    "below a filter on the same machine": ([BY_LMTP, BY_ITSELF, REPORT, TAKEN_IN], "mx.example.net"),
    "below qmail's own line": (
        ["Received: (qmail 4711 invoked from network); 2 Nov 2026 08:15:02 -0000", REPORT, TAKEN_IN],
        "mx.example.net",
    ),
    "at Google, who writes it below": ([IN_GOOGLE, BY_GOOGLE, OF_GOOGLE], "mx.google.com"),
    "at Microsoft, between its servers": ([IN_MICROSOFT, OF_MICROSOFT, TAKEN_IN], "protection.outlook.com"),
    "several fields of one server": (
        [
            "Authentication-Results: dmarc.example.net; dmarc=pass header.from=example.org",
            "X-Virus-Scanned: yes",
            "Authentication-Results: spf.example.net; spf=pass smtp.mailfrom=example.org",
            TAKEN_IN,
        ],
        "dmarc.example.net",
    ),
}
DOUBTED = {
    "no Received at all": [REPORT],
    "below the place where the mail came in": [TAKEN_IN, FORGED],
    "the sender writes a whole past": [TAKEN_IN, FORGED, TAKEN_IN],
    "the sender calls himself localhost": [
        TAKEN_IN.replace("from out.example.org", "from localhost"),
        FORGED,
        TAKEN_IN,
    ],
    "the sender gives an address of this machine": [
        TAKEN_IN.replace("from out.example.org", "from [127.0.0.1]"),
        FORGED,
        TAKEN_IN,
    ],
    "the sender pretends to be Google": [TAKEN_IN, BY_GOOGLE, OF_GOOGLE],
    "the sender pretends to be Microsoft": [TAKEN_IN, IN_MICROSOFT, OF_MICROSOFT, TAKEN_IN],
    "a web form on the same machine": [
        "Received: by mx.example.net (Postfix, from userid 33) id 12; Mon, 2 Nov 2026 08:15:02 +0000",
        FORGED,
        TAKEN_IN,
    ],
    "somebody else's server at Google": [BY_GOOGLE, FORGED],
    "two places of arrival in one field": [
        (
            "Received: from x by localhost with LMTP by mx.example.net with ESMTP; Mon, 2 Nov 2026 08:15:02 "
            "+0000"
        ),
        FORGED,
        TAKEN_IN,
    ],
}


@pytest.mark.parametrize(("lines", "by"), BELIEVED.values(), ids=BELIEVED.keys())
def test_with_nobody_named_what_a_sender_cannot_forge_is_believed(lines: list[str], by: str) -> None:
    said = read(*lines, FROM)
    assert (said.by, said.domain) == (by, "example.org")


@pytest.mark.parametrize("lines", DOUBTED.values(), ids=DOUBTED.keys())
def test_with_nobody_named_what_a_sender_could_have_written_is_not_believed(lines: list[str]) -> None:
    assert read(*lines, FROM) == Authenticity()


TRUSTED = {
    "the name": ("mx.example.net", "mx.example.net", True),
    "the name in other letters": ("MX.Example.Net", "mx.example.NET.", True),
    "another name": ("mx.example.net", "mx2.example.net", False),
    "the end of a name": ("amx.example.net", "mx.example.net", False),
    "a domain": ("mx.example.net", ".example.net", True),
    "a domain itself": ("example.net", ".example.net", True),
    "another domain with that end": ("mx.anexample.net", ".example.net", False),
    "the start of a name": ("mx.example.net.attacker.example", "mx.example.net", False),
    "nothing": ("mx.example.net", "", False),
    "a dot": ("mx.example.net", ".", False),
}


@pytest.mark.parametrize(("server", "trusted", "is_heard"), TRUSTED.values(), ids=TRUSTED.keys())
def test_only_trusted_servers_are_heard(server: str, trusted: str, is_heard: bool) -> None:
    said = read(TAKEN_IN, f"Authentication-Results: {server}; {PASSED}", FROM, trusted=(trusted,))
    assert said.dmarc == ("pass" if is_heard else "none")


def test_of_a_trusted_server_the_topmost_report_counts() -> None:
    genuine = (
        "Authentication-Results: mx.example.net; spf=fail smtp.mailfrom=example.org; dmarc=fail "
        "header.from=example.org"
    )
    said = read(genuine, TAKEN_IN, FORGED, FROM, trusted=("mx.example.net",))
    assert results(said) == "fail none fail none -"
    said = read(TAKEN_IN, genuine, FORGED, FROM, trusted=("mx.example.net",))
    assert said.dmarc == "fail"


def test_the_gateway_in_front_is_heard_where_it_is_the_one_trusted() -> None:
    behind = (
        "Authentication-Results: spf=fail (sender IP is 198.51.100.7) smtp.mailfrom=example.org; "
        "dmarc=fail header.from=example.org"
    )
    front = f"Authentication-Results: ppops.net; {PASSED}"
    said = read(behind, TAKEN_IN, front, TAKEN_IN, FROM, trusted=("ppops.net",))
    assert (said.dmarc, said.by) == ("pass", "ppops.net")


SPF_ONLY = {
    "Google": (
        "pass (google.com: domain of jana@example.org designates 203.0.113.5 as permitted sender) "
        "client-ip=203.0.113.5;"
    ),
    "Microsoft": (
        "Pass (mx.example.net: domain of example.org designates 203.0.113.5 as permitted sender) "
        "receiver=mx.example.net; client-ip=203.0.113.5; helo=out.example.org; pr=C"
    ),
    "Postfix": (
        "Pass (mailfrom) identity=mailfrom; client-ip=203.0.113.5; helo=out.example.org; "
        'envelope-from="jana@example.org"; receiver=<UNKNOWN>'
    ),
}


@pytest.mark.parametrize("value", SPF_ONLY.values(), ids=SPF_ONLY.keys())
def test_received_spf_is_heard_where_nothing_else_is(value: str) -> None:
    said = read(f"Received-SPF: {value}", TAKEN_IN, FROM)
    assert results(said) == "pass none none none example.org"
    assert said.by in ("google.com", "mx.example.net")
    assert read(TAKEN_IN, f"Received-SPF: {value}", FROM) == Authenticity()


def test_received_spf_of_a_trusted_receiver_is_heard_but_authentication_results_come_first() -> None:
    spf = "Received-SPF: SoftFail (x) receiver=mx.example.net; envelope-from=jana@example.org"
    assert read(TAKEN_IN, spf, FROM, trusted=("mx.example.net",)).spf == "fail"
    assert read(TAKEN_IN, spf, FROM, trusted=("mx2.example.net",)).spf == "none"
    assert read(spf, REPORT, TAKEN_IN, FROM, trusted=("mx.example.net",)).spf == "pass"


def test_the_seal_of_the_trusted_server_tells_of_the_chain() -> None:
    report = f"Authentication-Results: mx.google.com; {PASSED}"
    for value, expected in (("pass", "pass"), ("fail", "fail"), ("none", "none")):
        seal = f"ARC-Seal: i=2; a=rsa-sha256; t=1793606401; cv={value}; d=google.com; s=arc; b=abc="
        assert read(seal, BY_GOOGLE, report, FROM).arc == expected
    stranger = "ARC-Seal: i=2; a=rsa-sha256; cv=pass; d=attacker.example; s=arc; b=abc="
    assert read(stranger, BY_GOOGLE, report, FROM).arc == "none"
    assert read(BY_GOOGLE, report, stranger.replace("attacker.example", "google.com"), FROM).arc == "none"


def test_a_chain_of_seals_alone_proves_no_domain() -> None:
    said = read(
        "Authentication-Results: mx.example.net; arc=pass; dmarc=fail header.from=example.org", TAKEN_IN, FROM
    )
    assert results(said) == "none none fail pass -"


def test_nothing_is_proven_of_a_mail_with_two_from_fields() -> None:
    said = read(REPORT, TAKEN_IN, FROM, "From: Otto <otto@example.org>")
    assert (said.dmarc, said.domain) == ("pass", "")


def test_the_domain_is_that_of_from_as_it_is_written() -> None:
    said = read(
        REPORT.replace(PASSED, "dkim=pass header.d=example.org"),
        TAKEN_IN,
        FROM,
        sender="jana@News.Example.Org",
    )
    assert said.domain == "news.example.org"
    assert read(REPORT, TAKEN_IN, FROM, sender="").domain == ""


@pytest.mark.parametrize(
    ("one", "other", "expected"),
    [
        ("example.org", "example.org", True),
        ("a.b.example.org", "example.org", True),
        ("@mail.example.org", "jana@EXAMPLE.org.", True),
        ("example.co.uk", "mail.example.co.uk", True),
        ("example.co.uk", "attacker.co.uk", False),
        ("example.com.au", "attacker.com.au", False),
        ("example.or.jp", "attacker.or.jp", False),
        ("example.onmicrosoft.com", "attacker.onmicrosoft.com", False),
        ("smtp.web.de", "web.de", True),
        ("web.de", "web.de", True),
        ("example.org", "example.com", False),
        ("anexample.org", "example.org", False),
        ("org", "example.org", False),
        ("münchen.example", "xn--mnchen-3ya.example", True),
        ("203.0.113.5", "198.51.113.5", False),
        ("none", "example.org", False),
        ("", "", False),
    ],
)
def test_alignment_asks_for_the_same_organisation(one: str, other: str, expected: bool) -> None:
    assert related(one, other) is expected
    assert related(other, one) is expected


def test_an_organisation_is_one_label_below_a_suffix() -> None:
    assert organisation("a.b.example.com") == "example.com"
    assert organisation("a.b.example.com.br") == "example.com.br"
    assert organisation("co.uk") == organisation("com") == organisation("-") == organisation("a b.c") == ""
    assert domain_name("x" * 300) == domain_name("ä" * 300) == domain_name("a..b") == ""


def test_of_known_mailboxes_the_servers_are_known() -> None:
    assert servers_of("imap.gmail.com") == ("mx.google.com",)
    assert servers_of("outlook.office365.com") == (".outlook.com",)
    assert servers_of("mail.example.com") == servers_of("") == ()


@given(st.text(max_size=300) | st.text(alphabet='ab=;()"\\. \t/@', max_size=300))
@settings(deadline=None)
def test_no_value_is_too_strange(value: str) -> None:
    octets = value.encode("utf-8", "surrogatepass")
    for report in (read_report(octets), read_received_spf(octets)):
        assert all(isinstance(each.value, str) for each in report.results)
    block = octets.replace(b"\r", b"").replace(b"\n", b"")
    fields, _, _ = split_head(b"Authentication-Results:" + block + b"\r\nReceived:" + block + b"\r\n\r\n")
    read_authenticity(fields, value, (value[:5],))
    read_authenticity(fields, value)


@pytest.mark.timeout(20)
@pytest.mark.parametrize(
    "piece", ['a="\\', "(", "a=(", "a-", "a . ", "=", '"', ";", "by ", "from x by y ", "\\(", "1.2.3.4 "]
)
def test_hostile_fields_take_no_time(piece: str) -> None:
    value = (piece * 100_000)[:100_000]
    names = ("Authentication-Results", "Received-SPF", "Received", "ARC-Seal")
    fields, _, _ = split_head("".join(f"{name}: {value}\r\n" * 50 for name in names).encode() + b"\r\n")
    read_authenticity(fields, SENDER)
    read_authenticity(fields, SENDER, ("mx.example.net",))
