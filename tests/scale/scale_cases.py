"""Documents for engines, and one that nothing can be made of."""

from __future__ import annotations

import os
import time
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


class Crashing(Cleaner):
    """A cleaner that one kind of document kills, another keeps busy for ever, and a third makes wait."""

    def clean_many(self, records: Sequence[Record]) -> list[Outcome]:
        contents = [record.content for record in records]
        if POISON in contents:
            os.abort()
        while "busy" in contents:
            pass
        if "waiting" in contents:
            time.sleep(600)
        return super().clean_many(records)
