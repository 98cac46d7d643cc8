"""One document through all of it: decode, read, ask the witnesses, decide, look again until nothing more goes."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from cleaner.blocks import text as text_blocks
from cleaner.decide import decide, loses_too_much, visible
from cleaner.engines import witnesses_for
from cleaner.errors import InputError, SettingsError
from cleaner.features import language
from cleaner.formats import records
from cleaner.formats.records import Record
from cleaner.model import Flag, Kind, Metadata
from cleaner.outcome import Look, Origin, Outcome
from cleaner.settings import Settings, did_you_mean
from cleaner.siterules.ruleset import RuleSet
from cleaner.testimony import Case

if TYPE_CHECKING:
    import pyarrow as pa

MAX_LOOKS = 8
"""A document that still loses something in its eighth look is kept whole."""


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
        try:
            decoded = records.decoded(record, self.settings.limits)
            case, metadata = self._read(record, decoded.text)
        except InputError as error:
            return failed(record, str(error), self.ruleset.digest)
        looks, gave_up = self._look(case)
        flags = (Flag("abstained", gave_up),) if gave_up else ()
        return Outcome(
            case, looks, self.ruleset.digest, decoded.label, metadata, extra_flags=flags, gave_up=gave_up is not None
        )

    def clean_many(self, records: Sequence[Record]) -> list[Outcome]:
        """The verdicts on some records, in order: those of `clean_record`, cheaper by the dozen."""
        return [self.clean_record(record) for record in records]

    def clean_batch(self, batch: pa.RecordBatch) -> pa.RecordBatch:
        """A `pyarrow.RecordBatch` with what became of every row, in columns of their own: see `cleaner.arrow`."""
        from cleaner.arrow import clean_batch  # pyarrow is an extra

        return clean_batch(self, batch)

    def _read(self, record: Record, content: str) -> tuple[Case, Metadata | None]:
        """The document, and what the page says about itself where that was asked for."""
        if records.kind_of(record, content) is Kind.TEXT:
            document = text_blocks.read(content)
            return Case(document, record.url, record.name, language.of(document)), None
        from cleaner.blocks import html as html_blocks  # a run over text files never pays for a parser

        document = html_blocks.read(content, self.settings.limits)
        metadata = None
        if self.settings.metadata:
            from cleaner.engines.trafilatura import metadata_of

            metadata = metadata_of(content, record.url)
        return Case(document, record.url, record.name, language.of(document), content), metadata

    def _look(self, first: Case) -> tuple[tuple[Look, ...], str | None]:
        """Looks until nothing more goes, and why the document is kept whole after all, if it is."""
        looks = [self._judge(first, Origin())]
        while len(looks[-1].judgement.cuts):
            if len(looks) == MAX_LOOKS:
                return tuple(looks), f"still losing after {MAX_LOOKS} looks; kept whole"
            last = looks[-1]
            document = text_blocks.read(last.left())
            # its own language, too: whoever cleans the cleaned text again asks for nothing else
            left = Case(document, first.url, first.name, language.of(document))
            looks.append(self._judge(left, last.origin.after(last.judgement.cuts, len(last.case.document.text))))
        gone = visible(first.document) - visible(looks[-1].case.document)
        return tuple(looks), loses_too_much(first.document, gone, self.settings) if gone else None

    def _judge(self, case: Case, origin: Origin) -> Look:
        testimonies = tuple(testimony for witness in self._witnesses for testimony in witness.testify([case]))
        return Look(case, testimonies, decide(case, testimonies, self.settings), origin)


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
