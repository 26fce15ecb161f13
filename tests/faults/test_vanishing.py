"""A case that its source no longer knows: not seen since, said so, and left as it stood."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from dashboard.board.open_ids import open_ids
from dashboard.board.store import Board
from dashboard.clock import Frozen
from dashboard.district import calendar_of
from dashboard.polling import Turn
from dashboard.polling.alarms import words
from tests.faults.faulty import Question, faulty, said
from tests.polling.rig import open_ledger, real_poller
from tests.small_district import NOW


def row(number: str) -> dict[str, Any]:
    made = (NOW - timedelta(days=9)).isoformat()
    return {
        "service_request_id": number,
        "status": "open",
        "service_name": "污水冒溢",
        "agency_responsible": "区水务局",
        "requested_datetime": made,
        "updated_datetime": made,
    }


def test_f33_a_case_that_vanishes_from_its_source_is_not_seen_since_and_never_deleted_or_closed(tmp_path):
    there = {"1": row("1"), "2": row("2")}

    def answer(question: Question) -> None:
        asked = question.query.get("service_request_id")
        said([one for number, one in there.items() if asked is None or number in asked.split(",")])(question)

    with faulty(**{"v2/requests.json": answer}) as server, open_ledger(tmp_path) as ledger:
        poller = real_poller(ledger, "open311", name="city", crs="wgs84", options={"url": server.url("/v2")})
        board = Board(poller.district, calendar_of(poller.district))

        def still() -> list[str]:
            board.catch_up(ledger.entries)
            with board.reading(NOW) as reader:
                return open_ids(reader, "city")

        poller.open_ids = still
        poller.poll(Turn())
        assert (still(), poller.state().notes) == (["1", "2"], ())
        del there["2"]
        for days in (1, 2):
            poller.clock = Frozen(NOW + timedelta(days=days))
            assert not poller.poll(Turn()).trouble
        assert still() == ["1", "2"]
        assert poller.state().notes == ("unseen: 1 · 2 (2026-11-21 10:42)",)
        assert "2 (2026-11-21 10:42)" in words(poller.state().notes[0]).en
        assert len(list(ledger.entries(0))) == 4  # nothing was written of its absence
        there["2"] = row("2") | {"status": "closed", "updated_datetime": NOW.isoformat()}
        poller.poll(Turn())
        assert (still(), poller.state().notes) == (["1"], ())
        there.clear()
        poller.poll(Turn())
        assert (still(), poller.state().state) == (["1"], "ok")
        board.close()
