"""Which lines of a plain text are new, quoted or signature.

Each line of a case begins with what it is: n(ew), q(uoted), s(ignature). Blank lines may go with either side.
"""

from __future__ import annotations

import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from postroom.mail.reply.lines import Line, lines_of_text, source_lines
from postroom.mail.reply.split import label

pytestmark = pytest.mark.pure

LETTERS = {"new": "n", "quoted": "q", "signature": "s"}


def labelled(text: str, *, is_forward: bool = False) -> str:
    """The text with the letter of its label before each line that has words."""
    labels = label(lines_of_text(text), is_forward=is_forward)
    rows = zip(labels, source_lines(text), strict=True)
    return "\n".join(f"{LETTERS[found]} {row}" for found, row in rows if row.strip())


def check(case: str, *, is_forward: bool = False) -> None:
    rows = case.strip("\n").split("\n")
    text = "\n".join(row[2:] for row in rows)
    expected = "\n".join(row for row in rows if row[2:].strip())
    assert labelled(text, is_forward=is_forward) == expected


CLIENTS = {
    "Gmail": """
n Thanks, that works.
n
q On Sun, Nov 22, 2026 at 10:00 AM Anna Meyer <anna@example.com> wrote:
q
q > The printer is on fire.
q > Please help.
q >
""",
    "Gmail wrapped inside the address": """
n Thanks, that works.
n
q On Sun, Nov 22, 2026 at 10:00 AM Anna Meyer (Example Corporation) <
q anna.meyer@example.com> wrote:
q
q > The printer is on fire.
""",
    "Gmail wrapped behind the address, where the bracket looks like a quote mark": """
n Thanks, that works.
n
q On Sun, Nov 22, 2026 at 10:00 AM, Anna Meyer <anna.meyer@example.com
q > wrote:
q
q > The printer is on fire.
""",
    "Gmail with a bold plain part": """
n Thanks, that works.
n
q *From:* Anna Meyer <anna@example.com>
q *Sent:* Sunday, November 22, 2026 10:00 AM
q *To:* Support
q *Subject:* Printer
q
q The printer is on fire.
""",
    "Apple Mail": """
n Thanks, that works.
n
q > On 22 Nov 2026, at 10:00, Anna Meyer <anna@example.com> wrote:
q >
q > The printer is on fire.
q >
""",
    "Apple Mail on a phone": """
n Thanks, that works.
n
s Sent from my iPhone
s
q > On Nov 22, 2026, at 10:00, Anna Meyer <anna@example.com> wrote:
q >
q > \ufeffThe printer is on fire.
""",
    "Thunderbird in German, top-posted": """
n Danke, das klappt.
n
q Am 22.11.2026 um 10:00 schrieb Anna Meyer:
q > Der Drucker brennt.
q > Bitte helfen.
""",
    "Thunderbird, bottom-posted": """
q On 11/22/26 10:00, Anna Meyer wrote:
q > The printer is on fire.
q > Please help.
n
n Thanks, that works.
n
s --
s Otto
""",
    "Outlook for Windows": """
n Thanks, that works.
n
q -----Original Message-----
q From: Anna Meyer [mailto:anna@example.com]
q Sent: Sunday, November 22, 2026 10:00 AM
q To: Support
q Subject: Printer
q
q The printer is on fire.
q
q -----Original Message-----
q From: Support
q Sent: Saturday, November 21, 2026 9:00 AM
q
q How is the printer?
""",
    "Outlook for the web with its rule": """
n Thanks, that works.
n
q ________________________________
q From: Anna Meyer <anna@example.com>
q Sent: Sunday, November 22, 2026 10:00:00 AM
q To: Support <support@example.com>
q Subject: Printer
q
q The printer is on fire.
""",
    "Outlook for the web where each field is a paragraph": """
n Thanks, that works.
n
q From: Anna Meyer <anna@example.com>
q
q Sent: Sunday, November 22, 2026 10:00 AM
q
q To: Support <support@example.com>
q
q Subject: Printer
q
q The printer is on fire.
""",
    "Outlook with many receivers over several lines": """
n Thanks, that works.
n
q From: Anna Meyer <anna@example.com>
q Sent: Sunday, November 22, 2026 10:00 AM
q To: Support <support@example.com>; Otto Klein <otto@example.com>;
q  Jana Novak <jana@example.org>; Team Printer
q  <printer@example.org>
q Cc: Boss <boss@example.com>
q Subject: Printer
q
q The printer is on fire.
""",
    "Outlook flattened to one line": """
n Thanks, that works.
n
q From: Anna Meyer <anna@example.com> Sent: Sunday, November 22, 2026 10:00 AM To: Support Subject: Printer
q
q The printer is on fire.
""",
    "Outlook for Mac, day and verb on one line without marks": """
n Thanks, that works.
n
q On 11/22/26, 10:00 AM, "Anna Meyer" <anna@example.com> wrote:
q
q     The printer is on fire.
q     Please help.
""",
    "Outlook that quotes with marks, answered below": """
q -----Original Message-----
q From: Anna Meyer [mailto:anna@example.com]
q Sent: Sunday, November 22, 2026 10:00 AM
q To: Support
q Subject: Printer
q
q > The printer is on fire.
q > Please help.
n
n Thanks, that works.
""",
    "Outlook for Android": """
n Thanks, that works.
n
s Get Outlook for Android<https://aka.ms/AAb9ysg>
q ________________________________
q From: Anna Meyer <anna@example.com>
q Sent: Sunday, November 22, 2026 10:00:00 AM
q To: Support <support@example.com>
q Subject: Printer
q
q The printer is on fire.
""",
    "Yahoo": """
n Thanks, that works.
n
q     On Sunday, November 22, 2026, 10:00:00 AM GMT+1, Anna Meyer <anna@example.com> wrote:
q
q  The printer is on fire.
q
q Please help.
""",
    "Yahoo of old": """
n Thanks, that works.
n
q --- On Sun, 11/22/26, Anna Meyer <anna@example.com> wrote:
q
q From: Anna Meyer <anna@example.com>
q Subject: Printer
q To: support@example.com
q Date: Sunday, November 22, 2026, 10:00 AM
q
q The printer is on fire.
""",
    "GMX and Web.de": """
n Danke, das klappt.
n
q Gesendet: Sonntag, 22. November 2026 um 10:00 Uhr
q Von: "Anna Meyer" <anna@example.com>
q An: support@example.com
q Betreff: Drucker
q
q Der Drucker brennt.
""",
    "Lotus Notes with fields": """
n Thanks, that works.
n
q From:\tAnna Meyer/BER/Example
q To:\tSupport@Example
q Date:\t22.11.2026 10:00
q Subject:\tPrinter
q
q The printer is on fire.
""",
    "Lotus Notes with a verb and a path": """
n Thanks, that works.
n
q Anna Meyer/BER/Example wrote on 22.11.2026 10:00:00:
q
q > From: Anna Meyer/BER/Example
q > To: Support@Example
q > The printer is on fire.
""",
    "Lotus Notes with its memo head": """
n Thanks, that works.
n
q Anna Meyer <anna@example.com>
q 11/22/2026 10:00 AM
q
q To
q support@example.com
q cc
q
q Subject
q Printer
q
q The printer is on fire.
""",
    "Lotus Notes with the first words of the mail": """
n Thanks, that works.
n
q Anna Meyer ---22.11.2026 10:00:00---The printer is on fire. Please help.
q
q From: Anna Meyer/BER/Example
q To: Support@Example
q
q The printer is on fire. Please help.
""",
    "Samsung": """
n Thanks, that works.
n
s Sent from my Galaxy
q -------- Original message --------
q From: Anna Meyer <anna@example.com>
q Date: 22/11/2026 10:00 (GMT+01:00)
q To: support@example.com
q Subject: Printer
q
q The printer is on fire.
""",
    "BlackBerry": """
n Thanks, that works.
s Sent from my BlackBerry® wireless device
q
q -----Original Message-----
q From: Anna Meyer <anna@example.com>
q Date: Sun, 22 Nov 2026 10:00:00
q To: <support@example.com>
q Reply-To: anna@example.com
q Subject: Printer
q
q The printer is on fire.
""",
    "BlackBerry 10, no dashes": """
n Thanks, that works.
n
s Sent from my BlackBerry 10 smartphone.
q
q   Original Message
q From: Anna Meyer
q Sent: Sunday, November 22, 2026 10:00
q To: Support
q Subject: Printer
q
q The printer is on fire.
""",
    "Windows Phone": """
n Thanks, that works.
n
s Sent from my Windows Phone
q ________________________________
q From: Anna Meyer
q Sent: 22/11/2026 10:00
q To: Support
q Subject: Printer
q
q The printer is on fire.
""",
    "Windows Mail": """
n Thanks, that works.
n
s Sent from Mail for Windows
q
q From: Anna Meyer
q Sent: Sunday, November 22, 2026 10:00 AM
q To: Support
q Subject: Printer
q
q The printer is on fire.
""",
    "ProtonMail": """
n Thanks, that works.
n
s Sent with Proton Mail secure email.
q
q ------- Original Message -------
q On Sunday, November 22nd, 2026 at 10:00 AM, Anna Meyer <anna@example.com> wrote:
q
q > The printer is on fire.
""",
    "ProtonMail with other dashes": """
n Thanks, that works.
n
q \u2010\u2010\u2010\u2010\u2010\u2010\u2010 Original Message \u2010\u2010\u2010\u2010\u2010\u2010\u2010
q On Sunday, November 22, 2026 10:00 AM, Anna Meyer <anna@example.com> wrote:
q
q > The printer is on fire.
""",
    "Zimbra": """
n Thanks, that works.
n
q ----- On Nov 22, 2026, at 10:00 AM, Anna Meyer anna@example.com wrote:
q
q > The printer is on fire.
""",
    "Zimbra of old": """
n Thanks, that works.
n
q ----- Original Message -----
q From: "Anna Meyer" <anna@example.com>
q To: support@example.com
q Sent: Sunday, November 22, 2026 10:00:00 AM
q Subject: Printer
q
q The printer is on fire.
""",
    "Roundcube": """
n Thanks, that works.
n
q On 2026-11-22 10:00, Anna Meyer wrote:
q > The printer is on fire.
""",
    "Zoho": """
n Thanks, that works.
n
q ---- On Sun, 22 Nov 2026 10:00:00 +0100 Anna Meyer <anna@example.com> wrote ----
q
q The printer is on fire.
""",
    "Evolution": """
n Thanks, that works.
n
q On Sun, 2026-11-22 at 10:00 +0100, Anna Meyer wrote:
q > The printer is on fire.
""",
    "Claws, on two lines": """
n Thanks, that works.
n
q On Sun, 22 Nov 2026 10:00:00 +0100
q Anna Meyer <anna@example.com> wrote:
q
q > The printer is on fire.
""",
    "Mutt": """
n Thanks, that works.
n
q * Anna Meyer <anna@example.com> [2026-11-22 10:00]:
q > The printer is on fire.
""",
    "Gnus": """
n Thanks, that works.
n
q Anna Meyer <anna@example.com> writes:
q
q > The printer is on fire.
""",
    "Gnus with Supercite": """
n Thanks, that works.
n
q >>>>> "AM" == Anna Meyer <anna@example.com> writes:
q
q     AM> The printer is on fire.
q     AM> Please help.
""",
    "The Bat! with initials": """
n Thanks, that works.
n
q Sunday, November 22, 2026, 10:00:00 AM, you wrote:
q
q AM> The printer is on fire.
q AM> Please help.
""",
    "Horde": """
n Thanks, that works.
n
q Quoting Anna Meyer <anna@example.com>:
q
q > The printer is on fire.
""",
    "Horde in German": """
n Danke, das klappt.
n
q Zitat von Anna Meyer <anna@example.com>:
q
q > Der Drucker brennt.
""",
    "Eudora": """
n Thanks, that works.
n
q At 10:00 AM 11/22/2026, Anna Meyer wrote:
q >The printer is on fire.
q >Please help.
""",
    "AOL": """
n Thanks, that works.
n
q In a message dated 11/22/2026 10:00:00 A.M. Eastern Standard Time, anna@example.com writes:
q
q The printer is on fire.
""",
    "Usenet": """
n Thanks, that works.
n
q In article <a1b2@example.com>, Anna Meyer <anna@example.com> wrote:
q > The printer is on fire.
""",
    "SquirrelMail": """
n Thanks, that works.
n
q > The printer is on fire.
q > Please help.
""",
    "eM Client": """
n Thanks, that works.
n
q ------ Original Message ------
q From "Anna Meyer" <anna@example.com>
q To support@example.com
q Date 22/11/2026 10:00:00
q Subject Printer
q
q The printer is on fire.
""",
    "NetEase": """
n 谢谢，好了。
n
q 在 2026-11-22 10:00:00，"Anna Meyer" <anna@example.com> 写道：
q
q 打印机着火了。
""",
    "QQ Mail": """
n 谢谢，好了。
n
q ------------------ 原始邮件 ------------------
q 发件人: "Anna Meyer" <anna@example.com>;
q 发送时间: 2026年11月22日(星期天) 上午10:00
q 收件人: "Support"<support@example.com>;
q 主题: 打印机
q
q 打印机着火了。
""",
    "Gmail in Japanese": """
n ありがとうございます。
n
q 2026年11月22日(日) 10:00 Anna Meyer <anna@example.com>:
q
q > プリンターが燃えています。
""",
    "Gmail in Korean": """
n 감사합니다, 됩니다.
n
q 2026년 11월 22일 (일) 오전 10:00, Anna Meyer <anna@example.com>님이 작성:
q
q > 프린터에 불이 났습니다.
""",
    "Gmail in Hebrew, with direction marks": """
n תודה, זה עובד.
n
q \u202bבתאריך יום א׳, 22 בנוב׳ 2026 ב-10:00 מאת \u202aAnna\u202c\u200f <\u202aanna@example.com\u202c\u200f>:\u202c
q
q > המדפסת בוערת.
""",
    "Gmail in Russian, which has no verb": """
n Спасибо, работает.
n
q вс, 22 нояб. 2026 г. в 10:00, Anna Meyer <anna@example.com>:
q
q > Принтер горит.
""",
    "a short name and no date above marks": """
n Thanks, that works.
n
q Anna Meyer wrote:
q > The printer is on fire.
""",
    "an attribution whose words follow on the same line": """
n Thanks, that works.
n
q On Sun, Nov 22, 2026 at 10:00 AM Anna Meyer <anna@example.com> wrote: The printer is on fire.
q Please help.
""",
    "a support desk": """
n Thanks, that works.
n
q ##- Please type your reply above this line -##
q
q Your request (1234) has been updated.
""",
    "a support desk in French": """
n Merci, cela fonctionne.
n
q --- Veuillez répondre au-dessus de cette ligne ---
q
q Votre demande a été mise à jour.
""",
}


@pytest.mark.parametrize("case", CLIENTS.values(), ids=CLIENTS.keys())
def test_a_reply_of_each_client_is_told_from_what_it_quotes(case: str) -> None:
    check(case)


STYLES = {
    "answers between the quoted lines keep the lines that they answer": """
n On 22.11.2026 10:00, Anna Meyer wrote:
n > Does it still burn?
n
n No, it does not.
n
n > Did you call somebody?
n
n Yes, the fire brigade.
n
q > Best regards
q > Anna
""",
    "a greeting above the first answer": """
n Hi Anna,
n
n On 22.11.2026 10:00, Anna Meyer wrote:
n > Does it still burn?
n No.
n > Did you call somebody?
n Yes.
n
n Otto
""",
    "words above and below one quoted mail": """
n Hi Anna,
n
q On 22.11.2026 10:00, Anna Meyer wrote:
q > Does it still burn?
q > Did you call somebody?
n
n No, and yes.
""",
    "a line that a person quoted by hand": """
n > does it still burn?
n No.
""",
    "lines that a person quoted by hand inside of a new mail": """
n The manual says:
n
n > Never put out a printer with water.
n
n Is this true?
""",
    "a leading quote that no line introduces": """
q > The printer is on fire.
q > It burns since nine.
q > The room is full of smoke.
q > Please help.
n
n We are on our way.
""",
    "several levels of quotes": """
n Thanks, that works.
n
q On 22.11.2026 10:00, Anna Meyer wrote:
q > On 21.11.2026 10:00, Otto Klein wrote:
q >> It is on fire.
q > > Really.
q > It still is.
""",
    "nested attributions without marks": """
n Thanks, that works.
n
q On Sun, Nov 22, 2026 at 10:00 AM Anna Meyer <anna@example.com> wrote:
q
q Any news?
q
q On Sat, Nov 21, 2026 at 10:00 AM Otto Klein <otto@example.com> wrote:
q
q It is on fire.
""",
    "a quoted line whose end lost its mark": """
n Thanks, that works.
n
q On 22.11.2026 10:00, Anna Meyer wrote:
q > The printer on the second floor has been on fire since nine o'clock this
q morning.
q > Please help.
""",
    "a quoted link that lost its mark": """
n Thanks, that works.
n
q On 22.11.2026 10:00, Anna Meyer wrote:
q > Look here:
q https://www.example.com/a/very/long/path/that/no/program/wraps
q > Please help.
""",
    "blank lines between quoted paragraphs": """
n Thanks, that works.
n
q On 22.11.2026 10:00, Anna Meyer wrote:
q > The printer is on fire.
q
q > Please help.
""",
    "a signature above the quote": """
n Thanks, that works.
n
s -- 
s Otto Klein
s Example Ltd
q
q On 22.11.2026 10:00, Anna Meyer wrote:
q > The printer is on fire.
q > -- 
q > Anna
""",
    "only a quote is shown whole": """
n On 22.11.2026 10:00, Anna Meyer wrote:
n > The printer is on fire.
""",
    "only a footer and a quote are shown whole": """
n Sent from my iPhone
n
n > On 22.11.2026 10:00, Anna Meyer wrote:
n > The printer is on fire.
""",
    "a footer of a list below the quote": """
n Thanks, that works.
n
q On 22.11.2026 10:00, Anna Meyer wrote:
q > The printer is on fire.
s
s _______________________________________________
s printers mailing list
s printers@example.org
s https://lists.example.org/listinfo/printers
""",
    "a desk line at the top of a new mail": """
n ##- Please type your reply above this line -##
n
n Your request has been updated.
""",
    "a mark that is not the first on its line": """
n Thanks, that works. if x > 3 then y
n a -> b
""",
    "an attribution with nothing below": """
n Thanks, that works.
n
q On Sun, Nov 22, 2026 at 10:00 AM Anna Meyer <anna@example.com> wrote:
""",
    "bars as quote marks": """
n Thanks, that works.
n
q On 22.11.2026 10:00, Anna Meyer wrote:
q | The printer is on fire.
q | Please help.
""",
    "full-width quote marks": """
n 谢谢，好了。
n
q 在 2026年11月22日，10:00，Anna Meyer <anna@example.com> 写道：
q ＞ 打印机着火了。
""",
}


@pytest.mark.parametrize("case", STYLES.values(), ids=STYLES.keys())
def test_each_style_of_answering_is_understood(case: str) -> None:
    check(case)


FORWARDS = {
    "Gmail": """
n Please have a look.
n
n ---------- Forwarded message ---------
n From: Anna Meyer <anna@example.com>
n Date: Sun, Nov 22, 2026 at 10:00 AM
n Subject: Printer
n To: Otto <otto@example.com>
n
n The printer is on fire.
""",
    "Apple Mail, with marks": """
n Please have a look.
n
n Begin forwarded message:
n
n > From: Anna Meyer <anna@example.com>
n > Subject: Printer
n > Date: 22 November 2026 at 10:00:00 CET
n > To: otto@example.com
n >
n > The printer is on fire.
""",
    "Thunderbird in German, own signature above": """
n Bitte ansehen.
n
s -- 
s Otto Klein
n
n -------- Weitergeleitete Nachricht --------
n Betreff: Drucker
n Datum: Sun, 22 Nov 2026 10:00:00 +0100
n Von: Anna Meyer <anna@example.com>
n An: otto@example.com
n
n Der Drucker brennt.
n
n -- 
n Anna
""",
    "Lotus Notes": """
n Please have a look.
n
n ----- Forwarded by Otto Klein/BER/Example on 22.11.2026 10:00 -----
n
n From: Anna Meyer/BER/Example
n To: Otto Klein/BER/Example
n Subject: Printer
n
n The printer is on fire.
""",
    "without words of one's own": """
n ---------- Forwarded message ----------
n From: Anna Meyer <anna@example.com>
n Date: Sun, Nov 22, 2026 at 10:00 AM
n
n On Sat, Nov 21, 2026 at 9:00 AM Otto <otto@example.com> wrote:
n
n > Any news?
""",
    "Outlook without words of one's own": """
n From: Anna Meyer <anna@example.com>
n Sent: Sunday, November 22, 2026 10:00 AM
n To: Otto
n Subject: Printer
n
n The printer is on fire.
""",
    "mutt": """
n ----- Forwarded message from Anna Meyer <anna@example.com> -----
n
n The printer is on fire.
n
n ----- End forwarded message -----
""",
}


@pytest.mark.parametrize("case", FORWARDS.values(), ids=FORWARDS.keys())
def test_what_is_forwarded_is_new(case: str) -> None:
    check(case)


def test_a_bare_header_block_is_new_where_the_subject_says_forward() -> None:
    check(
        """
n Please have a look.
n
n From: Anna Meyer <anna@example.com>
n Sent: Sunday, November 22, 2026 10:00 AM
n To: Otto
n Subject: Printer
n
n The printer is on fire.
""",
        is_forward=True,
    )


def test_a_reply_above_a_quoted_forward_quotes_it() -> None:
    check("""
n Thanks, I had a look.
n
q On Sun, Nov 22, 2026 at 10:00 AM Otto <otto@example.com> wrote:
q
q > Please have a look.
q >
q > ---------- Forwarded message ---------
q > From: Anna Meyer <anna@example.com>
""")


NOT_QUOTED = {
    "a sentence about what somebody wrote": """
n Hello,
n
n On Monday I wrote: please send me a new printer. On Tuesday you wrote:
n we will see. It is Friday now.
""",
    "a report of what the customer wrote": """
n On 12.05.2026 the customer wrote:
n
n "I want my money back."
""",
    "a field that is none": """
n From: the kitchen
n To be picked up: two cups
n
n Thanks
""",
    "a form": """
n Please book this flight:
n
n From: Berlin
n To: Paris
n Date: 3 May 2026
n Seats: 2
n
n And a hotel.
""",
    "a web form": """
n Name: Anna Meyer
n E-Mail: anna@example.com
n Subject: Printer
n Message:
n The printer is on fire.
""",
    "a list of settings": """
n These are my settings:
n
n Server: mail.example.com
n Port: 993
n User: anna
n Security: SSL
n
n They do not work.
""",
    "a log": """
n The log says:
n
n 2026-11-22 10:00:00 ERROR disk full
n 2026-11-22 10:00:01 ERROR giving up:
n   no space left
""",
    "a table": """
n Name | Size
n -----+-----
n a    | 1
n b    | 2
n
n Please check.
""",
    "a Markdown table": """
n Look at this:
n
n | Name | Size |
n |------|------|
n | a    | 1    |
n
n What is b?
""",
    "a rule between paragraphs": """
n First part of the story, which is long enough.
n
n ---------------------------------------------
n
n Second part of the story, which is as long as the first one was.
""",
    "a diff": """
n The patch:
n
n --- a/file.c
n +++ b/file.c
n @@ -1,3 +1,3 @@
n -- 
n -old
n +new
n
n Does it apply?
""",
    "SQL with comments": """
n Run this:
n
n --
n -- drop everything
n DELETE FROM users;
n
n What happens?
""",
    "an interpreter": """
n I typed:
n
n >>> 1 / 0
n Traceback (most recent call last):
n >>> exit()
""",
    "an arrow": """
n > = 3 is wrong, it must be
n >= 3
""",
    "a line that mbox escaped": """
n Hello,
n >From what I can see the printer burns.
n Bye
""",
    "prompts": """
n I did this:
n SQL> select 1;
n SQL> exit
n and it crashed
""",
    "a heading with dashes": """
n ----- Summary -----
n All is well.
n
n ----- Details -----
n Nothing burns.
""",
    "steps that end with a colon and a time": """
n At 10:00 I did this:
n
n 1. open the door
n 2. run
""",
    "the word original message in a sentence": """
n The original message said something else.
n Original message
n was the title of the song.
""",
    "a reference to an address and a date": """
n I refer to the mail of 22.11.2026 10:00 that we got from anna@example.com:
n it was wrong.
""",
}


@pytest.mark.parametrize("case", NOT_QUOTED.values(), ids=NOT_QUOTED.keys())
def test_what_people_write_is_not_cut(case: str) -> None:
    check(case)


def test_lines_are_as_many_as_the_text_has_and_nothing_is_lost() -> None:
    text = "a\n\n> b\n>> c\n AM> d\n"
    assert "\n".join(source_lines(text)) == text
    assert len(lines_of_text(text)) == len(source_lines(text))


@pytest.mark.parametrize(
    ("row", "depth", "words"),
    [
        ("> a", 1, "a"),
        (">a", 1, "a"),
        ("> > a", 2, "a"),
        (">>> a >", 3, "a >"),
        (" > a", 1, "a"),
        (">", 1, ""),
        ("> ", 1, ""),
        (">   code", 1, "  code"),
        ("&gt; a", 1, "a"),
        ("    > a", 0, "    > a"),
        ("a > b", 0, "a > b"),
    ],
)
def test_quote_marks_become_depth(row: str, depth: int, words: str) -> None:
    assert lines_of_text(f"> x\n{row}\ny >")[1] == Line(words, depth)


def test_the_words_of_an_endless_text_are_kept() -> None:
    text = "new\n" * 30_000 + "> old"
    lines = lines_of_text(text)
    assert len(lines) == len(source_lines(text)) == 10_001
    assert "\n".join(line.text for line in lines) == text
    assert set(label(lines)) == {"new"}


MARKED = {
    "a container with an attribution in an unknown language": (
        [("New.", 0, ""), ("Anna xqwrz:", 0, "quote"), ("Old.", 1, "quote")],
        "nqq",
    ),
    "a container without marks": (
        [("New.", 0, ""), ("On Monday", 0, "quote"), ("Old one.", 0, "quote"), ("Old two.", 0, "quote")],
        "nqqq",
    ),
    "an answer inside of the container": (
        [
            ("On 22.11.2026 10:00, Anna wrote:", 0, "quote"),
            ("Does it burn?", 1, "quote"),
            ("Yes.", 0, "quote"),
            ("Help!", 1, "quote"),
            ("Coming.", 0, ""),
        ],
        "nnnnn",
    ),
    "words below the container": (
        [("On 22.11.2026 10:00, Anna wrote:", 0, "quote"), ("Old.", 0, "quote"), ("New.", 0, "")],
        "qqn",
    ),
    "only the header is in the container": (
        [
            ("New.", 0, ""),
            ("From: Anna <anna@example.com>", 0, "quote"),
            ("Sent: Sunday, November 22, 2026 10:00", 0, "quote"),
            ("To: Support", 0, "quote"),
            ("Subject: Printer", 0, "quote"),
            ("Old.", 0, ""),
            ("Older.", 0, ""),
        ],
        "nqqqqqq",
    ),
    "a forward in the container": (
        [
            ("Look.", 0, ""),
            ("---------- Forwarded message ---------", 0, "quote"),
            ("From: Anna <anna@example.com>", 0, "quote"),
            ("Old.", 0, "quote"),
        ],
        "nnnn",
    ),
    "a forward deep in what is answered": (
        [
            ("New.", 0, ""),
            ("On Sun, Nov 22, 2026 at 10:00 Anna <anna@example.com> wrote:", 0, "quote"),
            ("Look.", 0, "quote"),
            ("---------- Forwarded message ---------", 0, "quote"),
            ("Old.", 0, "quote"),
        ],
        "nqqqq",
    ),
    "a signature": (
        [("New.", 0, ""), ("Anna", 0, "signature"), ("Old.", 1, "quote"), ("Otto", 1, "signature")],
        "nsqq",
    ),
    "nothing but a signature": ([("Anna", 0, "signature")], "n"),
    "nothing but a quote": ([("Anna", 1, "quote"), ("Anna", 0, "quote")], "nn"),
}


@pytest.mark.parametrize(("rows", "expected"), MARKED.values(), ids=MARKED.keys())
def test_what_the_markup_says_counts(rows: list[tuple[str, int, str]], expected: str) -> None:
    lines = [Line(*row) for row in rows]  # type: ignore[arg-type]
    assert "".join(LETTERS[each] for each in label(lines)) == expected


PIECES = [
    *("Thanks.", "Best regards,", "Anna Meyer", "Sent from my iPhone", "-- ", "--", "-----", "_____", "***"),
    *(
        "On 22.11.2026 10:00, Anna Meyer wrote:",
        "On Sun, Nov 22, 2026 at 10:00 AM Anna <a@example.com>",
        "wrote:",
    ),
    *(
        "-----Original Message-----",
        "---------- Forwarded message ---------",
        "##- reply above this line -##",
    ),
    *(
        "From: Anna <a@example.com>",
        "Sent: Sunday, November 22, 2026 10:00",
        "To: b@example.com",
        "Subject: x",
    ),
    *(
        "> quoted",
        ">> deeper",
        ">",
        "&gt; a",
        "| a",
        "AM> a",
        ">>> a",
        "",
        " ",
        "\t",
        "\u200b",
        "\u202e",
        "a:",
        ":",
    ),
    *(
        "Tel: +49 30 1234567",
        "https://example.com/a",
        "[...]",
        "PS: more",
        "@",
        "<",
        "。",
        "：",
        "İ",
        "ß",
        "1",
    ),
]


@given(st.lists(st.sampled_from(PIECES) | st.text(max_size=20), max_size=30), st.booleans())
def test_every_line_gets_one_label_and_words_are_never_all_hidden(rows: list[str], is_forward: bool) -> None:
    text = "\n".join(rows)
    labels = label(lines_of_text(text), is_forward=is_forward)
    found = source_lines(text)
    assert "\n".join(found) == text
    assert len(labels) == len(found)
    if any(char.isalnum() for char in text):
        assert "new" in labels
        assert any(row.strip() for row, each in zip(found, labels, strict=True) if each == "new")


@given(
    st.lists(
        st.builds(
            Line, st.sampled_from(PIECES), st.integers(0, 3), st.sampled_from(["", "", "quote", "signature"])
        ),
        max_size=20,
    )
)
def test_lines_of_a_page_get_one_label_each(lines: list[Line]) -> None:
    labels = label(lines)
    assert len(labels) == len(lines)
    if any(char.isalnum() for line in lines for char in line.text):
        assert "new" in labels


HOSTILE = {
    "colons": "wrote wrote wrote wrote 10:00:\n",
    "fields": "From: a\nTo: b\n",
    "long fields": "From:" + "x" * 990 + "\n",
    "marks": "> " * 1_000 + "\n",
    "dashes": "--\n",
    "digits": "+1 " * 300 + "\n",
    "addresses": "a@" * 500 + ":\n",
    "footers": "Sent from my iPhone\n\n",
    "notices": "confidential intended recipient delete notify in error " * 10 + "\n\n",
    "blanks": " " * 1_000 + "\n",
    "one line": "a:",
    "brackets": "<" * 500 + "@:\n",
}


@pytest.mark.timeout(20)
@pytest.mark.parametrize("piece", HOSTILE.values(), ids=HOSTILE.keys())
def test_two_million_hostile_characters_are_answered_in_time(piece: str) -> None:
    text = "Thanks.\n" + piece * (2_000_000 // len(piece))
    started = time.process_time()
    lines = lines_of_text(text)
    assert len(label(lines)) == len(lines)
    assert time.process_time() - started < 3
