"""Progress: only for a person, only when it takes long."""

from __future__ import annotations

import sys
from collections import Counter
from pathlib import PurePosixPath

import pytest

from cleaner.cli import terminal
from cleaner.cli.terminal import Progress
from cleaner.corpus.portions import Ended
from cleaner.corpus.source import Source
from cleaner.reports.summary import Tally


@pytest.mark.parametrize(
    ("person", "patience", "shown", "said"),
    [
        pytest.param(True, -1.0, True, "\r1 documents\x1b[K\r2 documents\x1b[K\r\x1b[K", id="a long run"),
        pytest.param(True, 60.0, True, "", id="a short run"),
        pytest.param(False, -1.0, True, "", id="no terminal"),
        pytest.param(True, -1.0, False, "", id="a report on the same terminal"),
    ],
)
def test_progress(
    capsys: pytest.CaptureFixture[str],
    monkeypatch: pytest.MonkeyPatch,
    person: bool,
    patience: float,
    shown: bool,
    said: str,
) -> None:
    monkeypatch.setattr(sys.stderr, "isatty", lambda: person, raising=False)
    monkeypatch.setattr(terminal, "SECONDS_BEFORE_PROGRESS", patience)
    monkeypatch.setattr(terminal, "SECONDS_BETWEEN_PROGRESS", -1.0)
    monkeypatch.setattr(terminal, "told", lambda tally, *_: f"{tally.statuses.total()} documents")
    progress = Progress(3000, shown=shown)
    source, tally = Source(None, "a.txt", PurePosixPath("a.txt")), Tally()
    for _ in range(2):
        tally.statuses["cleaned"] += 1
        progress.step(Ended(source), tally)
    progress.end()
    assert capsys.readouterr().err == said


@pytest.mark.parametrize(
    ("done", "said"),
    [
        pytest.param(0, "10 documents, 5/s, 0.0 MB/s, 25.0% dropped, 1 failed", id="nothing read yet"),
        pytest.param(
            2_000_000, "10 documents, 5/s, 1.0 MB/s, 25.0% dropped, 1 failed, 20% done, 0:00:08 left", id="a fifth"
        ),
        pytest.param(20_000_000, "10 documents, 5/s, 10.0 MB/s, 25.0% dropped, 1 failed", id="a file that grew"),
    ],
)
def test_a_line_of_progress_says_how_fast_how_far_and_how_well(done: int, said: str) -> None:
    tally = Tally(Counter(cleaned=9, failed=1), chars_in=400, chars_dropped=100)
    assert terminal.told(tally, done, 10_000_000, 2.0) == said
