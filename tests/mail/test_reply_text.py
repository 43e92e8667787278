"""Which lines of a plain text are new, quoted or signature.

Each line of a case begins with what it is: n(ew), q(uoted), s(ignature). Blank lines may go with either side.
"""

from __future__ import annotations

import pytest

from postroom.mail.reply.lines import lines_of_text, source_lines
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
    "lines that a person cites at the end": """
n This is what the manual has to say:
n
n > Never put out a printer with water.
""",
    "an attribution with a blank line in it": """
n Thanks, that works.
n
q On Sun, Nov 22, 2026 at 10:00 AM, Anna Meyer
q
q <anna@example.com> wrote:
q
q > The printer is on fire.
""",
    "a verb after a blank line": """
n Thanks, that works.
n
q On Sun, Nov 22, 2026 at 10:00 AM, Anna Meyer <anna@example.com>
q
q wrote:
q
q The printer is on fire.
""",
    "an attribution that lost its colon": """
n Thanks, that works.
n
q On Sun, Nov 22, 2026 at 10:00 AM, Anna Meyer <anna@example.com> wrote
q
q The printer is on fire.
""",
    "something left out between two quotes": """
n Thanks, that works.
n
q On 22.11.2026 10:00, Anna Meyer wrote:
q > The printer is on fire.
q [...]
q > Please help.
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


def test_quote_marks_are_new_where_the_subject_says_forward() -> None:
    check(
        """
n Please have a look.
n
n Anna Meyer wrote:
n > The printer is on fire.
""",
        is_forward=True,
    )


def test_marked_lines_that_nothing_introduces_are_new_where_the_subject_says_forward() -> None:
    check(
        """
n Please have a look.
n
n > The printer is on fire.
n > It burns since nine.
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
    "a form under a rule": """
n Trip one
n --------
n From: Berlin
n To: Paris
n
n Trip two
n --------
n From: Paris
n To: Berlin
""",
    "an attribution in quotation marks": """
n The mail began like this:
n
n "On Sun, Nov 22, 2026 at 10:00 AM Anna <anna@example.com> wrote: hello"
n
n What now?
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
    "a comparison and a face": """
n The condition is wrong, it must be
n >= 3
n and not less.
n >:-(
""",
    "words before an attribution on the same line": """
n Hello,
n
n You were right! On 22.11.2026 at 10:00 Anna Meyer <anna@example.com> wrote:
n
n It burns.
""",
    "two fields": """
n My filter has these rules:
n
n From: anna@example.com
n Subject: Printer
n
n It does not work.
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
