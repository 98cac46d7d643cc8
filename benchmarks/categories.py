"""How often dropped blocks are named right, by labels that people gave them by reading.

python -m benchmarks.categories [html|text] --data DIR [--half dev|held-out] [--draw plain|spread] [--wrong]

Labels of pages lie in `benchmarks/labels/categories.csv`, those of extracted text in `text_categories.csv` beside it;
docs/categories.md says how they were given. Blocks are found again by a hash of their text, whether or not today's
model drops them. The first label of a block is the best one: `strict` counts it alone, `lenient` every label that a
reader would let pass. Blocks whose best label is `content` should never have been dropped: they are counted and set
apart. `before` are the names that the blocks had when they were drawn.
"""

from __future__ import annotations

import argparse
import csv
import hashlib
import math
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from benchmarks.folds import data_folder
from benchmarks.judge import rows
from cleaner import Cleaner, Settings
from cleaner.features import html, text
from cleaner.model import Bar, Kind
from cleaner.testimony import Case

LABELS = Path(__file__).parent / "labels" / "categories.csv"
TEXT_LABELS = LABELS.with_name("text_categories.csv")
CONTENT = "content"
HALVES = ("dev", "held-out")
DRAWS = ("plain", "spread")
"""One dropped block of a page at random, and up to two more with other names than that."""
HASH = 16
"""Hexadecimal digits of a text's SHA-256 that find a block again."""
Z = 1.96
"""Normal deviate of a 95 % interval."""
FILES = {Kind.HTML: LABELS, Kind.TEXT: TEXT_LABELS}


@dataclass(frozen=True, slots=True)
class Label:
    """What one block was called by a reader. `start` is where it stood, in code points of a page or lines of a text."""

    half: str
    source: str
    page: str
    start: int
    sha: str
    draw: str
    before: str
    labels: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Named:
    """A labelled block with the name it has today, the clue and its text."""

    label: Label
    name: str
    why: str
    text: str


def read(path: Path = LABELS) -> list[Label]:
    """The labels of a file."""
    with path.open(encoding="utf-8", newline="") as lines:
        return [
            Label(
                row["half"], row["source"], row["page"], int(row["start"]), row["sha"], row["draw"], row["before"],
                tuple(row["labels"].split()),
            )
            for row in csv.DictReader(lines)
        ]  # fmt: skip


def name_lines(labels: Sequence[Label], folder: Path) -> Iterator[Named]:
    """The lines of `text_dev` that are found again: named by what drops them at `balanced`, or by what would."""
    cleaner = Cleaner(Settings(bar=Bar.BALANCED))
    wanted: dict[tuple[str, str], list[Label]] = {}
    for label in labels:
        wanted.setdefault((label.source, label.page), []).append(label)
    for row in rows(folder / "text_dev.parquet", 1):
        mine = wanted.get((row["source"], row["id"]))
        if mine is None:
            continue
        outcome = cleaner.clean(row["text"], kind="text")
        document, decisions = outcome.document, outcome.decisions
        measured = text.measure([Case(document, None, language=outcome.language)])
        places = {row["text"].count("\n", 0, int(start)): block for block, start in enumerate(document.starts)}
        for label in mine:
            block = places.get(label.start)
            if block is None or digest(document.slice(block)) != label.sha:
                continue
            decision = decisions[block]
            category, why = decision.category or measured.category(block), decision.rule or "kept today"
            yield Named(label, str(category), why, document.slice(block))


def name(labels: Sequence[Label], folder: Path) -> Iterator[Named]:
    """The blocks of pages that are found again, with the names they have now."""
    cleaner = Cleaner()
    for source in sorted({label.source for label in labels}):
        wanted: dict[str, list[Label]] = {}
        for label in labels:
            if label.source == source:
                wanted.setdefault(label.page, []).append(label)
        for row in rows(folder / f"{source}.parquet", 1):
            if row["id"] not in wanted:
                continue
            outcome = cleaner.clean(row["html"], row["url"], "html")
            document = outcome.document
            measured = html.measure([Case(document, row["url"], language=outcome.language)])
            places: dict[str, list[int]] = {}
            for block in range(len(document)):
                places.setdefault(digest(document.slice(block)), []).append(block)
            for label in wanted[row["id"]]:
                found = places.get(label.sha)
                if found:
                    block = min(found, key=lambda place: abs(int(document.starts[place]) - label.start))
                    category, why = measured.because(block).split(": ", 1)
                    yield Named(label, category, why, document.slice(block))


def digest(text: str) -> str:
    """What finds a block again."""
    return hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()[:HASH]


def shares(named: Sequence[tuple[str, tuple[str, ...]]]) -> tuple[float, float]:
    """Strict and lenient accuracy of pairs of a name and the labels."""
    size = max(1, len(named))
    return sum(n == labels[0] for n, labels in named) / size, sum(n in labels for n, labels in named) / size


def main() -> None:
    """The command."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("kind", nargs="?", choices=list(FILES), type=Kind, default=Kind.HTML, help="what is labelled")
    parser.add_argument("--data", help="folder of the labelled pages")
    parser.add_argument("--half", choices=HALVES, help="one half alone")
    parser.add_argument("--draw", choices=DRAWS, help="blocks drawn in one way alone")
    parser.add_argument("--wrong", action="store_true", help="list the development blocks that are named wrongly")
    args = parser.parse_args()
    drawn = read(FILES[args.kind])
    labels = [label for label in drawn if args.half in (None, label.half) and args.draw in (None, label.draw)]
    find = name_lines if args.kind is Kind.TEXT else name
    found = list(find(labels, data_folder(args.data)))
    print(f"{len(labels)} blocks labelled, {len(found)} found again")
    for half in HALVES:
        mine = [block for block in found if block.label.half == half]
        if mine:
            _report(half, mine)
    if args.wrong:
        _wrong([block for block in found if block.label.half == HALVES[0]])


def _report(half: str, found: Sequence[Named]) -> None:
    judged = [block for block in found if block.label.labels[0] != CONTENT]
    now = [(block.name, block.label.labels) for block in judged]
    strict, lenient = shares(now)
    before = shares([(block.label.before, block.label.labels) for block in judged])
    margin = Z * math.sqrt(strict * (1 - strict) / max(1, len(judged)))
    print(f"\n{half}: {len(judged)} blocks, {len(found) - len(judged)} more are content")
    print(f"  strict {strict:.3f} +- {margin:.3f} (before {before[0]:.3f}), lenient {lenient:.3f} ({before[1]:.3f})")
    print("  category             labels  named  precision  recall")
    truth, said = Counter(labels[0] for _, labels in now), Counter(n for n, _ in now)
    right = Counter(n for n, labels in now if n == labels[0])
    for category in sorted({*truth, *said}, key=lambda one: (-truth[one], one)):
        hits = right[category]
        cells = (f"{hits / size:.2f}" if size else "-" for size in (said[category], truth[category]))
        print("  {:20} {:6} {:6}  {:>9}  {:>6}".format(category, truth[category], said[category], *cells))
    confused = Counter((labels[0], n) for n, labels in now if n != labels[0])
    most = ", ".join(f"{label} as {n} {times}" for (label, n), times in confused.most_common(12))
    print(f"  most confused: {most}")


def _wrong(found: Sequence[Named]) -> None:
    """Lists mistakes of the development half; the other half is not to be learnt from."""
    print()
    for block in found:
        if block.label.labels[0] != CONTENT and block.name not in block.label.labels:
            said = " ".join(block.text.split())[:60]
            print(f"{block.label.page} {said!r}: {'|'.join(block.label.labels)}, named {block.name} ({block.why})")


if __name__ == "__main__":
    main()
