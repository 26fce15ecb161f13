"""The event interface: pages, watermark, overlap, and what becomes of an event."""

from __future__ import annotations

import json
from datetime import UTC, datetime

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from dashboard.cases import UNMAPPED
from dashboard.clock import monotonic
from data_feeds import FeedError, Page, Record, RecordError
from data_feeds.events import EVENTS, parse, read
from tests.faults.faulty import Faulty, faulty, in_turn, reply, said
from tests.small_district import KEY, NOW, SAMPLES, connection, reading

SAMPLE = json.loads((SAMPLES / "events.json").read_text(encoding="utf-8"))


def event(number: int, minute: int, **given):
    stamp = f"2026-11-20T09:{minute:02d}:00+08:00"
    return {
        "event_id": f"e{number}",
        "case_id": "c1",
        "updated_at": stamp,
        "at": stamp,
        "kind": "progress",
    } | given


def answer(*events, following=None, as_of="2026-11-20T10:00:00+08:00", **more):
    return {"events": list(events), "next": following, "as_of": as_of} | more


def polled(server: Faulty, cursor=None, **given):
    options = {"url": server.url("/e")} | given.pop("options", {})
    return list(read(reading(connection(options=options), cursor=cursor or {}, **given)))


def until_it_breaks(server: Faulty, reason: str, cursor=None) -> list[Page]:
    pages = []
    with pytest.raises(FeedError, match=reason):
        pages.extend(read(reading(connection(options={"url": server.url("/e")}), cursor=cursor or {})))
    return pages


def fact(raw, **given):
    (found,) = parse(Record(raw=raw, where="event 1"), reading(**given))
    return found


def test_the_first_question_asks_for_everything_and_the_next_one_since_the_watermark_less_the_overlap():
    with faulty(e=said(answer(event(1, 5), event(2, 9)))) as server:
        (page,) = polled(server)
        polled(server, cursor=page.cursor)
        polled(server, cursor=page.cursor, options={"overlap": 0, "limit": 7})
    assert [ask.query for ask in server.asked] == [
        {"limit": "500"},
        {"limit": "500", "since": "2026-11-20T01:07:00+00:00"},
        {"limit": "7", "since": "2026-11-20T01:09:00+00:00"},
    ]


def test_pages_follow_the_word_of_the_source_and_each_comes_as_it_is_read():
    script = in_turn(
        said(answer(event(1, 1), following="b")),
        said(answer(event(2, 2), following="c")),
        said(answer(event(3, 3))),
    )
    with faulty(e=script) as server:
        pages = polled(server)
    assert [[record.raw["event_id"] for record in page.records] for page in pages] == [["e1"], ["e2"], ["e3"]]
    assert [page.more for page in pages] == [True, True, False]
    assert [ask.query.get("cursor") for ask in server.asked] == [None, "b", "c"]
    assert pages[0].as_of == datetime(2026, 11, 20, 2, tzinfo=UTC)


def test_f25_a_broken_third_page_keeps_the_first_two_and_is_asked_for_again():
    broken = in_turn(
        said(answer(event(1, 1), following="b")), said(answer(event(2, 2), following="c")), reply(b"{")
    )
    with faulty(e=broken) as server:
        pages = until_it_breaks(server, "cannot be trusted")
        server.script["/e"] = said(answer(event(3, 3)))
        after = polled(server, cursor=pages[-1].cursor)
    assert len(pages) == 2
    assert server.asked[-1].query == {"limit": "500", "cursor": "c"}
    assert after[-1].cursor["since"] == "2026-11-20T01:03:00Z"


def test_a_cursor_that_the_source_has_forgotten_costs_a_reading_from_the_watermark():
    cursor = {"since": "2026-11-20T01:00:00Z", "next": "gone"}
    with faulty(e=in_turn(reply(b"{}", "400 Bad Request"), said(answer()))) as server:
        pages = until_it_breaks(server, "400", cursor)
        polled(server, cursor=pages[-1].cursor)
    assert server.asked[-1].query == {"limit": "500", "since": "2026-11-20T00:58:00+00:00"}


def test_the_watermark_covers_what_is_durable_even_if_the_source_sorts_wrongly():
    script = in_turn(said(answer(event(1, 50), following="b")), reply(b"", "500 Oops"))
    with faulty(e=script) as server:
        pages = until_it_breaks(server, "500")
    assert pages[0].cursor["since"] is None


def test_a_stamp_in_the_far_future_does_not_move_the_watermark():
    with faulty(e=said(answer(event(1, 5), event(2, 5, updated_at="2099-01-01T00:00:00Z")))) as server:
        (page,) = polled(server)
    assert page.cursor["since"] == "2026-11-20T01:05:00Z"


def test_an_unreadable_stamp_costs_the_watermark_nothing():
    with faulty(e=said(answer(event(1, 5), event(2, 6, updated_at="gestern"), "no event"))) as server:
        (page,) = polled(server)
    assert page.cursor["since"] == "2026-11-20T01:05:00Z"
    assert [record.where for record in page.records] == ["event e1", "event e2", "event no. 3 of a page"]


def test_an_etag_is_kept_for_an_answer_of_one_page_and_a_304_moves_nothing():
    script = in_turn(
        said(answer(event(1, 5)), ETag='"1"'),
        reply(b"", "304 Not Modified", X_As_Of="2026-11-20T10:05:00+08:00"),
    )
    with faulty(e=script) as server:
        (first,) = polled(server)
        (second,) = polled(server, cursor=first.cursor)
    assert server.asked[1].headers["If-None-Match"] == '"1"'
    assert (second.records, second.cursor) == ((), first.cursor)
    assert second.as_of == datetime(2026, 11, 20, 2, 5, tzinfo=UTC)


def test_a_304_that_says_no_more_is_as_old_as_the_answer_before():
    with faulty(e=in_turn(said(answer(event(1, 5)), ETag='"1"'), reply(b"", "304 Not Modified"))) as server:
        (first,) = polled(server)
        (second,) = polled(server, cursor=first.cursor)
    assert second.as_of == first.as_of


def test_reading_stops_in_time_and_goes_on_from_there():
    with faulty(e=in_turn(said(answer(event(1, 1), following="b")), said(answer(event(2, 2))))) as server:
        now = monotonic()
        late = reading(connection(options={"url": server.url("/e")}), deadline=now + 8)
        pages = read(late)
        first = next(pages)
        object.__setattr__(late, "deadline", now)  # as if half of the time were gone
        assert list(pages) == []
        (second,) = polled(server, cursor=first.cursor)
    assert (first.more, second.more) == (True, False)
    assert [ask.query.get("cursor") for ask in server.asked] == [None, "b"]


@pytest.mark.parametrize(
    ("body", "reason"),
    [
        ([], 'without a list "events"'),
        ({"code": 500, "msg": "系统繁忙，请致电13800001234"}, "系统繁忙"),
        (answer(following=7), "neither text nor null"),
        (answer(as_of="soon"), "as_of"),
    ],
)
def test_an_answer_of_another_shape_is_no_answer(body, reason):
    with faulty(e=said(body)) as server, pytest.raises(FeedError, match=reason) as error:
        polled(server)
    assert "13800001234" not in str(error.value)


def test_paging_that_does_not_move_on_is_ended():
    with (
        faulty(e=said(answer(event(1, 1), following="b"))) as server,
        pytest.raises(FeedError, match="twice"),
    ):
        polled(server)
    assert len(server.asked) == 2


def test_a_report_says_everything_about_a_case_and_nothing_about_a_person():
    found = fact(SAMPLE["events"][0])
    assert found.key == "case:hotline/WO20261120000042"
    assert (found.kind, found.version) == ("report", "WO20261120000042000")
    assert found.happened_at == datetime(2026, 11, 20, 1, tzinfo=UTC)
    case = found.body["case"]
    assert case["requester_key"]
    assert case["place_key"]
    assert case["reported_at"] == "2026-11-20T01:00:00+00:00"
    assert (case["lon"], case["lat"], case["place"]) == (121.47, 31.19, "inside")
    assert found.body["org"] == "C01"
    assert case["text_short"].startswith("小区门口污水冒溢")
    for word in ("王秀英", "13800001234", "602室", "requester", "address", "post"):
        assert word not in json.dumps(found.body, ensure_ascii=False).replace("requester_key", "")


def test_the_same_requester_has_the_same_key_however_the_number_is_written():
    keys = {
        fact(event(1, 1, case={"requester": {"phone": phone}})).body["case"]["requester_key"]
        for phone in ("13800001234", "+86 138-0000-1234", 13800001234)
    }
    assert len(keys) == 1
    assert fact(event(1, 1, case={"requester": {"name": "王秀英", "phone": " "}})).body["case"][
        "requester_key"
    ]
    assert fact(event(1, 1, case={"requester": {}})).body["case"]["requester_key"] is None


def test_another_district_cannot_recompute_a_key():
    case = {"requester": {"phone": "13800001234"}}
    ours = fact(event(1, 1, case=case)).body["case"]["requester_key"]
    theirs = fact(event(1, 1, case=case), district_key=KEY[::-1] + b"x").body["case"]["requester_key"]
    assert ours != theirs


def test_a_partial_case_says_only_what_it_says():
    assert fact(event(1, 1, case={"due_at": "2026-11-21T09:00:00+08:00"})).body["case"] == {
        "due_at": "2026-11-21T01:00:00+00:00"
    }
    assert "case" not in fact(event(1, 1)).body


def test_names_become_codes_as_this_feed_says_them_and_strange_ones_stay_visible():
    body = fact(event(1, 1, org="水务", to_org="铁路13800001234处")).body
    assert body["org"] == "D01"
    assert body["to_org"] == UNMAPPED
    assert body["to_org_said"].startswith("铁路")
    assert "13800001234" not in body["to_org_said"]
    case = fact(event(1, 1, case={"street": "月球", "category": "不明", "flags": ["safety", "elderly"]})).body
    assert (case["case"]["street"], case["street_said"]) == (UNMAPPED, "月球")
    assert (case["case"]["category"], case["category_said"]) == (UNMAPPED, "不明")
    assert (case["case"]["flags"], case["flags_said"]) == (["safety"], "elderly")


def test_coordinates_are_converted_once_from_the_datum_of_the_connection():
    case = {"x": 121.4545, "y": 31.148}
    here = fact(event(1, 1, case=case), of=connection(crs="gcj02")).body["case"]
    assert here["place"] == "inside"
    assert here["lon"] == pytest.approx(121.4500, abs=0.0005)
    assert here["lat"] == pytest.approx(31.1500, abs=0.0005)


def test_the_source_of_the_connection_stands_in_for_a_report_that_says_none():
    report = {"reported_at": "2026-11-20T09:00:00+08:00"}
    assert fact(event(1, 1, case=report), of=connection(source="P110")).body["case"]["source"] == "P110"
    assert (
        "source"
        not in fact(event(1, 1, case={"urgency": "urgent"}), of=connection(source="P110")).body["case"]
    )


def test_what_levers_and_visits_say_is_kept():
    body = fact(event(1, 1, kind="supervise", level="red", doc_no="督〔2026〕7号", ask=True)).body
    assert (body["level"], body["doc_no"], body["ask"]) == ("red", "督〔2026〕7号", True)
    body = fact(event(1, 1, kind="visit", solved=False, satisfaction=0)).body
    assert (body["solved"], body["satisfaction"]) == (False, 0)
    assert (
        fact(event(1, 1, kind="extend_ok", due_at="2026-11-21T09:00:00+08:00"))
        .body["due_at"]
        .startswith("2026-11-21T01")
    )


@pytest.mark.parametrize(
    ("change", "reason"),
    [
        ({"event_id": None}, "event_id: "),
        ({"case_id": 1.5e17}, "case_id: is neither text nor a whole number"),
        ({"case_id": "  "}, "case_id: an id must have 1 to 200 characters"),
        ({"at": None}, "at: an event must say when it happened"),
        ({"at": "20.11.2026 09:00"}, "at: '20.11.2026 09:00' is no time of the form iso"),
        ({"at": "2026-11-31T09:00:00Z"}, "at: "),
        ({"at": "0001-01-01T00:00:00Z"}, "at: the year 1 cannot be meant"),
        ({"at": "9999-12-31T23:59:59-12:00"}, "at: an event must say when it happened"),
        ({"at": "2101-01-01T00:00:00Z"}, "at: the year 2101 cannot be meant"),
        ({"kind": "explode"}, "kind: "),
        ({"case": {"urgency": "very"}}, "case.urgency: "),
        ({"case": []}, "case: "),
        ({"org": {"name": "x"}}, "org: is neither text nor a whole number"),
    ],
)
def test_a_record_that_cannot_be_used_says_which_field_and_why(change, reason):
    with pytest.raises(RecordError) as error:
        fact(event(1, 1) | change)
    assert str(error.value).startswith(reason)


def test_blank_words_are_none():
    body = fact(
        event(1, 1, org=" ", note="", due_at="", case={"urgency": "", "street": " ", "x": "", "y": " "})
    ).body
    assert body == {"case": {"urgency": None, "street": None, "lon": None, "lat": None, "place": "none"}}


@given(st.integers(1, 30), st.integers(1, 9), st.data())
@settings(max_examples=30, deadline=None)
def test_f26_whatever_is_inserted_while_paging_every_event_arrives_in_the_end(count, size, data):
    """A model of the interface; between any two questions more events may appear."""
    shelf = [event(number, 0, updated_at=stamp(number)) for number in range(count)]
    hidden = data.draw(st.lists(st.sampled_from(range(count)), unique=True, max_size=count))
    shown = [one for number, one in enumerate(shelf) if number not in hidden]
    heard, cursor = set(), {}

    def fetch(_url, *, params, **_options):
        if hidden and data.draw(st.booleans()):
            late = shelf[hidden.pop()]
            shown.append(late | {"updated_at": stamp(count + len(shown))})
        left = sorted(shown, key=lambda one: (one["updated_at"], one["event_id"]))
        if "cursor" in params:
            left = [one for one in left if f"{one['updated_at']} {one['event_id']}" > params["cursor"]]
        elif "since" in params:
            since = datetime.fromisoformat(params["since"])
            left = [one for one in left if datetime.fromisoformat(one["updated_at"]) >= since]
        page, rest = left[:size], left[size:]
        following = f"{page[-1]['updated_at']} {page[-1]['event_id']}" if rest else None
        from dashboard.fetching import Answer

        return Answer(body={"events": page, "next": following, "as_of": "2026-11-20T23:00:00Z"})

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("data_feeds.events.fetch", fetch)
        for _ in range(60):
            for page in read(reading(cursor=cursor)):
                heard |= {record.raw["event_id"] for record in page.records}
                cursor = page.cursor
            if not hidden and len(heard) == count:
                break
    assert heard == {one["event_id"] for one in shelf}


def stamp(number: int) -> str:
    return f"2026-11-20T{number // 60:02d}:{number % 60:02d}:00+00:00"


def test_the_feed_says_what_it_is():
    assert (EVENTS.name, EVENTS.title.zh) == ("events", "事件接口")
    assert NOW.tzinfo is UTC
