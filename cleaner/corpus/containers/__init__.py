"""What holds documents, one module per container, listed here: how it is cut, unpacked, packed. It judges nothing."""

from __future__ import annotations

from cleaner.corpus.containers import crawls, documents, jsonl, tables
from cleaner.corpus.containers.container import Container
from cleaner.formats.compressed import bare_name

CONTAINERS: tuple[Container, ...] = (documents.DOCUMENTS, jsonl.JSONL, tables.PARQUET, crawls.CRAWLS)
"""All containers; the first takes every name that no other knows."""

SUFFIXES = tuple(suffix for container in CONTAINERS for suffix in container.suffixes)
"""What is taken from a folder, in lower case; also compressed where a container may be."""


def container_named(name: str) -> Container:
    """A container by its name; KeyError when there is none."""
    return {container.name: container for container in CONTAINERS}[name]


def container_of(name: str) -> Container:
    """The container of a file by the name it has, whether compressed or not."""
    bare = bare_name(name).lower()
    for container in CONTAINERS:
        if bare.endswith(container.suffixes) and (container.compressible or bare == name.lower()):
            return container
    return CONTAINERS[0]


def is_candidate(name: str) -> bool:
    """Whether a file is taken from a folder."""
    return bare_name(name).lower().endswith(container_of(name).suffixes)
