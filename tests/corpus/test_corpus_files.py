"""Bytes are read within a limit and written whole or not at all."""

from __future__ import annotations

import hashlib
import os
from pathlib import Path

import pytest

from cleaner.corpus import files
from cleaner.errors import InputError

OLD = hashlib.sha256(b"old").hexdigest()


def left(folder: Path) -> list[str]:
    return sorted(path.name for path in folder.iterdir())


def test_a_file_within_the_limit_is_read(tmp_path: Path) -> None:
    (tmp_path / "a").write_bytes(b"12345")
    assert files.read(tmp_path / "a", 5) == b"12345"


def test_a_larger_one_is_refused(tmp_path: Path) -> None:
    (tmp_path / "a").write_bytes(b"123456")
    with pytest.raises(InputError, match="more than 5 bytes"):
        files.read(tmp_path / "a", 5)


def test_an_endless_device_ends_at_the_limit() -> None:
    with pytest.raises(InputError, match="more than 1000 bytes"):
        files.read(Path("/dev/zero"), 1000)


def test_a_folder_is_no_file(tmp_path: Path) -> None:
    with pytest.raises(InputError, match="is a folder"):
        files.read(tmp_path, 5)


@pytest.mark.parametrize("mode", [0o600, 0o644, 0o755, 0o444])
def test_a_rewritten_file_keeps_its_mode(tmp_path: Path, mode: int) -> None:
    (tmp_path / "a").write_bytes(b"old")
    (tmp_path / "a").chmod(mode)
    files.rewrite(tmp_path / "a", b"new", OLD)
    assert (tmp_path / "a").read_bytes() == b"new"
    assert (tmp_path / "a").stat().st_mode & 0o777 == mode
    assert left(tmp_path) == ["a"]


def test_of_a_link_the_target_is_rewritten(tmp_path: Path) -> None:
    (tmp_path / "deep").mkdir()
    (tmp_path / "deep" / "a").write_bytes(b"old")
    (tmp_path / "link").symlink_to("deep/a")
    files.rewrite(tmp_path / "link", b"new", OLD)
    assert (tmp_path / "link").is_symlink()
    assert (tmp_path / "deep" / "a").read_bytes() == b"new"


def test_hard_links_are_refused(tmp_path: Path) -> None:
    (tmp_path / "a").write_bytes(b"old")
    os.link(tmp_path / "a", tmp_path / "b")
    with pytest.raises(InputError, match="2 hard links"):
        files.rewrite(tmp_path / "a", b"new", OLD)
    assert (tmp_path / "b").read_bytes() == b"old"


def test_what_someone_else_wrote_meanwhile_stays(tmp_path: Path) -> None:
    (tmp_path / "a").write_bytes(b"old, and a new line")
    with pytest.raises(InputError, match="was changed by someone else meanwhile"):
        files.rewrite(tmp_path / "a", b"new", OLD)
    assert (tmp_path / "a").read_bytes() == b"old, and a new line"
    assert left(tmp_path) == ["a"]


def test_what_is_no_regular_file_is_refused() -> None:
    with pytest.raises(InputError, match="not a regular file"):
        files.rewrite(Path("/dev/null"), b"new", OLD)


@pytest.mark.parametrize("error", [KeyboardInterrupt, ValueError, BrokenPipeError])
def test_a_write_that_is_cut_short_leaves_the_old_file_alone(tmp_path: Path, error: type[BaseException]) -> None:
    (tmp_path / "a").write_bytes(b"old")
    with pytest.raises(error), files.staged(tmp_path / "a") as file:
        file.write(b"ne")
        raise error
    assert (tmp_path / "a").read_bytes() == b"old"
    assert left(tmp_path) == ["a"]


def test_a_full_disk_leaves_the_old_file_alone(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def full(descriptor: int) -> None:
        raise OSError(28, "No space left on device")

    (tmp_path / "a").write_bytes(b"old")
    monkeypatch.setattr(os, "fsync", full)
    with pytest.raises(InputError, match=r"a cannot be written \(No space left on device\);"):
        files.rewrite(tmp_path / "a", b"new", OLD)
    assert (tmp_path / "a").read_bytes() == b"old"
    assert left(tmp_path) == ["a"]


def test_a_new_file_gets_its_folders_and_the_usual_mode(tmp_path: Path) -> None:
    before = os.umask(0o027)
    try:
        files.write_new(tmp_path / "x" / "y" / "a", b"new")
        assert os.umask(0o027) == 0o027
    finally:
        os.umask(before)
    assert (tmp_path / "x" / "y" / "a").stat().st_mode & 0o777 == 0o640


def test_a_folder_that_cannot_be_made_is_told(tmp_path: Path) -> None:
    (tmp_path / "a").touch()
    with pytest.raises(InputError, match="cannot be made"):
        files.write_new(tmp_path / "a" / "b", b"new")
