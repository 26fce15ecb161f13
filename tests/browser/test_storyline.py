"""Golden case A in five browsers: from the first call to the power given back, by forms that people click.

Days as domain.md §3.10 tells them: passed around (d0 to d2), a consultation (d2), reworked (d4), a leader
asked (d6) and instructing (d7), the first action (d8), closed (d11), held for thirty days and returned (d41).
A second shop of fumes (d43 to d45) is the third time that the unit needs such a lever: T18 asks for a rule,
the director proposes it, the district office adopts it (d46), and what came after is compared with before.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from playwright.sync_api import Browser, Page, expect

from dashboard.access.demo import settle
from dashboard.cases import Fact, case_key
from dashboard.clock import Frozen
from dashboard.desk import Desk
from dashboard.indicators import Ask
from dashboard.indicators.answering import answer
from dashboard.leverage.rule_gaps import RULE_GAPS
from dashboard.polling import Turn
from layouts.wording import decimal
from tests.acting_people import table
from tests.browser.stage import PATIENCE, serving, until
from tests.living import desk_in
from tests.test_ticking import tick_of

pytestmark = [pytest.mark.browser, pytest.mark.thorough, pytest.mark.timeout(1_200)]
DAY = datetime(2026, 10, 13, tzinfo=UTC) - timedelta(hours=8)  # a Tuesday, 00:00 in Shanghai
NUMBER, SECOND = "000001", "000100"
UNIT = "ecology"
FEED = "hotline"
RULES = "/coordination"
ELSEWHERE = {"lon": 121.4855, "lat": 31.2251}
"""Where the second shop stands."""
PEOPLE = ("duty-officer", "director", "district-office", "department-officer", "auditor")
DESK = {"width": 1440, "height": 900}
WALL = {"width": 1920, "height": 1080}


def at(day: float, hour: float) -> datetime:
    """A moment by the clocks of the district."""
    return DAY + timedelta(days=day, hours=hour)


def call(number: str, when: datetime, who: str, **case: object) -> Fact:
    """One of six residents calls about the fumes."""
    said = {
        "source": "H12345", "category": "E0116", "street": "990101002", "urgency": "normal",
        "flags": ["public_space", "hot"], "lon": 121.4977, "lat": 31.2369, "place": "inside",
        "requester_key": who, "reported_at": when.isoformat(), **case,
    }  # fmt: skip
    body = {"org": "uomc", "case": said}
    return Fact(key=case_key(FEED, number), kind="report", version=number, happened_at=when, body=body)


TOLD: dict[float, list[tuple[float, str, dict[str, str]]]] = {
    0: [(9.3, "dispatch", {"org": "uomc", "to_org": "enforcement"})],
    1: [
        (9, "return", {"org": "enforcement", "reason_code": "R2", "clause": "7"}),
        (9.5, "dispatch", {"org": "uomc", "to_org": "ecology"}),
    ],
    2: [
        (9, "return", {"org": "ecology", "reason_code": "R4", "clause": "12"}),
        (9.2, "dispatch", {"org": "uomc", "to_org": "ecology"}),
    ],
    4: [
        (9, "dispose", {"org": "ecology", "solved": "yes"}),
        (15, "check_fail", {"org": "uomc", "note": "油烟依旧"}),
    ],
    11: [
        (15, "dispose", {"org": "ecology", "solved": "yes"}),
        (16, "check_pass", {"org": "uomc"}),
        (16.5, "close", {"org": "uomc"}),
    ],
    12: [(10, "visit", {"org": "uomc", "solved": "yes", "satisfaction": "2"})],
}
"""What the hotline tells of the case, by day: hour, event, what it says."""
AGAIN: dict[float, list[tuple[float, str, dict[str, str]]]] = {
    43: [
        (10, "dispatch", {"org": "uomc", "to_org": "enforcement"}),
        (15, "return", {"org": "enforcement", "reason_code": "R2", "clause": "7"}),
        (15.5, "dispatch", {"org": "uomc", "to_org": "ecology"}),
    ],
    44: [
        (9, "return", {"org": "ecology", "reason_code": "R4", "clause": "12"}),
        (9.2, "dispatch", {"org": "uomc", "to_org": "ecology"}),
    ],
    45: [
        (11, "dispose", {"org": "ecology", "solved": "yes"}),
        (11.5, "check_pass", {"org": "uomc"}),
        (12, "close", {"org": "uomc"}),
    ],
}
"""The same of the second shop."""
STORIES = {NUMBER: TOLD, SECOND: AGAIN}
EVERYDAY = range(-30, 97)
"""Days on which somebody besides calls about fumes, and is helped by the unit the same day."""


def told(day: float) -> list[Fact]:
    """The facts of one day."""
    return [
        event(number, day, hour, kind, body)
        for number, days in STORIES.items()
        for hour, kind, body in days.get(day, [])
    ]


def event(number: str, day: float, hour: float, kind: str, body: dict[str, str]) -> Fact:
    """One thing that happened to a case of the hotline."""
    key = case_key(FEED, number)
    return Fact(key=key, kind=kind, version=f"{day} {kind}", happened_at=at(day, hour), body=body)


def helped(day: int) -> list[Fact]:
    """An ordinary call about fumes somewhere else, sent to the unit and settled on its day."""
    number = f"9{day + 100:05d}"
    spot = {"lon": 121.46 + (day % 7) / 100, "lat": 31.21 + (day % 5) / 100, "flags": []}
    steps = (
        (13.2, "dispatch", {"org": "uomc", "to_org": UNIT}), (15, "dispose", {"org": UNIT, "solved": "yes"}),
        (15.5, "check_pass", {"org": "uomc"}), (16, "close", {"org": "uomc"}),
    )  # fmt: skip
    first = call(number, at(day, 13), f"neighbour {day}", **spot)
    return [first, *(event(number, day, *step) for step in steps)]


def act(what: str) -> str:
    """The name of an act; a bare move is one of a lever."""
    return what if "." in what else f"lever.{what}"


class District:
    """A desk behind the real application, five people at it, and what they did."""

    def __init__(self, desk: Desk, browser: Browser, address: str) -> None:
        self.desk, self.address = desk, address
        self.pages: dict[str, Page] = {}
        self.done: list[tuple[str, str]] = []  # by whom, what of which lever or rule
        self.till = at(EVERYDAY.start, 0)  # up to then the everyday calls are told
        self.errors: list[str] = []
        for account in PEOPLE:
            self.pages[account] = self.entered(browser, account)

    def entered(self, browser: Browser, account: str) -> Page:
        """A browser of its own in which somebody has signed in at the door of the demo."""
        page = browser.new_context(locale="zh-CN", viewport=DESK).new_page()
        page.set_default_timeout(PATIENCE)
        page.on("pageerror", lambda error: self.errors.append(str(error)))
        page.goto(f"{self.address}/sign-in")
        page.locator(f"[data-account='{account}']").click()
        page.wait_for_url(lambda url: "/sign-in" not in url)
        return page

    def now(self, day: float, hour: float, *facts: Fact) -> None:
        """Time goes on, the hotline tells what has happened, and the lease holder ticks."""
        self.desk.clock = Frozen(at(day, hour))
        everyday = [
            fact
            for one in EVERYDAY
            for fact in helped(one)
            if self.till <= fact.happened_at < self.desk.clock.now()
        ]
        self.till = self.desk.clock.now()
        if facts := (*facts, *told(day), *everyday):
            self.desk.ledger.append(FEED, facts, recorded_at=self.desk.clock.now())
        self.desk.look()
        tick_of(self.desk)(Turn())
        self.desk.look()

    def sees(self, who: str, path: str) -> Page:
        """A page as one of them sees it now, drawn."""
        self.desk.look()
        page = self.pages[who]
        page.set_viewport_size(WALL if path.startswith("/wall") else DESK)
        page.goto(self.address + path)
        until(page, "document.querySelector('.jq-page')")
        until(page, "![...document.querySelectorAll('.jq-loading')].some(one => one.offsetParent)")
        return page

    def does(self, who: str, path: str, what: str, **said: str | list[str]) -> None:
        """One of them opens a form on a page, fills it, sends it, and is told that it is written."""
        page = self.asked(who, path, what, **said)
        expect(page.locator(".jq-noted")).to_be_visible()
        expect(page.locator("dialog.jq-form")).to_have_count(0)
        self.done.append((who, what))

    def refused(self, who: str, path: str, what: str, **said: str | list[str]) -> str:
        """What one of them is told who may not do it yet."""
        page = self.asked(who, path, what, **said)
        words = page.locator(".jq-form-error")
        expect(words).to_be_visible()
        return words.inner_text()

    def asked(self, who: str, path: str, what: str, **said: str | list[str]) -> Page:
        """A form that was filled and sent."""
        page = self.sees(who, path)
        page.locator(f"[data-act='{act(what)}']:visible").first.click()
        form = page.locator("dialog.jq-form")
        for name, value in said.items():
            field = form.locator(f"[name='{name}']")
            if form.locator(f"select[name='{name}']").count():
                field.select_option(value)
            else:
                field.fill(str(value))
        form.locator(".jq-act-strong").click()
        return page

    def lever(self, level: str) -> dict[str, object]:
        """The record of the newest lever of a level."""
        *_, row = sorted(
            (row for row in table(self.desk, "levers") if row["level"] == level),
            key=lambda row: row["drafted_at"],
        )
        return row

    def shows(self, level: str, state: str) -> None:
        """The ledger of loans has it in the column of its state; the wall while its answer is awaited."""
        key = str(self.lever(level)["key"])
        page = self.sees("duty-officer", "/levers")
        cards = page.locator(f".jq-loans-{state} [data-row='{key}']")
        expect(cards).to_have_count(1)
        wall = self.sees("duty-officer", "/wall?scene=hands")
        until(wall, "document.querySelector('.jq-advised .jq-adv, .jq-advised .jq-msg')")
        awaited = wall.locator(f".jq-adv-row[data-row='{key}']")
        expect(awaited).to_have_count(1 if state == "active" else 0)

    def may_not(self, who: str, path: str, what: str) -> None:
        """One of them is not even offered it."""
        page = self.sees(who, path)
        expect(page.locator(f"[data-act='{act(what)}']:visible")).to_have_count(0)


@pytest.fixture
def district(chromium: Browser, tmp_path) -> Iterator[District]:
    """A district of its own with the people of the demo."""
    desk = desk_in(tmp_path, now=at(0, 9))
    settle(desk.accounts, desk.policy, desk.district, desk.settings.home)
    desk.look()
    server = serving(desk)
    server.daemon_threads = False  # closing it waits for the picture that is under way
    made = District(desk, chromium, f"http://127.0.0.1:{server.server_port}")
    yield made
    for page in made.pages.values():
        page.context.close()
    server.shutdown()
    server.server_close()
    desk.close()
    assert not made.errors


def passed_around(district: District) -> None:
    """d0 to d2: six residents call, two units give it back."""
    echoes = [call(f"00001{n}", at(-n, 10), f"resident {n}") for n in range(1, 6)]
    district.now(0, 10, *echoes, call(NUMBER, at(0, 9), "resident 0"))
    district.now(1, 11)
    district.now(2, 9.5)


def consulted(district: District) -> None:
    """d2 to d4: a consultation with one owner is drafted, approved, issued, attended; it does not help."""
    district.does("duty-officer", f"/cases/hotline/{NUMBER}", "draft", kind="consultation", unit="ecology",
                  co_units=["enforcement", "street-002"], ask="请会商明确主办与协办")  # fmt: skip
    district.shows("L3", "drafted")
    path = f"/levers?lever={district.lever('L3')['key']}"
    district.does("duty-officer", path, "submit")
    district.shows("L3", "pending")
    district.may_not("duty-officer", path, "approve")
    district.does("director", path, "approve")
    district.does("duty-officer", path, "issue", doc_no="云城运会〔2026〕31号")
    district.shows("L3", "active")
    district.now(3, 9.5)
    district.does("department-officer", "/departments/ecology", "respond", response_kind="attendance")
    district.shows("L3", "responded")
    district.now(4, 16)


def led(district: District) -> None:
    """d6 to d8: the leader is asked by two desks and instructs on paper; the unit answers and begins."""
    district.now(6, 9.5)
    case = f"/cases/hotline/{NUMBER}"
    assert "完整度" in district.refused("duty-officer", case, "draft", kind="special-report",
                                     decision_requested="deadline", ask="请定办结时限")  # fmt: skip
    district.does("duty-officer", case, "draft", kind="special-report", decision_requested="deadline",
                  ask="请定办结时限", impact="六户居民，三十天六次", photos="3")  # fmt: skip
    path = f"/levers?lever={district.lever('L4')['key']}"
    district.does("duty-officer", path, "submit")
    district.may_not("district-office", path, "approve")  # not before the director
    district.does("director", path, "approve")
    district.may_not("duty-officer", path, "issue")
    district.does("district-office", path, "approve", why="同意呈报")
    district.does("duty-officer", path, "issue", doc_no="云城运专报〔2026〕8号")
    district.shows("L4", "active")
    district.does("duty-officer", f"/levers?lever={district.lever('L3')['key']}", "escalate")
    assert (district.lever("L3")["state"], district.lever("L3")["next"]) == (
        "escalated", district.lever("L4")["key"],
    )  # fmt: skip
    district.now(7, 9.2)
    paper = {"instruction_no": "云办批〔2026〕51号", "instruction_date": "2026-10-20"}
    district.does("district-office", path, "instruct", for_post="deputy-urban", instruction="三日内办结",
                  **paper)  # fmt: skip
    assert district.lever("L4")["on_behalf"]
    district.now(8, 9.5)
    district.does("department-officer", "/departments/ecology", "begin", why="责令安装净化设施")
    district.does("department-officer", "/departments/ecology", "respond", response_kind="measure",
                  why="10-24 前装好净化器")  # fmt: skip
    district.shows("L4", "responded")


def given_back(district: District) -> None:
    """d11 to d41: closed, the citizen satisfied, held for thirty days, the power returned."""
    path = f"/levers?lever={district.lever('L4')['key']}"
    district.now(11, 17)
    district.does("duty-officer", path, "effect", outcome="resolved")
    district.now(12, 10.5)
    district.shows("L4", "effective")
    assert "须保持到" in district.refused("duty-officer", path, "return", why="已解决")
    district.now(41, 17.5)
    district.does("duty-officer", path, "return", why="三十天未复发")
    district.now(41, 17.6)  # what ended lists what had ended before now
    district.shows("L4", "returned")
    row = district.lever("L4")
    assert (row["state"], row["outcome"], row["lender_post"]) == ("returned", "resolved", "deputy-urban")
    assert row["returned_at"] <= row["return_by"]


def needed_again(district: District) -> None:
    """d43 to d45: another shop, passed around like the first; a consultation settles it: the third lever."""
    assert gaps(district) == []  # twice is no rule
    echoes = [call(f"00010{n}", at(43, 9.2), f"tenant {n}", **ELSEWHERE) for n in range(1, 6)]
    district.now(43, 9.5, *echoes, call(SECOND, at(43, 9), "tenant 0", **ELSEWHERE))
    district.now(44, 9.5)
    district.does("duty-officer", f"/cases/hotline/{SECOND}", "draft", kind="owner-named", unit=UNIT,
                  co_units=["enforcement"], ask="请指定主办")  # fmt: skip
    path = f"/levers?lever={district.lever('L3')['key']}"
    district.does("duty-officer", path, "submit")
    district.does("director", path, "approve")
    district.does("duty-officer", path, "issue", doc_no="云城运会〔2026〕47号")
    district.does("department-officer", f"/departments/{UNIT}", "respond", response_kind="attendance")
    district.now(45, 16.5)
    district.does("duty-officer", path, "effect", outcome="resolved")


def ruled(district: District) -> None:
    """d45 to d46: T18 nominates the place; the director drafts and proposes, the district office adopts."""
    (gap,) = gaps(district)
    assert (gap["category"], gap["unit"], gap["times"], gap["state"]) == ("E0116", UNIT, 3, "missing")
    assert sorted(gap["levers"].split(", ")) == sorted(row["key"] for row in table(district.desk, "levers"))
    district.may_not("district-office", RULES, "rule.draft")
    district.does("director", RULES, "rule.draft")
    district.may_not("district-office", RULES, "rule.adopt")  # not before it is proposed
    district.does("director", RULES, "rule.propose")
    district.may_not("director", RULES, "rule.adopt")  # the duties of a unit are not the centre's to write
    district.now(46, 9.5)
    assert "文号" in district.refused("district-office", RULES, "rule.adopt")
    district.does("district-office", RULES, "rule.adopt", doc_no="云府办〔2026〕18号")
    (row,) = table(district.desk, "rule_proposals")
    assert (row["state"], row["kind"], row["owner"]) == ("adopted", "duties", "deputy-urban")
    assert gaps(district)[0]["state"] == "adopted"


def less_borrowed(district: District) -> None:
    """d96: fifty days on, levers per 1,000 cases before and after stand on the page, as counted by hand."""
    district.now(96, 12)
    (rule,) = table(district.desk, "rule_proposals")
    page = district.sees("director", RULES)
    line = page.locator(".jq-rules-won tbody tr")
    expect(line).to_have_count(1)
    cells = [" ".join(cell.split()) for cell in line.locator("td").all_inner_texts()]
    before, after, ratio = cells[2:5]
    for said, levers, cases in ((before, 3, 76 + 2), (after, 0, 50)):
        assert f"{levers} 笔 / {cases} 件" in said
        assert re.search(r"[\d.]+ \([\d.]+ … [\d.]+\)", said)
        assert said.startswith(f"{decimal(1000 * levers / cases, 'zh')} (")
    assert re.fullmatch(r"0\.00 \(0\.00 … [\d.]+\)", ratio)
    assert "已采纳" in cells[0]
    assert cells[1].startswith(f"{rule['adopted_at'].astimezone(district.desk.district.tz):%Y-%m-%d}")
    line.get_by_role("link", name="建议单").click()
    page.wait_for_url("**/rules/*")
    assert "3 / 78" in page.inner_text("body")
    district.may_not("director", RULES, "rule.draft")  # it rests


def gaps(district: District) -> list[dict[str, Any]]:
    """What T18 says now."""
    district.desk.look()
    with district.desk.board.reading(district.desk.clock.now()) as reader:
        found: list[dict[str, Any]] = answer(RULE_GAPS, Ask(), reader).to_dict("records")
    return found


def audited(district: District) -> None:
    """Everything that was done stands in the audit, in its order, by whom."""
    page = district.sees("auditor", "/audit?action=act")
    lines = page.locator(".jq-tile.jq-audit-notes tbody tr")
    until(page, "document.querySelector('tbody tr')")
    notes = [[cell.strip() for cell in line.locator("td").all_inner_texts()] for line in lines.all()]
    noted = [(cells[2], cells[6].split()[0].removeprefix("lever.")) for cells in reversed(notes)]
    assert noted == district.done
    things = [cells[6].split()[1] for cells in notes]
    assert {one.partition(":")[2][:2] for one in things if one.startswith("lever:")} == {"L3", "L4"}
    assert {one.partition(":")[0] for one in things} == {"lever", "rule"}


def test_golden_case_a_goes_from_the_first_call_to_the_rule_that_makes_borrowing_needless_through_five_people(
    district,
):
    passed_around(district)
    consulted(district)
    led(district)
    given_back(district)
    needed_again(district)
    ruled(district)
    less_borrowed(district)
    audited(district)
