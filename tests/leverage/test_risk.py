"""Flags and sources that weigh more than the clock."""

from __future__ import annotations

import pytest

from dashboard.leverage import risk
from tests.small_board import board_tables, case


def weighed(*cases):
    reader = board_tables(cases=cases)
    rows = reader.tables.cases
    frame = reader.frame(
        "risk",
        lambda: rows.select(
            "key",
            risk=risk.risk(rows),
            exposure=risk.exposure(rows),
            alarm=risk.flagged(rows, risk.ALARMS),
            municipal=risk.municipal(rows),
        ),
    )
    return frame.set_index("key").to_dict("index")


RISKS = {
    "safety": 1, "crowd": 1, "threat": 1, "vulnerable": 0.6, "sensitive_site": 0.6, "public_space": 0.3,
    "hot": 0,
}  # fmt: skip
EXPOSURES = {"municipal": 1, "media": 0.8, "leader": 0.8, "hot": 0.5, "safety": 0}


def test_every_flag_has_its_risk_and_its_exposure():
    found = weighed(*(case(flag, flags=[flag]) for flag in RISKS | EXPOSURES))
    assert {flag: found[flag]["risk"] for flag in RISKS} == RISKS
    assert {flag: found[flag]["exposure"] for flag in EXPOSURES} == EXPOSURES


def test_the_weightiest_flag_counts():
    found = weighed(case("a", flags=["public_space", "hot", "vulnerable", "leader"]))["a"]
    assert (found["risk"], found["exposure"]) == (0.6, 0.8)


def test_the_source_exposes_as_its_flag_does():
    found = weighed(*(case(source, source=source) for source in ("MUNI", "MEDIA", "LEAD", "GRID")))
    assert {key: row["exposure"] for key, row in found.items()} == {
        "MUNI": 1,
        "MEDIA": 0.8,
        "LEAD": 0.8,
        "GRID": 0,
    }
    assert [key for key, row in found.items() if row["municipal"]] == ["MUNI"]


def test_a_case_that_says_nothing_risks_nothing():
    found = weighed(case("a", flags=None, source=None))["a"]
    assert found == {"risk": 0, "exposure": 0, "alarm": False, "municipal": False}


@pytest.mark.parametrize("flag", ["safety", "crowd", "threat", "media"])
def test_an_alarm_is_one_of_four_flags(flag):
    assert weighed(case("a", flags=["hot", flag]))["a"]["alarm"]


@pytest.mark.parametrize(
    ("flags", "code"),
    [
        (["hot"], ""),
        (["threat"], "SAFETY"),
        (["leader", "media"], "MEDIA"),
        (["municipal"], "MUNI_ORDER"),
        ([], ""),
    ],
)
def test_an_exemption_is_the_code_of_its_flag(flags, code):
    assert risk.exemption(flags) == code
