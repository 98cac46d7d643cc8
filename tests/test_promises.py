"""The eight promises, each held against generated documents: `strategies.texts`, and ten thousand from a seeded mill.

Partition, restore, reason, in doubt keep, determinism, idempotence, no document vanishes, one path.
"""

from __future__ import annotations

import codecs
import itertools
import json
import math
import os
import pickle
import random
import subprocess
import sys
from collections.abc import Iterator
from functools import cache
from pathlib import Path

import pytest
from hypothesis import example, given
from hypothesis import strategies as st
from strategies import HEADINGS, LINE_ENDS, ODD, PHRASES, PROSE, RULES, texts

from cleaner import differ
from cleaner.engines.scorecard import ScorecardWitness
from cleaner.formats import decoding
from cleaner.formats.records import Record
from cleaner.model import POINT, Bar, Category, Kind, Status, Verdict
from cleaner.outcome import Outcome
from cleaner.pipeline import Cleaner
from cleaner.settings import Limits, Settings
from cleaner.testimony import Case

ROOT = Path(__file__).parents[1]
BARS = st.sampled_from(list(Bar))
WITH_WORDS = 2
"""A reason is a sentence: it has digits, or this many words."""


@cache
def tool(bar: Bar | None = None) -> Cleaner:
    return Cleaner(Settings(bar=bar))


@pytest.fixture(scope="module")
def ruled(tmp_path_factory: pytest.TempPathFactory) -> Cleaner:
    """A cleaner with a rule that keeps and one that drops, beside the shipped ones; nothing abstains."""
    path = tmp_path_factory.mktemp("rules") / "odd.yaml"
    path.write_text(RULES, "utf-8")
    return Cleaner(Settings(bar=Bar.BALANCED, rules=(path,), limits=Limits(max_dropped_share=1.0)))


def assert_partition(outcome: Outcome) -> None:
    """Kept spans and dropped spans tile the text."""
    text = outcome.document.text
    at, kept = 0, []
    for drop in outcome.dropped:
        assert at <= drop.span.start < drop.span.end <= len(text)
        assert drop.text == text[drop.span.start : drop.span.end]
        kept.append(text[at : drop.span.start])
        at = drop.span.end
    assert "".join([*kept, text[at:]]) == outcome.text


def assert_restores(outcome: Outcome) -> None:
    dropped = [(drop.span.start, drop.text) for drop in outcome.dropped]
    assert differ.restore(outcome.text, dropped) == outcome.document.text


def assert_reasons(outcome: Outcome) -> None:
    """Every drop says by which rule, for what and why; every block's evidence adds up."""
    for drop in outcome.dropped:
        assert drop.text.strip(), "white space alone is no drop"
        assert drop.rule
        assert drop.rule not in drop.also
        assert isinstance(drop.category, Category)
        assert any(char.isdigit() for char in drop.reason) or len(drop.reason.split()) >= WITH_WORDS
    for decision in outcome.decisions:
        assert decision.reason
        points = [item.points for item in decision.evidence if item.points is not None]
        if decision.score is not None:
            assert round(math.fsum(points) * POINT) == round(decision.score * POINT)
        scored = decision.rule is not None and decision.rule.startswith("scorecard/")
        if scored:
            assert decision.bar is not None
            assert decision.score is not None
            assert decision.score >= decision.bar


def assert_verdicts_fit(outcome: Outcome) -> None:
    """What `decisions` say is what `dropped` does."""
    gone = bytearray(len(outcome.document.text))
    for drop in outcome.dropped:
        gone[drop.span.start : drop.span.end] = b"\x01" * len(drop.span)
    for decision in outcome.decisions:
        span = decision.block.span
        visible = [i for i in range(span.start, span.end) if not outcome.document.text[i].isspace()]
        assert (decision.verdict is Verdict.DROP) == all(gone[i] for i in visible)
        if decision.verdict is Verdict.DROP:
            assert decision.rule in {
                drop.rule for drop in outcome.dropped if drop.span.start < span.end and span.start < drop.span.end
            }


def assert_all(outcome: Outcome) -> None:
    assert_partition(outcome)
    assert_restores(outcome)
    assert_reasons(outcome)
    assert_verdicts_fit(outcome)
    assert (outcome.status is Status.CLEANED) == bool(outcome.dropped)
    assert 0 <= outcome.confidence <= 1


@given(texts(), BARS)
@example("Advertisement", Bar.SAFE)
@example("", Bar.SAFE)
def test_partition_restore_reason(text: str, bar: Bar) -> None:
    outcome = tool(bar).clean(text, kind="text")
    assert outcome.document.text == text
    assert_all(outcome)


@given(text=texts())
def test_partition_restore_reason_where_rules_keep_and_drop(ruled: Cleaner, text: str) -> None:
    outcome = ruled.clean(text, kind="text")
    assert_all(outcome)
    for line in text.splitlines():
        if line.strip() == "KEEP THIS: Advertisement":
            assert line.strip() in outcome.text
    assert "This page has been read 412 times!" not in outcome.text


ENCODINGS = ("utf-8", "utf-8-sig", "utf-16-le", "utf-16-be", "utf-32-le", "cp1252", "koi8-r", "shift_jis", "gb18030")


@given(texts(), st.sampled_from(ENCODINGS))
def test_bytes_in_are_bytes_out_and_dropped_bytes(text: str, encoding: str) -> None:
    raw = text.encode(encoding, "ignore")
    mark = {"utf-16-le": codecs.BOM_UTF16_LE, "utf-16-be": codecs.BOM_UTF16_BE, "utf-32-le": codecs.BOM_UTF32_LE}
    raw = mark.get(encoding, b"") + raw
    outcome = tool(Bar.BALANCED).clean(raw, kind="text")
    if outcome.status is Status.FAILED:
        assert b"\x00" in raw
        return
    label = outcome.encoding
    assert label is not None
    assert decoding.encode(outcome.document.text, label) == raw
    plain = label.removesuffix("+bom").removesuffix("-sig")
    pieces, at = [decoding.encode("", label)], 0
    for drop in outcome.dropped:
        for part in (outcome.document.text[at : drop.span.start], drop.text):
            pieces.append(decoding.encode(part, plain))
        at = drop.span.end
    pieces.append(decoding.encode(outcome.document.text[at:], plain))
    assert b"".join(pieces) == raw
    assert decoding.encode(outcome.text, label) == b"".join([pieces[0], *pieces[1::2]])


@given(texts(), BARS)
def test_cleaning_again_drops_nothing(text: str, bar: Bar) -> None:
    once = tool(bar).clean(text, kind="text")
    again = tool(bar).clean(once.text, kind="text")
    assert [drop.text for drop in again.dropped] == []
    assert again.text == once.text


@given(text=texts())
def test_cleaning_again_drops_nothing_where_rules_keep_and_drop(ruled: Cleaner, text: str) -> None:
    once = ruled.clean(text, kind="text")
    assert ruled.clean(once.text, kind="text").text == once.text


PAGES = (
    "<html><body><nav><a href=/>Home</a> <a href=/w>World</a> <a href=/s>Sport</a></nav><article><h1>A bridge</h1>"
    + "".join(f"<p>{line}</p>" for line in PROSE)
    + "</article><div class=related><h3>Related Articles</h3><ul><li><a href=/a>A jar</a><li><a href=/b>A kiln</a></ul>"
    "</div><footer>© 2014 The Gazette. All rights reserved.</footer></body></html>",
    "<p>One paragraph and nothing else, which is all that this page has to say about the kiln.</p>",
    "<html><body><pre>one\n\n  two\nAdvertisement\nthree</pre></body></html>",
    "<html><body></body></html>",
)


@pytest.mark.parametrize("page", PAGES, ids=["article", "paragraph", "pre", "empty"])
def test_pages_keep_the_promises_and_their_text_is_clean(page: str) -> None:
    outcome = tool().clean(page, kind="html")
    assert outcome.kind is Kind.HTML
    assert_all(outcome)
    assert [drop.text for drop in tool().clean(outcome.text, kind="text").dropped] == []


@given(texts(), BARS)
def test_in_doubt_everything_stays(text: str, bar: Bar) -> None:
    """No more goes than the limits allow, and an abstaining document stays to the last blank."""
    outcome = Cleaner(Settings(bar=bar, limits=Limits(max_dropped_share=0.2, free_chars=20))).clean(text, kind="text")
    visible = sum(len(outcome.document.slice(i)) for i in range(len(outcome.document)))
    left = sum(len(line.strip()) for line in outcome.text.splitlines())
    assert visible - left <= max(20, 0.2 * visible)
    if outcome.status is Status.ABSTAINED:
        assert (outcome.text, outcome.dropped) == (text, ())
        assert outcome.flags[-1].flag == "abstained"
        assert any(char.isdigit() for char in outcome.flags[-1].reason)
        assert {decision.verdict for decision in outcome.decisions} <= {Verdict.KEEP}


@pytest.mark.parametrize("text", [*PROSE, "\n\n".join(PROSE), "\n".join(PROSE[:4]) + "\n"])
def test_prose_is_left_alone(text: str) -> None:
    assert tool(Bar.BALANCED).clean(text).text == text


@given(st.lists(texts(max_lines=8), min_size=2, max_size=4), st.randoms(use_true_random=False))
def test_points_do_not_depend_on_the_batch(drawn: list[str], shuffler: random.Random) -> None:
    from cleaner.blocks.text import read
    from cleaner.features import language
    from cleaner.features import text as features

    cases = [Case(document, language=language.of(document)) for document in map(read, drawn)]
    order = list(range(len(cases)))
    shuffler.shuffle(order)
    witness = ScorecardWitness(Settings())
    together = witness.testify([cases[i] for i in order])
    measured = features.measure([cases[i] for i in order])
    for place, i in enumerate(order):
        alone = witness.testify([cases[i]])[0].score
        among = together[place].score
        assert alone is not None
        assert among is not None
        assert alone.points.tolist() == among.points.tolist()
        start, end = measured.bounds[place : place + 2]
        own = features.measure([cases[i]])
        for name, column in measured.table.columns.items():
            assert column[start:end].tolist() == own.table.columns.get(name, column[:0]).tolist(), name
        assert [alone.categorise(k) for k in range(len(cases[i].document))] == [
            among.categorise(k) for k in range(len(cases[i].document))
        ]


def told(outcome: Outcome) -> str:
    """Everything an outcome says, as JSON."""
    drops = [(d.span.start, d.span.end, d.category, d.rule, d.reason, d.score, d.also) for d in outcome.dropped]
    decisions = [(d.verdict, d.reason, d.score, d.bar, [str(e) for e in d.evidence]) for d in outcome.decisions]
    return json.dumps(
        [outcome.text, outcome.status, outcome.language, outcome.confidence, outcome.ruleset, drops, decisions]
    )


@given(texts(), BARS)
def test_spans_are_where_drops_are(text: str, bar: Bar) -> None:
    outcome = tool(bar).clean(text, kind="text")
    gone = {place for start, end in outcome.spans for place in range(start, end)}
    assert gone == {place for drop in outcome.dropped for place in range(drop.span.start, drop.span.end)}
    assert all(before[1] < after[0] for before, after in itertools.pairwise(outcome.spans))


@given(st.lists(texts(max_lines=8), min_size=2, max_size=4), BARS)
def test_documents_in_a_batch_have_the_verdicts_they_have_alone(drawn: list[str], bar: Bar) -> None:
    records = [Record(text, kind=Kind.TEXT) for text in [*drawn, "<p>a page</p>"]] + [Record(b"%PDF-1.4\x00")]
    together = tool(bar).clean_many(records)
    assert [told(outcome) for outcome in together] == [told(tool(bar).clean_record(record)) for record in records]


@given(texts())
def test_the_same_document_twice_says_the_same(text: str) -> None:
    fresh = pickle.loads(pickle.dumps(tool()))
    assert told(tool().clean(text)) == told(tool().clean(text)) == told(fresh.clean(text))


TELL = """
import sys
sys.path[:0] = [{tests!r}]
from pathlib import Path
from test_promises import told, tool
for path in sorted(Path({seeds!r}).glob("*.txt")):
    print(told(tool().clean(path.read_bytes(), name=path.name)))
"""


def test_other_processes_with_other_hashes_say_the_same() -> None:
    script = TELL.format(tests=str(ROOT / "tests"), seeds=str(ROOT / "seeds"))
    said = {
        subprocess.run(
            [sys.executable, "-c", script],
            env={**os.environ, "PYTHONHASHSEED": seed, "PYTHONPATH": str(ROOT)},
            cwd=ROOT,
            check=True,
            capture_output=True,
            text=True,
        ).stdout
        for seed in ("0", "1", "77")
    }
    assert len(said) == 1
    assert said.pop().count("\n") == 5


@given(texts())
def test_asking_for_reasons_changes_no_verdict(text: str) -> None:
    asked, unasked = tool(Bar.BALANCED).clean(text), tool(Bar.BALANCED).clean(text)
    assert [asked.decisions, asked.diff()]
    assert asked.text == unasked.text


@pytest.mark.parametrize("content", [b"\x00", b"%PDF-1.7 \xff", b"x" * 50], ids=["NUL", "PDF", "too large"])
def test_a_document_that_cannot_be_read_keeps_its_place(content: bytes) -> None:
    outcome = Cleaner(Settings(limits=Limits(max_bytes=49))).clean(content, name="a.txt")
    assert outcome.status is Status.FAILED
    assert outcome.error
    assert (outcome.text, outcome.dropped, outcome.confidence) == ("", (), 0.0)


def mill(count: int, seed: int = 20) -> Iterator[str | bytes]:
    """Seeded documents: the seeds' lines and ours, shuffled, doubled, with every line end, some as bytes."""
    dice = random.Random(seed)
    seeds = [path.read_text("utf-8").splitlines() for path in sorted((ROOT / "seeds").glob("*.txt"))]
    for _ in range(count):
        lines = list(dice.choice(seeds)) if dice.random() < 0.05 else []
        lines += dice.choices(PROSE, k=dice.randrange(4)) + dice.choices(PHRASES, k=dice.randrange(8))
        lines += dice.choices(HEADINGS, k=dice.randrange(3)) + [""] * dice.randrange(5)
        lines += ["".join(dice.choices(ODD, k=3))] * (dice.random() < 0.1)
        if dice.random() < 0.7:
            dice.shuffle(lines)
        if dice.random() < 0.1:
            lines += lines
        ends = LINE_ENDS if dice.random() < 0.1 else (dice.choice(("\n", "\n", "\r\n", "\r", "\u2028")),)
        text = "".join(itertools.chain.from_iterable((line, dice.choice(ends)) for line in lines))
        text = text[: -dice.randrange(3)] if dice.random() < 0.3 and len(text) > 3 else text
        encoding = dice.choice((None, None, None, "utf-8", "utf-8-sig", "utf-16"))
        yield text if encoding is None else text.encode(encoding, "replace")


@pytest.mark.slow
def test_ten_thousand_documents_keep_partition_restore_and_idempotence() -> None:
    seen = dict.fromkeys(Status, 0)
    for content in mill(10_000):
        outcome = tool(Bar.BALANCED).clean(content, kind="text")
        seen[outcome.status] += 1
        assert_partition(outcome)
        assert_restores(outcome)
        if isinstance(content, bytes) and outcome.encoding:
            assert decoding.encode(outcome.document.text, outcome.encoding) == content
        if outcome.status is Status.CLEANED:
            assert tool(Bar.BALANCED).clean(outcome.text, kind="text").text == outcome.text
    assert seen[Status.CLEANED] > 5_000
    assert seen[Status.UNCHANGED] > 200
