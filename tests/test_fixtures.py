"""Whole documents and exactly what is kept of them; documents that must stay whole; what is known to go wrong."""

from __future__ import annotations

from pathlib import Path

import pytest

import cleaner
from cleaner.model import Bar, Kind, Status
from cleaner.settings import Settings
from cleaner.siterules import yamlfile

FIXTURES = Path(__file__).resolve().parents[1] / "fixtures"
KINDS = {".txt": Kind.TEXT, ".html": Kind.HTML}
MUST_KEEP = sorted(path for path in (FIXTURES / "must-keep").iterdir() if path.suffix in KINDS)
CASE_KEYS = {"about", "url", "language"}


def cases(folder: str) -> list[Path]:
    return sorted(path for path in (FIXTURES / folder).iterdir() if path.is_dir())


def facts(case: Path) -> dict[str, str]:
    tree = yamlfile.load(case / "case.yaml").tree
    assert isinstance(tree, dict)
    return tree


def kept(case: Path) -> str:
    (source,) = case.glob("input.*")
    outcome = cleaner.clean(source.read_bytes(), url=facts(case).get("url"), kind=KINDS[source.suffix])
    return outcome.text


def expected(case: Path) -> str:
    return (case / "expected.txt").read_bytes().decode("utf-8")


@pytest.mark.parametrize("case", cases("pages"), ids=lambda case: case.name)
def test_exactly_the_document_is_kept(case: Path) -> None:
    assert kept(case) == expected(case)


@pytest.mark.xfail(strict=True, reason="known failure; when it passes, move its folder to fixtures/pages")
@pytest.mark.parametrize("case", cases("known-failures"), ids=lambda case: case.name)
def test_known_failure_still_fails(case: Path) -> None:
    assert kept(case) == expected(case)


@pytest.mark.parametrize("case", cases("pages") + cases("known-failures"), ids=lambda case: case.name)
def test_a_case_says_what_it_is_about_and_nothing_unknown(case: Path) -> None:
    assert facts(case)["about"]
    assert facts(case).keys() <= CASE_KEYS


@pytest.mark.parametrize("bar", list(Bar))
@pytest.mark.parametrize("path", MUST_KEEP, ids=lambda path: path.name)
def test_what_must_stay_stays_whole(path: Path, bar: Bar) -> None:
    outcome = cleaner.Cleaner(Settings(bar=bar)).clean(path.read_bytes(), kind=KINDS[path.suffix])
    assert [(drop.rule, drop.text) for drop in outcome.dropped] == []
    assert outcome.status is Status.UNCHANGED


def test_every_document_that_must_stay_has_its_reason() -> None:
    reasons = (FIXTURES / "must-keep/README.md").read_text(encoding="utf-8")
    assert [path.name for path in MUST_KEEP if f"| `{path.name}` |" not in reasons] == []
