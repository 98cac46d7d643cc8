"""The command line, and the only package that prints. `main` turns what went wrong into one line and an exit code.

Exit codes: 0 done, 1 `--check` found something or a rule test failed, 2 usage, configuration or rule files are wrong,
3 some documents failed (the others were processed), 130 interrupted, 143 terminated, 141 the reader of a pipe went
away.
"""

from __future__ import annotations

import os
import sys
from typing import TYPE_CHECKING, NoReturn

if TYPE_CHECKING:
    from collections.abc import Sequence

# numpy starts a thread per core when it is imported, for linear algebra that nobody here does: 0.1 s of CPU
os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")
# pydantic looks through every installed distribution for plugins, of which the rule format uses none
os.environ.setdefault("PYDANTIC_DISABLE_PLUGINS", "1")


def main(args: Sequence[str] | None = None) -> NoReturn:
    """The entry point of `clean`. Heavy modules are imported by the command that needs them."""
    from cleaner.cli.app import call

    sys.exit(call(args))
