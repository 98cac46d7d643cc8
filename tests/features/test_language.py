"""Which language a document is in: told once, the same every time, and not told at all of a few letters."""

from __future__ import annotations

import pytest

from cleaner.blocks import html
from cleaner.blocks.text import read
from cleaner.features.language import SAMPLE_CHARS, Samples, body_sample, by_stop_words, declared, of, of_many, tallies

SENTENCES = {
    "en": "The ferry was late, and nobody on the pier had been told when it would come or why it was not there.",
    "de": "Die Fähre kam zu spät, und niemand auf dem Steg wusste, wann sie kommen würde oder warum sie nicht da war.",
    "fr": "Le bac était en retard, et personne sur le quai ne savait quand il arriverait ni pourquoi il n'était pas là",
    "es": "El barco llegaba tarde y nadie en el muelle sabía cuándo iba a venir ni por qué no estaba allí todavía.",
    "it": "Il traghetto era in ritardo e nessuno sul molo sapeva quando sarebbe arrivato o perché non era ancora lì.",
    "pt": "A balsa estava atrasada e ninguém no cais sabia quando ela viria nem por que não estava lá ainda.",
    "nl": "De veerboot was te laat en niemand op de steiger wist wanneer hij zou komen of waarom hij er nog niet was.",
    "pl": "Prom się spóźniał i nikt na przystani nie wiedział, kiedy przypłynie ani dlaczego jeszcze go tu nie ma.",
    "sv": "Färjan var sen och ingen på bryggan visste när den skulle komma eller varför den inte redan var där.",
    "tr": "Vapur gecikmişti ve iskelede hiç kimse onun ne zaman geleceğini ya da neden hâlâ gelmediğini bilmiyordu.",
    "cs": "Přívoz měl zpoždění a nikdo na molu nevěděl, kdy přijede ani proč tam ještě není, když už měl být.",
    "fi": "Lautta oli myöhässä, eikä kukaan laiturilla tiennyt, milloin se tulisi tai miksi se ei ollut vielä siellä.",
    "hu": "A komp késett, és a mólón senki sem tudta, hogy mikor jön meg, vagy hogy miért nincs még mindig ott.",
    "ru": "Паром опаздывал, и никто на пристани не знал, когда он придёт и почему его до сих пор здесь нет.",
    "uk": "Пором запізнювався, і ніхто на пристані не знав, коли він прийде і чому його досі тут немає.",
    "ar": "تأخرت العبّارة ولم يكن أحد على الرصيف يعرف متى ستصل أو لماذا لم تكن هناك بعد كل هذا الوقت.",
    "he": "המעבורת איחרה, ואיש על הרציף לא ידע מתי היא תגיע או מדוע היא עדיין לא שם אחרי כל הזמן הזה.",
    "el": "Το φέρι είχε αργήσει και κανείς στην προβλήτα δεν ήξερε πότε θα ερχόταν ή γιατί δεν ήταν ακόμη εκεί.",
    "th": "เรือข้ามฟากมาช้า และไม่มีใครบนท่าเรือรู้ว่าเรือจะมาเมื่อไร หรือทำไมเรือยังไม่มาถึง",
    "ja": "渡し船は遅れていて、桟橋の誰も、いつ来るのか、なぜまだ来ないのかを聞いていなかった。",
    "zh": "渡船晚点了，码头上没有人知道它什么时候会来，也没有人知道它为什么还没有到，大家只好继续等。",
    "ko": "나룻배는 늦었고, 부두에 있던 사람들은 배가 언제 올지, 왜 아직 오지 않는지 아무도 알지 못했다.",
    "lo": "ເຮືອຂ້າມຟາກມາຊ້າ ແລະບໍ່ມີໃຜຢູ່ທ່າເຮືອຮູ້ວ່າເຮືອຈະມາເມື່ອໃດ ຫຼືເປັນຫຍັງມັນຍັງບໍ່ມາຮອດ",
    "km": "សាឡាងមកយឺត ហើយគ្មាននរណាម្នាក់នៅលើកំពង់ផែដឹងថាវានឹងមកដល់នៅពេលណា ឬហេតុអ្វីវានៅមិនទាន់មកដល់ទេ។",
    "my": "ကူးတို့သင်္ဘော နောက်ကျနေပြီး ဘယ်အချိန်ရောက်မလဲ ဘာကြောင့်မရောက်သေးတာလဲဆိုတာ ဆိပ်ကမ်းမှာ ဘယ်သူမှ မသိခဲ့ကြဘူး။",
    "am": "ጀልባው ዘግይቶ ነበር፣ መቼ እንደሚመጣ ወይም ለምን እስካሁን እንዳልደረሰ በወደቡ ላይ ማንም አያውቅም ነበር።",
    "hy": "Լաստանավն ուշանում էր, և կառամատույցում ոչ ոք չգիտեր, թե երբ է այն գալու կամ ինչու դեռ չի եկել։",
    "ka": "ბორანი იგვიანებდა და ნავმისადგომზე არავინ იცოდა, როდის მოვიდოდა ან რატომ არ იყო ჯერ იქ.",
    "ta": "படகு தாமதமாக வந்தது, அது எப்போது வரும் அல்லது ஏன் இன்னும் வரவில்லை என்று துறையில் யாருக்கும் தெரியவில்லை.",
    "te": "పడవ ఆలస్యంగా వచ్చింది, అది ఎప్పుడు వస్తుందో లేదా ఇంకా ఎందుకు రాలేదో రేవులో ఎవరికీ తెలియదు.",
}


@pytest.mark.parametrize("language", SENTENCES)
def test_languages(language: str) -> None:
    assert of(read(SENTENCES[language])) == language


@pytest.mark.parametrize("language", SENTENCES)
def test_a_menu_in_english_does_not_change_a_documents_language(language: str) -> None:
    menu = "Home\nWorld\nSport\nShare this\nSubscribe\n"
    assert of(read(menu + (SENTENCES[language] + "\n") * 4)) == language


@pytest.mark.parametrize(
    "text",
    [
        pytest.param("", id="nothing"),
        pytest.param("\n \n", id="white space"),
        pytest.param("Skip to main", id="a few letters"),
        pytest.param("2014-05-03 12:30 | +49 30 1234567 | 99,50 €" * 5, id="digits and marks"),
        pytest.param("😀" * 100, id="emoji"),
        pytest.param("\ud800" * 100, id="surrogates"),
    ],
)
def test_what_has_too_few_letters_has_no_language(text: str) -> None:
    assert of(read(text)) is None


@pytest.mark.parametrize(
    "text", ["Lorem dolor amet consectetur", "Reykjavik Akureyri Husavik Selfoss", "xyzzy plugh " * 9]
)
def test_doubtful_texts_get_the_same_answer_every_time(text: str) -> None:
    assert len({of(read(text)) for _ in range(8)}) == 1


def spoken(sample: str, named: str | None = None) -> str | None:
    (tally,) = tallies(Samples([sample]))
    return by_stop_words(tally, named)


def test_a_batch_answers_as_each_alone() -> None:
    texts = [
        THIN,
        "",
        "der und das die von zu mit " * 4,
        "Строка\nи ещё строка на том же месте",
        CODE * 9,
        "한국어 " * 20,
    ]
    documents = [read(text) for text in texts]
    assert of_many(documents) == [of(document) for document in documents]


def test_stop_words_answer_only_with_a_lead() -> None:
    assert spoken("the of and to in is it") == "en"
    assert spoken("the der the der the der") is None
    assert spoken("kiln ferry bridge") is None
    assert spoken("") is None


THIN = "the ferry and bridge in kiln pier with quay harbour of rope sail mast deck hull keel buoy dock lock crane "
CODE = "todo(kiln, ferry, crane, rope, sail, mast); "


@pytest.mark.parametrize(
    ("sample", "named", "language"),
    [
        pytest.param(THIN, None, "en", id="few stop words, but of one language"),
        pytest.param(THIN, "en", "en", id="the page says so, too"),
        pytest.param(THIN, "af", None, id="the page says otherwise"),
        pytest.param(THIN * 2 + "kiln ferry " * 99, "en", "en", id="fewer, and the page says so"),
        pytest.param(
            THIN * 2 + "kiln ferry " * 99, None, "en", id="fewer, but different ones, and of no other language"
        ),
        pytest.param("kiln ferry " * 99 + "the the the of of", None, None, id="fewer, and always the same"),
        pytest.param(CODE * 9, None, None, id="one word that is a name"),
        pytest.param("the der and und of das " * 5, None, None, id="two languages"),
    ],
)
def test_few_stop_words_answer_when_nothing_speaks_against_them(
    sample: str, named: str | None, language: str | None
) -> None:
    assert spoken(sample, named) == language


def test_a_page_names_its_language() -> None:
    assert declared(html.read('<html lang="EN-us"><p>a')) == "en"
    assert declared(html.read("<html><p>a")) is None
    assert declared(read("a")) is None


@pytest.mark.parametrize("length", [1, SAMPLE_CHARS, 10 * SAMPLE_CHARS])
def test_a_sample_is_never_long(length: int) -> None:
    assert len(body_sample(read("x" * length))) == min(length, SAMPLE_CHARS)
    assert len(body_sample(read("ab\n" * length))) <= SAMPLE_CHARS


def test_a_sample_is_made_of_the_longest_blocks_in_their_order() -> None:
    first, second = "b" * 400, "a" * 500
    sample = body_sample(read("\n".join(["menu", first, *["x"] * 400, second, "menu"])))
    assert sample.startswith(f"menu\n{first}\n")
    assert sample.index(first) < sample.index(second[:400])
