"""What pages ask is built ahead, by a process that gives way to every other one and ends with its reader."""

from __future__ import annotations

import os
import subprocess
import sys
from dataclasses import replace
from io import BytesIO
from pathlib import Path
from types import SimpleNamespace

import orjson
import pytest
import structlog

from dashboard import readying
from dashboard.board.narrowing import OWN
from dashboard.board.reader import Reader
from dashboard.board.tables import Tables
from dashboard.district import load
from dashboard.readying import LOWEST, missing, readied
from dashboard.scope import ALL, Scope, Sight
from layouts.pages import PANELS, awaited
from layouts.sites import PAGES
from tests.living import desk_in, dispatched

HEAD = Sight(cases=Scope(departments=frozenset({"water"})), text="short")
LEVERS = [("levers", {})]


@pytest.fixture(scope="module")
def desk(tmp_path_factory):
    made = desk_in(tmp_path_factory.mktemp("readying"), [fact for n in range(4) for fact in dispatched(n)])
    made.look()
    yield made
    made.close()


@pytest.fixture
def asked(monkeypatch):
    """The names of the texts that readers ask for, as they ask."""
    names, frame = [], Reader.frame

    def noting(reader, name, expression, **besides):
        names.append(reader.prefix + name)
        return frame(reader, name, expression, **besides)

    monkeypatch.setattr(Reader, "frame", noting)
    return names


@pytest.mark.sweep
@pytest.mark.parametrize("sight", [ALL, HEAD], ids=["district", "unit"])
@pytest.mark.parametrize("page", sorted(PAGES))
def test_a_page_opened_as_it_is_asks_for_no_text_that_is_not_built_ahead(desk, asked, page, sight):
    pages = [asked for asked in awaited(desk.district) if asked[0] == page]
    ahead = {name for name, _ in missing(pages, ())}
    for query in (query for _, query in pages):
        desk.measured = ((-1, -1), {})
        desk.gallery.pictures.clear()
        desk.picture(page, query, "en", sight)
    large = {name for name in asked if "restated" not in name}  # one table, a line: built where it is asked
    assert large <= ahead
    assert asked or not ahead


def test_every_page_and_every_scene_of_the_wall_is_among_what_is_built_ahead():
    pages = list(awaited(load("yunjiang")))
    assert {page for page, _ in pages} == set(PAGES)
    assert {query["scene"] for page, query in pages if page == "wall" and query} >= {"hands", "flow"}


def test_what_one_has_already_is_not_built_again():
    names = [name for name, _ in missing(LEVERS, ())]
    assert len(names) == len(set(names)) > 4
    assert [name for name, _ in missing(LEVERS, names[1:])] == names[:1]


def test_what_is_told_of_single_cases_is_built_for_a_scope_too():
    names = [name for name, _ in missing([("duty", {})], ())]
    own = [name for name in names if name.startswith(OWN)]
    assert own
    assert {name.removeprefix(OWN) for name in own} < set(names)
    assert names == sorted(names, key=lambda name: name.startswith(OWN)), "the whole district comes first"


def test_another_process_builds_the_text_that_a_reader_would_have_built(tmp_path):
    desk = desk_in(tmp_path, dispatched(0), texts={})
    desk.look()
    texts = desk.board.texts
    desk.picture("levers", {}, "zh", ALL)
    mine = dict(texts)
    had = set(sorted(mine)[1:])
    ahead = dict(readied(LEVERS, had))
    assert {name: text for name, text in ahead.items() if name in mine} == {
        n: mine[n] for n in mine.keys() - had
    }
    assert all(name.startswith(OWN) for name in ahead.keys() - mine.keys()), "and what a scope asks besides"
    desk.close()


def test_a_desk_takes_what_was_built_ahead_and_keeps_what_its_readers_built(tmp_path, monkeypatch):
    desk = desk_in(tmp_path, texts={"one": "SELECT 1"})
    kept = []
    monkeypatch.setattr(desk.board, "keep_texts", lambda: kept.append(dict(desk.board.texts)))
    told = [("one", "?"), ("two", "SELECT 2")]
    monkeypatch.setattr("dashboard.desk.readied", lambda pages, had: iter(told))
    desk.warm()
    assert kept == [{"one": "SELECT 1", "two": "SELECT 2"}]
    desk.close()


def test_a_desk_that_stops_takes_no_more(tmp_path, monkeypatch):
    desk, told = desk_in(tmp_path, texts={}), []

    def endless(pages, had):
        while True:
            told.append(f"text {len(told)}")
            yield told[-1], "SELECT 1"
            desk.stopping.set()

    monkeypatch.setattr("dashboard.desk.readied", endless)
    desk.warm()
    assert len(told) < 3
    desk.close()


@pytest.fixture
def builders(monkeypatch):
    """The processes that build, as they are begun."""
    begun, popen = [], subprocess.Popen

    def noting(*words, **besides):
        begun.append(popen(*words, **besides))
        return begun[-1]

    monkeypatch.setattr(readying.subprocess, "Popen", noting)
    return begun


def test_the_builder_gives_way_to_every_other_process_and_ends_when_nobody_reads(builders):
    told = readied([("wall", {})], ())
    next(told)
    (builder,) = builders
    assert os.getpriority(os.PRIO_PROCESS, builder.pid) == LOWEST
    told.close()
    assert builder.wait(timeout=10) is not None


def test_one_faulty_indicator_keeps_back_no_text_of_the_others(monkeypatch, capfdbinary):
    def faulty():
        raise ZeroDivisionError("a formula of one's own")

    asks = iter([("faulty", faulty), ("good", lambda: Tables.named().streets)])
    monkeypatch.setattr(readying, "missing", lambda pages, had: asks)
    monkeypatch.setattr(sys, "stdin", SimpleNamespace(buffer=BytesIO(b"[[], []]")))
    readying.main()
    said, complained = capfdbinary.readouterr()
    assert orjson.loads(said)[0] == "good"
    assert b"a formula of one's own" in complained


def test_a_panel_that_cannot_say_what_it_needs_keeps_back_none(monkeypatch):
    def fallen(query):
        raise KeyError("query")

    whole = [name for name, _ in missing(LEVERS, ())]
    broken = replace(PANELS["levers"][0], needs=fallen)
    monkeypatch.setitem(readying.PANELS, "levers", (broken, *PANELS["levers"]))
    assert [name for name, _ in missing(LEVERS, ())] == whole


def test_it_is_of_this_program_and_knows_nothing_of_the_environment(builders, tmp_path, monkeypatch):
    (tmp_path / "dashboard").mkdir()
    (tmp_path / "dashboard" / "__init__.py").write_text("raise SystemExit(9)")
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("JIEQUAN_KEY", "secret")
    told = readied([("wall", {})], ())
    assert next(told)
    said = Path(f"/proc/{builders[0].pid}/environ").read_bytes()
    assert b"PYTHONPATH" in said
    assert b"secret" not in said
    told.close()


def test_a_builder_that_cannot_begin_is_told_of_and_harms_nobody(monkeypatch):
    monkeypatch.setattr(readying.sys, "executable", "/no/such/program")
    with structlog.testing.capture_logs() as logs:
        assert list(readied(LEVERS, ())) == []
    assert [entry["event"] for entry in logs] == ["not all texts were built ahead"]


def test_a_line_that_was_cut_off_ends_the_building_and_harms_nobody(monkeypatch):
    words = [sys.executable, "-c", 'print(\'["one", "SELECT 1"]\'); print(\'["two\')']
    pipes = {"stdin": subprocess.PIPE, "stdout": subprocess.PIPE}
    monkeypatch.setattr(readying, "builder_of", lambda: subprocess.Popen(words, **pipes))
    with structlog.testing.capture_logs() as logs:
        assert list(readied(LEVERS, ())) == [("one", "SELECT 1")]
    assert [entry["event"] for entry in logs] == ["not all texts were built ahead"]


def test_a_desk_that_is_restarted_again_and_again_gets_on(tmp_path, monkeypatch):
    desk, kept = desk_in(tmp_path, texts={}), []
    monkeypatch.setattr(desk.board, "keep_texts", lambda: kept.append(len(desk.board.texts)))
    told = [(f"text {n}", "SELECT 1") for n in range(120)]
    monkeypatch.setattr("dashboard.desk.readied", lambda pages, had: iter(told))
    desk.warm()
    assert kept == [50, 100, 120]
    desk.close()


def test_a_builder_that_falls_is_told_of_and_harms_nobody(builders):
    with structlog.testing.capture_logs() as logs:
        assert list(readied([("no such page", {})], ())) == []
    assert [entry["event"] for entry in logs] == ["not all texts were built ahead"]
    assert logs[0]["code"] == 1
