"""Every format, read line by line; and that none of them loses a document or lets a text steer a terminal."""

from __future__ import annotations

import json
import pickle
from pathlib import Path

import jsonschema
import pytest
from hypothesis import given
from hypothesis import strategies as st
from report_cases import outcome_of, report_of

from cleaner.model import Category, Flag, Metadata, Status
from cleaner.reports import FORMATS, finding, format_named
from cleaner.reports.cells import width
from cleaner.reports.finding import DocumentReport, failure
from cleaner.reports.view import Role, View

SCHEMA = json.loads((Path(__file__).resolve().parents[2] / "docs" / "report.schema.json").read_text("utf-8"))

TEXT = "Harbour reopens\n\nNobody was hurt.\nRead more | Share this | Print\n\nThis news has been read 12 times!\n"
DROPS = (
    ("| Share this ", "share", "generic/share-inline"),
    ("\nThis news has been read 12 times!\n", "counter", "site/example.com/read-counter"),
)


def render(form: str, *reports: DocumentReport, view: View | None = None) -> str:
    return "".join(format_named(form).render(reports, view or View()))


def test_a_diff_shows_what_goes_between_what_stays() -> None:
    report = report_of("a.txt", TEXT, DROPS)
    assert render("diff", report, report_of("b.txt", "Nothing goes.\n"), failure("c.txt", "no such file; check")) == (
        "a.txt: 2 pieces, 48 of 100 characters (48.0%)\n"
        "     3   Nobody was hurt.\n"
        "     4 - Read more [-| Share this -]| Print                              share  generic/share-inline\n"
        "     6 - This news has been read 12 times!                    counter  site/example.com/read-counter\n"
        "\n"
        "c.txt: failed: no such file; check\n"
        "\n"
        "3 documents: 1 cleaned, 1 unchanged, 1 failed\n"
        "would drop 48 of 114 characters (42.1%) in 2 pieces\n"
        "\n"
        "by category    pieces  characters\n"
        "  counter           1          35\n"
        "  share             1          13\n"
        "\n"
        "by rule                            pieces  characters\n"
        "  generic/share-inline                  1          13\n"
        "  site/example.com/read-counter         1          35\n"
    )


def test_a_run_of_one_rule_names_it_once_and_again_after_a_break() -> None:
    drops = tuple((f"{word}\n", "nav", rule) for word, rule in zip("abcd", ("r/x", "r/x", "r/y", "r/y"), strict=True))
    shown = render("diff", report_of("a.txt", "a\nb\nkept\nc\nd\nkept too\n", drops))
    assert [row.split()[2:] for row in shown.splitlines() if row[7:8] == "-"] == [
        ["a", "nav", "r/x"],
        ["b", '"'],
        ["c", "nav", "r/y"],
        ["d", '"'],
    ]


def test_a_plain_report_has_one_line_per_drop() -> None:
    lines = render("plain", report_of("a.txt", TEXT, DROPS)).splitlines()
    assert lines[:3] == [
        'a.txt:4:11: share: generic/share-inline: "| Share this" (for a test)',
        'a.txt:6:1: counter: site/example.com/read-counter: "This news has been read 12 times!" (for a test)',
        "",
    ]


def test_a_json_report_is_the_documented_object() -> None:
    entry = json.loads(render("json", report_of("a.txt", TEXT, DROPS)))
    assert list(entry) == SCHEMA["required"]
    assert entry["dropped"][1] == {
        "start": 65,
        "end": 100,
        "line": 6,
        "column": 1,
        "text": "\nThis news has been read 12 times!\n",
        "category": "counter",
        "rule": "site/example.com/read-counter",
        "reason": "for a test",
        "score": None,
        "path": None,
        "also": [],
    }


@pytest.mark.parametrize(
    "report",
    [
        pytest.param(report_of("a.txt", TEXT, DROPS), id="cleaned"),
        pytest.param(report_of("a.txt", ""), id="empty"),
        pytest.param(failure("a.txt", "no such file"), id="failed"),
        pytest.param(report_of("a.txt", "x\n", flags=(Flag("marked", "why", "generic/x", Category.LEGAL),)), id="flag"),
        pytest.param(report_of("a.txt", "x\n", metadata=Metadata(title="T")), id="metadata"),
    ],
)
def test_every_json_report_keeps_to_its_schema(report: DocumentReport) -> None:
    validator = jsonschema.Draft202012Validator(SCHEMA)
    validator.check_schema(SCHEMA)
    assert list(validator.iter_errors(json.loads(render("json", report)))) == []


def test_the_schema_lists_what_the_model_lists() -> None:
    assert SCHEMA["$defs"]["category"]["enum"] == [str(category) for category in Category]
    assert SCHEMA["properties"]["status"]["enum"] == [str(status) for status in Status]


def test_lone_surrogates_survive_json() -> None:
    report = report_of("a.txt", "bytes \udcff here\n", (("\udcff", "other", "generic/x"),))
    text = render("json", report)
    assert text.isascii()
    assert json.loads(text)["dropped"][0]["text"] == "\udcff"


@pytest.mark.parametrize("form", [entry.name for entry in FORMATS if entry.for_people])
@given(
    text=st.text(alphabet=st.sampled_from("ab \t\x1b\x07\x9b\u202e\u2028\ud800ü漢"), min_size=1),
    name=st.text(min_size=1),
)
def test_no_text_steers_a_terminal(form: str, text: str, name: str) -> None:
    line = f"x{text}x"
    shown = render(form, report_of(name, f"kept\n{line}\n", ((f"{line}\n", "other", "generic/x"),)))
    assert not set("\x1b\x07\x9b\u202e\u2028\ud800\t") & set(shown)
    shown.encode()


@pytest.mark.parametrize(
    "line",
    [
        pytest.param("word " * 100, id="long"),
        pytest.param("漢字" * 100, id="wide"),
        pytest.param("e\u0301" * 200, id="combining"),
        pytest.param("short", id="short"),
    ],
)
def test_a_diff_fits_its_width(line: str) -> None:
    shown = render("diff", report_of("a.txt", f"{line} kept\n{line}\n", ((f"{line}\n", "counter", "generic/x"),)))
    rows = [row for row in shown.splitlines() if row.startswith("     ")]
    assert len(rows) == 2
    assert all(width(row) <= 100 for row in rows)
    assert rows[1].endswith("  counter  generic/x")


def test_a_part_that_goes_is_shown_however_long_its_line_is() -> None:
    line = "start " + "kept " * 100 + "| Share this " + "more " * 100
    shown = render("diff", report_of("a.txt", f"{line}\n", (("| Share this ", "share", "generic/x"),)))
    assert "[-| Share this -]" in shown


def test_paint_changes_no_text() -> None:
    def framed(text: str, role: Role) -> str:
        return f"<{text}>"

    for form in ("diff", "plain"):
        reports = (report_of("a.txt", TEXT, DROPS), failure("c.txt", "no such file"))
        painted = render(form, *reports, view=View(framed))
        assert painted.replace("<", "").replace(">", "") == render(form, *reports)


def test_notes_and_documents_that_are_kept_whole_are_said() -> None:
    flags = (Flag("guard_abstained", "would take 80 % of the text", "site/x/y"),)
    shown = render("diff", report_of("a.txt", "Text.\n", flags=flags), report_of("b.txt", "Text.\n", gave_up=True))
    assert "  note: guard_abstained: would take 80 % of the text [site/x/y]\n" in shown
    assert "2 documents: 1 unchanged, 1 kept whole (would have lost too much)\n" in shown
    assert "note: 1 x guard_abstained (site/x/y)\n" in shown


def test_the_summary_names_ten_rules_and_says_that_there_are_more() -> None:
    drops = tuple((f"line {number:02}\n", "other", f"generic/r{number:02}") for number in range(12))
    shown = render("diff", report_of("a.txt", "".join(text for text, _, _ in drops) + "kept\n", drops))
    assert "by rule (first 10 of 12)" in shown
    assert shown.count("generic/r") == 12 + 10


def test_the_order_of_documents_changes_no_summary() -> None:
    reports = [report_of("a.txt", TEXT, DROPS), report_of("b.txt", "Text.\n"), failure("c.txt", "x")]
    last = "by category"
    assert render("plain", *reports).partition(last)[2] == render("plain", *reports[::-1]).partition(last)[2]


def test_a_report_travels_between_processes() -> None:
    report = report_of("a.txt", TEXT, DROPS)
    assert pickle.loads(pickle.dumps(report)) == report


def test_the_hashes_are_of_what_files_hold() -> None:
    from hashlib import sha256

    outcome = outcome_of("größer | Share this \n", (("| Share this ", "share", "generic/x"),), encoding="cp1252")
    report = finding.report_of("a.txt", "größer | Share this \n".encode("cp1252"), outcome)
    assert report.sha256_in == sha256("größer | Share this \n".encode("cp1252")).hexdigest()
    assert report.sha256_out == sha256("größer \n".encode("cp1252")).hexdigest()


def test_formats_are_registered_once_and_the_first_is_for_people() -> None:
    names = [entry.name for entry in FORMATS]
    assert len(set(names)) == len(names)
    assert FORMATS[0].for_people
