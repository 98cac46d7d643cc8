"""Accuracy and CPU time of the cleaner, and of peers on the same pages in the same run.

python -m benchmarks.judge html --data DIR [--peer trafilatura] [--every K] [--no-default-rules] [--folds DIR]
python -m benchmarks.judge snippets --data DIR [--peer trafilatura] [--folds DIR]
python -m benchmarks.judge text --data DIR [--bar balanced] [--folds DIR] [--together N] [--keep-lists]

html: word precision, recall and F1 per page (multisets of lower-cased words), means over pages and by page type.
snippets: pooled precision, recall and F over passages that must stay and passages that must go, white space folded.
--folds: cards that `fit_html --folds` (for text `fit_text --folds`) wrote; each document is judged by the one that saw
none of its domain.
text: lost = share of the words of keep-lines that go; drop P and R = precision and recall of dropped lines; F1 = word
F1 of what is kept against the page's main content. CPU seconds, one process: read ratios, not absolutes.
"""

from __future__ import annotations

import argparse
import re
import sys
import time
from collections import Counter, defaultdict
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from typing import Any

from benchmarks.folds import FOLDS, data_folder, fold_of
from benchmarks.pages import registered
from benchmarks.picture import draw
from benchmarks.snippets import folded
from cleaner import Cleaner, Kind, Settings
from cleaner.engines.scorecard import ScorecardWitness
from cleaner.formats.records import Record

_WORD = re.compile(r"\w+")
KEEP, DROP = 1, 0


def main() -> None:
    """The command."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("task", choices=["html", "snippets", "text"])
    parser.add_argument("--data", help="folder of the labelled data")
    parser.add_argument("--every", type=int, default=1, help="take every K-th document")
    parser.add_argument("--bar", choices=["safe", "balanced"])
    parser.add_argument("--no-default-rules", action="store_true", help="the score alone")
    parser.add_argument("--keep-lists", action="store_true", help="the setting keep_lists (text)")
    parser.add_argument("--together", type=int, default=1, metavar="N", help="texts cleaned by one call")
    parser.add_argument("--peer", action="append", default=[], choices=["trafilatura", "resiliparse"])
    parser.add_argument("--folds", type=Path, help="folder of held-out cards")
    parser.add_argument("--picture", type=Path, help="write the table as an SVG, too")
    args = parser.parse_args()
    cleaner = Cleaner(Settings(bar=args.bar, default_rules=not args.no_default_rules, keep_lists=args.keep_lists))
    cleaners = HeldOut.all_of(cleaner.settings, args.folds) if args.folds else [cleaner]
    folder = data_folder(args.data)
    if args.task == "text":
        judge_text(folder / "text_dev.parquet", args.every, cleaners, args.together)
        return
    systems = {"boilerstrip": _pages(cleaners)}
    systems |= _peers(args.peer)
    if args.task == "html":
        judge_pages(folder / "wcxb_dev.parquet", args.every, systems, args.picture)
    else:
        judge_snippets(folder / "snippets_a.parquet", args.every, systems)


Extract = Callable[[str | bytes, str | None, str], str]
"""What is kept of a page, from its markup, its URL and its registered domain."""


class HeldOut(Cleaner):
    """A cleaner whose pages are scored by another card than the shipped one."""

    def __init__(self, settings: Settings, folder: Path) -> None:
        super().__init__(settings)
        scorer = ScorecardWitness(settings, folder)
        self._witnesses = tuple(scorer if w.name == scorer.name else w for w in self._witnesses)

    @classmethod
    def all_of(cls, settings: Settings, folder: Path) -> Sequence[Cleaner]:
        """One for each fold."""
        return [cls(settings, folder / str(fold)) for fold in range(FOLDS)]


def _pages(cleaners: Sequence[Cleaner]) -> Extract:
    """The cleaner of a page's fold, or the only one."""

    def extract(html: str | bytes, url: str | None, domain: str) -> str:
        fold = int(fold_of([domain])[0]) if len(cleaners) > 1 else 0
        return cleaners[fold].clean(html, url, Kind.HTML).text

    return extract


def _peers(names: Sequence[str]) -> dict[str, Extract]:
    found: dict[str, Extract] = {}
    if "trafilatura" in names:
        import trafilatura

        found["trafilatura"] = lambda html, url, _: trafilatura.extract(html, url=url, include_comments=False) or ""
    if "resiliparse" in names:
        from resiliparse.extract.html2text import extract_plain_text

        found["resiliparse"] = lambda html, _url, _domain: extract_plain_text(_as_text(html), main_content=True) or ""
    return found


def _as_text(html: str | bytes) -> str:
    return html if isinstance(html, str) else html.decode("utf-8", "replace")


def rows(path: Path, every: int) -> Iterator[dict[str, Any]]:
    """Every K-th row of a Parquet file, streamed."""
    import pyarrow.parquet

    seen = 0
    for batch in pyarrow.parquet.ParquetFile(path).iter_batches(64):
        for row in batch.to_pylist():
            if seen % every == 0:
                yield row
            seen += 1


def word_f1(kept: str, truth: str) -> tuple[float, float, float]:
    """Precision, recall and F1 of two texts' words."""
    ours, theirs = Counter(_WORD.findall(kept.lower())), Counter(_WORD.findall((truth or "").lower()))
    if not ours or not theirs:
        same = float(not ours and not theirs)
        return same, same, same
    hits = (ours & theirs).total()
    precision, recall = hits / ours.total(), hits / theirs.total()
    return precision, recall, 2 * precision * recall / (precision + recall) if hits else 0.0


def judge_pages(path: Path, every: int, systems: dict[str, Extract], picture: Path | None) -> None:
    """Prints one line per system."""
    scores: dict[str, dict[str, list[tuple[float, float, float]]]] = {name: defaultdict(list) for name in systems}
    seconds: defaultdict[str, float] = defaultdict(float)
    for row in rows(path, every):
        for name, extract in systems.items():
            start = time.process_time()
            text = extract(row["html"], row["url"], row["domain"])
            seconds[name] += time.process_time() - start
            scores[name][row["page_type"]].append(word_f1(text, row["main_content"]))
    kinds = sorted(next(iter(scores.values())))
    shown: dict[str, list[float]] = {}
    timed: dict[str, float] = {}
    print("  ".join(["system".ljust(12), "    F1", "     P", "     R", *(kind.rjust(13) for kind in kinds), "ms/page"]))
    for name, by_kind in scores.items():
        pages = [score for kind in kinds for score in by_kind[kind]]
        means = [sum(page[column] for page in pages) / len(pages) for column in (2, 0, 1)]
        each = [sum(page[2] for page in by_kind[kind]) / len(by_kind[kind]) for kind in kinds]
        cells = [f"{mean:.4f}" for mean in means] + [f"{mean:13.3f}" for mean in each]
        print("  ".join([name.ljust(12), *cells, f"{1000 * seconds[name] / len(pages):7.1f}"]))
        shown[name], timed[name] = each, 1000 * seconds[name] / len(pages)
    if picture:
        draw(picture, kinds, shown, timed)


def judge_snippets(path: Path, every: int, systems: dict[str, Extract]) -> None:
    """Prints one line per system."""
    found: dict[str, Counter[str]] = {name: Counter() for name in systems}
    for row in rows(path, every):
        for name, extract in systems.items():
            text = folded(extract(row["html"], row["url"], registered(row["url"])))
            found[name]["stayed"] += sum(folded(snippet) in text for snippet in row["with_snippets"])
            found[name]["lost"] += sum(folded(snippet) not in text for snippet in row["with_snippets"])
            found[name]["left"] += sum(folded(snippet) in text for snippet in row["without_snippets"])
    print("  ".join(["system".ljust(12), "     F", "     P", "     R"]))
    for name, counts in found.items():
        precision = counts["stayed"] / max(1, counts["stayed"] + counts["left"])
        recall = counts["stayed"] / max(1, counts["stayed"] + counts["lost"])
        figures = (2 * precision * recall / max(precision + recall, 1e-9), precision, recall)
        print("  ".join([name.ljust(12), *(f"{figure:.4f}" for figure in figures)]))


def judge_text(path: Path, every: int, cleaners: Sequence[Cleaner], together: int) -> None:
    """Prints one line per kind of dump and of page; `together` documents are cleaned by one call."""
    groups: dict[str, Counter[str]] = defaultdict(Counter)
    seconds, size = 0.0, 0
    waiting: dict[Cleaner, list[dict[str, Any]]] = {cleaner: [] for cleaner in cleaners}

    def clean(cleaner: Cleaner) -> None:
        nonlocal seconds, size
        documents, waiting[cleaner] = waiting[cleaner], []
        records = [Record(row["text"].encode("utf-8", "surrogatepass"), kind=Kind.TEXT) for row in documents]
        start = time.process_time()
        outcomes = cleaner.clean_many(records)
        seconds += time.process_time() - start
        size += sum(len(record.content) for record in records)
        for row, outcome in zip(documents, outcomes, strict=True):
            counts = _line_counts(row, outcome.spans)
            for group in ("all", row["source"], row["page_type"]):
                groups[group].update(counts)

    for row in rows(path, every):
        cleaner = cleaners[int(fold_of([row["domain"]])[0]) % len(cleaners)]
        waiting[cleaner].append(row)
        if len(waiting[cleaner]) == together:
            clean(cleaner)
    for cleaner in cleaners:
        clean(cleaner)
    print("  ".join(["group".ljust(14), "  docs", "    F1", "drop P", "drop R", "  lost"]))
    for group, counts in groups.items():
        hit, missed, wrong = counts["drop gone"], counts["drop"] - counts["drop gone"], counts["keep gone"]
        figures = (
            counts["f1"] / 1e6 / counts["documents"],
            hit / max(1, hit + wrong),
            hit / max(1, hit + missed),
            counts["words gone"] / max(1, counts["words"]),
        )
        print("  ".join([group.ljust(14), f"{counts['documents']:6}", *(f"{figure:.4f}" for figure in figures)]))
    print(f"{size / 1e6 / seconds:.1f} MB per CPU second from bytes to verdicts, {together} per call", file=sys.stderr)


def _line_counts(row: dict[str, Any], spans: Sequence[tuple[int, int]]) -> Counter[str]:
    gone = bytearray(len(row["text"]))
    for start, end in spans:
        gone[start:end] = b"\1" * (end - start)
    counts: Counter[str] = Counter(documents=1)
    kept, at = [], 0
    for line, label in zip(row["text"].split("\n"), row["labels"], strict=True):
        visible = [at + place for place, char in enumerate(line) if not char.isspace()]
        goes = 2 * sum(gone[place] for place in visible) > len(visible)
        at += len(line) + 1
        if not goes:
            kept.append(line)
        name = {KEEP: "keep", DROP: "drop"}.get(label)
        if name:
            counts[name] += 1
            counts[f"{name} gone"] += goes
        if label == KEEP:
            size = len(_WORD.findall(line))
            counts["words"] += size
            counts["words gone"] += size * goes
    counts["f1"] = round(1e6 * word_f1("\n".join(kept), row["main_content"])[2])
    return counts


if __name__ == "__main__":
    main()
