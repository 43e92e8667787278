"""What a charset label means, and what octets say under it."""

from __future__ import annotations

import pytest

from postroom.mail import charset, iso2022

pytestmark = pytest.mark.pure

LABELS = {
    "UTF8": "utf-8",
    "utf-8; format=flowed": "utf-8",
    '3D"iso-8859-15"': "iso8859-15",
    "charset=us-ascii": "utf-8",
    "ISO-8859-1": "cp1252",
    "iso_8859-1:1987": "cp1252",
    "ISO 8859/2": "iso8859-2",
    "windows1252": "cp1252",
    "cp-1251": "cp1251",
    "win-1250": "cp1250",
    "windows-28592": "iso8859-2",
    "windows-65001": "utf-8",
    "gb2312": "gb18030",
    "GBK": "gb18030",
    "ks_c_5601-1987": "cp949",
    "euc-kr": "cp949",
    "Shift_JIS": "cp932",
    "windows-31j": "cp932",
    "iso-8859-8-i": "iso8859-8",
    "koi8": "koi8-r",
    "x-mac-cyrillic": "mac-cyrillic",
    "unicode-1-1-utf-7": "utf-7",
    "big5": "cp950",
}
NOBODY_KNOWS = [
    "",
    "x-unknown",
    "8bit",
    "base64",
    "rot13",
    "idna",
    "punycode",
    "unicode_escape",
    "zlib",
    "a" * 300,
    "é",
]


@pytest.mark.parametrize(("label", "codec"), LABELS.items())
def test_a_label_is_understood_however_it_is_written(label: str, codec: str) -> None:
    assert charset.codec(label) == codec


@pytest.mark.parametrize("label", NOBODY_KNOWS)
def test_what_is_no_charset_for_mail_is_not_known(label: str) -> None:
    assert charset.codec(label) is None


DECODED = {
    "UTF-8 under a Western label": ("Grüße".encode(), "iso-8859-1", "Grüße"),
    "Western under its label": ("Grüße".encode("cp1252"), "iso-8859-1", "Grüße"),
    "typographic quotes under ISO-8859-1": ("„so“ – €".encode("cp1252"), "iso-8859-1", "„so“ – €"),
    "Cyrillic under its label": ("Привет".encode("cp1251"), "windows-1251", "Привет"),
    "UTF-8 under a Cyrillic label": ("Привет".encode(), "koi8-r", "Привет"),
    "a mark outweighs the label": ("Grüße".encode("utf-8-sig"), "koi8-r", "Grüße"),
    "UTF-16 with a mark and no label": ("Grüße".encode("utf-16"), "", "Grüße"),
    "UTF-16 without a mark, little end first": ("Hi ü\n".encode("utf-16-le"), "utf-16", "Hi ü\n"),
    "UTF-16 without a mark, big end first": ("Hi ü\n".encode("utf-16-be"), "utf-16", "Hi ü\n"),
    "UTF-16 that is ASCII": (b"Hi there", "utf-16", "Hi there"),
    "UTF-32 without a mark": ("中文\n".encode("utf-32-be"), "utf-32", "中文\n"),
    "a damaged octet in much UTF-8": (
        "Größe, Übung, Käse ".encode() + b"\xff.",
        "utf-8",
        "Größe, Übung, Käse \ufffd.",
    ),
    "Western under an UTF-8 label": (b"Gr\xfc\xdfe aus K\xf6ln", "utf-8", "Grüße aus Köln"),
    "ISO-2022-JP without a label": (b"\x1b$BF|K\\\x1b(B", "", "日本"),
    "ISO-2022-JP under us-ascii": (b"\x1b$BF|K\\\x1b(B", "us-ascii", "日本"),
    "kanji of NEC in ISO-2022-JP": (b"\x1b$B-!-j\x1b(B", "iso-2022-jp", "①㈱"),
    "half-width kana in ISO-2022-JP": (b"\x1b(I6EJ\x1b(B", "iso-2022-jp", "ｶﾅﾊ"),
    "Chinese in ISO-2022-JP-2": (b"\x1b$AVPND\x1b(B-!", "iso-2022-jp-2", "中文-!"),
    "ISO-2022-CN": (b"\x1b$)A\x0eVPND\x0f!", "iso-2022-cn", "中文!"),
    "ISO-2022-KR without its first line": (b"\x0eGQ1[\x0f!", "iso-2022-kr", "한글!"),
    "EUC-JP of NEC": (b"\xad\xa1 \x8e\xb6", "euc-jp", "① ｶ"),
    "Hong Kong characters in Big5": ("嘅中文".encode("big5hkscs"), "big5", "嘅中文"),
    "surrogates in UTF-8": (b"\xed\xa0\xbd\xed\xb8\x80", "utf-8", "😀"),
}


@pytest.mark.parametrize(("data", "label", "text"), DECODED.values(), ids=DECODED.keys())
def test_octets_are_read_as_they_were_meant(data: bytes, label: str, text: str) -> None:
    assert charset.decode(data, label)[0] == text


UNLABELLED = {
    "cp1252": "Grüße|Frère|mañana|São Paulo|Möte på fredag|Smørrebrød|naïve|prix 10 €|HÉLÈNE|It’s „quoted“ – fine",
    "cp1250": "Zażółć gęślą jaźń|Příliš žluťoučký kůň|Łódź|Wiadomość próbna|Dobrý den, děkuji",
    "iso8859-2": "Zażółć gęślą jaźń|Wiadomość próbna",
    "cp1254": "Türkçe güzel şey|İstanbul'da görüşürüz",
    "cp1251": "Привет мир|Счёт на оплату|Re: Тест|Заявка № 15|ВНИМАНИЕ|Запрошення на зустріч",
    "koi8-r": "Привет мир|Счёт на оплату|Re: Тест|ВНИМАНИЕ",
    "cp866": "Счет на оплату",
    "cp1253": "Γειά σου|Καλημέρα κόσμε|Τιμολόγιο",
    "cp1255": "שלום עולם|חשבונית|פגישה מחר",
    "cp1256": "مرحبا|السلام عليكم",
    "cp874": "ทดสอบ|สวัสดีครับ",
    "gb18030": "测试|你好|发票|关于下周会议的通知|Re: 答复: 报价单",
    "cp950": "測試|您的訂單已出貨|會議記錄",
    "cp932": "テスト|会議のお知らせ|請求書の件|Re: お問い合わせ",
    "euc_jp": "テスト|会議のお知らせ|請求書の件|Re: お問い合わせ",
    "cp949": "안녕하세요|견적서 보내드립니다|Re: 문의",
}
UNLABELLED_WORDS = [(codec, words) for codec, texts in UNLABELLED.items() for words in texts.split("|")]


@pytest.mark.parametrize(("codec", "words"), UNLABELLED_WORDS)
def test_a_few_words_without_a_label_are_read_in_the_charset_they_look_like(codec: str, words: str) -> None:
    assert charset.decode(words.encode(codec))[0] == words


@pytest.mark.timeout(20)
def test_a_long_text_without_a_label_costs_little() -> None:
    assert charset.decode("Привет мир. ".encode("koi8-r") * 200_000)[0].startswith("Привет")


@pytest.mark.parametrize(
    ("data", "label", "words"),
    [
        (b"Gr\xfc\xdfe aus K\xf6ln", "utf-8", "the text is not utf-8; read as cp1252"),
        (b"abc", "x-none", "'x-none' is not known; read as utf-8"),
        (b"\x81\x30", "big5", "some characters are not big5"),
    ],
)
def test_a_label_that_does_not_fit_is_complained_about(data: bytes, label: str, words: str) -> None:
    assert words in charset.decode(data, label)[1]


@pytest.mark.parametrize("label", ["utf-8", "iso-8859-1", "iso-2022-jp", "us-ascii", ""])
def test_a_label_that_fits_is_not(label: str) -> None:
    assert charset.decode(b"Hello", label)[1] == ""


@pytest.mark.timeout(20)
@pytest.mark.parametrize("read", [iso2022.japanese, iso2022.euc_jp, iso2022.korean, iso2022.chinese])
@pytest.mark.parametrize(
    "data", [b"\x1b$B" * 300_000, b"\x8f\xa1" * 500_000, b"\x0e!" * 500_000, bytes(range(256)) * 4_000]
)
def test_hostile_octets_are_read_in_time(read, data: bytes) -> None:  # type: ignore[no-untyped-def]
    assert isinstance(read(data), str)
