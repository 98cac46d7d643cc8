"""The columns of a table's cells, told as its rows pass. Cells that reach over several columns or rows keep theirs."""

from __future__ import annotations

from cleaner.forms.markup import number_in

CELLS = frozenset(("thead", "tr", "td", "th"))
"""The elements that a grid wants to be told of."""
MAX_SPAN = 100
"""A cell says how many columns it takes; pages that say 1,000 mean "all of them"."""
MAX_COLUMNS = 1_000
"""Cells further right share the last column: no page may ask for millions."""


class Grid:
    """One table while it is read: `column` is the current cell's, `in_head` whether that cell heads its column."""

    __slots__ = ("_covered", "_in_thead", "_next", "column", "in_head")

    def __init__(self) -> None:
        self.column = 0
        self.in_head = False
        self._next = 0
        self._covered: dict[int, int] = {}
        self._in_thead = False

    def open(self, name: str, tag: str) -> None:
        """An element in the table begins."""
        if name in ("td", "th"):
            self._cell(tag)
            self.in_head = name == "th" or self._in_thead
        elif name == "tr":
            self._covered = {column: rows - 1 for column, rows in self._covered.items() if rows > 1}
            self.column = self._next = 0
        elif name == "thead":
            self._in_thead = True

    def close(self, name: str) -> None:
        """An element in the table ends."""
        if name == "thead":
            self._in_thead = False

    def _cell(self, tag: str) -> None:
        """A cell begins, in the first column that is free."""
        while self._next in self._covered:
            self._next += 1
        self.column = self._next
        if "span=" not in tag:  # nearly every cell
            self._next = min(self._next + 1, MAX_COLUMNS)
            return
        width, height = (min(max(number_in(tag, name, 1), 1), MAX_SPAN) for name in ("colspan", "rowspan"))
        self._next = min(self._next + width, MAX_COLUMNS)
        if height > 1:
            self._covered.update(dict.fromkeys(range(self.column, self._next), height))
