"""What is done from the command line stands in the audit: every command that changes or takes anything."""

from __future__ import annotations

import ast
import inspect
import sys
from collections.abc import Callable, Iterator
from importlib import import_module
from pathlib import Path
from types import FunctionType

import pytest
import typer
from typer.testing import CliRunner

from dashboard.__main__ import app
from dashboard.commands import noting
from dashboard.ledger import ACTIONS, Action
from dashboard.ledger.store import Ledger
from dashboard.settings import Settings, ledger_keys
from tests.living import NOON, dispatched
from tests.notices.small_notices import notice, write

pytestmark = pytest.mark.sweep

ROOT = Path(__file__).parents[2]
DASHBOARD = sorted((ROOT / "dashboard").rglob("*.py"))
WORDS = ROOT / "dashboard" / "ledger" / "__init__.py"
"""Where the actions are named, which is not where they are written."""
WRITERS = ("dashboard.commands.", "dashboard.__main__", "dashboard.retention", "dashboard.access.rotating")
"""Where a command does its work: what is beyond is done by pages and pollers too."""
QUIET = {
    "demo": "a district that is made up, in a folder of its own",
    "simulate": "the same, as sources",
    "run": "starts the processes, which note for themselves",
    "poll": "what sources say is in the ledger, by source and moment",
    "serve": "pages note for themselves",
    "check": "reads the district file",
    "backtest": "a table of the caller's own",
    "effect": "a table of the caller's own",
    "rank": "a table of the caller's own",
    "repeats": "a table of the caller's own",
    "dry-run": "changes nothing; what it found says who asked, and is shown to those who may see it",
    "feeds": "how the sources are doing",
    "feeds quarantine": "masked",
    "notices": "what waits",
    "ledger rebuild-board": "what is folded anew from the ledger is the same again",
    "user list": "who may sign in",
    "device list": "which walls there are",
}
"""Commands that note nothing, and why they need not."""


def commands(group, *before: str) -> Iterator[tuple[str, Callable]]:
    """Every command of a group with the words that call it, those of its parts too."""
    for name, one in sorted(getattr(group, "commands", {}).items()):
        if getattr(one, "commands", None):
            yield from commands(one, *before, name)
            if one.invoke_without_command:
                yield " ".join([*before, name]), one.callback
        else:
            yield " ".join([*before, name]), one.callback


COMMANDS = dict(commands(typer.main.get_command(app)))
LOUD = sorted(set(COMMANDS) - set(QUIET))


def notes(function: Callable, seen: set[object] | None = None) -> bool:
    """Whether a function, or what it calls among the commands, names an action of the audit."""
    function, seen = inspect.unwrap(function), seen if seen is not None else set()
    seen.add(function)
    tree = ast.parse(inspect.cleandoc("\n" + inspect.getsource(function)))
    if any(map(is_noted, ast.walk(tree))):
        return True
    return any(notes(one, seen) for one in called(function, tree) if one not in seen)


def is_noted(node: ast.AST) -> bool:
    """Whether this is where something is noted: an action that is given, or the word of one."""
    if not isinstance(node, ast.Call):
        return False
    given = [*node.args, *(word.value for word in node.keywords)]
    by_word = isinstance(node.func, ast.Attribute) and node.func.attr == "note"
    return any(
        (isinstance(one, ast.Attribute) and isinstance(one.value, ast.Name) and one.value.id == "Action")
        or (by_word and isinstance(one, ast.Constant) and one.value in set(Action))
        for one in given
    )


def called(function: Callable, tree: ast.AST) -> Iterator[Callable]:
    """The functions and classes of the commands that a function names."""
    home = sys.modules[function.__module__]
    local = {
        name.asname or name.name: node.module
        for node in ast.walk(tree)
        if isinstance(node, ast.ImportFrom)
        for name in node.names
    }
    for node in ast.walk(tree):
        if isinstance(node, ast.Name):
            named = local.get(node.id)
            where = import_module(named) if named and named.startswith(WRITERS) else None if named else home
            found = inspect.unwrap(getattr(where, node.id, None)) if where else None
            if isinstance(found, (FunctionType, type)) and found.__module__.startswith(WRITERS):
                yield found


@pytest.mark.parametrize("name", LOUD)
def test_every_command_that_changes_or_takes_anything_notes_it(name):
    assert notes(COMMANDS[name]), f"jiequan {name}"


def test_the_commands_that_need_no_note_are_there_and_note_none():
    assert set(QUIET) <= set(COMMANDS)
    assert not any(notes(COMMANDS[name]) for name in ("check", "rank", "feeds", "user list"))


def written(path: Path) -> Iterator[str]:
    """The actions that a module gives to something that writes them."""
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        inner = [*node.args, *(word.value for word in node.keywords)] if isinstance(node, ast.Call) else []
        inner += [node.body, node.orelse] if isinstance(node, ast.IfExp) else []
        for one in inner:
            if (
                isinstance(one, ast.Attribute)
                and isinstance(one.value, ast.Name)
                and one.value.id == "Action"
            ):
                yield Action[one.attr].value
            if isinstance(one, ast.Constant) and is_noted(node):
                yield str(one.value)


def test_every_action_of_the_audit_is_written_by_something():
    found = {action for path in DASHBOARD if path != WORDS for action in written(path)}
    assert sorted(set(map(str, Action)) - found) == []
    assert set(ACTIONS) == set(Action)


@pytest.fixture
def home(tmp_path):
    chosen = Settings(home=tmp_path / "home", district="yunjiang")
    chosen.home.mkdir()
    ledger = Ledger.open(chosen.ledger_url, key=ledger_keys(chosen))
    ledger.append("hotline", dispatched(1, hours=24 * 20), recorded_at=NOON)
    write(ledger, notice(1), notice(2))
    ledger.close()
    return chosen


def said(home, *words):
    options = ["--district", "yunjiang"] if words[0] != "calendar" else []
    done = CliRunner().invoke(app, [*words, *options, "--home", str(home.home)], catch_exceptions=False)
    assert done.exit_code == 0, done.output


def last(home):
    """The newest note: what was done, to what, before and after."""
    ledger = Ledger.open(home.ledger_url, key=ledger_keys(home))
    note = ledger.book.read(limit=1)[0]
    assert ledger.book.verify().good
    ledger.close()
    assert (note.actor, note.address, note.outcome) == (noting.operator(), noting.HERE, "done")
    return str(note.action), note.object, note.before, note.after


def test_a_backup_and_its_way_back_are_noted_with_where_and_how_much(home, tmp_path):
    copy = tmp_path / "copy.db"
    said(home, "ledger", "backup", str(copy))
    assert last(home) == ("backup", str(copy), "", "5")
    (tmp_path / "other").mkdir()
    other = Settings(home=tmp_path / "other", district="yunjiang", key_file=home.key_path)
    (other.home / "key").write_bytes(home.key_path.read_bytes())
    (other.home / "key").chmod(0o600)
    said(other, "ledger", "restore", str(copy))
    assert last(other) == ("restore", str(copy), "0", "5")


@pytest.mark.parametrize(("ids", "about", "count"), [([], "all", "2"), (["1"], "1", "1")])
def test_a_notice_that_is_tried_again_is_noted_by_its_id(home, ids, about, count):
    said(home, "notices", "retry", *ids)
    assert last(home) == ("retry", about, "", count)


def test_a_calendar_that_is_imported_is_noted_with_how_far_it_knows(home, tmp_path):
    file = tmp_path / "2027.csv"
    file.write_text("date,is_workday,name_zh,name_en\n2027-01-01,0,元旦,New Year\n", encoding="utf-8")
    said(home, "calendar", "import", str(file))
    assert last(home) == ("import", f"calendar {file}", "", "1 d, until 2027-12-31")


def test_a_calendar_that_cannot_be_read_is_not_noted(home, tmp_path):
    said(home, "notices", "retry")
    file = tmp_path / "bad.csv"
    file.write_text("day\n", encoding="utf-8")
    done = CliRunner().invoke(app, ["calendar", "import", str(file), "--home", str(home.home)])
    assert done.exit_code != 0
    assert last(home)[0] == "retry"


def test_a_digest_and_a_list_that_are_taken_are_noted(home, tmp_path):
    out = tmp_path / "digest.txt"
    said(home, "digest", "--unit", "water", "--as-of", NOON.isoformat(), "--out", str(out))
    assert last(home) == ("export", "digest water", "", str(out))
    said(home, "show", "open", "--as-of", NOON.isoformat())
    assert last(home) == ("export", "show open", "", "")


def test_a_key_that_is_changed_is_told_from_the_former_one_by_marks(home):
    said(home, "ledger", "rotate-key")
    first = last(home)
    said(home, "ledger", "rotate-key")
    again = last(home)
    assert first[:2] == again[:2] == ("key", "seal")
    assert first[3] == again[2]
    assert len({first[2], first[3], again[3]}) == 3
    assert all(len(mark) == 8 for mark in (first[2], first[3], again[3]))
    keys = home.key_path.read_text(encoding="utf-8")
    assert not any(mark in keys for mark in (first[2], again[2], again[3]))


def test_what_cannot_be_noted_because_the_ledger_is_sealed_is_still_told(home, tmp_path):
    import sqlite3

    with sqlite3.connect(home.home / "ledger.db") as base:
        base.execute("UPDATE entries SET version = 'forged' WHERE seq = 2")
    base.close()
    ledger = Ledger.open(home.ledger_url, key=ledger_keys(home))
    assert ledger.sealed
    noting.noted(ledger, Action.EXPORT, "show open")
    assert ledger.book.read() == []
    ledger.close()
