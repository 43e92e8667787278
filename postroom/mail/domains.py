"""Domain names: who may register below which suffix, and which two names belong to one organisation."""

from __future__ import annotations

import encodings.idna  # the codecs: where mail is read no file can be opened any more
import encodings.punycode  # noqa: F401
import re

LONGEST = 253  # characters (RFC 1035, 2.3.4)

_LABEL = r"(?!-)[a-z0-9_-]{1,63}(?<!-)"
_NAME = re.compile(rf"{_LABEL}(?:\.{_LABEL})*+\Z")
_NUMBER = re.compile(r"(?:.*\.)?[0-9]+\Z")  # an IPv4 address is no name


def _words(text: str) -> frozenset[str]:
    return frozenset(text.split())


# Second levels that customarily stand below a country code, where strangers register: co.uk, or.jp, gob.mx.
_SECOND_LEVELS = _words("""
    ac co com edu go gob gok gop gouv gov govt gub gv mil ne net nic nom name or org info biz web sch school
    ltd me nhs plc police              ad ed gr lg                       hs kg ms pe re sc es
    cri geek gen iwi kiwi maori health asn id                            firm ind res idf k12 muni
    adm adv arq art blog coop eco emp eng etc far fm g12 inf jor jus leg med mus odo ppg pro psc psi rec srv tmp
    tur tv vet wiki                    law                               av bel dr kep pol tel
    asso avocat cci presse prd tm      int nome publ musica              my desa fam gog in mi pp
    club ebiz game idv per             bj sh gd js zj sd hb sc tj cq     kiev kyiv lviv od dp kh msk spb
    ca ny tx fl il pa oh wa ma nj va   store press gc rm to na bo fi ve  ltd sci fin museum rel
""")
_FLAT = _words("be ch cz de dk eu fi ie is li lu nl si sk")  # countries without such second levels
# Names below which strangers live side by side, whatever their endings.
_SHARED = _words("""
    eu.com gb.net uk.com uk.net us.com us.org de.com br.com cn.com jpn.com ru.com sa.com se.net se.com za.com
    co.com co.nl co.no in.net eu.org dyndns.org duckdns.org no-ip.org ddns.net hopto.org
    tokyo.jp osaka.jp kyoto.jp aichi.jp kanagawa.jp saitama.jp chiba.jp hokkaido.jp fukuoka.jp hyogo.jp
    onmicrosoft.com onmicrosoft.de gappssmtp.com mail.protection.outlook.com appspotmail.com amazonses.com
    zendesk.com freshdesk.com atlassian.net myshopify.com cloudfront.net amazonaws.com herokuapp.com
    azurewebsites.net appspot.com web.app firebaseapp.com github.io gitlab.io pages.dev workers.dev netlify.app
    vercel.app blogspot.com wordpress.com wixsite.com sendgrid.net mailgun.org mcsv.net
""")


def domain_name(written: str) -> str:
    """The name in lower case and ASCII (RFC 5890), of an address its domain; "" where it is none."""
    name = written.strip(" \t\r\n\"'<>").rpartition("@")[2].rstrip(".").lower()
    if not name.isascii() and len(name) <= LONGEST:
        try:
            name = name.encode("idna").decode("ascii")
        except (UnicodeError, IndexError):
            return ""
    return name if len(name) <= LONGEST and _NAME.match(name) and not _NUMBER.match(name) else ""


def organisation(domain: str) -> str:
    """The organisational domain (RFC 7489, 3.2) of `domain`, "" for what is no name or is itself a suffix.

    An approximation of the public suffix list. Where it takes an organisation's own name for a suffix
    (`info.fr`) less is proven, for its subdomains; a rare suffix that it does not know (`city.kobe.jp`) makes
    neighbours below it one organisation.
    """
    labels = domain_name(domain).split(".")
    size = _suffix_length(labels) + 1
    return ".".join(labels[-size:]) if len(labels) >= size else ""


def related(one: str, other: str) -> bool:
    """Whether two names belong to one organisation: DMARC's relaxed alignment (RFC 7489, 3.1)."""
    mine, theirs = domain_name(one), domain_name(other)
    return mine != "" and (mine == theirs or organisation(mine) == organisation(theirs) != "")


def _suffix_length(labels: list[str]) -> int:
    """How many labels at the end are a public suffix."""
    for size in (4, 3, 2):
        if ".".join(labels[-size:]) in _SHARED:
            return size
    top, second = labels[-1], labels[-2] if len(labels) > 1 else ""
    return 2 if len(top) == 2 and top not in _FLAT and second in _SECOND_LEVELS else 1
