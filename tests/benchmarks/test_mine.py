"""Counting word groups: one voice per domain, and none for a document's own."""

from __future__ import annotations

import numpy as np

from benchmarks.mine import MIN_DOMAINS, Counter, HeldOut
from cleaner.blocks.text import read
from cleaner.features import lines, mined

DOMAINS = [f"site{number}.example" for number in range(MIN_DOMAINS + 1)]


def counted(text: str, label: int, times: int = 1) -> Counter:
    """The same text on every domain, `times` times each."""
    counter = Counter(DOMAINS)
    documents = [read(text) for _ in DOMAINS]
    batch = lines.of(documents)
    for _ in range(times):
        counter.add(batch, np.full(len(batch), label, np.int64), counter.numbers(DOMAINS))
    return counter


def test_a_domain_has_one_voice_however_often_it_says_a_thing() -> None:
    once, often = (counted("share this", 0, times).counts() for times in (1, 3))
    assert once.drop.tolist() == often.drop.tolist()
    assert set(once.drop.tolist()) == {len(DOMAINS)}


def test_a_document_does_not_hear_its_own_domain() -> None:
    counts = counted("share this", 0).counts()
    found = mined.groups(lines.of([read("share this")]))
    own = HeldOut(counts, np.array([0], np.int64)).odds(found.whole, np.zeros(1, np.int64))
    other = HeldOut(counts, np.array([99], np.int64)).odds(found.whole, np.zeros(1, np.int64))
    assert 0 < own[0] < other[0]


def test_content_speaks_against() -> None:
    counts = counted("the mill stands", 1).counts()
    found = mined.groups(lines.of([read("the mill stands")]))
    assert HeldOut(counts, np.array([99], np.int64)).odds(found.whole, np.zeros(1, np.int64))[0] < 0


def test_a_word_group_of_few_domains_is_not_counted() -> None:
    counter = Counter(DOMAINS)
    batch = lines.of([read("share this")])
    counter.add(batch, np.zeros(len(batch), np.int64), counter.numbers(DOMAINS[:1]))
    assert len(counter.counts().keys) == 0
