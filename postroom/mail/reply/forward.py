"""Subjects that tell a forwarded mail from an answer."""

from __future__ import annotations

import re

# What mail programs write in front of the subject of a forwarded mail.
_FORWARD = frozenset(
    [
        *("fw", "fwd", "forward", "forwarded", "fwrd"),
        *("wg", "wtr", "weitergeleitet", "weiterleitung"),  # German
        *("tr", "transf", "transféré", "réexp", "reexp"),  # French
        *("rv", "reenv", "reenviado", "reenviada"),  # Spanish
        *("enc", "encaminhada", "encaminhado", "reencaminhada"),  # Portuguese
        *("i", "inoltro", "inoltrato", "inoltrata"),  # Italian
        *("doorst", "doorgestuurd", "dfw"),  # Dutch
        *("vs", "vid", "vidsendt", "videresendt"),  # Danish and Norwegian; see below
        *("vb", "vbf", "vidarebef", "vidarebefordrat"),  # Swedish
        *("vl", "välitetty"),  # Finnish
        "fs",  # Icelandic
        *("pd", "przekazane", "podaj dalej", "prd"),  # Polish, Slovenian
        *(
            "přeposláno",
            "přepos",
            "preposlané",
            "tov",
            "továbbítás",
            "továbbított",
            "redir",
        ),  # Czech to Romanian
        *("ed", "edasi", "pārs", "pers"),  # Estonian, Latvian, Lithuanian
        *("пересл", "переслано", "пересылка", "перенаправлено", "препр", "прослеђено", "proslijeđeno"),
        *("πρθ", "προωθ", "προωθημένο"),
        *("ilt", "i̇lt", "iletilen", "i̇letilen", "yönl"),  # Turkish
        *("הועבר", "توجيه", "إعادة توجيه", "نقل", "fwd."),
        *("转发", "轉寄", "轉發", "转寄", "転送", "전달", "ส่งต่อ", "chuyển tiếp", "trs", "teruskan", "dsg"),
    ]
)
_PREFIX = re.compile(
    r"\s{0,9}(?:\[[^\]]{0,60}\]\s{0,9})?([^\W\d_][^:：\d\[(]{0,20}?)\s{0,3}(?:[\[(]\d{1,3}[\])])?\s?[:：]"
)


def announces_forward(subject: str, text: str = "") -> bool:
    """Whether the subject says that a mail is forwarded; "Re: Fwd: ..." answers one.

    "VS:" is a forward in Danish and Norwegian, but an answer in Finnish, so that the words of `text` decide.
    """
    prefix = _PREFIX.match(subject)
    word = prefix[1].lower() if prefix else ""
    return word in _FORWARD and not (word == "vs" and "lähettäjä" in text.lower())
