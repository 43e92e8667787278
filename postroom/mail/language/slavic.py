"""The smallest and most frequent words of the Slavic languages; see `alphabets`."""

from __future__ import annotations

LATIN = {
    "pl": """
        w i nie na się z do to że jest o jak za a co po tak ale ten od czy już tylko jego jej ich przez przy
        pod dla są był była było być mnie mi ja my wy on ona ono oni pan pani państwo państwa panu proszę
        dziękuję dziękujemy dzień dobry witam cześć pozdrawiam pozdrowienia serdecznie szanowni szanowny
        szanowna poważaniem bardzo może można mogę możemy mam mamy ma mają oraz lub gdy kiedy gdzie dlaczego
        jeśli jeżeli ponieważ jeszcze teraz tu tam te ta tego tej tym które który która bez nad ze we swój
        nasz nasza wasz więc również także u niestety hasło hasła konto konta faktura faktury zamówienie
        zamówienia działa działają błąd błędu problem pytanie odpowiedź kto zawsze nigdy nic coś ktoś żaden
        żadna jutro dziś dzisiaj wczoraj tydzień plik pomoc nowy nowa nowe chciałbym chciałabym byłby będzie
        będą według sam sama wiele raz gdyż podczas między przed nasze wasze tych temu ponownie rano dalej
        dwa dwie dwóch trzy cztery pięć sześć siedem osiem dziewięć dziesięć poniedziałek wtorek środa środę
        czwartek piątek sobota niedziela stycznia lutego marca kwietnia maja czerwca lipca sierpnia września
        października listopada grudnia pierwszy pierwsza ostatni ostatnia przesyłam
        """,
    "cs": """
        a v se na je že to s z do o ve k i za pro jsem jsme jste jsou by jako ale po si tak co už jen od ze
        při jak aby nebo ne byl byla bylo být mám máme má mají mi mě nás nám vás vám já my vy on ona oni ten
        ta tento tato tohle která který které když kde proč protože ještě také velmi prosím děkuji děkujeme
        děkuju dobrý den ahoj zdravím pozdravem pozdrav hezký vážený vážená vážení pane paní může můžete
        mohu můžu můžeme přes bez nad pod mezi podle není nejsou nelze přeji před díky tady teď potřebuji
        heslo hesla účet účtu faktura faktury objednávka objednávky funguje fungují chyba chybu problém
        dotaz odpověď kdo vždy nikdy nic něco někdo žádný žádná zítra dnes včera týden soubor pomoc nový
        nová nové chtěl chtěla chtěli bych byste bude budou sám mnoho moc během náš naše vaše těchto tomu
        znovu ráno nemohu nemůžu nemůžeme nevím jiný ani pokud dva dvě tři čtyři pět šest sedm osm devět
        deset pondělí úterý středa středu čtvrtek pátek sobota neděle ledna února března dubna května června
        července srpna září října listopadu prosince první poslední posílám
        """,
    "sk": """
        a v sa na je že to s z do o vo k i za pre som sme ste sú by ako ale po si tak čo už len od zo pri
        aby alebo nie bol bola bolo byť mám máme má majú mi mňa nás nám vás vám ja my vy on ona oni ten tá
        tento táto toto ktorá ktorý ktoré keď kde prečo pretože lebo ešte tiež veľmi prosím ďakujem ďakujeme
        dobrý deň ahoj zdravím pozdravom pozdrav pekný vážený vážená vážení pán pani môže môžete môžem
        môžeme cez bez nad pod medzi podľa nemôžem prajem pred vďaka tu teraz potrebujem mohli heslo hesla
        účet účtu faktúra faktúru objednávka objednávku funguje fungujú chyba chybu problém otázka odpoveď
        kto vždy nikdy nič niečo niekto žiadny žiadna zajtra dnes včera týždeň súbor pomoc nový nová nové
        chcel chcela chceli bude budú sám mnoho veľa počas náš naše vaše týchto tomu znovu ráno neviem
        nemôžeme iný ani ak všetko dva dve tri štyri päť šesť sedem osem deväť desať pondelok utorok streda
        stredu štvrtok piatok sobota nedeľa januára februára marca apríla mája júna júla augusta septembra
        októbra novembra decembra prvý prvá posledný posledná posielam
        """,
    "sl": """
        in je da se na v za ne so ki bi pa z s ali kot tudi pri po ni sem smo ste si od do še že le jih ga
        jo mu mi me nas vas nam vam jaz vi on ona ono ta to te tega tej tem ker kaj kako kdaj kje zakaj ko
        če bil bila bilo biti imam imamo ima imajo lahko zelo hvala prosim pozdravljeni pozdrav lep lepo
        dober dan živjo spoštovani spoštovana lepim moj moja naš naša vaš vaša ampak kar samo zdaj tukaj
        brez med pred nad moram potrebujem nič hočem več geslo gesla račun računa naročilo naročila deluje
        delujejo napaka napako težava vprašanje odgovor kdo vedno nikoli nekaj nekdo noben jutri danes
        včeraj teden datoteka pomoč novo nova želel želela želeli bo bodo sam veliko naše vaše teh temu
        ponovno zjutraj morem moremo vem drug najlepša dva dve tri štiri pet šest sedem osem devet deset
        ponedeljek torek sreda sredo četrtek petek sobota nedelja januar februar marec april maj junij julij
        avgust september oktober november december prvi prva zadnji zadnja pošiljam sta
        """,
    "hr": """
        i je da se na u za ne su koji bi a s sa ali kao od do već još samo ih ga ju mu mi me nas vas nam vam
        ja vi on ona ono oni to taj ta te tog toj tom jer što kako kada kad gdje zašto ako bio bila bilo
        biti imam imamo ima imaju mogu može možete možemo vrlo jako hvala molim molimo pozdrav srdačan
        srdačno lijep dobar dan poštovani poštovana štovani moj moja naš naša vaš vaša nego nije nisu nisam
        sam smo ste li kod po pri iz o prije poslije nakon bez sada ovdje ovo ova ovaj koja koje šta gde
        biće ili želim hteo htio trebam lozinka lozinku račun računa narudžba narudžbu greška grešku problem
        pitanje odgovor tko ko uvijek uvek nikad nikada ništa nešto netko neko nijedan sutra danas jučer
        juče tjedan nedelju datoteka pomoć novi nova novo htjela htjeli bih biste bit će neće mnogo puno
        tijekom naše vaše ovih tome ponovno ponovo jutros radi rade nemam nemamo drugi moram lepa dva dvije
        dve tri četiri pet šest sedam osam devet deset ponedjeljak ponedeljak utorak srijeda sreda četvrtak
        petak subota nedjelja nedelja siječnja veljače ožujka travnja svibnja lipnja srpnja kolovoza rujna
        listopada studenoga prosinca prvi prva zadnji zadnja šaljem
        """,
}

CYRILLIC = {
    "ru": """
        и в не на я что с по это он как а но к у из за то все так для от о же вы мы бы мне при если или уже
        только когда есть был была было быть нет меня вас нас вам нам его ее их еще ещё где почему
        пожалуйста спасибо здравствуйте добрый день привет уважением уважаемые уважаемый можно может могу
        можете очень после до этот эта эти чтобы под над через ли который которые работает помогите прошу
        ваш наш мой сейчас пароль сброс счет счёт заказ ошибка ошибку проблема проблему вопрос ответ кто
        всегда никогда ничего что-то завтра сегодня вчера неделю файл помощь новый новая хотел хотела хотели
        будет будут сам много наши ваши этого этому снова утра утром можем войти открыть принтер большое
        теперь отправил письмо подскажите коллеги вечер один одна два две двух три четыре пять шесть семь
        восемь девять десять понедельник вторник среду четверг пятницу субботу воскресенье января февраля
        марта апреля мая июня июля августа сентября октября ноября декабря первый последний последнюю во
        отправляю вложении
        """,
    "uk": """
        і в не на я що з по це він як а але до у із за то все так для від о ж ви ми б мені при якщо або вже
        тільки коли є був була було бути немає мене вас нас вам нам його її їх ще де чому будь ласка дякую
        дякуємо вітаю добрий день привіт повагою шановні шановний можна може можу можете дуже після цей ця
        ці щоб під над через чи який які та й працює допоможіть прошу ваш наш мій зараз пароль рахунок
        замовлення помилка помилку проблема питання відповідь хто завжди ніколи нічого щось завтра сьогодні
        вчора тиждень файл допомога новий нова хотів хотіла буде будуть сам багато наші ваші цього цьому
        знову ранку вранці можемо увійти принтер тепер лист підкажіть колеги один одна два дві двох три
        чотири п' шість сім вісім дев' десять понеділок вівторок середу четвер суботу неділю січня лютого
        березня квітня травня червня липня серпня вересня жовтня листопада грудня перший останній
        """,
    "be": """
        і ў не на я што з па гэта ён як а але да у за то усе так для ад аб ж вы мы б мне пры калі або ужо
        толькі ёсць быў была было быць няма мяне вас нас вам нам яго яе іх яшчэ дзе чаму ласка дзякуй
        прывітанне добры дзень павагай шаноўныя можна можа магу можаце вельмі пасля гэты гэтая каб пад над
        праз ці які якія зараз пароль рахунак заказ памылка праблема пытанне адказ хто заўсёды ніколі нічога
        нешта заўтра сёння учора тыдзень файл дапамога новы новая хацеў будзе будуць сам шмат нашы вашы
        гэтага зноў раніцы можам увайсці прынтар цяпер працуе вялікі адзін адна два дзве дзвюх тры чатыры
        пяць шэсць сем восем дзевяць дзесяць панядзелак аўторак сераду чацвер пятніцу суботу нядзелю
        студзеня лютага сакавіка красавіка мая чэрвеня ліпеня жніўня верасня кастрычніка лістапада снежня
        першы апошні
        """,
    "bg": """
        и в не на аз че с по това той как а но към у от за то всички така до о ще вие ние би ми при ако или
        вече само когато има беше бил била било бъде няма мен вас нас ви ни го я ги още къде защо моля
        благодаря здравейте здравей добър ден поздрави поздрав уважаеми уважение може мога можете много след
        този тази тези да се под над през ли който които са съм сме сте е си работи вашия нашия сега парола
        паролата сметка фактура поръчка грешка проблем въпрос отговор кой винаги никога нищо нещо утре днес
        вчера седмица файл помощ нов нова искам искаме бъдат сам наши ваши отново сутрин сутринта можем
        вляза принтерът имам имаме поща колеги повече един една два две три четири пет шест седем осем девет
        десет понеделник вторник сряда четвъртък петък събота неделя януари февруари март април май юни юли
        август септември октомври ноември декември първи последен откъде
        """,
    "sr": """
        и у не на ја да што с са по то он како а али к од за све тако до о ће ви ми би при ако или већ само
        када кад је има био била било бити нема мене вас нас вам нам га ју их још где зашто молим хвала
        здраво добар дан поздрав поштовани поштовање може могу можете веома након овај ова ове се под над
        кроз ли који које су сам смо сте из код сада лозинка лозинку рачун поруџбина грешка проблем питање
        одговор ко увек никад ништа нешто сутра данас јуче недеља датотека помоћ нови нова хтео хтела желим
        биће много наши ваши поново јутрос можемо пријавим штампач имам немам колеге један једна два две три
        четири пет шест седам осам девет десет понедељак уторак среда четвртак петак субота јануар фебруар
        март април мај јун јул август септембар октобар новембар децембар први последњи
        """,
    "mk": """
        и во не на јас што со по тоа тој како а но кон од за сите така до о ќе вие ние би ми при ако или
        веќе само кога има беше бил била било биде нема мене вас нас ви ни го ја ги уште каде зошто ве молам
        благодарам здраво добар ден поздрав почитувани почит може можам можете многу после овој оваа овие да
        се под над преку ли кој кои сум сме сте е сега лозинка лозинката сметка нарачка грешка проблем
        прашање одговор секогаш никогаш ништо нешто утре денес вчера недела датотека помош нов нова сакам
        сакаме бидат наши ваши повторно утрово можеме печатач имам имаме колеги повеќе еден една два две три
        четири пет шест седум осум девет десет понеделник вторник среда четврток петок сабота јануари
        февруари март април мај јуни јули август септември октомври ноември декември прв последен
        """,
}
