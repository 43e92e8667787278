"""Attribution lines and header blocks in many languages, as programs write them, wrap them and decorate them."""

from __future__ import annotations

import pytest

from postroom.mail.reply.lines import lines_of_text, source_lines
from postroom.mail.reply.split import label

pytestmark = pytest.mark.pure

OWN = "Thanks, that works."

ATTRIBUTIONS = """
On Sun, Nov 22, 2026 at 10:00 AM Anna Meyer <anna@example.com> wrote:
On Sun, Nov 22, 2026 at 10:00 AM, Anna Meyer < anna@example.com > wrote:
Am So., 22. Nov. 2026 um 10:00 Uhr schrieb Anna Meyer <anna@example.com>:
Am 22.11.2026 um 10:00 schrieb Anna Meyer:
Am 22.11.26 um 10:00 schrieb Meyer, Anna (IT):
Am Sonntag, dem 22.11.2026 um 10:00 +0100 schrieb Anna Meyer:
Am Sonntag, 22. November 2026, 10:00:00 CET schrieb Anna Meyer:
Am 22. November 2026 10:00:00 MEZ schrieb Anna Meyer <anna@example.com>:
Anna Meyer <anna@example.com> schrieb am So., 22. Nov. 2026, 10:00:
Anna Meyer <anna@example.com> hat am 22.11.2026 10:00 geschrieben:
Le dim. 22 nov. 2026 à 10:00, Anna Meyer <anna@example.com> a écrit :
Le 22/11/2026 à 10:00, Anna Meyer a écrit :
Le dimanche 22 novembre 2026 à 10:00:00 UTC+1, Anna Meyer <anna@example.com> a écrit :
El dom, 22 nov 2026 a las 10:00, Anna Meyer (<anna@example.com>) escribió:
El 22/11/2026 a las 10:00, Anna Meyer escribió:
Em dom., 22 de nov. de 2026 às 10:00, Anna Meyer <anna@example.com> escreveu:
Em 22/11/2026 10:00, Anna Meyer escreveu:
Il giorno dom 22 nov 2026 alle ore 10:00 Anna Meyer <anna@example.com> ha scritto:
Il 22/11/2026 10:00, Anna Meyer ha scritto:
Op zo 22 nov 2026 om 10:00 schreef Anna Meyer <anna@example.com>:
Op 22-11-2026 om 10:00 schreef Anna Meyer:
Den sön 22 nov. 2026 kl 10:00 skrev Anna Meyer <anna@example.com>:
Den 2026-11-22 kl. 10:00, skrev Anna Meyer:
søn. 22. nov. 2026 kl. 10:00 skrev Anna Meyer <anna@example.com>:
Den 22.11.2026 10:00, skrev Anna Meyer:
Den søn. 22. nov. 2026 kl. 10.00 skrev Anna Meyer <anna@example.com>:
su 22. marrask. 2026 klo 10.00 Anna Meyer (anna@example.com) kirjoitti:
Anna Meyer kirjoitti 22.11.2026 klo 10.00:
niedz., 22 lis 2026 o 10:00 Anna Meyer <anna@example.com> napisał(a):
W dniu 22.11.2026 o 10:00, Anna Meyer pisze:
ne 22. 11. 2026 v 10:00 odesílatel Anna Meyer <anna@example.com> napsal:
Dne 22. 11. 26 v 10:00 Anna Meyer napsal(a):
ne 22. 11. 2026 o 10:00 Anna Meyer <anna@example.com> napísal(a):
Anna Meyer <anna@example.com> ezt írta (időpont: 2026. nov. 22., V, 10:00):
2026.11.22. 10:00 keltezéssel, Anna Meyer írta:
În dum., 22 nov. 2026 la 10:00, Anna Meyer <anna@example.com> a scris:
Pe 22.11.2026 10:00, Anna Meyer a scris:
вс, 22 нояб. 2026 г. в 10:00, Anna Meyer <anna@example.com>:
22 ноября 2026 г., 10:00 пользователь Anna Meyer <anna@example.com> написал:
22.11.2026 10:00, Анна Мейер пишет:
Вы писали 22 ноября 2026 г., 10:00:00:
нд, 22 лист. 2026 р. о 10:00 Anna Meyer <anna@example.com> пише:
На нд, 22.11.2026 г. в 10:00 Anna Meyer <anna@example.com> написа:
ned, 22. stu 2026. u 10:00 Anna Meyer <anna@example.com> napisao je:
нед, 22. нов 2026. у 10:00 Anna Meyer <anna@example.com> је написао/ла:
V V ned., 22. nov. 2026 ob 10:00 je oseba Anna Meyer <anna@example.com> napisala:
Στις Κυρ 22 Νοε 2026 στις 10:00 π.μ., ο/η Anna Meyer <anna@example.com> έγραψε:
Anna Meyer <anna@example.com>, 22 Kas 2026 Paz, 10:00 tarihinde şunu yazdı:
\u202bבתאריך יום א׳, 22 בנוב׳ 2026 ב-10:00 מאת \u202aAnna Meyer\u202c\u200f <\u202aanna@example.com\u202c\u200f>:\u202c
في الأحد، ٢٢ نوفمبر ٢٠٢٦ في ١٠:٠٠ ص تمت كتابة ما يلي بواسطة Anna Meyer <anna@example.com>:
در تاریخ یکشنبه ۲۲ نوامبر ۲۰۲۶، ۱۰:۰۰ Anna Meyer <anna@example.com> نوشت:
Anna Meyer <anna@example.com> 于2026年11月22日周日 10:00写道：
在 2026年11月22日，10:00，Anna Meyer <anna@example.com> 写道：
在 2026-11-22 10:00:00，"Anna Meyer" <anna@example.com> 写道：
Anna Meyer <anna@example.com> 於 2026年11月22日 週日 上午10:00寫道：
2026年11月22日(日) 10:00 Anna Meyer <anna@example.com>:
2026/11/22 10:00、Anna Meyer <anna@example.com>のメール:
2026年11月22日 10:00、アンナ さんは書きました:
2026년 11월 22일 (일) 오전 10:00, Anna Meyer <anna@example.com>님이 작성:
2026. 11. 22. 오전 10:00, Anna Meyer 이(가) 쓴 글:
Vào CN, 22 thg 11, 2026 vào lúc 10:00 Anna Meyer <anna@example.com> đã viết:
ในวันที่ อา. 22 พ.ย. 2026 เวลา 10:00 Anna Meyer <anna@example.com> เขียนว่า:
Pada tanggal Min, 22 Nov 2026 pukul 10.00 Anna Meyer <anna@example.com> menulis:
El dg., 22 de nov. 2026, 10:00, Anna Meyer <anna@example.com> va escriure:
Missatge de Anna Meyer <anna@example.com> del dia dg., 22 de nov. 2026 a les 10:00:
O dom, 22 nov 2026 ás 10:00, Anna Meyer (<anna@example.com>) escribiu:
Kontakt Anna Meyer (<anna@example.com>) kirjutas kuupäeval P, 22. november 2026 kell 10:00:
svētd., 2026. g. 22. nov., plkst. 10:00 — lietotājs Anna Meyer (<anna@example.com>) rakstīja:
2026-11-22, sk, 10:00 Anna Meyer <anna@example.com> rašė:
Anna Meyer <anna@example.com> igorleak hau idatzi du (2026 aza. 22(a), ig. (10:00)):
2026-11-22 10:00 GMT+01:00 Anna Meyer <anna@example.com>:
2012/3/5 Anna Meyer <anna@example.com>:
---- On Sun, 22 Nov 2026 10:00:00 +0100 Anna Meyer <anna@example.com> wrote ----
 ---- On Sun, 22 Nov 2026 10:00:00 +0100 anna@example.com wrote ---
----- On Nov 22, 2026, at 10:00 AM, Anna Meyer anna@example.com wrote:
----- Am 22. Nov 2026 um 10:00 schrieb Anna Meyer anna@example.com:
On Nov 22, 2026, at 10:00, Meyer, Anna [mailto:anna@example.com] wrote:
On 22 Nov 2026, 10:00 +0100, Anna Meyer <anna@example.com>, wrote:
On 11/22/26, 10:00 AM, "Anna Meyer" <anna@example.com> wrote:
On 2026-11-22 10:00, Anna Meyer wrote:
On Sun, 2026-11-22 at 10:00 +0100, Anna Meyer wrote:
On Sun, Nov 22, 2026 at 10:00:00AM +0100, Anna Meyer wrote:
* Anna Meyer <anna@example.com> [2026-11-22 10:00]:
Anna Meyer <anna@example.com> writes:
In article <abc@example.com>, Anna Meyer <anna@example.com> wrote:
In a message dated 11/22/2026 10:00:00 A.M. Eastern Standard Time, anna@example.com writes:
At 10:00 22.11.2026 +0100, you wrote:
Sunday, November 22, 2026, 10:00:00 AM, you wrote:
Quoting Anna Meyer <anna@example.com>:
Zitat von Anna Meyer <anna@example.com>:
Citando a Anna Meyer <anna@example.com>:
--- Anna Meyer <anna@example.com> wrote:
--- In group@example.org, Anna Meyer <anna@...> wrote:
Anna Meyer/BER/Example wrote on 22.11.2026 10:00:00:
Anna Meyer ---22.11.2026 10:00:00---Hello, the printer is on fire
On Sunday, November 22nd, 2026 at 10:00 AM, Anna Meyer <anna@example.com> wrote:
On Sun, Nov 22, 2026, 10:00 Support (Example, Inc.) 24/7 <support@example.com> wrote:
On Sunday, 22 November 2026, Anna Meyer via Team <team@example.com> wrote:
On 22 Nov, 2026, at 10:00 AM, anna@example.com <mailto:anna@example.com> wrote:
**On Sun, 22 Nov 2026 at 10:00, Anna Meyer <anna@example.com> wrote:**
On Sun, Nov 22, 2026 at 10:00 AM Anna Meyer <anna@example.com> wrote: The printer burns.
Anna Meyer <anna@example.com> skrifaði þann sun., 22. nóv. 2026 kl. 10:00:
Noong Lin, Nob 22, 2026 nang 10:00 AM, sinulat ni Anna Meyer <anna@example.com>:
Op So. 22 Nov. 2026 om 10:00 het Anna Meyer <anna@example.com> geskryf:
रवि, 22 नव॰ 2026 को 10:00 पर Anna Meyer <anna@example.com> ने लिखा:
""".strip().split("\n")

# From, sent, to, copy, subject.
FIELDS = """
From | Sent | To | Cc | Subject
Von | Gesendet | An | Cc | Betreff
De | Envoyé | À | Cc | Objet
De | Envoyé | À | Cc | Objet
De | Date | À | Cc | Objet
De | Enviado el | Para | CC | Asunto
De | Enviada em | Para | Cc | Assunto
Da | Inviato | A | Cc | Oggetto
Van | Verzonden | Aan | CC | Onderwerp
Från | Skickat | Till | Kopia | Ämne
Fra | Sendt | Til | Kopi | Emne
Fra | Sendt | Til | Cc | Emne
Lähettäjä | Lähetetty | Vastaanottaja | Kopio | Aihe
Od | Wysłane | Do | DW | Temat
Od | Odesláno | Komu | Kopie | Předmět
Od | Odoslané | Komu | Kópia | Predmet
Feladó | Elküldve | Címzett | Másolatot kap | Tárgy
De la | Trimis | Către | Cc | Subiect
От | Отправлено | Кому | Копия | Тема
Від | Надіслано | Кому | Копія | Тема
От | Изпратено | До | Копие | Относно
Od | Poslano | Prima | Kopija | Predmet
Od | Poslano | Za | Kp | Zadeva
Šalje | Poslato | Za | Cc | Naslov
Από | Στάλθηκε | Προς | Κοιν. | Θέμα
Kimden | Gönderilme | Kime | Bilgi | Konu
Gönderen | Gönderildi | Kime | Bilgi | Konu
מאת | נשלח | אל | עותק | נושא
من | تم الإرسال | إلى | نسخة | الموضوع
发件人 | 发送时间 | 收件人 | 抄送 | 主题
寄件者 | 寄件日期 | 收件者 | 副本 | 主旨
差出人 | 送信日時 | 宛先 | CC | 件名
보낸 사람 | 보낸 날짜 | 받는 사람 | 참조 | 제목
Từ | Đã gửi | Đến | Cc | Chủ đề
จาก | ส่ง | ถึง | สำเนา | เรื่อง
Dari | Dikirim | Kepada | Cc | Subjek
Nuo | Išsiųsta | Kam | Kopija | Tema
No | Nosūtīts | Kam | Kopija | Tēma
Saatja | Saadetud | Adressaat | Koopia | Teema
Frá | Sent | Til | Afrit | Efni
De | Enviat el | Per a | A/c | Assumpte
Nork | Bidalia | Nori | Cc | Gaia
Från | Datum | Till | Kopia | Ämne
Von | Datum | An | Kopie | Betreff
Od | Data | Do | Kopia | Temat
Od | Datum | Komu | Kopie | Předmět
发件人 | 日期 | 收件人 | 抄送 | 主题
Mittente | Data | Destinatario | Cc | Oggetto
""".strip().split("\n")

RULES = ["", "________________________________\n", "-----Original Message-----\n", "----- whatever -----\n"]


def new_words(text: str) -> str:
    labels = label(lines_of_text(text))
    return "\n".join(
        row for row, each in zip(source_lines(text), labels, strict=True) if each == "new"
    ).strip()


def wrapped(line: str, width: int) -> str:
    """The line broken at the last blank before `width`, as programs break it."""
    at = line.rfind(" ", 0, width)
    return line if at < 20 or len(line) <= width else f"{line[:at]}\n{wrapped(line[at + 1 :], width)}"


@pytest.mark.parametrize("line", ATTRIBUTIONS)
def test_an_attribution_is_quoted_with_all_that_follows(line: str) -> None:
    assert new_words(f"{OWN}\n\n{line}\n\nThe printer is on fire.\nPlease help.\n") == OWN


@pytest.mark.parametrize("line", ATTRIBUTIONS)
def test_an_attribution_is_quoted_with_the_marked_lines(line: str) -> None:
    assert new_words(f"{OWN}\n\n{line}\n> The printer is on fire.\n> Please help.\n") == OWN
    assert new_words(f"{line}\n\n> The printer is on fire.\n> Please help.\n\n{OWN}") == OWN


@pytest.mark.parametrize("line", [line for line in ATTRIBUTIONS if line[-1] not in "-."])
def test_an_attribution_may_be_wrapped(line: str) -> None:
    for width in (78, 72):
        assert new_words(f"{OWN}\n\n{wrapped(line, width)}\n\n> The printer is on fire.\n") == OWN


@pytest.mark.parametrize("names", FIELDS)
def test_a_header_block_is_quoted_with_all_that_follows(names: str) -> None:
    sender, sent, to, copy, subject = names.split(" | ")
    for rule in RULES:
        for form in ("{}: {}", "{} : {}", "{}：{}", "*{}:* {}", "**{}:** {}", "{}:\t{}"):
            rows = [
                form.format(sender, "Anna Meyer <anna@example.com>"),
                form.format(sent, "Sunday, November 22, 2026 10:00 AM"),
                form.format(to, "Support <support@example.com>"),
                form.format(copy, "Otto <otto@example.com>"),
                form.format(subject, "Printer on fire"),
            ]
            for order in ((0, 1, 2, 3, 4), (0, 1, 2, 4), (0, 4, 1, 2), (1, 0, 2, 4), (4, 1, 0, 2)):
                block = "\n".join(rows[number] for number in order)
                assert new_words(f"{OWN}\n\n{rule}{block}\n\nThe printer burns.\n") == OWN
