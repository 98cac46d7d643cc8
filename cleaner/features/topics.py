"""Topics of a page: what short lines announce, and who stands below such a line or in a container that it leads.

The words are knowledge and lie in `rules/scorecards/topics.json`; nothing here says what becomes of one.
"""

from __future__ import annotations

import functools
import json
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from cleaner.features.characters import key
from cleaner.features.containers import Containers, handed_down
from cleaner.features.lines import Bool, Int, Lines, prefix
from cleaner.features.table import ByteArray, Feature, Unit, bit_flags, counts, logs, named, shares
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


def masks(names: Sequence[str]) -> list[int]:
    """The bits of groups."""
    return [1 << groups().index(name) for name in names]


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
    """The topics of a batch. `own`: what a line announces; `handed`: what leads each element or one around it;
    `under`: what the headings above announce, of all levels that are still open; `depth`: how many levels are open.
    """

    own: Int
    handed: Int
    under: Int
    depth: Int


def read(lines: Lines, tree: Containers, size: Int, level: Int) -> Topics:
    """The topics of a batch; `level` is 1 to 6 for headings, else 0."""
    own = announced(lines, size, level > 0)
    return Topics(own, handed_down(_leading(tree, own), tree.jumps), *_under(lines, own, level))


def _leading(tree: Containers, own: Int) -> Int:
    """What the first block of each element announces, where it has more than one."""
    first = np.minimum(tree.first, len(own) - 1)
    return np.where(tree.last - tree.first > 1, own[first], 0)


def _under(lines: Lines, own: Int, level: Int) -> tuple[Int, Int]:
    """The bits of the headings that a line stands under: a heading closes those of its level and below."""
    line, ranks = np.arange(len(lines)), np.arange(1, 7)[:, None]
    last = np.maximum.accumulate(np.where(level == ranks, line, -1), axis=1)
    higher = np.maximum.accumulate(np.vstack([lines.top - 1, last[:-1]]), axis=0)
    is_open = last > higher
    return np.bitwise_or.reduce(np.where(is_open, own[last], 0)), is_open.sum(axis=0)


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


def columns(found: Topics, lines: Lines, tree: Containers, prose: Int) -> dict[str, ByteArray]:
    """All columns by name."""
    kinds = bit_flags(np.stack([found.own, found.handed[tree.owner], found.under]), masks(groups()))
    said, led, under = (named(f"{kind}_{{}}", groups(), rows) for kind, rows in zip(KINDS, kinds, strict=True))
    made = {"headings_open": counts(found.depth), **said, **led, **under}
    line, page = np.arange(len(lines)), lines.document
    total = prefix(prose)
    before = total[:-1] - total[lines.top]
    enough = (100 * before > MIN_PROSE_BEFORE * lines.per_document(prose)[page]) & (line > lines.top)
    starts = bit_flags(found.own, masks(OUTLYING)).astype(np.bool_) & enough
    # of each block the next such line; the page's first is the next of its top, one beyond the page is never reached
    following = np.minimum.accumulate(np.where(starts, line, len(lines))[:, ::-1], axis=1)[:, ::-1]
    first = following[:, lines.top]
    made |= named("since_{}", OUTLYING, logs(np.where(line >= first, line - first + 1, 0)))
    up = np.stack([tree.above(1), tree.above(2)])
    in_container = tree.sums(bit_flags(found.own, masks(COUNTED)), up)
    rows = shares(in_container, np.maximum((tree.last - tree.first)[up], 1))
    for level, of_level in zip(("parent", "second"), rows.swapaxes(0, 1), strict=True):
        made |= named(f"{level}_{{}}_lines", COUNTED, of_level)
    return made
