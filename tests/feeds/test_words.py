"""What is wrong with a source is said in both languages wherever a person reads it."""

from __future__ import annotations

import re
from datetime import UTC, datetime
from importlib import import_module
from pathlib import Path

import pytest

import data_feeds
from dashboard.ledger import FeedState
from dashboard.lines import LineError, addresses
from dashboard.polling import refusing
from dashboard.text import Text
from dashboard.troubles import HINTS, FeedError
from data_feeds.sheets import TornFile
from tests.living import ledger_in

FEEDS = sorted(Path(data_feeds.__path__[0]).glob("[a-z]*.py"))
SPOKEN = [
    *(f"dashboard.{name}" for name in ("troubles", "lines", "timekeeping")),
    *(f"dashboard.polling.{name}" for name in ("poller", "refusing")),
    *(f"data_feeds.{path.stem}" for path in FEEDS),
]
WORDS = [
    pytest.param(words, id=f"{name}.{constant}")
    for name in SPOKEN
    for constant, words in vars(import_module(name)).items()
    if isinstance(words, Text)
]
SOURCES = {path.stem: path.read_text("utf-8") for path in FEEDS}


@pytest.mark.parametrize("words", WORDS)
def test_both_languages_name_the_same_things(words):
    assert sorted(re.findall(r"\{\w+\}", words.zh)) == sorted(re.findall(r"\{\w+\}", words.en))
    assert words.zh
    assert words.en


@pytest.mark.parametrize("name", SOURCES)
def test_no_feed_of_ours_speaks_one_language_alone(name):
    assert not re.search(r"raise (?:FeedError|TornFile)\(\s*f?[\"']", SOURCES[name])


def test_an_error_says_the_same_in_both_with_what_it_is_about():
    error = FeedError(
        Text("{url} 答复 {code}", "{url} answered {code}"), url="http://a", code=503, status=503
    )
    assert (error.words.zh, error.words.en) == ("http://a 答复 503", "http://a answered 503")
    assert (str(error), error.status) == (error.words.en, 503)


def test_a_package_that_speaks_one_language_is_taken_at_its_word():
    error = FeedError("page {3} is torn")
    assert error.words == Text("page {3} is torn", "page {3} is torn")


def test_a_reason_within_a_reason_is_in_the_language_of_the_whole():
    with pytest.raises(LineError) as caught:
        addresses("169.254.1.1", 80)
    assert "那里不可能有来源" in caught.value.words.zh
    assert "where no source can be" in str(caught.value)
    error = FeedError(Text("不取：{why}", "not asked: {why}"), why=caught.value.words)
    assert "那里不可能有来源" in error.words.zh
    assert "where no source can be" in error.words.en


def test_a_torn_file_is_an_error_of_its_feed():
    assert issubclass(TornFile, FeedError)


def test_a_refused_token_is_spoken_of_in_both():
    told = refusing.told(HINTS[401], datetime(2026, 11, 20, 3, tzinfo=UTC))
    assert "令牌" in told.zh
    assert "03:00" in told.zh
    assert "token" in told.en


def test_what_the_ledger_keeps_of_a_trouble_is_both_and_what_stood_there_before_is_english(tmp_path):
    ledger = ledger_in(tmp_path)
    for zh, en in (("连不上", "out of\nreach"), ("", "as it was told before"), ("", "")):
        ledger.save_feed_state(FeedState(name="hotline", trouble=en, trouble_zh=zh))
        found = ledger.feed_states()["hotline"]
        assert (found.trouble, found.trouble_zh) == (" ".join(en.split()), zh)
    ledger.close()
