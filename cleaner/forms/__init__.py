"""What is kept of a page, in one of several forms: one module per form. The verdicts are the same in each."""

from __future__ import annotations

from collections.abc import Iterable
from enum import StrEnum
from typing import TYPE_CHECKING, cast

from cleaner.errors import InputError, SettingsError

if TYPE_CHECKING:
    from cleaner.blocks.page import Page
    from cleaner.model import Document


class Form(StrEnum):
    """The forms, by the names that the command line knows them by."""

    TEXT = "text"
    MARKDOWN = "markdown"
    HTML = "html"


def form_named(name: str, where: str) -> Form:
    """A form by its name. Raises SettingsError, with the nearest known name, when there is none."""
    try:
        return Form(name)
    except ValueError:
        from cleaner.settings import did_you_mean  # names of forms are for everybody, and cost nothing

        raise SettingsError(f'{where}: unknown "{name}"{did_you_mean(name, tuple(Form))}') from None


def render(document: Document, gone: Iterable[tuple[int, int]], form: Form, *, links: bool = False) -> str:
    """A page without these spans of its text, as Markdown or as a page.

    Raises InputError for a text document asked for as a page: nothing says where its paragraphs are. Its Markdown is
    its text as it stands, since nobody knows which of its characters were meant as marks.
    """
    from cleaner import differ
    from cleaner.forms import kept, markdown, page  # who asks for text needs none of them
    from cleaner.model import Kind

    if document.kind is not Kind.HTML:
        if form is Form.HTML:
            raise InputError("a text document has no html form; ask for text")
        return differ.cut(document.text, gone)

    markup = cast("Page", document.markup)
    tokens = kept.Tokens.split(markup.source.tokens, markup.source.block)
    mask = kept.goes(document, gone)
    if form is Form.HTML:
        return page.render(tokens, kept.without(tokens, document, mask), markup.head.title)
    return markdown.render(document, tokens, mask, links=links)
