"""Topics of a page: what short lines announce, and who stands below such a line or in a container that it leads.

The words are knowledge and lie in `rules/scorecards/topics.json`; nothing here says what becomes of one.
"""

from __future__ import annotations

import functools
import json

import numpy as np

from cleaner.features.characters import key
from cleaner.features.containers import Containers
from cleaner.features.held import BLOCKS, PROSE, TOPICS, Held
from cleaner.features.lines import Bool, Int, Lines
from cleaner.features.table import Feature, Made, Unit, bit_flags, counts, logs, named, shares
from cleaner.features.words import BitArray, HashArray, mixed, split
from cleaner.knowledge import rules_folder

TABLE_BITS = 16
MAX_LED_WORDS, MAX_HEADING_WORDS = 5, 7
"""Words of a line that may announce something: any line of up to five, a heading of up to seven."""
OUTLYING = ("related", "comments", "reviews", "news", "author", "paging")
"""Sections that follow the content; how far below the first such heading a block stands is measured."""
COUNTED = ("related", "comments", "index", "news")
"""Topics whose lines are counted in containers."""
KINDS = ("says", "led", "under")
MIN_PROSE_BEFORE = 10
"""Percent of a page's prose that stands above such a heading; earlier ones are menus."""
_PAIR = np.uint64(0x9E3779B97F4A7C15)


@functools.cache
def groups() -> tuple[str, ...]:
    """The names of the groups, in the order of their bits."""
    return tuple(_listed())


@functools.cache
def masks(names: tuple[str, ...]) -> Int:
    """The bits of groups, as a column."""
    return np.array([[1 << groups().index(name)] for name in names], np.int64)


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
    most = MAX_LED_WORDS + (MAX_HEADING_WORDS - MAX_LED_WORDS) * is_heading
    found = np.zeros(len(lines), np.int64)
    at = ((size > 0) & (size <= most) & (lines.count > 0)).nonzero()[0]
    if not len(at):
        return found
    count = lines.count[at]
    ends = count.cumsum()
    starts = ends - count
    hashes = lines.words.hashes.take(np.arange(ends[-1]) + (lines.first[at] - starts).repeat(count))
    single, double = _tables()
    bits = single[_slots(hashes)]
    pair = np.zeros(len(hashes), np.uint32)
    pair[:-1] = double[_slots(_paired(hashes))]
    pair[ends - 1] = 0
    found[at] = np.bitwise_or.reduceat(bits | pair, starts)
    return found


def leading(tree: Containers, own: Int) -> Int:
    """What the first block of each element announces, where it has more than one."""
    found: Int = own.take(tree.first, mode="clip") * (tree.last - tree.first > 1)
    return found


def _under(lines: Lines, own: Int, level: Int) -> tuple[Int, Int]:
    """The bits of the headings that a line stands under, of all levels that are still open, and how many those are.

    `level` is 1 to 6 for headings, else 0. A heading closes those of its level and below.
    """
    last = np.full((6, len(lines)), -1)
    at = level.nonzero()[0]
    last[level[at] - 1, at] = at
    np.maximum.accumulate(last, axis=1, out=last)
    higher = np.empty_like(last)
    higher[0], higher[1:] = lines.top - 1, last[:-1]
    np.maximum.accumulate(higher, axis=0, out=higher)
    is_open = last > higher
    return np.bitwise_or.reduce(own.take(last, mode="clip") * is_open), is_open.sum(axis=0)


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
          for name in COUNTED),
    )  # fmt: skip


def columns(held: Held, own: Int, handed: Int, level: Int) -> Made:
    """All columns by name. `own` is what each block announces, `handed` what leads its element or one around it;
    `level` is 1 to 6 for headings, else 0.
    """
    lines, line = held.lines, held.line
    under, depth = _under(lines, own, level)
    kinds = bit_flags(np.array([own, handed, under]), masks(groups()))
    said, led, below = (named(f"{kind}_{{}}", groups(), rows) for kind, rows in zip(KINDS, kinds, strict=True))
    enough = (100 * held.above(PROSE) > MIN_PROSE_BEFORE * lines.spread(held.pages[PROSE])) & (line > lines.top)
    starts = (own & masks(OUTLYING) != 0) & enough
    # one beyond the page is never reached
    first = lines.spread(lines.least(np.where(starts, line, len(lines))))
    up = slice(TOPICS, TOPICS + len(COUNTED))
    size = np.maximum(held.levels[BLOCKS], 1)
    return {
        "headings_open": counts(depth),
        **said,
        **led,
        **below,
        **named("since_{}", OUTLYING, logs((line >= first) * (line - first + 1))),
        **named("parent_{}_lines", COUNTED, shares(held.levels[up, 1], size[1])),
        **named("second_{}_lines", COUNTED, shares(held.levels[up, 2], size[2])),
    }
