"""The language of short everyday mails, at least three per language."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from postroom.mail.language import LONGEST, language

pytestmark = pytest.mark.pure

SENTENCES = {
    "en": """
        I cannot log in to the portal since this morning, it says my password is wrong.
        Could you please reset my account?
        Thanks, that works now.
        The invoice you sent us has the wrong address on it.
        Hi all, the printer on the second floor is out of toner again.
        """,
    "de": """
        Ich kann mich seit heute Morgen nicht mehr am Portal anmelden.
        Könnten Sie bitte mein Kennwort zurücksetzen?
        Vielen Dank, jetzt geht es wieder.
        Der Drucker im zweiten Stock druckt nur noch leere Seiten.
        Wann wird die Rechnung verschickt?
        """,
    "nl": """
        Sinds vanochtend kan ik niet meer inloggen op het portaal.
        Kunt u mijn wachtwoord opnieuw instellen?
        Bedankt, het werkt nu weer.
        De printer op de tweede verdieping doet het niet.
        """,
    "af": """
        Ek kan nie meer by die portaal aanmeld nie.
        Kan julle asseblief my wagwoord herstel?
        Baie dankie, dit werk nou weer.
        """,
    "da": """
        Jeg kan ikke logge ind på portalen siden i morges.
        Kan I nulstille min adgangskode?
        Mange tak, nu virker det igen.
        Hvad skal jeg gøre for at få adgang?
        """,
    "no": """
        Jeg kan ikke logge inn på portalen siden i dag tidlig.
        Kan dere tilbakestille passordet mitt?
        Tusen takk, nå virker det igjen.
        Hva må jeg gjøre for å få tilgang?
        """,
    "sv": """
        Jag kan inte logga in på portalen sedan i morse.
        Kan ni återställa mitt lösenord?
        Tack så mycket, nu fungerar det igen.
        Skrivaren på andra våningen skriver inte ut något.
        """,
    "is": """
        Ég get ekki skráð mig inn á vefinn síðan í morgun.
        Getið þið endurstillt lykilorðið mitt?
        Takk kærlega, þetta virkar núna.
        """,
    "fr": """
        Je n'arrive plus à me connecter au portail depuis ce matin.
        Pourriez-vous réinitialiser mon mot de passe, s'il vous plaît ?
        Merci beaucoup, ça marche maintenant.
        L'imprimante du deuxième étage est en panne.
        """,
    "es": """
        No puedo entrar en el portal desde esta mañana.
        ¿Podrían restablecer mi contraseña, por favor?
        Muchas gracias, ya funciona.
        La impresora del segundo piso no imprime nada.
        """,
    "ca": """
        No puc entrar al portal des d'aquest matí.
        Podeu restablir la meva contrasenya, si us plau?
        Moltes gràcies, ja funciona.
        La impressora de la segona planta no va bé, ens podeu ajudar?
        """,
    "pt": """
        Não consigo entrar no portal desde esta manhã.
        Poderiam redefinir a minha senha, por favor?
        Muito obrigado, já está funcionando.
        A impressora do segundo andar não imprime nada.
        """,
    "gl": """
        Non podo entrar no portal dende esta mañá, hai algún problema?
        Poderían cambiar o meu contrasinal? Moitas grazas.
        Agora xa funciona, grazas pola axuda.
        """,
    "it": """
        Da questa mattina non riesco più ad accedere al portale.
        Potete reimpostare la mia password, per favore?
        Grazie mille, adesso funziona.
        La stampante al secondo piano non stampa più.
        """,
    "ro": """
        De azi dimineață nu mă mai pot conecta la portal.
        Puteți să îmi resetați parola, vă rog?
        Mulțumesc mult, acum merge.
        Imprimanta de la etajul doi nu mai funcționează.
        """,
    "pl": """
        Od dzisiaj rano nie mogę zalogować się do portalu.
        Czy mogą Państwo zresetować moje hasło?
        Dziękuję bardzo, już działa.
        Drukarka na drugim piętrze nie drukuje.
        """,
    "cs": """
        Od dnešního rána se nemohu přihlásit do portálu.
        Můžete mi prosím obnovit heslo?
        Děkuji, už to funguje.
        Tiskárna ve druhém patře netiskne, prosím o pomoc.
        """,
    "sk": """
        Od dnešného rána sa neviem prihlásiť do portálu.
        Môžete mi prosím obnoviť heslo?
        Ďakujem, už to funguje.
        Tlačiareň na druhom poschodí netlačí, prosím o pomoc.
        """,
    "sl": """
        Od danes zjutraj se ne morem več prijaviti v portal.
        Ali lahko ponastavite moje geslo?
        Najlepša hvala, zdaj spet deluje.
        """,
    "hr": """
        Od jutros se ne mogu prijaviti na portal.
        Možete li mi ponovno postaviti lozinku?
        Hvala lijepa, sada radi.
        Pisač na drugom katu ne radi, što da radimo?
        """,
    "lv": """
        Kopš šī rīta nevaru pieslēgties portālam.
        Vai jūs varat atjaunot manu paroli?
        Liels paldies, tagad viss strādā.
        """,
    "lt": """
        Nuo šio ryto negaliu prisijungti prie portalo.
        Ar galite atstatyti mano slaptažodį?
        Labai ačiū, dabar jau veikia.
        """,
    "et": """
        Ma ei saa tänasest hommikust enam portaali sisse logida.
        Kas te saate minu parooli lähtestada?
        Suur tänu, nüüd see töötab.
        """,
    "fi": """
        En ole päässyt kirjautumaan portaaliin tämän aamun jälkeen.
        Voisitteko nollata minun salasanani?
        Paljon kiitoksia, nyt se toimii.
        Tulostin ei enää toimi, mitä voin tehdä?
        """,
    "hu": """
        Ma reggel óta nem tudok belépni a portálra.
        Kérem, állítsák vissza a jelszavamat.
        Köszönöm szépen, most már működik.
        """,
    "cy": """
        Dw i ddim yn gallu mewngofnodi i'r porth ers y bore yma.
        Allwch chi ailosod fy nghyfrinair os gwelwch yn dda?
        Diolch yn fawr, mae'n gweithio nawr.
        """,
    "ga": """
        Ní féidir liom logáil isteach sa tairseach ó mhaidin.
        An féidir libh mo phasfhocal a athshocrú, le bhur dtoil?
        Go raibh maith agat, tá sé ag obair anois.
        """,
    "eu": """
        Ezin dut atarian sartu gaur goizetik.
        Nire pasahitza berrezarri behar dut, mesedez.
        Eskerrik asko, orain ondo dabil eta sartu naiz.
        """,
    "sq": """
        Nuk mund të hyj në portal që nga ky mëngjes.
        A mund të rivendosni fjalëkalimin tim, ju lutem?
        Faleminderit shumë, tani punon.
        """,
    "tr": """
        Bu sabahtan beri portala giriş yapamıyorum.
        Şifremi sıfırlayabilir misiniz lütfen?
        Çok teşekkür ederim, şimdi çalışıyor.
        İkinci kattaki yazıcı için ne zaman geleceksiniz?
        """,
    "id": """
        Sejak tadi pagi saya tidak bisa masuk ke portal.
        Apakah kata sandi saya bisa diatur ulang?
        Terima kasih banyak, sekarang sudah berfungsi.
        """,
    "ms": """
        Saya tidak boleh log masuk ke portal sejak pagi tadi kerana kata laluan salah.
        Bolehkah encik menetapkan semula kata laluan saya? Sila bantu kami.
        Terima kasih puan, sekarang sistem sudah boleh digunakan.
        """,
    "vi": """
        Từ sáng nay tôi không thể đăng nhập vào cổng thông tin.
        Vui lòng đặt lại mật khẩu giúp tôi.
        Cảm ơn nhiều, bây giờ đã được rồi.
        """,
    "tl": """
        Hindi na po ako makapasok sa portal mula kaninang umaga.
        Paki palitan po ang password ko.
        Maraming salamat po, gumagana na ngayon.
        """,
    "sw": """
        Siwezi kuingia kwenye mfumo tangu leo asubuhi, tafadhali nisaidie.
        Naomba mbadilishe neno la siri la akaunti yangu.
        Asante sana, sasa mfumo unafanya kazi bila shida.
        """,
    "ru": """
        С сегодняшнего утра не могу войти на портал.
        Пожалуйста, сбросьте мой пароль.
        Большое спасибо, теперь всё работает.
        Принтер на втором этаже не печатает.
        """,
    "uk": """
        Від сьогоднішнього ранку не можу увійти на портал.
        Будь ласка, скиньте мій пароль.
        Дуже дякую, тепер усе працює.
        """,
    "be": """
        З сённяшняй раніцы не магу ўвайсці на партал.
        Калі ласка, скіньце мой пароль.
        Вялікі дзякуй, цяпер усё працуе.
        """,
    "bg": """
        От тази сутрин не мога да вляза в портала.
        Моля, сменете ми паролата.
        Благодаря много, вече работи.
        """,
    "sr": """
        Од јутрос не могу да се пријавим на портал.
        Молим вас, ресетујте моју лозинку.
        Хвала вам много, сада ради.
        """,
    "mk": """
        Од утрово не можам да се најавам на порталот.
        Ве молам сменете ми ја лозинката.
        Ви благодарам многу, сега работи.
        """,
    "kk": """
        Бүгін таңертеңнен бері порталға кіре алмаймын.
        Құпиясөзімді өзгертіп беріңізші, өтінемін.
        Көп рахмет, енді бәрі жұмыс істейді.
        """,
    "mn": """
        Өнөө өглөөнөөс хойш би порталд нэвтэрч чадахгүй байна.
        Миний нууц үгийг шинэчилж өгнө үү.
        Баярлалаа, одоо ажиллаж байна.
        """,
    "el": """
        Από σήμερα το πρωί δεν μπορώ να συνδεθώ στην πύλη.
        Μπορείτε να αλλάξετε τον κωδικό μου;
        Ευχαριστώ πολύ, τώρα λειτουργεί.
        """,
    "he": """
        מהבוקר אני לא מצליח להתחבר לפורטל.
        אפשר בבקשה לאפס את הסיסמה שלי?
        תודה רבה, עכשיו זה עובד.
        """,
    "yi": """
        איך קען זיך נישט אריינלאגירן אין דעם פארטאל פון היינט אין דער פרי.
        ביטע ענדערט מיין פאסווארט.
        א גרויסן דאנק, איצט ארבעט עס.
        """,
    "ar": """
        لا أستطيع الدخول إلى البوابة منذ صباح اليوم.
        هل يمكنكم إعادة تعيين كلمة المرور؟
        شكراً جزيلاً، الآن يعمل.
        """,
    "fa": """
        از امروز صبح نمی توانم وارد پورتال شوم.
        لطفاً رمز عبور من را عوض کنید.
        خیلی ممنون، الان کار می کند.
        """,
    "ur": """
        میں آج صبح سے پورٹل میں لاگ ان نہیں کر سکتا۔
        براہ کرم میرا پاس ورڈ تبدیل کر دیں۔
        بہت شکریہ، اب کام کر رہا ہے۔
        """,
    "hi": """
        मैं आज सुबह से पोर्टल में लॉग इन नहीं कर पा रहा हूँ।
        कृपया मेरा पासवर्ड रीसेट करें।
        बहुत धन्यवाद, अब यह काम कर रहा है।
        """,
    "mr": """
        मला आज सकाळपासून पोर्टलवर लॉग इन करता येत नाही.
        कृपया माझा पासवर्ड बदलून द्या आणि मला कळवा.
        खूप धन्यवाद, आता ते चालू आहे.
        """,
    "ne": """
        म आज बिहानदेखि पोर्टलमा लग इन गर्न सकिरहेको छैन।
        कृपया मेरो पासवर्ड परिवर्तन गर्नुहोस्।
        धेरै धन्यवाद, अब यो चलेको छ।
        """,
    "bn": """
        আজ সকাল থেকে আমি পোর্টালে ঢুকতে পারছি না।
        দয়া করে আমার পাসওয়ার্ড বদলে দিন।
        অনেক ধন্যবাদ, এখন কাজ করছে।
        """,
    "pa": """
        ਮੈਂ ਅੱਜ ਸਵੇਰ ਤੋਂ ਪੋਰਟਲ ਵਿੱਚ ਲਾਗ ਇਨ ਨਹੀਂ ਕਰ ਸਕਦਾ।
        ਕਿਰਪਾ ਕਰਕੇ ਮੇਰਾ ਪਾਸਵਰਡ ਬਦਲ ਦਿਓ।
        ਬਹੁਤ ਧੰਨਵਾਦ, ਹੁਣ ਠੀਕ ਹੈ।
        """,
    "gu": """
        હું આજ સવારથી પોર્ટલમાં લૉગ ઇન કરી શકતો નથી.
        કૃપા કરીને મારો પાસવર્ડ બદલો.
        ખૂબ આભાર, હવે ચાલે છે.
        """,
    "ta": """
        இன்று காலை முதல் என்னால் உள்நுழைய முடியவில்லை.
        தயவுசெய்து என் கடவுச்சொல்லை மாற்றவும்.
        மிக்க நன்றி, இப்போது வேலை செய்கிறது.
        """,
    "te": """
        ఈ ఉదయం నుండి నేను పోర్టల్‌లోకి లాగిన్ కాలేకపోతున్నాను.
        దయచేసి నా పాస్‌వర్డ్ మార్చండి.
        చాలా ధన్యవాదాలు, ఇప్పుడు పని చేస్తోంది.
        """,
    "kn": """
        ಇಂದು ಬೆಳಿಗ್ಗೆಯಿಂದ ಲಾಗಿನ್ ಆಗಲು ಸಾಧ್ಯವಾಗುತ್ತಿಲ್ಲ.
        ದಯವಿಟ್ಟು ನನ್ನ ಪಾಸ್‌ವರ್ಡ್ ಬದಲಾಯಿಸಿ.
        ತುಂಬಾ ಧನ್ಯವಾದಗಳು.
        """,
    "ml": """
        ഇന്ന് രാവിലെ മുതൽ എനിക്ക് ലോഗിൻ ചെയ്യാൻ കഴിയുന്നില്ല.
        ദയവായി എന്റെ പാസ്‌വേഡ് മാറ്റുക.
        വളരെ നന്ദി.
        """,
    "th": """
        ตั้งแต่เช้านี้ฉันเข้าสู่ระบบไม่ได้
        ช่วยรีเซ็ตรหัสผ่านให้หน่อยค่ะ
        ขอบคุณมากค่ะ ตอนนี้ใช้ได้แล้ว
        """,
    "ka": """
        დღეს დილიდან პორტალზე ვერ შევდივარ.
        გთხოვთ, შემიცვალოთ პაროლი.
        დიდი მადლობა, ახლა მუშაობს.
        """,
    "hy": """
        Այսօր առավոտից չեմ կարողանում մուտք գործել։
        Խնդրում եմ փոխեք գաղտնաբառս։
        Շատ շնորհակալ եմ, հիմա աշխատում է։
        """,
    "am": """
        ከዛሬ ጠዋት ጀምሮ መግባት አልቻልኩም።
        እባክዎ የይለፍ ቃሌን ይቀይሩ።
        በጣም አመሰግናለሁ።
        """,
    "ja": """
        今朝からポータルにログインできません。
        パスワードの再設定をお願いします。
        ありがとうございます。直りました。
        """,
    "zh": """
        从今天早上开始我无法登录门户网站。
        請幫我重設密碼,謝謝。
        非常感谢，现在可以用了。
        """,
    "ko": """
        오늘 아침부터 포털에 로그인할 수 없습니다.
        제 비밀번호를 재설정해 주세요.
        감사합니다. 이제 잘 됩니다.
        """,
}

# Written after the word lists, which were not changed for them: a mail of two sentences is told.
MAILS = {
    "en": """
        My laptop makes a loud noise when it starts.
        Has the meeting been moved to another room?
        Regards, Tom
        """,
    "de": """
        Mein Laptop macht beim Starten ein lautes Geräusch.
        Wurde die Besprechung in einen anderen Raum verlegt?
        Mit freundlichen Grüßen
        """,
    "nl": """
        Mijn laptop maakt een hard geluid bij het opstarten.
        Is de vergadering naar een andere zaal verplaatst?
        Met vriendelijke groet
        """,
    "da": """
        Min computer laver en høj lyd, når den starter.
        Er mødet blevet flyttet til et andet lokale?
        Med venlig hilsen
        """,
    "no": """
        Datamaskinen min lager en høy lyd når den starter.
        Har møtet blitt flyttet til et annet rom?
        Med vennlig hilsen
        """,
    "sv": """
        Min dator ger ifrån sig ett högt ljud när den startar.
        Har mötet flyttats till ett annat rum?
        Med vänlig hälsning
        """,
    "fr": """
        Mon ordinateur fait un bruit fort au démarrage.
        La réunion a-t-elle été déplacée dans une autre salle ?
        Bien cordialement
        """,
    "es": """
        Mi portátil hace un ruido fuerte al arrancar.
        ¿Se ha cambiado la reunión a otra sala?
        Un cordial saludo
        """,
    "ca": """
        El meu portàtil fa un soroll fort quan arrenca.
        La reunió s'ha canviat a una altra sala?
        """,
    "pt": """
        O meu portátil faz um barulho alto ao arrancar.
        A reunião mudou para outra sala?
        Com os melhores cumprimentos
        """,
    "it": """
        Il mio portatile fa un forte rumore all'avvio.
        La riunione è stata spostata in un'altra sala?
        Cordiali saluti
        """,
    "ro": """
        Laptopul meu face un zgomot puternic la pornire.
        Ședința a fost mutată în altă sală?
        Cu stimă
        """,
    "pl": """
        Mój laptop głośno hałasuje przy uruchamianiu.
        Czy spotkanie zostało przeniesione do innej sali?
        Z poważaniem
        """,
    "cs": """
        Můj notebook při startu vydává hlasitý zvuk.
        Byla schůzka přesunuta do jiné místnosti?
        S pozdravem
        """,
    "sk": """
        Môj notebook pri štarte vydáva hlasný zvuk.
        Bolo stretnutie presunuté do inej miestnosti?
        """,
    "sl": """
        Moj prenosnik ob zagonu oddaja glasen zvok.
        Ali je bil sestanek prestavljen v drugo sobo?
        """,
    "hr": """
        Moj laptop pri pokretanju ispušta glasan zvuk.
        Je li sastanak premješten u drugu prostoriju?
        """,
    "hu": """
        A laptopom hangos zajt ad indításkor.
        Áthelyezték az értekezletet egy másik terembe?
        Üdvözlettel
        """,
    "fi": """
        Kannettava tietokoneeni pitää kovaa ääntä käynnistyessään.
        Onko kokous siirretty toiseen huoneeseen?
        Ystävällisin terveisin
        """,
    "et": """
        Minu sülearvuti teeb käivitamisel valju häält.
        Kas koosolek on viidud teise ruumi?
        """,
    "lv": """
        Mans klēpjdators ieslēdzoties skaļi rūc.
        Vai sapulce ir pārcelta uz citu telpu?
        """,
    "lt": """
        Mano nešiojamasis kompiuteris įsijungdamas garsiai ūžia.
        Ar susitikimas perkeltas į kitą kambarį?
        """,
    "tr": """
        Dizüstü bilgisayarım açılırken yüksek ses çıkarıyor.
        Toplantı başka bir odaya mı alındı?
        Saygılarımla
        """,
    "id": """
        Laptop saya mengeluarkan suara keras saat dinyalakan.
        Apakah rapat dipindahkan ke ruangan lain?
        """,
    "vi": """
        Máy tính của tôi kêu to khi khởi động.
        Cuộc họp đã được chuyển sang phòng khác chưa?
        """,
    "cy": """
        Mae fy ngliniadur yn gwneud sŵn uchel wrth gychwyn.
        A yw'r cyfarfod wedi symud i ystafell arall?
        """,
    "ga": """
        Déanann mo ríomhaire fuaim ard nuair a thosaíonn sé.
        Ar aistríodh an cruinniú go seomra eile?
        """,
    "eu": """
        Nire ordenagailuak zarata handia egiten du abiaraztean.
        Bilera beste gela batera aldatu al da?
        """,
    "sq": """
        Laptopi im bën zhurmë të madhe kur ndizet.
        A është zhvendosur mbledhja në një dhomë tjetër?
        """,
    "af": """
        My skootrekenaar maak 'n harde geraas wanneer dit begin.
        Is die vergadering na 'n ander kamer verskuif?
        """,
    "is": """
        Fartölvan mín gefur frá sér hátt hljóð þegar hún fer í gang.
        Var fundurinn færður í annað herbergi?
        """,
    "ru": """
        Мой ноутбук громко шумит при включении.
        Совещание перенесли в другую комнату?
        С уважением
        """,
    "uk": """
        Мій ноутбук голосно шумить при ввімкненні.
        Нараду перенесли в іншу кімнату?
        """,
    "bg": """
        Лаптопът ми издава силен шум при стартиране.
        Преместена ли е срещата в друга стая?
        """,
    "sr": """
        Мој лаптоп прави јаку буку при покретању.
        Да ли је састанак премештен у другу собу?
        """,
    "be": """
        Мой ноўтбук гучна шуміць пры ўключэнні.
        Ці перанеслі нараду ў іншы пакой?
        """,
    "mk": """
        Мојот лаптоп прави силна бучава при вклучување.
        Дали состанокот е преместен во друга соба?
        """,
    "ar": """
        حاسوبي يصدر صوتاً عالياً عند التشغيل.
        هل تم نقل الاجتماع إلى غرفة أخرى؟
        """,
    "fa": """
        لپ‌تاپ من هنگام روشن شدن صدای بلندی می‌دهد.
        آیا جلسه به اتاق دیگری منتقل شده است؟
        """,
    "ur": """
        میرا لیپ ٹاپ شروع ہوتے وقت تیز آواز کرتا ہے۔
        کیا میٹنگ دوسرے کمرے میں منتقل ہو گئی ہے؟
        """,
    "he": """
        המחשב הנייד שלי עושה רעש חזק בהפעלה.
        האם הפגישה הועברה לחדר אחר?
        """,
    "hi": """
        मेरा लैपटॉप चालू होते समय तेज़ आवाज़ करता है।
        क्या बैठक दूसरे कमरे में हो रही है?
        """,
    "mr": """
        माझा लॅपटॉप सुरू होताना मोठा आवाज करतो.
        बैठक दुसऱ्या खोलीत हलवली आहे का?
        """,
    "ne": """
        मेरो ल्यापटप सुरु हुँदा ठूलो आवाज आउँछ।
        के बैठक अर्को कोठामा सारिएको छ?
        """,
}
TABLE = [(name, line.strip()) for name, lines in SENTENCES.items() for line in lines.strip().split("\n")]


def test_it_works() -> None:
    assert language("Der Drucker brennt, bitte kommen Sie schnell!") == "de"


def test_the_table_is_wide() -> None:
    assert len(SENTENCES) >= 40
    assert min(sum(name == each for each, _ in TABLE) for name in SENTENCES) >= 3


@pytest.mark.parametrize(("name", "sentence"), TABLE, ids=[f"{name}-{line[:20]}" for name, line in TABLE])
def test_the_language_of_a_sentence_is_known(name: str, sentence: str) -> None:
    assert language(sentence) == name


@pytest.mark.parametrize("name", SENTENCES)
def test_the_language_of_a_mail_is_known_also_in_capitals_and_without_line_ends(name: str) -> None:
    mail = " ".join(SENTENCES[name].split())
    assert language(mail) == language(mail.upper()) == name


@pytest.mark.parametrize("name", MAILS)
def test_the_language_of_two_sentences_is_known(name: str) -> None:
    assert language(MAILS[name]) == name


UNDECIDABLE = [
    *(
        "",
        " ",
        "Hi",
        "ok",
        "OK!",
        "Hi Jana",
        "FYI",
        "12345",
        "---",
        "😀",
        "Jana Novak",
        "RE: 4711",
        "asdf qwer",
    ),
    *(
        "+49 30 1234567",
        "https://example.com/x?a=b",
        "v2.13.1-rc1",
        "Иван",
        "\x00\ud800",
        "def f(x): return x + 1",
    ),
]


@pytest.mark.parametrize("text", UNDECIDABLE)
def test_what_cannot_be_told_is_not_guessed(text: str) -> None:
    assert language(text) == ""


MIXED = {
    "a German mail with an English footer": ("de", SENTENCES["de"] + "\nSent from my phone"),
    "a Japanese mail about an English product": ("ja", SENTENCES["ja"] + "\nExample Portal 2.1 Login Error"),
    "an English mail to a Russian colleague": ("en", SENTENCES["en"] + "\nПривет, Иван!"),
    "a Greek mail with a link": ("el", SENTENCES["el"] + "\nhttps://portal.example.com/login/reset"),
    "a French mail with typographic apostrophes": ("fr", SENTENCES["fr"].replace("'", "’")),
}


@pytest.mark.parametrize(("name", "text"), MIXED.values(), ids=MIXED.keys())
def test_of_a_mixed_text_most_of_it_counts(name: str, text: str) -> None:
    assert language(text) == name


def test_only_the_beginning_is_looked_at() -> None:
    start = " ".join(SENTENCES["de"].split())
    assert language(start + " " * LONGEST + SENTENCES["en"] * 100) == "de"


@given(st.text(max_size=200))
@settings(deadline=None)
def test_no_text_is_too_strange(text: str) -> None:
    assert len(language(text)) in (0, 2)


@pytest.mark.timeout(20)
@pytest.mark.parametrize("piece", ["a", "a ", "'", "’", "ä", "и ", "語", " ", "\n", "." * 50 + " "])
def test_a_long_text_takes_no_time(piece: str) -> None:
    text = (piece * 2_000_000)[:2_000_000]
    language(text)
