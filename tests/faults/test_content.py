"""Faults of content (`catalogue.toml`): what a source says wrongly, and what of it is kept."""

from __future__ import annotations

import json
import threading
from dataclasses import replace
from datetime import UTC, datetime
from itertools import islice

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from dashboard.cases import UNMAPPED
from dashboard.polling import Turn
from data_feeds import folder as folder_feed
from data_feeds import stillness
from tests.faults.content import HEADING, accounted, answer, asked, bodies, event, looked
from tests.faults.faulty import faulty, in_turn, reply
from tests.polling.rig import open_ledger, page, pages, real_poller

pytestmark = pytest.mark.sweep


@pytest.fixture
def ledger(tmp_path):
    (tmp_path / "drop").mkdir()
    with open_ledger(tmp_path) as found:
        yield found


def test_f28_the_same_record_twice_in_a_page_and_across_pages_is_one(ledger):
    script = in_turn(answer(event(1), event(1), event(2), following="b"), answer(event(2), event(3)))
    with faulty(e=script) as server:
        asked(ledger, server)
    assert [entry.version for entry in ledger.entries(0)] == ["e1", "e2", "e3"]
    accounted(ledger, applied=3, duplicate=2, quarantined=0)


@given(
    cuts=st.lists(st.integers(1, 5), min_size=1, max_size=4), again=st.lists(st.integers(0, 9), max_size=8)
)
@settings(max_examples=8, deadline=None)
def test_f28_however_pages_are_cut_and_repeated_the_ledger_holds_the_same(tmp_path_factory, cuts, again):
    shelf = [event(number) for number in range(10)]
    stream = iter(shelf + [shelf[number] for number in again])
    with open_ledger(tmp_path_factory.mktemp("cut")) as ledger:
        one = real_poller(ledger, "events")
        for size in [*cuts, 20]:
            found = page(*islice(stream, size))
            replace(one, feed=replace(one.feed, read=pages(found))).poll(Turn())
        assert sorted(entry.version for entry in ledger.entries(0)) == sorted(
            raw["event_id"] for raw in shelf
        )
        accounted(ledger, applied=10, duplicate=len(again))


def test_f35_optional_fields_pass_a_missing_needed_one_is_set_aside_and_drift_is_told(ledger):
    usual = [event(number, org="区水务局") for number in range(110)]
    renamed = [
        {("时间" if name == "at" else name): value for name, value in event(n).items()}
        for n in range(120, 123)
    ]
    added = [event(number, org="区水务局", colour="blue") for number in range(130, 160)]
    with faulty(e=in_turn(answer(*usual), answer(*renamed, *added))) as server:
        one = real_poller(ledger, "events", options={"url": server.url("/e")})
        assert one.poll(Turn()).trouble == ""
        assert ledger.feed_states()["events"].notes == ()
        one.poll(Turn())
    accounted(ledger, applied=140, quarantined=3)
    reasons = {found.reason for found in ledger.quarantined()}
    assert reasons == {"at: Field required"}
    (note,) = ledger.feed_states()["events"].notes
    assert note.startswith("fields: ")
    assert all(word in note for word in ("−at", "+colour", "+时间"))


def test_f35_a_table_without_its_id_is_trouble_and_without_another_column_is_not(ledger, tmp_path):
    (tmp_path / "drop" / "a.csv").write_text("工单编号,上报时间\n1,2026-11-20 09:00:00\n", encoding="utf-8")
    assert looked(ledger, tmp_path / "drop").account.applied == 1
    (tmp_path / "drop" / "b.csv").write_text("单号,上报时间\n1,2026-11-20 09:00:00\n", encoding="utf-8")
    assert "b.csv has no column 工单编号" in looked(ledger, tmp_path / "drop").trouble
    accounted(ledger, applied=1)


@pytest.mark.parametrize(
    "poison",
    [
        "text instead of an object",
        None,
        event(5, case={"x": {"deep": [1]}}),
        event(5, at=10**30),
        event(5, kind="explode"),
        event(5, case_id=["c", 1]),
    ],
)
def test_f38_a_poison_record_costs_itself_alone(ledger, poison):
    with faulty(e=answer(event(1), poison, event(2))) as server:
        outcome = asked(ledger, server)
    assert (outcome.account.applied, outcome.account.quarantined, outcome.trouble) == (2, 1, "")
    (found,) = ledger.quarantined()
    assert found.reason
    assert found.raw
    accounted(ledger, applied=2, quarantined=1)


def test_f38_a_fault_of_the_parser_itself_costs_that_record_alone(ledger, monkeypatch):
    def broken(*_args):
        raise ZeroDivisionError("13800001234")

    monkeypatch.setattr("data_feeds.event_wire.body_of", broken)
    with faulty(e=answer(event(1), event(2))) as server:
        outcome = asked(ledger, server)
    assert (outcome.account.quarantined, outcome.trouble) == (2, "")
    assert {found.reason for found in ledger.quarantined()} == {"the parser failed on it: ZeroDivisionError"}


IDS = ["00123", "0138001380001380", "9007199254740993", "1" + "0" * 60, "1e5", "0x1F", "-0", "１２３"]


@pytest.mark.parametrize("name", IDS)
def test_f39_ids_stay_text_from_end_to_end(ledger, tmp_path, name):
    with faulty(e=answer(event(1, case_id=name, event_id=name))) as server:
        asked(ledger, server)
    (found,) = ledger.entries(0)
    assert (found.key, found.version) == (f"case:events/{name}", name)
    (tmp_path / "drop" / "a.csv").write_text(f"{HEADING}\n{name},2026-11-20 09:00:00,,\n", encoding="utf-8")
    looked(ledger, tmp_path / "drop")
    assert ledger.entries(1)[0].key == f"case:folder/{name}"


def test_f39_a_whole_number_keeps_its_digits_and_a_broken_one_is_refused(ledger):
    raw = json.dumps([event(1, case_id=0), event(2, case_id=1), event(3, case_id=2)])
    raw = raw.replace('"case_id": 0', '"case_id": 9007199254740993').replace(
        '"case_id": 2', '"case_id": 1.5e17'
    )
    with faulty(e=answer()) as server:
        server.script["/e"] = reply(b'{"events": ' + raw.encode() + b', "next": null}')
        asked(ledger, server)
    assert [entry.key for entry in ledger.entries(0)] == ["case:events/9007199254740993", "case:events/1"]
    accounted(ledger, applied=2, quarantined=1)


@pytest.mark.parametrize(
    ("name", "code"), [("NA", "D03"), ("null", UNMAPPED), ("None", UNMAPPED), ("nan", UNMAPPED)]
)
def test_f40_a_unit_may_be_called_nothing(ledger, tmp_path, name, code):
    (tmp_path / "drop" / "a.csv").write_text(
        f"{HEADING}\nNA,2026-11-20 09:00:00,{name},None\n", encoding="utf-8"
    )
    looked(ledger, tmp_path / "drop")
    (found,) = ledger.entries(0)
    assert found.key == "case:folder/NA"
    assert found.body["holder"] == code
    assert found.body.get("holder_said", name) == name
    assert found.body["case"]["text_short"] == "None"


RARE = "㐂㙍𠮷䶮镕喆"  # beyond GB2312, most beyond GBK


@pytest.mark.parametrize(
    "encoding", ["utf-8", "utf-8-sig", "gb18030", "utf-16", "utf-16-le-bom", "utf-16-be-bom"]
)
def test_f42_files_are_read_right_in_every_encoding_they_come_in(ledger, tmp_path, encoding):
    text = f"{HEADING}\n1,2026-11-20 09:00:00,区水务局,{RARE}路积水\n"
    marks = {"utf-16-le-bom": b"\xff\xfe", "utf-16-be-bom": b"\xfe\xff"}
    data = marks.get(encoding, b"") + text.encode(encoding.removesuffix("-bom"))
    (tmp_path / "drop" / "a.csv").write_bytes(data)
    assert looked(ledger, tmp_path / "drop").trouble == ""
    (found,) = bodies(ledger)
    assert found["case"]["text_short"] == f"{RARE}路积水"
    assert found["holder"] == "D01"


def test_f42_gbk_without_rare_characters_is_gb18030_too(ledger, tmp_path):
    (tmp_path / "drop" / "a.csv").write_bytes(f"{HEADING}\n1,2026-11-20 09:00:00,,案件\n".encode("gbk"))
    looked(ledger, tmp_path / "drop")
    assert bodies(ledger)[0]["case"]["text_short"] == "案件"


def test_f42_a_file_in_no_known_encoding_is_told_and_not_guessed(ledger, tmp_path):
    (tmp_path / "drop" / "a.csv").write_bytes(f"{HEADING}\n1,x,,".encode("gb18030") + b"\xff\xff\x80\n")
    assert "a.csv is neither UTF-8 nor GB18030" in looked(ledger, tmp_path / "drop").trouble
    assert ledger.head()[0] == 0


def test_f42_a_declared_encoding_is_held_to(ledger, tmp_path):
    (tmp_path / "drop" / "a.csv").write_bytes(f"{HEADING}\n1,2026-11-20 09:00:00,,案件\n".encode())
    assert "is not ascii throughout" in looked(ledger, tmp_path / "drop", encoding="ascii").trouble


def test_f43_utf8_that_would_also_be_gb18030_is_read_as_utf8(ledger, tmp_path):
    words = "案件"
    assert words.encode().decode("gb18030") == "妗堜欢"  # the trap
    (tmp_path / "drop" / "a.csv").write_bytes(f"{HEADING}\n1,2026-11-20 09:00:00,,{words}\n".encode())
    looked(ledger, tmp_path / "drop")
    assert bodies(ledger)[0]["case"]["text_short"] == words


def test_f43_utf8_with_one_broken_byte_is_still_utf8_and_only_that_row_is_set_aside(ledger, tmp_path):
    rows = [f"{number},2026-11-20 09:00:00,,路口积水案件" for number in range(9)]
    data = "\n".join([HEADING, *rows]).encode()
    hurt = data.replace("4,2026-11-20 09:00:00,,路".encode(), b"4,2026-11-20 09:00:00,," + b"\xe8\xb7", 1)
    (tmp_path / "drop" / "a.csv").write_bytes(hurt)
    assert looked(ledger, tmp_path / "drop").trouble == ""
    accounted(ledger, applied=8, quarantined=1)
    (found,) = ledger.quarantined()
    assert (found.where, found.reason) == (
        "line 6 of a.csv",
        "no row of this table: bytes that are not UTF-8",
    )
    assert {body["case"]["text_short"] for body in bodies(ledger)} == {"路口积水案件"}


def test_f46_a_time_without_offset_is_in_the_zone_of_the_connection(ledger):
    local = event(1, at="2026-11-20T09:05:00")
    with faulty(e=answer(local)) as server:
        asked(ledger, server, name="here")
        asked(ledger, server, name="boston", zone="America/New_York")
    here, boston = ledger.entries(0)
    assert here.happened_at == datetime(2026, 11, 20, 1, 5, tzinfo=UTC)
    assert boston.happened_at == datetime(2026, 11, 20, 14, 5, tzinfo=UTC)


@pytest.mark.parametrize(
    ("stamp", "told"), [("2026-11-20T10:42:00Z", "clock: +8.0 h"), ("2026-11-20T10:42:00", None)]
)
def test_f46_a_z_on_local_time_is_told_as_eight_hours(ledger, stamp, told):
    with faulty(e=answer(*(event(number, at=stamp) for number in range(9)))) as server:
        asked(ledger, server)
    accounted(ledger, applied=9)  # kept as said: the source's setting is to be mended, not the facts
    assert next(iter(ledger.feed_states()["events"].notes), None) == told


def test_f46_a_history_of_years_is_no_wrong_clock(ledger):
    with faulty(e=answer(*(event(number, at="2024-01-01T00:00:00Z") for number in range(9)))) as server:
        asked(ledger, server, backfill=True)
    assert ledger.feed_states()["events"].notes == ()


POINTS = [
    pytest.param((31.15, 121.45), (121.45, 31.15, "inside", True), id="swapped"),
    pytest.param((121.45, 31.15), (121.45, 31.15, "inside", None), id="right"),
    pytest.param((0, 0), (None, None, "none", None), id="zero"),
    pytest.param(("东经121度", "北纬31度"), (None, None, "none", None), id="text"),
    pytest.param(("121.45", "31.15"), (121.45, 31.15, "inside", None), id="number_as_text"),
    pytest.param((None, 31.15), (None, None, "none", None), id="half"),
    pytest.param((120.0, 30.0), (120.0, 30.0, "outside", None), id="outside"),
    pytest.param((30.0, 120.0), (None, None, "none", None), id="outside_both_ways"),
]


@pytest.mark.parametrize(("point", "expected"), POINTS)
def test_f54_a_point_is_turned_only_when_that_puts_it_inside(ledger, point, expected):
    with faulty(e=answer(event(1, case={"x": point[0], "y": point[1]}))) as server:
        asked(ledger, server)
    (body,) = bodies(ledger)
    case = body["case"]
    assert (case["lon"], case["lat"], case["place"], body.get("swapped")) == expected


def test_f54_many_points_outside_are_told(ledger):
    points = [event(number, case={"x": 120.0, "y": 30.0}) for number in range(30)]
    with faulty(e=answer(*points)) as server:
        asked(ledger, server)
    assert ledger.feed_states()["events"].notes == ("place: 100%",)


def test_f59_a_file_still_being_written_waits_and_a_private_copy_is_read(ledger, tmp_path, monkeypatch):
    """A writer goes on while the poller looks; then the file is replaced in the middle of reading it."""
    path, turn, written = tmp_path / "drop" / "a.csv", threading.Event(), threading.Event()

    def write() -> None:
        with path.open("w", encoding="utf-8") as file:
            for line in (HEADING, "1,2026-11-20 09:00:00,,", "2,2026-11-20 09:00:00,,"):
                file.write(line + "\n")
                file.flush()
                written.set()
                turn.wait(10)
                turn.clear()

    writer = threading.Thread(target=write)
    writer.start()
    for _ in range(3):
        assert written.wait(10)
        written.clear()
        assert looked(ledger, tmp_path / "drop", times=1).account.received == 0
        turn.set()
    writer.join(10)
    copied = folder_feed.copied

    def replaced_after(source, to, largest):
        found = copied(source, to, largest)
        path.write_text("something else entirely", encoding="utf-8")
        return found

    monkeypatch.setattr(folder_feed, "copied", replaced_after)
    outcome = looked(ledger, tmp_path / "drop", times=1)
    assert outcome.account.applied == 2
    accounted(ledger, applied=2, quarantined=0)


def test_f59_a_file_replaced_while_it_is_copied_waits_for_the_next_look(ledger, tmp_path, monkeypatch):
    path = tmp_path / "drop" / "a.csv"
    path.write_text(f"{HEADING}\n1,2026-11-20 09:00:00,,\n", encoding="utf-8")
    looked(ledger, tmp_path / "drop", times=1)
    before = stillness.shutil.copyfileobj

    def slow(source, target):
        before(source, target)
        path.write_text(f"{HEADING}\n1,2026-11-20 09:00:00,,\n2,2026-11-20 09:00:00,,\n", encoding="utf-8")

    monkeypatch.setattr(stillness.shutil, "copyfileobj", slow)
    torn = looked(ledger, tmp_path / "drop", times=1)
    assert (torn.account.received, torn.more, torn.trouble) == (0, True, "")
    monkeypatch.undo()
    assert looked(ledger, tmp_path / "drop").account.applied == 2
