"""Names of elements: what the table serves is what was counted, and what an element hears from those around it."""

from pathlib import Path

import numpy as np
import pytest

from cleaner.blocks import html as pages
from cleaner.blocks.text import read
from cleaner.errors import CleanerError
from cleaner.features import called, html, text
from cleaner.features.mined import MinedTable
from cleaner.knowledge import rules_folder
from cleaner.testimony import Case


def table(said: dict[str, int]) -> called.NameTable:
    """A table that knows each name, or each word behind a `~`."""
    keys = []
    for name in said:
        found = called.parts([name.removeprefix("~")]).hashes
        keys.append(found[-1] if name.startswith("~") else found[0])
    return called.NameTable(MinedTable(np.array(keys), np.array(list(said.values()), np.int8)))


def odds(names: list[str], said: dict[str, int]) -> list[tuple[int, int]]:
    return [(value >> 8, -(value & 255)) for value in table(said).odds(names).tolist()]


def test_a_name_is_known_whole_in_any_case_and_with_any_number() -> None:
    assert odds(["Widget-12", "widget-7 wide", "widget"], {"widget-3": 40}) == [(40, 0), (40, 0), (0, 0)]


def test_a_name_is_known_by_its_words() -> None:
    said = {"~share": 30, "~entry": -20}
    assert odds(["share_bar", "postShare", "entry-share", "reshared"], said) == [(30, 0), (30, 0), (30, -20), (0, 0)]


def test_an_id_is_not_a_class() -> None:
    assert odds(["#main", "main"], {"#main": -25}) == [(0, -25), (0, 0)]


def test_white_space_of_any_kind_parts_names_and_ends_none() -> None:
    assert odds(["a\nside-bar\tb", "", "x"], {"side-bar": 10}) == [(10, 0), (0, 0), (0, 0)]


def test_names_are_remembered_as_they_were_worked_out() -> None:
    names = table({"nav": 50, "~body": -9})
    assert names.odds(["nav", "body", "nav"]).tolist() == names.odds(["nav", "body", "nav"]).tolist()


PAGE = """<body class="post"><div id="top"><p>One two.</p></div>
<div class="bar"><div class="entry"><p>Three.</p></div></div>"""


def test_a_block_hears_all_elements_around_it() -> None:
    names = table({"post": -40, "#top": 24, "bar": 48, "entry": -8})
    measured = html.measure([Case(pages.read(PAGE))], names=names)
    columns = measured.table.columns
    assert [int(columns[f"called_{which}"][0]) - 128 for which in ("best", "worst", "sum", "mean")] == [24, -40, -2, -8]
    assert [int(columns[f"called_{which}"][1]) - 128 for which in ("best", "worst", "sum", "mean")] == [48, -40, 0, 0]
    assert [int(columns[f"{level}_best"][1]) - 128 for level in ("own", "parent", "second", "third")] == [0, 0, 48, 0]
    assert [int(columns[f"{level}_worst"][1]) - 128 for level in ("own", "parent", "second", "third")] == [
        0,
        -8,
        0,
        -40,
    ]


@pytest.mark.parametrize(
    ("feature", "block", "meant"),
    [
        ("called_best", 0, "#top"),
        ("called_worst", 0, ".post"),
        ("called_best", 1, ".bar"),
        ("called_worst", 1, ".post"),
        ("second_best", 1, ".bar"),
        ("parent_worst", 1, ".entry"),
        ("parent_best", 1, ""),
        ("third_worst", 1, ".post"),
        ("own_best", 1, ""),
        ("called_sum", 1, ""),
        ("words", 1, ""),
        ("since_best", 1, ""),
    ],
)
def test_what_a_feature_speaks_of(feature: str, block: int, meant: str) -> None:
    names = table({"post": -40, "#top": 24, "bar": 48, "entry": -8})
    batch = [Case(pages.read(page)) for page in ("<p class=bar>Four.", PAGE)]
    assert html.measure(batch[1:], names=names).meant(feature, block) == meant
    assert html.measure(batch, names=names).meant(feature, block + 1) == meant


def test_tags_are_spoken_of_too_and_texts_have_none() -> None:
    measured = html.measure([Case(pages.read("<footer><p>One.</p></footer>"))], names=table({"<footer>": 70}))
    assert measured.meant("called_best", 0) == "<footer>"
    assert text.measure([Case(read("One."))]).meant("called_best", 0) == ""
    assert html.measure([Case(pages.read(""))]).meant("called_best", 0) == ""


def test_no_page_of_a_batch_changes_a_byte_of_another() -> None:
    names = table({"post": -40, "#top": 24, "bar": 48, "entry": -8})
    cases = [Case(pages.read(page)) for page in (PAGE, "<p class=bar>Four.", PAGE.replace("bar", "post"))]
    together = html.measure(cases, names=names).table
    alone = [html.measure([case], names=names).table for case in cases]
    features = tuple(feature.name for feature in called.FEATURES)
    assert (together.codes(features) == np.concatenate([each.codes(features) for each in alone], axis=1)).all()


def test_the_shipped_table_serves_what_was_counted_and_names_its_source() -> None:
    with np.load(rules_folder() / "scorecards" / "names.npz") as arrays:
        served = MinedTable(arrays["keys"], arrays["odds"]).odds(arrays["keys"], np.zeros(0, np.int64))
        assert len(arrays["keys"]) > 5_000
        assert np.mean(served == arrays["odds"]) > 0.99
        assert "CC-BY-4.0" in str(arrays["about"])
    assert called.shipped().odds(["site-footer", "entry-content"]).tolist()[0] > 0


def test_a_broken_table_is_told(tmp_path: Path) -> None:
    broken = tmp_path / "names.npz"
    broken.write_bytes(b"no archive")
    with pytest.raises(CleanerError, match=r"names\.npz: table of names cannot be read .*; reinstall boilerstrip"):
        called.load(broken)
