"""Cross-validation by registered domain: pages of one site are never on both sides. It needs the labelled data."""

from __future__ import annotations

import hashlib
import os
import sys
from collections.abc import Sequence
from pathlib import Path

import numpy as np
import numpy.typing as npt

FOLDS = 5
DATA_VARIABLE = "BOILERSTRIP_DATA"


def fold_of(domains: Sequence[str], folds: int = FOLDS) -> npt.NDArray[np.int64]:
    """A fold for every row, by a hash of its domain: the same on every machine, whatever other rows there are."""
    return np.array([int(hashlib.sha256(d.encode()).hexdigest()[:8], 16) % folds for d in domains], np.int64)


def data_folder(given: str | None) -> Path:
    """The folder of labelled data: the option, else the variable; ends the program with one line when there is none."""
    folder = given or os.environ.get(DATA_VARIABLE)
    if not folder or not Path(folder).is_dir():
        where = f"{folder} is not a folder" if folder else "no folder given"
        sys.exit(
            f"labelled data is missing ({where}); pass --data DIR or set {DATA_VARIABLE}, see benchmarks/README.md"
        )
    return Path(folder)
