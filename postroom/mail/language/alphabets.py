"""All words and letters by which languages are told apart, by their alphabet.

Words are in lower case; an elided one ends with its apostrophe (`l'`, `don'`). Beside what grammar needs there are
numbers, days and months, and what mail says: greetings, thanks, requests, and what it is usually about. Letters are
those that few neighbours write.
"""

from __future__ import annotations

from postroom.mail.language import germanic, others, romance, slavic

LATIN = {**germanic.LATIN, **romance.LATIN, **slavic.LATIN, **others.LATIN}
LATIN_LETTERS = {
    "de": "ßäöü",
    "nl": "ë",
    "af": "êë",
    "da": "åæø",
    "no": "åæø",
    "sv": "äöå",
    "is": "öæðþéý",
    "fr": "éèêëçœùâîô",
    "es": "üéñ¿¡",
    "ca": "üéèçòŀ",
    "pt": "éêçãõâô",
    "it": "éèòùì",
    "ro": "ăâîșțţş",
    "gl": "ñ",
    "pl": "łąęńśźżć",
    "cs": "éčšžřěůďťňý",
    "sk": "äéčšžďťňľĺŕôý",
    "sl": "čšž",
    "hr": "ćđčšž",
    "lv": "čšžāēīģķļņū",
    "lt": "ąęčšžūėįų",
    "et": "äöüõšž",
    "fi": "äö",
    "hu": "öüéőű",
    "cy": "êŵŷ",
    "ga": "é",
    "sq": "ëç",
    "tr": "öüçâşğı",
    "vi": "êãõăâđôơưạảấếệịọộờợụ",
}

CYRILLIC = {**slavic.CYRILLIC, **others.CYRILLIC}
CYRILLIC_LETTERS = {
    "ru": "ыэёщ",
    "be": "ыэёіў",
    "kk": "ыэіәғқңұүө",
    "mn": "ыэёүө",
    "bg": "ъщ",
    "uk": "щіїєґ",
    "sr": "јљњџђћ",
    "mk": "јљњџѓќѕ",
}

ARABIC = others.ARABIC
ARABIC_LETTERS = {
    "fa": "پچژگکی",
    "ur": "پچگکیٹڈڑںےہھ",
    "ku": "پچژگکیۆێڵە",
    "ps": "پچيټډړښځڅ",
    "ar": "كيىةأإ",
}

HEBREW = others.HEBREW
HEBREW_LETTERS = {"yi": "ײװױ\u05b7\u05b8"}

DEVANAGARI = others.DEVANAGARI
DEVANAGARI_LETTERS = {
    "mr": "ळ",
}

BENGALI_LETTERS = {
    "as": "ৰৱ",
}

# The first code point of each alphabet. One in lower case is written by one language only; - are signs of none.
SCRIPTS = """
    0 -  41 Latin  5B -  61 Latin  7B -  C0 Latin  250 -  370 el  400 Cyrillic  530 hy  590 Hebrew
    600 Arabic  700 -  750 Arabic  780 -  900 Devanagari  980 Bengali  A00 pa  A80 gu  B00 or  B80 ta
    C00 te  C80 kn  D00 ml  D80 si  E00 th  E80 lo  F00 bo  1000 my  10A0 ka  1100 Hangul  1200 am
    13A0 -  1780 km  1800 mn  18B0 -  1C90 ka  1CC0 -  1E00 Latin  1F00 el  2000 -  2D00 ka  2D30 -
    3040 Kana  3100 Han  3130 Hangul  3190 -  31F0 Kana  3200 -  3400 Han  A000 -  AC00 Hangul  D7B0 -
    F900 Han  FB00 -  FB1D Hebrew  FB50 Arabic  FE00 -  FE70 Arabic  FF00 -  FF66 Kana  FFA0 -
    20000 Han  32000 -
"""
