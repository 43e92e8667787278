"""Times as people write them, by language and zone."""

from __future__ import annotations

import re
import zoneinfo
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, tzinfo

ZONES: dict[str, tzinfo] = {}

_CODE = re.compile(r"%(-?)(.?)", re.S)
_LONGEST_FORMAT = 200


@dataclass(frozen=True)
class Calendar:
    """A language's names, and its usual ways to write a time."""

    months: tuple[str, ...]
    short_months: tuple[str, ...]
    days: tuple[str, ...]
    short_days: tuple[str, ...]
    ways: Mapping[str, str]


class UnknownZone(ValueError):
    """There is no such time zone."""


class UnknownFormat(ValueError):
    """A format names something that is no part of a time."""


def _calendar(
    months: str, short: str, days: str, short_days: str, long: str, medium: str, date: str
) -> Calendar:
    clock = "%H:%M"
    ways = {
        "long": f"{long}, {clock}",
        "medium": f"{medium}, {clock}",
        "short": f"{date}, {clock}",
        "date": medium,
        "day": long,
        "time": clock,
    }
    return Calendar(
        tuple(months.split()), tuple(short.split()), tuple(days.split()), tuple(short_days.split()), ways
    )


_CALENDARS = {
    "en": _calendar(
        "January February March April May June July August September October November December",
        "Jan Feb Mar Apr May Jun Jul Aug Sep Oct Nov Dec",
        "Monday Tuesday Wednesday Thursday Friday Saturday Sunday",
        "Mon Tue Wed Thu Fri Sat Sun",
        "%A, %-d %B %Y",
        "%-d %b %Y",
        "%Y-%m-%d",
    ),
    "de": _calendar(
        "Januar Februar März April Mai Juni Juli August September Oktober November Dezember",
        "Jan. Feb. März Apr. Mai Juni Juli Aug. Sept. Okt. Nov. Dez.",
        "Montag Dienstag Mittwoch Donnerstag Freitag Samstag Sonntag",
        "Mo Di Mi Do Fr Sa So",
        "%A, %-d. %B %Y",
        "%-d. %b %Y",
        "%d.%m.%Y",
    ),
    "fr": _calendar(
        "janvier février mars avril mai juin juillet août septembre octobre novembre décembre",
        "janv. févr. mars avr. mai juin juil. août sept. oct. nov. déc.",
        "lundi mardi mercredi jeudi vendredi samedi dimanche",
        "lun. mar. mer. jeu. ven. sam. dim.",
        "%A %-d %B %Y",
        "%-d %b %Y",
        "%d/%m/%Y",
    ),
    "es": _calendar(
        "enero febrero marzo abril mayo junio julio agosto septiembre octubre noviembre diciembre",
        "ene feb mar abr may jun jul ago sept oct nov dic",
        "lunes martes miércoles jueves viernes sábado domingo",
        "lun mar mié jue vie sáb dom",
        "%A, %-d de %B de %Y",
        "%-d %b %Y",
        "%d/%m/%Y",
    ),
    "it": _calendar(
        "gennaio febbraio marzo aprile maggio giugno luglio agosto settembre ottobre novembre dicembre",
        "gen feb mar apr mag giu lug ago set ott nov dic",
        "lunedì martedì mercoledì giovedì venerdì sabato domenica",
        "lun mar mer gio ven sab dom",
        "%A %-d %B %Y",
        "%-d %b %Y",
        "%d/%m/%Y",
    ),
    "nl": _calendar(
        "januari februari maart april mei juni juli augustus september oktober november december",
        "jan feb mrt apr mei jun jul aug sep okt nov dec",
        "maandag dinsdag woensdag donderdag vrijdag zaterdag zondag",
        "ma di wo do vr za zo",
        "%A %-d %B %Y",
        "%-d %b %Y",
        "%d-%m-%Y",
    ),
    "pt": _calendar(
        "janeiro fevereiro março abril maio junho julho agosto setembro outubro novembro dezembro",
        "jan. fev. mar. abr. mai. jun. jul. ago. set. out. nov. dez.",
        "segunda-feira terça-feira quarta-feira quinta-feira sexta-feira sábado domingo",
        "seg. ter. qua. qui. sex. sáb. dom.",
        "%A, %-d de %B de %Y",
        "%-d %b %Y",
        "%d/%m/%Y",
    ),
}

WAYS = tuple(_CALENDARS["en"].ways)


def load_zones() -> None:
    """Read all time zones that this machine knows, while files can still be opened."""
    for name in zoneinfo.available_timezones():
        ZONES[name] = zoneinfo.ZoneInfo(name)


def in_zone(time: datetime, zone: str) -> datetime:
    """The same moment in another zone; one without offset stays as it is. Raises UnknownZone."""
    if zone not in ZONES:
        raise UnknownZone(f"there is no time zone {zone[:60]!r}; one is called Europe/Berlin")
    return time.astimezone(ZONES[zone]) if time.tzinfo else time


def written(time: datetime, way: str, language: str) -> str:
    """A time in one of the `WAYS`, or by a pattern such as "%d.%m.%Y %H:%M". Raises UnknownFormat."""
    calendar = _CALENDARS.get(language.lower().partition("-")[0], _CALENDARS["en"])
    pattern = calendar.ways.get(way, way)
    if "%" not in pattern or len(pattern) > _LONGEST_FORMAT:
        raise UnknownFormat(
            f"{way[:60]!r} is no way to write a time; there are {', '.join(WAYS)} and patterns such as %d.%m.%Y"
        )
    return _CODE.sub(lambda code: _piece(time, code[2], code[1] == "-", calendar), pattern)


def _piece(time: datetime, code: str, short: bool, calendar: Calendar) -> str:
    pieces = {
        "A": calendar.days[time.weekday()],
        "a": calendar.short_days[time.weekday()],
        "B": calendar.months[time.month - 1],
        "b": calendar.short_months[time.month - 1],
        "d": f"{time.day:02}",
        "m": f"{time.month:02}",
        "Y": f"{time.year:04}",
        "y": f"{time.year % 100:02}",
        "H": f"{time.hour:02}",
        "I": f"{(time.hour - 1) % 12 + 1:02}",
        "p": "AM" if time.hour < 12 else "PM",
        "M": f"{time.minute:02}",
        "S": f"{time.second:02}",
        "z": time.strftime("%z"),
        "Z": time.tzname() or "",
        "%": "%",
    }
    if code not in pieces:
        raise UnknownFormat(
            f"%{code} is no part of a time; there are {', '.join('%' + each for each in pieces)}"
        )
    return pieces[code].lstrip("0") or "0" if short else pieces[code]
