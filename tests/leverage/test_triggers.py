"""Every trigger fires at its bound and not short of it."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

from dashboard.leverage import Level, Trigger, triggers
from dashboard.leverage.thresholds import FILE, ThresholdError, load, shipped
from dashboard.parts import collect
from dashboard.text import LANGS
from tests.matter_rows import frame, matter

TRIGGERS = collect(triggers, Trigger)
FIRES = {
    "T01": [{"sign_late": True}],
    "T02": [{"contact_late": True}],
    "T03": [{"clauseless": True, "returns": 1}],
    "T04": [{"returns": 2, "returners": 2}, {"cycle": True}],
    "T05": [{"ratio": 0.76, "idle": 1.0}, {"ratio": 1.0, "idle": 3.0}],
    "T06": [{"state": "late", "ratio": 1.01}, {"state": "late", "ratio": 1.0}],
    "T07": [{"yellow_days": 1.0}, {"reminders": 2, "ratio": 1.5}],
    "T08": [{"reworks": 2}],
    "T09": [{"same_person": 3}, {"same_place": 3, "persons": 2}],
    "T10": [{"surge": 5, "surge_z": 3.0}],
    "T11": [{"alarm": True}],
    "T12": [{"outside": True}],
    "T13": [{"municipal": True}],
    "T14": [{"suspended_days": 90.1}, {"extensions": 2}],
    "T15": [{"leader_expired": True}, {"relapsed": True}],
    "T16": [{"structural": True}],
}
SPARES = {
    "T01": [{}],
    "T02": [{}],
    "T03": [{"clauseless": False, "returns": 1}, {"clauseless": True, "returns": 2}],
    "T04": [{"returns": 2, "returners": 1}, {"returns": 1, "returners": 1}],
    "T05": [
        {"ratio": 0.75, "idle": 1.0},
        {"ratio": 0.9, "idle": 0.99},
        {"ratio": 1.01, "idle": 3.0},
        {"ratio": np.nan, "idle": 9.0},
    ],
    "T06": [{"state": "near", "ratio": 1.0}, {"state": "unknown", "ratio": np.nan}],
    "T07": [
        {"yellow_days": 0.99},
        {"reminders": 2, "ratio": 1.49},
        {"reminders": 1, "ratio": 9.0},
        {"reminders": 5, "ratio": np.nan},
    ],
    "T08": [{"reworks": 1}],
    "T09": [{"same_person": 2}, {"same_place": 3, "persons": 1}, {"same_place": 2, "persons": 2}],
    "T10": [{"surge": 4, "surge_z": 9.0}, {"surge": 9, "surge_z": 2.99}],
    "T11": [{}],
    "T12": [{}],
    "T13": [{}],
    "T14": [{"suspended_days": 90.0}, {"extensions": 1}],
    "T15": [{}],
    "T16": [{}],
}
GROUND = {
    "returns": 3,
    "units": 3,
    "idle": 12.0,
    "reworks": 12,
    "repeats": 120,
    "surge": 120,
    "extensions": 12,
}


def held(name, *given):
    return TRIGGERS[name].holds(frame(*(matter(**row) for row in given)), shipped()).tolist()


def test_the_case_level_triggers_of_the_issue_are_all_there():
    assert list(TRIGGERS) == [f"T{n:02d}" for n in range(1, 17)]


@pytest.mark.parametrize("name", TRIGGERS)
def test_a_trigger_fires_at_its_bound(name):
    assert held(name, *FIRES[name]) == [True] * len(FIRES[name])


@pytest.mark.parametrize("name", TRIGGERS)
def test_a_trigger_stays_silent_short_of_its_bound(name):
    assert held(name, *SPARES[name]) == [False] * len(SPARES[name])


@pytest.mark.parametrize("name", TRIGGERS)
def test_a_trigger_answers_with_truths_on_the_index_it_was_given(name):
    rows = frame(matter("a", **FIRES[name][0]), matter("b")).set_axis([7, 3])
    before = rows.copy(deep=True)
    found = TRIGGERS[name].holds(rows, shipped())
    assert found.dtype == bool
    assert found.index.tolist() == [7, 3]
    assert found.tolist() == [True, False]
    pd.testing.assert_frame_equal(rows, before)


@pytest.mark.parametrize("name", TRIGGERS)
def test_a_trigger_knows_what_to_say_of_nothing(name):
    assert TRIGGERS[name].holds(frame().astype({"state": "str"}), shipped()).tolist() == []


@pytest.mark.parametrize("trigger", TRIGGERS.values(), ids=lambda trigger: trigger.name)
@pytest.mark.parametrize("lang", LANGS)
def test_its_words_are_filled_and_fit_on_one_row_of_the_wall(trigger, lang):
    said = trigger.words.to(lang, **matter(**GROUND))
    assert trigger.title.to(lang)
    assert "{" not in said
    assert 0 < len(said) <= {"zh": 22, "en": 60}[lang]


@pytest.mark.parametrize("trigger", TRIGGERS.values(), ids=lambda trigger: trigger.name)
def test_only_the_second_lever_has_steps(trigger):
    assert not trigger.step or trigger.suggests is Level.ACCOUNTABILITY
    assert trigger.step in ("", "L2.1", "L2.2", "L2.3")


def test_no_two_triggers_tell_equally_much():
    telling = [trigger.telling for trigger in TRIGGERS.values()]
    assert len(set(telling)) == len(telling)


@pytest.mark.parametrize(
    ("name", "given", "word", "bound"),
    [
        ("T04", {"returns": 2, "returners": 2}, "T04_returns", 3),
        ("T05", {"ratio": 0.8, "idle": 1.0}, "T05_share", 0.9),
        ("T07", {"yellow_days": 1.0}, "T07_yellow_days", 2.0),
        ("T08", {"reworks": 2}, "T08_reworks", 3),
        ("T09", {"same_person": 3}, "T09_times", 4),
        ("T10", {"surge": 5, "surge_z": 3.0}, "T10_reports", 6),
        ("T14", {"extensions": 2}, "T14_extensions", 3),
    ],
)
def test_a_threshold_of_another_value_moves_its_trigger(name, given, word, bound, tmp_path):
    own = tmp_path / "triggers.toml"
    own.write_text(f"{word} = {bound}\n", "utf-8")
    rows = frame(matter(**given))
    assert TRIGGERS[name].holds(rows, shipped()).all()
    assert not TRIGGERS[name].holds(rows, load(FILE, own)).any()


@pytest.mark.parametrize(
    "text", ["T04_returnz = 3", "T05_share = 1.5", 'T08_reworks = "many"', "T08_reworks = 0", "x"]
)
def test_thresholds_that_cannot_be_used_are_refused_by_name(text, tmp_path):
    own = tmp_path / "triggers.toml"
    own.write_text(text, "utf-8")
    with pytest.raises(ThresholdError, match=text.split(" ")[0]):
        load(FILE, own)
