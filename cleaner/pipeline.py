"""One document through all of it: decode, read, ask the witnesses, decide, look again until nothing more goes."""

from __future__ import annotations

from collections.abc import Sequence

from cleaner.blocks import text as text_blocks
from cleaner.decide import decide
from cleaner.engines import witnesses_for
from cleaner.errors import InputError
from cleaner.features import language
from cleaner.formats import records
from cleaner.model import Case, Document, Flag, Kind, Metadata
from cleaner.outcome import Look, Origin, Outcome
from cleaner.settings import Settings
from cleaner.siterules.ruleset import RuleSet

MAX_LOOKS = 8
"""A document that still loses something in its eighth look is kept whole; none of 6,619 real dumps needed more than 4."""


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
        record = records.Record(content, name, url, None if kind is None else Kind(kind))
        try:
            return self._look(*self._read(record), record)
        except InputError as error:
            return failed(record, str(error), self.ruleset.digest)

    def _read(self, record: records.Record) -> tuple[Document, str | None, Metadata | None]:
        """The document, its encoding and, where it was asked for, what the page says about itself."""
        decoded = records.decoded(record, self.settings.limits)
        content, encoding = decoded.text, decoded.label
        if records.kind_of(record, content) is Kind.TEXT:
            return text_blocks.read(content), encoding, None
        from cleaner.blocks import html as html_blocks  # a run over text files never pays for a parser

        metadata = None
        if self.settings.metadata:
            from cleaner.engines.trafilatura import metadata_of

            metadata = metadata_of(content, record.url)
        return html_blocks.read(content, self.settings.limits), encoding, metadata

    def _look(
        self, document: Document, encoding: str | None, metadata: Metadata | None, record: records.Record
    ) -> Outcome:
        first = Case(document, record.url, record.name, language.of(document))
        case, origin = first, Origin()
        looks: list[Look] = []
        for _ in range(MAX_LOOKS):
            looks.append(self._judge(case, origin))
            pieces = looks[-1].judgement.pieces
            if not pieces:
                return Outcome(first, tuple(looks), self.ruleset.digest, encoding, metadata)
            origin = origin.after(pieces, len(case.document.text))
            case = Case(text_blocks.read(looks[-1].left()), case.url, case.name, case.language)
        settled = Flag("unsettled", f"still lost something after {MAX_LOOKS} looks; kept whole")
        digest = self.ruleset.digest
        return Outcome(first, tuple(looks), digest, encoding, metadata, extra_flags=(settled,), gave_up=True)

    def _judge(self, case: Case, origin: Origin) -> Look:
        testimonies = tuple(testimony for witness in self._witnesses for testimony in witness.testify([case]))
        return Look(case, testimonies, decide(case, testimonies, self.settings), origin)


def failed(record: records.Record, error: str, ruleset: str = "") -> Outcome:
    """The outcome of a document that could not be read; it keeps its place among the records."""
    empty = text_blocks.read(record.content if isinstance(record.content, str) else "")
    return Outcome(Case(empty, record.url, record.name), ruleset=ruleset, error=error)


def clean(
    content: str | bytes, url: str | None = None, kind: str | None = None, *, settings: Settings | None = None
) -> Outcome:
    """The verdicts on one document, with the shipped rules. For many documents keep a `Cleaner`."""
    return _shared(settings or Settings()).clean(content, url, kind)


_cleaners: dict[int, tuple[Settings, Cleaner]] = {}


def _shared(settings: Settings) -> Cleaner:
    """One Cleaner per settings object that is equal to one used before; loading rules costs more than a document."""
    for known, cleaner in _cleaners.values():
        if known == settings:
            return cleaner
    if len(_cleaners) >= 8:  # noqa: PLR2004 - a bound, so that a loop over settings cannot leak
        _cleaners.clear()
    cleaner = Cleaner(settings)
    _cleaners[len(_cleaners)] = (settings, cleaner)
    return cleaner


__all__: Sequence[str] = ("Cleaner", "clean", "failed")
