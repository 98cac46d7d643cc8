"""Every program in docs/pipelines.md runs as it stands there, and prints what stands below it."""

from __future__ import annotations

import importlib.util
import json
import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
from scale_cases import prose, text

ROOT = Path(__file__).resolve().parents[2]
PAGE = (ROOT / "docs" / "pipelines.md").read_text("utf-8")
PROGRAM = re.compile(r"^## ([^\n]+)\n(?:(?!^## ).)*?^```python\n(.*?)^```\n^```text\n(.*?)^```", re.M | re.S)
PROGRAMS = {title: (code, said) for title, code, said in PROGRAM.findall(PAGE)}
NEEDS = {
    "Arrow": ["pyarrow"],
    "Ray Data": ["pyarrow", "ray"],
    "datatrove": ["pyarrow", "datatrove"],
    "Spark": ["pyarrow", "pyspark"],
    "Hugging Face datasets": ["pyarrow", "datasets"],
}
DOCUMENTS = [
    {"id": "a", "url": "https://example.org/a", "text": text(1)},
    {"id": "b", "url": None, "text": prose(2)},
    {"id": "c", "url": None, "text": prose(3) + "\nThis news has been read 8093 times!\n"},
    {"id": "d", "url": None, "text": None},
]


@pytest.fixture
def corpus(tmp_path: Path) -> Path:
    (tmp_path / "corpus.jsonl").write_text("".join(json.dumps(row) + "\n" for row in DOCUMENTS), "utf-8")
    if importlib.util.find_spec("pyarrow"):
        import pyarrow as pa
        import pyarrow.parquet as pq

        pq.write_table(pa.Table.from_pylist(DOCUMENTS), tmp_path / "corpus.parquet")
    return tmp_path


def missing(title: str) -> str | None:
    """What a program needs and is not here."""
    absent = [name for name in NEEDS.get(title, []) if importlib.util.find_spec(name) is None]
    if absent:
        return f"needs {', '.join(absent)}"
    if title == "Spark" and not shutil.which("java"):
        return "needs Java"
    return None


@pytest.mark.slow
@pytest.mark.parametrize("title", PROGRAMS)
def test_a_program_says_what_the_page_says(title: str, corpus: Path) -> None:
    reason = missing(title)
    if reason:
        pytest.skip(reason)
    code, said = PROGRAMS[title]
    (corpus / "program.py").write_text(code, "utf-8")
    environment = {
        **os.environ,
        "PYTHONPATH": str(ROOT),
        "HF_HUB_OFFLINE": "1",
        "HF_HOME": str(corpus / "hub"),
        "PYSPARK_PYTHON": sys.executable,
        "RAY_DATA_DISABLE_PROGRESS_BARS": "1",
    }
    ran = subprocess.run([sys.executable, "program.py"], cwd=corpus, env=environment, capture_output=True, timeout=300)
    assert ran.returncode == 0, ran.stderr.decode()[-2_000:]
    assert ran.stdout.decode() == said


def test_all_programs_are_found() -> None:
    assert len(PROGRAMS) == PAGE.count("```python") == 7
    assert set(NEEDS) < set(PROGRAMS)


def test_the_columns_are_those_of_the_schema() -> None:
    arrow = pytest.importorskip("pyarrow") and pytest.importorskip("cleaner.arrow")
    told = re.findall(r"^\| (`[^|]+`) \|", PAGE.split("## What comes out")[1].split("## Library")[0], re.M)
    assert [name for cell in told for name in re.findall(r"`(\w+)`", cell)] == arrow.SCHEMA.names
