"""Open311: windows of creation, paging, what is asked for again, and what a source no longer knows."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from itertools import pairwise
from math import ceil, inf
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from pydantic import ValidationError

from dashboard.clock import monotonic
from data_feeds import FeedError, Page, open311
from data_feeds.open311 import OPEN311, Options, Place, read, turns
from tests.faults.faulty import Question, faulty, in_turn, reply, said
from tests.small_district import NOW, connection, reading

pytestmark = pytest.mark.sweep

HOUR, DAY = timedelta(hours=1), timedelta(days=1)


def w3(moment: datetime) -> str:
    return f"{moment:%Y-%m-%dT%H:%M:%SZ}"


CAUGHT_UP = {"fresh": {"at": w3(NOW)}, "newest": w3(NOW)}
ERROR = [{"code": 400, "description": "start_date is no date"}]


def row(number: object, made: datetime, **given: Any) -> dict[str, Any]:
    base = {"service_request_id": number, "status": "open", "service_name": "污水冒溢", "service_code": "1"}
    return base | {"requested_datetime": w3(made), "updated_datetime": w3(made)} | given


@dataclass
class City:
    """An endpoint: filters by creation alone, gives so many rows and no more, pages if it can."""

    rows: list[dict[str, Any]] = field(default_factory=list)
    most: int = 1_000
    pages: bool = False
    lists: list[dict[str, Any]] = field(default_factory=list)
    asked: list[dict[str, str]] = field(default_factory=list)
    url: str = ""

    def requests(self, question: Question) -> None:
        self.asked.append(question.query)
        said(self.found(question.query))(question)

    def services(self, question: Question) -> None:
        said(self.lists)(question)

    def found(self, query: dict[str, str]) -> list[dict[str, Any]]:
        if ids := query.get("service_request_id"):
            return [one for one in self.rows if str(one["service_request_id"]) in ids.split(",")]
        name = "updated_datetime" if "updated_after" in query else "requested_datetime"
        since, until = query.get("updated_after") or query["start_date"], query.get("end_date", "9")
        found = [one for one in self.rows if since <= one[name] <= until]
        size = min(self.most, int(query.get("page_size", self.most)))
        start = (int(query.get("page", 1)) - 1) * size if self.pages else 0
        return found[start : start + size]

    def polled(self, cursor: Any = None, *, still: Any = (), **given: Any) -> list[Page]:
        return list(self.read(cursor, still=still, **given))

    def read(self, cursor: Any = None, *, still: Any = (), **given: Any) -> Iterator[Page]:
        options = {"url": self.url, "revisit": 0} | given.pop("options", {})
        of = connection("open311", "city", options=options)
        return read(reading(of, cursor=cursor or {}, open_ids=lambda: list(still), **given))


@contextmanager
def served(*rows: dict[str, Any], **given: Any):
    city = City(list(rows), **given)
    scripts = {"v2/requests.json": city.requests, "v2/services.json": city.services}
    with faulty(**scripts) as server:
        city.url = server.url("/v2")
        yield city


def numbers(pages: list[Page]) -> list[str]:
    return [str(record.raw["service_request_id"]) for page in pages for record in page.records]


def until_it_breaks(pages: Callable[[], Any], reason: str) -> FeedError:
    with pytest.raises(FeedError, match=reason) as error:
        pages()
    return error.value


def test_the_first_reading_walks_the_history_in_windows_and_the_next_one_asks_for_the_overlap():
    rows = [row(n, NOW - n * 10 * DAY) for n in range(9)]
    with served(*rows) as city:
        first = city.polled()
        second = city.polled(first[-1].cursor)
    assert [numbers([page]) for page in first] == [
        ["6", "7", "8"],
        ["3", "4", "5", "6"],
        ["0", "1", "2", "3"],
    ]
    assert [page.more for page in first] == [True, True, False]
    assert numbers(second) == ["0"]
    since, until = (city.asked[-1][name] for name in ("start_date", "end_date"))
    assert (since, until) == (w3(NOW - HOUR), w3(NOW + timedelta(seconds=1)))


@given(days=st.floats(0, 200), window=st.floats(20, 90), overlap=st.integers(0, 200_000))
@settings(max_examples=20, deadline=None)
def test_windows_lie_one_behind_the_other_and_none_is_longer_than_ninety_days(days, window, overlap):
    asked: list[tuple[datetime, datetime]] = []

    def answer(question: Question) -> None:
        span = [datetime.fromisoformat(question.query[name]) for name in ("start_date", "end_date")]
        asked.append((span[0], span[1]))
        said([])(question)

    options = {"history": days, "window": window, "overlap": overlap}
    with faulty(**{"v2/requests.json": answer}) as server:
        City(url=server.url("/v2")).polled(options=options)
    assert asked[0][0] <= NOW - timedelta(days=days)
    assert asked[-1][1] >= NOW
    assert all(late - early <= 90 * DAY for early, late in asked)
    assert all(after[0] <= before[1] for before, after in pairwise(asked))


def test_a_window_at_the_cap_of_the_server_is_halved_until_all_of_it_is_told():
    rows = [row(n, NOW - 20 * DAY + n * HOUR) for n in range(400)]
    with served(*rows, most=50) as city:
        pages = city.polled(options={"most": 50})
        asked = len(city.asked)
        again = city.polled(pages[-1].cursor, options={"most": 50})
    assert sorted(set(map(int, numbers(pages)))) == list(range(400))
    assert asked < 60
    assert pages[-1].cursor["fresh"]["at"] == w3(NOW - 20 * DAY + 398 * HOUR)
    assert set(numbers(again)) == {"398", "399"}


def test_windows_that_were_halved_grow_again_where_little_is_found():
    rows = [row(n, NOW - 80 * DAY + n * timedelta(minutes=1)) for n in range(100)]
    with served(*rows, most=50) as city:
        pages = city.polled(options={"most": 50})
    assert len(set(numbers(pages))) == 100
    assert pages[-1].cursor["fresh"]["days"] == 30
    assert len(city.asked) < 50


def test_each_poll_that_runs_out_of_time_leads_a_step_further(monkeypatch):
    monkeypatch.setattr(open311, "monotonic", lambda: inf)
    rows = [row(n, NOW - DAY + n * timedelta(minutes=1)) for n in range(100)]
    cursor: Any = {}
    found: list[str] = []
    still = ["0", "1", "2"]
    with served(*rows, most=50) as city:
        for _ in range(40):
            asked = len(city.asked)
            given = {"still": still, "deadline": monotonic() + 60}
            pages = city.polled(cursor, options={"most": 50, "history": 10}, **given)
            assert len(city.asked) - asked == (1 if pages[-1].more else 2)  # one by id when all is walked
            cursor, found = pages[-1].cursor, found + numbers(pages)
            if not pages[-1].more:
                break
    assert set(found) == {str(n) for n in range(100)}
    assert not pages[-1].more


def test_more_than_the_cap_in_one_second_is_trouble_that_says_what_to_do():
    rows = [row(n, NOW - DAY) for n in range(50)]
    with served(*rows, most=50) as city:
        until_it_breaks(
            lambda: city.polled(options={"most": 50}),
            r"/v2 has 50 requests at 2026-11-19T02:4\d:\d\dZ: set page_size",
        )
    with served(*rows, most=50, pages=True) as city:
        assert len(set(numbers(city.polled(options={"most": 50, "page_size": 20})))) == 50


def test_pages_are_asked_for_until_one_brings_nothing_new():
    rows = [row(n, NOW - HOUR) for n in range(25)]
    with served(*rows, most=10, pages=True) as city:  # it gives fewer a page than it is asked for
        assert len(numbers(city.polled(options={"history": 1, "page_size": 20}))) == 25
    assert [ask["page"] for ask in city.asked] == ["1", "2", "3", "4"]
    with served(*rows) as city:  # it does not page at all
        assert len(numbers(city.polled(options={"history": 1, "page_size": 30}))) == 25
    assert len(city.asked) == 2


def test_a_case_made_later_than_now_moves_the_watermark_nowhere():
    with served(
        row(1, NOW - HOUR), row(2, NOW + timedelta(seconds=1)), row(3, NOW, requested_datetime="x")
    ) as city:
        (page,) = city.polled(options={"history": 1})
    assert page.cursor["newest"] == w3(NOW - HOUR)


def test_a_source_that_tells_late_is_asked_from_its_newest_case_on():
    with served(row(1, NOW - 9 * DAY)) as city:
        first = city.polled(options={"history": 20, "window": 3})[-1]
        second = city.polled(first.cursor, options={"history": 20})[-1]
        assert city.asked[-1]["start_date"] == w3(NOW - 9 * DAY - HOUR)
        city.polled(second.cursor, options={"history": 20}, now=NOW + 300 * DAY)
        assert city.asked[-1]["start_date"] >= w3(NOW + 250 * DAY)


def test_the_days_gone_by_are_looked_through_again_a_piece_at_every_poll():
    rows = [row(n, NOW - n * DAY) for n in range(10)]
    options = {"history": 9.5, "revisit": 4}
    with served(*rows) as city:
        cursor = city.polled(options=options)[-1].cursor
        late = row("late", NOW - 3 * DAY)
        city.rows.append(late)
        seen = []
        for _ in range(4):
            pages = city.polled(cursor, options=options)
            cursor = pages[-1].cursor
            seen.append(numbers(pages[1:]))
    assert seen == [["2", "3", "4", "5", "late"], ["1"], ["6", "7", "8", "9"], ["2", "3", "4", "5", "late"]]


def test_what_is_too_full_to_be_looked_through_at_once_is_halved_too():
    rows = [row(n, NOW - 5 * DAY + n * HOUR) for n in range(110)]
    options = {"history": 6, "revisit": 3, "most": 50}
    with served(*rows, most=50) as city:
        cursor, seen = city.polled(options=options)[-1].cursor, []
        for _ in range(12):
            pages = city.polled(cursor, options=options)
            cursor, seen = pages[-1].cursor, seen + numbers(pages[1:])
    assert set(seen) >= {str(n) for n in range(109)}


def test_open_cases_are_asked_for_again_by_id_because_no_window_shows_a_closing():
    case = row("0138", NOW - 50 * DAY)
    with served(case, row("9", NOW - 2 * HOUR)) as city:
        first = city.polled()
        case |= {"status": "closed", "updated_datetime": w3(NOW)}
        second = city.polled(first[-1].cursor, still=["0138"])
    assert city.asked[-1] == {"service_request_id": "0138"}
    assert numbers(second) == ["9", "0138"]
    again = reading(connection("open311", "city", options={"url": city.url}))
    facts = OPEN311.parse(second[-1].records[0], again)
    assert [fact.body["phase"] for fact in facts] == ["reported", "closed"]


def test_batches_keep_their_size_and_the_last_page_says_that_all_is_told():
    still = [f"{n:03d}" for n in range(25)]
    with served(*(row(one, NOW - 40 * DAY) for one in still)) as city:
        pages = city.polled(CAUGHT_UP, still=still, options={"batch": 10, "recent": 12, "sweep": 10})
    batches = [ask["service_request_id"].split(",") for ask in city.asked[1:]]
    assert batches == [still[13:23], still[23:], still[:10]]
    assert [page.more for page in pages] == [False, True, True, False]
    assert pages[-1].cursor["ahead"] == still[10:13]


OPTIONS = st.builds(
    lambda recent, sweep, batch: Options(url="http://x", recent=recent, sweep=sweep, batch=batch),
    st.integers(0, 30),
    st.integers(1, 40),
    st.integers(1, 50),
)


@given(options=OPTIONS, count=st.integers(0, 150))
@settings(max_examples=50, deadline=None)
def test_every_open_case_is_asked_for_within_a_round_and_the_newest_every_time(options, count):
    still, ahead = [str(n) for n in range(count)], ()
    older = max(0, count - options.recent)
    rounds = max(1, ceil(older / options.sweep))
    seen: list[str] = []
    for _ in range(rounds):
        found = list(turns(still, ahead, options))
        asked = [one for batch, _ in found for one in batch]
        assert set(still[older:]) <= set(asked)
        assert len(asked) == len(set(asked)) <= options.recent + options.sweep
        assert all(len(batch) <= options.batch for batch, _ in found)
        seen, ahead = seen + asked, found[-1][1] if found else ()
    assert set(seen) == set(still)


@given(options=OPTIONS, data=st.data())
@settings(max_examples=50, deadline=None)
def test_no_case_that_stays_open_is_passed_over_while_others_come_and_go(options, data):
    still, ahead = [str(n) for n in range(60)], ()
    last = dict.fromkeys(still, 0)
    for cycle in range(1, 30):
        found = list(turns(still, ahead, options))
        asked = [one for batch, _ in found for one in batch]
        ahead = found[-1][1] if found else ()
        last |= dict.fromkeys(asked, cycle)
        longest = ceil(max(0, 60 + cycle - options.recent) / options.sweep) + 1  # had none been closed
        assert all(cycle - last[one] <= longest for one in still)
        closed = data.draw(st.sets(st.sampled_from(sorted(asked)), max_size=3)) if asked else set()
        still = [one for one in still if one not in closed] + [f"new {cycle}"]
        last[f"new {cycle}"] = cycle  # a closing is found by asking alone, a new case is told by its window


def test_the_sweep_goes_on_behind_a_case_that_was_closed_meanwhile_and_else_begins_again():
    options = Options(url="http://x", recent=0, sweep=2)
    still = ["a", "b", "c", "d", "e"]
    ((batch, ahead),) = turns(still, ("c", "d"), options)
    assert (batch, ahead) == (["c", "d"], ("e",))
    assert next(turns(["a", "b", "d", "e"], ("c", "d"), options))[0] == ["d", "e"]
    assert next(turns(["a", "b"], ("c", "d"), options))[0] == ["a", "b"]


def test_what_the_source_no_longer_knows_is_told_until_it_is_seen_again_or_not_open_any_more():
    known = row("1", NOW - 50 * DAY)
    with served(known) as city:
        first = city.polled(CAUGHT_UP, still=["1", "2", "3"])[-1]
        later = city.polled(first.cursor, still=["1", "2", "3"], now=NOW + DAY)[-1]
        city.rows.append(row("2", NOW - 50 * DAY))
        last = city.polled(later.cursor, still=["1", "2"], now=NOW + 2 * DAY)[-1]
    assert numbers([first]) == ["1"]
    assert first.cursor["unseen"] == later.cursor["unseen"] == {"2": w3(NOW), "3": w3(NOW)}
    assert later.notes == ("unseen: 2 · 2 (2026-11-20 10:42)、3 (2026-11-20 10:42)",)
    assert last.cursor["unseen"] == {}
    assert last.notes == ()


def test_a_server_that_answers_404_to_ids_it_does_not_know_is_understood():
    gone = reply(b'[{"code":404,"description":"not found"}]', "404 Not Found")
    with faulty(**{"v2/requests.json": in_turn(said([]), gone)}) as server:
        pages = City(url=server.url("/v2")).polled(CAUGHT_UP, still=["1"])
    assert list(pages[-1].cursor["unseen"]) == ["1"]


def test_an_id_that_would_be_read_as_two_is_not_asked_for():
    with served() as city:
        city.polled(CAUGHT_UP, still=["1,2", "3"])
    assert city.asked[-1]["service_request_id"] == "3"


def test_changes_are_asked_for_where_the_source_offers_that():
    case = row("1", NOW - 60 * DAY)
    with served(case, row("9", NOW - 2 * HOUR)) as city:
        first = city.polled(options={"updated_after": True})[-1]
        case |= {"status": "closed", "updated_datetime": w3(NOW + HOUR)}
        second = city.polled(first.cursor, options={"updated_after": True}, now=NOW + 2 * HOUR)
        third = city.polled(second[-1].cursor, options={"updated_after": True}, now=NOW + 3 * HOUR)
    asked = [ask["updated_after"] for ask in city.asked if "updated_after" in ask]
    assert asked == [w3(NOW - HOUR), w3(NOW - HOUR), w3(NOW)]
    assert numbers(second) == numbers(third) == ["9", "1"]
    assert not any("updated_after" in ask for ask in served_without().asked)


def test_an_answer_of_changes_that_may_be_cut_is_taken_and_told_and_asked_for_again_from_the_same_moment():
    rows = [row(n, NOW - 60 * DAY, updated_datetime=w3(NOW - n * timedelta(minutes=1))) for n in range(12)]
    place, pages = CAUGHT_UP | {"changed": w3(NOW - HOUR)}, list[Page]()
    with served(*rows, most=5) as city, pytest.raises(FeedError, match="page_size"):
        pages.extend(city.read(place, options={"updated_after": True, "most": 5, "batch": 5}))
    assert numbers(pages) == ["0", "1", "2", "3", "4"]
    assert {w3(Place.model_validate(page.cursor).changed) for page in pages} == {w3(NOW - HOUR)}


def test_more_ids_than_an_answer_has_room_for_are_refused_unless_the_source_pages():
    with pytest.raises(ValueError, match="most = 5"):
        Options(url="http://city.example", most=5, batch=6)
    assert Options(url="http://city.example", most=5, batch=6, page_size=5).batch == 6
    assert Options(url="http://city.example", most=5, batch=5).batch == 5


def served_without() -> City:
    with served(row("1", NOW)) as city:
        city.polled()
        return city


def test_the_list_of_services_is_asked_for_once_a_day_and_only_where_rows_name_none():
    rows = [row("1", NOW - HOUR, service_name=None, service_code="006")]
    with served(*rows, lists=[{"service_code": "006", "service_name": "污水冒溢"}]) as city:
        first = city.polled(options={"history": 1})[-1]
        city.lists = []
        second = city.polled(first.cursor)[-1]
        third = city.polled(second.cursor, now=NOW + DAY)[-1]
    names = [page.records[0].raw["service_name"] for page in (first, second)]
    assert names == ["污水冒溢"] * 2
    assert third.cursor["today"]["services"] == {}
    with served(row("1", NOW)) as city:
        assert city.polled()[-1].cursor["today"]["services"] is None


def test_a_source_without_a_list_of_services_is_read_by_their_codes():
    rows = [row("1", NOW - HOUR, service_name="null")]
    with faulty(**{"v2/requests.json": said(rows)}) as server:
        (page,) = City(url=server.url("/v2")).polled(options={"history": 1})
    assert numbers([page]) == ["1"]


def test_discovery_is_asked_once_a_day_for_the_endpoint():
    def offered(question: Question) -> None:
        spec = {"specification": "http://wiki.open311.org/GeoReport_v2", "type": "production"}
        said({"endpoints": [{**spec, "url": server.url("/v2"), "formats": ["application/json"]}]})(question)

    city = City([row("1", NOW - HOUR)])
    with faulty(**{"discovery.json": offered, "v2/requests.json": city.requests}) as server:
        options = {"url": "", "discovery": server.url("/discovery.json"), "history": 1}
        first = city.polled(options=options)[-1]
        city.polled(first.cursor, options=options)
        asked = [ask.path for ask in server.asked]
        city.polled(first.cursor, options=options, now=NOW + DAY)
    assert asked == ["/discovery.json", "/v2/requests.json", "/v2/requests.json"]
    assert [ask.path for ask in server.asked][3] == "/discovery.json"


def test_xml_is_asked_for_by_its_name_and_told_by_its_type():
    body = (
        b"<service_requests><request><service_request_id>1</service_request_id></request></service_requests>"
    )
    with faulty(**{"v2/requests.xml": reply(body, kind="text/xml; charset=utf-8")}) as server:
        (page,) = City(url=server.url("/v2/")).polled(options={"format": "xml", "history": 1})
        server.script["/v2/requests.xml"] = reply(b"[]")
        city = City(url=server.url("/v2"))
        until_it_breaks(
            lambda: city.polled(options={"format": "xml"}), "is no feed: it answered application/json"
        )
    assert numbers([page]) == ["1"]
    assert server.asked[0].headers["Accept"] == "text/xml, application/xml"


def test_the_key_and_the_jurisdiction_travel_with_every_question_and_the_key_in_no_message():
    echo = [{"code": 403, "description": "Invalid api_key geheim-4711 received"}]
    with served() as city:
        given = {"options": {"jurisdiction_id": "city.gov", "history": 1}, "secret": "geheim-4711"}
        city.polled(**given, still=["1"])
        assert all(ask["jurisdiction_id"] == "city.gov" for ask in city.asked)
        assert all(ask["api_key"] == "geheim-4711" for ask in city.asked)
    refused = reply(json.dumps(echo).encode(), "403 Forbidden")
    with faulty(**{"v2/requests.json": refused}) as server:
        error = until_it_breaks(
            lambda: City(url=server.url("/v2")).polled(**given), "Invalid api_key 〔略〕 received"
        )
        assert "Authorization" not in server.asked[0].headers
    assert "4711" not in repr(error)
    assert "api_key=" not in str(error)
    assert error.status == 403


@pytest.mark.parametrize(
    ("script", "reason"),
    [
        (reply(json.dumps(ERROR).encode(), "400 Bad Request"), "answered 400: start_date is no date"),
        (reply(b"<html>", "400 Bad Request", "text/html"), "answered 400$"),
        (said(ERROR), "answered an error: start_date is no date"),
        (said({"error": "of geheim-4711"}), "answered an error: of 〔略〕$"),
        (said({"service_requests": None}), "answered no service_requests$"),
        (reply(b"<html>login", kind="text/html"), "is no feed"),
    ],
)
def test_what_is_no_answer_is_trouble_in_the_words_of_the_source(script, reason):
    with faulty(**{"v2/requests.json": script}) as server:
        until_it_breaks(lambda: City(url=server.url("/v2")).polled(secret="geheim-4711"), reason)


def test_pages_before_the_trouble_are_kept_and_read_no_second_time():
    rows = [row(n, NOW - n * 20 * DAY) for n in range(4)]
    with served(*rows) as city:
        cursors: list[Any] = []
        with faulty(
            **{"v2/requests.json": in_turn(city.requests, city.requests, reply(b"[", "200 OK"))}
        ) as server:
            of = connection("open311", "city", options={"url": server.url("/v2")})
            with pytest.raises(FeedError, match="cannot be trusted"):
                cursors.extend(page.cursor for page in read(reading(of)))
        rest = city.polled(cursors[-1])
    assert len(cursors) == 2
    assert numbers(rest) == ["0", "1"]


def test_rows_that_are_no_requests_wait_for_the_quarantine_by_their_place():
    with faulty(**{"v2/requests.json": said(["text", row("7", NOW), {"status": "open"}])}) as server:
        (page,) = City(url=server.url("/v2")).polled(options={"history": 1})
    assert [record.where for record in page.records] == [
        "request no. 1 of an answer",
        "request 7",
        "request no. 3 of an answer",
    ]


@pytest.mark.parametrize(
    "options",
    [
        {},
        {"url": "ftp://x"},
        {"url": "http://x", "window": 91},
        {"url": "http://x", "batch": 0},
        {"url": "http://x", "a": 1},
    ],
)
def test_options_that_cannot_be_meant_are_refused(options):
    with pytest.raises(ValidationError):
        Options.model_validate(options)
