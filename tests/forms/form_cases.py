"""Pages with their verdicts laid down by hand, and a CommonMark parser's view of what was written."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from markdown_it import MarkdownIt
from markdown_it.token import Token

from cleaner import forms
from cleaner.blocks import html
from cleaner.forms import Form

PARSER = MarkdownIt("commonmark").enable("table")


def rendered(markup: str, form: Form, *dropped: str, links: bool = False) -> str:
    """A page in a form, without the first place of each of these texts."""
    document = html.read(markup)
    spans = []
    for text in dropped:
        start = document.text.index(text)
        spans.append((start, start + len(text)))
    return forms.render(document, sorted(spans), form, links=links)


def markdown(body: str, *dropped: str, links: bool = False) -> str:
    return rendered(f"<body>{body}</body>", Form.MARKDOWN, *dropped, links=links)


def page(body: str, *dropped: str) -> str:
    """What is between `<body>` and `</body>`."""
    found = rendered(f"<body>{body}</body>", Form.HTML, *dropped)
    return found.partition("<body>")[2].rpartition("</body>")[0]


def read_back(text: str) -> str:
    """The text that a CommonMark parser finds; markup that slipped in stands out as `@@`."""
    return "".join(_texts(PARSER.parse(text)))


def _texts(tokens: Sequence[Token]) -> Iterator[str]:
    for token in tokens:
        if token.type == "inline":
            yield from map(_inline, token.children or ())
            yield "\n"
        elif token.type == "fence":
            yield token.content
        elif token.type in ("code_block", "html_block"):
            yield f"@@{token.type}"


def _inline(token: Token) -> str:
    if token.type in ("softbreak", "hardbreak"):
        return "\n"
    return f"@@{token.type}" if token.type in ("html_inline", "image") else token.content


def outline(text: str) -> str:
    """The blocks that a parser finds, as nested names: `ul(li(p) li(p))`."""
    short = {"bullet_list": "ul", "ordered_list": "ol", "list_item": "li", "paragraph": "p", "blockquote": "quote"}
    words: list[str] = []
    for token in PARSER.parse(text):
        name = token.type.removesuffix("_open").removesuffix("_close")
        name = token.tag if name == "heading" else short.get(name, name)
        if token.type in ("fence", "code_block", "html_block", "hr"):
            words.append(name)
        elif token.nesting == 1:
            words.append(f"{name}(")
        elif token.nesting == -1:
            words.append(")")
    return " ".join(words).replace("( ", "(").replace(" )", ")").replace("()", "")
