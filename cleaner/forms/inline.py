"""A block's text as inline Markdown (CommonMark, with GFM's tables): escaped, with emphasis, code and links.

Words come before marks: where delimiters would not be read back as what they stand for, the text stands without them.
"""

from __future__ import annotations

import itertools
import re
import unicodedata
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from urllib.parse import quote

_SPECIAL = re.compile(
    r"""\\(?=[!-/:-@\[-`{-~]|\Z)          # a backslash that would escape what follows it
    | `
    | \*(?:(?<!\s\*)|(?!\s))              # a star with blanks on both sides stands for itself
    | _(?:(?<![^\W_]_)|(?![^\W_]))        # snake_case stands for itself
    | \](?=[(:])                          # would end a link or name one
    | <(?=[A-Za-z/!?])                    # would begin a tag
    | &(?=\#?\w+;)                        # would be a character reference
    | ~(?=~)
    """,
    re.VERBOSE,
)
"""Every way begins with its character, so that the search skips all others."""
_SPECIAL_IN_LINK = re.compile(rf"{_SPECIAL.pattern} | [\[\]]", re.VERBOSE)
_LINE_START = re.compile(
    r"""(?P<mark>[-+](?=\s|$) | \#(?=\#{0,5}(?:\s|$)) | > | [-=:|](?=[-=:|\s]*$))
    | (?P<number>\d{1,9})(?=[.)](?:\s|$))""",
    re.VERBOSE,
)
_CLOSING_HASHES = re.compile(r"(?:(?<=\s)|^)#+$")
_BACKTICKS = re.compile("`+")
_EDGES = re.compile(r"(\s*)(.*?)(\s*)", re.DOTALL)
_URL_SPECIAL = re.compile(r"[\s()<>\\|`]|&(?=#?\w+;)")
_MARKUP = "*"
"""Stands for whatever delimiter comes next to a text."""


@dataclass(frozen=True, slots=True)
class Marks:
    """What a piece of text is set in: `code` and `anchor` are the elements that set it, -1 for none."""

    strong: bool = False
    emphasis: bool = False
    code: int = -1
    link: str = ""
    anchor: int = -1

    @property
    def plain(self) -> bool:
        """Whether it is set as the text around it, a link left aside."""
        return not (self.strong or self.emphasis) and self.code < 0

    def between(self, other: Marks) -> Marks:
        """What white space between two pieces of text is set in: whatever both are."""
        if self == other:
            return self
        linked = self.anchor if self.anchor == other.anchor else -1
        return Marks(
            self.strong and other.strong,
            self.emphasis and other.emphasis,
            self.code if self.code == other.code else -1,
            self.link if linked >= 0 else "",
            linked,
        )


PLAIN = Marks()


@dataclass(frozen=True, slots=True)
class Segment:
    """A piece of a block's text, in one setting."""

    text: str
    marks: Marks = PLAIN


def paragraph(segments: Iterable[Segment]) -> str:
    """The text of a paragraph; its line ends become hard ones."""
    rendered = filter(None, (_line(line) for line in _split(segments)))
    return "\\\n".join(map(_guarded, rendered))


def cell(segments: Iterable[Segment]) -> str:
    """The text of a table's cell: one line, its pipes escaped."""
    return _line(_unbroken(segments)).replace("|", "\\|")


def heading(segments: Iterable[Segment]) -> str:
    """The text of a heading: one line without emphasis of its own."""
    flat = (replace(piece, marks=replace(piece.marks, strong=False, emphasis=False)) for piece in segments)
    return _CLOSING_HASHES.sub(lambda found: "\\" + found[0], _line(_unbroken(flat)))


def _escaped(text: str, before: str, after: str, special: re.Pattern[str]) -> str:
    """A text between two characters without any meaning to Markdown, the beginnings of lines left aside."""
    start, end = len(before), len(before) + len(text)
    padded = special.sub(
        lambda found: "\\" + found[0] if start <= found.start() < end else found[0], f"{before}{text}{after}"
    )
    return padded[start : len(padded) - len(after)]


def _guarded(line: str) -> str:
    """A line that begins neither a list, nor a heading, nor a quotation, nor a rule."""
    found = _LINE_START.match(line)
    if not found:
        return line
    return "\\" + line if found["mark"] else f"{found['number']}\\{line[found.end() :]}"


def _split(segments: Iterable[Segment]) -> Iterator[list[Segment]]:
    """The segments of each line."""
    line: list[Segment] = []
    for segment in segments:
        first, *others = segment.text.split("\n")
        line.append(Segment(first, segment.marks))
        for text in others:
            yield line
            line = [Segment(text, segment.marks)]
    yield line


def _unbroken(segments: Iterable[Segment]) -> list[Segment]:
    return [Segment(piece.text.replace("\n", " "), piece.marks) for piece in segments]


def _line(segments: Iterable[Segment]) -> str:
    """One line of Markdown."""
    segments = list(segments)
    if len(segments) == 1 and segments[0].marks == PLAIN:  # most lines
        return _escaped(segments[0].text, "", "", _SPECIAL).strip()
    pieces = _merged(_readable(_merged(_trimmed(_merged(segments)))))
    out = [""]
    for link, group in itertools.groupby(enumerate(pieces), lambda entry: (entry[1].marks.link, entry[1].marks.anchor)):
        inner = "".join(_set(pieces, number) for number, _ in group)
        if link[0] and out[-1].endswith("!"):
            out[-1] = out[-1][:-1] + "\\!"  # would be a picture
        out.append(_linked(inner, link[0]) if link[0] else inner)
    return "".join(out).strip()


def _trimmed(segments: Iterable[Segment]) -> Iterator[Segment]:
    """Segments whose marks do not reach over white space at their ends."""
    for piece in segments:
        if piece.marks.plain:
            yield piece
            continue
        found = _EDGES.fullmatch(piece.text)
        edges = replace(piece.marks, strong=False, emphasis=False, code=-1)
        for text, marks in zip(found.groups() if found else (), (edges, piece.marks, edges), strict=False):
            yield Segment(text, marks)


def _merged(segments: Iterable[Segment]) -> list[Segment]:
    """Neighbours in one setting as one segment, empty ones gone."""
    return [
        Segment("".join(piece.text for piece in group), marks)
        for marks, group in itertools.groupby((s for s in segments if s.text), lambda piece: piece.marks)
    ]


def _readable(pieces: Sequence[Segment]) -> Iterator[Segment]:
    """Segments whose delimiters are read as such: CommonMark's rule for flanking, and no two marks side by side."""
    beside = False
    for number, piece in enumerate(pieces):
        before = pieces[number - 1].text[-1] if number else " "
        after = pieces[number + 1].text[0] if number + 1 < len(pieces) else " "
        if piece.marks.code >= 0:  # two spans side by side would not be read as two
            yield replace(piece, marks=replace(piece.marks, code=0))
            beside = False
        elif piece.marks.plain:
            yield piece
            beside = False
        elif beside or not (_flanks(before, piece.text[0]) and _flanks(after, piece.text[-1])):
            yield replace(piece, marks=replace(piece.marks, strong=False, emphasis=False))
            beside = False
        else:
            yield piece
            beside = True


def _flanks(outside: str, inside: str) -> bool:
    return not _is_mark(inside) or outside.isspace() or _is_mark(outside)


def _is_mark(char: str) -> bool:
    return unicodedata.category(char)[0] in "PS"


def _set(pieces: Sequence[Segment], number: int) -> str:
    """One segment with its delimiters."""
    text, marks = pieces[number].text, pieces[number].marks
    if marks.code >= 0:
        return _code(text)
    delimiter = "*" * (marks.emphasis + 2 * marks.strong)
    before = _MARKUP if number or marks != PLAIN else ""  # a neighbour is set otherwise, or it were no neighbour
    after = _MARKUP if number + 1 < len(pieces) or marks != PLAIN else ""
    return f"{delimiter}{_escaped(text, before, after, _SPECIAL_IN_LINK if marks.link else _SPECIAL)}{delimiter}"


def _code(text: str) -> str:
    fence = "`" * (1 + max((len(run) for run in _BACKTICKS.findall(text)), default=0))
    padding = " " if text[0] == "`" or text[-1] == "`" else ""
    return f"{fence}{padding}{text}{padding}{fence}"


def _linked(inner: str, target: str) -> str:
    """A text that leads somewhere; white space at its ends does not."""
    blank_start, text, blank_end = _EDGES.fullmatch(inner).groups()  # type: ignore[union-attr]
    if not text:
        return inner
    url = _URL_SPECIAL.sub(lambda found: "\\&" if found[0] == "&" else quote(found[0]), target)
    return f"{blank_start}[{text}]({url}){blank_end}"
