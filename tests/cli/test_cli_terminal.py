"""Progress: only for a person, only when it takes long."""

from __future__ import annotations

import sys

import pytest

from cleaner.cli import terminal
from cleaner.cli.terminal import Progress


@pytest.mark.parametrize(
    ("person", "patience", "shown", "said"),
    [
        pytest.param(True, -1.0, True, "\r1 of 3,000 documents\r2 of 3,000 documents\r\x1b[K", id="a long run"),
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
    progress = Progress(3000, shown=shown)
    progress.step(1)
    progress.step(2)
    progress.end()
    assert capsys.readouterr().err == said
