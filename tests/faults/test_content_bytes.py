"""Faults of form (`catalogue.toml`): bytes, characters and shapes that no careful sender would send."""

from __future__ import annotations

import gzip
import json
from datetime import UTC, datetime
from time import process_time

import pytest

from dashboard.cases import Fact
from dashboard.polling import Turn
from dashboard.polling.aside import recalled
from dashboard.sealing import Vault
from tests.faults.content import COLUMNS, HEADING, accounted, answer, asked, bodies, case, event, looked
from tests.faults.faulty import faulty, in_turn, reply, said
from tests.polling.rig import open_ledger, real_poller
from tests.small_district import KEY, NOW

pytestmark = pytest.mark.sweep

DEEP = 10**5


@pytest.fixture
def ledger(tmp_path):
    (tmp_path / "drop").mkdir()
    with open_ledger(tmp_path) as found:
        yield found


def page(events: str) -> bytes:
    """An answer whose list of events is written by hand."""
    return f'{{"events": [{events}], "next": null, "as_of": "{NOW.isoformat()}"}}'.encode()


def quietly_back(ledger, script, trouble: str):
    """The feed was in trouble that names its cause, applied nothing, and is well at the next answer."""
    with faulty(e=in_turn(script, answer(event(1)))) as server:
        outcome = asked(ledger, server)
        state = ledger.feed_states()["events"]
        assert trouble in outcome.trouble
        assert (state.state, state.trouble, ledger.head()[0]) == ("trouble", outcome.trouble, 0)
        assert asked(ledger, server).trouble == ""
    accounted(ledger, applied=1)


# --- F11 ----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("deep", ["[" * DEEP, '{"a":' * DEEP, "[" * DEEP + "]" * DEEP], ids=["[", "{", "[]"])
def test_f11_json_nested_without_end_is_refused_and_the_poller_lives(ledger, deep):
    quietly_back(
        ledger, reply(page(deep)), "it is nested too deeply" if deep.endswith("]") else "cannot be trusted"
    )


@pytest.mark.parametrize("depth", [50, 900])
def test_f11_a_record_that_is_merely_deep_costs_at_most_itself(ledger, depth):
    deep = json.dumps(event(2))[:-1] + ', "extra": ' + "[" * depth + "]" * depth + "}"
    wrong = json.dumps(event(3))[:-1] + ', "note": ' + "[" * depth + "]" * depth + "}"
    with faulty(e=reply(page(f"{json.dumps(event(1))}, {deep}, {wrong}"))) as server:
        assert asked(ledger, server).trouble == ""
    accounted(ledger, applied=2, quarantined=1)


def test_f11_a_line_of_a_file_nested_without_end_costs_itself_alone(ledger, tmp_path):
    good = json.dumps({"工单编号": "1", "上报时间": "2026-11-20T09:00"}, ensure_ascii=False)
    (tmp_path / "drop" / "a.jsonl").write_text(f"{good}\n{'[' * DEEP}{']' * DEEP}\n", encoding="utf-8")
    assert looked(ledger, tmp_path / "drop").trouble == ""
    accounted(ledger, applied=1, quarantined=1)
    assert "nested too deeply" in ledger.quarantined()[0].reason


# --- F15 ----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("body", "told"),
    [
        ({"code": 500, "msg": "系统繁忙，请致电13800001234"}, "an error, code 500: 系统繁忙，请致电〔电话〕"),
        ({"code": "E401", "message": "token expired", "events": []}, "an error, code E401: token expired"),
        ({"success": False, "msg": "停机维护", "events": []}, "an error, code none: 停机维护"),
        ({"code": 0, "msg": "ok"}, 'without a list "events": ok'),
        ({"code": 200, "data": {"events": []}}, 'without a list "events"'),
        ([], 'without a list "events"'),
    ],
)
def test_f15_an_error_that_comes_as_success_is_trouble_in_its_own_words(ledger, body, told):
    quietly_back(ledger, said(body), f"answered {told}")


@pytest.mark.parametrize("code", [0, 200, "0", "200"])
def test_f15_a_code_that_means_success_is_none(ledger, code):
    with faulty(e=said({"code": code, "msg": "ok", "events": [event(1)], "next": None})) as server:
        assert asked(ledger, server).trouble == ""
    accounted(ledger, applied=1)


# --- F23 ----------------------------------------------------------------------------------------------------

WORDS = page(json.dumps(event(1, org="区水务局", note="案件㐂"), ensure_ascii=False))


@pytest.mark.parametrize(
    ("body", "kind"),
    [
        pytest.param(WORDS, "application/json; charset=GBK", id="utf-8 that calls itself GBK"),
        pytest.param(WORDS, "application/json; charset=latin-1", id="utf-8 that calls itself latin-1"),
        pytest.param(b"\xef\xbb\xbf" + WORDS, "application/json", id="utf-8 with a mark"),
        pytest.param(WORDS.decode().encode("gb18030"), "application/json;charset=gb2312", id="gb18030"),
        pytest.param(WORDS.decode().encode("gb18030"), 'text/json; charset="GBK"', id="gb18030 as text"),
    ],
)
def test_f23_strict_utf8_stands_before_the_label_and_a_chinese_label_means_gb18030(ledger, body, kind):
    with faulty(e=reply(body, kind=kind)) as server:
        assert asked(ledger, server).trouble == ""
    (found,) = bodies(ledger)
    assert (found["org"], found["note"]) == ("D01", "案件㐂")


@pytest.mark.parametrize(
    ("script", "told"),
    [
        pytest.param(reply(WORDS.decode().encode("gb18030")), "is not UTF-8", id="no label"),
        pytest.param(
            reply(WORDS.decode().encode("utf-16"), kind="application/json; charset=gbk"),
            "is not UTF-8",
            id="utf-16",
        ),
        pytest.param(
            reply(WORDS, Content_Encoding="gzip"), "answered what is not gzip, though it says so", id="plain"
        ),
        pytest.param(reply(gzip.compress(WORDS)), "is not UTF-8", id="gzip without its label"),
        pytest.param(
            reply(gzip.compress(WORDS)[:60] + b"\0" * 60, Content_Encoding="gzip"),
            "what is not gzip",
            id="torn gzip",
        ),
    ],
)
def test_f23_what_no_rule_can_read_is_trouble_and_nothing_is_guessed(ledger, script, told):
    quietly_back(ledger, script, told)


# --- F36 ----------------------------------------------------------------------------------------------------

TYPES = [
    pytest.param({"case_id": 42}, True, id="number for a text"),
    pytest.param({"satisfaction": "3"}, True, id="text for a number"),
    pytest.param({"case": {"flags": "safety,crowd"}}, True, id="text for a list"),
    pytest.param({"case": {"x": "121.45", "y": 31.15}}, True, id="text for a coordinate"),
    pytest.param({"ask": "true"}, True, id="text for a truth"),
    pytest.param({"case_id": {"id": 42}}, False, id="object for a text"),
    pytest.param({"case": [{"x": 1}]}, False, id="list for an object"),
    pytest.param({"case": {"flags": {"safety": True}}}, False, id="object for a list"),
    pytest.param({"org": ["区水务局"]}, False, id="list for a text"),
    pytest.param({"note": True}, False, id="truth for a text"),
    pytest.param({"at": 1}, False, id="number for a time"),
]


@pytest.mark.parametrize(("change", "taken"), TYPES)
def test_f36_a_type_that_says_the_same_passes_and_any_other_costs_its_record_alone(ledger, change, taken):
    with faulty(e=answer(event(1), event(2, **change), event(3))) as server:
        assert asked(ledger, server).trouble == ""
    accounted(ledger, applied=2 + taken, quarantined=1 - taken)


def test_f36_a_source_that_changes_all_its_types_is_trouble_to_be_seen_and_replayed(ledger):
    wrong = [event(n, org={"name": "区水务局"}) for n in range(30)]
    with faulty(e=answer(*wrong)) as server:
        one = real_poller(ledger, "events", options={"url": server.url("/e")})
        one.poll(Turn())
    accounted(ledger, quarantined=30)
    assert {found.reason for found in ledger.quarantined()} == {"org: is neither text nor a whole number"}
    assert ledger.waiting() == {"events": (30, 30)}


# --- F41 ----------------------------------------------------------------------------------------------------

GOOD = json.dumps(event(1))
UNTRUSTED = [
    pytest.param(GOOD[:-1] + ', "case_id": "c2"}', "the key 'case_id' stands twice", id="a key twice"),
    pytest.param(GOOD[:-1] + ', "satisfaction": NaN}', "NaN is no JSON number", id="NaN"),
    pytest.param(GOOD[:-1] + ', "satisfaction": -Infinity}', "-Infinity is no JSON number", id="Infinity"),
    pytest.param(GOOD[:-1] + ', "satisfaction": 1e999}', "the number 1e999 is too large", id="1e999"),
]


@pytest.mark.parametrize(("record", "told"), UNTRUSTED)
def test_f41_json_that_python_would_take_and_others_would_not_is_refused(ledger, record, told):
    quietly_back(ledger, reply(page(record)), told)


@pytest.mark.parametrize(("record", "told"), UNTRUSTED)
def test_f41_in_a_file_of_lines_it_costs_its_line_alone(ledger, tmp_path, record, told):
    good = json.dumps({"工单编号": "1", "上报时间": "2026-11-20T09:00"}, ensure_ascii=False)
    (tmp_path / "drop" / "a.jsonl").write_text(f"{record}\n{good}\n", encoding="utf-8")
    looked(ledger, tmp_path / "drop")
    accounted(ledger, applied=1, quarantined=1)
    assert told in ledger.quarantined()[0].reason


# --- F44 ----------------------------------------------------------------------------------------------------

HIDDEN = "\ufeff", "\u200b", "\u202e", "\x00", "\x1b[31m"


@pytest.mark.parametrize("mark", HIDDEN, ids=ascii)
def test_f44_hidden_characters_in_a_heading_and_its_cells_hide_nothing(ledger, tmp_path, mark):
    heading = HEADING.replace("工单编号", f"{mark if mark[0] != chr(27) else chr(0)}工单编号\u200b")
    row = f"{mark}1,2026-11-20 09:00:00,{mark}区水务局,积{mark}水"
    (tmp_path / "drop" / "a.csv").write_text(f"{heading}\n{row}\n", encoding="utf-8")
    assert looked(ledger, tmp_path / "drop").trouble == ""
    (found,) = ledger.entries(0)
    visible = "[31m" if mark[0] == "\x1b" else ""
    assert found.key == f"case:folder/{visible}1"
    assert found.body["case"]["text_short"] == f"积{visible}水"
    if not visible:
        assert found.body["holder"] == "D01"


def test_f44_a_mark_in_the_middle_of_two_files_put_together_is_no_part_of_an_id(ledger, tmp_path):
    text = f"{HEADING}\n1,2026-11-20 09:00:00,,\n\ufeff2,2026-11-20 09:00:00,,\n"
    (tmp_path / "drop" / "a.csv").write_text(text, encoding="utf-8-sig")
    looked(ledger, tmp_path / "drop")
    assert [entry.key for entry in ledger.entries(0)] == ["case:folder/1", "case:folder/2"]


def test_f44_a_lone_surrogate_is_stripped_where_it_is_shown_and_kept_where_it_is_sealed(ledger):
    broken = page(
        json.dumps(event(1, note="积\ud800水")) + "," + json.dumps(event(2, kind="\udfff\u202e\u0000"))
    )
    with faulty(e=reply(broken)) as server:
        assert asked(ledger, server).trouble == ""
    assert bodies(ledger)[0]["note"] == "积水"
    (aside,) = ledger.quarantined()
    assert aside.raw.isprintable()
    (kept,) = ledger.kept("events")
    assert recalled(kept.sealed, Vault(KEY), "events").raw["kind"] == "\udfff\u202e\x00"
    accounted(ledger, applied=1, quarantined=1)


# --- F45 ----------------------------------------------------------------------------------------------------

MEGABYTE = "积水1380000" * 100_000


def test_f45_a_text_of_a_megabyte_is_cut_with_a_mark_and_costs_no_time(ledger):
    huge = event(
        1, note=MEGABYTE, org=MEGABYTE, case={"text": MEGABYTE, "biz_type": MEGABYTE, "grid": MEGABYTE}
    )
    refused = event(2, case_id=MEGABYTE, note=MEGABYTE)
    with faulty(e=answer(huge, refused, event(3))) as server:
        began = process_time()
        assert asked(ledger, server).trouble == ""
        assert process_time() - began < 10
    (body, _) = bodies(ledger)
    for text, most in ((body["note"], 500), (body["org_said"], 80), (body["case"]["text_short"], 30)):
        assert len(text) <= most
        assert text.endswith("…")
    assert all(body["case"][name].endswith("…") for name in ("biz_type", "grid"))
    (aside,) = ledger.quarantined()
    assert (aside.reason.startswith("case_id: an id must have 1 to 200"), aside.replayable) == (True, False)
    assert "too long to be sealed" in aside.reason
    assert len(aside.raw) <= 500
    accounted(ledger, applied=2, quarantined=1)


def test_f45_a_text_within_its_length_has_no_mark(ledger):
    with faulty(e=answer(event(1, note="积" * 500))) as server:
        asked(ledger, server)
    assert bodies(ledger)[0]["note"] == "积" * 500


def test_f45_a_file_of_many_rows_comes_in_pages_and_is_whole(ledger, tmp_path):
    rows = "".join(f"{n},2026-11-20 09:00:00,,\n" for n in range(4_500))
    (tmp_path / "drop" / "a.csv").write_text(f"{HEADING}\n{rows}", encoding="utf-8")
    assert looked(ledger, tmp_path / "drop").trouble == ""
    sizes = [cycle.account.received for cycle in ledger.cycles("folder")]
    assert sizes == [500, 2_000, 2_000]
    accounted(ledger, applied=4_500)


# --- F49 ----------------------------------------------------------------------------------------------------


def dated(number: int, **given) -> Fact:
    return event(number, kind="report", case=given or None)


TIMES = [
    pytest.param("2026-11-19T24:00:00+08:00", datetime(2026, 11, 19, 16, tzinfo=UTC), id="24:00:00"),
    pytest.param("2026-11-19 24:00", datetime(2026, 11, 19, 16, tzinfo=UTC), id="24:00"),
    pytest.param("9999-12-31", None, id="9999"),
    pytest.param("9999-12-31T23:59:59+08:00", None, id="9999 with an hour"),
    pytest.param("0000-00-00", None, id="0000"),
    pytest.param("0000-00-00 00:00:00", None, id="0000 with an hour"),
]


@pytest.mark.parametrize(("due", "meant"), TIMES)
def test_f49_the_end_of_a_day_and_the_words_for_never_have_their_rules(ledger, due, meant):
    with faulty(e=answer(dated(1, due_at=due, reported_at="2026-11-19T10:00:00"))) as server:
        assert asked(ledger, server).trouble == ""
    accounted(ledger, applied=1)
    assert bodies(ledger)[0]["case"]["due_at"] == (meant and meant.isoformat())
    assert case(ledger)["due_at"] == meant


@pytest.mark.parametrize(
    "at", ["2026-02-30T09:00:00", "2026-11-20T24:01:00", "2026-11-20T25:00:00", "2026-13-01T00:00"]
)
def test_f49_a_day_or_an_hour_that_does_not_exist_is_set_aside(ledger, at):
    with faulty(e=answer(event(1), event(2, at=at))) as server:
        asked(ledger, server)
    accounted(ledger, applied=1, quarantined=1)
    assert "is no time of the form iso" in ledger.quarantined()[0].reason


@pytest.mark.parametrize("at", ["9999-12-31T00:00:00", "0000-00-00"])
def test_f49_what_never_happened_has_not_happened(ledger, at):
    with faulty(e=answer(event(1, at=at))) as server:
        asked(ledger, server)
    assert ledger.quarantined()[0].reason == "at: an event must say when it happened"


def test_f49_in_a_table_too_and_in_its_declared_forms(ledger, tmp_path):
    options = {"columns": COLUMNS | {"closed_at": "办结", "due_at": "截止"}, "formats": ["%Y/%m/%d %H:%M"]}
    rows = ["1,2026/11/19 24:00,,,9999/12/31 00:00,0000/00/00 00:00", "2,2026/02/30 09:00,,,,"]
    (tmp_path / "drop" / "a.csv").write_text(
        "\n".join([f"{HEADING},办结,截止", *rows]) + "\n", encoding="utf-8"
    )
    looked(ledger, tmp_path / "drop", **options)
    accounted(ledger, applied=1, quarantined=1)
    found = case(ledger)
    assert (found["reported_at"], found["open"], found["due_at"]) == (
        datetime(2026, 11, 19, 16, tzinfo=UTC),
        True,
        None,
    )
