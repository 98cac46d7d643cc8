"""`clean why`: every piece of evidence for one line, kept or dropped. It prints decisions; it makes none."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Unpack

import click
import numpy as np

from cleaner.cli.options import VerdictOptions, config_for, settings_from, verdict_options
from cleaner.corpus import files
from cleaner.errors import InputError
from cleaner.model import Decision, Document, Evidence, Verdict
from cleaner.outcome import Outcome
from cleaner.pipeline import Cleaner
from cleaner.reports.cells import shorten, visible
from cleaner.settings import Settings
from cleaner.testimony import AT_FIRST, Whole

TEXT_COLUMNS = 96
STRONGEST = 5
"""Contributions that are named one by one unless all are asked for."""
MIN_SHOWN_BASE = 0.005
"""Half a stored unit: a smaller rest is rounding."""


@click.command("why", short_help="Every piece of evidence for one line.")
@click.argument("place", metavar="FILE:LINE")
@click.option("--all", "everything", is_flag=True, help="Name every contribution to the score.")
@verdict_options
def command(place: str, everything: bool, **verdict: Unpack[VerdictOptions]) -> None:
    """Why a line was kept or dropped: verdict, score against bar, points that add up, claims of rules.

    For pages, LINE counts the lines of their visible text, as reports count them.
    """
    name, line = _place(place)
    outcome = _outcome(name, settings_from(config_for(name), verdict), verdict["url"])
    for text in explain(outcome, name, line, None if everything else STRONGEST):
        click.echo(text)


def _place(place: str) -> tuple[str, int]:
    name, _, line = place.rpartition(":")
    if not name or not line.isascii() or not line.isdigit():
        raise click.UsageError(f"{place}: expected FILE:LINE, for instance page.txt:41")
    return name, int(line)


def _outcome(name: str, settings: Settings, url: str | None) -> Outcome:
    path = None if name == "-" else Path(name)
    try:
        content = files.read(path, settings.limits.max_bytes)
    except InputError as error:
        raise InputError(f"{name}: {error}") from None
    outcome = Cleaner(settings).clean(content, url, name=None if path is None else path.as_posix())
    if outcome.error is not None:
        raise InputError(f"{name}: {outcome.error}")
    return outcome


def explain(outcome: Outcome, name: str, line: int, most: int | None = STRONGEST) -> Iterator[str]:
    """The lines of an answer, with `most` contributions to a score named. Raises UsageError where there is no line."""
    document = outcome.document
    try:
        start, end = document.line_span(line)
    except IndexError:
        last = document.position(max(len(document.text) - 1, 0))[0]
        raise click.UsageError(f"{name}:{line}: no such line; the last one is {last}") from None
    blocks = _blocks(document, start, end)
    if not blocks:
        yield f"{name}:{line}: blank; {_fate(outcome, start)}"
    for index in blocks:
        decision = outcome.decision(index)
        yield f"{name}:{line}: {_verdict(decision)}"
        yield f"  {shorten(visible(document.slice(index)), TEXT_COLUMNS)}"
        if decision.block.path:
            yield f"  at {decision.block.path}"
        yield f"  {decision.reason}"
        yield from _points(decision, most)
        yield from _claims([item for item in decision.evidence if item.points is None])
    if blocks and outcome.whole:
        yield from _whole(outcome.whole, most)


def _blocks(document: Document, start: int, end: int) -> Sequence[int]:
    """The blocks that lie on a line, wholly or in part."""
    first = int(np.searchsorted(document.ends, start, "right"))
    last = int(np.searchsorted(document.starts, end, "left"))
    return range(first, last)


def _fate(outcome: Outcome, offset: int) -> str:
    for drop in outcome.dropped:
        if drop.span.start <= offset < drop.span.end:
            return f"it goes along with what {drop.rule} drops"
    return "blank lines go only along with a line beside them, and this one stays"


def _verdict(decision: Decision) -> str:
    if decision.verdict is Verdict.KEEP:
        return "kept"
    return f"dropped by {decision.rule} ({decision.category})"


def _points(decision: Decision, most: int | None) -> Iterator[str]:
    """The score, its bar, and a column of points that adds up to it: the strongest contributions, then the rest."""
    if decision.score is None:
        return
    if decision.bar is not None:
        side = "at or over" if decision.score >= decision.bar else f"{decision.bar - decision.score:.2f} under"
        yield f"\nscore {decision.score:+.2f}: {side} the bar of {decision.bar:+.2f} from which a block goes"
    said = [(item.reason, item.points) for item in decision.evidence if item.points is not None]
    yield from _column([each for each in said if each[0] != AT_FIRST], decision.score, most)


def _whole(whole: Whole, most: int | None) -> Iterator[str]:
    """What the document is taken for, and the points that say so."""
    yield f"\nthe document is taken for {whole.taken_for}: {whole.share:.0%}"
    *each, _ = whole.evidence
    yield from _column(each, sum(points for _, points in whole.evidence), most)


def _column(said: Sequence[tuple[str, float]], total: float, most: int | None) -> Iterator[str]:
    """Points that add up to a total: the strongest one by one, the rest together, what was there before."""
    ordered = sorted(said, key=lambda each: -abs(each[1]))
    weaker = ordered[len(ordered) if most is None else most :]
    for words, points in ordered[: len(ordered) - len(weaker)]:
        yield f"  {points:>+8.2f}  {words}"
    if weaker:
        together = sum(points for _, points in weaker)
        yield f"  {together:>+8.2f}  {len(weaker)} weaker ones together; --all names each"
    base = total - sum(points for _, points in said)
    if abs(base) >= MIN_SHOWN_BASE:
        yield f"  {base:>+8.2f}  {AT_FIRST}"
    yield f"  {total:>+8.2f}  sum"


def _claims(claims: Sequence[Evidence]) -> Iterator[str]:
    """What rules ask for, the strongest first."""
    if claims:
        yield "\nrules that speak about it, strongest first"
    for item in claims:
        yield f"  {item.rule} ({item.category}): {visible(item.reason)}"
