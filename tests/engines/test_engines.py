"""Witnesses: what each says of a document, and that their register is the one that settings know."""

from __future__ import annotations

import pytest

import cleaner
from cleaner.blocks import html
from cleaner.blocks.text import read
from cleaner.cuts import NOTHING
from cleaner.engines import WITNESSES, witnesses_for
from cleaner.engines.scorecard import ScorecardWitness
from cleaner.engines.site_rules import SiteRules
from cleaner.engines.trafilatura import KEPT, LEFT_OUT, TrafilaturaWitness, metadata_of
from cleaner.model import POINT, Bar, Category, Kind
from cleaner.settings import ENGINES, Limits, Settings
from cleaner.siterules.ruleset import RuleSet
from cleaner.testimony import Case, Earlier, LateScore

PROSE = (
    "The ferry was late, and nobody on the pier had been told when it would come or why it was not there.",
    "By noon the queue reached the church, and the baker had sold every loaf that she had made that morning.",
    "When it came at last, the captain said that the fog had been so thick that he could not see his own flag.",
)
PAGE = f"""<html lang="en"><head><title>The late ferry</title><meta name="author" content="Ann Orr">
<meta property="og:site_name" content="The Gazette"><meta property="article:published_time" content="2014-05-03"></head>
<body><nav><ul><li><a href="/">Home</a></li><li><a href="/w">World</a></li><li><a href="/s">Sport</a></li></ul></nav>
<article><h1>The late ferry</h1>{"".join(f"<p>{line}</p>" for line in PROSE)}</article>
<footer><p>All rights reserved by The Gazette</p></footer></body></html>"""


def page(source: str = PAGE) -> Case:
    return Case(html.read(source, Limits()), language="en", source=source)


def test_the_register_is_the_one_that_settings_know() -> None:
    assert tuple(name for name, _ in WITNESSES) == ENGINES


@pytest.mark.parametrize("engines", [(), ENGINES, ENGINES[::-1], ("trafilatura",)], ids=str)
def test_witnesses_come_in_the_settings_order_under_their_names(engines: tuple[str, ...]) -> None:
    asked = witnesses_for(Settings(engines=engines), RuleSet.load(shipped=False))
    assert tuple(witness.name for witness in asked) == engines


@pytest.mark.parametrize("engine", ENGINES)
def test_a_witness_gives_one_testimony_per_case_in_order(engine: str) -> None:
    (witness,) = witnesses_for(Settings(engines=(engine,)), RuleSet.load())
    cases = [Case(read("Share this\n")), page(), Case(read("")), Case(read("\n".join(PROSE)))]
    together = witness.testify(cases)
    assert [one.witness for one in together] == [engine] * 4
    for case, one in zip(cases, together, strict=True):
        (alone,) = witness.testify([case])
        assert (alone.claims, alone.flags) == (one.claims, one.flags)
        assert (alone.score is None) == (one.score is None)
        if one.score is not None and alone.score is not None:
            assert one.score.points.tolist() == alone.score.points.tolist()
            assert len(one.score.points) == len(case.document)
    assert witness.testify([]) == []


def test_what_a_look_leaves_is_scored_when_somebody_asks() -> None:
    first, second = cleaner.clean(PAGE, kind="html").looks
    (late,) = (each.score for each in second.testimonies if each.score is not None)
    assert isinstance(late, LateScore) and "_score" not in vars(late)
    (testimony,) = ScorecardWitness(Settings()).testify([Case(second.case.document, language="en")])
    now = testimony.score
    assert now is not None and not now.spares_all
    assert (late.points.tolist(), late.weights.tolist()) == (now.points.tolist(), now.weights.tolist())
    assert [late.shield(line) for line in range(3)] == [now.shield(line) for line in range(3)]
    assert late.explain(0) == now.explain(0)
    assert first.judgement.cuts.blocks.tolist() != []


def test_later_looks_at_many_texts_say_what_looks_at_each_do() -> None:
    silent, loud = "\n".join(PROSE), "\n".join([*PROSE, "Share this", "Skip to main content", "All rights reserved"])
    earlier = Earlier((), NOTHING)
    cases = [Case(read(text), language="en", earlier=earlier) for text in (silent, loud, "", silent, loud)]
    together = ScorecardWitness(Settings()).testify(cases)
    for case, one in zip(cases, together, strict=True):
        (alone,) = ScorecardWitness(Settings()).testify([case])
        assert one.score is not None and alone.score is not None
        assert isinstance(one.score, LateScore) is isinstance(alone.score, LateScore) is (case.document.text != loud)
        assert one.score.points.tolist() == alone.score.points.tolist()


@pytest.mark.parametrize("case", [Case(read("Share this\n" + "\n".join(PROSE)), language="en"), page()], ids=list(Kind))
def test_the_points_of_a_score_are_explained_to_the_last(case: Case) -> None:
    (testimony,) = ScorecardWitness(Settings()).testify([case])
    score = testimony.score
    assert score is not None
    for block in range(len(case.document)):
        evidence = score.explain(block)
        assert sum(round((item.points or 0) * POINT) for item in evidence) == score.points[block]
        assert {item.witness for item in evidence} == {"scorecard"}
        assert {item.rule for item in evidence} == {f"scorecard/{score.categorise(block)}"}
        strengths = [abs(item.points or 0) for item in evidence[:-1]]
        assert strengths == sorted(strengths, reverse=True)


@pytest.mark.parametrize("case", [Case(read("Share this\n" + "\n".join(PROSE)), language="en"), page()], ids=list(Kind))
def test_reasons_are_what_speaks_loudest_for_boilerplate(case: Case) -> None:
    (testimony,) = ScorecardWitness(Settings()).testify([case])
    score = testimony.score
    assert score is not None
    blocks = [*range(len(case.document)), 0]
    for block, reasons in zip(blocks, score.reasons(blocks, 3), strict=True):
        loudest = [item.reason for item in score.explain(block)[:-1] if (item.points or 0) > 0]
        assert list(reasons) == loudest[:3]
    assert list(score.reasons([], 3)) == []


def test_a_safe_bar_is_never_lower_than_a_balanced_one() -> None:
    safe, balanced = (ScorecardWitness(Settings(bar=bar)).testify([Case(read("x"))])[0].score for bar in Bar)
    assert safe is not None
    assert balanced is not None
    assert safe.cutoff.points > balanced.cutoff.points


def test_rules_speak_in_claims_and_score_nothing() -> None:
    (testimony,) = SiteRules(RuleSet.load()).testify([Case(read("Skip to main content\n" + "\n".join(PROSE)))])
    assert testimony.score is None
    assert [claim.category for claim in testimony.claims] == [Category.SKIP_LINK]


def test_trafilatura_speaks_of_pages() -> None:
    case = page()
    (testimony,) = TrafilaturaWitness().testify([case])
    score = testimony.score
    assert score is not None
    said = {case.document.slice(block): int(score.points[block]) for block in range(len(case.document))}
    assert {said[line] for line in PROSE} == {KEPT}
    assert said["All rights reserved by The Gazette"] == LEFT_OUT
    (evidence,) = score.explain(len(said) - 1)
    assert (evidence.witness, evidence.points) == ("trafilatura", LEFT_OUT / POINT)
    assert evidence.reason == "0% of it is in trafilatura's output"


@pytest.mark.parametrize(
    "case",
    [
        pytest.param(Case(read("\n".join(PROSE))), id="a text"),
        pytest.param(page("<html><body></body></html>"), id="an empty page"),
        pytest.param(page("<p>"), id="a page without text"),
        pytest.param(Case(page().document), id="a page whose markup is gone"),
    ],
)
def test_trafilatura_is_silent_where_it_knows_nothing(case: Case) -> None:
    (testimony,) = TrafilaturaWitness().testify([case])
    assert (testimony.score, testimony.claims, testimony.flags) == (None, (), ())


def test_trafilatura_says_the_same_of_a_page_however_often_it_is_asked() -> None:
    said = [one.score.points.tolist() for one in TrafilaturaWitness().testify([page()] * 4) if one.score]
    assert said == [said[0]] * 4, "duplicates are no reason: no state between pages"


def test_metadata() -> None:
    found = metadata_of(PAGE, "https://gazette.example/late-ferry")
    assert (found.title, found.author, found.site_name) == ("The late ferry", "Ann Orr", "The Gazette")
    assert found.date == "2014-05-03"


@pytest.mark.parametrize("source", ["", "<p>", "<html><body></body></html>", "no page at all"])
def test_metadata_that_a_page_does_not_tell_is_none(source: str) -> None:
    found = metadata_of(source)
    assert (found.author, found.date, found.site_name) == (None, None, None)


@pytest.mark.parametrize("bar", list(Bar))
def test_a_page_that_is_the_document_alone_loses_nothing(bar: Bar) -> None:
    """Of such a page the score is sure of nothing, and the best guess would still take its weakest line."""
    bare = "<h1>Rye bread</h1><p>Makes 2 loaves</p><h2>Dough</h2><ul><li>500 g rye<li>salt</ul>" + "".join(
        f"<p>{line}</p>" for line in PROSE
    )
    (testimony,) = ScorecardWitness(Settings(bar=bar)).testify([page(bare)])
    assert testimony.score is not None
    assert max(testimony.score.points) < 2 * POINT
    assert testimony.score.shield(1) == "the score is sure of nothing on this page: it seems to be the document alone"
    assert cleaner.clean(bare, kind="html", settings=Settings(bar=bar)).dropped == ()


def test_a_page_with_a_menu_is_not_spared() -> None:
    (testimony,) = ScorecardWitness(Settings()).testify([page()])
    assert testimony.score is not None
    assert testimony.score.shield(0) is None
