"""What people do becomes one entry and one effect, whoever asks how often, or is told why not."""

from __future__ import annotations

import threading
from dataclasses import replace

import pytest

from dashboard.access import NOBODY, Grant, Viewer
from dashboard.access.rotating import rotated
from dashboard.cases import UNMAPPED, Fact
from dashboard.ledger import LedgerChangedError, Once
from dashboard.leverage.refusals import ActError, Why
from dashboard.scope import WHOLE, Scope
from tests.acting_people import CASE, act, borrowed, lever, refusal, somebody, table, unit
from tests.living import NOON, desk_in, dispatched

pytestmark = pytest.mark.sweep

OTHER = "case:hotline/000002"


@pytest.fixture
def desk(tmp_path):
    made = desk_in(tmp_path, [*dispatched(1), *dispatched(2, org="ecology", street="990101001")])
    made.look()
    yield made
    made.close()


def acts(desk):
    return [(entry.key, entry.kind) for entry in desk.ledger.entries(0) if entry.stream == "act"]


def test_a_lever_goes_the_whole_way_through_five_people(desk):
    key = borrowed(desk)
    act(desk, somebody("department-officer", unit("water")), "lever.respond", key, response_kind="ack")
    act(desk, somebody("department-officer", unit("water")), "lever.begin", key)
    act(desk, "duty-chief", "lever.effect", key, outcome="resolved")
    act(desk, "duty-chief", "lever.return", key, why="结案")
    row = lever(desk, key)
    assert (row["state"], row["outcome"], row["unit"], row["lender_post"]) == (
        "returned",
        "resolved",
        "water",
        "head-water",
    )
    steps = [step for step in table(desk, "lever_steps") if step["key"] == key]
    assert [step["move"] for step in steps] == [
        "draft",
        "submit",
        "approve",
        "issue",
        "respond",
        "begin",
        "effect",
        "return",
    ]
    assert {step["post"] for step in steps} == {"duty-officer", "duty-chief", "department-officer"}


def test_what_is_written_names_posts_and_no_account(desk):
    viewer = somebody("duty-officer", account="zhang.san")
    act(desk, viewer, "lever.draft", kind="supervision")
    entry = desk.ledger.entries(0)[-1]
    assert entry.actor == "zhang.san"
    assert "zhang" not in str(entry.body)
    note = desk.ledger.book.read(limit=1)[0]
    assert (note.actor, note.action, note.object[:11]) == ("zhang.san", "act", "lever.draft")


def noted(desk):
    """The newest note of an act: what was done, its former and its new state."""
    note = desk.ledger.book.read(limit=1)[0]
    assert note.action == "act"
    return note.object.partition(" ")[0], note.before, note.after


def test_the_audit_says_what_state_a_lever_was_in_and_is_in_now(desk):
    key = act(desk, "duty-officer", "lever.draft", kind="supervision").key
    assert noted(desk) == ("lever.draft", "", "drafted")
    act(desk, "duty-officer", "lever.submit", key)
    assert noted(desk) == ("lever.submit", "drafted", "pending")
    act(desk, "duty-chief", "lever.reject", key, why="重复")
    assert noted(desk) == ("lever.reject", "pending", "rejected")


def test_what_has_no_state_is_noted_without_one(desk):
    act(desk, "duty-officer", "acknowledge")
    assert noted(desk) == ("acknowledge", "", "")


def test_a_board_that_could_not_follow_claims_no_new_state(desk, monkeypatch):
    key = act(desk, "duty-officer", "lever.draft", kind="supervision").key
    monkeypatch.setattr(desk.board, "catch_up", lambda *_: None)
    said = {"once": "press-behind-1", "act": "lever.submit", "on": key, "seen": desk.board.seq}
    desk.act(somebody("duty-officer"), said)
    assert noted(desk) == ("lever.submit", "drafted", "")


def test_the_same_act_again_is_answered_the_same_and_has_one_effect(desk):
    said = {"once": "press-twice-1", "act": "lever.draft", "on": CASE, "kind": "supervision"}
    first = desk.act(somebody("duty-officer"), said)
    again = desk.act(somebody("duty-officer"), said)
    assert (again.key, again.seq, again.again) == (first.key, first.seq, True)
    assert acts(desk) == [(first.key, "draft")]


def test_another_act_under_the_same_id_is_refused(desk):
    act(desk, "duty-officer", "acknowledge", once="press-twice-2")
    told = refusal(desk, "duty-officer", "note", once="press-twice-2", note="x")
    assert (told.why, told.status) == (Why.REUSED, 409)


def test_two_people_may_use_the_same_id(desk):
    act(desk, "duty-officer", "acknowledge", once="press-twice-3")
    assert not act(desk, "duty-chief", "acknowledge", once="press-twice-3").again


def test_f115_of_two_people_who_act_on_one_lever_one_is_told_who_was_faster(desk):
    key = act(desk, "duty-officer", "lever.draft", kind="supervision").key
    act(desk, "duty-officer", "lever.submit", key)
    seen = lever(desk, key)["seq"]
    act(desk, "duty-chief", "lever.approve", key, seen=seen)
    told = refusal(desk, "director", "lever.reject", key, seen=seen, why="重复")
    assert told.status in (403, 409)
    told = refusal(desk, "duty-officer", "lever.withdraw", key, seen=seen, why="重复")
    assert (told.why, told.status) == (Why.CHANGED, 409)
    assert "duty-chief did: approve" in str(told)


def test_f113_at_one_instant_one_of_many_wins_and_the_ledger_decides(desk):
    key = act(desk, "duty-officer", "lever.draft", kind="supervision").key
    seen = lever(desk, key)["seq"]
    gate, outcomes = threading.Barrier(4), []

    def press(n):
        fact = Fact(
            key=key, kind="submit", version="000002", happened_at=NOON, body={"needs": ["director"], "by": n}
        )
        once, stamps = Once(key=f"press {n}", content=b"{}"), {"recorded_at": NOON, "known_at": NOON}
        gate.wait()
        try:
            outcomes.append(
                desk.ledger.deliver("act", [fact], once=once, seen={key: seen}, **stamps).account.applied
            )
        except LedgerChangedError:
            outcomes.append("changed")

    threads = [threading.Thread(target=press, args=[n]) for n in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(map(str, outcomes)) == ["1", "changed", "changed", "changed"]
    assert acts(desk) == [(key, "draft"), (key, "submit")]


def test_one_matter_has_one_lever_of_a_kind_whoever_drafts_it(desk):
    key = act(desk, "duty-officer", "lever.draft", kind="supervision").key
    told = refusal(desk, "duty-chief", "lever.draft", kind="duty-clause")
    assert (told.why, key in str(told)) == (Why.ALREADY, True)
    act(desk, "duty-officer", "lever.withdraw", key, why="已自行处置")
    assert act(desk, "duty-chief", "lever.draft", kind="duty-clause").key != key


def test_an_instruction_on_paper_is_recorded_by_the_office_for_the_leader(desk):
    said = {
        "for_post": "deputy-urban",
        "instruction": "请水务牵头",
        "instruction_no": "云办批63号",
        "instruction_date": "2026-11-19",
    }
    key = act(desk, "district-office", "lever.instruct", **said).key
    row = lever(desk, key)
    assert (row["state"], row["level"], row["on_behalf"], row["recorded_by"]) == (
        "active",
        "L4",
        True,
        "district-office",
    )
    assert refusal(desk, "duty-chief", "lever.instruct", OTHER, **said).why is Why.NO_RIGHT


def test_a_leader_lends_or_does_not_and_says_why(desk):
    said = {
        "for_post": "deputy-urban",
        "instruction": "x",
        "instruction_no": "1",
        "instruction_date": "2026-11-19",
    }
    key = act(desk, "district-office", "lever.instruct", **said).key
    act(desk, "leader", "lever.refuse", key, why="不是我分管", not_mine=True)
    row = lever(desk, key)
    assert (row["state"], row["outcome"], row["reason_code"]) == ("refused", "refused", "not_mine")


def test_a_reminder_counts_on_the_case_itself(desk):
    act(desk, "dispatcher", "remind", note="请尽快签收")
    assert next(row for row in table(desk, "cases") if row["key"] == CASE)["reminders"] == 1


def test_a_case_is_acknowledged_noted_silenced_and_grouped(desk):
    act(desk, "duty-officer", "acknowledge")
    act(desk, "duty-officer", "note", note="来电 13800001234 已核实")
    key = act(desk, "duty-chief", "silence", reason="施工至周五", until="2026-11-27T18:00:00+08:00").key
    matter = act(desk, "duty-chief", "group", members=[OTHER], reason="同一处").key
    assert [row["key"] for row in table(desk, "acknowledged")] == [CASE]
    assert "13800001234" not in table(desk, "notes")[0]["note"]
    assert [(row["key"], row["subject"]) for row in table(desk, "silences")] == [(key, CASE)]
    assert list(table(desk, "grouped")[0]["members"]) == [CASE, OTHER]
    act(desk, "director", "unsilence", key)
    act(desk, "director", "ungroup", matter, reason="两回事")
    assert table(desk, "silences")[0]["ended_by"] == "director"
    (apart,) = table(desk, "grouped")
    assert (list(apart["members"]), list(apart["apart"])) == ([], [CASE, OTHER])


def test_a_silence_that_would_be_over_already_is_refused(desk):
    said = {"reason": "x", "until": "2026-11-20T11:59:00+08:00"}
    assert refusal(desk, "duty-chief", "silence", **said).why is Why.PAST


@pytest.mark.parametrize(
    ("role", "what", "more"),
    [
        ("auditor", "acknowledge", {}),
        ("department-head", "remind", {}),
        ("dispatcher", "silence", {"reason": "x", "until": "2027-01-01T00:00:00+08:00"}),
        ("leader", "lever.draft", {"kind": "supervision"}),
    ],
)
def test_who_has_not_the_right_is_refused(desk, role, what, more):
    assert refusal(desk, role, what, **more).status in (403, 404)


def test_a_wall_and_nobody_do_nothing(desk):
    for viewer in (NOBODY, Viewer(account="wall-1", kind="device")):
        assert refusal(desk, viewer, "acknowledge").status == 403


def test_what_one_role_may_is_not_done_within_the_scope_of_another(desk):
    far, both = Scope(streets=frozenset({"nowhere"})), (Grant(role="leader", scope=WHOLE),)
    person = replace(somebody("dispatcher"), grants=(*both, Grant(role="dispatcher", scope=far)))
    assert refusal(desk, person, "remind").status == 404
    near = replace(person, grants=(*both, Grant(role="dispatcher", scope=WHOLE)))
    assert act(desk, near, "remind").key == CASE


def test_what_lies_outside_of_ones_scope_is_not_there(desk):
    own = somebody("duty-officer", Scope(streets=frozenset({"990101002"})))
    assert act(desk, own, "acknowledge").key == f"duty:{CASE}"
    assert refusal(desk, own, "acknowledge", OTHER).status == 404
    assert refusal(desk, own, "lever.draft", OTHER, kind="supervision").status == 404
    key = borrowed(desk, OTHER)
    with pytest.raises(ActError) as told:
        act(desk, own, "lever.withdraw", key, why="x")
    assert told.value.status == 404


@pytest.mark.parametrize(
    "said",
    [
        {},
        {"once": "12345678"},
        {"act": "explode"},
        {"act": "note"},
        {"act": "note", "note": ""},
        {"once": "short"},
        {"act": "acknowledge", "on": "lever:1"},
        {"act": "acknowledge", "extra": 1},
        {"on": "case:a\nb"},
        {"act": "lever.draft", "seen": -1},
        {"act": "lever.draft", "photos": "many"},
        {"act": "note", "note": "x" * 501},
        {"act": "silence", "reason": "x", "until": "soon"},
        {"act": "group", "members": [], "reason": "x"},
    ],
)
def test_a_body_of_another_shape_is_refused_with_the_word_that_is_wrong(desk, said):
    base = {"once": "12345678", "act": "acknowledge", "on": CASE} if said else {}
    with pytest.raises(ActError) as told:
        desk.act(somebody("duty-chief"), base | said) if said != {"once": "12345678"} else desk.act(
            somebody("duty-chief"), said
        )
    assert (told.value.why, told.value.status) == (Why.SHAPE, 400)
    assert UNMAPPED not in str(told.value)


def test_what_a_form_sends_as_texts_is_read_as_what_it_means(desk):
    key = act(desk, "duty-officer", "lever.draft", kind="supervision", co_units="ecology, fire", ask="").key
    assert list(lever(desk, key)["co_units"]) == ["ecology", "fire"]
    act(desk, "duty-officer", "lever.submit", key, seen=str(lever(desk, key)["seq"]), doc_no="")
    act(desk, "duty-chief", "silence", reason="x", until="2026-11-20")
    assert table(desk, "silences")[0]["until"].isoformat() == "2026-11-20T16:00:00+00:00"


def test_a_leaders_own_word_is_written_as_the_leaders_own_and_not_on_behalf(desk):
    key = act(desk, "leader", "lever.instruct", instruction="请水务牵头").key
    row = lever(desk, key)
    assert (row["state"], row["level"], bool(row["on_behalf"])) == ("active", "L4", False)
    act(desk, "leader", "lever.downgrade", key, why="会商即可")
    assert lever(desk, key)["state"] == "downgraded"


def turned(desk):
    """The key that seals is another one now, as after `jiequan ledger rotate-key`."""
    rotated(desk.ledger, b"2" * 32, actor="os:root", recorded_at=NOON)


def many_hats(*roles, account="one.person"):
    """Somebody who has several roles."""
    grants = tuple(Grant(role=role, scope=WHOLE) for role in roles)
    return Viewer(account=account, post=roles[0], kind="person", grants=grants)


def test_after_another_key_seals_nobody_approves_what_they_drafted_before(desk):
    both = many_hats("duty-officer", "duty-chief")
    key = act(desk, both, "lever.draft", kind="supervision").key
    act(desk, both, "lever.submit", key)
    turned(desk)
    assert refusal(desk, both, "lever.approve", key).why is Why.OWN_DRAFT
    act(desk, "duty-chief", "lever.approve", key)
    act(desk, both, "lever.issue", key, doc_no="1")
    (row,) = table(desk, "levers")
    assert set(row["drafters"]).isdisjoint(row["approvers"])


def test_after_another_key_seals_two_desks_are_still_two_people(desk):
    key = act(desk, "duty-officer", "lever.draft", kind="upward-request", co_units=["railway"]).key
    act(desk, "duty-officer", "lever.submit", key)
    both = many_hats("director", "district-office")
    act(desk, both, "lever.approve", key)
    turned(desk)
    assert refusal(desk, both, "lever.approve", key).why is Why.TWO_PEOPLE
    act(desk, "district-office", "lever.approve", key)


def test_after_another_key_seals_an_act_that_is_sent_again_is_known_again(desk):
    said = {"once": "press-twice-4", "act": "acknowledge", "on": CASE}
    first = desk.act(somebody("duty-officer"), said)
    turned(desk)
    assert (desk.act(somebody("duty-officer"), said).again, len(acts(desk))) == (True, 1)
    assert first.key == f"duty:{CASE}"
