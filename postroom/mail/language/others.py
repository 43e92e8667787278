"""The smallest and most frequent words of languages without near relatives in our lists; see `alphabets`."""

from __future__ import annotations

LATIN = {
    "lv": """
        un ir uz ka no ar par kas to tā es mēs jūs viņš viņa tas šis šī šo lai bet vai kā pie pēc līdz bez
        arī ja jau vēl tikai ļoti nav var varu varam varat man mums jums mūsu jūsu mans mana paldies lūdzu
        labdien sveiki cieņu cienījamie būt bija būs esmu esam kad kur kāpēc kāda kāds tagad šeit visi viss
        vairs kopš vairāk sveicieni ko nevaru nevar pirms parole paroli konts rēķins rēķinu pasūtījums
        strādā kļūda problēma jautājums atbilde vienmēr nekad nekas kaut rīt šodien vakar nedēļa fails
        palīdzība palīdzēt jauns jauna jaunu vēlos vēlētos būtu pats daudz laikā lūgums atkal rīta vēlreiz
        liels viens divi divas divu trīs četri pieci seši septiņi astoņi deviņi desmit pirmdien otrdien
        trešdien ceturtdien piektdien sestdien svētdien janvāris februāris marts aprīlis maijs jūnijs jūlijs
        augusts septembris oktobris novembris decembris pirmais pēdējais
        """,
    "lt": """
        ir į iš kad su tai yra o bet ne kaip ar per už nuo iki prie po apie dėl jau dar tik labai mano mūsų
        jūsų man mums jums aš mes jūs jis ji jie tas ši šis šio šią tą kas kur kodėl kada ačiū dėkoju prašau
        prašome laba diena labas sveiki pagarbiai gerbiami gerbiamas gali galiu galite galime turiu turime
        nėra buvo būti bus esu esame dabar čia visi viskas be taip pat arba nes jeigu jei negaliu kuris kuri
        slaptažodis slaptažodį paskyra sąskaita sąskaitą užsakymas veikia neveikia klaida problema klausimas
        atsakymas visada niekada nieko kažkas rytoj šiandien vakar savaitę failas pagalba padėti naujas
        nauja naują norėčiau norime būtų pats daug metu prieš vėl ryto naujo didelis vienas du dvi trys
        keturi penki šeši septyni aštuoni devyni dešimt pirmadienį antradienį trečiadienį ketvirtadienį
        penktadienį šeštadienį sekmadienį sausio vasario kovo balandžio gegužės birželio liepos rugpjūčio
        rugsėjo spalio lapkričio gruodžio pirmas paskutinis
        """,
    "et": """
        ja on ei et see ma me te ta nad oli ka kui aga või ning mis kes kus kuidas miks millal mul meil teil
        teie meie minu tema selle seda sellest siis veel juba ainult väga palun aitäh tänan tere tervist
        hommikust päevast lugupidamisega parimate tervitustega lugupeetud olen oleme olete olla saab saan
        saame saate pole enam kas kuid sest nagu oma ole mind meid teid siin nüüd pärast enne ilma kuni üle
        parool parooli konto arve arvet tellimus töötab tööta viga probleem küsimus vastus alati kunagi
        midagi keegi homme täna eile nädal fail abi aidata uus uut uue soovin sooviksin oleks ise palju ajal
        minule uuesti hommik suur enda sisse välja üks kaks kolm neli viis kuus seitse kaheksa üheksa kümme
        esmaspäeval teisipäeval kolmapäeval neljapäeval reedel laupäeval pühapäeval jaanuar veebruar märts
        aprill mai juuni juuli august september oktoober november detsember esimene viimane
        """,
    "fi": """
        ja on ei että se hän oli en mutta kun niin olen olet olemme ovat tämä mitä minä sinä me te he jos
        mikä kuin myös sen tai vain nyt jo vielä ole olla ollut voi voin voisi voitte voimme minun sinun
        meidän teidän minulla meillä teillä mukaan miten miksi milloin missä kiitos kiitoksia terveisin
        ystävällisin hei moi hyvää päivää huomenta terve voisitteko voisitko tästä tässä tätä siitä sitä
        joka jotka koska kanssa ennen jälkeen ilman asti kaikki mitään enää sekä eikä emme eivät terveisiin
        salasana salasanan salasanani tili tilin lasku laskun tilaus tilauksen toimi toimii virhe ongelma
        kysymys vastaus kuka aina koskaan jotain joku huomenna tänään eilen viikko tiedosto apua auttaa uusi
        uuden haluaisin haluan olisi itse paljon aikana meille teille uudelleen aamulla asia asiaa sisään
        pääse yksi kaksi kolme neljä viisi kuusi seitsemän kahdeksan yhdeksän kymmenen maanantaina tiistaina
        keskiviikkona torstaina perjantaina lauantaina sunnuntaina tammikuu helmikuu maaliskuu huhtikuu
        toukokuu kesäkuu heinäkuu elokuu syyskuu lokakuu marraskuu joulukuu ensimmäinen viimeinen mistä
        """,
    "hu": """
        a az és hogy nem is egy ez van volt de ha meg már csak még vagy mint el kell lehet fel ki be le azt
        ezt akkor nagyon minden most itt ott mert ami aki én te ő mi ti ők nekem nekünk önnek önök önt ön
        minket engem lesz lenne voltam vagyok vagyunk vannak tudom tudok tudunk tudja tudnak szeretném
        szeretnék kérem kérjük köszönöm köszönjük szia sziasztok helló üdvözlettel tisztelettel tisztelt jó
        napot üdv hogyan miért mikor hol után előtt nélkül között alatt sem sajnos segítségét illetve jelszó
        jelszavam jelszót fiók fiókom számla számlát rendelés működik hiba hibát probléma kérdés válasz
        mindig soha semmi valami valaki holnap ma tegnap hét fájl segítség segíteni új szeretnénk volna
        lesznek maga sok közben újra reggel óta tud tudnának vissza kaptam kapok egyik nincs két kettő három
        négy öt hat nyolc kilenc tíz hétfő hétfőn kedden szerdán csütörtökön pénteken szombaton vasárnap
        január február március április május június július augusztus szeptember október november december
        első utolsó
        """,
    "cy": """
        y yr a ac i o yn mae ar am gan gyda dim nid ond fel neu wedi eich ein fy ei eu hyn hwn hon bod fod
        oedd roedd chi ni fi hi nhw rwy rwyf dw i'w o'r i'r a'r diolch helo annwyl cofion bore da prynhawn
        gorau os gwelwch dda pam sut pryd ble beth pan hefyd iawn eto nawr yma cael wneud gallwch gallaf
        gallwn allwch ddim oherwydd cyn ôl heb hyd rhaid cyfrinair cyfrif anfoneb archeb gweithio gwall
        problem cwestiwn ateb pwy bob bynnag byth rhywbeth yfory heddiw ddoe wythnos ffeil help newydd
        hoffwn byddai llawer fawr mae'n mae'r sy'n gen eisiau gyda'r wrth ers dau dwy tri tair pedwar pump
        chwech saith wyth naw deg llun mawrth mercher iau gwener sadwrn sul ionawr chwefror ebrill mai
        mehefin gorffennaf awst medi hydref tachwedd rhagfyr cyntaf olaf alla
        """,
    "ga": """
        an na agus is ar i a le go ní níl tá bhí sé sí mé tú muid sibh siad do de ag as ó faoi chun mar nach
        ach nó seo sin mo bhur ár leis liom leat linn dom duit dúinn daoibh agam agat againn raibh maith dia
        conas cathain cén cad fáth má bheith bhfuil bheidh beidh féidir dul arís anois anseo chara meas mise
        beannachtaí gach roimh tar éis gan cúpla pasfhocal focal faire cuntas sonrasc ordú obair earráid
        fadhb ceist freagra cé rud éigin inniu amárach inné seachtain comhad cabhair nua mhaith bheadh féin
        leor tríd ón den don sa san mian oibriú haon dó dhá trí ceathair cúig seacht ocht naoi deich luan
        máirt céadaoin déardaoin aoine satharn domhnach eanáir feabhra márta aibreán bealtaine meitheamh
        iúil lúnasa fómhair samhain nollaig
        """,
    "eu": """
        eta da ez du bat dira dut dugu duzu duzue naiz gara zara zaizu zait zaigu bai edo baina ere hau hori
        hura hauek horiek dela den duen dagoen dago daude nire gure zure bere ezin ahal izan izango egin
        egiten behar nahi kaixo egun on eskerrik asko agur mesedez arren nola noiz non zergatik nor zer
        orain hemen oso gehiago arte gabe ondoren aurretik mila beraz ditut ditugu ditu pasahitza kontua
        faktura eskaera dabil funtzionatzen errore arazo arazoa galdera erantzuna beti inoiz ezer zerbait
        norbait bihar gaur atzo aste fitxategia laguntza berria nahiko litzateke bitartean berriro goizean
        ondo bi hiru lau bost sei zazpi zortzi bederatzi hamar astelehena asteartea asteazkena osteguna
        ostirala larunbata igandea urtarrila otsaila martxoa apirila maiatza ekaina uztaila abuztua iraila
        urria azaroa abendua lehen azken dezaket dezakegu dituzu
        """,
    "sq": """
        dhe të në e i një është për me nuk që nga si më do ka kam kemi kanë janë ishte por ose se ju ne unë
        ai ajo ata ti tuaj tonë im ime ky kjo këtë këto kur ku pse çfarë kush shumë edhe vetëm tani këtu pas
        para pa deri faleminderit përshëndetje përshëndes mirëdita tungjatjeta lutem lutemi mund duhet s' po
        jo mos jam jemi jeni nëse sepse ende akoma respekt nderuar fjalëkalimi fjalëkalimin llogaria faturë
        faturën porosi punon funksionon gabim problem pyetje përgjigje gjithmonë kurrë asgjë diçka dikush
        nesër sot dje javë skedar ndihmë ri re dua doja duam vetë përsëri mëngjes jonë tona dy tre katër
        pesë gjashtë shtatë tetë nëntë dhjetë hënë martë mërkurë enjte premte shtunë diel janar shkurt mars
        prill maj qershor korrik gusht shtator tetor nëntor dhjetor parë fundit
        """,
    "tr": """
        ve bir bu da de için ile çok ne gibi ama daha var yok mi mı mu mü ben biz siz sen o onlar bana bize
        size beni bizi sizi benim bizim sizin olarak olan oldu olduğu olduğunu olması ise veya ya ki en
        kadar sonra önce her şey şu nasıl neden zaman nerede değil lütfen teşekkürler teşekkür ederim ederiz
        merhaba iyi günler saygılar saygılarımla selam selamlar sayın rica ediyorum şimdi burada bugün yarın
        dün tüm hiç artık hala hâlâ tekrar üzere göre istiyorum edebilir misiniz mısınız şifre şifremi
        şifrem hesap hesabım hesabıma fatura faturayı sipariş çalışmıyor çalışıyor hata sorun soru cevap kim
        asla hiçbir bazı yeni yardım dosya hafta pazartesi isterim istiyoruz olur olacak olmuyor kendi
        birçok tekrardan sabah tarafından hangi aynı bunu buna acil iki üç dört beş altı yedi sekiz dokuz on
        salı çarşamba perşembe cuma cumartesi pazar ocak şubat mart nisan mayıs haziran temmuz ağustos eylül
        ekim kasım aralık ilk son günü nereden
        """,
    "id": """
        yang dan di ini itu dengan untuk tidak dari dalam akan pada juga saya ke karena tersebut bisa ada
        mereka lebih kata tahun sudah atau saat oleh menjadi orang ia telah adalah seperti sebagai bahwa
        dapat para harus namun kita dua satu masih hari hanya kami kepada anda belum apakah bagaimana
        mengapa kapan dimana jika terima kasih halo selamat pagi siang sore hormat salam mohon tolong
        silakan bapak ibu sekarang lagi sekali agar sejak setelah sebelum tanpa semua apa bantuannya sandi
        akun tagihan faktur pesanan berfungsi kesalahan masalah pertanyaan jawaban siapa selalu pernah
        sesuatu seseorang besok kemarin minggu berkas baru ingin kembali banyak selama butuh perlu ulang
        mulai masuk sampai sedang gak nggak tiga empat lima enam tujuh delapan sembilan sepuluh senin selasa
        rabu kamis jumat sabtu januari februari maret april mei juni juli agustus september oktober november
        desember pertama terakhir mana
        """,
    "ms": """
        yang dan di ini itu dengan untuk tidak dari dalam akan pada juga saya ke kerana tersebut boleh ada
        mereka lebih telah atau oleh menjadi orang ialah adalah seperti sebagai bahawa dapat harus kami
        kepada anda belum adakah bagaimana mengapa bila jika terima kasih selamat pagi petang sejahtera
        salam sila tolong mohon encik puan tuan sekarang lagi sahaja supaya sejak selepas sebelum tanpa
        semua apa bantuan hendak kita laluan akaun bil invois pesanan berfungsi ralat masalah soalan jawapan
        siapa selalu pernah sesuatu seseorang esok semalam minggu fail baharu ingin mahu kembali banyak
        semasa perlu semula mula masuk sampai sedang tiga empat lima enam tujuh lapan sembilan sepuluh isnin
        selasa rabu khamis jumaat sabtu ahad januari februari mac april mei jun julai ogos september oktober
        november disember pertama terakhir mana
        """,
    "vi": """
        và của là có không được cho các một những trong tôi bạn này khi để với người đã ở đến ra về thì mà
        cũng như từ nhiều hay hoặc vì nếu nên rất lại vẫn chưa sẽ đang bị phải làm thế nào tại sao chúng anh
        chị em ông bà cảm ơn xin chào vui lòng trân trọng kính gửi thân mến giúp hôm nay bây giờ đây đó sau
        trước gì nữa mật khẩu tài khoản hóa đơn hàng lỗi vấn đề câu hỏi trả lời ai luôn bao tuần tệp mới
        muốn cần sáng chiều đặt hỗ trợ đỡ đăng nhập nhận xem kiểm tra hai ba bốn năm sáu bảy tám chín mười
        thứ nhật tháng đầu cuối mất thiếu
        """,
    "tl": """
        ang ng sa na mga at ay ko mo niya namin natin ninyo nila ako ikaw siya kami tayo kayo sila hindi po
        opo ito iyon iyan may mayroon wala para kung kapag dahil pero o din rin lang pa ba kasi paano bakit
        kailan saan salamat maraming kumusta magandang umaga hapon gabi paki lubos pwede puwede maaari nang
        mula ngayon dito account gumagana error problema tanong sagot sino lagi bukas kahapon linggo tulong
        bago gusto kailangan kong aking aming inyong nasa naman lamang walang sana isa dalawa tatlo apat
        lima anim pito walo siyam sampu lunes martes miyerkules huwebes biyernes sabado
        """,
    "sw": """
        na ya wa kwa ni la za katika hii hiyo hilo hili kuwa si sio mimi wewe yeye sisi ninyi wao yangu yako
        yake yetu yenu wangu wako lakini au kama pia sana tu bado tayari asante shukrani habari karibu
        tafadhali ndugu salamu jinsi gani lini wapi nini kwamba baada kabla bila hadi sasa hapa leo kesho
        siwezi naomba ninaweza siri akaunti ankara agizo kosa tatizo swali jibu nani daima kamwe kitu mtu
        jana wiki faili msaada mpya nataka tunahitaji ningependa nyingi wakati tena asubuhi mfumo kazi
        inafanya haifanyi tangu kwenye moja mbili tatu nne tano sita saba nane tisa kumi jumatatu jumanne
        jumatano alhamisi ijumaa jumamosi jumapili
        """,
}

CYRILLIC = {
    "kk": """
        және бұл мен сіз біз ол үшін бар жоқ емес деп бір осы сол не қалай неге қашан қайда рахмет
        сәлеметсіз бе құрметті құрметпен өтінемін керек болады болды еді туралы кейін дейін енді бірақ
        немесе менің сіздің біздің құпиясөз тіркелгі шот тапсырыс жұмыс істейді істемейді қате мәселе сұрақ
        жауап кім әрқашан ештеңе ертең бүгін кеше апта файл көмек жаңа алмаймын алмаймыз мүмкін көп өте бері
        қайта екі үш төрт бес алты жеті сегіз тоғыз он дүйсенбі сейсенбі сәрсенбі бейсенбі жұма сенбі
        жексенбі соңғы бірінші
        """,
    "mn": """
        нь байна энэ би та бид тэр ба юм болон гэж нэг бол уу үү яаж яагаад хэзээ хаана баярлалаа сайн
        хүндэтгэсэн эрхэм хэрэгтэй байсан болно тухай дараа хүртэл одоо гэхдээ эсвэл миний таны манай нууц
        үг данс захиалга ажиллаж ажиллахгүй алдаа асуудал асуулт хариулт хэн үргэлж маргааш өнөөдөр өчигдөр
        долоо хоног файл тусламж шинэ болохгүй чадахгүй их маш дахин өглөө хойш хоёр гурав дөрөв тав зургаа
        найм ес арав даваа мягмар лхагва пүрэв баасан бямба ням анхны сүүлийн
        """,
}

ARABIC = {
    "ar": """
        في من على إلى الى أن ان هذا هذه التي الذي لا ما مع عن كان كانت هو هي لم لن قد أو او ثم كل بعد قبل
        عند لكن إذا اذا أنا انا نحن أنتم هل كيف لماذا متى أين شكرا شكراً مرحبا السلام عليكم تحية تحياتي طيبة
        يرجى الرجاء السيد السيدة لدي لدينا لي لنا لكم غير بعض حتى منذ يوم وقد ولا كلمة المرور حساب حسابي
        فاتورة طلب خطأ مشكلة المشكلة سؤال جواب دائما ابدا شيء غدا اليوم أمس أسبوع ملف مساعدة جديد أريد نريد
        سوف يكون يمكن يمكنكم يمكنني أستطيع لكي حيث الآن جزيلا فضلك فقط أي وشكرا واحد اثنان ثلاثة أربعة خمسة
        ستة سبعة ثمانية تسعة عشرة الاثنين الثلاثاء الأربعاء الخميس الجمعة السبت الأحد يناير فبراير مارس
        أبريل مايو يونيو يوليو أغسطس سبتمبر أكتوبر نوفمبر ديسمبر
        """,
    "fa": """
        و در به از که این را با است برای آن یک تا هم می ها های نمی شود شده بود باشد کرد کنم کنید من ما شما
        او آنها اما یا اگر هر چه چرا کجا چگونه سلام ممنون متشکرم لطفا لطفاً تشکر احترام درود خیلی بسیار بعد
        قبل بدون هنوز دارم دارد داریم نیست هست خود همه روز رمز عبور حساب صورتحساب سفارش خطا مشکل سوال پاسخ
        کسی همیشه هرگز هیچ چیزی فردا امروز دیروز هفته فایل کمک جدید می‌خواهم خواهد توانم نمی‌توانم می‌شود
        می‌کند نمی‌شود کار الان صبح وارد دوباره آقای خانم گرامی مرسی دو سه چهار پنج شش هفت هشت نه ده شنبه
        یکشنبه دوشنبه جمعه فروردین اردیبهشت خرداد تیر مرداد شهریور مهر آبان آذر دی بهمن اسفند آخرین
        """,
    "ur": """
        کے میں کی ہے اور سے کا کو اس یہ نے پر ہیں کہ وہ جو ہو بھی ایک نہیں تھا تھی تو ہم آپ مجھے میرا میری
        ہمارا کیا کیوں کب کہاں کیسے شکریہ سلام براہ کرم مہربانی گیا رہا رہی رہے کر کرنا کریں سکتے سکتا لیکن
        یا اگر بعد پہلے پاس ورڈ اکاؤنٹ بل آرڈر خرابی مسئلہ سوال جواب کون ہمیشہ کبھی کچھ کل آج ہفتہ فائل مدد
        نیا چاہتا چاہتے گا گی گے بہت اب صبح دوبارہ جناب میرے ہمارے دو تین چار پانچ چھ سات آٹھ نو دس پیر منگل
        بدھ جمعرات جمعہ اتوار تھے
        """,
    "ps": """
        د په او چې نه دا له کې ته سره زه موږ تاسو هغه دی ده دي کړي شي وي لپاره مننه سلام ولې څنګه کله چیرته
        یو
        """,
    "ku": """
        لە و بۆ کە ئەم بە ئەو من ئێمە ئێوە نیە هەیە لەگەڵ سوپاس سڵاو چۆن بۆچی کەی کوێ تکایە بەڵام یان ئەگەر
        """,
}

HEBREW = {
    "he": """
        של את על לא אני זה עם הוא היא אתם אנחנו יש אין כל גם או אבל כי אם מה איך למה מתי איפה תודה רבה שלום
        בברכה בבקשה אנא לי לנו לכם לך שלי שלנו שלכם היה הייתה להיות אפשר יכול צריך עוד כבר רק מאוד אחרי לפני
        בלי עד סיסמה סיסמא הסיסמה חשבון חשבונית הזמנה עובד תקלה שגיאה בעיה שאלה תשובה מי תמיד אף פעם משהו
        מישהו מחר היום אתמול שבוע קובץ עזרה חדש חדשה רוצה רוצים יהיה יכולים הרבה שוב בוקר הבוקר עכשיו מצליח
        ניתן אשמח נא אחד אחת שניים שתיים שתי שני שלוש שלושה ארבע חמש שש שבע שמונה תשע עשר ראשון שלישי רביעי
        חמישי שישי שבת ינואר פברואר מרץ אפריל מאי יוני יולי אוגוסט ספטמבר אוקטובר נובמבר דצמבר
        """,
    "yi": """
        און איז די דער דאס דאָס איך ניט נישט פון פֿון צו אין מיט אויף מיר איר זיי האט האָט האבן האָבן א אַ
        אן אַן וואס וואָס ווי ווען פארוואס פאַרוואָס דאנק דאַנק שלום ביטע אויך נאר נאָר זײַן זיין קען וועט
        איצט דא דאָ פאסווארט פּאַסװאָרט רעכענונג ארבעט אַרבעט פראבלעם פֿראַגע ענטפער ווער אייביק קיינמאל
        עפעס עמעצער מארגן היינט הײַנט נעכטן וואך הילף ניי נייע מיין מײַן דיין אונדזער אייער וויל ווילן ער עס
        אים אייך אונז ביי נאך צום דעם ענדערט גרויסן וועלן זאל איינס צוויי דריי פיר פינף זעקס זיבן אכט ניין
        צען מאנטיק דינסטיק מיטוואך דאנערשטיק פרייטיק שבת זונטיק
        """,
}

DEVANAGARI = {
    "hi": """
        है के में की को का से और यह पर हैं नहीं कि मैं हम आप वह ने एक भी था थी हो तो मेरा मेरी मेरे हमारे
        आपका आपके क्या क्यों कब कहाँ कैसे कृपया धन्यवाद नमस्ते नमस्कार लेकिन या अगर बाद पहले रहा रही रहे कर
        करें सकते सकता मुझे हमें बहुत अब यहाँ लिए पासवर्ड खाता बिल ऑर्डर त्रुटि समस्या सवाल उत्तर कौन हमेशा
        कभी कुछ कल आज सप्ताह फ़ाइल मदद सहायता नया चाहता चाहते होगा होगी सुबह फिर दोबारा श्री काम हूँ हूं पा
        जा दो तीन चार पाँच पांच छह सात आठ नौ दस सोमवार मंगलवार बुधवार गुरुवार शुक्रवार शनिवार रविवार थे
        """,
    "mr": """
        आहे आणि या मध्ये ते हे की मी आम्ही आपण तुम्ही नाही एक साठी वर होते होता होती आहेत माझा माझी माझे
        माझ्या आमच्या आपल्या तुमच्या काय का केव्हा कुठे कसे कृपया धन्यवाद नमस्कार पण किंवा जर नंतर आधी करा
        करू शकत मला आम्हाला खूप आता येथे झाले झाला असे असा पासवर्ड खाते बिल ऑर्डर चूक समस्या प्रश्न उत्तर
        कोण नेहमी कधी काही उद्या आज काल आठवडा फाइल मदत नवीन हवे पाहिजे असेल सकाळी पुन्हा श्री चालू नाहीत येत
        करता द्या कळवा दोन तीन चार पाच सहा सात आठ नऊ दहा सोमवार मंगळवार बुधवार गुरुवार शुक्रवार शनिवार
        रविवार आले
        """,
    "ne": """
        छ र को मा यो त्यो म हामी तपाईं छैन छन् थियो भने पनि एक लागि बाट सँग मेरो हाम्रो तपाईंको के किन कहिले
        कहाँ कसरी कृपया धन्यवाद नमस्ते तर वा यदि पछि अघि गर्नुहोस् गर्न सक्नुहुन्छ मलाई हामीलाई धेरै अब यहाँ
        भयो भएको पासवर्ड खाता बिल अर्डर त्रुटि समस्या प्रश्न उत्तर सधैं कहिल्यै केही भोलि आज हिजो हप्ता फाइल
        सहयोग नयाँ चाहन्छु चाहिन्छ हुनेछ बिहान फेरि श्री काम छु छौं सकिन गरेको दुई तीन चार पाँच सात आठ नौ दस
        सोमबार मंगलबार बुधबार बिहिबार शुक्रबार शनिबार आइतबार थिए
        """,
}
