"""Evidence to verdicts: the only place where something is decided.

Order of decision for a character: higher priority; at equal priority keep beats drop; then the more specific rule
(host > signature > generic); then the earlier one; the score last. A document that would lose too much loses nothing.
"""

from __future__ import annotations

import itertools
from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np
import numpy.typing as npt

from cleaner.blank_lines import spans_of_runs
from cleaner.model import Action, Category, Document, Flag, IntArray, PointArray
from cleaner.scorecard import chances
from cleaner.settings import ENGINES, Settings
from cleaner.testimony import Case, Claim, Cutoff, Score, Testimony

BoolArray = npt.NDArray[np.bool_]

RULE_CHANCE = 0.02
"""The chance that a rule drops content, for the confidence alone: shipped drop rules measured 0.98 and better."""


@dataclass(frozen=True, slots=True)
class Piece:
    """A span that goes, `[start, end)`, with the white space that goes with it.

    `claim` is the winning claim's index in `Judgement.claims`, None where the score decided; `also` are the indices of
    the other claims that asked for it, `scored` is the category the score would have dropped it for. `block` is the
    block it lies in.
    """

    start: int
    end: int
    block: int
    category: Category
    claim: int | None = None
    also: tuple[int, ...] = ()
    scored: Category | None = None


@dataclass(frozen=True, slots=True)
class _Call:
    """A claim and its place among all claims; `softened` where the policy does not let it drop.

    A softened claim drops nothing, and what it names is safe from the score: whoever keeps bylines keeps this one.
    """

    index: int
    claim: Claim
    softened: bool


@dataclass(frozen=True, slots=True, eq=False)
class Judgement:
    """The verdicts on one document. `points` and `bar` are in hundredths; `bar` None means that nobody scored."""

    pieces: tuple[Piece, ...]
    claims: tuple[Claim, ...]
    flags: tuple[Flag, ...]
    points: PointArray | None
    bar: int | None
    confidence: float
    abstained: bool = False


def decide(case: Case, testimonies: Sequence[Testimony], settings: Settings) -> Judgement:
    """What of a document goes. The order of the testimonies changes nothing."""
    document = case.document
    testimonies = sorted(testimonies, key=_seat)
    scores = [testimony.score for testimony in testimonies if testimony.score is not None]
    points, bar, by_score = _by_score(document, scores)
    claims = tuple(sorted((c for t in testimonies for c in t.claims), key=_strength, reverse=True))
    flags = [flag for testimony in testimonies for flag in testimony.flags]
    categories: dict[int, Category] = {}
    for block in np.flatnonzero(by_score):
        if scores[0].shield(int(block)):
            continue
        category = scores[0].categorise(int(block))
        action = settings.action_for(category)
        if action is Action.DROP:
            categories[int(block)] = category
        elif action is Action.MARK:
            rule, span = f"{scorer(testimonies)}/{category}", document.block(int(block)).span
            flags.append(Flag("marked", "by score", rule, category, span))
    flags += [_mark(claim) for claim in claims if _effect(claim, settings) is Action.MARK]
    whole, parts = _by_claims(document, claims, categories, settings)
    pieces = tuple(sorted([*_with_blank_lines(document, whole), *parts], key=lambda piece: piece.start))
    confidence = _confidence(document, scores, whole)
    too_much = loses_too_much(document, _gone(document, pieces), settings)
    if too_much:
        return Judgement((), claims, (*flags, Flag("abstained", too_much)), points, bar, confidence, abstained=True)
    return Judgement(pieces, claims, tuple(flags), points, bar, confidence)


def expected_f_cut(points: PointArray, weights: IntArray, beta: float) -> BoolArray:
    """Which blocks stay, `bool[n]`: the choice of whole blocks with the highest expected F-beta of its words.

    Blocks sorted by their chance of being content, the best prefix wins: Lewis 1995, "Evaluating and optimizing
    autonomous text classification systems". Ties keep.
    """
    if not len(points):
        return np.zeros(0, np.bool_)
    chance = chances(points)
    order = np.argsort(points, kind="stable")
    weight = weights[order].astype(np.float64)
    hits = np.cumsum(weight * chance[order])
    squared = beta * beta
    value = (1 + squared) * hits / np.maximum(squared * hits[-1] + np.cumsum(weight), 1e-9)
    value[:-1][np.diff(points[order]) == 0] = -1  # equals stay or go together
    best = len(value) - 1 - int(np.argmax(np.round(value[::-1], 12)))
    kept: BoolArray = points <= points[order[best]]
    return kept


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


def _by_score(document: Document, scores: list[Score]) -> tuple[PointArray | None, int | None, BoolArray]:
    """Total points, the bar they had to reach, and who reached it. The first scoring witness sets the bar."""
    if not scores or not len(document):
        return None, None, np.zeros(len(document), np.bool_)
    total = _total(scores)
    bar = _bar(total, scores[0].weights, scores[0].cutoff)
    return total, bar, total >= bar


def _total(scores: list[Score]) -> PointArray:
    """What all scoring witnesses say together; integers, so that their order is irrelevant."""
    total = scores[0].points.astype(np.int32)
    for score in scores[1:]:
        total += score.points
    return total


def _bar(points: PointArray, weights: IntArray, cutoff: Cutoff) -> int:
    if cutoff.method == "fixed":
        return cutoff.points
    kept = expected_f_cut(points, weights, cutoff.beta)
    return int(points[kept].max()) + 1


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


def _by_claims(
    document: Document, claims: tuple[Claim, ...], categories: dict[int, Category], settings: Settings
) -> tuple[dict[int, list[Piece]], list[Piece]]:
    """Pieces of blocks that go whole, by block, and pieces cut out of blocks that stay."""
    touching: dict[int, list[_Call]] = {}
    for index, claim in enumerate(claims):
        if claim.action is Action.MARK:
            continue
        call = _Call(index, claim, claim.action is not _effect(claim, settings))
        first = int(np.searchsorted(document.ends, claim.span.start, "right"))
        last = int(np.searchsorted(document.starts, claim.span.end, "left"))
        for block in range(first, last):
            touching.setdefault(block, []).append(call)
    whole: dict[int, list[Piece]] = {}
    parts: list[Piece] = []
    for block in sorted({*touching, *categories}):
        pieces, all_goes = _settle(document, block, touching.get(block, []), categories.get(block))
        if pieces and all_goes:
            whole[block] = pieces
        else:
            parts += [_with_line_end(document, piece) for piece in pieces]
    return whole, parts


def _settle(document: Document, block: int, calls: list[_Call], category: Category | None) -> tuple[list[Piece], bool]:
    """The pieces of one block that go, and whether nothing visible of it stays. `calls` come strongest first.

    `category` is what the score takes the block for, None where it is to stay.
    """
    start, end = int(document.starts[block]), int(document.ends[block])
    if not calls and category is not None:
        return [Piece(start, end, block, category)], True  # nearly every block that goes
    changes: dict[int, set[int]] = {start: set(), end: set()}
    for number, call in enumerate(calls):
        for edge in (max(call.claim.span.start, start), min(call.claim.span.end, end)):
            changes.setdefault(edge, set()).add(number)
    pieces: list[Piece] = []
    all_goes = True
    open_: set[int] = set()
    for left, right in itertools.pairwise(sorted(changes)):
        open_ ^= changes[left]
        piece = _winner(left, right, block, [calls[i] for i in sorted(open_)], category)
        if piece is None:
            all_goes = all_goes and document.text[left:right].isspace()
        elif pieces and pieces[-1].end == left and pieces[-1].claim == piece.claim:
            also = tuple(dict.fromkeys((*pieces[-1].also, *piece.also)))
            pieces[-1] = replace(pieces[-1], end=right, also=also)
        else:
            pieces.append(piece)
    if all_goes and pieces:
        pieces[0] = replace(pieces[0], start=start)
        pieces[-1] = replace(pieces[-1], end=end)
    return pieces, all_goes


def _winner(left: int, right: int, block: int, over: list[_Call], category: Category | None) -> Piece | None:
    """What becomes of a stretch that these claims lie over, strongest first: the piece that goes, or None."""
    heard = [call for call in over if not call.softened]
    if heard and heard[0].claim.action is Action.DROP:
        also = tuple(call.index for call in heard[1:] if call.claim.action is Action.DROP)
        return Piece(left, right, block, heard[0].claim.category, heard[0].index, also, category)
    return None if over or category is None else Piece(left, right, block, category)


def _with_blank_lines(document: Document, whole: dict[int, list[Piece]]) -> list[Piece]:
    """The pieces of whole blocks, stretched over the white space that goes with them."""
    pieces: list[Piece] = []
    for block, start, end in spans_of_runs(document, sorted(whole)):
        for number, piece in enumerate(whole[block]):
            left = start if number == 0 else piece.start
            right = end if number == len(whole[block]) - 1 else whole[block][number + 1].start
            pieces.append(Piece(left, right, block, piece.category, piece.claim, piece.also, piece.scored))
    return pieces


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


def _confidence(document: Document, scores: list[Score], whole: dict[int, list[Piece]]) -> float:
    if not scores or not len(document):
        return 1.0
    points = _total(scores)
    kept = np.ones(len(document), np.bool_)
    certain = round(100 * float(np.log((1 - RULE_CHANCE) / RULE_CHANCE)))
    for block, pieces in whole.items():
        kept[block] = False
        if pieces[0].claim is not None:
            points[block] = certain
    value = expected_f1(points, scores[0].weights, kept)
    if scores[0].reliability:
        said, seen = zip(*scores[0].reliability, strict=True)
        value = float(np.interp(value, said, seen))
    return round(value, 4)


def _gone(document: Document, pieces: Sequence[Piece]) -> int:
    """How many characters of blocks go, the white space between them left out."""
    return sum(
        min(piece.end, int(document.ends[piece.block])) - max(piece.start, int(document.starts[piece.block]))
        for piece in pieces
    )


def visible(document: Document) -> int:
    """How many characters a document's blocks have."""
    return int((document.ends - document.starts).sum())


def loses_too_much(document: Document, gone: int, settings: Settings) -> str | None:
    """Why a document of which `gone` characters would go is kept whole, or None."""
    share = settings.limits.share_for(document.kind)
    if gone <= settings.limits.free_chars or gone <= share * visible(document):
        return None
    return f"would lose {gone / visible(document):.0%} of {visible(document)} characters > {share:.0%}; kept whole"
