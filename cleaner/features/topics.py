"""Topics of a page: what short lines announce, and who stands below such a line or in a container that it leads.

The words are knowledge and lie in `rules/scorecards/topics.json`; nothing here says what becomes of one.
"""

from __future__ import annotations

import functools
import json
from dataclasses import dataclass

import numpy as np

from cleaner.features.characters import key
from cleaner.features.containers import Containers, handed_down
from cleaner.features.lines import Bool, Int, Lines, prefix
from cleaner.features.table import ByteArray, Feature, Unit, counts, flags, logs, shares
from cleaner.features.words import BitArray, HashArray, mixed, split
from cleaner.knowledge import rules_folder

TABLE_BITS = 16
MAX_LED_WORDS, MAX_HEADING_WORDS = 5, 7
"""Words of a line that may announce something: any line of up to five, a heading of up to seven."""
OUTLYING = ("related", "comments", "reviews", "news", "author", "paging")
"""Sections that follow the content; how far below the first such heading a block stands is measured."""
MIN_PROSE_BEFORE = 10
"""Percent of a page's prose that stands above such a heading; earlier ones are menus."""
_PAIR = np.uint64(0x9E3779B97F4A7C15)


@functools.cache
def groups() -> tuple[str, ...]:
    """The names of the groups, in the order of their bits."""
    return tuple(_listed())


@functools.cache
def _listed() -> dict[str, dict[str, str]]:
    listed: dict[str, dict[str, str]] = json.loads((rules_folder() / "scorecards" / "topics.json").read_bytes())[
        "groups"
    ]
    return listed


@functools.cache
def _tables() -> tuple[BitArray, BitArray]:
    """The groups of a word and of a pair of words, bits by hash."""
    found = np.zeros((2, 1 << TABLE_BITS), np.uint32)
    for bit, listed in enumerate(_listed().values()):
        single = _hashes_of(listed["words"].split())
        np.bitwise_or.at(found[0], _slots(single), np.uint32(1 << bit))
        pairs = [_hashes_of(pair.split()) for pair in listed["pairs"].split(",") if pair.strip()]
        both = np.array([_paired(pair)[0] for pair in pairs if len(pair) > 1], np.uint64)
        np.bitwise_or.at(found[1], _slots(both), np.uint32(1 << bit))
    return found[0], found[1]


def _hashes_of(words: list[str]) -> HashArray:
    return split(np.frombuffer(key("\n".join(words)), np.uint8)).hashes


def _paired(hashes: HashArray) -> HashArray:
    """A hash of each word and the one after it."""
    return mixed(hashes[:-1] * _PAIR + hashes[1:])


def _slots(hashes: HashArray) -> Int:
    return (hashes >> np.uint64(64 - TABLE_BITS)).astype(np.int64)


def announced(lines: Lines, size: Int, is_heading: Bool) -> Int:
    """What each short line announces, bits of `groups()`."""
    short = (size > 0) & (size <= np.where(is_heading, MAX_HEADING_WORDS, MAX_LED_WORDS)) & (lines.count > 0)
    found = np.zeros(len(lines), np.int64)
    at = np.flatnonzero(short)
    if not len(at):
        return found
    count = lines.count[at]
    starts = np.cumsum(count) - count
    place = np.arange(int(count.sum())) + np.repeat(lines.first[at] - starts, count)
    hashes = lines.words.hashes[place]
    single, double = _tables()
    bits = single[_slots(hashes)]
    pair = np.zeros(len(hashes), np.uint32)
    pair[:-1] = double[_slots(_paired(hashes))]
    pair[starts[1:] - 1] = 0
    found[at] = np.bitwise_or.reduceat(bits | pair, starts)
    return found


@dataclass(frozen=True, slots=True, eq=False)
class Topics:
    """The topics of a batch. `own`: what a line announces; `led`: what leads a container around it; `under`: what
    the headings above announce, of all levels that are still open; `depth`: how many levels are open.
    """

    own: Int
    led: Int
    under: Int
    depth: Int


def read(lines: Lines, tree: Containers, size: Int, level: Int) -> Topics:
    """The topics of a batch; `level` is 1 to 6 for headings, else 0."""
    own = announced(lines, size, level > 0)
    if not len(lines):
        return Topics(own, own, own, own)
    led = handed_down(leading(tree, own), tree.parent)[tree.owner]
    under, depth = _under(lines, own, level)
    return Topics(own, led, under, depth)


def leading(tree: Containers, own: Int) -> Int:
    """What the first block of each element announces, where it has more than one."""
    first = np.minimum(tree.first, len(own) - 1)
    return np.where(tree.last - tree.first > 1, own[first], 0)


def _under(lines: Lines, own: Int, level: Int) -> tuple[Int, Int]:
    """The bits of the headings that a line stands under: a heading closes those of its level and below."""
    line = np.arange(len(lines))
    under, depth = np.zeros(len(lines), np.int64), np.zeros(len(lines), np.int64)
    higher = lines.top - 1
    for rank in range(1, 7):
        last = np.maximum.accumulate(np.where(level == rank, line, -1))
        is_open = last > higher
        under |= np.where(is_open, own[last], 0)
        depth += is_open
        higher = np.maximum(higher, last)
    return under, depth


def features() -> tuple[Feature, ...]:
    """What `columns` gives."""
    return (
        *(Feature(f"says_{name}", Unit.FLAG, f'a short line about "{name}"') for name in groups()),
        *(Feature(f"led_{name}", Unit.FLAG, f'in a container led by a line about "{name}"') for name in groups()),
        *(Feature(f"under_{name}", Unit.FLAG, f'under a heading about "{name}"') for name in groups()),
        Feature("headings_open", Unit.COUNT, "headings it stands under"),
        *(Feature(f"since_{name}", Unit.LOG, f'blocks since the first line about "{name}" below some prose')
          for name in OUTLYING),
        *(Feature(f"{level}_{name}_lines", Unit.SHARE, f'lines about "{name}" in {where}')
          for level, where in (("parent", "the container one level up"), ("second", "the container two levels up"))
          for name in ("related", "comments", "index", "news")),
    )  # fmt: skip


def columns(found: Topics, lines: Lines, tree: Containers, prose: Int) -> dict[str, ByteArray]:
    """All columns by name."""
    made: dict[str, ByteArray] = {"headings_open": counts(found.depth)}
    for bit, name in enumerate(groups()):
        for kind, bits in (("says", found.own), ("led", found.led), ("under", found.under)):
            made[f"{kind}_{name}"] = flags(bits >> bit & 1)
    line, page = np.arange(len(lines)), lines.document
    total = prefix(prose)
    before = total[:-1] - total[lines.top]
    enough = (100 * before > MIN_PROSE_BEFORE * lines.per_document(prose)[page]) & (line > lines.top)
    for name in OUTLYING:
        at = np.flatnonzero((found.own >> groups().index(name) & 1).astype(bool) & enough)
        first = np.full(len(lines.bounds) - 1, len(lines), np.int64)
        np.minimum.at(first, page[at], at)
        made[f"since_{name}"] = logs(np.where(line >= first[page], line - first[page] + 1, 0))
    for level, element in (("parent", tree.above(1)), ("second", tree.above(2))):
        size = np.maximum((tree.last - tree.first)[element], 1)
        for name in ("related", "comments", "index", "news"):
            sums = prefix(found.own >> groups().index(name) & 1)
            made[f"{level}_{name}_lines"] = shares(sums[tree.last[element]] - sums[tree.first[element]], size)
    return made
