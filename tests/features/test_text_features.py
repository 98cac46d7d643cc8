"""Features of lines against values counted by hand, in every script, alone or among others."""

from __future__ import annotations

import random

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from strategies import texts

from cleaner.blank_lines import spans_of_runs
from cleaner.blocks.text import read
from cleaner.differ import cut
from cleaner.features import language
from cleaner.features.text import FEATURES, Measured, measure, phrased, phrased_left
from cleaner.model import Category, Document
from cleaner.testimony import Case

KNOWN = {feature.name: feature for feature in FEATURES}
PROSE = "The kiln was still warm when she opened it, and most of the jars had come through without a crack."


def measured(*documents: str, known: str | None = "en") -> Measured:
    return measure([Case(read(text), language=known) for text in documents])


def say(text: str, name: str, line: int = 0) -> str:
    """A feature of a line as people read it, without its words."""
    feature = KNOWN[name]
    return feature.say(measured(text).table.code(name, line)).removeprefix(feature.words).lstrip(": ")


@pytest.mark.parametrize(
    ("text", "name", "value"),
    [
        pytest.param("One two three four five six seven", "words", "7", id="seven words"),
        pytest.param("* One two", "words", "2", id="a bullet is no word"),
        pytest.param("***", "words", "0", id="no words"),
        pytest.param("窯の火は消えない", "words", "5", id="Japanese: a run, and two characters a word"),
        pytest.param("تأخرت العبارة اليوم", "words", "3", id="Arabic has spaces"),
        pytest.param("เรือมาช้า", "words", "2", id="Thai: a run, and five characters a word"),
        pytest.param("나룻배는 늦었다", "words", "2", id="Korean has spaces"),
        pytest.param("abcde", "letters", "5", id="characters"),
        pytest.param("ab abcd", "word_length", "30", id="tenths of a letter"),
        pytest.param("One.", "ending", "full stop", id="full stop"),
        pytest.param("One...", "ending", "ellipsis", id="three dots"),
        pytest.param("One…", "ending", "ellipsis", id="an ellipsis"),
        pytest.param("One?", "ending", "question or exclamation mark", id="question"),
        pytest.param("One 5", "ending", "digit", id="digit"),
        pytest.param("One", "ending", "letter", id="letter"),
        pytest.param("窯。", "ending", "full stop", id="an ideographic full stop"),
        pytest.param("One", "opening", "capital", id="capital"),
        pytest.param("one", "opening", "small letter", id="small letter"),
        pytest.param("5 jars", "opening", "digit", id="digit first"),
        pytest.param("(one)", "opening", "bracket", id="bracket"),
        pytest.param("“One”", "opening", "quote", id="quote"),
        pytest.param("a, b, c d", "commas", "50 %", id="two commas, four words"),
        pytest.param("the and kiln jar", "stop_words", "50 %", id="function words"),
        pytest.param("One two Three four", "capitals", "50 %", id="capitals"),
        pytest.param("12 jars", "numbers", "50 %", id="numbers"),
        pytest.param("Home | World | Sport", "separators", "2", id="bars"),
        pytest.param("€5 or $6", "prices", "2", id="prices"),
        pytest.param("3 May 2014", "months", "1", id="months"),
        pytest.param("412 views", "counters", "1", id="a counter"),
        pytest.param("Many views", "counters", "0", id="views without a number"),
        pytest.param("a-b", "other_marks", "0 %", id="a dash between words counts as their gap"),
    ],
)
def test_a_line_by_hand(text: str, name: str, value: str) -> None:
    assert say(text, name) == value


DOCUMENT = f"Home\nWorld\n\n{PROSE}\n\nHome\nShare"


@pytest.mark.parametrize(
    ("name", "values"),
    [
        ("words", ["1", "1", "20", "1", "1"]),
        ("from_top", ["0", "1", "2", "3", "4"]),
        ("from_bottom", ["4", "3", "2", "1", "0"]),
        ("words_above", ["0", "1", "1", "20", "1"]),
        ("words_two_below", ["20", "1", "1", "0", "0"]),
        ("ending_above", ["nothing: it is not there", "letter", "letter", "full stop", "letter"]),
        ("gap", ["above", "below", "above and below", "above", "below"]),
        ("paragraph", ["2", "2", "1", "2", "2"]),
        ("short_run", ["2", "2", "0", "2", "2"]),
        ("repeats", ["2", "1", "1", "2", "1"]),
        ("repeat", ["no", "no", "no", "yes", "no"]),
        ("echo_of_top", ["no", "no", "no", "yes", "no"]),
        ("in_body", ["no", "no", "yes", "no", "no"]),
        ("prose_beside", ["nowhere", "below", "here", "above", "nowhere"]),
        ("document_lines", ["5"] * 5),
    ],
)
def test_a_document_by_hand(name: str, values: list[str]) -> None:
    assert [say(DOCUMENT, name, line) for line in range(5)] == values


def test_every_feature_is_measured_and_every_measure_is_a_feature() -> None:
    assert set(measured(DOCUMENT).table.columns) == set(KNOWN)
    assert len(KNOWN) == len(FEATURES)


@pytest.mark.parametrize("documents", [[], [""], ["", " \n"]], ids=["none", "empty", "two empty"])
def test_nothing_to_measure(documents: list[str]) -> None:
    found = measured(*documents)
    assert (found.table.size, found.bounds.tolist()) == (0, [0] * (len(documents) + 1))


def test_empty_documents_in_a_batch_take_no_place() -> None:
    found = measured("", DOCUMENT, "\n", "Home")
    assert found.bounds.tolist() == [0, 0, 5, 5, 6]
    for name, column in found.table.columns.items():
        assert column[:5].tolist() == measured(DOCUMENT).table.columns[name].tolist(), name
        assert column[5:].tolist() == measured("Home").table.columns[name].tolist(), name


@pytest.mark.parametrize(
    "text",
    [
        pytest.param("x" * 1_000_000, id="one word of a million letters"),
        pytest.param("kiln " * 200_000, id="one line of a million characters"),
        pytest.param("|" * 1_000_000, id="a million bars"),
        pytest.param("ab\n" * 100_000, id="a hundred thousand short lines"),
        pytest.param("* " * 5000, id="bullets alone"),
        pytest.param("\ud800\n" * 50, id="surrogates alone"),
        pytest.param("\u200b\n" * 50, id="invisible lines"),
    ],
)
def test_sizes_and_oddities(text: str) -> None:
    found = measured(text, known=None)
    assert found.table.size == len(read(text))
    assert {len(column) for column in found.table.columns.values()} == {found.table.size}


@pytest.mark.parametrize(
    ("text", "line", "category"),
    [
        pytest.param("412 views", 0, Category.COUNTER, id="a number and a counted word"),
        pytest.param(f"{PROSE}\nKilns\n{PROSE}", 2, Category.DUPLICATE, id="a sentence said before"),
        pytest.param("17 Apr", 0, Category.TIMESTAMP, id="a date"),
        pytest.param(
            "\n".join(["Kilns", "Jars", "Ferries", "Bridges", "Islands", "Roads"]), 2, Category.NAV, id="a menu"
        ),
    ],
)
def test_what_a_line_is_taken_for(text: str, line: int, category: Category) -> None:
    assert measured(text).category(line) is category


@pytest.mark.parametrize(
    ("text", "line", "shielded"),
    [
        pytest.param(f"A bridge for the island\n{PROSE}\nShare this", 0, True, id="a title"),
        pytest.param(f"A bridge for the island\n{PROSE}\nShare this", 1, True, id="prose in the body"),
        pytest.param(f"Kilns\n{PROSE}\nShare this", 0, False, id="one word is no title"),
        pytest.param(f"Share this\n{PROSE}\nA bridge for the island", 2, False, id="the last line is no title"),
        pytest.param("Kilns\nJars\nFerries", 1, True, id="no known phrase in the document"),
        pytest.param(f"Share this\nA bridge for the island\n{PROSE}", 1, True, id="a title under boilerplate"),
        pytest.param(f"Share this\nSkip to main content\n{PROSE}", 1, False, id="a phrase above the body is no title"),
    ],
)
def test_titles_and_prose_are_shielded(text: str, line: int, shielded: bool) -> None:
    assert (measured(text).shield(line) is not None) is shielded


@given(texts())
def test_shields_are_told_all_at_once_and_one_by_one(text: str) -> None:
    found = measured(text)
    assert found.shielded.tolist() == [found.shield(line) is not None for line in range(len(found.lines))]


@given(st.lists(texts(), min_size=1, max_size=3), st.randoms(use_true_random=False))
def test_what_is_left_measures_as_if_it_were_read_anew(drawn: list[str], chance: random.Random) -> None:
    documents = [read(text) for text in drawn]
    before = measure([Case(document, language="en") for document in documents])
    kept = [[block for block in range(len(document)) if chance.random() < 0.6] for document in documents]
    left = [Case(without(*each), language="en") for each in zip(documents, kept, strict=True)]
    lines = [start + block for start, blocks in zip(before.bounds.tolist(), kept, strict=False) for block in blocks]
    again, anew = phrased_left(before, np.array(lines, np.int64), left).measured(left), measure(left)
    assert again.bounds.tolist() == anew.bounds.tolist()
    for name, column in anew.table.columns.items():
        assert again.table.columns[name].tolist() == column.tolist(), name
    assert [again.category(line) for line in range(len(lines))] == [anew.category(line) for line in range(len(lines))]


@given(st.lists(texts(), min_size=1, max_size=4))
def test_a_silent_document_is_shielded_from_end_to_end(drawn: list[str]) -> None:
    cases = [Case(read(text), language="en") for text in drawn]
    found, known = phrased(cases).silent.tolist(), measure(cases).table.columns.get("phrases_in_document")
    for case, silent, start in zip(cases, found, phrased(cases).lines.bounds.tolist(), strict=False):
        alone = measure([case])
        if len(case.document):
            assert known is not None and silent == (known[start] == 0)
        assert not silent or alone.shielded.all()


@given(st.lists(texts(), min_size=2, max_size=4), st.randoms(use_true_random=False))
def test_some_documents_of_a_batch_measure_as_they_do_alone(drawn: list[str], chance: random.Random) -> None:
    cases = [Case(read(text), language="en") for text in drawn]
    places = sorted(chance.sample(range(len(cases)), chance.randint(1, len(cases))))
    some = [cases[place] for place in places]
    before, alone = measure(cases), measure(some)
    for batch in (phrased(cases), phrased_left(before, np.arange(len(before.lines)), cases)):
        found = batch.only(places, some).measured(some)
        assert found.bounds.tolist() == alone.bounds.tolist()
        for name, column in alone.table.columns.items():
            assert found.table.columns[name].tolist() == column.tolist(), name


def without(document: Document, kept: list[int]) -> Document:
    """What is left of a document when all other blocks go."""
    gone = [block for block in range(len(document)) if block not in kept]
    left = read(cut(document.text, zip(*(edge.tolist() for edge in spans_of_runs(document, gone)), strict=True)))
    assert len(left) == len(kept)
    return left


@given(texts())
def test_every_code_has_words(text: str) -> None:
    document = read(text)
    found = measure([Case(document, language=language.of(document))])
    for line in range(len(document)):
        assert all(feature.say(found.table.code(name, line)) for name, feature in KNOWN.items())
