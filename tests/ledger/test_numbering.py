"""Numbers of papers: gapless, never twice, the same whenever asked for."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor

from dashboard.ledger.numbering import number_of, numbered
from tests.small_ledger import NOON, minute


def take(ledger, thing, year=2026, series="order"):
    return numbered(ledger, series, thing, year=year, at=NOON, actor="chief")


def test_each_thing_gets_the_next_number_of_its_series_and_year(ledger):
    assert [take(ledger, f"lever:{n}") for n in range(3)] == [(2026, 1), (2026, 2), (2026, 3)]
    assert take(ledger, "lever:0", series="flash") == (2026, 1)
    assert take(ledger, "lever:9", year=2027) == (2027, 1)


def test_asking_again_takes_no_number(ledger):
    take(ledger, "lever:1")
    before = ledger.head()
    assert take(ledger, "lever:1") == (2026, 1)
    assert take(ledger, "lever:1", year=2027) == (2026, 1)
    assert numbered(ledger, "order", "lever:1", year=2026, at=minute(9), actor="other") == (2026, 1)
    assert ledger.head() == before
    assert take(ledger, "lever:2") == (2026, 2)


def test_what_has_no_number_is_told_so(ledger):
    assert number_of(ledger, "order", "lever:1") is None
    take(ledger, "lever:1")
    assert number_of(ledger, "order", "lever:1") == (2026, 1)


def test_a_series_whose_name_is_like_another_is_another(ledger):
    take(ledger, "lever:1", series="order_a")
    assert number_of(ledger, "order%", "lever:1") is None
    assert number_of(ledger, "orderxa", "lever:1") is None


def test_two_programs_at_once_take_no_number_twice(opened):
    ledgers = [opened(), opened()]
    with ThreadPoolExecutor(4) as pool:
        found = list(pool.map(lambda n: take(ledgers[n % 2], f"lever:{n // 2}"), range(24)))
    assert sorted(set(found)) == [(2026, n) for n in range(1, 13)]
    assert found[0::2] == found[1::2]
    assert ledgers[0].verify().good
