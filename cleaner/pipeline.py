"""One document through all of it: decode, read, ask the witnesses, decide, look again until nothing more goes."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from cleaner.blocks import text as text_blocks
from cleaner.blocks import unshown
from cleaner.decide import decide, loses_too_much, visible
from cleaner.engines import witnesses_for
from cleaner.errors import InputError, SettingsError
from cleaner.features import language
from cleaner.formats import records as records_
from cleaner.formats.records import Record
from cleaner.look import Look
from cleaner.model import Document, Flag, Kind, Metadata
from cleaner.outcome import Outcome
from cleaner.settings import Settings, did_you_mean
from cleaner.siterules.ruleset import RuleSet
from cleaner.testimony import Case

if TYPE_CHECKING:
    import pyarrow as pa

MAX_LOOKS = 8
"""A document that still loses something in its eighth look is kept whole."""
BATCH_CHARS = 500_000
"""Code points (or bytes) that are looked at together: from here on more at once is no faster, and memory grows."""


class Cleaner:
    """Rules and tables loaded once, then any number of documents. Picklable; no state between documents.

    Raises RuleError when rule files are wrong (all mistakes at once) and CleanerError when a shipped table is missing.
    """

    def __init__(self, settings: Settings | None = None) -> None:
        self.settings = settings or Settings()
        self.ruleset = RuleSet.load(self.settings.rules, shipped=self.settings.default_rules)
        self._witnesses = witnesses_for(self.settings, self.ruleset)

    def __reduce__(self) -> tuple[type[Cleaner], tuple[Settings]]:
        return type(self), (self.settings,)

    def clean(
        self, content: str | bytes, url: str | None = None, kind: str | None = None, *, name: str | None = None
    ) -> Outcome:
        """The verdicts on one document. An input that is no document gives an outcome with status `failed`.

        `kind` is "text", "html" or None (sniffed); `name` is its path inside the corpus, for rules that match files.
        """
        return self.clean_record(Record(content, name, url, _kind(kind)))

    def clean_record(self, record: Record) -> Outcome:
        """The verdicts on one record."""
        return self.clean_many([record])[0]

    def clean_many(self, records: Sequence[Record]) -> list[Outcome]:
        """The verdicts on some records, in order: the same as one by one, and cheaper by the dozen.

        Documents are looked at in batches of about `BATCH_CHARS` code points.
        """
        return [outcome for batch in _batches(records) for outcome in self._verdicts(batch)]

    def clean_batch(self, batch: pa.RecordBatch) -> pa.RecordBatch:
        """A `pyarrow.RecordBatch` with what became of every row, in columns of their own: see `cleaner.arrow`."""
        from cleaner.arrow import clean_batch  # pyarrow is an extra

        return clean_batch(self, batch)

    def _verdicts(self, records: Sequence[Record]) -> list[Outcome]:
        found: list[Outcome | None] = []
        readings: list[_Reading] = []
        for record in records:
            try:
                readings.append(self._read(record))
                found.append(None)
            except InputError as error:
                found.append(failed(record, str(error), self.ruleset.digest))
        read = iter(zip(readings, self._look([reading.case for reading in readings]), strict=True))
        return [self._outcome(*next(read)) if outcome is None else outcome for outcome in found]

    def _outcome(self, reading: _Reading, looks: tuple[Look, ...]) -> Outcome:
        gave_up = self._gave_up(reading.case.document, looks)
        flags = unshown.flags_of(reading.case.document)
        if gave_up:
            flags = (Flag("abstained", gave_up), *flags)
        outcome = Outcome(
            looks[0].case,
            looks,
            self.ruleset.digest,
            reading.encoding,
            reading.metadata,
            extra_flags=flags,
            gave_up=gave_up is not None,
        )
        if self.settings.near_misses:
            return replace(outcome, extra_flags=(*flags, *outcome.near_misses))
        return outcome

    def _read(self, record: Record) -> _Reading:
        """The document, and what the page says about itself where that was asked for. Raises InputError."""
        decoded = records_.decoded(record, self.settings.limits)
        if records_.kind_of(record, decoded.text) is Kind.TEXT:
            return _Reading(Case(text_blocks.read(decoded.text), record.url, record.name), decoded.label)
        from cleaner.blocks import html as html_blocks  # a run over text files never pays for a parser

        document = html_blocks.read(decoded.text, self.settings.limits, decoded.utf8)
        metadata = None
        if self.settings.metadata:
            from cleaner.engines.trafilatura import metadata_of

            metadata = metadata_of(decoded.text, record.url)
        case = Case(document, record.url, record.name, source=decoded.text)
        return _Reading(case, decoded.label, metadata)

    def _look(self, cases: Sequence[Case]) -> list[tuple[Look, ...]]:
        """Looks at each case, until nothing more goes; the last one may still drop something, see `MAX_LOOKS`."""
        looks: list[list[Look]] = [[] for _ in cases]
        places = list(range(len(cases)))
        while places:
            cases = _in_their_languages(cases)
            heard = [witness.testify(cases) for witness in self._witnesses]
            for place, case, *said in zip(places, cases, *heard, strict=True):
                before = looks[place][-1] if looks[place] else None
                looks[place].append(Look(case, tuple(said), decide(case, said, self.settings), before))
            places = [p for p in places if len(looks[p][-1].judgement.cuts) and len(looks[p]) < MAX_LOOKS]
            cases = [looks[p][-1].left_case() for p in places]
        return [tuple(each) for each in looks]

    def _gave_up(self, document: Document, looks: tuple[Look, ...]) -> str | None:
        """Why a document is kept whole after all, if it is."""
        if len(looks) == MAX_LOOKS and len(looks[-1].judgement.cuts):
            return f"still losing after {MAX_LOOKS} looks; kept whole"
        gone = visible(document) - visible(looks[-1].case.document) if len(looks) > 1 else 0
        return loses_too_much(document, gone, self.settings) if gone else None


@dataclass(frozen=True, slots=True)
class _Reading:
    """A record that was read."""

    case: Case
    encoding: str
    metadata: Metadata | None = None


def _batches(records: Sequence[Record]) -> Iterator[Sequence[Record]]:
    """Records in batches: larger ones cost memory and are no faster."""
    batch: list[Record] = []
    size = 0
    for record in records:
        if batch and size + len(record.content) > BATCH_CHARS:
            yield batch
            batch, size = [], 0
        batch.append(record)
        size += len(record.content)
    if batch:
        yield batch


def _in_their_languages(cases: Sequence[Case]) -> list[Case]:
    """Each case with its document's language. What was measured of another language does not hold."""
    found = []
    for case, known in zip(cases, language.of_many([case.document for case in cases]), strict=True):
        left = case.left if known == case.language else None
        found.append(replace(case, language=known, left=left))
    return found


def _kind(name: str | None) -> Kind | None:
    try:
        return None if name is None else Kind(name)
    except ValueError:
        raise SettingsError(f'kind: unknown "{name}"{did_you_mean(name or "", tuple(Kind))}') from None


def failed(record: Record, error: str, ruleset: str = "") -> Outcome:
    """The outcome of a document that could not be read; it keeps its place among the records."""
    empty = text_blocks.read(record.content if isinstance(record.content, str) else "")
    return Outcome(Case(empty, record.url, record.name), ruleset=ruleset, error=error)


def clean(
    content: str | bytes, url: str | None = None, kind: str | None = None, *, settings: Settings | None = None
) -> Outcome:
    """The verdicts on one document, with the shipped rules. For many documents keep a `Cleaner`."""
    return _shared(settings or Settings()).clean(content, url, kind)


_last: list[tuple[Settings, Cleaner]] = []


def _shared(settings: Settings) -> Cleaner:
    """The Cleaner of the last call, when its settings were equal: loading rules costs more than a document."""
    for known, cleaner in _last:
        if known == settings:
            return cleaner
    made = Cleaner(settings)
    _last[:] = [(settings, made)]
    return made  # not _last[0]: another thread may have put its own there
