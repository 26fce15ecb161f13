"""The ladder: a percentage only where it holds; the alarm takes it back."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from dashboard.leverage.lateness.drift import Drift
from dashboard.leverage.lateness.hazard import Chances
from dashboard.leverage.lateness.ladder import Rung, Word, rungs, words
from dashboard.leverage.lateness.words import sentence
from dashboard.text import LANGS

QUIET = Drift()
ALARM = Drift(n=100, error=0.2, chance=0.03, brier=0.1, base=0.2)


def chances(n=10, known=28.0):
    one = np.array([0.7])
    return Chances(late=one, low=one, high=one, n=np.array([n]), known_days=np.array([known]))


def rung(*, n=10, known=28.0, long=False, days=28.0, closed=200, drift=QUIET):
    return rungs(chances(n, known), np.array([long]), days=days, closed=closed, drift=drift).item()


@pytest.mark.parametrize(
    ("given", "found"),
    [
        ({}, Rung.PERCENT),
        ({"days": 6.9}, Rung.RULE),
        ({"closed": 199}, Rung.RULE),
        ({"closed": 199, "long": True}, Rung.RULE),
        ({"n": 9}, Rung.SILENT),
        ({"long": True}, Rung.SILENT),
        ({"known": 27.9}, Rung.WORD),
        ({"drift": ALARM}, Rung.WORD),
        ({"drift": ALARM, "n": 9}, Rung.SILENT),
    ],
)
def test_the_rung(given, found):
    assert rung(**given) == found


@pytest.mark.parametrize(
    ("changed", "alarm"),
    [
        ({}, True),
        ({"error": 0.079}, False),
        ({"error": 0.081}, True),
        ({"error": 0.0, "brier": 0.21}, True),
        ({"error": 0.0, "brier": 0.21, "spread": 0.006}, False),
        ({"n": 49}, False),
    ],
)
def test_the_alarm_stands_beyond_chance_or_where_one_word_for_all_were_nearer(changed, alarm):
    assert replace(ALARM, **changed).alarm is alarm


def test_a_calibrated_week_raises_no_alarm_and_a_week_that_went_another_way_does():
    chance = np.random.default_rng(11)
    said = chance.random(600)
    assert not Drift.of(said, (chance.random(600) < said).astype(float)).alarm
    assert Drift.of(said, (chance.random(600) < np.clip(said + 0.2, 0, 1)).astype(float)).alarm


def test_words_by_thirds():
    assert words(np.array([0.1, 0.34, 0.67])).tolist() == [Word.LOW, Word.MEDIUM, Word.HIGH]


def row(**given):
    base = {
        "late": False,
        "rung": Rung.PERCENT,
        "prob": 0.724,
        "low": 0.61,
        "high": 0.85,
        "n": 34,
        "drift": False,
    }
    return base | {"word": "high"} | given


def test_the_sentence_names_the_share_its_interval_and_how_many():
    assert sentence(row()).zh == "同类案件办到这一步仍未结的，72% 最后超期（n=34，95% 区间 61–85%）"
    assert "72% ended up late (n=34, 95% interval 61–85%)" in sentence(row()).en


@pytest.mark.parametrize(
    ("given", "zh", "en"),
    [
        (
            {"rung": Rung.WORD},
            "超期可能高（同类历史不足 28 天",
            "likelihood of lateness high (this kind is known",
        ),
        (
            {"rung": Rung.WORD, "drift": True, "word": "low"},
            "超期可能低（近一周偏离历史",
            "low (the last week departs",
        ),
        ({"rung": Rung.RULE}, "尚无历史", "no history yet"),
        ({"rung": Rung.SILENT}, "同类历史不足", "too few like cases"),
        ({"rung": ""}, "无时限", "no limit"),
        ({"late": True, "rung": ""}, "已超期", "late already"),
    ],
)
def test_where_no_percentage_holds_none_is_said(given, zh, en):
    said = sentence(row(**given))
    assert zh in said.zh
    assert en in said.en
    assert all("%" not in said.to(lang).replace("percent", "") or "百分比" in said.zh for lang in LANGS)
    assert "72" not in said.zh + said.en


@pytest.mark.parametrize("kind", [*Rung, *Word], ids=str)
def test_every_rung_and_word_has_a_label_in_both_languages(kind):
    assert all(kind.label.to(lang) for lang in LANGS)
