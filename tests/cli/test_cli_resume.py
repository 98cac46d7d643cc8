"""Big runs: the same bytes from any number of workers, after any interruption; and books that tell of them."""

from __future__ import annotations

import json
import os
import random
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

sys.path.insert(0, str(Path(__file__).resolve().parents[1] / "corpus"))
import corpus_cases
from cli_corpus import Clean

COMMAND = [sys.executable, "-m", "cleaner"]
ROOT = Path(__file__).resolve().parents[2]
ENVIRONMENT = {**os.environ, "PYTHONPATH": str(ROOT)}


@pytest.fixture
def mixed(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder with files of all kinds."""
    corpus_cases.configure(tmp_path)
    corpus_cases.fill(tmp_path / "in")
    monkeypatch.chdir(tmp_path)
    return tmp_path


def run(*args: str) -> subprocess.CompletedProcess[bytes]:
    return subprocess.run([*COMMAND, *args], capture_output=True, timeout=120, check=False, env=ENVIRONMENT)


def stale(folder: Path) -> list[Path]:
    return [path for path in folder.rglob("*") if path.name.endswith(".tmp")]


def gone(pids: list[int]) -> bool:
    """Whether processes end within some seconds."""
    until = time.monotonic() + 5
    while time.monotonic() < until:
        if not any(Path(f"/proc/{pid}/cmdline").exists() and Path(f"/proc/{pid}/cmdline").read_bytes() for pid in pids):
            return True
        time.sleep(0.05)
    return False


def children(pid: int) -> list[int]:
    found = Path(f"/proc/{pid}/task/{pid}/children").read_text().split()
    return [int(child) for child in found]


def test_a_mixed_folder_gives_identical_bytes_with_1_2_and_4_workers(mixed: Path) -> None:
    said = []
    for jobs in ("1", "2", "4"):
        done = run("--jobs", jobs, "--out", f"out-{jobs}", "--reports", f"said-{jobs}", "in")
        assert done.returncode == 3
        said.append(done.stderr)
    assert said[0] == said[1] == said[2]
    made = corpus_cases.contents(mixed / "out-1")
    assert len([name for name in made if not name.startswith(".")]) == 34
    assert made == corpus_cases.contents(mixed / "out-2") == corpus_cases.contents(mixed / "out-4")
    reports = corpus_cases.contents(mixed / "said-1")
    assert reports == corpus_cases.contents(mixed / "said-2") == corpus_cases.contents(mixed / "said-4")


def test_the_manifest_adds_up(mixed: Path) -> None:
    run("--out", "out", "in")
    manifest = json.loads(Path("out/.boilerstrip/manifest.json").read_bytes())
    sources = manifest["sources"]
    assert [source["source"] for source in sources] == sorted(path.as_posix() for path in Path("in").rglob("*.*"))
    total = sum(sum(source["counts"]["documents"].values()) for source in sources)
    assert sum(manifest["totals"]["documents"].values()) == total
    for source in sources:
        if source["out"] is not None:
            path = Path("out") / source["out"]["name"]
            assert (path.stat().st_size, source["in"]["size"]) == (
                source["out"]["size"],
                Path(source["source"]).stat().st_size,
            )


def test_what_is_finished_is_not_done_again(clean: Clean, mixed: Path) -> None:
    first = clean("--out", "out", "in")
    before = corpus_cases.contents(mixed / "out")
    times = {path: path.stat().st_mtime_ns for path in Path("out").rglob("*.txt")}
    again = clean("--resume", "--out", "out", "in")
    assert again.code == first.code == 3
    assert "files done before, 0 to go" in again.err
    assert again.err.splitlines()[-2:] == first.err.splitlines()[-2:]
    assert corpus_cases.contents(mixed / "out") == before
    assert {path: path.stat().st_mtime_ns for path in Path("out").rglob("*.txt")} == times


def test_what_was_changed_or_lost_meanwhile_is_done_again(clean: Clean, mixed: Path) -> None:
    clean("--out", "out", "in")
    before = corpus_cases.contents(mixed / "out")
    Path("out/000.txt").unlink()
    Path("out/lines.jsonl").write_bytes(b"")
    Path("in/001.txt").write_text("Something else.\n")
    again = clean("--resume", "--out", "out", "in")
    assert ", 3 to go" in again.err
    after = corpus_cases.contents(mixed / "out")
    assert after.pop("001.txt") == b"Something else.\n"
    before.pop("001.txt")
    for name in (".boilerstrip/manifest.json", ".boilerstrip/dead-letters.jsonl"):
        lines = [sorted(folder.pop(name).splitlines()) for folder in (before, after)]
        assert len(lines[0]) == len(lines[1])
    assert after == before


@pytest.mark.parametrize("option", [["--to", "markdown"], ["--bar", "balanced"], ["--policy", "counter=keep"]])
def test_runs_with_other_options_are_not_mixed(clean: Clean, mixed: Path, option: list[str]) -> None:
    clean("--out", "out", "in/000.txt")
    ran = clean("--resume", "--out", "out", *option, "in/000.txt")
    assert ran.code == 2
    assert "out/.boilerstrip/journal.jsonl: was begun with" in ran.err


def test_two_runs_do_not_write_to_one_folder(clean: Clean, mixed: Path) -> None:
    import fcntl

    clean("--out", "out", "in/000.txt")
    with Path("out/.boilerstrip/lock").open("ab") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        ran = clean("--out", "out", "in/000.txt")
    assert ran.code == 2
    assert "out: another run is writing there" in ran.err


def test_a_new_run_begins_anew(clean: Clean, mixed: Path) -> None:
    for _ in range(2):
        ran = clean("--out", "out", "in")
        assert "before" not in ran.err
    assert len(json.loads(Path("out/.boilerstrip/manifest.json").read_bytes())["sources"]) == 35


def started(*args: str) -> subprocess.Popen[bytes]:
    return subprocess.Popen([*COMMAND, *args], stderr=subprocess.PIPE, env=ENVIRONMENT, start_new_session=True)


def wait_for(path: Path) -> None:
    until = time.monotonic() + 60
    while not path.exists() and time.monotonic() < until:
        time.sleep(0.01)


@pytest.mark.parametrize(
    ("number", "code", "whole_group"),
    [
        pytest.param(signal.SIGTERM, 143, False, id="terminated"),
        pytest.param(signal.SIGINT, 130, True, id="interrupted at a terminal"),
    ],
)
def test_a_signal_ends_a_run_within_seconds_and_resume_goes_on(
    mixed: Path, number: int, code: int, whole_group: bool
) -> None:
    (mixed / "in" / "zz.jsonl").write_bytes(corpus_cases.lines(15_000))
    with started("--jobs", "2", "--out", "out", "in") as process:
        wait_for(Path("out/000.txt"))
        workers = children(process.pid)
        began = time.monotonic()
        (os.killpg if whole_group else os.kill)(process.pid, number)
        assert process.stderr is not None
        said = process.stderr.read().decode()
        assert process.wait(60) == code
    assert time.monotonic() - began < 5
    assert "stopped; the same command with --resume goes on from here" in said
    assert "Traceback" not in said
    assert gone(workers)
    assert stale(mixed) == []
    assert not Path("out/zz.jsonl").exists()
    assert run("--jobs", "2", "--resume", "--out", "out", "in").returncode == 3
    assert run("--jobs", "1", "--out", "undisturbed", "in").returncode == 3
    assert corpus_cases.contents(mixed / "out") == corpus_cases.contents(mixed / "undisturbed")


@pytest.mark.slow
def test_kills_at_any_moment_followed_by_resume_change_nothing(mixed: Path) -> None:
    (mixed / "in" / "large.jsonl").write_bytes(corpus_cases.lines(12_000))
    run("--out", "undisturbed", "in")
    chance = random.Random(5)
    whole = corpus_cases.contents(mixed / "undisturbed")
    for number in range(4):
        resume = ["--resume"] if number else []
        with started("--jobs", "2", *resume, "--out", "out", "in") as process:
            wait_for(Path("out/.boilerstrip/journal.jsonl"))
            time.sleep(chance.uniform(0.0, 2.0))
            workers = children(process.pid)
            process.kill()
            process.wait(60)
        assert gone(workers)
        made = corpus_cases.contents(mixed / "out")
        shown = {name: content for name, content in made.items() if not name.startswith(".") and "/." not in name}
        assert all(whole[name] == content for name, content in shown.items())
    assert run("--jobs", "2", "--resume", "--out", "out", "in").returncode == 3
    assert corpus_cases.contents(mixed / "out") == whole
    assert stale(mixed) == []
