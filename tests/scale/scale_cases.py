"""Documents for engines, and one that nothing can be made of."""

from __future__ import annotations

from collections.abc import Sequence

from cleaner.formats.records import Record
from cleaner.outcome import Outcome
from cleaner.pipeline import Cleaner

POISON = "poison"


def prose(number: int) -> str:
    return f"Ferry {number} was late, and nobody on the pier had been told when it would come.\n"


def text(number: int) -> str:
    return "Skip to main content\n\n" + prose(number)


PROSE, TEXT = prose(0), text(0)


class Poisoned(Cleaner):
    """A cleaner with a bug that one kind of document meets."""

    def clean_many(self, records: Sequence[Record]) -> list[Outcome]:
        if any(record.content == POISON for record in records):
            raise ZeroDivisionError("a bug")
        return super().clean_many(records)
