"""`clean why`: a verdict and everything behind it, for every line there is."""

from __future__ import annotations

from pathlib import Path

import pytest
from cli_corpus import Clean

from cleaner.cli.why import explain
from cleaner.model import Action, Bar, Block, Category, Decision, Evidence, Span, Verdict
from cleaner.settings import ENGINES
from cleaner.testimony import Case, Whole


def test_a_dropped_line_names_its_rule(clean: Clean, corpus: Path) -> None:
    lines = clean("why", "texts/page.txt:5").text.splitlines()
    assert lines[0] == "texts/page.txt:5: dropped by generic/read-counter (counter)"
    assert lines[1] == "  This news has been read 12 times!"
    assert any(line.startswith("  generic/read-counter (counter): drop: matches") for line in lines)


def test_a_kept_line_is_explained_too(clean: Clean, corpus: Path) -> None:
    lines = clean("why", "texts/page.txt:3").text.splitlines()
    assert lines[0] == "texts/page.txt:3: kept"
    assert lines[-1] == "  no rule drops it"


@pytest.mark.parametrize(
    ("line", "said"),
    [
        pytest.param(2, "blank; blank lines go only along with a line beside them, and this one stays", id="stays"),
        pytest.param(4, "blank; it goes along with what generic/read-counter drops", id="goes"),
    ],
)
def test_a_blank_line_says_whether_it_goes_along(clean: Clean, corpus: Path, line: int, said: str) -> None:
    assert clean("why", f"texts/page.txt:{line}").text == f"texts/page.txt:{line}: {said}\n"


def test_a_line_of_a_page_is_one_of_its_visible_text(clean: Clean, corpus: Path) -> None:
    Path("page.html").write_bytes(b"<html><body><h1>Title</h1>\n\n\n<p>This news has been read 3 times!</p>")
    ran = clean("why", "page.html:2")
    assert ran.text.startswith("page.html:2: dropped by generic/read-counter (counter)\n")
    assert "  at html>body>p" in ran.text.replace(" > ", ">")


@pytest.mark.parametrize(
    ("place", "code", "message"),
    [
        pytest.param("texts/page.txt", 2, "texts/page.txt: expected FILE:LINE, for instance page.txt:41", id="no line"),
        pytest.param("texts/page.txt:x", 2, "expected FILE:LINE", id="not a number"),
        pytest.param("texts/page.txt:0", 2, "texts/page.txt:0: no such line; the last one is 5", id="line 0"),
        pytest.param("texts/page.txt:99", 2, "texts/page.txt:99: no such line; the last one is 5", id="too far"),
        pytest.param("nowhere.txt:1", 3, "nowhere.txt: no such file", id="missing file"),
    ],
)
def test_a_place_that_is_not_there_is_one_line(clean: Clean, corpus: Path, place: str, code: int, message: str) -> None:
    ran = clean("why", place)
    assert ran.code == code
    assert message in ran.err
    assert ran.err.count("\n") == 1


class ScoredOutcome:
    """Stands for an outcome with one scored block."""

    def __init__(self, case: Case, decision: Decision, whole: Whole | None = None) -> None:
        self.whole = whole
        self.document = case.document
        self.dropped = ()
        self._decision = decision

    def decision(self, index: int) -> Decision:
        return self._decision


def test_the_points_shown_add_up_to_the_score() -> None:
    from cleaner.blocks import text

    evidence = (
        Evidence("site_rules", "generic/x", "keep: line equals x", None, Category.SHARE),
        Evidence("scorecard", "scorecard/share", "3 words", 1.25),
        Evidence("scorecard", "scorecard/share", "links 0 %", -0.5),
    )
    decision = Decision(Block(0, Span(0, 8)), Verdict.KEEP, "score 0.35 < 1.10", evidence, None, None, 0.35, 1.10)
    outcome = ScoredOutcome(Case(text.read("Share it")), decision)
    assert list(explain(outcome, "a.txt", 1)) == [
        "a.txt:1: kept",
        "  Share it",
        "  score 0.35 < 1.10",
        "\nscore +0.35: 0.75 under the bar of +1.10 from which a block goes",
        "     +1.25  3 words",
        "     -0.50  links 0 %",
        "     -0.40  before anything is known",
        "     +0.35  sum",
        "\nrules that speak about it, strongest first",
        "  generic/x (share): keep: line equals x",
    ]


def test_five_contributions_are_named_and_the_rest_is_summed() -> None:
    from cleaner.blocks import text

    evidence = tuple(Evidence("scorecard", "scorecard/nav", f"sign {n}", n / 4) for n in (1, -7, 3, 2, 6, -5, 4))
    decision = Decision(Block(0, Span(0, 8)), Verdict.KEEP, "score 1.00 < 1.10", evidence, None, None, 1.0, 1.10)
    outcome = ScoredOutcome(Case(text.read("Share it")), decision)
    shown = list(explain(outcome, "a.txt", 1))[4:]
    assert [line.split()[0] for line in shown] == ["-1.75", "+1.50", "-1.25", "+1.00", "+0.75", "+0.75", "+1.00"]
    assert shown[5].endswith("2 weaker ones together; --all names each")
    assert len(list(explain(outcome, "a.txt", 1, None))[4:]) == 8


def test_what_the_document_is_taken_for_comes_last() -> None:
    from cleaner.blocks import text

    decision = Decision(Block(0, Span(0, 8)), Verdict.KEEP, "score 1.00 < 1.10", (), None, None, None, None)
    whole = Whole("a list", 0.25, (("3 words", 1.5), ("links 0 %", -0.5), ("before anything is known", -0.75)))
    assert list(explain(ScoredOutcome(Case(text.read("Share it")), decision, whole), "a.txt", 1))[3:] == [
        "\nthe document is taken for a list: 25%",
        "     +1.50  3 words",
        "     -0.50  links 0 %",
        "     -0.75  before anything is known",
        "     +0.25  sum",
    ]


def test_help_names_what_there_is(clean: Clean) -> None:
    text = clean("why", "--help").text
    assert "|".join(Bar) in text
    assert all(engine in text for engine in ENGINES if engine != "site_rules")
    assert all(action in text for action in Action)
