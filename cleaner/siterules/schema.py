"""The rule format, version 1, as models: what may be written in a pack, and with which types.

It takes the string trees of `yamlfile` and types them; unknown keys and values are errors. It matches nothing.
Matchers: keys of one matcher all hold (AND), the items of one list are alternatives (OR).
"""

from __future__ import annotations

import re
from enum import StrEnum
from typing import Annotated, Any, Literal

from pydantic import AfterValidator, BaseModel, BeforeValidator, ConfigDict, Field, WithJsonSchema, model_validator
from pydantic_core import PydanticCustomError

from cleaner.model import Category
from cleaner.siterules import regexes, selectors

MAX_RUN = 500
"""Lines that a block or section may span: above that it is a part of the document."""


class RuleAction(StrEnum):
    """What a rule asks for. `cut_after`: what follows the matched line goes; `cut_before`: what stands before it."""

    DROP = "drop"
    KEEP = "keep"
    MARK = "mark"
    CUT_AFTER = "cut_after"
    CUT_BEFORE = "cut_before"


class Step(StrEnum):
    """One step of folding, applied to line and words alike before they are compared."""

    NFKC = "nfkc"
    CASEFOLD = "casefold"
    SQUASH_SPACE = "squash_space"
    FOLD_DIGITS = "fold_digits"


DEFAULT_STEPS = (Step.NFKC, Step.CASEFOLD, Step.SQUASH_SPACE)
"""Folding where a matcher says nothing: what a reader would not notice is no difference."""


class Part(StrEnum):
    """Where in a document a rule looks."""

    HEAD = "head"
    BODY = "body"
    TAIL = "tail"
    ANY = "any"


def _problem(text: str) -> PydanticCustomError:
    # pydantic fills {braces} in templates: the text goes in as a value
    return PydanticCustomError("rule", "{problem}", {"problem": text})


def _integer(value: Any) -> Any:
    if isinstance(value, str):
        if not re.fullmatch(r"[+-]?[0-9]{1,9}", value):
            raise _problem(f'expected a whole number, got "{value}"; write it in digits')
        return int(value)
    return value


def _share(value: Any) -> Any:
    if isinstance(value, str):
        if not re.fullmatch(r"[0-9]+(\.[0-9]+)?", value) or float(value) > 1:
            raise _problem(f'expected a share from 0 to 1, got "{value}"; write it like 0.25')
        return float(value)
    return value


def _truth(value: Any) -> Any:
    if isinstance(value, str):
        if value not in {"true", "false"}:
            raise _problem(f'expected true or false, got "{value}"; write one of the two')
        return value == "true"
    return value


def _listed(value: Any) -> Any:
    return (value,) if isinstance(value, str) else value


def _words(value: str) -> str:
    if not value.strip():
        raise _problem("expected words, got blanks; write the words or leave the key out")
    if re.search("[\ud800-\udfff]", value):
        raise _problem("holds half a character (a lone surrogate); write the character itself")
    return value


def _regex(value: str) -> str:
    if problem := regexes.problem(value):
        raise _problem(problem)
    return value


def _selector(value: str) -> str:
    if problem := selectors.problem(value):
        raise _problem(problem)
    return value


_ONE_OR_MANY: dict[str, Any] = {"anyOf": [{"type": "string"}, {"type": "array", "items": {"type": "string"}}]}

Count = Annotated[int, BeforeValidator(_integer), Field(ge=0)]
Bounded = Annotated[int, BeforeValidator(_integer), Field(ge=1, le=MAX_RUN)]
Texts = Annotated[
    tuple[Annotated[str, AfterValidator(_words)], ...], BeforeValidator(_listed), WithJsonSchema(_ONE_OR_MANY)
]
Regexes = Annotated[
    tuple[Annotated[str, AfterValidator(_regex)], ...], BeforeValidator(_listed), WithJsonSchema(_ONE_OR_MANY)
]
Selectors = Annotated[
    tuple[Annotated[str, AfterValidator(_selector)], ...], BeforeValidator(_listed), WithJsonSchema(_ONE_OR_MANY)
]
Steps = Annotated[tuple[Step, ...], Field(description="default: nfkc, casefold, squash_space; a list replaces it")]


class Strict(BaseModel):
    """A model that takes no key it does not know and never changes."""

    model_config = ConfigDict(extra="forbid", frozen=True)


class Matcher(Strict):
    """A test of one line. Every key that is given must hold; the items of a list are alternatives."""

    equals: Texts = ()
    starts: Texts = ()
    contains: Texts = ()
    regex: Regexes = ()
    max_words: Bounded | None = None
    max_chars: Count | None = None
    normalize: Steps = DEFAULT_STEPS

    @property
    def names_words(self) -> bool:
        """Whether it says what the line reads, not only how long it is."""
        return bool(self.equals or self.starts or self.contains or self.regex)


def _finds(value: Matcher) -> Matcher:
    if not value.names_words:
        raise _problem("expected equals, starts, contains or regex; a length alone finds every line")
    return value


Finder = Annotated[Matcher, AfterValidator(_finds)]


class BlockForm(Strict):
    """From a line to a later line, both included. Abstains when the end is not among `max_lines` non-blank lines."""

    start: Finder
    end: Finder
    max_lines: Bounded


class SectionForm(Strict):
    """A heading and what follows: up to `max_lines` non-blank lines, as long as `line` holds, before `until`."""

    heading: Finder
    max_lines: Bounded
    min_lines: Count = 0
    until: Finder | None = None
    line: Matcher | None = None


class SpanForm(Strict):
    """Words inside a line. Both ends must be where a unit ends, unless `inside_sentence` says otherwise."""

    contains: Texts = ()
    regex: Regexes = ()
    normalize: Steps = DEFAULT_STEPS
    inside_sentence: Annotated[bool, BeforeValidator(_truth)] = False

    @model_validator(mode="after")
    def _names_words(self) -> SpanForm:
        if not (self.contains or self.regex):
            raise _problem("expected contains or regex; say which words")
        return self


class TextForms(Strict):
    """The rule on lines; where several forms are given, each claims what it finds."""

    line: Finder | None = None
    block: BlockForm | None = None
    section: SectionForm | None = None
    span: SpanForm | None = None

    @model_validator(mode="after")
    def _has_a_form(self) -> TextForms:
        if not (self.line or self.block or self.section or self.span):
            raise _problem("expected line, block, section or span; say what to look for")
        return self


class HtmlForm(Strict):
    """The rule on pages: every block inside the elements that match."""

    css: Selectors


class Where(Strict):
    """The part of the document in which the matched line must stand."""

    part: Part = Part.ANY


class Guard(Strict):
    """A rule that would take more than both limits abstains."""

    max_share: Annotated[float, BeforeValidator(_share), Field(ge=0, le=1)] = 1.0
    free_chars: Count = 400


class Example(Strict):
    """A document, and exactly the lines that this rule claims in it."""

    text: str | None = None
    html: str | None = None
    url: str | None = None
    dropped: tuple[str, ...] | None = None
    kept: tuple[str, ...] | None = None
    marked: tuple[str, ...] | None = None

    @model_validator(mode="after")
    def _one_document(self) -> Example:
        if (self.text is None) == (self.html is None):
            raise _problem("expected either text or html; give one document")
        return self


class Signature(Strict):
    """How a site or platform is recognised when no URL is known; keys AND, items OR."""

    text: Regexes = ()
    css: Selectors = ()


class Match(Strict):
    """Which documents a pack is for; see `matching`. Keys AND, items OR, `!` negates an item."""

    host: Texts = ()
    path: Texts = ()
    lang: Texts = ()
    file: Texts = ()
    signature: Signature = Signature()


class RuleSpec(Strict):
    """One rule as written."""

    id: Annotated[str, Field(pattern=r"^[a-z0-9]+(-[a-z0-9]+)*$")]
    category: Category
    action: RuleAction = RuleAction.DROP
    why: Annotated[str, AfterValidator(_words)] | None = None
    html: HtmlForm | None = None
    text: TextForms | None = None
    where: Where = Where()
    guard: Guard | None = None
    priority: Annotated[int, BeforeValidator(_integer)] = 0
    examples: tuple[Example, ...] = ()

    @property
    def expects(self) -> Literal["dropped", "kept", "marked"]:
        """The key under which this rule's examples list what it claims."""
        return {RuleAction.KEEP: "kept", RuleAction.MARK: "marked"}.get(self.action, "dropped")  # type: ignore[return-value]

    @property
    def cuts(self) -> bool:
        """Whether it claims what lies after or before what it finds."""
        return self.action in {RuleAction.CUT_AFTER, RuleAction.CUT_BEFORE}

    @model_validator(mode="after")
    def _can_act(self) -> RuleSpec:
        if not (self.html or self.text):
            raise _problem("expected html or text; say what to look for")
        if self.cuts and self.text and not (self.text.line and self.text.model_fields_set == {"line"}):
            raise _problem(f"{self.action} takes text.line alone; a cut needs one line to start from")
        for number, example in enumerate(self.examples, 1):
            if getattr(example, self.expects) is None:
                raise _problem(f"example {number} of a {self.action} rule needs the key {self.expects}; list the lines")
        return self


class PackSpec(Strict):
    """One file of rules."""

    version: Annotated[Literal[1], BeforeValidator(_integer)]
    pack: Annotated[str, Field(pattern=r"^[a-z0-9][a-z0-9._-]*(/[a-z0-9][a-z0-9._-]*)*$")]
    match: Match = Match()
    rules: Annotated[tuple[RuleSpec, ...], Field(min_length=1)]


def json_schema() -> dict[str, Any]:
    """The format as JSON Schema (draft 2020-12), for editors."""
    schema = PackSpec.model_json_schema()
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        **schema,
        "title": "boilerstrip rules, version 1",
    }
