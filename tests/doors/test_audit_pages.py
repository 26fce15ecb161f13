"""The audit through its doors: page and export mean the same notes, and what is no day is refused at both."""

from __future__ import annotations

import csv
import gzip
import io
from datetime import UTC, datetime

import orjson
import pytest

from dashboard import exporting
from dashboard.access import Grant
from dashboard.access.standings import SHOWN
from dashboard.ledger import Action, Note
from tests.entering import client_of
from tests.layouts.panels.reading import classed, nodes, text
from tests.living import desk_in

pytestmark = pytest.mark.filterwarnings("ignore:unclosed file:ResourceWarning")
DAYS = (1, 2, 3)
EVE = datetime(2026, 11, 2, 15, 59, 59, tzinfo=UTC)  # a second before the third begins in 云江区


@pytest.fixture(scope="module")
def auditor(tmp_path_factory):
    desk = desk_in(tmp_path_factory.mktemp("audit"), [])
    many = [Note(actor=f"u{n % 2}", action=Action.EXPORT, object=f"list {n}") for n in range(SHOWN)]
    desk.ledger.audit(many, recorded_at=datetime(2026, 11, 1, tzinfo=UTC))
    desk.ledger.audit([Note(actor="eve", action=Action.SIGN_IN)], recorded_at=EVE)
    for day in DAYS:
        at = datetime(2026, 11, 2 + day, tzinfo=UTC)
        desk.ledger.audit([Note(actor=f"day{day}", action=Action.SIGN_IN)], recorded_at=at)
    desk.look()
    yield client_of(desk, Grant(role="auditor"))
    desk.close()


def exported(auditor, query=""):
    reply = auditor.get(f"/export/audit.csv?{query}")
    assert reply.status_code == 200, reply.text
    return list(csv.DictReader(io.StringIO(reply.text.removeprefix("\ufeff"))))


def drawn(auditor, query=""):
    reply = auditor.get(f"/snapshot/audit?{query}")
    assert reply.status_code == 200, reply.text
    body = gzip.decompress(reply.data)
    return orjson.loads(body)["tiles"]["audit-notes"]


def rows(picture):
    (body,) = [node for node in nodes(picture) if node["type"] == "Tbody"]
    return [[text(cell) for cell in line["props"]["children"]] for line in body["props"]["children"]]


WITHIN = "since=2026-11-03&until=2026-11-04"


def test_page_and_export_mean_the_same_days_of_the_district(auditor):
    shown = [line[2] for line in rows(drawn(auditor, WITHIN))]
    assert shown == [line["actor"] for line in exported(auditor, WITHIN)] == ["day2", "day1"]
    assert "eve" in [line["actor"] for line in exported(auditor, "until=2026-11-02")]
    assert "eve" not in [line["actor"] for line in exported(auditor, "since=2026-11-03")]


def test_a_leaf_ends_where_the_next_begins_and_the_export_has_both(auditor):
    first = rows(drawn(auditor, "until=2026-11-05"))
    assert len(first) == SHOWN
    rest = rows(drawn(auditor, f"until=2026-11-05&before={first[-1][0]}"))
    numbers = [line[0] for line in first + rest]
    assert numbers == [line["seq"] for line in exported(auditor, f"until=2026-11-05&before={first[-1][0]}")]
    assert numbers == sorted(numbers, key=int, reverse=True)
    assert classed(drawn(auditor, "until=2026-11-05"), "jq-register-turns")


@pytest.mark.parametrize("door", ["/snapshot/audit", "/export/audit.csv", "/audit"])
@pytest.mark.parametrize(
    "query", ["since=tomorrow", "until=2026-02-30", "before=last", "since=2026-11-05&until=2026-11-04"]
)
def test_what_is_no_day_is_refused_at_the_page_its_picture_and_its_export(auditor, door, query):
    reply = auditor.get(f"{door}?{query}", headers={"Accept": "text/html"} if door == "/audit" else {})
    assert reply.status_code == 400
    assert any(word in reply.text for word in ("since", "until", "before"))
    assert "tomorrow" not in reply.text


def test_more_notes_than_one_file_takes_are_refused_and_never_cut(auditor, monkeypatch):
    monkeypatch.setattr(exporting, "MOST_NOTES", 3)
    reply = auditor.get("/export/audit.csv")
    assert reply.status_code == 400
    assert "一次最多导出 3 条" in reply.text
    assert len(exported(auditor, "since=2026-11-03&until=2026-11-05")) == 3
