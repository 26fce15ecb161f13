"""The sender: signed, in order, marked after it was sent, never after somebody has acknowledged."""

from __future__ import annotations

from datetime import timedelta

import pytest
import time_machine

from dashboard import clock
from dashboard.cases import Fact
from dashboard.ledger import Lease, LedgerError
from dashboard.ledger.outbox import Outbox, Standing, put
from dashboard.troubles import FeedError
from tests.notices.sink import SECRET, sink
from tests.notices.small_notices import notice, sender, states, turn, write
from tests.small_ledger import NOON


@pytest.fixture
def ledger(tmp_path):
    from dashboard.ledger.store import Ledger
    from tests.small_ledger import KEY

    made = Ledger.open(f"sqlite:///{tmp_path / 'ledger.db'}", key=KEY)
    yield made
    made.close()


def test_a_notice_goes_signed_with_its_key_and_is_marked_after(ledger):
    write(ledger, notice(1))
    with sink() as to:
        assert sender(ledger, to)(turn()) == 1
    assert to.signed == [True]
    ((key, body),) = to.came
    assert body["key"] == key
    assert body["notices"][0]["link"] == "https://jq.example/levers"
    assert states(ledger) == ["sent"]


def test_what_was_sent_does_not_go_again(ledger):
    write(ledger, notice(1))
    with sink() as to:
        carry = sender(ledger, to)
        carry(turn())
        carry(turn())
    assert len(to.came) == 1


def test_notices_and_entries_are_written_together_or_not_at_all(ledger):
    at = clock.now()

    def fails(connection):
        put([notice(1)], at=at)(connection)
        raise ZeroDivisionError

    fact = Fact(key="lever:1", kind="issue", version="1", happened_at=NOON, body={})
    with pytest.raises(ZeroDivisionError):
        ledger.append("act", [fact], recorded_at=at, alongside=fails)
    assert states(ledger) == []
    assert ledger.head()[0] == 0


def test_the_same_notice_is_written_once(ledger):
    write(ledger, notice(1))
    write(ledger, notice(1), notice(2))
    assert len(states(ledger)) == 2


def test_what_is_acknowledged_before_it_goes_never_goes(ledger):
    write(ledger, notice(1), notice(2))
    write(ledger, notice(3), settles=("lever:1",), kind="acknowledge")
    with sink() as to:
        sender(ledger, to)(turn())
    assert to.titles == [["notice 2"], ["notice 3"]]
    assert states(ledger) == ["dropped", "sent", "sent"]


def test_an_acknowledgement_between_claim_and_try_holds_it_back(ledger):
    write(ledger, notice(1))
    with sink(status=503) as to:
        carry = sender(ledger, to)
        carry(turn())
        write(ledger, settles=("lever:1",), kind="acknowledge")
        to.status = 200
        with time_machine.travel(clock.now() + timedelta(hours=1)):
            carry(turn())
    assert len(to.came) == 1
    assert states(ledger) == ["dropped"]


def test_many_notices_to_a_post_go_as_one(ledger):
    write(ledger, notice(1), notice(2), notice(3, post="lead"))
    with sink() as to:
        carry = sender(ledger, to, digest=30)
        assert carry(turn()) == 0
        with time_machine.travel(clock.now() + timedelta(minutes=31)):
            assert carry(turn()) == 3
    assert to.titles == [["notice 1", "notice 2"], ["notice 3"]]


def test_words_are_masked_before_they_are_kept(ledger):
    said = dict.fromkeys(("title_zh", "title_en", "text_zh", "text_en"), "电话13800001234")
    write(ledger, notice(1, words=said))
    (one,) = Outbox(ledger).listed()
    assert "13800001234" not in str(one)


@pytest.mark.parametrize("status", [301, 302, 400, 401, 404, 422])
def test_what_will_never_be_taken_is_laid_aside_and_the_next_goes(ledger, status):
    write(ledger, notice(1), notice(2))
    with sink(status=status, where="http://127.0.0.1:9/elsewhere" if status < 400 else "") as to:
        sender(ledger, to)(turn())
    assert states(ledger) == ["dead", "dead"]
    assert len(to.came) == 2
    assert Outbox(ledger).listed(Standing.DEAD)[0].trouble


def test_what_was_given_up_is_tried_again_when_somebody_asks(ledger):
    write(ledger, notice(1))
    with sink(status=404) as to:
        carry = sender(ledger, to)
        carry(turn())
        to.status = 200
        carry(turn())
        assert len(to.came) == 1
        assert Outbox(ledger).retry(clock.now()) == 1
        carry(turn())
    assert states(ledger) == ["sent"]
    assert to.keys[0] == to.keys[1]


def test_after_three_days_a_notice_is_laid_aside(ledger):
    write(ledger, notice(1))
    with sink(status=503) as to, time_machine.travel(clock.now() + timedelta(days=4)):
        sender(ledger, to)(turn())
    assert states(ledger) == ["dead"]


def test_who_has_lost_the_lease_sends_nothing(ledger):
    lost = ledger.lease("poll", "a", now=NOON, lasts=timedelta(seconds=1))
    ledger.lease("poll", "b", now=NOON + timedelta(seconds=9), lasts=timedelta(seconds=1))
    write(ledger, notice(1))
    with sink() as to:
        with pytest.raises(LedgerError, match="lost the lease"):
            sender(ledger, to)(turn(lost))
        assert to.came == []
        now = Lease(name="poll", holder="b", fence=lost.fence + 1, until=NOON)
        assert sender(ledger, to)(turn(now)) == 1


def test_a_run_that_was_called_off_or_has_no_time_left_sends_nothing(ledger):
    from dashboard.polling import Turn

    write(ledger, notice(1))
    with sink() as to:
        sender(ledger, to)(Turn(called_off=lambda: True))
        sender(ledger, to)(Turn(deadline=clock.monotonic() + 1))
    assert to.came == []


def test_the_secret_stands_in_no_trouble(ledger, monkeypatch):
    def says_it(*_args, **_given):
        raise FeedError(f"cannot reach {SECRET}")

    monkeypatch.setattr("dashboard.notices.sending.posted", says_it)
    write(ledger, notice(1))
    with sink() as to:
        sender(ledger, to)(turn())
    assert SECRET not in Outbox(ledger).listed()[0].trouble


@pytest.mark.filterwarnings("ignore::DeprecationWarning")
def test_apprise_is_handed_plain_words_and_only_known_services(ledger, monkeypatch):
    import apprise

    said = []
    monkeypatch.setattr(apprise.Apprise, "notify", lambda _self, **given: said.append(given) or True)
    write(ledger, notice(1), notice(2))
    with sink() as to:
        carry = sender(ledger, to, kind="apprise", url="", digest=0)
        carry.secret = lambda _: "mailtos://user:word@mail.example/?to=duty@mail.example"
        assert carry(turn()) == 2
        assert said[0]["title"] == "通知1"
        assert "https://jq.example/levers" in said[0]["body"]
        write(ledger, notice(3))
        carry.secret = lambda _: "syslog://"
        carry(turn())
    assert states(ledger) == ["sent", "sent", "dead"]


@pytest.mark.filterwarnings("ignore::DeprecationWarning")
def test_a_service_that_does_not_take_it_is_tried_again(ledger, monkeypatch):
    import apprise

    monkeypatch.setattr(apprise.Apprise, "notify", lambda _self, **_given: False)
    write(ledger, notice(1))
    with sink() as to:
        carry = sender(ledger, to, kind="apprise", url="")
        carry.secret = lambda _: "mailtos://user:word@mail.example/?to=duty@mail.example"
        carry(turn())
    (one,) = Outbox(ledger).listed(Standing.WAITING)
    assert one.tries == 1
