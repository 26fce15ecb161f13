"""The ledger of loans in a browser: seven columns, one lever opened by its card, its forms sent as acts."""

from __future__ import annotations

import json
from urllib.parse import parse_qs, urlsplit

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import expect

from dashboard.acts import read
from tests.browser.stage import until
from tests.layouts.frames_levers import CHOSEN, ROWS

pytestmark = pytest.mark.browser
HEADS = {
    "zh": ["建议", "拟办", "审批中", "已借", "已响应", "见效", "已还权"],
    "en": ["Suggested", "Drafted", "Pending", "Active", "Responded", "Effective", "Returned"],
}
ENTITLE = """() => {
  const style = document.createElement('style');
  style.textContent = '.jq-acts .jq-act { display: inline-flex; }';
  document.head.append(style);
}"""
"""Shows the buttons of every post: which of them somebody sees is tested with the rights."""
SPILLED = """() => {
  const found = [];
  const wide = (one) => one.scrollWidth > one.clientWidth;
  for (const column of document.querySelectorAll('.jq-loans')) {
    if (wide(column)) found.push(column.className);
    const edge = column.getBoundingClientRect();
    const parts = 'h3, .jq-loan, .jq-loan > :not(.jq-loan-what), .jq-lever, .jq-loans-more';
    for (const part of column.querySelectorAll(parts)) {
      const box = part.getBoundingClientRect();
      if (box.right > edge.right || box.left < edge.left || (part.clientWidth && wide(part)))
        found.push(part.textContent);
    }
  }
  if (wide(document.documentElement)) found.push('the page scrolls sideways');
  return found;
}"""
PHONE = {"width": 390, "height": 844}


@pytest.fixture
def opened(desk):
    """The page with its cards, every post's buttons shown, and what it sends to the door of acts."""

    def drawn(lang="zh", query="", words=None):
        page, sent = desk("/levers", lang, query), []

        def answer(route):
            sent.append(json.loads(route.request.post_data))
            status, told = words or (200, {"zh": "已记入台账", "en": "written into the ledger"})
            route.fulfill(status=status, content_type="application/json", body=json.dumps({"words": told}))

        page.route("**/act?*", answer)
        until(page, f"document.querySelectorAll('.jq-loan').length === {len(ROWS)}")
        page.evaluate(ENTITLE)
        return page, sent

    return drawn


def asked(page):
    """The words of the address, without the language."""
    found = parse_qs(urlsplit(page.url).query)
    return {name: said[0] for name, said in found.items() if name != "lang"}


def serious(page):
    return [
        (one["id"], [node["html"] for node in one["nodes"]][:3])
        for one in Axe().run(page).response["violations"]
        if one["impact"] in {"serious", "critical"}
    ]


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_seven_columns_stand_side_by_side_in_the_order_of_a_loan(opened, lang):
    page, _ = opened(lang)
    columns = page.locator(".jq-loans")
    heads = [text.rsplit(" ", 1) for text in columns.locator("h3").all_inner_texts()]
    assert [name for name, _ in heads] == HEADS[lang]
    assert [int(n) for _, n in heads] == [
        columns.nth(place).locator(".jq-loan").count() for place in range(7)
    ]
    boxes = [columns.nth(place).bounding_box() for place in range(7)]
    assert len({round(box["y"]) for box in boxes}) == 1
    assert [box["x"] for box in boxes] == sorted(box["x"] for box in boxes)


@pytest.mark.parametrize("query", ["", f"&lever={CHOSEN}"], ids=["board", "chosen"])
@pytest.mark.parametrize("lang", ["zh", "en"])
def test_nothing_of_a_card_is_cut_by_its_column_and_a_matter_cut_short_is_told_whole(opened, lang, query):
    page, _ = opened(lang, query)
    assert page.evaluate(SPILLED) == []
    whole = page.locator(".jq-loan-what").evaluate_all(
        "all => all.map((one) => [one.title, one.textContent])"
    )
    assert len(whole) == len(ROWS)
    assert all(title == text != "" for title, text in whole)


def test_a_card_opens_its_lever_below_stands_in_the_address_and_back_shuts_it(opened):
    page, _ = opened()
    page.evaluate("window.kept = true")
    expect(page.locator(".jq-loan-one")).to_have_count(0)
    card = page.locator(f"[data-row='{CHOSEN}']")
    card.click()
    expect(page.locator(".jq-loan-facts")).to_contain_text("请定主办与办结时限")
    expect(page.locator(".jq-loan-steps li")).to_have_count(6)
    assert asked(page) == {"lever": CHOSEN}
    assert card.get_attribute("aria-current") == "true"
    board, one = (page.locator(f".jq-tile.jq-lever-{name}").bounding_box() for name in ("board", "one"))
    assert one["y"] >= board["y"] + board["height"]
    page.go_back()
    expect(page.locator(".jq-loan-one")).to_have_count(0)
    assert asked(page) == {}
    assert page.evaluate("window.kept")  # nothing was loaded anew


def test_an_address_opens_the_lever_that_it_names_and_its_card_shuts_it_again(opened):
    page, _ = opened("en", f"&lever={CHOSEN}")
    expect(page.locator(".jq-loan-on")).to_have_count(1)
    expect(page.locator(".jq-loan-facts")).to_contain_text("Lender")
    page.locator(".jq-loan-on").click()
    expect(page.locator(".jq-tile.jq-lever-one")).to_contain_text("Choose a lever above")
    assert asked(page) == {}


def test_the_one_that_presses_most_is_opened_by_keys_alone_and_shut_by_esc(opened):
    page, _ = opened("en")
    page.evaluate("window.kept = true")
    offered = page.locator(".jq-press-one")
    expect(offered).to_have_count(3)
    expect(offered.first).to_contain_text("answer 42 m over")
    offered.first.focus()
    page.keyboard.press("Enter")
    expect(page.locator(".jq-loan-facts")).to_contain_text("督〔2026〕17号")
    assert asked(page) == {"lever": "lever:5"}
    page.keyboard.press("Escape")
    expect(offered).to_have_count(3)
    assert asked(page) == {}
    assert page.evaluate("window.kept")


def test_enter_on_a_focused_card_opens_its_lever_and_shuts_it_and_the_focus_stays_on_it(opened):
    page, _ = opened()
    page.evaluate("window.kept = true")
    card = page.locator(f"[data-row='{CHOSEN}']")
    card.focus()
    page.keyboard.press("Enter")
    expect(page.locator(".jq-loan-facts")).to_contain_text("请定主办与办结时限")
    assert asked(page) == {"lever": CHOSEN}
    expect(card).to_be_focused()
    page.keyboard.press("Enter")
    expect(page.locator(".jq-loan-one")).to_have_count(0)
    assert asked(page) == {}
    expect(card).to_be_focused()
    assert page.evaluate("window.kept")  # nothing was loaded anew


def test_who_walks_the_cards_by_tab_stays_where_they_are_when_a_picture_makes_them_anew(opened):
    page, _ = opened()
    page.locator(".jq-loan").first.focus()
    page.keyboard.press("Tab")
    second = page.evaluate("document.activeElement.dataset.row")
    assert second not in (None, page.locator(".jq-loan").first.get_attribute("data-row"))
    page.evaluate("window.jqTurn({lever: 'lever:2'})")
    expect(page.locator(".jq-loan-on")).to_have_count(1)
    until(page, f"document.activeElement.dataset.row === '{second}'")
    page.locator(".jq-loans h3").first.click()  # left by hand: nothing draws the focus back
    page.evaluate("window.jqTurn({lever: ''})")
    expect(page.locator(".jq-loan-on")).to_have_count(0)
    until(page, "document.activeElement === document.body")


@pytest.mark.parametrize(("lang", "word"), [("zh", "答复 超 42 分"), ("en", "answer 42 m over")])
def test_a_late_loan_is_told_by_its_shape_and_its_word_and_not_by_colour_alone(opened, lang, word):
    page, _ = opened(lang)
    late = page.locator(".jq-loans-active .jq-loan-late")
    expect(late).to_have_count(1)
    assert late.inner_text().strip() == word
    shapes = {
        state: page.locator(f".jq-loan-{state} .jq-mark").first.evaluate(
            "mark => { const own = getComputedStyle(mark), drawn = getComputedStyle(mark, '::before');"
            " return JSON.stringify([mark.getBoundingClientRect().width > 0, own.clipPath, own.maskImage,"
            " own.transform, own.borderRadius, drawn.content, drawn.clipPath, drawn.transform]); }"
        )
        for state in ("late", "near", "ok")
    }
    assert len(set(shapes.values())) == 3
    assert all(json.loads(shape)[0] for shape in shapes.values())
    first = page.locator(".jq-loans-active .jq-loan").first
    assert first.get_attribute("data-row") == "lever:5"


def test_a_button_asks_in_a_form_and_sends_an_act_that_the_door_can_read(opened):
    page, sent = opened(query=f"&lever={CHOSEN}")
    page.click("[data-act='lever.respond']")
    dialog = page.locator("dialog.jq-form")
    expect(dialog.locator(".jq-form-subject")).to_contain_text("餐饮油烟扰民")
    page.select_option("dialog select[name=response_kind]", "measure")
    page.fill("dialog textarea[name=why]", "11-27 前装净化器")
    page.click("dialog .jq-act-strong")
    page.wait_for_selector(".jq-noted")
    expect(dialog).to_have_count(0)
    (body,) = sent
    act = read(body)
    assert (act.act, act.on, act.seen) == ("lever.respond", CHOSEN, 107)
    assert (act.response_kind, act.why) == ("measure", "11-27 前装净化器")
    assert len(body["once"]) == 32
    assert asked(page) == {"lever": CHOSEN}


def test_a_draft_opens_with_the_instrument_that_was_suggested(opened):
    page, sent = opened("en", "&lever=lever:2")
    page.click("[data-act='lever.draft']")
    assert page.input_value("dialog select[name=kind]") == "consultation"
    page.fill("dialog textarea[name=ask]", "Name one owner")
    page.click("dialog .jq-act-strong")
    page.wait_for_selector(".jq-noted")
    act = read(sent[0])
    assert (act.act, act.on, act.seen, act.kind, act.ask) == (
        "lever.draft", "lever:2", 102, "consultation", "Name one owner",
    )  # fmt: skip


def test_a_move_that_somebody_else_made_first_leaves_the_form_open_with_the_reason(opened):
    page, sent = opened("en", f"&lever={CHOSEN}", (409, {"en": "Somebody was faster"}))
    page.click("[data-act='lever.withdraw']")
    page.fill("dialog textarea[name=why]", "solved at the counter")
    page.click("dialog .jq-act-strong")
    expect(page.locator(".jq-form-error")).to_have_text("Somebody was faster")
    assert page.input_value("dialog textarea[name=why]") == "solved at the counter"
    assert len(sent) == 1


def test_a_silence_is_ended_from_its_row(opened):
    page, sent = opened()
    page.locator(".jq-lever-silences [data-act=unsilence]").first.click()
    if page.locator("dialog.jq-form").count():
        page.click("dialog .jq-act-strong")
    page.wait_for_selector(".jq-noted")
    act = read(sent[0])
    assert (act.act, act.on) == ("unsilence", "silence:0")


@pytest.mark.parametrize(("lang", "theme"), [("zh", "light"), ("en", "dark")])
def test_axe_finds_nothing_serious_on_the_board_the_lever_and_its_form(opened, lang, theme):
    page, _ = opened(lang, f"&theme={theme}&lever={CHOSEN}")
    assert serious(page) == []
    page.click("[data-act='lever.respond']")
    assert serious(page) == []


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_on_a_phone_there_is_one_column_of_tiles_and_no_way_sideways(opened, lang):
    page, _ = opened(lang, f"&lever={CHOSEN}")
    page.set_viewport_size(PHONE)
    until(page, "document.querySelector('.jq-tile.jq-lever-one').getBoundingClientRect().width < 390")
    boxes = page.evaluate(
        "[...document.querySelectorAll('.jq-main > .jq-tile')].map((one) => {"
        " const box = one.getBoundingClientRect(); return [Math.round(box.left), Math.round(box.width)]; })"
    )
    assert len(boxes) == 5
    assert len({tuple(box) for box in boxes}) == 1
    assert page.evaluate(SPILLED) == []
