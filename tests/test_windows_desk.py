"""Windows and moments over a real board: numbers equal their lists, a past moment stays what it was."""

from __future__ import annotations

import gzip
from datetime import timedelta

import orjson
import pytest

from dashboard.app import create_app
from dashboard.clock import Frozen
from dashboard.scope import ALL
from layouts.windows import WindowError
from tests.entering import WHOLE_CENTRE, token_of
from tests.living import NOON, desk_in, dispatched, reported, stepped

pytestmark = pytest.mark.sweep

BROWSER = {"Sec-Fetch-Dest": "document", "Accept": "text/html"}


@pytest.fixture(scope="module")
def desk(tmp_path_factory):
    facts = [fact for n in range(1, 21) for fact in dispatched(n, hours=9 * n)]
    facts += [reported(n, hours=2) for n in range(21, 25)]
    facts += [stepped(n, "return", hours=1, org="water", reason_code="R2") for n in (2, 3)]
    found = desk_in(tmp_path_factory.mktemp("windows"), facts)
    found.look()
    yield found
    found.close()


@pytest.fixture(scope="module")
def client(desk):
    app = create_app(desk)
    made = app.server.test_client()
    made.set_cookie("jq", token_of(desk, *WHOLE_CENTRE))
    return made


def slots(desk, page, **query):
    return orjson.loads(gzip.decompress(desk.picture(page, query, "zh", ALL).body))


def count(desk, **query):
    said = slots(desk, "cases", of="received", **query)["tiles"]["case-list-note"]
    return int("".join(filter(str.isdigit, said)))


def days_ago(days):
    return (NOON - timedelta(days=days)).date().isoformat()


def test_each_day_of_ones_own_is_counted_once(desk):
    whole = count(desk, **{"from": days_ago(6), "to": days_ago(0)})
    parts = [count(desk, **{"from": days_ago(n), "to": days_ago(n)}) for n in range(7)]
    assert sum(parts) == whole
    assert parts[0] == count(desk, window="today")
    assert max(parts) < whole


def test_what_was_known_at_a_moment_leaves_out_what_came_later(desk):
    yesterday = (NOON - timedelta(days=1)).isoformat(timespec="minutes")[:16]
    assert count(desk, asof=yesterday, window="91d") < count(desk, window="91d")


def test_a_past_picture_stays_while_the_clock_goes_on(desk, monkeypatch):
    query = {"from": days_ago(6), "to": days_ago(2)}
    first, now = (desk.picture("departments", asked, "zh", ALL).etag for asked in (query, {}))
    monkeypatch.setattr(desk, "clock", Frozen(NOON + timedelta(minutes=7)))
    assert desk.picture("departments", query, "zh", ALL).etag == first
    assert desk.picture("departments", {}, "zh", ALL).etag != now


@pytest.mark.parametrize("page", ["departments", "cases"])
@pytest.mark.parametrize(
    "query",
    [
        {"window": "today"},
        {"window": "week"},
        {"from": "2026-11-01", "to": "2026-11-10"},
        {"asof": "2026-11-15"},
    ],
)
def test_every_panel_draws_in_every_window(desk, page, query):
    said = orjson.dumps(slots(desk, page, against="1", **query)).decode()
    assert "没有算出来" not in said


@pytest.mark.parametrize("kind", ["category", "hours", "weeks", "streets"])
def test_every_kind_of_heatmap_draws_over_the_board(desk, kind):
    assert "没有算出来" not in orjson.dumps(slots(desk, "departments", heat=kind)).decode()


@pytest.mark.parametrize("split", ["category", "stage", "street"])
def test_every_split_of_the_drivers_draws_over_the_board(desk, split):
    assert (
        "没有算出来"
        not in orjson.dumps(slots(desk, "department", department="water", drivers=split)).decode()
    )


@pytest.mark.parametrize(
    "path",
    ["/departments?window=never", "/cases?from=2026-11-09&to=2026-11-01", "/departments/water?asof=tomorrow"],
)
def test_a_wrong_window_is_a_page_that_says_what_is_wrong_in_both_languages(client, path):
    for lang, heading in (("zh", "请求有误"), ("en", "Bad request")):
        reply = client.get(f"{path}&lang={lang}", headers=BROWSER)
        assert (reply.status_code, reply.mimetype) == (400, "text/html")
        said = reply.get_data(as_text=True)
        assert heading in said
        assert "jq-door-more" in said
        assert "never" not in said
        assert "tomorrow" not in said


def test_a_script_is_refused_in_one_line(client, desk):
    reply = client.get("/snapshot/departments?window=never")
    assert (reply.status_code, reply.mimetype) == (400, "text/plain")
    with pytest.raises(WindowError):
        desk.picture("departments", {"window": "never"}, "zh", ALL)


def test_a_right_window_is_a_page(client):
    assert client.get("/departments?window=today", headers=BROWSER).status_code == 200


def test_a_file_has_the_columns_that_were_chosen(client):
    reply = client.get("/export/cases.csv?of=received&columns=street,id&lang=en")
    assert '"Number","Street"' in reply.get_data(as_text=True)
