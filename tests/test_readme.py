"""The README shows real sessions: every `$ clean ...` in it says today what it said when it was copied."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[1]
README = (ROOT / "README.md").read_text("utf-8")
SESSIONS = re.findall(r"^\$ clean ([^\n]+)\n(.*?)\n```", README, re.M | re.S)
LINK = re.compile(r"\]\(([^):#]+)\)")


@pytest.mark.parametrize(("arguments", "shown"), SESSIONS, ids=[arguments for arguments, _ in SESSIONS])
def test_a_session_is_what_the_command_says(arguments: str, shown: str) -> None:
    environment = {**os.environ, "NO_COLOR": "1", "PYTHONPATH": str(ROOT), "PYTHONIOENCODING": "utf-8"}
    command = [sys.executable, "-m", "cleaner", *arguments.split()]
    done = subprocess.run(command, cwd=ROOT, env=environment, capture_output=True, timeout=60, check=True)
    said = [line.rstrip() for line in done.stdout.decode("utf-8").rstrip().split("\n")]
    lines = shown.split("\n")
    if lines[-1].strip() == "...":
        lines, said = lines[:-1], said[: len(lines) - 1]
    assert said == lines


def test_there_are_sessions() -> None:
    assert len(SESSIONS) >= 2


@pytest.mark.parametrize("target", sorted(set(LINK.findall(README))))
def test_a_link_leads_to_a_file(target: str) -> None:
    assert (ROOT / target).exists()
