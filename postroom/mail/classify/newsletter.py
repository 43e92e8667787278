"""Newsletters that no field names: who sends them, and the way out that they offer below their text."""

from __future__ import annotations

import re

from postroom.mail.classify.letter import Letter
from postroom.mail.classify.sentences import folded
from postroom.mail.classify.values import Kind

_LONGEST_END = 1_500  # characters below the text in which the way out stands
_LONGEST_BEGINNING = 1_000

_SENDER = re.compile(
    r"(?:[a-z0-9]+[._-]){0,2}(?:newsletters?|news|mailings?|marketing|promo(?:tions?|s)?|offers?|angebote|"
    r"campaigns?|digest|infobrief|rundbrief|boletin|infolettre|nieuwsbrief|nyhedsbrev|nyhetsbrev)\Z"
)

_ELSEWHERE = re.compile(
    r"(?:view|read|see|open|display)(?: \S+){0,4}? (?:in|on|with|via) (?:(?:your|a|the|any) )?(?:web ?)?browser|"
    r"view (?:it )?online|"
    r"(?:trouble|problems|difficult\w+) (?:viewing|reading|displaying)|web[ -]?version|online[ -]version|"
    r"im browser|nicht (?:richtig|korrekt) (?:dargestellt|angezeigt)|version en ligne|navigateur|"
    r"en (?:el |tu |su )?navegador|no (?:seu )?navegador|nel (?:tuo )?browser|in (?:je|uw|de) browser|"
    r"webbl[äa]sare|i (?:din )?(?:browser|nettleser)|selaimessa|w przegl[ąa]darce|v prohl[íi][žz]e[čc]i|"
    r"в браузере|у браузері|在浏览器|在瀏覽器|ブラウザで"
)
_WAY_OUT = re.compile(
    r"unsubscri|opt[ -]?out|(?:manage|update|change) (?:your |my )?(?:e-?mail |subscription )?preferences|"
    r"abmelden|abbestellen|abzubestellen|austragen|newsletter nicht (?:mehr|l[äa]nger)|d[ée]sinscri|d[ée]sabonn|"
    r"(?:darse|darte|dar) de baja|cancelar (?:la |su |tu |a |sua )?(?:su[bs]\w*cri|inscri)|descadastr|disiscri|"
    r"annulla\w* l'iscrizione|cancell\w+ l'iscrizione|afmelden|uitschrijven|avregistrer|avprenumerer|afmeld|"
    r"avmeld|peruuta tilau|wypisa|rezygn|odhl[áa]s|leiratkoz|dezabon|отпис|відпис|abonelikten|退订|退訂|"
    r"取消订阅|配信停止|配信解除|수신 ?거부"
)


def newsletter(mail: Letter) -> Kind | None:
    """The way out alone is not enough: lists of people have it, and people speak of it."""
    if mail.is_answered or mail.answers or mail.asks:
        return None
    end = folded(mail.text[-_LONGEST_END:])
    if not _WAY_OUT.search(end) or ("http" not in end and mail.part("text/html") is None):
        return None
    if _SENDER.match(mail.local_part):
        return Kind("newsletter", f"it was sent by {mail.local_part[:60]}, and can be unsubscribed from")
    around = mail.text[:_LONGEST_BEGINNING] + " " + mail.text[-_LONGEST_END:]
    if _ELSEWHERE.search(folded(around)):
        return Kind("newsletter", "it can be read in a browser, and unsubscribed from")
    return None
