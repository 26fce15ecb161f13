"""What every feed promises, whoever wrote it; a new one gives its sample in `SOURCES` and passes."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from dashboard.cases import STATE, EventKind, Fact
from data_feeds import Feed, Page, Reading, Record, RecordError
from tests.faults.faulty import faulty, reply
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


SOURCES: dict[str, Callable[[Path], contextmanager[Reading]]] = {"events": events, "folder": folder}

each = pytest.mark.parametrize("feed", FEEDS.values(), ids=lambda feed: feed.name)


def pages(feed: Feed, tmp_path: Path) -> tuple[list[Page], Reading]:
    with SOURCES[feed.name](tmp_path) as asked:
        return list(feed.read(asked)), asked


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


@each
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
    records = [record for page in found for record in page.records]
    before = json.dumps([record.raw for record in records])
    once = [tuple(feed.parse(record, asked)) for record in records]
    assert [tuple(feed.parse(record, asked)) for record in records] == once
    assert json.dumps([record.raw for record in records]) == before


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
    records, asked = samples[feed.name]
    raw = json.loads(json.dumps(data.draw(st.sampled_from(records)).raw))
    part = raw["case"] if isinstance(raw.get("case"), dict) and data.draw(st.booleans()) else raw
    part[data.draw(st.sampled_from(sorted(part)))] = data.draw(JSON)
    parsed(feed, raw, asked)


@each
def test_a_feed_and_its_options_stand_in_the_docs(feed):
    text = (ROOT / "docs" / "feeds.md").read_text(encoding="utf-8")
    assert f"`{feed.name}`" in text
    assert not [name for name in feed.options.model_fields if f"`{name}`" not in text]
