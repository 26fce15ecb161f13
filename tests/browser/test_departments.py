"""The departments page in a browser: numbers, cells and names lead where they say, nothing is cut."""

# ruff: noqa: E501  scripts

from __future__ import annotations

from urllib.parse import parse_qs, urlsplit

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import expect

from tests.browser.stage import until

pytestmark = pytest.mark.browser

HEAT = "document.querySelector('.jq-unit-heat .js-plotly-plot')"
TILES = (".jq-units", ".jq-centre", ".jq-unit-heat")
INSIDE = """() => {
  const found = [];
  for (const tile of document.querySelectorAll('.jq-tile')) {
    const edge = tile.getBoundingClientRect();
    for (const word of tile.querySelectorAll('svg text, td, th, .jq-centre-figure *')) {
      if (!word.textContent.trim() || word.closest('.jq-help')) continue;
      const box = word.getBoundingClientRect();
      if (box.left < edge.left || box.right > edge.right || box.top < edge.top || box.bottom > edge.bottom)
        found.push('outside its tile: ' + word.textContent);
    }
  }
  if (document.documentElement.scrollWidth > document.documentElement.clientWidth) found.push('scrolls sideways');
  return found;
}"""


def words(page):
    """The address the page is at: its path and the words of its query, without the language."""
    url = urlsplit(page.url)
    return url.path, {name: said[0] for name, said in parse_qs(url.query).items() if name != "lang"}


def cell(page, row, column, rows, columns):
    """The middle of a cell of the heatmap."""
    box = page.locator(".jq-unit-heat .nsewdrag").first.bounding_box()
    page.mouse.click(
        box["x"] + box["width"] * (column + 0.5) / columns, box["y"] + box["height"] * (row + 0.5) / rows
    )


def drawn(page):
    until(page, f"{HEAT} && {HEAT}.jqWatched && {HEAT}.querySelector('.heatmaplayer image')")
    return page


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_every_word_stands_inside_its_tile_and_the_page_scrolls_down_only(desk, lang):
    page = drawn(desk("/departments", lang))
    assert page.evaluate(INSIDE) == []
    left, right = (page.locator(one).bounding_box() for one in (".jq-units", ".jq-unit-heat"))
    assert left["x"] + left["width"] < right["x"]


def test_below_1200_pixels_there_is_one_column(desk):
    page = drawn(desk("/departments"))
    page.set_viewport_size({"width": 1000, "height": 900})
    boxes = [page.locator(one).bounding_box() for one in TILES]
    assert {round(box["x"]) for box in boxes} == {20}
    assert sorted(box["y"] for box in boxes) == [boxes[1]["y"], boxes[0]["y"], boxes[2]["y"]]
    until(page, f"({INSIDE})().length === 0")


@pytest.mark.parametrize(
    "query", ["", "&theme=dark", "&department=fg", "&heat=hours"], ids=["light", "dark", "one", "hours"]
)
@pytest.mark.parametrize("lang", ["zh", "en"])
def test_axe_finds_nothing_serious(desk, lang, query):
    violations = Axe().run(drawn(desk("/departments", lang, query))).response["violations"]
    serious = [
        (one["id"], [node["target"] for node in one["nodes"]])
        for one in violations
        if one["impact"] in {"serious", "critical"}
    ]
    assert serious == []


def test_a_cell_leads_to_its_list_and_back_comes_back(desk):
    page = drawn(desk("/departments", query="&window=7d&street=990101002"))
    top = page.evaluate(f"{HEAT}.layout.yaxis.ticktext[0]")
    assert top in ("生态环境局", "城管执法局")
    cell(page, 0, 2, 16, 4)
    page.wait_for_url("**/cases?**")
    path, asked = words(page)
    assert path == "/cases"
    assert asked == {
        "of": "stage-response", "window": "7d", "street": "990101002", "stage": "handle",
        "department": {"生态环境局": "eco", "城管执法局": "cg"}[top],
    }  # fmt: skip
    page.go_back()
    drawn(page)
    assert words(page) == ("/departments", {"window": "7d", "street": "990101002"})


def test_a_part_of_the_week_leads_to_its_list(desk):
    page = drawn(desk("/departments", query="&heat=hours"))
    cell(page, 0, 1, 12, 28)
    page.wait_for_url("**/cases?**")
    assert words(page)[1] == {
        "of": "sign-parts", "department": "fg", "weekday": "1", "part": "1",
    }  # fmt: skip


@pytest.mark.parametrize("look", ["", "&ranking=raw"], ids=["tiers", "raw"])
def test_the_name_of_a_unit_leads_to_its_page_with_the_window_and_back(desk, look):
    page = drawn(desk("/departments", query="&window=7d" + look))
    before = words(page)
    page.locator(".jq-units-name a", has_text="房管局").first.click()
    page.wait_for_url("**/departments/fg**")
    assert words(page)[1]["window"] == "7d"
    page.wait_for_selector("[data-unit=fg]")
    page.go_back()
    drawn(page)
    assert words(page) == before


def test_a_filter_is_told_and_its_chip_takes_it_back_without_loading_the_page(desk):
    page = drawn(desk("/departments", query="&department=fg"))
    page.evaluate("window.kept = true")
    expect(page.locator(".jq-today-head").first).to_have_text("房管局 · 今天能做的")
    expect(page.locator(".jq-today-count").first).to_have_text("4")
    page.locator("a.jq-filter").click()
    expect(page.locator(".jq-today")).to_have_count(0)
    assert words(page)[1] == {}
    page.go_back()
    expect(page.locator(".jq-today-head")).to_have_count(1)
    assert page.evaluate("window.kept")


@pytest.mark.parametrize(
    ("selector", "asked"),
    [
        ("td:nth-child(2) a", {"of": "received", "department": "eco"}),
        ("td:nth-child(4) a", {"of": "overdue", "department": "eco"}),
        ("td.jq-units-scale a", {"of": "on-time", "department": "eco", "outcome": "late"}),
        ("td.jq-units-used a", {"of": "elapsed", "department": "eco"}),
        ("td.jq-units-returns a", {"of": "returns", "department": "eco", "outcome": "returned"}),
    ],
)
def test_a_number_of_a_unit_leads_to_its_list(desk, selector, asked):
    page = drawn(desk("/departments", query="&ranking=raw"))
    page.locator("tr", has=page.locator("a", has_text="生态环境局")).locator(selector).first.click()
    page.wait_for_url("**/cases?**")
    assert words(page) == ("/cases", asked)


def test_the_dot_stands_on_its_share_and_the_mean_is_dotted_through_all_rows(desk):
    page = drawn(desk("/departments", query="&ranking=raw"))
    images = page.locator("tbody .jq-units-scale img")
    assert images.count() == 17
    assert images.evaluate_all("found => found.every((one) => one.naturalWidth === 150)")
    assert set(
        images.evaluate_all("found => found.map((one) => Math.round(one.getBoundingClientRect().x))")
    ) == {round(images.first.bounding_box()["x"])}


def test_an_empty_window_says_so(desk, stage):
    stage.day = "empty"
    page = desk("/departments")
    assert page.locator(".jq-units .jq-msg-empty").count() == 1
    assert page.locator(".jq-unit-heat .jq-msg-empty").count() == 1


def test_on_the_wall_tiles_rows_cells_and_streets_lead_to_their_lists(wall):
    def after(act):
        page = wall()
        until(page, "document.querySelector('.jq-district-map .scatterlayer .textpoint')")
        act(page)
        page.wait_for_url("**/cases**")
        return words(page)

    assert after(lambda page: page.locator("[data-kpi=overdue]").click()) == ("/cases", {"of": "overdue"})
    path, _ = after(lambda page: page.locator(".jq-att-row").first.click())
    assert path.startswith("/cases/hotline/")
    path, _ = after(lambda page: page.locator(".jq-pass-row").first.click())
    assert path == "/cases/hotline/p0"
    path, asked = after(street)
    assert (path, asked["of"]) == ("/cases", "overdue")
    assert asked["street"].startswith("990101")


def street(page, times=1):
    """Click into a street where no mark stands: at its rim, off every point."""
    spot = page.evaluate("""() => {
      const plot = document.querySelector('.jq-district-map .js-plotly-plot'), layout = plot._fullLayout;
      const area = plot.querySelector('.nsewdrag').getBoundingClientRect();
      const at = (axis, value) => (value - axis.range[0]) / (axis.range[1] - axis.range[0]);
      const marks = plot.data.filter((one) => one.mode !== 'lines').flatMap((one) => one.x.map((x, i) => [x, one.y[i]]));
      const px = ([x, y]) => [area.left + at(layout.xaxis, x) * area.width, area.bottom - at(layout.yaxis, y) * area.height];
      const taken = marks.map(px);
      for (const one of plot.data.filter((trace) => trace.meta && trace.meta.href)) {
        const xs = one.x.filter((x) => x !== null), ys = one.y.filter((y) => y !== null);
        const middle = [xs.reduce((a, b) => a + b) / xs.length, ys.reduce((a, b) => a + b) / ys.length];
        for (const part of [0.2, 0.4, 0.6, 0.8]) for (let i = 0; i < xs.length; i += 1) {
          const spot = px([middle[0] + part * (xs[i] - middle[0]), middle[1] + part * (ys[i] - middle[1])]);
          if (taken.every((other) => Math.hypot(other[0] - spot[0], other[1] - spot[1]) > 40)) return spot;
        }
      }
      return null;
    }""")
    assert spot
    page.mouse.click(*spot, click_count=times)


def test_a_double_click_on_a_street_is_the_maps_own_and_leads_nowhere(wall):
    page = wall()
    until(page, "document.querySelector('.jq-district-map .scatterlayer .textpoint')")
    page.evaluate("""() => {
      const real = window.setTimeout;  // however slow the machine, the second click is in time
      window.went = [];
      window.jqGo = (address) => window.went.push(address);
      window.setTimeout = (act, after, ...said) => real(act, act === window.jqGo ? 3000 : after, ...said);
    }""")
    street(page, times=2)
    street(page)
    until(page, "window.went.length > 0")
    assert len(page.evaluate("window.went")) == 1
