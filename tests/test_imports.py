"""Imports run downwards only, and each third-party parser has one importer."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest

PACKAGE = Path(__file__).resolve().parents[1] / "cleaner"

FLOORS = (
    ("cli",),
    ("reports", "scale"),
    ("corpus",),
    ("arrow",),
    ("guard",),
    ("pipeline",),
    ("outcome",),
    ("look",),
    ("decide", "differ", "contest", "forms"),
    ("engines",),
    ("cards",),
    ("mixture", "grove"),
    ("scorecard", "forest"),
    ("features",),
    ("blocks", "formats", "siterules"),
    ("blank_lines", "cuts"),
    ("settings",),
    ("testimony",),
    ("model", "errors", "knowledge", "_version"),
)
"""The house from top to bottom; rooms on one floor may import each other."""

SOLE_IMPORTERS = {
    "selectolax": "blocks/html.py",
    "yaml": "siterules/yamlfile.py",
    "trafilatura": "engines/trafilatura.py",
    "langdetect": "features/profiles.py",
    "fastwarc": "formats/warc.py",
}

DOORS_UPWARDS = {("pipeline.py", "cleaner.arrow")}
"""`Cleaner.clean_batch` is a promise of the API, but stands on the guard; pyarrow, an extra, is imported when asked."""

FLOOR_OF = {name: number for number, names in enumerate(FLOORS) for name in names}


def modules() -> list[Path]:
    return sorted(PACKAGE.rglob("*.py"))


def imported(module: Path) -> Iterator[tuple[str, int]]:
    """Every imported module, late imports and those for types included."""
    tree = ast.parse(module.read_text("utf-8"))
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            yield from ((alias.name, node.lineno) for alias in node.names)
        elif isinstance(node, ast.ImportFrom) and node.module:
            yield node.module, node.lineno
            if node.module == "cleaner":
                yield from ((f"cleaner.{alias.name}", node.lineno) for alias in node.names)


def type_only(module: Path) -> set[int]:
    """The lines of imports that only type checkers see: they cost nothing and bind nothing."""
    tree = ast.parse(module.read_text("utf-8"))
    blocks = [node for node in ast.walk(tree) if isinstance(node, ast.If) and ast.unparse(node.test) == "TYPE_CHECKING"]
    return {
        inner.lineno for block in blocks for inner in ast.walk(block) if isinstance(inner, ast.Import | ast.ImportFrom)
    }


def room(module: Path) -> str:
    return module.relative_to(PACKAGE).parts[0].removesuffix(".py")


@pytest.mark.parametrize("module", modules(), ids=lambda path: str(path.relative_to(PACKAGE)))
def test_imports_run_downwards(module: Path) -> None:
    if room(module) in ("__init__", "__main__"):
        return
    upwards = []
    skipped = type_only(module)
    for name, line in imported(module):
        parts = name.split(".")
        if parts[0] != "cleaner" or len(parts) == 1 or parts[1] == room(module) or line in skipped:
            continue
        if (module.name, name) in DOORS_UPWARDS:
            continue
        if parts[1] in FLOOR_OF and FLOOR_OF[parts[1]] < FLOOR_OF[room(module)]:
            upwards.append(f"{module.name}:{line} imports {name}")
    assert upwards == []


def test_every_room_has_its_floor() -> None:
    rooms = {room(module) for module in modules()} - {"__init__", "__main__"}
    assert rooms <= FLOOR_OF.keys()


@pytest.mark.parametrize(("parser", "importer"), SOLE_IMPORTERS.items())
def test_each_parser_has_one_importer(parser: str, importer: str) -> None:
    importers = [
        str(module.relative_to(PACKAGE))
        for module in modules()
        if any(name.split(".")[0] == parser for name, _ in imported(module))
    ]
    assert importers == [importer]
