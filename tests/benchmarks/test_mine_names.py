"""Counting class names and ids: one voice per domain, and none for those of a page's own fold."""

from __future__ import annotations

import numpy as np

from benchmarks.folds import FOLDS, fold_of
from benchmarks.mine_names import MIN_DOMAINS, Counter, Counts, Heard, of_folds
from cleaner.blocks import html
from cleaner.features import called

DOMAINS = [f"site{number}.example" for number in range(MIN_DOMAINS + 1)]
PAGE = '<div class="entry"><p>One two three.</p></div><div class="share bar"><p>Four.</p></div>'


def counted(domains: list[str], times: int = 1) -> Counter:
    """The same page on every domain: its first block is content, its second is not."""
    counter, document = Counter(), html.read(PAGE)
    for domain in domains * times:
        counter.add(domain, document.markup, np.array([3, 1]), np.array([False, True]))
    return counter


def best_and_worst(names: called.Names, name: str) -> tuple[int, int]:
    (value,) = names.odds([name]).tolist()
    return value >> 8, -(value & 255)


def test_names_of_boilerplate_and_of_content_part() -> None:
    names = Heard(Counts.of(counted(DOMAINS).voices().values()))
    assert best_and_worst(names, "share")[0] > 0 == best_and_worst(names, "share")[1]
    assert best_and_worst(names, "entry")[1] < 0 == best_and_worst(names, "entry")[0]
    assert best_and_worst(names, "other") == (0, 0)


def test_a_domain_has_one_voice_however_many_pages_it_has() -> None:
    once, often = (Counts.of(counted(DOMAINS, times).voices().values()) for times in (1, 3))
    assert (once.keys == often.keys).all()
    assert (once.domains == often.domains).all()
    assert np.allclose(once.bad, often.bad)


def test_a_page_does_not_hear_the_domains_of_its_fold() -> None:
    domains = [f"site{number}.example" for number in range(40)]
    folds = fold_of(domains)
    found = of_folds(counted(domains).voices())
    assert [int(counts.domains.max()) for counts in found] == [int((folds != fold).sum()) for fold in range(FOLDS)]


def test_a_name_of_few_domains_is_not_heard() -> None:
    names = Heard(Counts.of(counted(DOMAINS[: MIN_DOMAINS - 1]).voices().values()))
    assert best_and_worst(names, "share") == (0, 0)
