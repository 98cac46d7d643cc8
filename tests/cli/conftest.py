"""A corpus with a rule file of its own, and the command line called in this process."""

from __future__ import annotations

import io
import sys
from pathlib import Path

import pytest
from cli_corpus import BODY, PAGE, RULES, Clean, Ran

from cleaner.cli.app import call


@pytest.fixture
def clean(capsysbinary: pytest.CaptureFixture[bytes], monkeypatch: pytest.MonkeyPatch) -> Clean:
    def run(*args: object, stdin: bytes = b"") -> Ran:
        monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(stdin)))
        code = call([str(arg) for arg in args])
        out, err = capsysbinary.readouterr()
        return Ran(code, out, err.decode())

    return run


@pytest.fixture
def corpus(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder with two texts, one of them with boilerplate; only the rules above apply there."""
    (tmp_path / "rules").mkdir()
    (tmp_path / "rules" / "house.yaml").write_text(RULES, "utf-8")
    (tmp_path / "cleaner.toml").write_text(
        'engines = ["site_rules"]\ndefault-rules = false\nrules = ["rules"]\n', "utf-8"
    )
    (tmp_path / "texts" / "deep").mkdir(parents=True)
    (tmp_path / "texts" / "page.txt").write_bytes(PAGE)
    (tmp_path / "texts" / "deep" / "plain.txt").write_bytes(BODY)
    monkeypatch.chdir(tmp_path)
    return tmp_path
