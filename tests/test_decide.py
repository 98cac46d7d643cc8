"""Evidence to verdicts: who wins, what stays in doubt, and how much a document may lose.

Claims are written as `rule+keep`, texts are short: every case can be checked by eye.
"""

from __future__ import annotations

import itertools
from collections.abc import Sequence
from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from cleaner.blocks.text import read
from cleaner.decide import Judgement, decide, expected_f1, expected_f_cut
from cleaner.model import Action, Category, Evidence, Flag, Span
from cleaner.scorecard import chances
from cleaner.settings import Limits, Settings
from cleaner.testimony import Case, Claim, Cutoff, LateScore, Score
from cleaner.testimony import Testimony as Statement  # pytest takes any Test... for a class of tests

DROP, KEEP, MARK = Action.DROP, Action.KEEP, Action.MARK
FREE = Settings(limits=Limits(max_dropped_share=1.0))


def claim(start: int, end: int, action: Action = DROP, rule: str = "a", **more: object) -> Claim:
    category = more.pop("category", Category.NAV)
    return Claim(Span(start, end), action, category, rule, f"{rule} says so", **more)  # type: ignore[arg-type]


def score(points: Sequence[int], bar: int = 100, category: Category = Category.OTHER) -> Score:
    array = np.array(points, np.int32)
    weights = np.ones(len(points), np.int64)
    return Score(
        array,
        weights,
        Cutoff("fixed", bar),
        lambda i: [Evidence("scorecard", "x", "y", points[i] / 100)],
        lambda _: category,
    )


def judged(text: str, *claims: Claim, points: Sequence[int] = (), settings: Settings = FREE) -> Judgement:
    testimonies = [Statement("site_rules", claims)]
    if points:
        testimonies.append(Statement("scorecard", score=score(points)))
    return decide(Case(read(text)), testimonies, settings)


def gone(text: str, *claims: Claim, points: Sequence[int] = (), settings: Settings = FREE) -> list[tuple[str, str]]:
    """What goes, and by which rule (`score` for none)."""
    found = judged(text, *claims, points=points, settings=settings)
    return [(text[p.start : p.end], "score" if p.claim is None else found.claims[p.claim].rule) for p in found.pieces]


LINE = "menu"


@pytest.mark.parametrize(
    ("claims", "points", "winner"),
    [
        pytest.param([], [], None, id="nobody says anything"),
        pytest.param([claim(0, 4)], [], "a", id="a rule drops"),
        pytest.param([], [100], "score", id="the score drops at its bar"),
        pytest.param([], [99], None, id="one hundredth under the bar stays"),
        pytest.param([claim(0, 4, KEEP)], [9999], None, id="a rule that keeps beats any score"),
        pytest.param([claim(0, 4, MARK)], [], None, id="a mark drops nothing"),
        pytest.param([claim(0, 4, MARK)], [100], "score", id="a mark keeps nothing"),
        pytest.param([claim(0, 4)], [100], "a", id="a rule comes before the score"),
        pytest.param([claim(0, 4), claim(0, 4, KEEP, "b", order=1)], [], None, id="keep beats drop"),
        pytest.param(
            [claim(0, 4, specificity=2), claim(0, 4, KEEP, "b")], [], None, id="a generic keep beats a host's drop"
        ),
        pytest.param([claim(0, 4, priority=1), claim(0, 4, KEEP, "b")], [], "a", id="a higher priority beats keep"),
        pytest.param(
            [claim(0, 4, priority=1), claim(0, 4, KEEP, "b", priority=2)], [], None, id="the highest priority"
        ),
        pytest.param([claim(0, 4), claim(0, 4, rule="b", priority=-1)], [], "a", id="a negative priority is last"),
        pytest.param(
            [claim(0, 4, specificity=1), claim(0, 4, rule="b", specificity=2)], [], "b", id="host over signature"
        ),
        pytest.param([claim(0, 4), claim(0, 4, rule="b", specificity=1)], [], "b", id="signature over generic"),
        pytest.param([claim(0, 4, order=7), claim(0, 4, rule="b", order=3)], [], "b", id="the earlier rule"),
        pytest.param([claim(0, 4, rule="b", priority=1), claim(0, 4, specificity=2)], [], "b", id="priority over host"),
    ],
)
def test_order_of_decision(claims: list[Claim], points: list[int], winner: str | None) -> None:
    for order in itertools.permutations(claims):
        assert gone(LINE, *order, points=points) == ([(LINE, winner)] if winner else [])


def test_others_that_asked_are_named_strongest_first() -> None:
    found = judged(
        LINE, claim(0, 4, rule="c", order=2), claim(0, 4, rule="a", order=1), claim(0, 4, rule="b", priority=1)
    )
    (piece,) = found.pieces
    assert [found.claims[i].rule for i in (piece.claim or 0, *piece.also)] == ["b", "a", "c"]


@pytest.mark.parametrize(
    ("text", "claims", "points", "pieces"),
    [
        pytest.param("by x: a line", [claim(0, 5)], [], [("by x:", "a")], id="a part goes, the rest stays"),
        pytest.param("a\nby x\nb", [claim(2, 6)], [], [("by x\n", "a")], id="a whole line takes its end"),
        pytest.param("  a  \nb", [claim(2, 3)], [], [("  a  \n", "a")], id="white space around goes along"),
        pytest.param(
            "a b", [claim(0, 1), claim(2, 3, rule="b")], [], [("a ", "a"), ("b", "b")], id="parts make a whole"
        ),
        pytest.param(
            "abcd", [claim(0, 3), claim(2, 4, rule="b", order=1)], [], [("abc", "a"), ("d", "b")], id="overlap"
        ),
        pytest.param("abcd", [claim(0, 4), claim(1, 3, KEEP, "b")], [], [("a", "a"), ("d", "a")], id="keep an island"),
        pytest.param("abcd", [claim(0, 2)], [500], [("ab", "a"), ("cd", "score")], id="rule and score share a line"),
        pytest.param("abcd", [claim(0, 2, KEEP)], [500], [("cd", "score")], id="half a line is protected"),
        pytest.param(
            "a\nb\nc", [claim(0, 5), claim(2, 3, KEEP, "k")], [], [("a\n", "a"), ("c", "a")], id="one of three"
        ),
        pytest.param("a\n\nb\n\nc", [claim(3, 7)], [], [("\nb\n\n", "a"), ("c", "a")], id="a claim over two lines"),
        pytest.param("a\n\n\nb", [claim(1, 4)], [], [], id="white space alone is nothing"),
        pytest.param("abc", [claim(0, 99)], [], [("abc", "a")], id="a claim beyond the text"),
        pytest.param("a\nb\nc", [], [100, 0, 100], [("a\n", "score"), ("c", "score")], id="scores of single lines"),
        pytest.param("a\nb\nc", [], [0, 0, 0], [], id="nobody reaches the bar"),
    ],
)
def test_what_goes(text: str, claims: list[Claim], points: list[int], pieces: list[tuple[str, str]]) -> None:
    found = gone(text, *claims, points=points)
    assert [(part.strip("\n"), rule) for part, rule in found] == [(part.strip("\n"), rule) for part, rule in pieces]


def test_pieces_are_disjoint_and_ascend() -> None:
    found = judged("a b\n\nc\nd e", claim(0, 1), claim(5, 11), claim(8, 9, KEEP, "k"), points=[0, 0, 300]).pieces
    assert all(one.end <= other.start for one, other in itertools.pairwise(found))


PAGE = "by Ann\nBody of the text.\nmenu"


@pytest.mark.parametrize(
    ("policy", "category", "pieces", "marks"),
    [
        pytest.param({}, Category.NAV, ["by Ann\n"], 0, id="what is found goes"),
        pytest.param({}, Category.BYLINE, [], 0, id="bylines stay by default"),
        pytest.param({"byline": "drop"}, Category.BYLINE, ["by Ann\n"], 0, id="unless a policy drops them"),
        pytest.param({"nav": "keep"}, Category.NAV, [], 0, id="a policy keeps"),
        pytest.param({"nav": "mark"}, Category.NAV, [], 1, id="a policy marks"),
        pytest.param({"share": "keep"}, Category.NAV, ["by Ann\n"], 0, id="another category's policy"),
    ],
)
def test_a_policy_softens_rules(policy: dict[str, str], category: Category, pieces: list[str], marks: int) -> None:
    settings = Settings(policy=policy, limits=FREE.limits)  # type: ignore[arg-type]
    found = judged(PAGE, claim(0, 6, category=category), settings=settings)
    assert [PAGE[p.start : p.end] for p in found.pieces] == pieces
    assert [flag.flag for flag in found.flags] == ["marked"] * marks


@pytest.mark.parametrize(("action", "left"), [("drop", 1), ("keep", 0), ("mark", 0)])
def test_a_policy_softens_the_score(action: str, left: int) -> None:
    found = judged(PAGE, points=[500, 0, 0], settings=Settings(policy={Category.OTHER: action}, limits=FREE.limits))  # type: ignore[dict-item]
    assert len(found.pieces) == left
    assert [flag.flag for flag in found.flags] == (["marked"] if action == "mark" else [])


def test_a_policy_never_sharpens_a_mark() -> None:
    settings = Settings(policy={Category.NAV: DROP}, limits=FREE.limits)
    found = judged(PAGE, claim(0, 6, MARK), settings=settings)
    assert (found.pieces, [flag.rule for flag in found.flags]) == ((), ["a"])


def test_what_a_policy_keeps_is_safe_from_the_score() -> None:
    assert gone(PAGE, claim(0, 6, category=Category.BYLINE), points=[500, 0, 0]) == []


def test_what_a_policy_keeps_is_not_safe_from_other_rules() -> None:
    kept, other = claim(0, 6, category=Category.BYLINE), claim(0, 6, rule="b", order=1)
    assert gone(PAGE, kept, other) == [("by Ann\n", "b")]
    assert gone(PAGE, kept, other, claim(0, 6, KEEP, "k")) == []


def test_a_shield_keeps_what_the_score_would_drop_and_no_rule_asks_for() -> None:
    shielded = score([500, 500])
    shielded = Score(
        shielded.points,
        shielded.weights,
        shielded.cutoff,
        shielded.explain,
        shielded.categorise,
        shield=lambda block: "a title" if block == 0 else None,
    )
    text = "title\nmenu"
    witnesses = [Statement("scorecard", score=shielded)]
    assert [p.block for p in decide(Case(read(text)), witnesses, FREE).pieces] == [1]
    witnesses.append(Statement("site_rules", (claim(0, 5),)))
    assert [p.block for p in decide(Case(read(text)), witnesses, FREE).pieces] == [0, 1]


def test_a_score_that_spares_all_is_not_read_before_somebody_asks() -> None:
    asked: list[str] = []

    def late() -> Score:
        asked.append("asked")
        known = score([500, 300])
        return replace(known, shielded=np.ones(2, np.bool_), shield=lambda _: "a shield", looser=Cutoff("fixed", 100))

    case = Case(read("title\nmenu"))
    witnesses = [Statement("scorecard", score=LateScore(late)), Statement("site_rules", (claim(6, 10),))]
    found = decide(case, witnesses, FREE)
    assert ([(p.block, p.scored) for p in found.pieces], found.near.tolist(), asked) == ([(1, None)], [], [])
    known = decide(case, [Statement("scorecard", score=late()), witnesses[1]], FREE)
    assert found.points is not None and known.points is not None
    assert (found.points.tolist(), found.bar, found.confidence) == (known.points.tolist(), known.bar, known.confidence)
    assert [(p.block, p.scored) for p in known.pieces] == [(1, None)]
    assert asked == ["asked", "asked"]


@pytest.mark.parametrize(
    ("points", "held"),
    [
        pytest.param([0, 200, 0, 0], [1], id="a heading between blocks that stay"),
        pytest.param([0, 200, 200, 0], [], id="what it heads goes"),
        pytest.param([200, 200, 0, 0], [], id="what stands above it goes"),
        pytest.param([0, 50, 0, 0], [], id="it stays anyhow"),
        pytest.param([0, 0, 200, 0], [], id="no heading"),
    ],
)
def test_a_heading_stays_with_what_it_heads(points: list[int], held: list[int]) -> None:
    heads = np.array([False, True, False, True])
    said = Statement("scorecard", score=replace(score(points), heads=heads))
    found = decide(Case(read("a\nb\nc\nd")), [said], FREE)
    assert np.flatnonzero(found.total.held).tolist() == held
    assert found.cuts.blocks.tolist() == [n for n, each in enumerate(points) if each >= 100 and n not in held]


def test_a_heading_at_either_end_of_a_document_is_between_nothing() -> None:
    said = Statement("scorecard", score=replace(score([200, 0, 200]), heads=np.array([True, False, True])))
    assert decide(Case(read("a\nb\nc")), [said], FREE).cuts.blocks.tolist() == [0, 2]


def test_a_rule_drops_a_heading_that_the_score_would_keep() -> None:
    said = [
        Statement("site_rules", (claim(2, 3),)),
        Statement("scorecard", score=replace(score([0, 200, 0]), heads=np.array([False, True, False]))),
    ]
    assert decide(Case(read("a\nb\nc")), said, FREE).cuts.blocks.tolist() == [1]


@pytest.mark.parametrize(
    ("dropped", "share", "free", "abstains"),
    [
        pytest.param(5, 0.5, 0, False, id="exactly the share"),
        pytest.param(6, 0.5, 0, True, id="one character more"),
        pytest.param(6, 0.5, 6, False, id="exactly the free characters"),
        pytest.param(6, 0.5, 5, True, id="one character over the free ones"),
        pytest.param(10, 1.0, 0, False, id="everything may go"),
        pytest.param(1, 0.0, 0, True, id="nothing may go"),
        pytest.param(0, 0.0, 0, False, id="nothing goes"),
    ],
)
def test_limits(dropped: int, share: float, free: int, abstains: bool) -> None:
    text = "\n".join("abcdefghij")
    settings = Settings(limits=Limits(max_dropped_share=share, free_chars=free))
    found = judged(text, points=[100] * dropped + [0] * (10 - dropped), settings=settings)
    assert found.abstained is abstains
    assert len(found.pieces) == (0 if abstains else dropped)
    if abstains:
        assert found.flags[-1].flag == "abstained"
        assert f"would lose {dropped}0% of 10 characters > {share:.0%}" in found.flags[-1].reason


def test_white_space_counts_for_nothing_in_the_limits() -> None:
    settings = Settings(limits=Limits(max_dropped_share=0.5, free_chars=0))
    assert not judged("x" + "\n" * 50 + "y", points=[100, 0], settings=settings).abstained


@pytest.mark.parametrize("text", ["", "\n\n"])
def test_a_document_without_blocks_loses_nothing(text: str) -> None:
    found = decide(Case(read(text)), [Statement("scorecard", score=score([]))], Settings())
    assert (found.pieces, found.confidence, found.abstained) == ((), 1.0, False)


@given(st.permutations(range(5)), st.permutations(range(3)))
def test_the_order_of_evidence_changes_nothing(claims: list[int], witnesses: list[int]) -> None:
    text = "one two\nthree\nfour five\nsix"
    asked = [
        claim(0, 3),
        claim(0, 7, rule="b", order=1),
        claim(8, 13, KEEP, "k", order=2),
        claim(8, 23, rule="c", specificity=2, order=3),
        claim(14, 18, MARK, "m", order=4),
    ]
    testimonies = [
        Statement("site_rules", tuple(asked[i] for i in claims), (Flag("guard_abstained", "x"),)),
        Statement("scorecard", score=score([0, 300, 40, 300], 150, Category.SHARE)),
        Statement("trafilatura", flags=(Flag("limit", "y"),), score=score([200, -200, 200, 200], 0)),
    ]
    found = decide(Case(read(text)), [testimonies[i] for i in witnesses], FREE)
    expected = decide(
        Case(read(text)), [Statement("site_rules", tuple(asked), testimonies[0].flags), *testimonies[1:]], FREE
    )
    assert (found.pieces, found.claims, found.flags) == (expected.pieces, expected.claims, expected.flags)
    assert (found.bar, found.confidence) == (expected.bar, expected.confidence) == (150, expected.confidence)
    assert found.points is not None
    assert found.points.tolist() == [200, 100, 240, 500]


def f_beta(points: Sequence[int], weights: Sequence[int], kept: Sequence[int], beta: float) -> float:
    chance = chances(np.array(points))
    hits = sum(weights[i] * chance[i] for i in kept)
    total = sum(weight * chance[i] for i, weight in enumerate(weights))
    size = sum(weights[i] for i in kept)
    return (1 + beta**2) * hits / max(beta**2 * total + size, 1e-9)


blocks = st.lists(st.tuples(st.integers(-600, 600), st.integers(0, 60)), min_size=1, max_size=8)


@given(blocks, st.sampled_from([0.5, 1.0, 2.0]))
def test_the_cut_is_the_best_of_all_choices(drawn: list[tuple[int, int]], beta: float) -> None:
    points, weights = (list(column) for column in zip(*drawn, strict=True))
    kept = expected_f_cut(np.array(points, np.int32), np.array(weights, np.int64), beta)
    chosen = f_beta(points, weights, np.flatnonzero(kept).tolist(), beta)
    subsets = itertools.chain.from_iterable(
        itertools.combinations(range(len(points)), k) for k in range(len(points) + 1)
    )
    assert chosen >= max(f_beta(points, weights, subset, beta) for subset in subsets) - 1e-9


@given(blocks)
def test_the_cut_keeps_whatever_is_no_worse_than_what_it_keeps(drawn: list[tuple[int, int]]) -> None:
    points, weights = (np.array(column) for column in zip(*drawn, strict=True))
    kept = expected_f_cut(points, weights, 1.0)
    assert kept.any()
    assert (kept == (points <= points[kept].max())).all()


@pytest.mark.parametrize(
    ("points", "weights", "kept"),
    [
        pytest.param([], [], [], id="no blocks"),
        pytest.param([900], [5], [True], id="the only block stays, whatever it is"),
        pytest.param([-300, 300], [10, 10], [True, False], id="one of each"),
        pytest.param([100, 100, 100], [1, 1, 1], [True, True, True], id="equals stay together"),
        pytest.param([-300, 500], [0, 0], [True, True], id="no words, no loss"),
        pytest.param([-300, 2000, 2000], [10, 0, 10], [True, False, False], id="a title of no words"),
    ],
)
def test_the_cut_by_hand(points: list[int], weights: list[int], kept: list[bool]) -> None:
    assert expected_f_cut(np.array(points, np.int32), np.array(weights, np.int64), 1.0).tolist() == kept


def test_a_larger_beta_keeps_more() -> None:
    points, weights = np.arange(-400, 401, 100, np.int32), np.full(9, 10)
    sizes = [int(expected_f_cut(points, weights, beta).sum()) for beta in (0.5, 1.0, 2.0, 4.0)]
    assert sizes == sorted(sizes)
    assert sizes[0] < sizes[-1]


def test_expected_f1_by_hand() -> None:
    points, weights = np.array([0, 0]), np.array([10, 10])
    assert expected_f1(points, weights, np.array([True, True])) == pytest.approx(2 * 10 / (10 + 20))
    assert expected_f1(points, weights, np.array([True, False])) == pytest.approx(2 * 5 / (10 + 10))
    assert expected_f1(points[:0], weights[:0], np.array([], bool)) == 1.0


def test_confidence_follows_what_was_seen_on_held_out_pages() -> None:
    plain = score([-300, 300])
    measured = Score(
        plain.points, plain.weights, plain.cutoff, plain.explain, plain.categorise, reliability=((0.0, 0.0), (1.0, 0.5))
    )
    said = decide(Case(read("a\nb")), [Statement("scorecard", score=plain)], FREE).confidence
    seen = decide(Case(read("a\nb")), [Statement("scorecard", score=measured)], FREE).confidence
    assert seen == pytest.approx(said / 2, abs=1e-3)
    assert 0.9 < said < 1


def test_many_claims_on_one_line_are_settled_one_by_one() -> None:
    text = "ab " * 3000 + "end"
    found = judged(text, *(claim(3 * i, 3 * i + 2, order=i, inline=True) for i in range(3000)))
    assert len(found.pieces) == 3000
