"""`clean --engine ray`: what does not go together is told before Ray is started."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest
from cli_corpus import Clean

from cleaner.cli import cluster


@pytest.mark.parametrize(
    ("options", "message"),
    [
        pytest.param([], "--engine ray writes tables; add --out DIR", id="no folder"),
        pytest.param(["--out", "o", "--check"], "--check is not for --engine ray", id="check"),
        pytest.param(["--out", "o", "--write"], "--write is not for --engine ray", id="write"),
        pytest.param(["--out", "o", "--report"], "--report is not for --engine ray", id="report"),
        pytest.param(["--out", "o", "--to", "markdown"], "--to is not for --engine ray", id="another form"),
        pytest.param(["--out", "o", "--bar", "saef"], 'bar: unknown "saef"', id="a wrong setting"),
        pytest.param(["--out", "o", "--engine", "scorcard"], 'unknown "scorcard"', id="a wrong witness"),
    ],
)
def test_what_does_not_go_together(clean: Clean, corpus: Path, options: list[str], message: str) -> None:
    ran = clean("--engine", "ray", *options, "a.parquet")
    assert (ran.code, ran.text) == (2, "")
    assert message in ran.err


@pytest.mark.parametrize("absent", ["pyarrow", "ray"])
def test_without_an_extra_it_is_said_how_to_get_it(absent: str) -> None:
    call = "from cleaner.cli.app import call; sys.exit(call(['--engine', 'ray', '--out', 'o', 'a.parquet']))"
    command = [sys.executable, "-c", f"import sys; sys.modules[{absent!r}] = None; {call}"]
    ran = subprocess.run(command, capture_output=True, text=True, check=False)
    assert (ran.returncode, ran.stdout) == (2, "")
    assert "pip install 'boilerstrip[" in ran.stderr


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        pytest.param("s3:/bucket/out", "s3://bucket/out", id="a path lost a slash"),
        pytest.param("s3://bucket/out", "s3://bucket/out", id="whole"),
        pytest.param("out/a:/b", "out/a:/b", id="a folder with a colon in it"),
        pytest.param("/tmp/out", "/tmp/out", id="a folder"),
    ],
)
def test_addresses_are_what_was_typed(typed: str, meant: str) -> None:
    assert cluster._address(typed) == meant
