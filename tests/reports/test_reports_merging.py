"""Summaries add up: in any order, in any grouping, through JSON and back."""

from __future__ import annotations

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st
from report_cases import report_of

from cleaner.errors import InputError
from cleaner.reports import jsonlines, merging
from cleaner.reports.finding import failure
from cleaner.reports.merging import Summary, as_object, from_object, of_lines
from cleaner.reports.view import View

TEXT = "Home | News\nThe ferry was late.\nShare this\nShare that\n"
DROPS = (("Home | News\n", "nav", "generic/menu"), ("Share this\n", "share", "generic/share"))


def entry_of(name: str = "a.txt", drops=DROPS, url: str | None = None, **more) -> dict:
    return {**jsonlines.as_object(report_of(name, TEXT, drops)), "url": url, **more}


def summary_of(*entries: dict) -> Summary:
    made = Summary()
    for entry in entries:
        made.add(entry)
    return made


def test_what_is_counted() -> None:
    twice = (*DROPS, ("Share that\n", "share", "generic/share"))
    failed = jsonlines.as_object(failure("c.txt", "not text"))
    made = summary_of(entry_of(url="https://a.org/1"), entry_of(drops=twice, url="https://A.org:80/2"), failed)
    assert as_object(made) == {
        "summary": 1,
        "tool": as_object(made)["tool"],
        "documents": 3,
        "statuses": {"cleaned": 2, "unchanged": 0, "abstained": 0, "failed": 1},
        "chars_in": 2 * len(TEXT),
        "chars_out": 2 * len(TEXT) - 57,
        "by_category": {
            "nav": {"documents": 2, "pieces": 2, "chars": 24},
            "share": {"documents": 2, "pieces": 3, "chars": 33},
        },
        "by_rule": {
            "generic/menu": {"documents": 2, "pieces": 2, "chars": 24},
            "generic/share": {"documents": 2, "pieces": 3, "chars": 33},
        },
        "by_host": {
            "(no url)": {"documents": 1, "pieces": 0, "chars": 0},
            "a.org": {"documents": 2, "pieces": 5, "chars": 57},
        },
    }


def test_a_row_of_a_cleaned_table_counts_like_its_report() -> None:
    entry = entry_of(url="https://a.org/1")
    row = {
        "url": entry["url"],
        "clean_status": entry["status"],
        "chars_in": entry["chars_in"],
        "chars_out": entry["chars_out"],
        "dropped": [{key: drop[key] for key in ("start", "end", "category", "rule")} for drop in entry["dropped"]],
    }
    assert summary_of(row) == summary_of(entry)


@pytest.mark.parametrize("url", ["http://[broken", "not a url", "", None, "mailto:a@b.org"])
def test_an_address_that_names_no_host(url: str | None) -> None:
    assert list(summary_of(entry_of(url=url)).by["host"]) == [merging.NO_HOST]


ENTRIES = st.builds(
    entry_of,
    drops=st.sampled_from([(), DROPS[:1], DROPS[1:], DROPS]),
    url=st.sampled_from([None, "https://a.org/x", "https://b.org/"]),
    status=st.sampled_from(["cleaned", "abstained"]),
)
PARTS = st.lists(st.lists(ENTRIES, max_size=4), max_size=4)


@given(PARTS)
def test_merging_is_counting_everything_at_once(parts: list[list[dict]]) -> None:
    together = summary_of(*(entry for part in parts for entry in part))
    left, right = Summary(), Summary()
    for part in parts:
        left.merge(summary_of(*part))
    for part in reversed(parts):
        right.merge(summary_of(*part))
    assert left == right == together
    assert from_object(json.loads(json.dumps(as_object(together)))) == together


@given(st.lists(ENTRIES, max_size=3), st.lists(ENTRIES, max_size=3), st.lists(ENTRIES, max_size=3))
def test_merging_is_associative(a: list[dict], b: list[dict], c: list[dict]) -> None:
    first, second = summary_of(*a), summary_of(*b)
    first.merge(summary_of(*b))
    first.merge(summary_of(*c))
    second.merge(summary_of(*c))
    whole = summary_of(*a)
    whole.merge(second)
    assert whole == first


def test_lines_may_be_reports_and_summaries() -> None:
    one, two = entry_of(url="https://a.org/1"), entry_of(drops=())
    lines = [json.dumps(one).encode(), b"\n", json.dumps(as_object(summary_of(one, two))).encode()]
    assert of_lines(lines, "x") == summary_of(one, one, two)


@pytest.mark.parametrize(
    ("line", "message"),
    [
        pytest.param(b'{"version": 1, "na', "not JSON .*was the report cut off", id="cut off"),
        pytest.param(b"[1]", "not an object; give reports", id="a list"),
        pytest.param(b"{}", "not a report of a document .*'chars_in'|not a report of a document", id="empty"),
        pytest.param(b'{"text": "x", "id": 1}', "not a report of a document", id="a document"),
        pytest.param(json.dumps(entry_of(version=2)).encode(), "version 2, expected 1", id="another version"),
        pytest.param(b'{"summary": 2}', "not a summary .*version 2, expected 1", id="another summary"),
        pytest.param(b'{"summary": 1, "statuses": {}}', "not a summary", id="half a summary"),
        pytest.param(b"\xff", "not JSON", id="not UTF-8"),
    ],
)
def test_lines_that_are_neither_are_told_with_their_number(line: bytes, message: str) -> None:
    with pytest.raises(InputError, match=message) as caught:
        of_lines([json.dumps(entry_of()).encode(), line], "a.jsonl")
    assert str(caught.value).startswith("a.jsonl:2: ")


def test_a_wrong_entry_leaves_the_summary_as_it_was() -> None:
    made = summary_of(entry_of())
    with pytest.raises(InputError):
        made.add({**entry_of(), "dropped": [{"category": "nav"}]})
    assert made == summary_of(entry_of())


def shown(summary: Summary, most: int = 10) -> str:
    return "".join(merging.render(summary, View(), most))


def test_what_people_see() -> None:
    assert shown(summary_of(entry_of(url="https://a.org/1"), entry_of(drops=(), url="https://b.org/"))) == (
        "2 documents: 1 cleaned, 1 unchanged\n"
        "dropped 23 of 108 characters (21.3%) in 2 pieces\n"
        "\n"
        "by category    documents       pieces      characters\n"
        "  nav                  1            1              12\n"
        "  share                1            1              11\n"
        "\n"
        "by rule            documents       pieces      characters\n"
        "  generic/menu             1            1              12\n"
        "  generic/share            1            1              11\n"
        "\n"
        "by host    documents       pieces      characters\n"
        "  a.org            1            2              23\n"
        "  b.org            1            0               0\n"
    )


def test_long_tables_say_how_much_is_left_out() -> None:
    assert "by rule (first 1 of 2)" in shown(summary_of(entry_of()), 1)


def test_without_addresses_there_is_no_table_of_hosts() -> None:
    assert "by host" not in shown(summary_of(entry_of()))


def test_a_name_from_a_report_cannot_move_the_cursor() -> None:
    evil = entry_of()
    evil["dropped"][0]["rule"] = "x\x1b[2J"
    assert "\x1b" not in shown(summary_of(evil))


def test_nothing_at_all() -> None:
    assert shown(Summary()) == "no documents\ndropped 0 of 0 characters (0.0%) in 0 pieces\n"
