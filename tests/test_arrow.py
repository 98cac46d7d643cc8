"""Record batches: rows in are rows out, other columns are left alone, a row's verdict is the document's verdict."""

from __future__ import annotations

import pickle
from collections.abc import Sequence

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cleaner.errors import CleanerError, InputError, SettingsError
from cleaner.formats.records import Record
from cleaner.model import Category
from cleaner.outcome import Outcome
from cleaner.pipeline import Cleaner
from cleaner.settings import Columns, Settings

pa = pytest.importorskip("pyarrow", reason="record batches need pyarrow (extra: parquet)")
arrow = pytest.importorskip("cleaner.arrow", exc_type=CleanerError)

PROSE = "The ferry was late, and nobody on the pier had been told when it would come.\n"
TEXT = "Skip to main content\n\n" + PROSE
PAGE = f'<html><body><nav><a href="/">Home</a> <a href="/n">News</a></nav><p>{PROSE * 4}</p></body></html>'
POISON = "poison"


class Poisoned(Cleaner):
    """A cleaner with a bug that one kind of document meets."""

    def clean_many(self, records: Sequence[Record]) -> list[Outcome]:
        if any(record.content == POISON for record in records):
            raise ZeroDivisionError("a bug")
        return super().clean_many(records)


@pytest.fixture(scope="module")
def tool() -> Cleaner:
    return Cleaner()


def batch_of(values: object, **more: object):
    return pa.record_batch({"text": values, **more})


def rows(batch) -> list[dict]:
    batch.validate(full=True)
    return batch.select(arrow.SCHEMA.names).to_pylist()


def test_what_a_row_says(tool: Cleaner) -> None:
    [row] = rows(tool.clean_batch(batch_of([TEXT])))
    [drop] = row.pop("dropped")
    assert row.pop("clean_confidence") == pytest.approx(tool.clean(TEXT, kind="text").confidence)
    assert row == {
        "clean_text": PROSE,
        "clean_status": "cleaned",
        "clean_kind": "text",
        "clean_language": "en",
        "clean_error": None,
        "chars_in": len(TEXT),
        "chars_out": len(PROSE),
        "ruleset": tool.ruleset.digest,
    }
    assert TEXT[drop["start"] : drop["end"]] == "Skip to main content\n\n"
    assert drop["category"] == Category.SKIP_LINK
    assert drop["rule"]
    assert drop["reason"]


def test_the_types_are_those_of_the_contract(tool: Cleaner) -> None:
    drop = "start: int64, end: int64, category: string, rule: string, reason: string, score: float"
    expected = {
        "clean_text": "string",
        "clean_status": "string",
        "clean_kind": "string",
        "clean_language": "string",
        "clean_confidence": "float",
        "clean_error": "string",
        "chars_in": "int64",
        "chars_out": "int64",
        "ruleset": "string",
        "dropped": f"list<item: struct<{drop}>>",
    }
    made = tool.clean_batch(batch_of([TEXT])).schema
    assert {field.name: str(field.type) for field in made if field.name != "text"} == expected


def test_other_columns_and_metadata_are_left_alone(tool: Cleaner) -> None:
    nested = pa.array([{"a": [1, 2], "b": None}, None])
    schema = pa.schema([pa.field("n", nested.type), pa.field("text", pa.string(), False, {"k": "v"})], {"made": "here"})
    batch = pa.record_batch([nested, pa.array([TEXT, PROSE])], schema=schema)
    made = tool.clean_batch(batch)
    assert made.schema.metadata == {b"made": b"here"}
    assert made.select(["n", "text"]).equals(batch)
    assert [made.schema.field(name) for name in ("n", "text")] == list(batch.schema)


@pytest.mark.parametrize(
    "values",
    [
        pytest.param(pa.array([TEXT, None, "x"]), id="string"),
        pytest.param(pa.array([TEXT, None, "x"], pa.large_string()), id="large_string"),
        pytest.param(pa.array([TEXT, None, "x"], pa.string_view()), id="string_view"),
        pytest.param(pa.array([TEXT, None, "x"]).dictionary_encode(), id="dictionary"),
        pytest.param(pa.array([TEXT.encode(), None, b"x"]), id="binary"),
        pytest.param(pa.array([TEXT.encode(), None, b"x"], pa.large_binary()), id="large_binary"),
        pytest.param(pa.array([TEXT, "x"]).take(pa.array([0, None, 1])), id="taken"),
        pytest.param(pa.array(["y", TEXT, None, "x"]).slice(1), id="a slice"),
    ],
)
def test_any_column_of_strings_will_do(tool: Cleaner, values: object) -> None:
    made = rows(tool.clean_batch(batch_of(values)))
    assert [row["clean_text"] for row in made] == [PROSE, None, "x"]
    assert [row["clean_status"] for row in made] == ["cleaned", "unchanged", "unchanged"]


def test_a_row_without_text_is_left_without_text(tool: Cleaner) -> None:
    for values in (pa.array([None, None], pa.string()), pa.nulls(2)):
        for row in rows(tool.clean_batch(batch_of(values))):
            assert (row["clean_text"], row["clean_kind"], row["clean_error"]) == (None, None, None)
            assert (row["clean_status"], row["chars_in"], row["dropped"]) == ("unchanged", 0, [])


def test_pages_come_from_their_own_column() -> None:
    tool = Cleaner(Settings(columns=Columns(html="page")))
    batch = pa.record_batch({"page": pa.array([PAGE.encode("utf-16"), None]), "text": ["extracted", "before"]})
    first, second = rows(tool.clean_batch(batch))
    assert (first["clean_kind"], first["clean_text"].strip()) == ("html", (PROSE * 4).replace("\n", " ").strip())
    assert second["clean_text"] is None


def test_addresses_and_names_reach_the_rules(monkeypatch: pytest.MonkeyPatch, tool: Cleaner) -> None:
    seen: list[Record] = []
    whole = Cleaner.clean_many
    monkeypatch.setattr(Cleaner, "clean_many", lambda self, records: seen.extend(records) or whole(self, records))
    tool.clean_batch(batch_of([TEXT, "x"], url=["https://example.org/a", None], id=[7, None]))
    assert [(record.url, record.name) for record in seen] == [("https://example.org/a", "7"), (None, None)]


def test_verdicts_do_not_depend_on_how_rows_are_cut(tool: Cleaner, monkeypatch: pytest.MonkeyPatch) -> None:
    batch = batch_of([TEXT, PROSE * 3, None, "Share this\n" + PROSE, ""] * 3)
    whole = tool.clean_batch(batch)
    for step in (1, 4, 15):
        pieces = [tool.clean_batch(batch.slice(at, step)) for at in range(0, batch.num_rows, step)]
        assert pa.Table.from_batches(pieces).combine_chunks().to_batches()[0].equals(whole)
    monkeypatch.setattr(arrow, "CHARS_AT_ONCE", 50)
    assert tool.clean_batch(batch).equals(whole)


@pytest.mark.parametrize("schema", [{"text": pa.string()}, {"text": pa.null()}, {"text": pa.large_binary()}])
def test_empty_batches_have_the_schema(tool: Cleaner, schema: dict) -> None:
    empty = pa.schema(schema).empty_table()
    batch = pa.record_batch([column.combine_chunks() for column in empty.columns], schema=empty.schema)
    made = tool.clean_batch(batch)
    assert made.num_rows == 0
    assert made.schema.equals(arrow.schema_for(empty.schema))


@pytest.mark.parametrize(
    ("batch", "message"),
    [
        pytest.param({"body": ["x"]}, 'column "text": not there; name one of body', id="no such column"),
        pytest.param({"Text": ["x"]}, 'column "text": not there', id="upper case is another column"),
        pytest.param({"text": [1]}, 'column "text": expected strings, got int64', id="numbers"),
        pytest.param({"text": [["x"]]}, 'column "text": expected strings, got list', id="lists"),
        pytest.param({"text": ["x"], "url": [1.5]}, 'column "url": expected strings, got double', id="an odd address"),
        pytest.param({"text": ["x"], "ruleset": ["x"]}, 'column "ruleset": is there already', id="cleaned already"),
        pytest.param({"text": ["x"], "dropped": [1]}, "drop or rename it", id="a name that is taken"),
    ],
)
def test_a_wrong_table_is_told_before_the_first_row(tool: Cleaner, batch: dict, message: str) -> None:
    with pytest.raises(InputError, match=message):
        tool.clean_batch(pa.record_batch(batch))
    with pytest.raises(InputError, match=message):
        arrow.schema_for(pa.record_batch(batch).schema)


def test_a_column_that_is_there_twice(tool: Cleaner) -> None:
    batch = pa.RecordBatch.from_arrays([pa.array(["x"]), pa.array(["y"])], names=["text", "text"])
    with pytest.raises(InputError, match='column "text": is there 2 times; rename all but one'):
        tool.clean_batch(batch)


def test_a_column_beside_the_text_may_be_missing_or_not_wanted() -> None:
    tool = Cleaner(Settings(columns=Columns(url=None)))
    assert tool.clean_batch(batch_of(["x"], url=[1.5])).num_rows == 1


def test_a_poisonous_row_costs_itself() -> None:
    made = rows(Poisoned().clean_batch(batch_of([TEXT, POISON, None, PROSE])))
    assert [row["clean_status"] for row in made] == ["cleaned", "failed", "unchanged", "unchanged"]
    failed = made[1]
    assert failed["clean_error"].startswith("unexpected ZeroDivisionError in test_arrow.py:")
    assert (failed["clean_text"], failed["dropped"], failed["chars_in"]) == (None, [], 0)
    assert failed["ruleset"]


def test_a_row_that_cannot_be_put_into_words_costs_itself(tool: Cleaner, monkeypatch: pytest.MonkeyPatch) -> None:
    def broken(outcome: Outcome) -> tuple[()]:
        if "ferry" in outcome.document.text:
            raise KeyError("no words")
        return ()

    monkeypatch.setattr(Outcome, "dropped", property(broken))
    made = rows(tool.clean_batch(batch_of([TEXT, "x"])))
    assert [row["clean_status"] for row in made] == ["failed", "unchanged"]
    assert "KeyError" in made[0]["clean_error"]


def test_rows_that_are_no_text(tool: Cleaner) -> None:
    made = rows(tool.clean_batch(batch_of([b"%PDF-1.7", b"\x00\x01\x02\x00", TEXT.encode()])))
    assert [row["clean_status"] for row in made] == ["failed", "failed", "cleaned"]
    assert made[0]["clean_error"].startswith("not text")


def test_strings_that_nobody_checked_cost_only_themselves(tool: Cleaner) -> None:
    raw = [TEXT.encode(), b"good morning \xff\xfe " * 20, b"x"]
    values = pa.array(raw).view(pa.string())
    for column in (values, values.dictionary_encode(), pa.array(["x"])):
        made = rows_unchecked(tool.clean_batch(batch_of(column)))
        assert made[-1]["clean_text"] == "x"
        assert all(row["clean_status"] in ("cleaned", "unchanged") for row in made)


def rows_unchecked(batch) -> list[dict]:
    return batch.select(arrow.SCHEMA.names).to_pylist()


def test_bytes_that_no_encoding_explains_stand_as_one_character_each(tool: Cleaner) -> None:
    raw = ("Ferien auf der Fähre. " * 200).encode() + b"\xff" + PROSE.encode()
    [row] = rows(tool.clean_batch(batch_of([raw])))
    assert row["clean_text"].count("\ufffd") == 1
    assert len(row["clean_text"]) == row["chars_out"]


def test_a_cleaner_that_travelled_says_the_same() -> None:
    tool = Cleaner(Settings(columns=Columns(text="t", url=None)))
    twin = pickle.loads(pickle.dumps(tool))
    batch = pa.record_batch({"t": [TEXT, None]})
    assert twin.clean_batch(batch).equals(tool.clean_batch(batch))


@pytest.mark.parametrize(
    ("columns", "message"),
    [
        pytest.param({"text": ""}, "columns|text: expected the name of a column", id="empty"),
        pytest.param({"url": 3}, "url: expected the name of a column, got 3", id="a number"),
        pytest.param({"text": None}, "no column to clean", id="none"),
        pytest.param({"body": "x"}, 'columns: unknown key "body"', id="unknown"),
    ],
)
def test_names_of_columns_are_checked(columns: dict, message: str) -> None:
    with pytest.raises(SettingsError, match=message) as caught:
        Settings.from_mapping({"columns": columns}, "cleaner.toml")
    assert str(caught.value).startswith("cleaner.toml: ")
    assert str(caught.value).count("cleaner.toml") == 1


def test_columns_come_from_configuration() -> None:
    assert Settings.from_mapping({"columns": {"html": "page"}}).columns == Columns(html="page")


@given(st.lists(st.one_of(st.none(), st.text(max_size=200), st.just(TEXT)), max_size=8))
def test_a_row_is_what_the_library_says_of_the_document(contents: list[str | None]) -> None:
    contents = [None if text is None else text.encode("utf-8", "replace").decode() for text in contents]
    made = rows(CLEANER.clean_batch(batch_of(pa.array(contents, pa.string()))))
    assert len(made) == len(contents)
    for row, content in zip(made, contents, strict=True):
        if content is None:
            continue
        outcome = CLEANER.clean(content, kind="text")
        assert (row["clean_text"], row["clean_status"]) == (outcome.text, outcome.status)
        assert [(drop["start"], drop["end"]) for drop in row["dropped"]] == [
            (drop.span.start, drop.span.end) for drop in outcome.dropped
        ]


CLEANER = Cleaner()
