"""The docs are kept true: everything that exists is named there, and every link leads somewhere."""

from __future__ import annotations

import re
from pathlib import Path
from typing import get_args

import pytest

import data_feeds
from dashboard import indicators, leverage
from dashboard.acts import Act
from dashboard.district import Connection
from dashboard.district_notices import Channel, NoticeRule
from dashboard.district_papers import Papers
from dashboard.fold.borrowing import LeverState, Move
from dashboard.indicators import Indicator
from dashboard.leverage import Trigger, triggers
from dashboard.notices import Occasion
from dashboard.papers import FIELDS, Kind
from dashboard.parts import collect
from dashboard.settings import PREFIX, Settings
from data_feeds import Feed
from data_feeds.lists import LISTS

ROOT = Path(__file__).parents[1]
DOCS = ROOT / "docs"
PAGES = [ROOT / "README.md", ROOT / "README.zh-CN.md", *sorted(DOCS.rglob("*.md"))]


def said(name: str) -> str:
    return (DOCS / name).read_text(encoding="utf-8")


@pytest.mark.parametrize("name", Settings.model_fields)
def test_every_setting_is_explained(name):
    assert f"`{PREFIX}{name.upper()}`" in said("settings.md")


@pytest.mark.parametrize("name", [*FIELDS, *Papers.model_fields, *Kind])
def test_every_field_of_a_paper_is_explained(name):
    assert re.search(rf"`{name}`|^{name} = ", said("papers.md"), re.MULTILINE)


@pytest.mark.parametrize("name", [*Channel.model_fields, *NoticeRule.model_fields, *Occasion])
def test_every_word_of_channels_and_notices_is_explained(name):
    assert f"`{name}`" in said("notices.md")


@pytest.mark.parametrize(("name", "kind"), LISTS.items())
def test_every_column_of_the_lists_of_the_watch_is_explained(name, kind):
    (line,) = [line for line in said("handover.md").splitlines() if line.startswith(f"| `{name}` |")]
    for zh, en in kind.headings.values():
        assert f"{zh} `{en}`" in line


@pytest.mark.parametrize("name", Connection.model_fields)
def test_every_word_of_a_connection_is_explained(name):
    assert f"`{name}`" in said("district-file.md")


@pytest.mark.parametrize("name", collect(data_feeds, Feed))
def test_every_feed_has_a_page_that_explains_each_of_its_options(name):
    assert f"[`{name}`](feeds/{name}.md)" in said("feeds.md")
    text = said(f"feeds/{name}.md")
    for option in collect(data_feeds, Feed)[name].options.model_fields:
        assert f"`{option}`" in text


@pytest.mark.parametrize("name", {**collect(indicators, Indicator), **collect(leverage, Indicator)})
def test_every_indicator_is_explained(name):
    assert f"`{name}`" in said("indicators.md")


@pytest.mark.parametrize("name", collect(triggers, Trigger))
def test_every_trigger_is_explained(name):
    assert name in said("triggers.md")


@pytest.mark.parametrize("name", [f"T{n:02d}" for n in range(1, 19)])
def test_every_trigger_has_its_row(name):
    assert f"\n| {name} |" in said("triggers.md")


@pytest.mark.parametrize("kind", [LeverState, Move])
def test_every_state_and_move_of_a_lever_is_explained(kind):
    assert [one for one in kind if f"`{one}`" not in said("levers.md")] == []


def test_every_act_is_explained():
    names = [name for shape in get_args(Act) for name in get_args(shape.model_fields["act"].annotation)]
    assert len(names) > 20
    assert [name for name in names if f"`{name}`" not in said("levers.md")] == []


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.name)
def test_every_link_between_pages_leads_somewhere(page):
    for target in re.findall(r"\]\(([^)#]+)(?:#[^)]*)?\)", page.read_text(encoding="utf-8")):
        if not target.startswith(("http:", "https:", "mailto:")):
            assert (page.parent / target).exists(), target


def test_both_readmes_give_the_same_two_commands():
    for page in PAGES[:2]:
        text = page.read_text(encoding="utf-8")
        assert "make demo" in text
        assert "make test" in text


def test_every_command_is_explained():
    from dashboard.__main__ import app, calendar, device, feeds, ledger, notices, user

    names = [command.name or command.callback.__name__ for command in app.registered_commands]
    names += [f"user {command.name}" for command in user.registered_commands]
    names += [f"device {command.name}" for command in device.registered_commands]
    names += [f"ledger {command.name or command.callback.__name__}" for command in ledger.registered_commands]
    names += [
        f"calendar {command.name or command.callback.__name__}" for command in calendar.registered_commands
    ]
    names += [f"feeds {command.name or command.callback.__name__}" for command in feeds.registered_commands]
    names += [
        f"notices {command.name or command.callback.__name__}" for command in notices.registered_commands
    ]
    text = said("operating.md")
    assert not [name for name in ["feeds", "notices", *names] if f"jiequan {name}" not in text]


def test_every_benchmark_can_be_begun():
    from tests.benchmarks.__main__ import parts

    assert len(parts()) >= 8


def test_the_tests_that_the_security_page_names_are_there():
    text = (ROOT / "SECURITY.md").read_text("utf-8")
    assert [path for path in re.findall(r"`(tests/[\w/.]+)`", text) if not (ROOT / path).exists()] == []
    written = "\n".join(path.read_text("utf-8") for path in (ROOT / "tests").rglob("test_*.py"))
    named = set(re.findall(r"`(test_\w+)`", text))
    assert len(named) >= 8
    assert [name for name in named if f"def {name}(" not in written] == []


def test_every_column_and_rung_of_the_backtest_is_explained():
    from dashboard.backtest.replay import COLUMNS
    from dashboard.backtest.table import NAMES
    from dashboard.leverage.lateness.ladder import Rung

    text = said("leverage.md")
    columns = [*COLUMNS, *NAMES, *(NAMES[name][0] for name in NAMES)]
    assert [name for name in columns if f"`{name}`" not in text] == []
    assert [rung for rung in Rung if f"| {rung} {rung.label.zh} |" not in text] == []
