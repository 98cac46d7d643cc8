"""What a user may choose, frozen and checked when it is made. It reads no files: the command line does that."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, fields
from difflib import get_close_matches
from pathlib import Path
from typing import Any

from cleaner.errors import SettingsError
from cleaner.model import Action, Bar, Category, Kind

ENGINES = ("site_rules", "scorecard", "trafilatura")
"""The witnesses that can be asked, by name."""

KEPT_BY_DEFAULT = (Category.BYLINE, Category.CAPTION)
"""Found like any other category, but part of the document unless a policy says otherwise."""


def did_you_mean(word: str, known: Mapping[str, Any] | tuple[str, ...] | list[str]) -> str:
    """`; did you mean "x"?` for the nearest known word, else a list of them when they are few."""
    close = get_close_matches(word, list(known), 1)
    if close:
        return f'; did you mean "{close[0]}"?'
    return f"; known: {', '.join(known)}" if len(known) <= 30 else ""


@dataclass(frozen=True, slots=True)
class Limits:
    """How much a document may lose before it is kept whole, and how large or deep an input may be.

    A document abstains when more than `max_dropped_share` of its visible characters would go, unless what goes is no
    more than `free_chars` code points. Pages lose more: most of a page is not the document.
    """

    max_dropped_share: float = 0.9
    max_dropped_share_html: float = 1.0
    free_chars: int = 400
    max_bytes: int = 100_000_000
    max_depth: int = 2_000
    max_attributes: int = 1_000

    def __post_init__(self) -> None:
        for name in ("max_dropped_share", "max_dropped_share_html"):
            if not 0 <= getattr(self, name) <= 1:
                raise SettingsError(f"{name}: expected a share from 0 to 1, got {getattr(self, name)}")
        for name in ("free_chars", "max_bytes", "max_depth", "max_attributes"):
            if getattr(self, name) < 0:
                raise SettingsError(f"{name}: expected 0 or more, got {getattr(self, name)}")

    def share_for(self, kind: Kind) -> float:
        """The largest share of visible characters that a document of this kind may lose."""
        return self.max_dropped_share_html if kind is Kind.HTML else self.max_dropped_share


@dataclass(frozen=True, slots=True)
class Columns:
    """Which columns of a table hold what; None: no column does.

    `text` is what is cleaned, or `html` where that is named: then `text` is not looked at. `url` and `id` are used
    where they are there: site rules go by the one, rules for files by the other.
    """

    text: str | None = "text"
    html: str | None = None
    url: str | None = "url"
    id: str | None = "id"

    def __post_init__(self) -> None:
        for name, column in (("text", self.text), ("html", self.html), ("url", self.url), ("id", self.id)):
            if not (column is None or (isinstance(column, str) and column)):
                raise SettingsError(f"{name}: expected the name of a column, got {column!r}")
        if not (self.text or self.html):
            raise SettingsError("text: no column to clean; name one under text or html")

    @property
    def content(self) -> str:
        """The column that is cleaned."""
        return self.html or self.text or ""


@dataclass(frozen=True, slots=True)
class Settings:
    """Everything that changes a verdict. Two equal settings and the same rules give the same bytes.

    `bar` None means each kind's own: `safe` for text, which was extracted once already, `balanced` for pages.
    `policy` overrides what is done with a category. `rules` are folders or files that add to the shipped rules, which
    `default_rules=False` leaves out. `engines` are the witnesses asked, in order. `columns` is for tables alone.
    """

    bar: Bar | None = None
    policy: Mapping[Category, Action] = field(default_factory=dict)
    rules: tuple[Path, ...] = ()
    default_rules: bool = True
    engines: tuple[str, ...] = ("site_rules", "scorecard")
    metadata: bool = False
    keep_lists: bool = False
    near_misses: bool = False
    limits: Limits = field(default_factory=Limits)
    columns: Columns = field(default_factory=Columns)
    actions: Mapping[Category, Action] = field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        set_ = object.__setattr__
        try:
            set_(self, "bar", None if self.bar is None else Bar(self.bar))
        except ValueError:
            raise SettingsError(f'bar: unknown "{self.bar}"{did_you_mean(str(self.bar), tuple(Bar))}') from None
        policy = {_category(key): _action(key, value) for key, value in self.policy.items()}
        set_(self, "policy", dict(sorted(policy.items())))
        defaults = {one: Action.KEEP if one in KEPT_BY_DEFAULT else Action.DROP for one in Category}
        set_(self, "actions", defaults | policy)
        for name in ("rules", "engines"):
            if isinstance(getattr(self, name), str | Path):  # a text is a list of letters, too
                raise SettingsError(f"{name}: expected a list, got {str(getattr(self, name))!r}; put it in brackets")
        set_(self, "rules", tuple(Path(folder) for folder in self.rules))
        set_(self, "engines", tuple(self.engines))
        for engine in self.engines:
            if engine not in ENGINES:
                raise SettingsError(f'engine: unknown "{engine}"{did_you_mean(engine, ENGINES)}')

    def bar_for(self, kind: Kind) -> Bar:
        """The bar in force for a kind of document."""
        return self.bar or (Bar.BALANCED if kind is Kind.HTML else Bar.SAFE)

    def action_for(self, category: Category) -> Action:
        """What is done with a category: the policy's word, else keep for bylines and captions, else drop."""
        return self.actions[category]

    @classmethod
    def from_mapping(cls, values: Mapping[str, Any], where: str = "settings") -> Settings:
        """Settings from configuration: keys as the fields are named, those of `Limits` and `Columns` under their names.

        Raises SettingsError, with the nearest known key, for a key that does not exist.
        """
        values = _checked_keys(values, [f.name for f in fields(cls) if f.init], where)
        limits, columns = (_table(values, kind, where) for kind in (Limits, Columns))
        try:
            return cls(**values, limits=Limits(**limits), columns=Columns(**columns))
        except SettingsError as error:
            raise SettingsError(f"{where}: {error}") from None
        except (TypeError, ValueError, AttributeError) as error:
            raise SettingsError(f"{where}: a value has the wrong type ({error})") from None


def _table(values: dict[str, Any], kind: type[Limits | Columns], where: str) -> dict[str, Any]:
    """What stands in a table of its own, named as its type is, taken out of the rest."""
    name = kind.__name__.lower()
    table = values.pop(name, {})
    if not isinstance(table, Mapping):
        raise SettingsError(f"{where}: {name}: expected a table")
    return _checked_keys(table, [f.name for f in fields(kind)], f"{where}: {name}")


def _checked_keys(values: Mapping[str, Any], known: list[str], where: str) -> dict[str, Any]:
    for key in values:
        if key not in known:
            raise SettingsError(f'{where}: unknown key "{key}"{did_you_mean(key, known)}')
    return dict(values)


def _category(name: object) -> Category:
    try:
        return Category(str(name))
    except ValueError:
        raise SettingsError(f'policy: unknown category "{name}"{did_you_mean(str(name), tuple(Category))}') from None


def _action(category: object, name: object) -> Action:
    try:
        return Action(str(name))
    except ValueError:
        raise SettingsError(f'policy: {category}: unknown "{name}"{did_you_mean(str(name), tuple(Action))}') from None
