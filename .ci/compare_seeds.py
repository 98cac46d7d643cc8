"""Compares cleaned seeds with seeds/expected.json, line by line: what had to go, and that nothing else did."""

from __future__ import annotations

import json
import sys
from collections import Counter
from pathlib import Path


def lines(file: Path) -> Counter[str]:
    """The lines of a file that are not blank, stripped, with their number."""
    return Counter(line.strip() for line in file.read_text("utf-8").splitlines() if line.strip())


def main(expected: Path, originals: Path, cleaned: Path) -> int:
    """1 when a line is left that should have gone, or went that should have stayed."""
    wrong = 0
    for name, entry in json.loads(expected.read_text("utf-8"))["files"].items():
        gone = lines(originals / name) - lines(cleaned / name)
        required = Counter(entry["must_drop"])
        for verb, found in (("left", required - gone), ("lost", gone - required - Counter(entry["either"]))):
            for line in found.elements():
                sys.stdout.write(f"{name}: {verb}: {line}\n")
                wrong += 1
    sys.stdout.write(f"seeds: {wrong} lines differ from what is expected\n")
    return min(wrong, 1)


if __name__ == "__main__":
    sys.exit(main(*map(Path, sys.argv[1:4])))
