"""Notices: whom they concern, when they go, with which others, and when no more."""

from __future__ import annotations

from datetime import UTC, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import ValidationError

from dashboard.district import Post
from dashboard.district_notices import Channel, NoticeRule
from dashboard.ledger.outbox import key_of
from dashboard.notices import Occasion, addressed, strange
from dashboard.notices.gathering import LONGEST, batches, wait
from tests.notices.sink import SECRET
from tests.notices.small_notices import RULE, kept, told
from tests.small_district import district, same

SHANGHAI = ZoneInfo("Asia/Shanghai")
NOW = datetime(2026, 11, 20, 4, tzinfo=UTC)  # noon in Shanghai
NIGHT = datetime(2026, 11, 20, 15, tzinfo=UTC)  # 23:00
PLAIN = Channel(name="desk", url="http://127.0.0.1:9/")
QUIET = Channel(name="desk", url="http://127.0.0.1:9/", quiet=(time(22), time(7)))
DIGEST = Channel(name="desk", url="http://127.0.0.1:9/", digest=30)
POSTS = tuple(Post(code=code, name=same(code), org="C01") for code in ("chief", "lead"))


def numbers(groups):
    return [[one.id for one in group] for group in groups]


def test_each_post_of_a_rule_is_told_once_over_its_channel():
    home = district(notices=(RULE, RULE, NoticeRule(on=("returned",), posts=("chief",), channel="desk")))
    found = addressed(told(), home)
    assert [one.post for one in found] == ["chief", "lead"]
    assert len({one.mark for one in found}) == 2


def test_a_rule_may_be_for_some_levels_alone():
    home = district(notices=(RULE.model_copy(update={"levels": ("L4",)}),))
    assert addressed(told(), home) == []
    assert len(addressed(told(level="L4"), home)) == 2


def test_the_next_happening_of_its_kind_is_another_notice():
    home = district(notices=(RULE,))
    assert addressed(told(step="1"), home)[0].mark != addressed(told(step="2"), home)[0].mark
    assert addressed(told(step="1"), home) == addressed(told(step="1"), home)


def test_in_quiet_hours_only_what_is_urgent_goes():
    waiting = [kept(1), kept(2, urgent=True)]
    assert numbers(batches(waiting, QUIET, NIGHT, SHANGHAI)) == [[2]]
    assert numbers(batches(waiting, QUIET, NOW, SHANGHAI)) == [[2], [1]]


@pytest.mark.parametrize(
    ("at", "quiet"), [(time(21, 59), False), (time(22), True), (time(3), True), (time(7), False)]
)
def test_quiet_hours_reach_over_midnight(at, quiet):
    assert QUIET.is_quiet(at) is quiet
    assert not PLAIN.is_quiet(at)


def test_a_digest_gathers_what_a_post_is_told_until_the_oldest_is_ripe():
    young = [kept(1, ago=20), kept(2, ago=5)]
    assert batches(young, DIGEST, NOW, SHANGHAI) == []
    ripe = [kept(1, ago=31), kept(2, ago=5), kept(3, ago=4, post="lead"), kept(4, ago=1, urgent=True)]
    assert numbers(batches(ripe, DIGEST, NOW, SHANGHAI)) == [[4], [1, 2]]


def test_a_batch_that_was_tried_stays_the_same_batch_when_more_has_come():
    waiting = [kept(1, ago=31, batch="b"), kept(2, ago=30, batch="b"), kept(3, ago=30)]
    assert numbers(batches(waiting, DIGEST, NOW, SHANGHAI)) == [[1, 2], [3]]


@given(
    st.lists(st.tuples(st.booleans(), st.sampled_from(["chief", "lead"]), st.floats(0, 90)), max_size=12),
    st.sampled_from([PLAIN, QUIET, DIGEST]),
    st.sampled_from([NOW, NIGHT]),
)
def test_nothing_goes_twice_and_nothing_urgent_is_held_back(waiting, channel, now):
    rows = [kept(n, urgent=urgent, post=post, ago=ago) for n, (urgent, post, ago) in enumerate(waiting)]
    found = batches(rows, channel, now, SHANGHAI)
    gone = [one.id for group in found for one in group]
    assert len(gone) == len(set(gone))
    assert {one.id for one in rows if one.urgent} <= set(gone)
    assert all(len({one.post for one in group}) == 1 for group in found)


def test_the_wait_grows_and_has_an_end():
    waits = [wait(n) for n in range(40)]
    assert waits == sorted(waits)
    assert waits[-1] == LONGEST
    assert waits[1] == timedelta(seconds=10)


def test_the_same_notices_have_the_same_key():
    assert key_of(["a", "b"]) == key_of(["a", "b"]) != key_of(["b", "a"])


@pytest.mark.parametrize(
    "given",
    [
        {"url": ""},
        {"url": "ftp://x/y"},
        {"url": "https://user:word@x/y"},
        {"kind": "apprise", "url": "mailto://x"},
    ],
)
def test_a_channel_that_cannot_be_is_refused(given):
    with pytest.raises(ValidationError):
        Channel(**({"name": "desk"} | given))


def test_what_is_wrong_with_channels_and_rules_is_told_by_name():
    rule = NoticeRule(on=("isued",), posts=("chef",), channel="dask", levels=("L9",))
    wecom = Channel(name="wecom", kind="apprise")
    home = district(channels=(PLAIN, wecom), notices=(rule,), posts=POSTS)
    said = " ".join(
        text.en for text in strange(home, lambda name: "file:///etc/passwd" if name == "wecom" else "")
    )
    for word in ("'isued'", "'chef'", "'dask'", "'L9'", "JIEQUAN_SECRETS__DESK", "channels.wecom", "mailto"):
        assert word in said
    good = district(channels=(PLAIN,), notices=(RULE,), posts=POSTS)
    assert list(strange(good, lambda _: SECRET)) == []


@pytest.mark.parametrize("occasion", Occasion)
def test_only_safety_and_orders_of_the_city_are_urgent(occasion):
    assert told(occasion=occasion).urgent is (occasion is Occasion.OVERRIDE)
    assert occasion.words.zh != occasion.words.en
