"""The hooks, by the real pre-commit in a real repository: its environment is built from this checkout."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
from cli_corpus import BODY, RULES

from cleaner.siterules.yamlfile import parse

ROOT = Path(__file__).resolve().parents[2]
SEEN = BODY + b"\nThis news has been read 12 times!\n"
IN_THE_PACKAGE = ("cleaner", "rules", "pyproject.toml", "README.md", "LICENSE", ".pre-commit-hooks.yaml")
IDENTITY = {"GIT_AUTHOR_NAME": "x", "GIT_AUTHOR_EMAIL": "x@x", "GIT_COMMITTER_NAME": "x", "GIT_COMMITTER_EMAIL": "x@x"}


def hooks() -> dict[str, dict[str, str]]:
    file = ROOT / ".pre-commit-hooks.yaml"
    return {hook["id"]: hook for hook in parse(file.read_bytes(), file).tree}


@pytest.mark.parametrize(
    ("hook", "taken", "left_alone"),
    [
        pytest.param(
            "clean", ["a.txt", "x/b.text"], ["a.html", "requirements-dev.txt", "x/LICENSE.txt", "a.md"], id="clean"
        ),
        pytest.param(
            "clean-check", ["a.txt", "a.html", "x/b.htm"], ["README.txt", "a.py", "robots.txt"], id="clean-check"
        ),
        pytest.param(
            "clean-rules",
            ["rules/a.yaml", "rules/sites/a.yml", "corpus/rules/x.yaml"],
            ["a.yaml", "rules/phrases/en.yaml", "rules.yaml", "rules/a.json"],
            id="clean-rules",
        ),
    ],
)
def test_hooks_take_what_is_theirs(hook: str, taken: list[str], left_alone: list[str]) -> None:
    entry = hooks()[hook]

    def takes(name: str) -> bool:
        return bool(re.search(entry["files"], name)) and not re.search(entry["exclude"], name)

    assert [name for name in taken if not takes(name)] == []
    assert [name for name in left_alone if takes(name)] == []


@pytest.fixture(scope="module")
def environment(tmp_path_factory: pytest.TempPathFactory) -> dict[str, str]:
    """pre-commit's own folder, so that its environments are built once for all tests here, and never reused after."""
    kept = {key: value for key, value in os.environ.items() if not key.startswith(("GIT_", "PYTHON", "VIRTUAL_ENV"))}
    home = tmp_path_factory.mktemp("pre-commit")
    return {**kept, **IDENTITY, "PRE_COMMIT_HOME": str(home), "GIT_CONFIG_GLOBAL": os.devnull}


@pytest.fixture(scope="module")
def source(tmp_path_factory: pytest.TempPathFactory, environment: dict[str, str]) -> Path:
    """This checkout as a repository of hooks, with whatever is not committed yet."""
    folder = tmp_path_factory.mktemp("hooks")
    for name in IN_THE_PACKAGE:
        path = ROOT / name
        if path.is_dir():
            shutil.copytree(path, folder / name, ignore=shutil.ignore_patterns("__pycache__"))
        else:
            shutil.copy(path, folder / name)
    git(folder, environment, "init", "-q")
    git(folder, environment, "add", "-A")
    git(folder, environment, "commit", "-q", "-m", "hooks")
    return folder


def git(folder: Path, environment: dict[str, str], *args: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        ["git", *args], cwd=folder, env=environment, capture_output=True, text=True, check=False, timeout=600
    )


@pytest.fixture
def repository(tmp_path: Path, source: Path, environment: dict[str, str]) -> Path:
    """A corpus under version control that asks for all three hooks."""
    revision = git(source, environment, "rev-parse", "HEAD").stdout.strip()
    asked = "".join(f"  - id: {name}\n" for name in hooks())
    config = f"repos:\n- repo: {source}\n  rev: {revision}\n  hooks:\n{asked}"
    (tmp_path / ".pre-commit-config.yaml").write_text(config)
    git(tmp_path, environment, "init", "-q")
    install = [sys.executable, "-m", "pre_commit", "install"]
    subprocess.run(install, cwd=tmp_path, env=environment, check=True, capture_output=True, timeout=60)
    return tmp_path


@pytest.mark.slow
def test_the_first_commit_is_stopped_and_cleaned_and_the_second_passes(
    repository: Path, environment: dict[str, str]
) -> None:
    page = repository / "page.txt"
    page.write_bytes(SEEN)
    (repository / "requirements.txt").write_bytes(SEEN)
    git(repository, environment, "add", "-A")
    first = git(repository, environment, "commit", "-m", "new page")
    assert first.returncode == 1, first.stderr
    assert "files were modified by this hook" in first.stderr
    assert "page.txt: cleaned: 1 piece" in first.stderr
    assert page.read_bytes() == BODY
    assert (repository / "requirements.txt").read_bytes() == SEEN
    git(repository, environment, "add", "-A")
    second = git(repository, environment, "commit", "-m", "new page")
    assert second.returncode == 0, second.stderr
    assert git(repository, environment, "show", "HEAD:page.txt").stdout == BODY.decode()


@pytest.mark.slow
def test_a_page_with_boilerplate_is_reported_and_left_as_it_is(repository: Path, environment: dict[str, str]) -> None:
    page = repository / "page.html"
    page.write_text(
        f"<html><body><h1>Harbour</h1><p>{'Nobody was hurt. ' * 20}</p><p>This news has been read 12 times!</p>"
    )
    before = page.read_bytes()
    git(repository, environment, "add", "-A")
    done = git(repository, environment, "commit", "-m", "new page")
    assert done.returncode == 1
    assert "- This news has been read 12 times!" in done.stderr
    assert page.read_bytes() == before


@pytest.mark.slow
def test_a_rule_file_is_tested_before_it_is_committed(repository: Path, environment: dict[str, str]) -> None:
    rules = repository / "rules" / "house.yaml"
    rules.parent.mkdir()
    rules.write_text(RULES.replace('dropped: ["| Share this"]', "dropped: []"))
    git(repository, environment, "add", "-A")
    done = git(repository, environment, "commit", "-m", "new rule")
    assert done.returncode == 1
    assert "rules/house.yaml:17: generic/share-inline: example 1: expected dropped nothing" in done.stderr
    rules.write_text(RULES)
    git(repository, environment, "add", "-A")
    assert git(repository, environment, "commit", "-m", "new rule").returncode == 0
