"""A form that asks a page anew, in a real browser: its words go into the address, a turned leaf ends."""

from __future__ import annotations

from urllib.parse import parse_qs, urlsplit

import pytest

from layouts.windows import PERIOD
from tests.browser.stage import until

pytestmark = pytest.mark.browser


def words(page):
    """What the address says."""
    return {name: said[0] for name, said in parse_qs(urlsplit(page.url).query).items()}


def asked(page, form, **filled):
    """Fill in a form of the bar and send it."""
    page.click(f"[data-asks={form}]")
    for name, said in filled.items():
        page.fill(f"dialog [name={name}]", said)
    with page.expect_navigation():
        page.click("dialog .jq-act-strong")
    until(page, "document.querySelector('.jq-page')")


def test_other_days_of_the_audit_begin_with_their_newest_leaf_and_keep_the_filter(desk):
    page = desk("/audit", query="&before=400&actor=chief&whole=1")
    asked(page, "audit-days", since="2026-11-03", until="2026-11-04")
    assert words(page) == {"lang": "zh", "actor": "chief", "since": "2026-11-03", "until": "2026-11-04"}


def test_a_page_that_turns_no_leaves_keeps_words_of_that_name(desk):
    page = desk("/departments", query="&before=400&after=7")
    asked(page, PERIOD.name, **{"from": "2026-11-03", "to": "2026-11-04"})
    assert (words(page)["before"], words(page)["after"], words(page)["from"]) == ("400", "7", "2026-11-03")
