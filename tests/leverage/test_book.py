"""The book of levers: whole, to the word of its table in the docs, and refused plainly when it is not."""

from __future__ import annotations

import re
from datetime import date
from pathlib import Path

import pytest

from dashboard.access.policy import shipped as policy
from dashboard.calendar import Limit
from dashboard.district import Duty, Leader, load
from dashboard.district_bounds import bounds_in
from dashboard.leverage import Level
from dashboard.leverage.book import FILE, BookError, approvable, book_of, shipped, unapproved
from dashboard.leverage.book import load as read
from dashboard.leverage.duties import faults, lender_of
from dashboard.text import LANGS

BOOK, YUNJIANG = shipped(), load("yunjiang")
DOCS = Path(__file__).parents[2] / "docs" / "levers.md"
NOW = date(2026, 11, 20)


def rewritten(tmp_path, old, new):
    text = FILE.read_text("utf-8")
    assert old in text
    (tmp_path / "levers.toml").write_text(text.replace(old, new, 1), "utf-8")
    return tmp_path / "levers.toml"


@pytest.mark.parametrize("level", Level)
def test_each_lever_says_all_of_itself_in_both_languages(level):
    lever = BOOK.lever(level)
    for name in ("title", "lenders", "borrowed", "converts", "preconditions", "approver", "ends", "risks"):
        assert all(getattr(lever, name).to(lang) for lang in LANGS), name
    assert all(kind.name.to(lang) for kind in lever.kinds for lang in LANGS)
    assert all(one.means.to(lang) for one in lever.answers for lang in LANGS)


def test_costs_and_validities_are_those_of_the_theory():
    assert {lever.level: lever.cost for lever in BOOK.levers} == {
        "L1": 5,
        "L2": 1,
        "L3": 2,
        "L4": 8,
        "L5": 20,
    }
    validities = [lever.validity for lever in BOOK.levers]
    assert validities == ["due", *map(Limit.parse, ("5D", "10D", "10D", "30N"))]


def test_a_meeting_is_answered_in_a_day_and_a_whistle_in_two_hours_or_thirty_minutes():
    lever, consultation = BOOK.kind("consultation")
    _, whistle = BOOK.kind("whistle")
    assert lever.respond(consultation, urgent=True) == Limit.parse("1D")
    assert lever.respond(whistle, urgent=False) == Limit.parse("2H")
    assert lever.respond(whistle, urgent=True) == Limit.parse("30m")


def test_what_goes_to_leaders_passes_two_desks_and_only_with_an_ask():
    for level in ("L4", "L5"):
        assert BOOK.lever(level).ask
        assert {len(policy().approvals[kind.approval].steps) for kind in BOOK.lever(level).kinds} == {2}


@pytest.mark.parametrize(
    ("rules", "decision"),
    [(["T04"], "owner"), (["T05"], "deadline"), (["T07", "T04"], "deadline"), (["T08"], "rule"), ([], "")],
)
def test_triggers_propose_what_is_asked_for(rules, decision):
    assert BOOK.proposed(rules) == decision


def test_the_policy_says_who_approves_each_instrument_and_approves_nothing_else():
    assert list(unapproved(BOOK, policy())) == []
    assert {kind.approval for lever in BOOK.levers for kind in lever.kinds} == set(policy().approvals)


def test_an_instrument_that_nobody_could_approve_is_told_and_stops_the_start(tmp_path):
    book = read(rewritten(tmp_path, 'approval = "L2.1" }', 'approval = "L2.9" }'))
    (text,) = unapproved(book, policy())
    assert text.en.startswith(
        "kinds.reminder.approval = 'L2.9': the approvals of policy.toml have no such line"
    )
    assert "L2.head" in text.en
    with pytest.raises(BookError, match=r"policy.toml 的 approvals 中没有"):
        approvable(book, policy())
    approvable(BOOK, policy())


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        ("cost = 5\n", "cost = -5\n", "levers[0].cost = -5"),
        ("cost = 5\n", "cosst = 5\n", "is no word of the district file"),
        ('validity = "10D"', 'validity = "10X"', "limit '10X' is none of"),
        ('T04 = "owner"', 'T04 = "ownner"', "proposes.T04 = 'ownner': decisions has no such word"),
        ("[decisions]", '[approvals.L4]\nby = [["leader"]]\n\n[decisions]', "approvals"),  # the policy's
        ('code = "whistle"', 'code = "diagnosis"', "kinds: diagnosis twice"),
        ('step = "L2.1", ', "", "a step (L2.1, L2.2, L2.3) belongs to L2"),
        ('level = "L5"', 'level = "L4"', "each of L1 to L5 once"),
        ("version = ", "version ", "levers.toml"),
    ],
)
def test_a_book_that_cannot_be_used_says_which_word_is_wrong(tmp_path, old, new, said):
    with pytest.raises(BookError) as told:
        read(rewritten(tmp_path, old, new))
    assert said in str(told.value)


def test_a_district_may_bring_a_book_of_its_own(tmp_path):
    rewritten(tmp_path, "cost = 8", "cost = 9")
    own = {"folder": tmp_path, "bounds": bounds_in(tmp_path)}  # as the loading of a district takes both
    assert book_of(YUNJIANG.model_copy(update=own)).lever("L4").cost == 9
    assert book_of(YUNJIANG) is shipped()


def test_the_table_of_the_docs_says_what_the_book_says():
    text = DOCS.read_text("utf-8")
    for lever in BOOK.levers:
        row = next(line for line in text.splitlines() if line.startswith(f"| {lever.level} {lever.title.zh}"))
        limits = re.findall(r"`([^`]+)`", row)
        held = [str_of(lever.held)] if lever.held else []
        assert limits == [
            str(lever.cost),
            str_of(lever.validity),
            *held,
            *[str_of(one.within) for one in lever.answers],
        ]
    for kind in (kind for lever in BOOK.levers for kind in lever.kinds):
        assert f"`{kind.code}` {kind.name.zh}" in text, kind.code


def str_of(limit):
    if limit == "due":
        return "due"
    unit = {"urgent": "m", "hours": "M", "days": "D", "natural": "N"}[limit.clock]
    whole = limit.amount % 60 == 0 and unit in "mM"
    return f"{limit.amount // 60}{'U' if unit == 'm' else 'H'}" if whole else f"{limit.amount}{unit}"


@pytest.mark.parametrize(
    ("level", "unit", "post"),
    [
        ("L1", "railway", "muni-desk"),
        ("L2", "ecology", "head-ecology"),
        ("L3", "street-002", "head-street-002"),
        ("L4", "ecology", "deputy-urban"),
        ("L4", "police", "deputy-order"),
        ("L5", "police", "head"),
    ],
)
def test_who_lends_is_a_post_of_the_duty_list_or_a_portfolio(level, unit, post):
    found = lender_of(level, unit, "E0116", district=YUNJIANG, book=BOOK, today=NOW)
    assert (found.post, found.stale) == (post, False)


def test_a_unit_that_nobody_answers_for_has_no_lender():
    assert lender_of("L2", "railway", None, district=YUNJIANG, book=BOOK, today=NOW) is None
    assert lender_of("L4", "street-001", None, district=YUNJIANG, book=BOOK, today=NOW) is None


def test_a_line_for_the_category_stands_before_one_for_all():
    duty = Duty(org="ecology", post="lead", categories=("E0116",), confirmed=NOW)
    home = YUNJIANG.model_copy(update={"duties": (*YUNJIANG.duties, duty)})
    said = {"district": home, "book": BOOK, "today": NOW}
    assert lender_of("L2", "ecology", "E0116", **said).post == "lead"
    assert lender_of("L2", "ecology", "E0508", **said).post == "head-ecology"


def test_a_duty_list_that_nobody_confirmed_for_ninety_days_is_stale():
    assert not lender_of("L2", "ecology", None, district=YUNJIANG, book=BOOK, today=date(2027, 1, 31)).stale
    assert lender_of("L2", "ecology", None, district=YUNJIANG, book=BOOK, today=date(2027, 2, 1)).stale


def test_what_is_wrong_with_duties_and_portfolios_is_told():
    assert list(faults(YUNJIANG, BOOK, NOW)) == []
    live = YUNJIANG.clock.model_copy(update={"mode": "live"})
    home = YUNJIANG.model_copy(
        update={
            "clock": live,
            "duties": (Duty(org="moon", post="x", deputy="y", categories=("Z",), confirmed=NOW),),
            "leaders": (Leader(post="deputy-urban", portfolio=("mars",), confirmed=date(2026, 8, 21)),),
        }
    )
    assert [text.en for text in faults(home, BOOK, NOW)] == [
        "duties[moon]: posts has no 'x'; add it or name another",
        "duties[moon]: posts has no 'y'; add it or name another",
        "duties[moon]: orgs has no 'moon'; add it or name another",
        "duties[moon]: categories has no 'Z'; add it or name another",
        "leaders[deputy-urban]: orgs has no 'mars'; add it or name another",
        "leaders[deputy-urban]: last confirmed 2026-08-21, too long ago; check it and set confirmed anew",
    ]
