"""Documents and megabytes per CPU second and memory: ours, and peers on the same documents, each in its own process.

python -m benchmarks.throughput --data DIR [--every N] [--only NAME...] [--write docs/scale.md]

Seconds are CPU seconds of a contender's process and its children, the best of some rounds: a machine that others use is
slower per CPU second, too. Starting (imports, rules, tables, one document) is measured apart and is not in the rates.
Memory is the largest resident set of any one process; documents are read from disk as they are needed. `--write` puts
the table into a page, between its marks.
"""

from __future__ import annotations

import argparse
import contextlib
import importlib.metadata
import importlib.util
import itertools
import json
import pickle
import platform
import re
import resource
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from benchmarks.folds import data_folder

ROWS_AT_ONCE = 256
CHARS_AT_ONCE = 1_000_000
"""How many documents are given to `clean_many` at once, as every engine does it."""
FILES = {"html": ("wcxb_dev.parquet", "html"), "text": ("text_dev.parquet", "text")}
WORDS = {"html": "pages", "text": "texts"}
CRAWL_PAGES, CRAWL_BYTES = 2_700_000_000, {"html": 400e12, "text": 20e12}
"""A month of Common Crawl, assumed: pages, and their bytes unpacked, as WARC and as WET."""
PRICE = 0.04
"""Dollars for one core (a virtual one, as clouds count) for an hour, assumed; spare capacity costs a third."""
PRICED = ("clean_batch/html", "trafilatura", "clean_batch/text")
MARKS = ("<!-- throughput -->", "<!-- /throughput -->")
TIMEOUT_SECONDS = 60.0
"""For peers that give up on a document: long enough that none of these pages costs them one."""

Run = Callable[[Iterable[str]], int]
"""Does all documents and gives how many of them came out."""


@dataclass(frozen=True, slots=True)
class Contender:
    """Who does it, to what kind of document, what must be installed for it, and how it is made ready."""

    name: str
    kind: str
    what: str
    ready: Callable[[], Run]
    needs: tuple[str, ...] = ()


def _portions(documents: Iterable[str]) -> Iterator[list[str]]:
    portion: list[str] = []
    size = 0
    for document in documents:
        portion.append(document)
        size += len(document)
        if len(portion) == ROWS_AT_ONCE or size >= CHARS_AT_ONCE:
            yield portion
            portion, size = [], 0
    if portion:
        yield portion


def _many(kind: str) -> Callable[[], Run]:
    """Our library: the kept text of every document."""

    def ready() -> Run:
        from cleaner.formats.records import Record
        from cleaner.guard import guarded
        from cleaner.model import Kind
        from cleaner.pipeline import Cleaner

        tool = Cleaner()

        def run(documents: Iterable[str]) -> int:
            done = 0
            for portion in _portions(documents):
                outcomes = guarded(tool, [Record(document, kind=Kind(kind)) for document in portion])
                done += sum(outcome.text is not None for outcome in outcomes)
            return done

        return run

    return ready


def _batches(kind: str) -> Callable[[], Run]:
    """Our kernel for record batches: the kept text, and every drop with its reason in words."""

    def ready() -> Run:
        import pyarrow as pa

        from cleaner.pipeline import Cleaner
        from cleaner.settings import Columns, Settings

        tool = Cleaner(Settings(columns=Columns(html="html") if kind == "html" else Columns()))

        def run(documents: Iterable[str]) -> int:
            batches = (pa.record_batch({kind: portion}) for portion in _portions(documents))
            return sum(tool.clean_batch(batch).num_rows for batch in batches)

        return run

    return ready


def _datatrove_step(kind: str) -> Callable[[], Run]:
    """Our step in a datatrove pipeline, without its executor."""

    def ready() -> Run:
        from datatrove.data import Document  # type: ignore[import-untyped, import-not-found, unused-ignore]

        from cleaner.scale.datatrove import Boilerstrip

        step = Boilerstrip(kind=kind)
        return lambda documents: sum(1 for _ in step.run(Document(text, "") for text in documents))

    return ready


def _trafilatura() -> Run:
    """Its function, page after page, as it comes."""
    from trafilatura import extract

    return lambda documents: sum(extract(page) is not None for page in documents)


def _trafilatura_files() -> Run:
    """Its own batch mode, over the same pages as files."""

    def run(documents: Iterable[str]) -> int:
        with tempfile.TemporaryDirectory() as folder:
            pages, out = Path(folder) / "pages", Path(folder) / "out"
            pages.mkdir()
            for number, page in enumerate(documents):
                (pages / f"{number}.html").write_text(page, "utf-8", "replace")
            command = ["trafilatura", "--input-dir", str(pages), "--output-dir", str(out), "--parallel", "1"]
            subprocess.run([sys.executable, "-m", "trafilatura.cli", *command[1:]], check=True, capture_output=True)
            return sum(1 for _ in out.rglob("*.txt"))

    return run


def _datatrove_trafilatura() -> Run:
    """datatrove's extractor, which runs trafilatura in a process of its own, with whatever version is installed."""
    from datatrove.data import Document  # type: ignore[import-untyped, import-not-found, unused-ignore]
    from datatrove.pipeline.extractors import Trafilatura  # type: ignore[import-untyped, import-not-found, unused-ignore]

    step = Trafilatura(timeout=TIMEOUT_SECONDS)
    return lambda documents: sum(1 for _ in step.run(Document(text, "") for text in documents))


CONTENDERS = (
    Contender("clean_many/html", "html", "boilerstrip, kept text", _many("html")),
    Contender("clean_batch/html", "html", "boilerstrip, Arrow: text and findings", _batches("html"), ("pyarrow",)),
    Contender("step/html", "html", "boilerstrip in datatrove", _datatrove_step("html"), ("datatrove",)),
    Contender("trafilatura", "html", "trafilatura, function", _trafilatura),
    Contender("trafilatura-files", "html", "trafilatura, `--input-dir --parallel 1`", _trafilatura_files),
    Contender("datatrove", "html", "datatrove's Trafilatura extractor", _datatrove_trafilatura, ("datatrove",)),
    Contender("clean_many/text", "text", "boilerstrip, kept text", _many("text")),
    Contender("clean_batch/text", "text", "boilerstrip, Arrow: text and findings", _batches("text"), ("pyarrow",)),
    Contender("step/text", "text", "boilerstrip in datatrove", _datatrove_step("text"), ("datatrove",)),
)


def pack(folder: Path, kind: str, every: int, target: Path) -> int:
    """Writes every so many-th document of the labelled data to a file, to be read one by one; gives their bytes."""
    import pyarrow.parquet as pq

    name, column = FILES[kind]
    documents = pq.read_table(folder / name, columns=[column]).column(column).to_pylist()[::every]
    with target.open("wb") as file:
        for document in documents:
            pickle.dump(document, file)
    return sum(len(document.encode("utf-8", "replace")) for document in documents)


def unpacked(source: Path) -> Iterator[str]:
    """The documents of such a file."""
    with source.open("rb") as file, contextlib.suppress(EOFError):
        while True:
            yield pickle.load(file)


def measured(contender: Contender, source: Path) -> dict[str, Any]:
    """One contender's figures, measured in this process."""
    at_start = _cpu()
    run = contender.ready()
    run(itertools.islice(unpacked(source), 1))
    ready, began = _cpu(), time.perf_counter()
    done = run(unpacked(source))
    seconds, wall = _cpu() - ready, time.perf_counter() - began
    peak = max(_peak(), resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss * 1024)
    count = sum(1 for _ in unpacked(source))
    found = {"name": contender.name, "documents": count, "out": done, "seconds": seconds, "wall": wall}
    return {**found, "start": ready - at_start, "peak": peak}


def _cpu() -> float:
    """CPU seconds of this process and of those it has waited for."""
    used = [resource.getrusage(who) for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN)]
    return sum(each.ru_utime + each.ru_stime for each in used)


def _peak() -> int:
    """The largest resident set of this process, bytes; `ru_maxrss` would begin with that of whoever started it."""
    try:
        found = re.search(r"^VmHWM:\s*(\d+) kB", Path("/proc/self/status").read_text("ascii"), re.M)
    except OSError:
        found = None
    return int(found[1]) * 1024 if found else resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * 1024


def table_of(figures: Sequence[dict[str, Any]]) -> str:
    """The figures as a Markdown table, and what they were measured with."""
    what = {contender.name: contender for contender in CONTENDERS}
    lines = [
        "| of | by | documents/s | MB/s | ms a document | peak memory, MB | start, s | came out |",
        "|---|---|--:|--:|--:|--:|--:|--:|",
    ]
    for found in figures:
        contender, seconds = what[found["name"]], found["seconds"]
        cells = [
            WORDS[contender.kind],
            contender.what,
            f"{found['documents'] / seconds:,.0f}",
            f"{found['bytes'] / 1e6 / seconds:.1f}",
            f"{1000 * seconds / found['documents']:.2f}",
            f"{found['peak'] / 1e6:,.0f}",
            f"{found['start']:.1f}",
            f"{found['out']:,} of {found['documents']:,}",
        ]
        lines.append(f"| {' | '.join(cells)} |")
    return "\n".join([*lines, "", _conditions(figures), "", *_month(figures)])


def _month(figures: Sequence[dict[str, Any]]) -> list[str]:
    """What one month of Common Crawl would take, by size and by count: arithmetic, no measurement."""
    lines = [
        "| one month of Common Crawl | by | core hours, by size | by count | money | 1,000 cores |",
        "|---|---|--:|--:|--:|--:|",
    ]
    for found in figures:
        contender = next(each for each in CONTENDERS if each.name == found["name"])
        if contender.name not in PRICED:
            continue
        by_size = found["seconds"] / 3600 * CRAWL_BYTES[contender.kind] / found["bytes"]
        by_count = found["seconds"] / 3600 * CRAWL_PAGES / found["documents"]
        hours = sorted((by_size, by_count))
        what = {"html": "WARC, 400 TB of pages", "text": "WET, 20 TB of text"}[contender.kind]
        money = " to ".join(f"${hour * PRICE:,.0f}" for hour in hours)
        clock = " to ".join(f"{hour / 1000:,.0f}" for hour in hours)
        lines.append(f"| {what} | {contender.what} | {by_size:,.0f} | {by_count:,.0f} | {money} | {clock} h |")
    return lines


def _conditions(figures: Sequence[dict[str, Any]]) -> str:
    kinds = {contender.name: contender.kind for contender in CONTENDERS}
    sizes = {kinds[found["name"]]: found["bytes"] / found["documents"] for found in figures}
    means = ", ".join(f"{WORDS[kind][:-1]} {size / 1000:.1f} kB" for kind, size in sizes.items())
    packages = [name for name in ("boilerstrip", "trafilatura", "datatrove") if _version(name)]
    versions = ", ".join(f"{name} {_version(name)}" for name in packages)
    when = time.strftime("%Y-%m-%d", time.gmtime())
    here = f"{_processor()}, Python {platform.python_version()}, {versions}"
    return f"Per CPU second of one core. {here}; mean sizes: {means}; measured {when}."


def _version(package: str) -> str | None:
    try:
        return importlib.metadata.version(package)
    except importlib.metadata.PackageNotFoundError:
        return None


def _processor() -> str:
    try:
        found = re.search(r"^model name\s*:\s*(.+)$", Path("/proc/cpuinfo").read_text("utf-8"), re.M)
    except OSError:
        found = None
    return found[1] if found else platform.processor() or platform.machine()


def write_into(page: Path, table: str) -> None:
    """Replaces what stands between the marks of a page."""
    text = page.read_text("utf-8")
    before, after = text.split(MARKS[0])[0], text.split(MARKS[1])[1]
    page.write_text(f"{before}{MARKS[0]}\n{table}\n{MARKS[1]}{after}", "utf-8")


def main() -> None:
    """The command line; every contender is a process of its own, which prints its figures as JSON."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--data", help="folder of labelled data; else BOILERSTRIP_DATA")
    parser.add_argument("--every", type=int, default=4, help="take every N-th document (default 4)")
    parser.add_argument("--rounds", type=int, default=3, help="how often each is measured (default 3)")
    parser.add_argument("--only", nargs="+", choices=[each.name for each in CONTENDERS], help="only these contenders")
    parser.add_argument("--write", type=Path, metavar="PAGE", help="put the table into this page, between its marks")
    parser.add_argument("--run", nargs=2, help=argparse.SUPPRESS)
    options = parser.parse_args()
    if options.run:
        [contender] = [each for each in CONTENDERS if each.name == options.run[0]]
        print(json.dumps(measured(contender, Path(options.run[1]))))
        return
    options.folder = data_folder(options.data)
    chosen = [each for each in CONTENDERS if not options.only or each.name in options.only]
    with tempfile.TemporaryDirectory() as temporary:
        figures = list(_figures(chosen, Path(temporary), options))
    table = table_of(figures)
    print(table)
    if options.write:
        write_into(options.write, table)


def _figures(chosen: Sequence[Contender], folder: Path, options: argparse.Namespace) -> Iterator[dict[str, Any]]:
    """The best figures of each contender that can run here; rounds go by turns, so that a busy minute hits all."""
    sizes = {kind: pack(options.folder, kind, options.every, folder / kind) for kind in {each.kind for each in chosen}}
    rounds: dict[str, list[dict[str, Any]]] = {each.name: [] for each in chosen}
    for contender in [each for _ in range(options.rounds) for each in chosen]:
        absent = [name for name in contender.needs if importlib.util.find_spec(name) is None]
        if absent:
            print(f"{contender.name}: left out, needs {', '.join(absent)}", file=sys.stderr)
            continue
        command = [sys.executable, "-m", "benchmarks.throughput"]
        command += ["--run", contender.name, str(folder / contender.kind)]
        done = subprocess.run(command, capture_output=True, text=True)
        if done.returncode:
            print(f"{contender.name}: failed: {done.stderr.strip().splitlines()[-1]}", file=sys.stderr)
            continue
        rounds[contender.name].append({**json.loads(done.stdout.splitlines()[-1]), "bytes": sizes[contender.kind]})
    for found in filter(None, rounds.values()):
        yield {**min(found, key=lambda figures: figures["seconds"]), "peak": max(each["peak"] for each in found)}


if __name__ == "__main__":
    main()
