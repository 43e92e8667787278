"""Replies as each mail program writes them; the form of a case is told in test_reply_text.py."""

from __future__ import annotations

import pytest

from tests.mail.test_reply_text import check

pytestmark = pytest.mark.pure

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
    "the same without quote marks": """
n Thanks, that works.
n
q On Sun, Nov 22, 2026 at 10:00 AM, Anna Meyer <anna.meyer@example.com
q > wrote:
q
q The printer is on fire.
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
    "GroupWise": """
n Thanks, that works.
n
q >>> Anna Meyer <anna@example.com> 22.11.2026 10:00 >>>
q The printer is on fire.
""",
    "GroupWise without the address": """
n Thanks, that works.
n
q >>> Anna Meyer 11/22/26 10:00 AM >>>
q The printer is on fire.
q > I told you.
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
