"""What running over many documents costs beside cleaning them, and what it stands: one command each.

`scaling` and `overhead` need labelled pages (`--data DIR`), `memory` and `kills` make their own documents. All of them
run the real command in processes of its own. Figures of CPU are of whole process trees. It measures no verdicts.
"""

from __future__ import annotations

import argparse
import gzip
import json
import os
import random
import signal
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from benchmarks.folds import data_folder
from cleaner.corpus import cutting
from cleaner.corpus.containers import container_named
from cleaner.corpus.discovery import find
from cleaner.corpus.portions import Portion
from cleaner.corpus.work import Work
from cleaner.guard import guarded
from cleaner.pipeline import Cleaner
from cleaner.settings import Columns, Settings

REPEATS = 3
"""The best of so many runs counts: whatever else runs on a machine can only make one slower."""
TEXT_EVERY, PAGE_EVERY = 2, 4
"""Every so manieth document of the data is taken."""
WORDS = (
    *("harbour", "ferry", "reopened", "Monday", "morning", "after", "the", "storm", "and", "nobody", "was", "hurt"),
    *("although", "two", "boats", "had", "sunk", "the", "mayor", "said", "that", "repairs", "would", "take", "until"),
    *("spring", "while", "fishermen", "asked", "for", "help", "with", "nets", "ropes", "engines", "and", "a", "crane"),
)
BOILERPLATE = (
    "Skip to main content",
    "Share this on Facebook",
    "This news has been read {} times!",
    "Accept all cookies",
)


@dataclass(frozen=True, slots=True)
class Ran:
    """A finished command: exit code, seconds on the clock, CPU seconds of its process tree."""

    code: int
    seconds: float
    cpu: float


def command(*args: str) -> list[str]:
    """The program as users call it, but with this checkout's modules."""
    return [sys.executable, "-m", "cleaner", "run", *args]


def run(*args: str) -> Ran:
    """Runs it to its end."""
    began = time.monotonic()
    process = subprocess.Popen(command(*args), stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    _, status, usage = os.wait4(process.pid, 0)
    process.returncode = os.waitstatus_to_exitcode(status)
    return Ran(process.returncode, time.monotonic() - began, usage.ru_utime + usage.ru_stime)


def best(*args: str) -> Ran:
    """The quickest run of some."""
    return min((run(*args) for _ in range(REPEATS)), key=lambda ran: ran.seconds)


def write_lines(data: Path, kind: str, target: Path) -> int:
    """Texts or pages of the labelled data as JSON Lines; how many."""
    import pyarrow.parquet as pq

    name, column, every = ("text_dev", "text", TEXT_EVERY) if kind == "text" else ("wcxb_dev", "html", PAGE_EVERY)
    rows = pq.read_table(data / f"{name}.parquet", columns=[column, "url"]).to_pylist()[::every]
    with target.open("w", encoding="utf-8") as file:
        file.writelines(json.dumps({"url": row["url"], kind: row[column]}) + "\n" for row in rows)
    return len(rows)


def fields(kind: str) -> list[str]:
    """The options that name the field of a document."""
    return ["--html-field", kind] if kind == "page" else []


def scaling(data: Path, folder: Path) -> None:
    """One worker and two, on texts and on pages, with what it takes to start taken off.

    Cores that share their parts do not give twice of one: what this machine gives is what two runs with one worker each
    give at the same time.
    """
    print(f"load before: {os.getloadavg()[0]:.1f} on {os.cpu_count()} cores; quickest of {REPEATS} runs each")
    print(f"{'':8}{'documents':>10}{'MB':>8}{'workers':>9}{'seconds':>9}{'CPU s':>8}{'MB/s':>8}{'times':>7}")
    for kind in ("text", "page"):
        lines = folder / f"{kind}.jsonl"
        count, size = write_lines(data, kind, lines), lines.stat().st_size / 1e6
        options = ["--out", str(folder / "out"), *fields(kind)]
        start = best("--jobs", "1", *options, str(first_of(lines)))
        first = 0.0
        for jobs in (1, 2):
            ran = best("--jobs", str(jobs), *options, str(lines))
            seconds, cpu = ran.seconds - start.seconds, ran.cpu - jobs * start.cpu
            first = first or seconds
            row = f"{kind:8}{count:>10,}{size:>8.1f}{jobs:>9}{seconds:>9.1f}{cpu:>8.1f}"
            print(f"{row}{size / seconds:>8.1f}{first / seconds:>7.2f}", flush=True)
        both = min(two_at_once(folder, kind, lines) for _ in range(REPEATS)) - start.seconds
        print(
            f"{kind:8}{'two runs at once':>27}{both:>9.1f}{'':8}{2 * size / both:>8.1f}{2 * first / both:>7.2f}",
            flush=True,
        )


def two_at_once(folder: Path, kind: str, lines: Path) -> float:
    """Seconds until two runs with one worker each are done, on the same documents."""
    began = time.monotonic()
    calls = [command("--jobs", "1", "--out", str(folder / name), *fields(kind), str(lines)) for name in ("out", "twin")]
    processes = [subprocess.Popen(call, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL) for call in calls]
    for process in processes:
        process.wait()
    return time.monotonic() - began


def first_of(lines: Path) -> Path:
    """A file with the first document alone: what it takes to start, with all that is loaded for a first document."""
    one = lines.with_name(f"one-{lines.name}")
    with lines.open("rb") as file:
        one.write_bytes(file.readline())
    return one


def overhead(data: Path, folder: Path) -> None:
    """CPU of a run with one worker against CPU of cleaning the same documents in batches, and nothing else."""
    print(f"{'':8}{'documents':>10}{'cleaning s':>12}{'run s':>8}{'overhead':>10}")
    for kind in ("text", "page"):
        lines = folder / f"{kind}.jsonl"
        count = write_lines(data, kind, lines)
        pairs = []
        for _ in range(REPEATS):
            options = ["--jobs", "1", "--out", str(folder / "out"), *fields(kind)]
            started, ran = run(*options, str(first_of(lines))), run(*options, str(lines))
            pairs.append((cleaning(lines, kind), ran.cpu - started.cpu))
        pure, whole = (min(times) for times in zip(*pairs, strict=True))
        print(f"{kind:8}{count:>10,}{pure:>12.2f}{whole:>8.2f}{whole / pure - 1:>10.1%}", flush=True)


def cleaning(lines: Path, kind: str) -> float:
    """CPU seconds for the verdicts and the kept text of all lines, in batches as the runner makes them."""
    work = Work(Settings(columns=Columns(html=kind if kind == "page" else None)), len)
    cleaner = Cleaner(work.settings)
    spent = 0.0
    for portion in cutting.cut(find([str(lines)]), work):
        if not isinstance(portion, Portion):
            continue
        entries = [container_named(portion.container).entry(item, "x", 1, work) for item in portion.items]
        records = [entry.record for entry in entries if entry and entry.record]
        guarded(cleaner, records[:1])  # what is loaded late is loaded
        began = time.process_time()
        for outcome in guarded(cleaner, records):
            _ = outcome.text
        spent += time.process_time() - began
    return spent


def document(chance: random.Random) -> str:
    """A text of some paragraphs between lines that belong to no text."""
    parts = [" ".join(chance.choices(WORDS, k=chance.randint(30, 120))).capitalize() + "." for _ in range(8)]
    return "\n".join([BOILERPLATE[0], *parts, *(line.format(chance.randint(1, 9999)) for line in BOILERPLATE[1:]), ""])


def memory(gigabytes: float, options: Sequence[str], folder: Path) -> None:
    """The memory of the whole process tree while a stream of so many bytes goes through two workers."""
    pipe = folder / "stream.jsonl"
    os.mkfifo(pipe)
    total = int(gigabytes * 1e9)
    fed = _Feed(pipe, total)
    process = subprocess.Popen(command("--jobs", "2", "--out", str(folder / "out"), *options, str(pipe)))
    fed.start()
    seen: list[tuple[int, int]] = []
    while process.poll() is None:
        seen.append((fed.written, held(process.pid)))
        time.sleep(0.25)
    print(f"{fed.documents:,} documents, {fed.written / 1e9:.2f} GB, exit {process.returncode}")
    for tenth in range(1, 11):
        most = max((size for done, size in seen if tenth - 1 < done * 10 / total <= tenth), default=0)
        print(f"  up to {tenth * 10:>3} %: {most / 1e6:,.0f} MB")


class _Feed(threading.Thread):
    """Writes documents into a pipe until there are so many bytes of them."""

    def __init__(self, pipe: Path, total: int) -> None:
        super().__init__(daemon=True)
        self._pipe = pipe
        self._total = total
        self.written = 0
        self.documents = 0

    def run(self) -> None:
        """Two thousand different documents, over and over, each with its number."""
        chance = random.Random(1)
        texts = [json.dumps(document(chance)) for _ in range(2000)]
        with self._pipe.open("wb") as file:
            while self.written < self._total:
                line = f'{{"id": {self.documents}, "text": {texts[self.documents % len(texts)]}}}\n'.encode()
                file.write(line)
                self.written += len(line)
                self.documents += 1


def held(pid: int) -> int:
    """Bytes of memory of a process and all below it; what they share counts once."""
    total = 0
    for each in (pid, *below(pid)):
        try:
            lines = Path(f"/proc/{each}/smaps_rollup").read_text("ascii").splitlines()
        except OSError:  # it has just ended
            continue
        total += sum(int(line.split()[1]) * 1024 for line in lines if line.startswith("Pss:"))
    return total


def below(pid: int) -> Iterator[int]:
    """The processes below one."""
    try:
        children = Path(f"/proc/{pid}/task/{pid}/children").read_text("ascii").split()
    except OSError:
        return
    for child in map(int, children):
        yield child
        yield from below(child)


def kills(times: int, folder: Path) -> None:
    """A run that is killed at so many random moments and resumed each time, against one that nobody disturbed."""
    source, quiet, out = folder / "in", folder / "quiet", folder / "out"
    mixed(source)
    began = run("--jobs", "2", "--out", str(quiet), str(source))
    chance, happened = random.Random(2), 0
    while happened < times:
        resume = ["--resume"] if (out / ".boilerstrip" / "journal.jsonl").exists() else []
        line = command("--jobs", "2", *resume, "--out", str(out), str(source))
        process = subprocess.Popen(line, stderr=subprocess.DEVNULL)
        try:
            process.wait(chance.uniform(0.2, began.seconds))
        except subprocess.TimeoutExpired:
            workers = list(below(process.pid))
            process.send_signal(signal.SIGKILL)
            process.wait()
            happened += 1
            wait_for_end(workers)
            continue
        (out / ".boilerstrip" / "journal.jsonl").unlink()  # it was done before its time: begin anew
    last = run("--jobs", "2", "--resume", "--out", str(out), str(source))
    same = contents(quiet) == contents(out)
    print(f"{times} kills, then exit {last.code}: outputs {'equal' if same else 'DIFFER FROM'} those of a quiet run")
    if not same:
        raise SystemExit(1)


def mixed(folder: Path) -> None:
    """Files of several kinds."""
    import pyarrow as pa
    import pyarrow.parquet as pq

    chance = random.Random(3)
    folder.mkdir()
    for number in range(400):
        (folder / f"{number:04}.txt").write_text(document(chance), "utf-8")
    texts = [document(chance) for _ in range(3000)]
    lines = "".join(json.dumps({"text": text}) + "\n" for text in texts).encode()
    (folder / "a.jsonl").write_bytes(lines)
    (folder / "b.jsonl.gz").write_bytes(gzip.compress(lines))
    pq.write_table(pa.table({"text": texts}), folder / "c.parquet", row_group_size=700)


def wait_for_end(pids: Sequence[int], patience: float = 10.0) -> None:
    """Raises SystemExit when processes outlive the one that started them."""
    until = time.monotonic() + patience
    while any(Path(f"/proc/{pid}/smaps_rollup").exists() and held(pid) for pid in pids):
        if time.monotonic() > until:
            raise SystemExit(f"processes are left behind: {pids}")
        time.sleep(0.05)


def contents(folder: Path) -> dict[str, bytes]:
    """Every file but the journal, which tells the time."""
    files = [path for path in folder.rglob("*") if path.is_file() and path.name not in ("journal.jsonl", "lock")]
    return {path.relative_to(folder).as_posix(): path.read_bytes() for path in files}


def main(args: Sequence[str] | None = None) -> None:
    """The command line."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.runner", description=__doc__)
    parser.add_argument("what", choices=["scaling", "overhead", "memory", "kills"])
    parser.add_argument("--data", help="folder with the labelled data (scaling, overhead)")
    parser.add_argument("--gigabytes", type=float, default=5.0, help="length of the stream (memory)")
    parser.add_argument("--rules-only", action="store_true", help="without the score, which takes longest (memory)")
    parser.add_argument("--times", type=int, default=20, help="how often (kills)")
    asked = parser.parse_args(args)
    with tempfile.TemporaryDirectory(prefix="boilerstrip-") as name:
        folder = Path(name)
        match asked.what:
            case "scaling":
                scaling(data_folder(asked.data), folder)
            case "overhead":
                overhead(data_folder(asked.data), folder)
            case "memory":
                memory(asked.gigabytes, ["--engine", "site_rules"] if asked.rules_only else [], folder)
            case "kills":
                kills(asked.times, folder)


if __name__ == "__main__":
    main()
