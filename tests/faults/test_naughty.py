"""Naughty strings (reliability.md §3) in every field of an event, from the source to the wall and the log."""

from __future__ import annotations

import gzip
import io
import json
import re
import unicodedata
from collections.abc import Iterator
from dataclasses import replace
from typing import Any

import orjson
import pytest
import structlog

from dashboard import indicators, leverage
from dashboard.feeding import standing
from dashboard.indicators import Ask, Indicator
from dashboard.indicators.answering import answer
from dashboard.indicators.showing import FORMATS, shown
from dashboard.parts import collect
from dashboard.polling import Poller, Turn
from dashboard.polling.replay import replay
from dashboard.scope import ALL
from layouts.sites import PAGES
from tests.faults.faulty import faulty, reply
from tests.faults.naughty import FIRST, STRINGS
from tests.faults.naughty import PERSONS as PERSONAL
from tests.living import KEY, NOON, desk_in
from tests.small_district import FEEDS

pytestmark = pytest.mark.sweep

AT = "2026-11-20T10:00:00+08:00"
MEASURES = {**collect(indicators, Indicator), **collect(leverage, Indicator)}
TOLD = (*FIRST, *STRINGS[len(FIRST) :: 4])
HIDDEN = re.compile(r"[\x00-\x08\x0b-\x1f\x7f\u200b-\u200f\u2028-\u202e\u2066-\u2069\ufeff\ud800-\udfff]")
PERSONS = ("13800001234", "11010519491231002X", "A12345", "wang@example", "602室")
FREE = ("note", "clause", "doc_no", "org", "to_org", "reason_code")
OF_THE_CASE = ("text", "category", "street", "grid", "biz_type", "lead_org", "address")
CLOSED = ("source", "urgency", "procedure", "x", "y", "reported_at", "due_at", "flags")


def events() -> Iterator[dict[str, Any]]:
    """Each string in every free field of an event; the first in each closed field too, the others in some."""
    for n, naughty in enumerate(STRINGS):
        base = {"event_id": f"e{n}", "case_id": f"c{n}", "at": AT, "updated_at": AT, "kind": "report"}
        case = dict.fromkeys(OF_THE_CASE, naughty) | {"requester": {"name": naughty, "phone": naughty}}
        point = {"x": 121.4977, "y": 31.2369, "source": "H12345", "urgency": "urgent"}
        yield base | dict.fromkeys(FREE, naughty) | {"case": case | point}
        sent = {"kind": "dispatch", "to_org": naughty, "event_id": f"d{n}", "note": naughty}
        yield base | sent
        ids = () if naughty in PERSONAL else ("event_id", "case_id")  # ids travel as they are
        others = (*ids, "at", "kind", "level", "satisfaction")
        first = n < len(FIRST)
        for field in others if first else others[n % len(others) :][:1]:
            yield base | {"event_id": f"{field}{n}"} | {field: naughty}
        for field in CLOSED if first else CLOSED[n % len(CLOSED) :][:1]:
            yield base | {"event_id": f"{field}{n}", "case_id": f"o{n}", "case": {field: naughty}}
        yield base | {"event_id": f"k{n}", "case_id": f"k{n}", naughty: naughty, "case": {naughty: naughty}}


@pytest.fixture(scope="module")
def log() -> Iterator[io.StringIO]:
    """What is logged, as a machine reads it."""
    written, before = io.StringIO(), structlog.get_config()
    machine = [structlog.processors.format_exc_info, structlog.processors.JSONRenderer(ensure_ascii=False)]
    structlog.configure(processors=machine, logger_factory=structlog.PrintLoggerFactory(written))
    yield written
    structlog.configure(**before)


@pytest.fixture(scope="module")
def desk(tmp_path_factory, log):
    """A desk whose hotline has told all the naughty strings in one batch."""
    made = desk_in(tmp_path_factory.mktemp("naughty"))
    batch = json.dumps({"events": list(events()), "next": None, "as_of": AT}).encode()
    with faulty(e=reply(batch)) as server:
        made.outcome = poller(made, server.url("/e")).poll(Turn())
    made.look()
    yield made
    made.close()


def poller(desk, url: str) -> Poller:
    of = next(feed for feed in desk.district.feeds if feed.kind == "events")
    of = of.model_copy(update={"options": {"url": url}, "backfill": False})
    return Poller(
        connection=of,
        options=FEEDS["events"].options.model_validate(of.options),
        feed=FEEDS["events"],
        district=desk.district,
        geometry=desk.geometry,
        ledger=desk.ledger,
        clock=desk.clock,
        district_key=KEY,
    )


def harmless(text: str) -> None:
    """Nothing hidden and nobody named."""
    assert not HIDDEN.search(text), ascii(HIDDEN.search(text))
    assert not [person for person in PERSONS if person in text]


def test_there_are_515_strings_and_more_and_each_is_another():
    assert len(STRINGS) > 515
    assert len(set(STRINGS)) == len(STRINGS)


def test_every_record_is_taken_or_set_aside_and_the_chain_holds(desk):
    assert desk.outcome.trouble == ""
    account = desk.outcome.account
    assert account.received == len(list(events()))
    assert account.applied > 2 * len(STRINGS)
    assert account.quarantined > len(STRINGS)
    assert desk.ledger.verify().good


def test_what_is_stored_and_what_is_set_aside_is_harmless(desk):
    for entry in desk.ledger.entries(0):
        harmless(orjson.dumps(entry.body).decode().replace("\\n", " "))
        assert not HIDDEN.search(entry.key + entry.version)
    found = desk.ledger.quarantined(limit=100_000)
    assert len(found) > 100
    for one in found:
        harmless(f"{one.where} {one.reason} {one.raw}")
        assert len(one.raw) <= 500


def test_the_strings_are_those_of_more_than_a_hundred_cases(desk):
    with desk.board.reading(NOON) as reader:
        assert len(reader.frame("n", lambda: reader.tables.cases)) > 100


@pytest.mark.sweep
@pytest.mark.parametrize("name", MEASURES)
def test_every_indicator_answers_and_its_words_are_harmless(desk, name):
    with desk.board.reading(NOON) as reader:
        frame = answer(MEASURES[name], Ask(), reader)
        for form in FORMATS:
            harmless(shown(frame, form).replace("\n", " "))


def strings(value: Any, name: str = "") -> Iterator[tuple[str, str]]:
    """Every text of a picture, with the name of the property it stands in."""
    if isinstance(value, dict):
        for key, inner in value.items():
            yield from strings(inner, key)
    elif isinstance(value, list):
        for inner in value:
            yield from strings(inner, name)
    elif isinstance(value, str):
        yield name, value


def addresses() -> Iterator[tuple[str, dict[str, str]]]:
    """Every page, and that of a case for some of the strings."""
    yield from ((name, {}) for name in PAGES if name != "case")
    yield from (("case", {"key": f"case:hotline/c{n}"}) for n in range(0, len(STRINGS), 50))


@pytest.mark.sweep
@pytest.mark.parametrize("lang", ["zh", "en"])
@pytest.mark.parametrize(("page", "query"), [*addresses()], ids=lambda given: str(given)[:30])
def test_every_page_draws_every_panel_and_nothing_on_it_acts(desk, page, query, lang):
    picture = orjson.loads(gzip.decompress(desk.picture(page, query, lang, ALL).body))
    assert "jq-msg-error" not in json.dumps(picture)
    for name, text in strings(picture):
        harmless(text.replace("\n", " "))
        if name in ("href", "src", "url"):
            assert text.startswith(("/", "?", "#", "data:image/svg+xml,")), text
            assert not text.startswith(("//", "/\\")), text
    graphs = json.dumps(picture["graphs"], ensure_ascii=False).casefold()
    assert not [word for word in ("<script", "<img", "<svg", "javascript:", "<a href") if word in graphs]


def test_how_the_feed_stands_is_told_without_harm(desk):
    for one in standing(desk.ledger, desk.district, NOON):
        words = [one.trouble.zh, one.trouble.en, *(alarm.zh + alarm.en for alarm in one.alarms)]
        harmless(" ".join([*words, *(aside.raw + aside.reason for aside in one.aside)]).replace("\n", " "))


def test_a_replay_of_all_that_was_set_aside_changes_no_count(desk):
    before = desk.ledger.accounts()
    done = replay(poller(desk, "http://127.0.0.1:9/"))
    assert done.tried > 100
    assert (done.account.received, done.waiting) == (0, done.tried)
    assert replace(desk.ledger.accounts()["hotline"], seq=0) == replace(before["hotline"], seq=0)


@pytest.mark.timeout(400)
def test_what_a_source_says_of_its_trouble_is_one_line_of_the_log(tmp_path, log):
    from tests.polling.rig import open_ledger, real_poller

    said = {f"e{n}": reply(json.dumps({"code": 500, "msg": one}).encode()) for n, one in enumerate(TOLD)}
    well = reply(json.dumps({"events": [], "next": None, "as_of": AT}).encode())
    with faulty(well=well, **said) as server, open_ledger(tmp_path) as ledger:
        for name in said:  # a trouble is told when it begins
            real_poller(ledger, "events", options={"url": server.url("/well")}).poll(Turn())
            log.seek(0)
            log.truncate()
            one = real_poller(ledger, "events", options={"url": server.url(f"/{name}")})
            assert "an error, code 500" in one.poll(Turn()).trouble
            (line,) = log.getvalue().splitlines()
            trouble = json.loads(line)["trouble"]
            harmless(trouble.replace("\n", " "))
            assert len(trouble) <= 500
            assert trouble == ledger.feed_states()["events"].trouble
            assert all(unicodedata.category(sign) != "Cs" for sign in trouble)
