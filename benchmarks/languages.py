"""What the cleaner does with pages of our own making in German, French, Spanish and Chinese.

python -m benchmarks.languages [--lines]

Pages and their truth lie in `fixtures/languages`, whose README says how a line is marked. Per language and bar: lines
and words that stay or go (a pair of characters of a script without spaces is a word), recall and precision of dropped
lines, and how many of the rightly dropped have the right category.
"""

from __future__ import annotations

import argparse
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from cleaner import Cleaner, Settings
from cleaner.model import Bar, Category, Verdict

FOLDER = Path(__file__).resolve().parents[1] / "fixtures" / "languages"
LANGUAGES = ("de", "fr", "es", "zh")
STAYS, GOES, EITHER = "+", "-", "?"
_WORD = re.compile(r"[\u4e00-\u9fff]{1,2}|[^\W\u4e00-\u9fff]+")


@dataclass(frozen=True, slots=True)
class Line:
    """One line of a page: its truth (`STAYS`, `GOES` or `EITHER`) and its category unless it stays."""

    truth: str
    category: Category | None
    text: str


@dataclass(frozen=True, slots=True)
class Judged:
    """A line with what was said of it; `named` is None where it stays."""

    page: str
    number: int
    line: Line
    named: Category | None


@dataclass(frozen=True, slots=True)
class Figures:
    """Counts of lines and words over some pages."""

    kept: int
    lost: int
    kept_words: int
    lost_words: int
    dropped: int
    left: int
    right_names: int

    @property
    def recall(self) -> float:
        """Share of the boilerplate lines that go."""
        return self.dropped / max(1, self.dropped + self.left)

    @property
    def precision(self) -> float:
        """Share of boilerplate among the lines that go."""
        return self.dropped / max(1, self.dropped + self.lost)

    @property
    def accuracy(self) -> float:
        """Share of the rightly dropped lines whose category is the page's."""
        return self.right_names / max(1, self.dropped)


def pages(language: str) -> list[Path]:
    """The pages of a language, in order."""
    return sorted(FOLDER.glob(f"{language}-*.txt"))


def read(path: Path) -> list[Line]:
    """The lines of a page. Raises ValueError at one without a truth."""
    return [_line(row, f"{path}:{number}") for number, row in enumerate(path.read_text("utf-8").splitlines(), 1)]


def _line(row: str, place: str) -> Line:
    if not row:
        return Line(STAYS, None, "")
    truth, blank, text = row[0], row[1:2], row[2:]
    if blank != " " or truth not in (STAYS, GOES, EITHER):
        raise ValueError(f'{place}: expected "+ ", "- <category> " or "? <category> " at its start')
    if truth == STAYS:
        return Line(STAYS, None, text)
    name, _, text = text.partition(" ")
    return Line(truth, Category(name), text)


def judge(cleaner: Cleaner, path: Path) -> Iterator[Judged]:
    """Every visible line of a page with its verdict."""
    lines = read(path)
    outcome = cleaner.clean("\n".join(line.text for line in lines) + "\n", kind="text")
    # lines come one block each: a block's place in the text tells its line
    starts = {}
    at = 0
    for number, line in enumerate(lines):
        starts[at + len(line.text) - len(line.text.lstrip())] = number
        at += len(line.text) + 1
    for decision in outcome.decisions:
        number = starts[decision.block.span.start]
        named = decision.category if decision.verdict is Verdict.DROP else None
        yield Judged(path.stem, number + 1, lines[number], named)


def figures(judged: Sequence[Judged]) -> Figures:
    """The counts of some lines; those that may stay or go are left out."""
    stays = [one for one in judged if one.line.truth == STAYS]
    goes = [one for one in judged if one.line.truth == GOES]
    gone = [one for one in goes if one.named is not None]
    lost = [one for one in stays if one.named is not None]
    lost_words = sum(words(one.line.text) for one in lost)
    return Figures(
        kept=len(stays) - len(lost),
        lost=len(lost),
        kept_words=sum(words(one.line.text) for one in stays) - lost_words,
        lost_words=lost_words,
        dropped=len(gone),
        left=len(goes) - len(gone),
        right_names=sum(one.named == one.line.category for one in gone),
    )


def words(text: str) -> int:
    """Words of a text; two characters of Chinese are one."""
    return len(_WORD.findall(text))


def main() -> None:
    """The command."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--lines", action="store_true", help="list what must stay and goes")
    args = parser.parse_args()
    print("bar       pages          lines kept  lost  words lost  drop R  drop P  category")
    for bar in Bar:
        cleaner = Cleaner(Settings(bar=bar))
        found = {language: [one for page in pages(language) for one in judge(cleaner, page)] for language in LANGUAGES}
        for name, judged in (*found.items(), ("all", [one for lines in found.values() for one in lines])):
            got = figures(judged)
            share = got.lost_words / max(1, got.lost_words + got.kept_words)
            print(
                f"{bar:9} {name:3} {len({one.page for one in judged}):3}     {got.kept:10} {got.lost:5}"
                f"  {share:10.4f}  {got.recall:6.3f}  {got.precision:6.3f}  {got.accuracy:8.3f}"
            )
        if args.lines:
            for one in (one for lines in found.values() for one in lines):
                if one.line.truth == STAYS and one.named is not None:
                    print(f"  {one.page}:{one.number}: {one.named}: {one.line.text}")


if __name__ == "__main__":
    main()
