"""The page of the last dry run at a real desk: directors see cases, who keeps the system sees counts."""

from __future__ import annotations

import gzip

import pytest

from dashboard.access.policy import shipped
from dashboard.dryrun.result import FILE, keep
from dashboard.scope import ALL, Sight
from tests.dryrun.found import COUNTED, SHOWN, result
from tests.living import desk_in


@pytest.fixture
def desk(tmp_path):
    """A desk that has looked."""
    made = desk_in(tmp_path)
    made.look()
    yield made
    made.close()


def told(desk, sight=ALL, lang="zh", **query):
    """All that the picture says."""
    desk.gallery.pictures.clear()
    return gzip.decompress(desk.picture("dry-run", query, lang, sight).body).decode()


def test_before_the_first_it_says_which_command_to_run(desk):
    assert "jiequan dry-run --district" in told(desk)
    assert "jiequan dry-run --district" in told(desk, lang="en")


def test_the_result_that_was_kept_last_is_shown(desk):
    keep(desk.settings.home, result())
    first = told(desk)
    assert "limits.default" in first
    assert SHOWN.partition(":")[2] in first
    assert COUNTED.partition(":")[2] in told(desk, of="on-time")
    keep(desk.settings.home, result(differences=()))
    assert "没有差别" in told(desk)


def test_whoever_sees_no_case_gets_none(desk):
    keep(desk.settings.home, result())
    said = told(desk, Sight())
    assert "limits.default" in said
    assert "hotline/000" not in said


def test_rules_that_have_changed_since_are_told(desk):
    keep(desk.settings.home, result(mark="of other rules"))
    assert "已经改过" in told(desk)


def test_a_torn_file_is_as_if_there_were_none(desk):
    (desk.settings.home / FILE).write_text("{", "utf-8")
    assert "jiequan dry-run --district" in told(desk)


def test_directors_and_keepers_of_the_system_may_open_it_and_nobody_else():
    may = {name for name, role in shipped().roles.items() if "dry-run" in role.pages}
    assert may == {"deputy-director", "director", "system-admin"}
