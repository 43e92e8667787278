"""Where the signature begins. Each line of a case begins with what it is: n(ew), q(uoted), s(ignature)."""

from __future__ import annotations

import pytest

from postroom.mail.reply.signature import is_closing, is_mobile_footer, is_notice, signature_spans
from tests.mail.test_reply_text import check

pytestmark = pytest.mark.pure

DELIMITED = {
    "two dashes and a blank": """
n The printer is on fire.
n
s -- 
s Anna Meyer
s Example Ltd
""",
    "two dashes whose blank was lost": """
n The printer is on fire.
s --
s Anna
""",
    "a long dash": """
n The printer is on fire.
n
s —
s Anna
""",
    "dashes and the name on one line": """
n The printer is on fire.
n
s --Anna Meyer
""",
    "dashes, a blank and the name on one line": """
n The printer is on fire.
n
s -- Anna Meyer
s Example Ltd, www.example.com
""",
    "one dash and the name": """
n The printer is on fire.
n
s -Anna
""",
    "one dash, a blank and the name": """
n The printer is on fire.
n
s - Anna
""",
    "underscores above a contact": """
n The printer is on fire.
n
s __________________
s Anna Meyer
s Phone: +49 30 1234567
""",
    "a fortune behind the dashes": """
n The printer is on fire.
n
s -- 
s Anna Meyer
s
s "It is not the fire that burns, it is the printer.
s Whoever prints lives dangerously, my grandmother used to say."
""",
    "two signatures, one of them of the list": """
n The printer is on fire.
n
s -- 
s Anna
s
s -- 
s You received this message because you are subscribed to the group "printers".
s To unsubscribe from this group, send a mail to printers+unsubscribe@example.com.
""",
    "OpenPGP": """
n The printer is on fire.
n
s -----BEGIN PGP SIGNATURE-----
s
s iQEzBAEBCAAdFiEE
s =abcd
s -----END PGP SIGNATURE-----
""",
    "the version below a patch": """
n Here is the patch.
n
n --- a/file.c
n +++ b/file.c
n @@ -1 +1 @@
n -old
n +new
s -- 
s 2.43.0
""",
}

FOOTED = {
    "an iPhone": """
n The printer is on fire.
n
s Sent from my iPhone
""",
    "an iPhone and an excuse": """
n The printer is on fire.
n
s Sent from my iPhone. Please excuse typos and brevity.
""",
    "an iPhone below the name": """
n The printer is on fire.
n
n Anna
n
s Sent from my iPhone
""",
    "an iPhone right below the name": """
n The printer is on fire.
n
n Anna
s Sent from my iPhone
""",
    "Outlook with a link": """
n The printer is on fire.
n
s Get Outlook for iOS (https://aka.ms/o0ukef)
""",
    "Yahoo with a link on a line of its own": """
n The printer is on fire.
n
s Sent from Yahoo Mail on Android
s https://go.onelink.me/107872968
""",
    "a footer above the words that were typed last": """
s Sent from my iPhone
n
n The printer is on fire.
""",
    "a virus scanner": """
n The printer is on fire.
n
s ---
s This email has been checked for viruses by Avast antivirus software.
s https://www.avast.com/antivirus
""",
    "a virus scanner in German": """
n Der Drucker brennt.
n
s -- 
s Diese E-Mail wurde von Avast Antivirus-Software auf Viren geprüft.
s www.avast.com
""",
    "a mailing list": """
n The printer is on fire.
s
s _______________________________________________
s printers mailing list
s printers@example.org
s https://lists.example.org/listinfo/printers
""",
    "the environment": """
n The printer is on fire.
n
s Please consider the environment before printing this e-mail.
""",
    "a confidentiality notice": """
n The printer is on fire.
n
s This e-mail and any attachments are confidential and intended solely for the use of the
s individual to whom it is addressed. If you have received it in error, please notify the
s sender and delete it.
""",
    "a notice in two paragraphs with a heading": """
n The printer is on fire.
n
s DISCLAIMER
s
s This message contains confidential information and is intended only for the individual named.
s If you are not the named addressee you should not disseminate, distribute or copy this e-mail.
s
s E-mail transmission cannot be guaranteed to be secure or error-free, as information could be
s intercepted, corrupted or lost, or contain viruses. The sender therefore does not accept liability.
""",
    "a notice in German": """
n Der Drucker brennt.
n
s Diese E-Mail enthält vertrauliche und/oder rechtlich geschützte Informationen. Wenn Sie nicht der
s richtige Adressat sind, informieren Sie bitte sofort den Absender und vernichten Sie diese Mail.
""",
    "a notice in Spanish": """
n La impresora está ardiendo.
n
s Este mensaje y sus adjuntos son confidenciales y se dirigen exclusivamente a su destinatario.
s Si lo ha recibido por error, notifíquelo al remitente y elimine el mensaje.
""",
    "a notice in Japanese": """
n プリンターが燃えています。
n
s このメールには機密情報が含まれている場合があります。誤って受信された場合は、送信者にご連絡の上、削除してください。
""",
}

CONTACTS = {
    "closing, name, title, company, phone": """
n The printer is on fire.
n
s Best regards,
s
s Anna Meyer
s Head of Support
s Example GmbH
s Tel.: +49 30 1234567
s www.example.com
""",
    "a closing in German": """
n Der Drucker brennt.
n
s Mit freundlichen Grüßen
s
s i. A. Anna Meyer
s Example GmbH | Hauptstr. 1 | 10115 Berlin
s Tel. 030 1234567 | anna@example.com
s Geschäftsführer: Otto Klein, Amtsgericht Berlin HRB 1234
""",
    "closing and three lines about her": """
n The printer is on fire.
n
s Kind regards,
s Anna Meyer
s Head of Support
s Printers and Fires
""",
    "no closing": """
n The printer is on fire. Please send somebody.
n
s Anna Meyer
s Head of Support, Example Ltd.
s Phone: (555) 123-4567
s anna@example.com
""",
    "closing, contact and notice": """
n The printer is on fire.
n
s Cordialement,
s Anna Meyer
s Tél. : 01 23 45 67 89
s
s Ce message et ses pièces jointes sont confidentiels et destinés exclusivement à leur destinataire.
s Si vous l'avez reçu par erreur, merci d'en avertir l'expéditeur et de le détruire. Toute
s divulgation non autorisée est interdite.
""",
    "a contact in a frame above what is quoted": """
n 直りました。
n
s ━━━━━━━━━━━━━━━━━━━━
s 株式会社エグザンプル
s TEL: 03-1234-5678
s E-mail: hanako@example.com
s ━━━━━━━━━━━━━━━━━━━━
q
q 2026年11月22日(日) 10:00 Anna Meyer <anna@example.com>:
q
q > プリンターは直りましたか。
""",
    "a contact above what is quoted": """
n Thanks, that works.
n
s Regards,
s Anna Meyer
s +1 555 123 4567
q
q From: Otto Klein
q Sent: Sunday, November 22, 2026 10:00 AM
q To: Anna Meyer
q Subject: Printer
q
q The printer is on fire.
q
q Regards,
q Otto Klein
q +1 555 765 4321
""",
}

KEPT = {
    "a closing and a name": """
n The printer is on fire.
n
n Thanks,
n Anna
""",
    "a closing and a full name": """
n The printer is on fire.
n
n Mit freundlichen Grüßen
n Anna Meyer
""",
    "the number of somebody else": """
n Please call the customer:
n
n Otto Klein
n Example Ltd
n +49 30 1234567
n otto@example.com
""",
    "a list at the end": """
n Please buy:
n
n - Milk
n - Bread
n
n - Wine
""",
    "a link at the end": """
n The page is broken, look:
n
n https://www.example.com/broken
""",
    "a question about a footer": """
n How do I get rid of "Sent from my iPhone" below my mails?
""",
    "a sentence that begins as a footer does": """
n Sent from the warehouse yesterday, the parcel has not arrived.
""",
    "a sentence about a phone": """
n From my iPhone I cannot log in.
""",
    "a sentence about a phone in German": """
n Von meinem Handy aus kann ich mich nicht anmelden.
""",
    "a wish to be left alone": """
n I got this email in error. Please delete my account and notify me when it is done.
""",
    "a postscript": """
n The printer is on fire.
n
n Best,
n Anna
n
n PS: Call me at +49 30 1234567.
""",
    "a long wish to be left alone": """
n Hello,
n
n I got this email in error for the third time, and so did all of my colleagues. Please delete
n us from your list and notify me as soon as it is done, or the sender will hear from my lawyer.
""",
    "a wish to leave a list": """
n I want to unsubscribe from your newsletter. How do I do that?
""",
    "dashes between paragraphs": """
n First part.
n -----
n Second part, about which there is more to say than about the first.
""",
    "only a signature": """
n -- 
n Anna Meyer
""",
    "only a contact": """
n Anna Meyer
n Example GmbH
n +49 30 1234567
n anna@example.com
""",
    "a closing at the top": """
n Thanks,
n please call me: +49 30 1234567
""",
    "thanks in the middle": """
n Thanks
n
n The printer has been burning for three days, and nobody has called me about it so far.
n Please call me at +49 30 1234567 before it is too late, as my patience comes to an end.
n I will be in the office until five o'clock, and after that I am to be found in the garden, where I
n look after my tomatoes, which suffer from the smoke as much as I do, if not even more so than me.
""",
}


@pytest.mark.parametrize("case", DELIMITED.values(), ids=DELIMITED.keys())
def test_a_delimiter_begins_the_signature(case: str) -> None:
    check(case)


@pytest.mark.parametrize("case", FOOTED.values(), ids=FOOTED.keys())
def test_footers_are_no_words_of_the_message(case: str) -> None:
    check(case)


@pytest.mark.parametrize("case", CONTACTS.values(), ids=CONTACTS.keys())
def test_a_contact_block_is_a_signature(case: str) -> None:
    check(case)


@pytest.mark.parametrize("case", KEPT.values(), ids=KEPT.keys())
def test_words_of_the_message_are_no_signature(case: str) -> None:
    check(case)


@pytest.mark.parametrize(
    "line",
    """
Sent from my iPhone
Sent from my Samsung Galaxy smartphone.
Sent from Samsung Mobile
Sent from Outlook
Sent from Mail for Windows 10
Sent from Yahoo Mail for iPhone
Sent via Superhuman
Sent from Spark
Sent with Proton Mail for iOS
Get Outlook for Android <https://aka.ms/ghei36>
Von meinem iPhone gesendet
Von meinem Samsung Galaxy Smartphone gesendet.
Gesendet von Mail für Windows
Gesendet mit der GMX Mail App
Diese Nachricht wurde von meinem Android-Mobiltelefon mit GMX Mail gesendet.
Outlook für Android beziehen
Envoyé de mon iPhone
Envoyé depuis mon smartphone Samsung Galaxy.
Télécharger Outlook pour Android
Enviado desde mi iPhone
Obtener Outlook para iOS
Enviat des del meu iPhone
Enviado do meu iPhone
Obter o Outlook para Android
Inviato da iPhone
Scarica Outlook per iOS
Verstuurd vanaf mijn iPhone
Verzonden vanaf Samsung Mobile
Skickat från min iPhone
Hämta Outlook för Android
Sendt fra min iPhone
Hent Outlook til iOS
Lähetetty iPhonesta
Wysłane z iPhone'a
Wysłano z telefonu Samsung
Odesláno z iPhonu
Odoslané z iPhonu
Az iPhone készülékemről küldve
Trimis de pe iPhone-ul meu
Отправлено с iPhone
Отправлено из мобильной Почты Mail.ru
Надіслано з iPhone
Изпратено от моя iPhone
Poslano s mog iPhonea
Στάλθηκε από το iPhone μου
iPhone'umdan gönderildi
נשלח מה-iPhone שלי
أرسل من الـ iPhone
发自我的iPhone
從我的 iPhone 傳送
iPhoneから送信
나의 iPhone에서 보냄
Đã gửi từ iPhone của tôi
ส่งจาก iPhone ของฉัน
Dikirim dari iPhone saya
""".strip().split("\n"),
)
def test_a_mobile_footer_is_known_in_many_languages(line: str) -> None:
    assert is_mobile_footer(line)


@pytest.mark.parametrize(
    "line",
    """
Sent from the warehouse to the shop by our driver, who has a phone
From my iPhone I cannot log in
My iPhone does not start
Mit der App komme ich nicht klar
Outlook für Android stürzt ab
我的iPhone坏了
Please excuse me
Gesendet habe ich es gestern
""".strip().split("\n"),
)
def test_a_sentence_about_a_phone_is_no_footer(line: str) -> None:
    assert not is_mobile_footer(line)


@pytest.mark.parametrize(
    "line",
    """
Best regards,
Kind Regards
Thanks!
Mit freundlichen Grüßen
Viele Grüße aus Berlin
Cordialement,
Un saludo,
Atenciosamente,
Cordiali saluti
Met vriendelijke groet,
Med vänliga hälsningar
Med vennlig hilsen
Med venlig hilsen
Ystävällisin terveisin
Pozdrawiam
S pozdravem
S pozdravom
Üdvözlettel:
Cu stimă,
С уважением,
З повагою,
Поздрави,
S poštovanjem,
Lep pozdrav,
Pagarbiai
Ar cieņu
Lugupidamisega
Με εκτίμηση,
Saygılarımla,
בברכה,
مع أطيب التحيات،
此致
敬具
감사합니다.
Trân trọng,
ขอแสดงความนับถือ
Hormat saya,
""".strip().split("\n"),
)
def test_a_closing_is_known_in_many_languages(line: str) -> None:
    assert is_closing(line)


def test_a_short_remark_about_confidence_is_no_notice() -> None:
    assert not is_notice("This is confidential, please delete it.")
    assert not is_notice("The report is finished. " * 10)


def test_nothing_has_no_signature() -> None:
    assert signature_spans([]) == []
    assert signature_spans(["", ""]) == []
