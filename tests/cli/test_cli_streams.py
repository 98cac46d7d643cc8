"""The real program in a process of its own: pipes, signals, colours, start-up."""

from __future__ import annotations

import os
import pty
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest
from cli_corpus import BODY, PAGE

COMMAND = [sys.executable, "-m", "cleaner"]
ROOT = Path(__file__).resolve().parents[2]
ENVIRONMENT = {**os.environ, "PYTHONPATH": str(ROOT), "PYTHONWARNINGS": "error"}


def run(*args: str, **options) -> subprocess.CompletedProcess[bytes]:
    options.setdefault("env", ENVIRONMENT)
    return subprocess.run([*COMMAND, *args], capture_output=True, timeout=60, check=False, **options)


def test_a_pipe_in_and_a_pipe_out(corpus: Path) -> None:
    done = run("-", input=PAGE)
    assert (done.returncode, done.stdout, done.stderr) == (0, BODY, b"")


@pytest.mark.parametrize("form", ["plain", "json"])
def test_a_closed_pipe_ends_quietly(corpus: Path, form: str) -> None:
    for number in range(300):
        Path(f"texts/{number:03}.txt").write_bytes(PAGE)
    command = [*COMMAND, "--report", "--format", form, "--jobs", "1", "texts"]
    with subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, env=ENVIRONMENT) as process:
        assert process.stdout is not None
        assert process.stderr is not None
        assert process.stdout.readline()
        process.stdout.close()
        assert process.stderr.read() == b""
        assert process.wait(60) == 141


@pytest.mark.parametrize("jobs", ["1", "2"])
def test_ctrl_c_leaves_no_traceback_and_no_half_file(corpus: Path, jobs: str) -> None:
    for number in range(4000):
        Path(f"texts/{number:04}.txt").write_bytes(PAGE)
    command = [*COMMAND, "--write", "--jobs", jobs, "texts"]
    # Ctrl-C between a file's opening and the `with` that closes it leaves it to Python, which says so only when asked
    env = {**ENVIRONMENT, "PYTHONWARNINGS": "error,ignore::ResourceWarning"}
    with subprocess.Popen(command, stderr=subprocess.PIPE, env=env, start_new_session=True) as process:
        assert process.stderr is not None
        assert process.stderr.readline()  # it has begun to write
        time.sleep(0.05)
        os.killpg(process.pid, signal.SIGINT)
        said = process.stderr.read().decode()
        assert process.wait(60) == 130
    assert "Traceback" not in said
    contents = {path.read_bytes() for path in Path("texts").glob("*.txt")}
    assert contents <= {PAGE, BODY}
    assert PAGE in contents
    assert not [path for path in Path("texts").rglob("*") if path.name.endswith(".tmp")]


def on_a_terminal(*args: str, **environment: str) -> str:
    """What a command writes to a terminal of 80 columns."""
    leader, follower = pty.openpty()
    env = {**ENVIRONMENT, "COLUMNS": "80", "TERM": "xterm", **environment}
    process = subprocess.Popen([*COMMAND, *args], stdout=follower, stderr=follower, env=env)
    os.close(follower)
    seen = bytearray()
    while True:
        try:
            piece = os.read(leader, 65536)
        except OSError:  # Linux tells the end of a terminal so
            break
        if not piece:
            break
        seen += piece
    os.close(leader)
    assert process.wait(60) == 0
    return seen.decode()


def test_colour_only_on_a_terminal_and_without_no_color(corpus: Path) -> None:
    environment = {key: value for key, value in os.environ.items() if key != "NO_COLOR"}
    assert "\x1b[31m" in on_a_terminal("--report", "texts", NO_COLOR="")
    assert "\x1b[" not in on_a_terminal("--report", "texts", NO_COLOR="1")
    assert "\x1b[" not in on_a_terminal("--report", "texts", NO_COLOR="", TERM="dumb")
    assert b"\x1b[" not in run("--report", "texts", env={**environment, "PYTHONPATH": str(ROOT)}).stdout


def test_what_a_document_says_never_steers_a_terminal(corpus: Path) -> None:
    Path("texts/page.txt").write_bytes(b"\x1b[2Jwiped\n" + PAGE.replace(b"Harbour", b"\x1b]0;title\x07Harbour"))
    shown = on_a_terminal("--report", "texts", NO_COLOR="1")
    assert "\x1b" not in shown
    assert "\x07" not in shown


def test_a_report_survives_a_terminal_that_knows_no_unicode(corpus: Path) -> None:
    done = run("--report", "texts", env={**ENVIRONMENT, "PYTHONIOENCODING": "ascii"})
    assert done.returncode == 0
    assert b"\\u2014" in done.stdout


def test_a_name_that_is_not_utf_8_is_a_name(corpus: Path) -> None:
    name = b"caf\xe9.txt"
    Path(os.fsdecode(name)).write_bytes(PAGE)
    assert b"caf\\udce9.txt:5:1: counter" in run("--report", "--format", "plain", os.fsdecode(name)).stdout
    assert run("--write", os.fsdecode(name)).stderr.startswith(b"clean: caf\\udce9.txt: cleaned")
    assert Path(os.fsdecode(name)).read_bytes() == BODY


def test_two_runs_and_one_or_two_processes_give_identical_bytes(corpus: Path) -> None:
    for number in range(40):
        Path(f"texts/{number:03}.txt").write_bytes(PAGE.replace(b"12", str(number).encode()) * (number % 3))
    Path("texts/broken.txt").write_bytes(b"\x00\x01\x02")
    outputs = []
    for jobs, seed in (("1", "1"), ("1", "2"), ("2", "3")):
        env = {**ENVIRONMENT, "PYTHONHASHSEED": seed}
        out = f"out-{len(outputs)}"
        done = run("--report", "--format", "json", "--jobs", jobs, "--out", out, "texts", env=env)
        assert done.returncode == 3
        copies = sorted((str(path.relative_to(out)), path.read_bytes()) for path in Path(out).rglob("*.txt"))
        outputs.append((done.stdout, done.stderr, copies))
    assert len(outputs[0][2]) == 42
    assert outputs[0] == outputs[1] == outputs[2]


def test_the_version_costs_no_heavy_import() -> None:
    code = (
        "import sys\nfrom cleaner.cli import main\n"
        "try:\n    main(['--version'])\nexcept SystemExit:\n    pass\n"
        "print(sorted({'numpy', 'pydantic', 'yaml', 'selectolax', 're2', 'trafilatura'} & set(sys.modules)))"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, env=ENVIRONMENT, check=True, timeout=60)
    assert done.stdout.decode().splitlines() == ["boilerstrip 0.1.0", "[]"]


@pytest.mark.parametrize(
    ("words", "offered"),
    [
        pytest.param("clean ", {"run", "why", "restore", "rules"}, id="commands"),
        pytest.param("clean --rep", {"--report", "--report-file"}, id="options of run, which may be left out"),
        pytest.param("clean rules l", {"list", "lint"}, id="commands of rules"),
        pytest.param("clean --format ", {"diff", "plain", "json"}, id="formats"),
    ],
)
def test_shells_are_offered_what_fits(words: str, offered: set[str]) -> None:
    count = len(words.split()) if words.endswith(" ") else len(words.split()) - 1
    env = {**ENVIRONMENT, "_CLEAN_COMPLETE": "bash_complete", "COMP_WORDS": words, "COMP_CWORD": str(count)}
    done = run(env=env)
    plain = {line.partition(",")[2] for line in done.stdout.decode().splitlines() if line.startswith("plain")}
    assert plain >= offered
