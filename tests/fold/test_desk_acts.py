"""What people do besides borrowing: acknowledge, note, silence, group."""

from __future__ import annotations

from dashboard.fold.desk_acts import acknowledged, matter, notes, silence
from tests.histories import after, told

ONE, TWO, THREE = (f"case:hotline/{n}" for n in (1, 2, 3))


def test_a_case_is_acknowledged_since_somebody_last_did():
    facts = [
        told(9, "acknowledge", post="值班长"),
        told(5, "acknowledge", post="值班员"),
        told(11, "whisper"),
    ]
    assert acknowledged(f"duty:{ONE}", facts) == [{"key": ONE, "acknowledged_at": after(9), "post": "值班长"}]


def test_notes_stand_in_their_order():
    facts = [told(9, "note", post="a", note="later"), told(5, "note", post="b", note="first")]
    assert [(row["key"], row["n"], row["note"]) for row in notes(f"note:{ONE}", facts)] == [
        (ONE, 0, "first"),
        (ONE, 1, "later"),
    ]


def test_a_silence_says_who_why_and_until_when_and_stays_listed_after_its_end():
    begun = told(5, "silence", subject=ONE, post="值班长", reason="施工至周五", until=after(99).isoformat())
    (row,) = silence("silence:1", [begun])
    assert (row["subject"], row["since"], row["until"], row["ended_at"]) == (ONE, after(5), after(99), None)
    (row,) = silence(
        "silence:1", [told(20, "unsilence", post="中心主任"), begun, told(30, "unsilence", post="x")]
    )
    assert (row["ended_at"], row["ended_by"]) == (after(20), "中心主任")
    assert silence("silence:1", [told(20, "unsilence", post="x")]) == []


def test_a_matter_has_the_members_that_were_put_together_and_not_taken_apart():
    facts = [
        told(1, "group", members=[ONE, TWO], post="a", reason="same shop"),
        told(2, "group", members=[THREE]),
    ]
    assert matter("matter:1", facts)[0]["members"] == [ONE, TWO, THREE]
    assert matter("matter:1", [*facts, told(3, "ungroup", members=[TWO])])[0]["members"] == [ONE, THREE]


def test_a_matter_that_was_taken_apart_has_no_members_and_can_be_put_together_again():
    facts = [told(1, "group", members=[ONE, TWO]), told(3, "ungroup")]
    (apart,) = matter("matter:1", facts)
    assert (apart["members"], apart["apart"]) == ([], [ONE, TWO])
    assert matter("matter:1", [*facts, told(4, "group", members=[ONE, TWO])])[0]["members"] == [ONE, TWO]


def test_one_member_alone_is_no_matter():
    assert matter("matter:1", [told(1, "group", members=[ONE])]) == []
