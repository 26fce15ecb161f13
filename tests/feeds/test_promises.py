"""What every feed promises, whoever wrote it; a new one gives its sample in `SOURCES` and passes."""

from __future__ import annotations

import json
import re
import sqlite3
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from dashboard.cases import STATE, EventKind, Fact
from data_feeds import Feed, FeedError, Page, Reading, Record, RecordError
from data_feeds.event_wire import records
from tests.faults.faulty import faulty, reply
from tests.feeds.soda_server import DataSet, serving
from tests.small_district import FEEDS, SAMPLES, connection, district, reading

ROOT = Path(__file__).parents[2]
COLUMNS = {
    "id": "工单编号",
    "opened_at": "上报时间",
    "closed_at": "办结时间",
    "due_at": "截止时间",
    "holder": "承办单位",
    "street": "街镇",
    "category": "类别",
    "x": "经度",
    "y": "纬度",
    "requester_name": "来电人",
    "requester_phone": "联系电话",
    "address": "地址",
    "text": "内容",
}


@contextmanager
def events(_tmp_path: Path) -> Iterator[Reading]:
    """The sample of the event interface, served as a source would."""
    with faulty(e=reply((SAMPLES / "events.json").read_bytes())) as server:
        yield reading(connection(options={"url": server.url("/e")}))


@contextmanager
def folder(tmp_path: Path) -> Iterator[Reading]:
    """The sample of a folder, dropped and marked as done."""
    (tmp_path / "folder.csv").write_bytes((SAMPLES / "folder.csv").read_bytes())
    (tmp_path / "folder.csv.done").touch()
    options = {"columns": COLUMNS, "done": True, "formats": ["%Y-%m-%d %H:%M:%S"]}
    of = connection("folder", "files", options=options)
    yield reading(of, home=district(of, sources=tmp_path), geometry=reading().geometry)


@contextmanager
def table(tmp_path: Path) -> Iterator[Reading]:
    """The sample of a platform's database, shown to us as a view."""
    path = tmp_path / "platform.db"
    path.unlink(missing_ok=True)
    with closing(sqlite3.connect(path)) as platform:
        platform.executescript((SAMPLES / "table.sql").read_text(encoding="utf-8"))
    columns = {
        "id": "task_no",
        "opened_at": "found_at",
        "closed_at": "done_at",
        "updated_at": "modified",
        "status": "state",
        "holder": "unit",
        "street": "town",
        "category": "kind",
        "x": "lon",
        "y": "lat",
        "requester_name": "caller",
        "requester_phone": "phone",
        "address": "place",
        "text": "words",
    }
    options = {"url": "sqlite:///platform.db", "view": "v_task", "columns": columns}
    of = connection("table", "grid", options=options | {"status": {"在办": "disposing", "办结": "closed"}})
    yield reading(of, home=district(of, sources=tmp_path), geometry=reading().geometry)


@contextmanager
def soda(_tmp_path: Path) -> Iterator[Reading]:
    """The sample of an open data set, served strictly."""
    columns = {
        "id": "case_number",
        "opened_at": "requested",
        "closed_at": "closed",
        "status": "state",
        "holder": "agency",
        "street": "town",
        "category": "issue",
        "x": "location",
        "y": "location",
        "address": "location",
        "requester_name": "caller",
        "requester_phone": "phone",
        "text": "description",
    }
    with serving(DataSet.of(json.loads((SAMPLES / "soda.json").read_text(encoding="utf-8")))) as host:
        options = {"url": f"http://{host}/resource/yunj-0042.json", "columns": columns}
        status = {"Open": "disposing", "Closed": "closed"}
        yield reading(connection("soda", "open", options=options | {"status": status}))


@contextmanager
def open311(_tmp_path: Path) -> Iterator[Reading]:
    """The sample of a GeoReport endpoint, with the dirt of real ones."""
    with faulty(**{"v2/requests.json": reply((SAMPLES / "open311.json").read_bytes())}) as server:
        options = {"url": server.url("/v2"), "history": 1}
        yield reading(connection("open311", "city", options=options))


@contextmanager
def push(_tmp_path: Path) -> Iterator[Reading]:
    """What delivers by itself is asked by nobody."""
    yield reading(connection("push", "platform", options={}))


SOURCES: dict[str, Callable[[Path], contextmanager[Reading]]] = {
    "events": events,
    "folder": folder,
    "open311": open311,
    "push": push,
    "soda": soda,
    "table": table,
}

each = pytest.mark.parametrize("feed", FEEDS.values(), ids=lambda feed: feed.name)


def pages(feed: Feed, tmp_path: Path) -> tuple[list[Page], Reading]:
    with SOURCES[feed.name](tmp_path) as asked:
        return [delivery(feed)] if feed.delivered else list(feed.read(asked)), asked


def delivery(feed: Feed) -> Page:
    """The sample of a feed that delivers, as it comes."""
    body = json.loads((SAMPLES / f"{feed.name}.json").read_text(encoding="utf-8"))
    return Page(records=records(body["events"]), cursor={})


@each
def test_a_feed_has_a_name_two_titles_and_a_sample(feed):
    assert re.fullmatch(r"[a-z][a-z0-9-]*", feed.name)
    assert feed.title.zh
    assert feed.title.en
    assert feed.name in SOURCES, "give the new feed a sample in tests/samples and an entry in SOURCES"


@each
def test_a_feed_reads_and_parses_its_sample_without_a_loss(feed, tmp_path):
    found, asked = pages(feed, tmp_path)
    assert not [reason for page in found for _, reason in page.spoiled]
    facts = [fact for page in found for record in page.records for fact in feed.parse(record, asked)]
    assert len(facts) >= 2
    for fact in facts:
        assert isinstance(fact, Fact)
        assert fact.key.startswith(f"case:{asked.connection.name}/")
        assert fact.kind in {STATE, *EventKind}
        assert fact.version
        assert fact.happened_at.utcoffset() is not None
        assert json.loads(json.dumps(fact.body, allow_nan=False)) == fact.body


@pytest.mark.parametrize(
    "feed", [feed for feed in FEEDS.values() if feed.delivered], ids=lambda feed: feed.name
)
def test_a_feed_that_delivers_cannot_be_asked(feed, tmp_path):
    with SOURCES[feed.name](tmp_path) as asked, pytest.raises(FeedError, match="delivers by itself"):
        list(feed.read(asked))


@pytest.mark.parametrize(
    "feed", [feed for feed in FEEDS.values() if not feed.delivered], ids=lambda feed: feed.name
)
def test_a_cursor_is_json_ready_and_leads_on(feed, tmp_path):
    found, _ = pages(feed, tmp_path)
    assert all(json.loads(json.dumps(page.cursor)) == page.cursor for page in found)
    with SOURCES[feed.name](tmp_path) as again:
        object.__setattr__(again, "cursor", found[-1].cursor)
        after = list(feed.read(again))
    assert sum(len(page.records) for page in after) <= sum(len(page.records) for page in found)
    assert not after[-1].more


@each
def test_parsing_is_pure(feed, tmp_path):
    found, asked = pages(feed, tmp_path)
    good = [record for page in found for record in page.records]
    before = json.dumps([record.raw for record in good])
    once = [tuple(feed.parse(record, asked)) for record in good]
    assert [tuple(feed.parse(record, asked)) for record in good] == once
    assert json.dumps([record.raw for record in good]) == before


@each
def test_no_person_of_the_sample_stands_in_any_fact(feed, tmp_path):
    found, asked = pages(feed, tmp_path)
    said = repr([tuple(feed.parse(record, asked)) for page in found for record in page.records])
    for person in ("王秀英", "13800001234", "602"):
        assert person not in said


JSON = st.recursive(
    st.none()
    | st.booleans()
    | st.integers()
    | st.just(10**400)
    | st.floats()
    | st.text(max_size=8)
    | st.sampled_from(
        ["", " ", "2026-11-20T09:00:00+08:00", "9999-12-31T00:00:00", "\ud800", "NaN", "1e999", "0"]
    ),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=8), inner, max_size=3),
    max_leaves=8,
)


@pytest.fixture(scope="module")
def samples(tmp_path_factory) -> dict[str, tuple[list[Record], Reading]]:
    found = {}
    for feed in FEEDS.values():
        read, asked = pages(feed, tmp_path_factory.mktemp(feed.name))
        found[feed.name] = ([record for page in read for record in page.records], asked)
    return found


def parsed(feed: Feed, raw: object, asked: Reading) -> None:
    try:
        for fact in feed.parse(Record(raw=raw, where="somewhere"), asked):
            json.dumps(fact.body, allow_nan=False).encode()
            fact.key.encode()
    except RecordError:
        return  # the one thing it may say


@each
@given(raw=JSON)
@settings(max_examples=60, deadline=None)
def test_whatever_json_comes_parse_says_only_that_the_record_cannot_be_used(feed, samples, raw):
    parsed(feed, raw, samples[feed.name][1])


@each
@given(data=st.data())
@settings(max_examples=60, deadline=None)
def test_a_good_record_with_anything_in_one_of_its_fields_breaks_no_parser(feed, samples, data):
    good, asked = samples[feed.name]
    raw = json.loads(json.dumps(data.draw(st.sampled_from(good)).raw))
    part = raw["case"] if isinstance(raw.get("case"), dict) and data.draw(st.booleans()) else raw
    part[data.draw(st.sampled_from(sorted(part)))] = data.draw(JSON)
    parsed(feed, raw, asked)


@each
def test_a_feed_has_a_page_in_the_docs_that_names_its_options(feed):
    text = (ROOT / "docs" / "feeds" / f"{feed.name}.md").read_text(encoding="utf-8")
    assert f"(feeds/{feed.name}.md)" in (ROOT / "docs" / "feeds.md").read_text(encoding="utf-8")
    assert not [name for name in feed.options.model_fields if f"`{name}`" not in text]
