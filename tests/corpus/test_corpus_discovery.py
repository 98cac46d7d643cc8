"""Which files a run takes, in which order, and what it leaves alone."""

from __future__ import annotations

from pathlib import Path

import pytest

from cleaner.corpus.discovery import find
from cleaner.errors import SettingsError


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    for name in (
        "b.txt",
        "a.HTML",
        "B/z.text",
        "B/a.htm",
        "c.xhtml",
        "c.md",
        "c.csv",
        ".hidden.txt",
        ".git/x.txt",
        "none",
    ):
        path = tmp_path / "in" / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.touch()
    return tmp_path


def names(*paths: str, **options) -> list[str]:
    return [source.name for source in find(paths, **options)]


def test_a_folder_gives_its_candidates_sorted(folder: Path) -> None:
    assert names("in") == ["in/B/a.htm", "in/B/z.text", "in/a.HTML", "in/b.txt", "in/c.xhtml"]


def test_the_names_below_the_folder_are_known(folder: Path) -> None:
    assert [str(source.below) for source in find(["in"])] == ["B/a.htm", "B/z.text", "a.HTML", "b.txt", "c.xhtml"]


@pytest.mark.parametrize("name", ["in/c.csv", "in/.hidden.txt", "in/none", "in/not-there.txt"])
def test_a_file_that_is_named_is_always_taken(folder: Path, name: str) -> None:
    assert names(name) == [name]


@pytest.mark.parametrize(
    ("path", "below"),
    [
        pytest.param("in/b.txt", "in/b.txt", id="relative"),
        pytest.param("./in/b.txt", "in/b.txt", id="with a dot"),
        pytest.param("in/../in/b.txt", "b.txt", id="upwards"),
        pytest.param("/nowhere/b.txt", "b.txt", id="absolute"),
    ],
)
def test_a_copy_of_a_named_file_stays_below_its_folder(folder: Path, path: str, below: str) -> None:
    assert [str(source.below) for source in find([path])] == [below]


def test_nothing_is_taken_twice(folder: Path) -> None:
    assert names("in/b.txt", "in", "in/b.txt") == ["in/b.txt", "in/B/a.htm", "in/B/z.text", "in/a.HTML", "in/c.xhtml"]


def test_links_to_folders_are_not_entered_so_that_no_loop_is_possible(folder: Path) -> None:
    (folder / "in" / "B" / "loop").symlink_to(folder / "in")
    (folder / "in" / "linked.txt").symlink_to(folder / "in" / "b.txt")
    assert names("in") == ["in/B/a.htm", "in/B/z.text", "in/a.HTML", "in/b.txt", "in/c.xhtml", "in/linked.txt"]


def test_a_link_to_a_folder_that_is_named_is_walked(folder: Path) -> None:
    (folder / "link").symlink_to(folder / "in" / "B")
    assert names("link") == ["link/a.htm", "link/z.text"]


def test_the_folder_of_the_copies_is_left_out(folder: Path) -> None:
    assert names("in", leave_out=Path("in/B")) == ["in/a.HTML", "in/b.txt", "in/c.xhtml"]


def test_a_folder_without_candidates_is_an_error(folder: Path) -> None:
    with pytest.raises(SettingsError, match=r"in/\.git/x: no \.txt .* file in this folder"):
        (folder / "in" / ".git" / "x").mkdir()
        find(["in/.git/x"])


def test_standard_input_goes_alone(folder: Path) -> None:
    assert find(["-"])[0].path is None
    with pytest.raises(SettingsError, match="standard input goes alone"):
        find(["-", "in"])
