"""Evidence to verdicts: the only place where something is decided.

Order of decision for a character: higher priority; at equal priority keep beats drop; then the more specific rule
(host > signature > generic); then the earlier one; the score last. A document that would lose too much loses nothing.
"""

from __future__ import annotations

import functools
import math
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace

import numpy as np
import numpy.typing as npt

from cleaner.blank_lines import spans_of_runs
from cleaner.contest import BoolArray, Call, Namer, Settled, calls_of, settle
from cleaner.cuts import BY_SCORE, NOTHING, Cuts, Piece, stretched
from cleaner.model import Action, Category, Document, Flag, IntArray, PointArray
from cleaner.scorecard import chances
from cleaner.settings import ENGINES, KEPT_BY_DEFAULT, Settings
from cleaner.testimony import Case, Claim, Cutoff, Score, Testimony

RULE_CHANCE = 0.02
"""The chance that a rule drops content, for the confidence alone: shipped drop rules measured 0.98 and better."""
RULE_POINTS = round(100 * math.log((1 - RULE_CHANCE) / RULE_CHANCE))
FloatArray = npt.NDArray[np.float64]


_KEPT_BY_DEFAULT = frozenset(KEPT_BY_DEFAULT)


def nothing(_: int) -> None:
    """What the score drops a block for where nobody scored."""


@dataclass(frozen=True, eq=False)
class Total:
    """What the scores of a document come to, worked out when somebody asks: some are sure to drop nothing."""

    scores: Sequence[Score] = ()

    @functools.cached_property
    def points(self) -> PointArray | None:
        """The points of every block, in hundredths, None where nobody scored; integers, so that order is irrelevant."""
        if not self.scores or not len(self.scores[0].points):
            return None
        total = self.scores[0].points.astype(np.int32)
        for score in self.scores[1:]:
            total += score.points
        return total

    @functools.cached_property
    def bar(self) -> int | None:
        """The points from which a block goes, None where nobody scored. The first scoring witness sets it."""
        if self.points is None:
            return None
        return _bar(self.points, self.scores[0].weights, self.scores[0].cutoff)

    def reached(self, blocks: int) -> BoolArray:
        """Which of so many blocks reach the bar, where that could make one go."""
        if not self.scores or self.scores[0].spares_all or self.points is None or self.bar is None:
            return np.zeros(blocks, np.bool_)
        return (self.points >= self.bar) & ~self.held

    @functools.cached_property
    def held(self) -> BoolArray:
        """The headings and terms that reach the bar between two blocks that stay: they stay with what they head.

        Four in five of them are content (714 on the labelled pages), and an outline with holes is a loss.
        """
        if self.points is None or self.bar is None:
            return np.zeros(0, np.bool_)
        going, first, held = self.points >= self.bar, self.scores[0], np.zeros(len(self.points), np.bool_)
        if first.heads is not None:
            stays = ~going if first.shielded is None else ~going | first.shielded
            held[1:-1] = first.heads[1:-1] & ~stays[1:-1] & stays[:-2] & stays[2:]
        return held


@dataclass(frozen=True, eq=False)
class Judgement:
    """The verdicts on one document, and what its scores came to in `total`.

    `cuts` is what goes, `settled` which blocks go by a rule; `calls` are the claims that were heard, strongest first;
    `scored` says what the score would drop a block for, None where it would not. `near` are the blocks that would go by
    score at a less careful bar.
    """

    cuts: Cuts
    claims: tuple[Claim, ...]
    flags: tuple[Flag, ...]
    total: Total = field(default_factory=Total)
    settled: Settled | None = None
    calls: Sequence[Call] = ()
    scored: Namer = nothing
    abstained: bool = False
    near: IntArray = field(default_factory=lambda: np.zeros(0, np.int64))

    @property
    def points(self) -> PointArray | None:
        """The points of every block, in hundredths; None where nobody scored."""
        return self.total.points

    @property
    def bar(self) -> int | None:
        """The points from which a block goes, None where nobody scored."""
        return self.total.bar

    @functools.cached_property
    def confidence(self) -> float:
        """The expected F1 of the verdicts."""
        return _confidence(self.total, self.settled)

    @functools.cached_property
    def pieces(self) -> tuple[Piece, ...]:
        """What goes, as objects, made when somebody asks."""
        return tuple(map(self._piece, range(len(self.cuts))))

    def _piece(self, place: int) -> Piece:
        cuts = self.cuts
        start, end, block, claim = (int(of[place]) for of in (cuts.starts, cuts.ends, cuts.blocks, cuts.claims))
        if start in cuts.settled:
            return cuts.settled[start]
        scored = self.scored(block)
        if claim == BY_SCORE:
            return Piece(start, end, block, scored or Category.OTHER)
        over = (call for call in self.calls if call.first <= block < call.last and call.drops)
        also = tuple(call.index for call in over if call.index != claim)
        return Piece(start, end, block, self.claims[claim].category, claim, also, scored)


def decide(case: Case, testimonies: Sequence[Testimony], settings: Settings) -> Judgement:
    """What of a document goes. The order of the testimonies changes nothing."""
    document = case.document
    testimonies = sorted(testimonies, key=_seat)
    scores = [testimony.score for testimony in testimonies if testimony.score is not None]
    total = Total(scores)
    by_score = total.reached(len(document))
    claims = tuple(sorted((c for t in testimonies for c in t.claims), key=_strength, reverse=True))
    effects = [_effect(claim, settings) for claim in claims]
    scored = _Scored(by_score, scores, settings)
    flags = [flag for testimony in testimonies for flag in testimony.flags]
    for block, category in scored.marked():
        rule = f"{scorer(testimonies)}/{category}"
        flags.append(Flag("marked", "by score", rule, category, document.block(block).span))
    flags += [_mark(claim) for claim, effect in zip(claims, effects, strict=True) if effect is Action.MARK]
    calls = calls_of(document, claims, [one.action is not effect for one, effect in zip(claims, effects, strict=True)])
    settled = settle(document, calls, scored.going(), scored.dropped)
    cuts = _cuts(document, settled)
    too_much = loses_too_much(document, _gone(document, cuts), settings)
    if too_much:
        flags.append(Flag("abstained", too_much))
        return Judgement(NOTHING, claims, tuple(flags), total, settled, abstained=True)
    return Judgement(cuts, claims, tuple(flags), total, settled, calls, scored.dropped, near=_near(total, calls))


def expected_f_cut(points: PointArray, weights: IntArray, beta: float) -> BoolArray:
    """Which blocks stay, `bool[n]`: the choice of whole blocks with the highest expected F-beta of its words.

    Blocks sorted by their chance of being content, the best prefix wins: Lewis 1995, "Evaluating and optimizing
    autonomous text classification systems". Ties keep.
    """
    kept: BoolArray = points <= _last_kept(points, weights, beta) if len(points) else np.zeros(0, np.bool_)
    return kept


def _last_kept(points: PointArray, weights: IntArray, beta: float) -> int:
    """The most points of any block that stays; there must be blocks."""
    order = points.argsort(kind="stable")
    ascending, weight = points[order], weights[order].astype(np.float64)
    hits = (weight * chances(ascending)).cumsum()
    squared = beta * beta
    value = (1 + squared) * hits / np.maximum(squared * hits[-1] + weight.cumsum(), 1e-9)
    value[:-1][ascending[1:] == ascending[:-1]] = -1  # equals stay or go together
    best = len(value) - 1 - int(value[::-1].round(12).argmax())
    return int(ascending[best])


def expected_f1(points: PointArray, weights: IntArray, kept: BoolArray) -> float:
    """The expected F1 of keeping these blocks, by the points' own chances; 1 for a document without words."""
    hits = weights * chances(points)
    size = float(hits.sum()) + float(weights[kept].sum())
    return 2 * float(hits[kept].sum()) / size if size > 0 else 1.0


def scorer(testimonies: Sequence[Testimony]) -> str:
    """The name of the witness that sets the bar; the rules of drops by score begin with it. There must be one."""
    return min((testimony for testimony in testimonies if testimony.score is not None), key=_seat).witness


def _seat(testimony: Testimony) -> tuple[int, str]:
    """Witnesses are heard in the order of `ENGINES`, however they were asked; strangers last, by name."""
    known = testimony.witness in ENGINES
    return ENGINES.index(testimony.witness) if known else len(ENGINES), testimony.witness


def _near(total: Total, calls: Sequence[Call]) -> IntArray:
    """The blocks that miss the bar but reach a less careful one, where neither a claim nor a shield speaks."""
    first = total.scores[0] if total.scores else None
    if first is None or first.spares_all or first.looser is None or total.points is None or total.bar is None:
        return np.zeros(0, np.int64)
    near = (total.points < total.bar) & (total.points >= _bar(total.points, first.weights, first.looser))
    if first.shielded is not None:
        near &= ~first.shielded
    for call in calls:
        near[call.first : call.last] = False
    return near.nonzero()[0]


def _bar(points: PointArray, weights: IntArray, cutoff: Cutoff) -> int:
    if cutoff.method == "fixed":
        return cutoff.points
    return _last_kept(points, weights, cutoff.beta) + 1


def _strength(claim: Claim) -> tuple[int, bool, int, int, int, int]:
    """Sorts claims, strongest last; the span breaks ties between two claims of one rule."""
    keeps = claim.action is Action.KEEP
    return claim.priority, keeps, claim.specificity, -claim.order, -claim.span.start, -claim.span.end


def _effect(claim: Claim, settings: Settings) -> Action:
    """What a claim asks for once the policy has had its word: a policy can soften a drop, never sharpen a mark."""
    return settings.action_for(claim.category) if claim.action is Action.DROP else claim.action


def _mark(claim: Claim) -> Flag:
    why = claim.reason if claim.action is Action.MARK else f"{claim.reason}; policy {claim.category}=mark"
    return Flag("marked", why, claim.rule, claim.category, claim.span)


class _Scored:
    """The blocks that reach the bar, and what becomes of each by its category; asked only where it matters."""

    def __init__(self, by_score: BoolArray, scores: Sequence[Score], settings: Settings) -> None:
        self._by_score = by_score
        self._scores = scores
        self._actions = settings.actions
        self._softened = {category for category, action in settings.actions.items() if action is not Action.DROP}
        self._named: dict[int, Category | None] = {}

    def going(self) -> BoolArray:
        """The blocks that go where no claim speaks. A block is named only where its name may keep it."""
        going = self._by_score.copy()
        if not going.any():
            return going
        first = self._scores[0] if self._scores else None
        ask = going
        if first is not None and first.shielded is not None:
            going &= ~first.shielded
            if first.perhaps_kept is not None and self._softened <= _KEPT_BY_DEFAULT:
                ask = going & first.perhaps_kept
        for block in ask.nonzero()[0].tolist():
            going[block] = self.dropped(block) is not None
        return going

    def dropped(self, block: int) -> Category | None:
        """The category that a block goes for."""
        category = self._category(block)
        return category if category and self._actions[category] is Action.DROP else None

    def marked(self) -> Iterator[tuple[int, Category]]:
        """The blocks that a policy marks instead."""
        marked = any(self._actions[category] is Action.MARK for category in self._softened)
        for block in self._by_score.nonzero()[0].tolist() if marked else ():
            category = self._category(block)
            if category and self._actions[category] is Action.MARK:
                yield block, category

    def _category(self, block: int) -> Category | None:
        if block not in self._named:
            stays = not self._by_score[block] or self._scores[0].shield(block)
            self._named[block] = None if stays else self._scores[0].categorise(block)
        return self._named[block]


def _cuts(document: Document, settled: Settled) -> Cuts:
    """What goes: blocks that go whole, with the white space that goes with them, and parts of blocks that stay."""
    (blocks,) = settled.whole.nonzero()
    starts, ends = spans_of_runs(document, blocks)
    cuts = Cuts(starts, ends, blocks, settled.winner[blocks])
    if not settled.parted:
        return cuts
    parts: list[Piece] = []
    for block, pieces in settled.parted.items():
        if settled.whole[block]:
            place = int(np.searchsorted(blocks, block))
            parts += stretched(pieces, int(starts[place]), int(ends[place]))
        else:
            parts += [_with_line_end(document, piece) for piece in pieces]
    return cuts.without(list(settled.parted)).merged(Cuts.of(parts))


def _with_line_end(document: Document, piece: Piece) -> Piece:
    """A piece that is a whole line of a block with several lines takes one of its line ends along."""
    text, start, end = document.text, piece.start, piece.end
    block_start, block_end = int(document.starts[piece.block]), int(document.ends[piece.block])
    opens = start == block_start or text[start - 1] == "\n"
    closes = end == block_end or text[end] == "\n"
    if opens and closes and end < block_end:
        end += 1
    elif opens and closes and start > block_start:
        start -= 1
    return replace(piece, start=start, end=end)


def _confidence(total: Total, settled: Settled | None) -> float:
    """The expected F1 of the verdicts; a block that loses only a part counts as kept."""
    if settled is None or total.points is None:
        return 1.0
    points, first = total.points, total.scores[0]
    if settled.by_rule:
        points = np.where(settled.whole & (settled.winner != BY_SCORE), np.int32(RULE_POINTS), points)
    value = expected_f1(points, first.weights, ~settled.whole)
    if first.reliability:
        value = float(np.interp(value, *_curve(first.reliability)))
    return round(value, 4)


@functools.lru_cache(maxsize=16)
def _curve(reliability: tuple[tuple[float, float], ...]) -> tuple[FloatArray, FloatArray]:
    """The pairs of a reliability table as two rows."""
    said, seen = np.array(reliability, np.float64).T
    return said, seen


def _gone(document: Document, cuts: Cuts) -> int:
    """How many characters of blocks go, the white space between them left out."""
    ends, starts = document.ends[cuts.blocks], document.starts[cuts.blocks]
    return int((np.minimum(cuts.ends, ends) - np.maximum(cuts.starts, starts)).sum())


def visible(document: Document) -> int:
    """How many characters a document's blocks have."""
    return int((document.ends - document.starts).sum())


def loses_too_much(document: Document, gone: int, settings: Settings) -> str | None:
    """Why a document of which `gone` characters would go is kept whole, or None."""
    share = settings.limits.share_for(document.kind)
    if gone <= settings.limits.free_chars or gone <= share * visible(document):
        return None
    return f"would lose {gone / visible(document):.0%} of {visible(document)} characters > {share:.0%}; kept whole"
