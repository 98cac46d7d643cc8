"""Forms through the outcome: the same verdicts in each, and what is asked of texts."""

from __future__ import annotations

import pickle

import pytest

import cleaner
from cleaner import Cleaner, Form, Settings, forms
from cleaner.blocks import html
from cleaner.errors import InputError, SettingsError

PAGE = """<html><head><title>Harbour reopens</title></head><body>
<nav><ul><li><a href="/">Home</a></li><li><a href="/s">Sport</a></li><li><a href="/w">Weather</a></li></ul></nav>
<article><h1>Harbour reopens</h1>
<p>The harbour reopened on Monday after a week of storms, and <b>nobody</b> was hurt, the mayor said.</p>
<pre>tide --port aqaba
    --high 12</pre>
<table><tr><th>Port</th><th>Ships</th></tr><tr><td>Aqaba</td><td>12</td></tr></table>
<p>Ships may enter the harbour again from Tuesday on, although the northern pier stays closed for now.</p></article>
<div class="share">Share this on Facebook</div>
</body></html>"""


def test_every_form_has_the_same_verdicts() -> None:
    outcome = cleaner.clean(PAGE)
    assert [drop.text for drop in outcome.dropped if "Home" in drop.text]
    assert outcome.render() == outcome.render("text") == outcome.text
    for form in Form:
        text = outcome.render(form)
        assert "Harbour reopens" in text
        assert "tide --port aqaba\n    --high 12" in text
        assert "Sport" not in text
        assert "Facebook" not in text
    assert "# Harbour reopens\n" in outcome.render("markdown")
    assert "| Aqaba | 12 |\n" in outcome.render("markdown")
    assert "Aqaba\t12\n" in outcome.render("text")
    assert "<td>Aqaba</td><td>12</td>" in outcome.render(Form.HTML)


def test_links_come_on_demand() -> None:
    outcome = cleaner.clean(PAGE.replace("the mayor", '<a href="/mayor">the mayor</a>'))
    assert "the mayor said" in outcome.render("markdown")
    assert "[the mayor](/mayor) said" in outcome.render("markdown", links=True)


def test_a_form_that_does_not_exist_is_told_with_the_nearest() -> None:
    with pytest.raises(SettingsError, match='form: unknown "markdwon"; did you mean "markdown"'):
        cleaner.clean(PAGE).render("markdwon")


def test_a_text_is_its_own_markdown_and_no_page() -> None:
    outcome = cleaner.clean("*Harbour*\n\n1) The harbour <b> reopened\n", kind="text")
    assert outcome.render("markdown") == outcome.text
    with pytest.raises(InputError, match="a text document has no html form"):
        outcome.render("html")


def test_a_page_that_is_kept_whole_is_whole_in_every_form() -> None:
    limits = cleaner.Limits(max_dropped_share_html=0.0, free_chars=0)
    outcome = Cleaner(Settings(limits=limits)).clean(PAGE)
    assert outcome.status == "abstained"
    assert all("Sport" in outcome.render(form) for form in Form)


def test_a_failed_document_has_no_text_in_any_form() -> None:
    outcome = cleaner.clean(b"\x00\x01\x02" * 200)
    assert outcome.status == "failed"
    assert [outcome.render(form) for form in Form] == [""] * 3


def test_a_page_that_travelled_between_processes_has_its_forms() -> None:
    document = html.read(PAGE)
    again = pickle.loads(pickle.dumps(document))
    for form in (Form.MARKDOWN, Form.HTML):
        assert forms.render(again, [], form) == forms.render(document, [], form)
