"""What is said about a document before anybody decides: claims of rules, points of scores, and who says it.

A witness looks at cases and testifies. It proposes; it judges nothing and edits nothing.
"""

from __future__ import annotations

import functools
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Protocol

import numpy as np
import numpy.typing as npt

from cleaner.model import Action, Category, Document, Evidence, Flag, IntArray, PointArray, Span

if TYPE_CHECKING:
    from cleaner.cuts import Cuts

AT_FIRST = "before anything is known"
"""The reason of what a score starts with; all other evidence changes it."""


@dataclass(frozen=True, slots=True, eq=False)
class Left:
    """Where a text comes from that is looked at again: the score of the look before, and its blocks that stayed.

    They stayed whole and are all there is, `kept` (`int64[blocks]`) are their numbers then: what was measured of each
    alone still holds.
    """

    score: Score
    kept: IntArray


@dataclass(frozen=True, slots=True)
class Case:
    """Everything a witness may look at: one document and what is known about where it comes from.

    `name` is the path of the file inside its corpus, `/` as separator. `language` is ISO 639-1 or None. `source` is a
    page's markup as it was read, for witnesses with an eye of their own. `left` is there in later looks, where the text
    is the one before less some whole blocks; `earlier` is there in all later looks.
    """

    document: Document
    url: str | None = None
    name: str | None = None
    language: str | None = None
    source: str | None = None
    left: Left | None = None
    earlier: Earlier | None = None


@dataclass(frozen=True, slots=True)
class Claim:
    """What one rule asks for one span. Claims are proposals: only `decide` disposes.

    `specificity` is 2 for a rule chosen by host, 1 by signature, 0 for a generic one; `order` is the rule's place among
    all loaded rules. `inline` says that the rule may cut inside a line.
    """

    span: Span
    action: Action
    category: Category
    rule: str
    reason: str
    priority: int = 0
    specificity: int = 0
    order: int = 0
    inline: bool = False


@dataclass(frozen=True, slots=True)
class Cutoff:
    """When points are enough, for one bar.

    `fixed`: a block goes when it has at least `points`. `expected_f`: those blocks stay whose words together have the
    highest expected F-beta (beta above 1 prefers keeping); the bar then differs from page to page.
    """

    method: str
    points: int = 0
    beta: float = 1.0

    def __post_init__(self) -> None:
        if self.method not in ("fixed", "expected_f"):
            raise ValueError(f"cutoff method {self.method!r}: expected fixed or expected_f")


Reasons = Callable[[Sequence[int], int], Sequence[Sequence[str]]]
"""How a scoring witness says in words why each of some blocks is taken for boilerplate, in at most so many pieces."""


def no_reasons(blocks: Sequence[int], _most: int) -> Sequence[Sequence[str]]:
    """The reasons of a witness that gives none beyond its points."""
    return [()] * len(blocks)


@dataclass(frozen=True, slots=True)
class Whole:
    """What a document as a whole is taken for ("an article", "a list"), and how far: `share`, 0 to 1.

    `evidence` is what speaks for it or, below zero, against it, in words and log-odds, strongest first; the last entry
    is what was there before anything was known. Their sum decides on the share.
    """

    taken_for: str
    share: float
    evidence: tuple[tuple[str, float], ...]


@dataclass(frozen=True, slots=True, eq=False)
class Score:
    """The points one witness gives to every block of one document, and how to put them into words.

    `points` (`int32[n]`, hundredths, positive for boilerplate) are log-odds; `weights` (`int64[n]`) are words.
    `reliability` maps an expected F1 to the one seen on held-out folds, as ascending pairs. `explain` puts all points
    of a block into words, strongest first; `categorise` names what a block is taken for; `shield` says why a block
    stays whatever its points are, or None. They are called only when somebody asks or a block would go, as is
    `reasons`: for many blocks at once and what speaks for boilerplate alone.

    `perhaps_kept` (`bool[n]`) marks the blocks whose name may be one that stays by default (a byline, a caption):
    others need no name before somebody reads it. None: any block may have such a name. `whole` says what the document
    is taken for where that makes a difference. `heads` (`bool[n]`) marks headings and terms: they stay with what they
    head.
    """

    points: PointArray
    weights: IntArray
    cutoff: Cutoff
    explain: Callable[[int], Sequence[Evidence]]
    categorise: Callable[[int], Category]
    shield: Callable[[int], str | None] = lambda _: None
    reliability: tuple[tuple[float, float], ...] = ()
    perhaps_kept: npt.NDArray[np.bool_] | None = None
    shielded: npt.NDArray[np.bool_] | None = None
    reasons: Reasons = no_reasons
    ground: Any = None
    looser: Cutoff | None = None
    whole: Callable[[], Whole | None] = lambda: None
    heads: npt.NDArray[np.bool_] | None = None

    @property
    def spares_all(self) -> bool:
        """Whether it is known, before anybody reads its points, that no block goes by this score."""
        return False


class LateScore(Score):
    """A score that is sure to keep every block: its points change nothing, and are worked out when somebody asks.

    All of its fields are those of the score that `work_out` gives, in which every block is shielded.
    """

    def __init__(self, work_out: Callable[[], Score]) -> None:
        object.__setattr__(self, "_work_out", work_out)  # a score is frozen

    @property
    def spares_all(self) -> bool:
        """Whether it is known that no block goes by this score."""
        return True

    @functools.cached_property
    def _score(self) -> Score:
        found: Score = self.__dict__["_work_out"]()
        return found

    def __getattr__(self, name: str) -> Any:
        # asked for fields alone: their slots are empty
        return getattr(self._score, name)


@dataclass(frozen=True, slots=True)
class Testimony:
    """What one witness says of one document: claims for spans, points for blocks, or both.

    `ground` is what the witness wants to find again in `Case.earlier` when it is asked about what is left.
    """

    witness: str
    claims: tuple[Claim, ...] = ()
    flags: tuple[Flag, ...] = ()
    score: Score | None = None
    ground: Any = None


@dataclass(frozen=True, slots=True, eq=False)
class Earlier:
    """The look before, where a text is what that look left: what was said then, and what went."""

    testimonies: Sequence[Testimony]
    cuts: Cuts


class Witness(Protocol):
    """Something that testifies about documents. It proposes; it never edits text and keeps no state between cases."""

    @property
    def name(self) -> str:
        """Its name in evidence, and on the command line."""
        ...

    def testify(self, cases: Sequence[Case]) -> list[Testimony]:
        """One testimony per case, in order."""
        ...
