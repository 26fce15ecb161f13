"""The head of desk pages in a browser: every page a reader may open has its place in one line at 1440 px."""

# ruff: noqa: E501  scripts

from __future__ import annotations

import pytest

from layouts.sites import PAGES
from tests.browser.stage import until

pytestmark = pytest.mark.browser
LISTED = [page for page in PAGES.values() if page.listed]
DESKS = [page for page in LISTED if page.look == "desk"]
HEAD = """() => {
  const fallen = (one) => one.matches('.jq-chips > *') && one.offsetTop >= one.parentNode.offsetTop + one.parentNode.offsetHeight;
  const top = document.querySelector('.jq-top'), edge = top.getBoundingClientRect();
  const parts = [...top.querySelectorAll('.jq-nav-home, .jq-nav-link, .jq-chip, .jq-feed, .jq-clock, .jq-me, .jq-switch')]
    .filter((one) => one.offsetParent && !fallen(one)).map((one) => [one.textContent.trim(), one.getBoundingClientRect()]);
  const found = [...top.querySelectorAll('.jq-chip-warn')].filter(fallen).map((one) => 'not seen: ' + one.textContent);
  if (top.scrollWidth > top.clientWidth) found.push(`the head is ${top.scrollWidth} wide`);
  for (const [words, box] of parts)
    if (box.right > edge.right || box.left < edge.left || box.bottom > edge.bottom) found.push('outside: ' + words);
  for (const [place, [words, box]] of parts.entries())
    for (const [, other] of parts.slice(0, place))
      if (Math.min(box.right, other.right) - Math.max(box.left, other.left) > 0.5 && box.top < other.bottom && other.top < box.bottom)
        found.push('over another: ' + words);
  return found;
}"""


@pytest.fixture
def head(desk):
    """The head of a page with its clock and the age of every source."""

    def opened(path, lang):
        page = desk(path, lang)
        until(page, "document.querySelector('.jq-clock').textContent.length > 4")
        until(page, "document.querySelectorAll('.jq-feed[data-level=unknown]').length === 0")
        return page

    return opened


@pytest.mark.parametrize("lang", ["zh", "en"])
@pytest.mark.parametrize("site", DESKS, ids=lambda site: site.name)
def test_the_head_with_every_page_fits_one_line_and_nothing_lies_over_another(head, site, lang):
    page = head(site.path, lang)
    links = page.locator(".jq-nav-link")
    assert links.all_inner_texts() == [one.title.to(lang) for one in LISTED]
    assert page.locator(".jq-nav-on").all_inner_texts() == [site.title.to(lang)]
    assert (
        len(
            {
                round(top)
                for top in links.evaluate_all("all => all.map((one) => one.getBoundingClientRect().top)")
            }
        )
        == 1
    )
    assert page.evaluate(HEAD) == []


WORST = """(said) => {
  const chip = document.createElement('span');
  chip.className = 'jq-chip jq-chip-warn';
  chip.textContent = said[0];
  document.querySelector('.jq-top .jq-chips').append(chip);
  document.querySelectorAll('.jq-top .jq-feed')[5].dataset.level = 'frozen';
  document.querySelectorAll('.jq-top .jq-feed-age')[5].textContent = said[1];
}"""
SAID = {"zh": ["▲ 调休日历将尽", "停更 16 分 32 秒"], "en": ["▲ calendar runs out", "frozen 16 m 32 s"]}


@pytest.mark.parametrize("lang", ["zh", "en"])
@pytest.mark.parametrize("path", ["/cases", "/duty"])
def test_every_page_and_every_warning_is_seen_however_wide_the_window(head, path, lang):
    page = head(path, lang)
    page.evaluate(WORST, SAID[lang])
    for width in (390, 820, 1199, 1200, 1280, 1366, 1440, 1536, 1600, 1720, 1920, 2560):
        page.set_viewport_size({"width": width, "height": 900})
        assert page.evaluate(HEAD) == [], width


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_on_a_phone_the_pages_stand_in_several_lines_inside_the_screen(head, lang):
    page = head("/levers", lang)
    page.set_viewport_size({"width": 390, "height": 844})
    rights = page.locator(".jq-nav-link, .jq-switch").evaluate_all(
        "all => all.map((one) => one.getBoundingClientRect().right)"
    )
    assert max(rights) <= 390
    assert page.evaluate("document.querySelector('.jq-top').scrollWidth") <= 390


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_a_link_of_the_head_leads_to_its_page_in_the_same_language(head, lang):
    page = head("/levers", lang)
    page.locator(".jq-nav-link[href='/coordination']").click()
    page.wait_for_url("**/coordination**")
    until(page, f"document.querySelector('.jq-page.jq-lang-{lang}.jq-on-coordination')")
