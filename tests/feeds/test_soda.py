"""The open data set: read by its own client, too, from the same strict server over real HTTP."""

from __future__ import annotations

import json
from datetime import UTC, datetime

import pytest
import requests
from pydantic import ValidationError
from sodapy import Socrata

from dashboard.clock import monotonic
from data_feeds import FeedError, Page, Record, RecordError
from data_feeds.soda import SODA, Options, address, before, literal, parse, read
from tests.faults.faulty import faulty, reply, said
from tests.feeds.soda_server import DataSet, serving
from tests.small_district import SAMPLES, connection, reading

SAMPLE = json.loads((SAMPLES / "soda.json").read_text(encoding="utf-8"))
COLUMNS = {
    "id": "case_number",
    "opened_at": "requested",
    "closed_at": "closed",
    "status": "state",
    "holder": "agency",
    "x": "location",
    "y": "location",
    "address": "location",
    "text": "description",
}
STATUS = {"Open": "disposing", "Closed": "closed"}
DATA_SET = "yunj-0042"


def options(host: str, **given):
    return {"url": f"http://{host}/resource/{DATA_SET}.json", "columns": COLUMNS, "status": STATUS} | given


def polled(host: str, cursor=None, secret: str = "", **given) -> list[Page]:
    of = connection("soda", "open", options=options(host, **given))
    return list(read(reading(of, cursor=cursor or {}, secret=secret)))


def numbers(pages: list[Page]) -> list[str]:
    return [record.raw["case_number"] for page in pages for record in page.records]


def facts(raw, told_at=None, **given):
    of = connection("soda", "open", options=options("data.example", **given))
    return list(parse(Record(raw=raw, where="row 1", told_at=told_at), reading(of)))


def many(count: int, **given) -> DataSet:
    """A data set of rows that all changed in the same second, as bulk updates do."""
    data = DataSet(SAMPLE["columns"], **given)
    for n in range(count):
        data.put(
            **{":updated_at": "2026-11-19T08:00:05.000Z"},
            case_number=str(n),
            requested="2026-11-19T09:00:00.000",
        )
    return data


@pytest.fixture
def sodapy_client():
    """The public client of the platform, which talks plain HTTP to us."""
    made = []

    def client(host: str, token: str = "any") -> Socrata:
        adapter = {"prefix": "http://", "adapter": requests.adapters.HTTPAdapter()}
        made.append(Socrata(host, token, session_adapter=adapter))
        return made[-1]

    yield client
    for one in made:
        one.close()


def test_the_public_client_and_our_feed_read_the_same_rows_from_the_same_server(sodapy_client):
    data = DataSet.of(SAMPLE)
    with serving(data) as host:
        ours = polled(host, limit=2)
        select = data.asked[0]["$select"]
        theirs = list(sodapy_client(host).get_all(DATA_SET, select=select, order=":updated_at,:id", limit=2))
    assert [record.raw for page in ours for record in page.records] == theirs
    assert len(theirs) == 3


def test_each_of_our_questions_means_the_same_when_the_public_client_asks_it(sodapy_client):
    data = many(7)
    with serving(data) as host:
        pages = polled(host, limit=3)
        questions = list(data.asked)
        for page, question in zip(pages, questions, strict=True):
            words = {name.removeprefix("$"): value for name, value in question.items()}
            words["limit"] = int(words["limit"])
            assert sodapy_client(host).get(DATA_SET, **words) == [record.raw for record in page.records]


def test_rows_of_one_time_are_told_apart_by_the_key_and_no_row_is_counted_off():
    data = many(7)
    with serving(data) as host:
        pages = polled(host, limit=3)
    assert [len(page.records) for page in pages] == [3, 3, 1]
    assert [page.more for page in pages] == [True, True, False]
    assert numbers(pages) == [str(n) for n in range(7)]
    assert not [question for question in data.asked if "$offset" in question]
    assert [question["$limit"] for question in data.asked] == ["3"] * 3
    assert data.asked[0]["$where"] == ":updated_at IS NOT NULL"
    assert data.asked[1]["$where"] == (
        ":updated_at > '2026-11-19T08:00:05.000Z' OR "
        f"(:updated_at = '2026-11-19T08:00:05.000Z' AND :id > '{data.rows[2][':id']}')"
    )


def test_the_next_poll_begins_a_little_before_the_newest_row():
    data = DataSet.of(SAMPLE)
    with serving(data) as host:
        cursor = polled(host)[-1].cursor
        after = polled(host, cursor)
        data.put(**{":updated_at": "2026-11-20T01:59:00.000Z"}, case_number="45")  # came late
        late = polled(host, after[-1].cursor)
    assert cursor == {"since": "2026-11-20T02:00:00.000Z", "after": None, "unmarked": []}
    assert data.asked[1]["$where"] == ":updated_at >= '2026-11-20T01:58:00.000Z'"
    assert (numbers(after), numbers(late)) == (["44"], ["45", "44"])


def test_a_poll_that_was_cut_goes_on_after_its_last_row():
    with serving(many(5)) as host:
        now = monotonic()
        late = reading(connection("soda", "open", options=options(host, limit=2)), deadline=now + 8)
        pages = read(late)
        first = next(pages)
        object.__setattr__(late, "deadline", now)  # as if half of the time were gone
        assert list(pages) == []
        assert (numbers([first]), first.more) == (["0", "1"], True)
        assert numbers(polled(host, first.cursor, limit=2)) == ["2", "3", "4"]


def test_a_row_that_the_platform_knows_no_more_costs_a_reading_from_the_newest_time():
    with serving(many(3)) as host:
        cursor = {"since": "2026-11-19T08:00:05.000Z", "after": ["2026-11-19T08:00:05.000Z", "row-gone"]}
        pages = []
        of = connection("soda", "open", options=options(host))
        with pytest.raises(FeedError, match="row-gone as row id"):
            pages.extend(read(reading(of, cursor=cursor)))
        assert numbers(polled(host, pages[-1].cursor)) == ["0", "1", "2"]


def test_a_row_without_a_time_that_takes_the_place_of_another_is_told():
    data = DataSet.of(SAMPLE)
    own = {"updated": "closed", "key": "case_number"}
    with serving(data) as host:
        cursor = polled(host, **own)[-1].cursor
        mended = next(row for row in data.rows if row["case_number"] == "43")
        mended["closed"] = "2026-11-20T00:00:00.000"
        data.put(**{":updated_at": "2026-11-20T01:59:00.000Z"}, case_number="46")
        pages = polled(host, cursor, **own)
        last = polled(host, pages[-1].cursor, **own)
    assert [record.raw["case_number"] for record, _ in pages[-1].spoiled] == ["46"]
    assert "43" in numbers(pages)
    assert last[-1].spoiled == []


def test_columns_of_the_data_set_itself_can_be_followed_and_rows_without_a_time_are_set_aside_once():
    data = DataSet.of(SAMPLE)
    own = {"updated": "closed", "key": "case_number"}
    with serving(data) as host:
        first = polled(host, **own)
        second = polled(host, first[-1].cursor, **own)
    assert numbers(first) == numbers(second) == ["42"]
    assert [record.raw["case_number"] for record, _ in first[-1].spoiled] == ["43", "44"]
    assert "closed: is empty" in first[-1].spoiled[0][1]
    assert (second[-1].spoiled, len(first[-1].cursor["unmarked"])) == ([], 2)
    assert first[-1].cursor["since"] == "2026-11-19T16:00:00.000"
    assert "$where" in data.asked[2]
    assert data.asked[2]["$where"] == "closed >= '2026-11-19T15:58:00.000'"


def test_a_column_that_holds_no_times_cannot_be_followed():
    with serving(DataSet.of(SAMPLE)) as host, pytest.raises(FeedError, match="town says '东街', which is no"):
        polled(host, updated="town")


def test_a_stamp_of_the_future_does_not_end_all_reading():
    data = DataSet.of(SAMPLE)
    data.put(**{":updated_at": "2099-01-01T00:00:00.000Z"}, case_number="99")
    with serving(data) as host:
        assert polled(host)[-1].cursor["since"] == "2026-11-20T02:00:00.000Z"


def test_the_token_travels_in_the_header_of_the_platform_and_in_no_error(sodapy_client):
    data = DataSet.of(SAMPLE, token="geheim-4711")
    with serving(data) as host:
        assert len(numbers(polled(host, secret="geheim-4711"))) == 3
        assert len(sodapy_client(host, "geheim-4711").get(DATA_SET)) == 3
        with pytest.raises(FeedError, match=r"answered 403: .*Invalid app_token specified") as error:
            polled(host, secret="falsch-0815")
    assert "falsch" not in str(error.value)
    assert error.value.status == 403
    assert "geheim" not in json.dumps(data.asked)


def test_an_error_that_repeats_the_token_is_told_without_it():
    body = {"error": True, "message": "token geheim-4711 is no good"}
    with faulty(
        **{f"resource/{DATA_SET}.json": reply(json.dumps(body).encode(), "400 Bad Request")}
    ) as server:
        with pytest.raises(FeedError, match=r"token \*\*\* is no good; see options") as error:
            polled(f"127.0.0.1:{server.port}", secret="geheim-4711")
        assert server.asked[0].headers["X-App-Token"] == "geheim-4711"
    assert "4711" not in str(error.value)


def test_a_column_that_is_not_there_is_told_by_its_name_with_what_to_do():
    with (
        serving(DataSet.of(SAMPLE)) as host,
        pytest.raises(FeedError, match=r"answered 400: No such column: colour; see options\.columns"),
    ):
        polled(host, columns=COLUMNS | {"grid": "colour"})


@pytest.mark.parametrize(
    ("script", "reason"),
    [
        (said({"error": True, "message": "Query timed out"}), "answered an error: Query timed out"),
        (said(["row"]), "answered no list of rows"),
        (reply(b"{}", "202 Accepted"), "answered 202: it is still preparing"),
        (reply(b"not json", "403 Forbidden"), "answered 403: the token of this source may not read this"),
        (reply(b"{}", "404 Not Found"), "check the url"),
    ],
)
def test_whatever_else_is_answered_is_trouble_in_plain_words(script, reason):
    with faulty(**{f"resource/{DATA_SET}.json": script}) as server, pytest.raises(FeedError, match=reason):
        polled(f"127.0.0.1:{server.port}")


def test_throttling_is_obeyed():
    throttled = reply(b'{"error": true}', "429 Too Many Requests", Retry_After="60")
    with (
        faulty(**{f"resource/{DATA_SET}.json": throttled}) as server,
        pytest.raises(FeedError, match="asks to wait until") as error,
    ):
        polled(f"127.0.0.1:{server.port}")
    assert error.value.until is not None


def test_a_row_tells_what_a_row_of_a_file_would():
    opened, closed = facts(SAMPLE["rows"][0])
    assert opened.key == "case:open/42"
    assert opened.happened_at == datetime(2026, 11, 19, 1, tzinfo=UTC)
    assert (opened.body["phase"], closed.body["phase"]) == ("dispatched", "closed")
    assert (closed.body["holder"], closed.happened_at.hour) == ("D01", 8)
    case = opened.body["case"]
    assert (case["lon"], case["lat"], case["place"]) == (121.45, 31.15, "inside")
    assert case["place_key"]
    assert "13800001234" not in json.dumps(opened.body, ensure_ascii=False)


def test_floating_times_are_in_the_zone_of_the_connection():
    of = connection("soda", "open", options=options("data.example"), zone="America/New_York")
    (opened, _) = parse(Record(raw=SAMPLE["rows"][0], where="row 1"), reading(of))
    assert opened.happened_at == datetime(2026, 11, 19, 14, tzinfo=UTC)


def test_a_status_without_a_time_of_its_own_holds_since_the_row_was_changed():
    told_at = datetime(2026, 11, 20, 2, tzinfo=UTC)
    _, now = facts(SAMPLE["rows"][1], told_at)
    assert (now.body["phase"], now.happened_at) == ("disposing", told_at)
    with serving(DataSet.of(SAMPLE)) as host:
        (page,) = polled(host)
    assert page.records[1].told_at == datetime(2026, 11, 19, 8, 0, 5, tzinfo=UTC)


@pytest.mark.parametrize(
    "place",
    [
        {"type": "Point", "coordinates": [121.45, 31.15]},
        {"latitude": "31.15", "longitude": "121.45"},
        {"latitude": 31.15, "longitude": 121.45, "human_address": "no json"},
    ],
)
def test_points_and_locations_tell_their_coordinates(place):
    (found,) = facts({"case_number": "1", "requested": "2026-11-19T09:00:00.000", "location": place})
    assert (found.body["case"]["lon"], found.body["case"]["lat"]) == (121.45, 31.15)


@pytest.mark.parametrize("place", [{}, {"coordinates": [1]}, {"coordinates": None}, {"latitude": None}])
def test_a_place_that_tells_nothing_is_no_location(place):
    (found,) = facts({"case_number": "1", "requested": "2026-11-19T09:00:00.000", "location": place})
    assert found.body["case"]["place"] == "none"


def test_an_address_is_read_out_of_its_text_and_a_box_that_is_ticked_is_a_word():
    assert address('{"address": "云江路18弄", "city": "云江", "zip": ""}') == "云江路18弄 云江"
    assert [address(value) for value in (None, "", "{", "[]", 7)] == [None] * 5
    columns = {"id": "case_number", "opened_at": "requested", "status": "is_open"}
    row = {"case_number": "1", "requested": "2026-11-19T09:00:00.000", "is_open": True}
    (found, _) = facts(row, datetime(2026, 11, 20, tzinfo=UTC), columns=columns, status={"true": "disposing"})
    assert found.body["case"]["reported_at"] == "2026-11-19T01:00:00+00:00"


def test_an_object_where_words_should_be_is_refused_by_its_field():
    with pytest.raises(RecordError, match="text: is neither text nor"):
        facts({"case_number": "1", "requested": "2026-11-19T09:00:00.000", "description": {"url": "x"}})


def test_words_of_a_query_are_written_so_that_no_value_ends_them():
    assert literal("O'Neil") == "'O''Neil'"
    assert before("2026-11-20T00:00:30.000Z", 60) == "2026-11-19T23:59:30.000Z"
    assert before("2026-11-20T00:00:30.000", 60) == "2026-11-19T23:59:30.000"


@pytest.mark.parametrize(
    "wrong",
    [
        {"url": "https://data.example/resource/yunj-0042.csv"},
        {"url": "https://data.example/resource/yunj-0042.json?$where=1"},
        {"columns": {"id": "a b", "opened_at": "c"}},
        {"columns": {"id": "a, :*", "opened_at": "c"}},
        {"updated": "x) OR (1=1"},
        {"limit": 0},
        {"columns": {"id": "a"}},
    ],
)
def test_options_that_make_no_question_are_refused(wrong):
    with pytest.raises(ValidationError):
        Options.model_validate(options("data.example") | wrong)


def test_the_feed_says_what_it_is():
    assert (SODA.name, SODA.title.en) == ("soda", "open data set")
