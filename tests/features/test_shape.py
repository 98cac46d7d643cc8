"""What a line of prose is in languages of many kinds, and what it is not: headlines, menus and buttons."""

from __future__ import annotations

import pytest

from cleaner.blocks import text as text_blocks
from cleaner.features import language, lines, shape

# per language a paragraph, a headline, a menu line and a button, all written for this file
LANGUAGES = {
    "en": (
        (
            "The old mill at the weir is to become a museum. The parish council decided this on Tuesday "
            "evening after arguing for two hours about what the work would cost. The building dates from "
            "1874 and has stood empty since the last miller died."
        ),
        "Old mill at the weir becomes a museum",
        "Home | News | Sport | Contact",
        "Add to cart",
    ),
    "zh": (
        "下堰镇的旧水磨坊将改建成博物馆。镇议会在星期二晚上就工程费用争论了两个小时之后作出了这一决定。这座建筑建于1874年,自最后一位磨坊主去世以来一直空置。",
        "堰边旧水磨坊将成为博物馆",
        "首页 | 新闻 | 体育 | 联系我们",
        "加入购物车",
    ),
    "ja": (
        "下堰町の古い水車小屋が博物館になる。町議会は火曜日の夜、工事の費用について二時間議論したあと、そのように決めた。",
        "堰の古い水車小屋が博物館に",
        "ホーム | ニュース | スポーツ | お問い合わせ",
        "カートに入れる",
    ),
    "th": (
        (
            "โรงสีเก่าริมฝายจะกลายเป็นพิพิธภัณฑ์ สภาตำบลตัดสินใจเรื่องนี้เมื่อค่ำวันอังคาร "
            "หลังจากถกเถียงกันเรื่องค่าใช้จ่ายนานสองชั่วโมง อาคารหลังนี้สร้างขึ้นในปี 1874 "
            "และว่างเปล่ามาตั้งแต่เจ้าของโรงสีคนสุดท้ายเสียชีวิต"
        ),
        "โรงสีเก่าริมฝายจะกลายเป็นพิพิธภัณฑ์",
        "หน้าแรก | ข่าว | กีฬา | ติดต่อเรา",
        "หยิบใส่ตะกร้า",
    ),
    "lo": (
        "ໂຮງສີເກົ່າຢູ່ຂ້າງຝາຍຈະກາຍເປັນຫໍພິພິທະພັນ ສະພາບ້ານໄດ້ຕັດສິນໃຈເລື່ອງນີ້ໃນຕອນແລງວັນອັງຄານ ຫຼັງຈາກໄດ້ໂຕ້ຖຽງກັນເລື່ອງຄ່າໃຊ້ຈ່າຍເປັນເວລາສອງຊົ່ວໂມງ",
        "ໂຮງສີເກົ່າຢູ່ຂ້າງຝາຍຈະກາຍເປັນຫໍພິພິທະພັນ",
        "ໜ້າຫຼັກ | ຂ່າວ | ກິລາ | ຕິດຕໍ່ພວກເຮົາ",
        "ໃສ່ກະຕ່າ",
    ),
    "km": (
        (
            "រោងម៉ាស៊ីនកិនស្រូវចាស់នៅក្បែរទំនប់នឹងក្លាយជាសារមន្ទីរ។ "
            "ក្រុមប្រឹក្សាឃុំបានសម្រេចរឿងនេះនៅល្ងាចថ្ងៃអង្គារ "
            "បន្ទាប់ពីបានជជែកវែកញែកអំពីថ្លៃចំណាយអស់រយៈពេលពីរម៉ោង។"
        ),
        "រោងម៉ាស៊ីនកិនស្រូវចាស់នឹងក្លាយជាសារមន្ទីរ",
        "ទំព័រដើម | ព័ត៌មាន | កីឡា | ទំនាក់ទំនង",
        "ដាក់ចូលកន្ត្រក",
    ),
    "my": (
        (
            "ရေတံခွန်နားက စက်ဟောင်းကြီးသည် ပြတိုက်ဖြစ်လာတော့မည်။ ကုန်ကျစရိတ်အကြောင်း နှစ်နာရီကြာ "
            "ဆွေးနွေးပြီးနောက် ကျေးရွာကောင်စီက အင်္ဂါနေ့ညနေတွင် ဆုံးဖြတ်ခဲ့သည်။"
        ),
        "စက်ဟောင်းကြီးသည် ပြတိုက်ဖြစ်လာတော့မည်",
        "ပင်မစာမျက်နှာ | သတင်း | အားကစား | ဆက်သွယ်ရန်",
        "ခြင်းထဲထည့်ရန်",
    ),
    "ar": (
        (
            "تتحول الطاحونة القديمة عند السد إلى متحف، وهذا ما قرره مجلس القرية مساء الثلاثاء بعد نقاش دام "
            "ساعتين حول كلفة الأعمال. ويعود المبنى إلى عام 1874 وهو مهجور منذ وفاة آخر طحان."
        ),
        "الطاحونة القديمة تتحول إلى متحف",
        "الرئيسية | أخبار | رياضة | اتصل بنا",
        "أضف إلى السلة",
    ),
    "he": (
        (
            "הטחנה הישנה שליד הסכר תהפוך למוזיאון. כך החליטה מועצת הכפר ביום שלישי בערב, אחרי שעתיים של "
            "ויכוח על עלות העבודות. הבניין הוקם בשנת 1874 ועומד ריק מאז מותו של הטוחן האחרון."
        ),
        "הטחנה הישנה תהפוך למוזיאון",
        "דף הבית | חדשות | ספורט | צור קשר",
        "הוסף לסל",
    ),
    "fa": (
        (
            "آسیاب قدیمی کنار سد به موزه تبدیل می‌شود. شورای روستا سه‌شنبه شب پس از دو ساعت بحث درباره "
            "هزینه کار این تصمیم را گرفت. ساختمان در سال ۱۸۷۴ ساخته شده و از زمان مرگ آخرین آسیابان خالی "
            "مانده است."
        ),
        "آسیاب قدیمی موزه می‌شود",
        "خانه | اخبار | ورزش | تماس با ما",
        "افزودن به سبد خرید",
    ),
    "ur": (
        (
            "بند کے کنارے پرانی چکی عجائب گھر بن جائے گی۔ گاؤں کی کونسل نے منگل کی شام اخراجات پر دو گھنٹے "
            "کی بحث کے بعد یہ فیصلہ کیا۔ یہ عمارت ۱۸۷۴ میں بنی تھی اور آخری چکی والے کی موت کے بعد سے خالی "
            "پڑی ہے۔"
        ),
        "پرانی چکی عجائب گھر بنے گی",
        "صفحہ اول | خبریں | کھیل | رابطہ",
        "ٹوکری میں ڈالیں",
    ),
    "hi": (
        (
            "बाँध के किनारे की पुरानी पनचक्की अब संग्रहालय बनेगी। गाँव की परिषद ने मंगलवार की शाम को खर्च "
            "पर दो घंटे की बहस के बाद यह फैसला किया। यह इमारत 1874 में बनी थी और आखिरी चक्की वाले की मौत के "
            "बाद से खाली पड़ी है।"
        ),
        "पुरानी पनचक्की बनेगी संग्रहालय",
        "होम | समाचार | खेल | संपर्क करें",
        "कार्ट में डालें",
    ),
    "bn": (
        (
            "বাঁধের ধারের পুরোনো কলটি এবার জাদুঘর হবে। খরচ নিয়ে দুই ঘণ্টা তর্কের পর গ্রাম পরিষদ মঙ্গলবার "
            "সন্ধ্যায় এই সিদ্ধান্ত নেয়। ভবনটি ১৮৭৪ সালে তৈরি হয়েছিল এবং শেষ কলমালিকের মৃত্যুর পর থেকে "
            "খালি পড়ে আছে।"
        ),
        "পুরোনো কল হচ্ছে জাদুঘর",
        "প্রচ্ছদ | খবর | খেলা | যোগাযোগ",
        "কার্টে যোগ করুন",
    ),
    "ta": (
        (
            "அணையருகே உள்ள பழைய ஆலை அருங்காட்சியகமாக மாறுகிறது. செலவு பற்றி இரண்டு மணி நேரம் விவாதித்த "
            "பிறகு ஊராட்சி மன்றம் செவ்வாய்க்கிழமை மாலை இந்த முடிவை எடுத்தது. கட்டடம் 1874 ஆம் ஆண்டில் "
            "கட்டப்பட்டது."
        ),
        "பழைய ஆலை அருங்காட்சியகமாகிறது",
        "முகப்பு | செய்திகள் | விளையாட்டு | தொடர்பு",
        "வண்டியில் சேர்",
    ),
    "te": (
        (
            "ఆనకట్ట దగ్గరి పాత మిల్లు మ్యూజియంగా మారబోతోంది. ఖర్చు గురించి రెండు గంటల పాటు చర్చించిన తరువాత "
            "గ్రామ పంచాయతీ మంగళవారం సాయంత్రం ఈ నిర్ణయం తీసుకుంది. భవనం 1874 లో కట్టబడింది."
        ),
        "పాత మిల్లు మ్యూజియం అవుతోంది",
        "హోమ్ | వార్తలు | క్రీడలు | సంప్రదించండి",
        "కార్ట్‌కు జోడించు",
    ),
    "ko": (
        (
            "둑 옆의 오래된 물레방앗간이 박물관이 된다. "
            "마을 의회는 화요일 저녁 두 시간 동안 공사 비용을 두고 다툰 끝에 그렇게 결정했다. "
            "건물은 1874년에 지어졌고 마지막 "
            "방앗간 주인이 죽은 뒤로 비어 있었다."
        ),
        "둑 옆 물레방앗간 박물관 된다",
        "홈 | 뉴스 | 스포츠 | 문의하기",
        "장바구니 담기",
    ),
    "tr": (
        (
            "Bendin yanındaki eski değirmen müze oluyor. Köy meclisi salı akşamı, masraflar üzerine iki "
            "saat tartıştıktan sonra bu kararı aldı. 1874 yılında yapılan bina, son değirmencinin ölümünden "
            "beri boş duruyor."
        ),
        "Eski değirmen müze oluyor",
        "Ana Sayfa | Haberler | Spor | İletişim",
        "Sepete ekle",
    ),
    "vi": (
        (
            "Cối xay nước cũ bên đập sẽ trở thành bảo tàng. Hội đồng xã đã quyết định như vậy vào tối thứ "
            "Ba sau hai giờ tranh luận về chi phí. Tòa nhà được xây năm 1874 và bỏ trống từ khi người thợ "
            "xay cuối cùng qua đời."
        ),
        "Cối xay nước cũ sẽ thành bảo tàng",
        "Trang chủ | Tin tức | Thể thao | Liên hệ",
        "Thêm vào giỏ hàng",
    ),
    "el": (
        (
            "Ο παλιός μύλος δίπλα στο φράγμα θα γίνει μουσείο. Αυτό αποφάσισε το κοινοτικό συμβούλιο το "
            "βράδυ της Τρίτης, αφού συζήτησε δύο ώρες για το κόστος των εργασιών. Το κτίριο χτίστηκε το "
            "1874 και μένει άδειο από τότε που πέθανε ο τελευταίος μυλωνάς."
        ),
        "Ο παλιός μύλος γίνεται μουσείο",
        "Αρχική | Νέα | Αθλητικά | Επικοινωνία",
        "Προσθήκη στο καλάθι",
    ),
    "fi": (
        (
            "Padon vieressä oleva vanha mylly muutetaan museoksi. Kunnanvaltuusto päätti asiasta "
            "tiistai-iltana kiisteltyään kustannuksista kaksi tuntia. Rakennus on vuodelta 1874 ja se on "
            "ollut tyhjillään viimeisen myllärin kuolemasta lähtien."
        ),
        "Vanhasta myllystä tulee museo",
        "Etusivu | Uutiset | Urheilu | Yhteystiedot",
        "Lisää ostoskoriin",
    ),
    "cs": (
        (
            "Ze starého mlýna u jezu bude muzeum. Rozhodlo o tom v úterý večer obecní zastupitelstvo poté, "
            "co se dvě hodiny přelo o náklady. Budova pochází z roku 1874 a od smrti posledního mlynáře "
            "stojí prázdná."
        ),
        "Ze starého mlýna bude muzeum",
        "Domů | Zprávy | Sport | Kontakt",
        "Přidat do košíku",
    ),
    "pl": (
        (
            "Stary młyn przy jazie zostanie muzeum. Tak zdecydowała rada gminy we wtorek wieczorem po dwóch "
            "godzinach sporu o koszty. Budynek pochodzi z 1874 roku i stoi pusty od śmierci ostatniego "
            "młynarza."
        ),
        "Stary młyn zostanie muzeum",
        "Strona główna | Wiadomości | Sport | Kontakt",
        "Dodaj do koszyka",
    ),
    "hu": (
        (
            "A gát melletti régi malomból múzeum lesz. Erről kedd este döntött a községi "
            "képviselő-testület, miután két órán át vitatkozott a költségekről. Az épület 1874-ből való, és "
            "az utolsó molnár halála óta üresen áll."
        ),
        "Múzeum lesz a régi malomból",
        "Kezdőlap | Hírek | Sport | Kapcsolat",
        "Kosárba teszem",
    ),
    "id": (
        (
            "Kincir air tua di tepi bendungan akan menjadi museum. Dewan desa memutuskan hal itu pada "
            "Selasa malam setelah dua jam berdebat tentang biayanya. Bangunan itu didirikan pada tahun 1874 "
            "dan kosong sejak tukang giling terakhir meninggal."
        ),
        "Kincir air tua menjadi museum",
        "Beranda | Berita | Olahraga | Kontak",
        "Tambah ke keranjang",
    ),
    "uk": (
        (
            "Старий млин біля греблі стане музеєм. Так вирішила у вівторок увечері сільська рада після двох "
            "годин суперечки про вартість робіт. Будівлю зведено 1874 року, і вона порожня відтоді, як "
            "помер останній мірошник."
        ),
        "Старий млин стане музеєм",
        "Головна | Новини | Спорт | Контакти",
        "Додати в кошик",
    ),
    "sr": (
        (
            "Стара воденица код бране постаће музеј. Тако је у уторак увече одлучио сеоски савет после "
            "двочасовне расправе о трошковима. Зграда потиче из 1874. године и празна је откако је умро "
            "последњи воденичар."
        ),
        "Стара воденица постаје музеј",
        "Почетна | Вести | Спорт | Контакт",
        "Додај у корпу",
    ),
    "sw": (
        (
            "Kinu cha zamani kando ya bwawa kitakuwa makumbusho. Baraza la kijiji liliamua hivyo Jumanne "
            "jioni baada ya kujadiliana kwa saa mbili kuhusu gharama. Jengo hilo lilijengwa mwaka 1874 na "
            "limekuwa tupu tangu msagaji wa mwisho alipofariki."
        ),
        "Kinu cha zamani kuwa makumbusho",
        "Nyumbani | Habari | Michezo | Mawasiliano",
        "Weka kwenye kikapu",
    ),
    "am": (
        "በግድቡ አጠገብ ያለው አሮጌ ወፍጮ ሙዚየም ይሆናል። የቀበሌው ምክር ቤት ስለ ወጪው ለሁለት ሰዓት ከተከራከረ በኋላ ማክሰኞ ማታ ይህን ወሰነ።",
        "አሮጌ ወፍጮ ሙዚየም ይሆናል",
        "መነሻ | ዜና | ስፖርት | አድራሻ",
        "ወደ ጋሪ ጨምር",
    ),
    "hy": (
        (
            "Ամբարտակի մոտ գտնվող հին ջրաղացը կդառնա թանգարան։ Այդպես որոշեց գյուղական խորհուրդը երեքշաբթի "
            "երեկոյան՝ երկու ժամ վիճելուց հետո։"
        ),
        "Հին ջրաղացը դառնում է թանգարան",
        "Գլխավոր | Լուրեր | Սպորտ | Կապ",
        "Ավելացնել զամբյուղ",
    ),
    "ka": (
        (
            "კაშხალთან მდებარე ძველი წისქვილი მუზეუმი გახდება. სოფლის საბჭომ ეს სამშაბათს საღამოს "
            "გადაწყვიტა, მას შემდეგ რაც ორი საათი იკამათა ხარჯებზე."
        ),
        "ძველი წისქვილი მუზეუმი ხდება",
        "მთავარი | სიახლეები | სპორტი | კონტაქტი",
        "კალათაში დამატება",
    ),
}


def shapes(texts: tuple[str, ...]) -> shape.Shape:
    document = text_blocks.read("\n".join(texts))
    return shape.measure(lines.of([document]), [language.of(document)])


@pytest.mark.parametrize("code", LANGUAGES)
def test_a_paragraph_is_prose_and_furniture_is_none(code: str) -> None:
    assert shapes(LANGUAGES[code]).prose.tolist() == [True, False, False, False]


@pytest.mark.parametrize(
    ("text", "least", "most"),
    [
        pytest.param(LANGUAGES["zh"][0], 30, 50, id="han: two characters to a word"),
        pytest.param(LANGUAGES["th"][0], 35, 50, id="thai: five"),
        pytest.param(LANGUAGES["lo"][0], 22, 35, id="lao"),
        pytest.param(LANGUAGES["km"][0], 25, 40, id="khmer"),
        pytest.param(LANGUAGES["my"][0], 25, 40, id="burmese"),
        pytest.param("ไทย", 1, 1, id="one thai word"),
        pytest.param("日本語", 2, 2, id="one long japanese word"),
    ],
)
def test_words_are_counted_where_none_are_spaced(text: str, least: int, most: int) -> None:
    assert least <= int(shapes((text,)).size[0]) <= most


def test_a_thai_line_needs_no_full_stop_but_some_length() -> None:
    paragraph = LANGUAGES["th"][0]
    cut = [paragraph[:60], paragraph[:100]]
    assert shapes((paragraph, *cut)).prose.tolist() == [True, False, True]


def test_a_list_of_names_on_an_english_page_is_no_prose() -> None:
    names = "Mill | Weir | Museum | Council | Kiln | Tower | Bridge | Chapel | Quay | Market | Inn"
    assert shapes((LANGUAGES["en"][0], names, names + ".")).prose.tolist() == [True, False, False]


def test_an_unknown_language_is_asked_for_a_quarter_of_function_words() -> None:
    document = text_blocks.read("Alpha beta gamma delta epsilon zeta eta theta iota kappa lambda the mu.")
    assert not shape.measure(lines.of([document]), [None]).prose[0]
