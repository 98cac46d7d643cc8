"""One document through all of it: kinds, names, failures, and a Cleaner that is carried about."""

from __future__ import annotations

import pickle
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

import cleaner
from cleaner.errors import CleanerError, RuleError
from cleaner.formats.records import Record
from cleaner.model import Kind, Status
from cleaner.pipeline import Cleaner, clean, failed
from cleaner.settings import Settings

TEXT = "Skip to main content\n\nThe ferry was late, and nobody on the pier had been told when it would come.\n"
PAGE = "<html><body><p>The ferry was late, and nobody on the pier had been told when it would come.</p></body></html>"


@pytest.fixture(scope="module")
def tool() -> Cleaner:
    return Cleaner()


def test_the_public_call() -> None:
    outcome = cleaner.clean(TEXT)
    assert outcome.status == "cleaned"
    assert outcome.text.startswith("The ferry")
    assert outcome.document.text == TEXT


@pytest.mark.parametrize("name", cleaner.__all__)
def test_public_names_are_there(name: str) -> None:
    assert getattr(cleaner, name)


def test_a_name_that_is_not_public() -> None:
    with pytest.raises(AttributeError, match="has no attribute 'claen'"):
        cleaner.claen  # noqa: B018


@pytest.mark.parametrize(
    ("content", "kind", "name", "expected"),
    [
        pytest.param(TEXT, None, None, Kind.TEXT, id="a text"),
        pytest.param(PAGE, None, None, Kind.HTML, id="a page is sniffed"),
        pytest.param(PAGE.encode(), None, None, Kind.HTML, id="a page as bytes"),
        pytest.param(PAGE, "text", None, Kind.TEXT, id="the caller knows better"),
        pytest.param(PAGE, None, "page.txt", Kind.TEXT, id="its name knows better"),
        pytest.param(TEXT, "html", None, Kind.HTML, id="a text as a page"),
    ],
)
def test_kinds(tool: Cleaner, content: str | bytes, kind: str | None, name: str | None, expected: Kind) -> None:
    assert tool.clean(content, kind=kind, name=name).kind is expected


def test_an_unknown_kind_is_the_callers_mistake(tool: Cleaner) -> None:
    with pytest.raises(CleanerError, match='kind: unknown "htm"; did you mean "html"'):
        tool.clean(TEXT, kind="htm")


@pytest.mark.parametrize("content", ["", " \n", b"", b"\xef\xbb\xbf"])
def test_empty_documents_are_left_alone(tool: Cleaner, content: str | bytes) -> None:
    outcome = tool.clean(content)
    assert (outcome.status, outcome.language, outcome.confidence) == (Status.UNCHANGED, None, 1.0)


def test_what_is_known_of_a_record_reaches_the_witnesses(tool: Cleaner) -> None:
    case = tool.clean_record(Record(TEXT, "a/b.txt", "https://example.org/x")).case
    assert (case.name, case.url, case.language, case.source) == ("a/b.txt", "https://example.org/x", "en", None)


def test_a_failed_record_keeps_its_name_and_its_place() -> None:
    outcome = failed(Record(b"\x00", "a.bin", "https://example.org"), "why", "digest")
    assert (outcome.status, outcome.error, outcome.ruleset) == (Status.FAILED, "why", "digest")
    assert (outcome.case.name, outcome.case.url, outcome.text) == ("a.bin", "https://example.org", "")


def test_wrong_rules_are_told_before_the_first_document(tmp_path: Path) -> None:
    (tmp_path / "x.yaml").write_text("version: 1\npack: x\nrulez: []\n", "utf-8")
    with pytest.raises(RuleError, match=r"x\.yaml:3: "):
        Cleaner(Settings(rules=(tmp_path,)))


def test_a_cleaner_travels_and_says_the_same(tool: Cleaner) -> None:
    twin = pickle.loads(pickle.dumps(tool))
    assert twin.settings == tool.settings
    assert twin.ruleset.digest == tool.ruleset.digest
    assert twin.clean(TEXT).dropped == tool.clean(TEXT).dropped


def test_threads_share_a_cleaner(tool: Cleaner) -> None:
    texts = [TEXT * (1 + i % 3) for i in range(24)]
    with ThreadPoolExecutor(4) as pool:
        together = [outcome.dropped for outcome in pool.map(tool.clean, texts)]
    assert together == [tool.clean(text).dropped for text in texts]


def test_threads_with_other_settings_get_their_own_cleaner() -> None:
    choices = [Settings(policy={"skip_link": action}) for action in ("keep", "drop")] * 8  # type: ignore[dict-item]
    with ThreadPoolExecutor(4) as pool:
        left = list(pool.map(lambda settings: clean(TEXT, settings=settings).text == TEXT, choices))
    assert left == [True, False] * 8


@pytest.mark.parametrize("engines", [(), ("site_rules",), ("scorecard",)], ids=str)
def test_any_choice_of_witnesses_works(engines: tuple[str, ...]) -> None:
    outcome = Cleaner(Settings(engines=engines)).clean(TEXT)
    assert outcome.status in (Status.CLEANED, Status.UNCHANGED)
    assert (outcome.text == TEXT) == (not outcome.dropped)


def test_nobody_is_asked_and_nothing_goes() -> None:
    outcome = Cleaner(Settings(engines=())).clean(TEXT)
    assert (outcome.text, outcome.confidence) == (TEXT, 1.0)
    assert {decision.reason for decision in outcome.decisions} == {"no rule drops it"}


def test_a_run_over_texts_loads_no_page_parser() -> None:
    code = f"import sys, cleaner; cleaner.clean({TEXT!r}); print(*sys.modules)"
    loaded = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True).stdout.split()
    assert "cleaner.pipeline" in loaded
    assert not {"selectolax", "trafilatura", "langdetect", "lxml", "click"} & set(loaded)


PARAGRAPHS = "\n".join(
    [
        "The kiln was still warm when she opened it, and most of the jars had come through without a crack.",
        "He had been told that the road was closed, but nobody in the village could say who had closed it or why.",
    ]
    * 3
)
MENU = "Ferries\nBridges\nIslands\nWeather\nSports today\nOpinion and more\n"
NEAR = f"A bridge for the island\n\n{PARAGRAPHS}\n{MENU}Share this\n"


def test_what_lies_between_the_bars_is_a_near_miss() -> None:
    safe, balanced = (Cleaner(Settings(bar=bar)).clean(NEAR, kind="text") for bar in ("safe", "balanced"))
    told = {NEAR[flag.span.start : flag.span.end] for flag in safe.near_misses if flag.span}
    assert told
    assert told <= {drop.text.strip() for drop in balanced.dropped}
    assert told & {drop.text.strip() for drop in safe.dropped} == set()
    assert balanced.near_misses == ()
    assert all("would go at the balanced bar" in flag.reason for flag in safe.near_misses)


def test_near_misses_are_flags_where_somebody_asks() -> None:
    silent, told = (Cleaner(Settings(near_misses=asked)).clean(NEAR, kind="text") for asked in (False, True))
    assert silent.flags == ()
    assert told.flags == told.near_misses
    assert (silent.text, silent.status) == (told.text, told.status)


def test_a_line_is_asked_why_it_was_a_near_miss() -> None:
    outcome = Cleaner().clean(NEAR, kind="text")
    near = {flag.span for flag in outcome.near_misses}
    assert near
    for decision in outcome.decisions:
        assert ("near miss" in decision.reason) is (decision.block.span in near)


def test_lists_are_spared_by_the_score_where_that_is_asked_for() -> None:
    listing = "\n".join(f"{name} {number}\nRead more\n${number}.99" for number, name in enumerate(["Kiln", "Jar"] * 30))
    judged, spared = (Cleaner(Settings(keep_lists=asked)).clean(listing, kind="text") for asked in (False, True))
    assert judged.dropped
    assert not any(drop.rule.startswith("scorecard") for drop in spared.dropped)
    assert any("keep_lists" in decision.reason for decision in spared.decisions)
