"""A document with its verdicts: what it says of every block, and how later looks are told in the original's terms."""

from __future__ import annotations

import itertools
import json
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from cleaner.blocks.text import read
from cleaner.cuts import Cuts, Piece
from cleaner.decide import Judgement, Total
from cleaner.knowledge import rules_folder
from cleaner.look import Look, Origin
from cleaner.model import POINT, Action, Category, Document, Kind, Span, Status, Verdict
from cleaner.outcome import Outcome
from cleaner.pipeline import Cleaner
from cleaner.settings import Limits, Settings
from cleaner.testimony import Case, Claim, Cutoff, Score
from cleaner.testimony import Testimony as Statement  # pytest takes any Test... for a class of tests

RULES = """\
version: 1
pack: house
rules:
  - id: menu
    category: nav
    action: drop
    text: {line: {equals: [menu]}}
    examples: [{text: "menu\\nHe read it.", dropped: [menu]}, {text: "The menu was short.", dropped: []}]
  - id: menu-too
    category: share
    action: drop
    text: {line: {starts: menu}}
    examples: [{text: "menu\\nHe read it.", dropped: [menu]}, {text: "The menu was short.", dropped: []}]
  - id: by
    category: byline
    action: drop
    text: {line: {starts: "by "}}
    examples: [{text: "by Ann\\nHe read it.", dropped: ["by Ann"]}, {text: "He came by train.", dropped: []}]
"""


@pytest.fixture(scope="module")
def house(tmp_path_factory: pytest.TempPathFactory) -> Cleaner:
    path = tmp_path_factory.mktemp("house") / "house.yaml"
    path.write_text(RULES, "utf-8")
    free = Limits(max_dropped_share=1.0)
    return Cleaner(Settings(rules=(path,), default_rules=False, engines=("site_rules",), limits=free))


def test_a_drop_says_everything(house: Cleaner) -> None:
    outcome = house.clean("Prose.\n\nmenu\n\nby Ann\n")
    (drop,) = outcome.dropped
    assert (drop.text, drop.span) == ("menu\n\n", Span(8, 14))
    assert (drop.category, drop.rule, drop.also) == (Category.NAV, "generic/menu", ("generic/menu-too",))
    assert (drop.score, drop.path) == (None, None)
    assert outcome.text == "Prose.\n\nby Ann\n"
    assert outcome.status is Status.CLEANED


def test_every_block_can_be_asked_why(house: Cleaner) -> None:
    prose, menu, byline = house.clean("Prose.\n\nmenu\n\nby Ann\n").decisions
    assert (prose.verdict, prose.reason, prose.evidence, prose.rule) == (Verdict.KEEP, "no rule drops it", (), None)
    assert (menu.verdict, menu.rule, menu.category) == (Verdict.DROP, "generic/menu", Category.NAV)
    assert [item.rule for item in menu.evidence] == ["generic/menu", "generic/menu-too"]
    assert byline.verdict is Verdict.KEEP
    assert [item.rule for item in byline.evidence] == ["generic/by"], "a near miss is told"


def test_a_block_that_is_not_there(house: Cleaner) -> None:
    with pytest.raises(IndexError):
        house.clean("a\nb").decision(2)


@pytest.mark.parametrize("text", ["", "\n", "Prose.", "by Ann\n"])
def test_what_loses_nothing_is_unchanged(house: Cleaner, text: str) -> None:
    outcome = house.clean(text)
    assert (outcome.status, outcome.text, outcome.dropped, len(outcome.diff())) == (Status.UNCHANGED, text, (), 0)


def test_a_failed_document_has_a_reason_and_no_verdicts(house: Cleaner) -> None:
    outcome = house.clean(b"a\x00b")
    assert (outcome.status, outcome.decisions, outcome.confidence) == (Status.FAILED, (), 0.0)
    assert outcome.error == "not text: contains NUL bytes; give text or HTML"


def test_a_failed_string_keeps_its_text() -> None:
    outcome = Cleaner(Settings(limits=Limits(max_bytes=3))).clean("a\nbc")
    assert (outcome.status, outcome.text) == (Status.FAILED, "a\nbc")
    assert {decision.reason for decision in outcome.decisions} == {outcome.error}


def test_an_abstained_document_says_so_of_every_block(tmp_path: Path) -> None:
    path = tmp_path / "house.yaml"
    path.write_text(RULES, "utf-8")
    none = Limits(max_dropped_share=0.0, free_chars=0)
    settings = Settings(rules=(path,), default_rules=False, engines=("site_rules",), limits=none)
    outcome = Cleaner(settings).clean("Prose.\nmenu")
    assert (outcome.status, outcome.text) == (Status.ABSTAINED, "Prose.\nmenu")
    assert [decision.verdict for decision in outcome.decisions] == [Verdict.KEEP, Verdict.KEEP]
    assert "kept whole" in outcome.decisions[1].reason
    assert outcome.decisions[1].evidence, "why it would have gone is still told"


def looked(text: str, *dropped: tuple[int, int]) -> Outcome:
    """An outcome of several looks, each of which cuts one span of what the one before left."""
    looks: list[Look] = []
    for start, end in [*dropped, (0, 0)]:
        document = looks[-1].left() if looks else text
        read_ = read(document)
        claims = (Claim(Span(start, end), Action.DROP, Category.NAV, f"r{len(looks)}", "x"),) if end else ()
        block = int(sum(read_.ends <= start))
        cuts = Cuts.of([Piece(start, end, block, Category.NAV, 0)] if end else [])
        judgement = Judgement(cuts, claims, ())
        testimony = Statement("site_rules", claims)
        looks.append(Look(Case(read_), (testimony,), judgement, looks[-1] if looks else None))
    return Outcome(looks[0].case, tuple(looks))


def told(outcome: Outcome) -> list[tuple[str, str]]:
    return [(drop.text, drop.rule) for drop in outcome.dropped]


@pytest.mark.parametrize(
    ("text", "dropped", "drops", "left"),
    [
        pytest.param("a\nb\nc\n", [(2, 4), (2, 4)], [("b\n", "r0"), ("c\n", "r1")], "a\n", id="one below the other"),
        pytest.param("a\nb\nc\n", [(2, 4), (0, 2)], [("a\n", "r1"), ("b\n", "r0")], "c\n", id="one above the other"),
        pytest.param("a b c", [(2, 4), (0, 3)], [("a ", "r1"), ("b ", "r0"), ("c", "r1")], "", id="around a cut"),
        pytest.param(
            "a\n\nb\n\nc", [(3, 5), (2, 5)], [("\nb\n", "r0"), ("\nc", "r1")], "a\n", id="white space between"
        ),
        pytest.param("a\nb\n", [(2, 4), (0, 2)], [("a\n", "r1"), ("b\n", "r0")], "", id="everything"),
    ],
)
def test_later_looks_are_told_in_terms_of_the_original(
    text: str, dropped: list[tuple[int, int]], drops: list[tuple[str, str]], left: str
) -> None:
    outcome = looked(text, *dropped)
    assert outcome.text == left
    assert "".join(part for part, _ in told(outcome)) == "".join(part for part, _ in drops)
    assert [rule for _, rule in told(outcome)] == [rule for _, rule in drops]
    assert all(part.strip() for part, _ in told(outcome))


def test_a_block_is_explained_by_the_look_in_which_it_went() -> None:
    first, second, third = looked("a\nb\nc\n", (2, 4), (2, 4)).decisions
    assert (first.verdict, first.rule) == (Verdict.KEEP, None)
    assert (second.rule, [item.rule for item in second.evidence]) == ("r0", ["r0"])
    assert (third.rule, [item.rule for item in third.evidence]) == ("r1", ["r1"])


def test_a_block_of_several_lines_that_loses_one_later_is_kept() -> None:
    """A page's `<pre>` is one block first and several lines in later looks."""
    text = "menu\none\ntwo\nthree"
    page = Document(text, Kind.HTML, read(text).starts[[0, 1]], read(text).ends[[0, 3]])
    outcome = looked(text, (0, 5), (4, 8))
    outcome = Outcome(Case(page), (Look(Case(page), (), outcome.looks[0].judgement), *outcome.looks[1:]))
    assert outcome.text == "one\nthree"
    assert [decision.verdict for decision in outcome.decisions] == [Verdict.DROP, Verdict.KEEP]
    assert outcome.decisions[1].reason == "kept but for a part that a rule cuts out"


@given(
    st.integers(1, 30), st.lists(st.lists(st.tuples(st.integers(0, 29), st.integers(0, 29)), max_size=3), max_size=3)
)
def test_origins_know_where_every_character_came_from(length: int, cuts: list[list[tuple[int, int]]]) -> None:
    here, origin = list(range(length)), Origin()
    for drawn in cuts:
        edges = sorted({min(edge, len(here)) for pair in drawn for edge in pair})
        spans = list(zip(edges[::2], edges[1::2], strict=False))
        pieces = [Piece(start, end, 0, Category.NAV) for start, end in spans]
        origin = origin.after(Cuts.of(pieces), len(here))
        here = [place for i, place in enumerate(here) if not any(start <= i < end for start, end in spans)]
        assert [origin.offset(i) for i in range(len(here))] == here
        for start, end in itertools.combinations(range(len(here) + 1), 2):
            found = [place for left, right in origin.spans(start, end) for place in range(left, right)]
            assert found == here[start:end]


def test_a_scored_drop_names_its_score_its_bar_and_three_reasons() -> None:
    text = "\n\n".join(["The ferry was late, and nobody on the pier had been told when it would come."] * 3)
    menu = "\n".join(["Skip to main content", "Home", "Subscribe to our newsletter", "Share this"])
    outcome = Cleaner(Settings(bar="balanced", default_rules=False)).clean(f"{menu}\n\n{text}\n")  # type: ignore[arg-type]
    assert outcome.dropped
    for drop in outcome.dropped:
        first, *others = drop.reason.split("; ")
        assert drop.score is not None
        assert first.startswith(f"score {drop.score:.2f} >= ")
        assert 1 <= len(others) <= 3
        assert drop.rule == f"scorecard/{drop.category}"


def test_ten_thousand_blocks_are_asked_in_no_time(house: Cleaner) -> None:
    outcome = house.clean("Prose.\nmenu\n" * 5_000)
    assert sum(decision.verdict is Verdict.DROP for decision in outcome.decisions) == 5_000


def test_a_drop_by_score_carries_the_name_of_its_witness() -> None:
    page = (Path(__file__).parents[1] / "fixtures/pages/news-page/input.html").read_bytes()
    for engine in ("scorecard", "trafilatura"):
        tool = Cleaner(Settings(engines=(engine,), default_rules=False))
        rules = {drop.rule.partition("/")[0] for drop in tool.clean(page, kind="html").dropped}
        assert rules == {engine}


def test_a_mark_is_told_once_and_in_the_original() -> None:
    text = "You are here\n\nThe old mill\n\nThe mill has stood by the weir since 1204, and grinds.\n\nShare this\n"
    tool = Cleaner(Settings(policy={Category.SHARE: Action.MARK}))
    outcome = tool.clean(text, kind="text")
    assert len(outcome.looks) > 1
    (mark,) = [flag for flag in outcome.flags if flag.flag == "marked" and flag.rule != "scorecard/share"]
    assert mark.span is not None
    assert text[mark.span.start : mark.span.end] == "Share this"


@pytest.mark.parametrize(
    ("content", "kind", "taken_for"),
    [
        ("<body><p>The kiln is hot.</p></body>", "html", "an article"),
        ("The kiln is hot.\nNobody may open it.", "text", "a list"),
    ],
)
def test_what_a_document_is_taken_for_adds_up(content: str, kind: str, taken_for: str) -> None:
    whole = Cleaner().clean(content, kind=kind).whole
    assert whole is not None
    assert whole.taken_for == taken_for
    assert 0 <= whole.share <= 1
    *each, (base, _) = whole.evidence
    assert base == "before anything is known"
    assert [abs(points) for _, points in each] == sorted((abs(points) for _, points in each), reverse=True)
    low, high = json.loads((rules_folder() / "scorecards" / f"{kind}.json").read_bytes())["gate"]["ramp"]
    points = POINT * sum(points for _, points in whole.evidence)
    risen = points - low if kind == "text" else high + points
    assert whole.share == pytest.approx(min(max(risen / (high - low), 0), 1), abs=0.005)


def test_a_document_without_blocks_is_taken_for_nothing(house: Cleaner) -> None:
    assert house.clean("").whole is None


def test_a_heading_that_stays_with_what_it_heads_says_so() -> None:
    case = Case(read("a\nb\nc"))
    points, heads = np.array([0, 200, 0], np.int32), np.array([False, True, False])
    score = Score(points, np.ones(3, np.int64), Cutoff("fixed", 100), lambda _: (), lambda _: Category.NAV, heads=heads)
    held = Judgement(Cuts.of([]), (), (), Total([score]))
    heading, below = Outcome(case, (Look(case, (), held),)).decisions[1:]
    assert (heading.verdict, heading.reason) == (Verdict.KEEP, "a heading between blocks that stay")
    assert below.reason == "score 0.00 < 1.00"
