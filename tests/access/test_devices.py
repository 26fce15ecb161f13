"""Devices: a token bound to addresses, until it expires; resting does not end it."""

from __future__ import annotations

from datetime import timedelta

import pytest
import sqlalchemy as sa

from dashboard.access import AccessError, devices
from dashboard.access.devices import within
from dashboard.access.policy import shipped
from dashboard.access.sessions import hashed
from dashboard.ledger.people import DEVICES
from dashboard.scope import WHOLE
from tests.access.small_access import add, is_in, token

pytestmark = pytest.mark.sweep

WALL, BESIDE = "10.1.2.3", "10.1.3.3"


def hang(accounts, name: str = "hall", **given) -> str:
    said = {"title": "值班大厅", "addresses": ["10.1.2.0/24"], "days": 30} | given
    return accounts.add_device(name, **said)


def enter(accounts, held: str, address: str = WALL) -> str:
    entry = accounts.enter(held, address=address, agent="kiosk")
    assert entry.token, entry
    return entry.token


def test_a_device_enters_where_it_hangs_and_is_a_wall_for_the_whole_district(accounts):
    entry = accounts.enter(hang(accounts), address=WALL, agent="kiosk")
    assert (entry.refused, entry.person) == ("", None)
    viewer = accounts.viewer(entry.token, address=WALL, active=False)
    assert (viewer.account, viewer.post, viewer.kind, viewer.roles) == (
        "hall",
        "值班大厅",
        "device",
        {"wall"},
    )
    assert viewer.grants[0].scope == WHOLE
    assert shipped().roles["wall"].device


def test_the_token_is_kept_as_a_hash_and_is_no_session(accounts, ledger):
    held = hang(accounts)
    with ledger.engine.connect() as connection:
        rows = str(connection.execute(sa.select(DEVICES)).all())
    assert held not in rows
    assert hashed(held) in rows
    assert not is_in(accounts, held, address=WALL)


def test_it_enters_nowhere_else(accounts):
    held = hang(accounts)
    for address in (BESIDE, "", "10.1.2", "::1", "unix:", "10.1.2.3, 10.1.3.3"):
        entry = accounts.enter(held, address=address, agent="x")
        assert (entry.token, entry.refused) == (None, "wrong")


def test_a_session_carried_elsewhere_lets_nobody_in_there(accounts):
    inside = enter(accounts, hang(accounts))
    assert is_in(accounts, inside, address=WALL)
    assert not is_in(accounts, inside, address=BESIDE)
    assert is_in(accounts, inside, address="10.1.2.250")


def test_neither_resting_nor_eight_hours_end_it_but_its_day_does(accounts, watch):
    inside = enter(accounts, hang(accounts, days=2))
    watch.pass_(days=1, hours=23)
    assert is_in(accounts, inside, address=WALL)
    watch.pass_(hours=1)
    assert not is_in(accounts, inside, address=WALL)


def test_others_who_come_do_not_sweep_a_resting_wall(accounts, watch):
    inside = enter(accounts, hang(accounts))
    watch.pass_(days=5)
    add(accounts)
    token(accounts)
    accounts.renew_device("hall", 30)  # what is remembered is read anew
    assert is_in(accounts, inside, address=WALL)


def test_it_is_renewed_without_a_hand_on_the_keyboard(accounts, elsewhere, watch):
    held = hang(accounts, days=2)
    inside = enter(accounts, held)
    assert is_in(elsewhere, inside, address=WALL)
    watch.pass_(days=1)
    elsewhere.renew_device("hall", 30)
    watch.pass_(days=29)
    add(accounts)
    token(accounts)
    for process in (accounts, elsewhere):
        assert is_in(process, inside, address=WALL)
    assert enter(accounts, held)
    assert accounts.devices()[0].expires_at == watch.at + timedelta(days=1)


def test_after_its_day_it_does_not_enter_until_it_is_renewed(accounts, watch):
    held = hang(accounts, days=1)
    watch.pass_(days=1)
    assert accounts.enter(held, address=WALL, agent="x").refused == "wrong"
    accounts.renew_device("hall", 1)
    assert enter(accounts, held)


def test_a_disabled_device_is_out_at_once_in_every_process_and_is_not_renewed(accounts, elsewhere):
    held = hang(accounts)
    inside = enter(accounts, held)
    assert is_in(elsewhere, inside, address=WALL)
    accounts.disable_device("hall")
    assert not is_in(elsewhere, inside, address=WALL)
    assert not is_in(accounts, inside, address=WALL)
    assert accounts.enter(held, address=WALL, agent="x").refused == "wrong"
    with pytest.raises(AccessError, match="hall is disabled: add it anew"):
        accounts.renew_device("hall", 30)


def test_a_disabled_device_may_be_added_anew_with_another_token(accounts):
    old = hang(accounts)
    with pytest.raises(AccessError, match="hall exists already: renew it"):
        hang(accounts)
    accounts.disable_device("hall")
    new = hang(accounts, addresses=["10.1.3.0/24"])
    assert accounts.enter(old, address=BESIDE, agent="x").refused == "wrong"
    assert enter(accounts, new, BESIDE)


def test_a_name_of_a_person_is_another_thing_than_that_of_a_device(accounts):
    add(accounts, "hall")
    person, inside = token(accounts, "hall"), enter(accounts, hang(accounts))
    assert accounts.end_all("hall") == 1
    assert not is_in(accounts, person)
    assert is_in(accounts, inside, address=WALL)
    accounts.disable_device("hall")
    assert is_in(accounts, token(accounts, "hall"))


def test_when_it_was_last_seen_is_told(accounts, watch):
    held = hang(accounts)
    assert accounts.devices()[0].seen_at is None
    inside = enter(accounts, held)
    assert accounts.devices()[0].seen_at == watch.at
    watch.pass_(minutes=2)
    is_in(accounts, inside, address=WALL)
    assert accounts.devices()[0].seen_at == watch.at


def test_devices_are_listed_as_they_were_added(accounts):
    hang(accounts, "west", addresses=["fd00::/8", "10.1.2.3"])
    hang(accounts, "east")
    east, west = accounts.devices()
    assert (east.name, west.name) == ("east", "west")
    assert west.addresses == ("fd00::/8", "10.1.2.3/32")


def test_a_device_that_is_bound_to_nothing_is_refused(accounts):
    for given, why in (
        ({"addresses": []}, "must be bound to addresses"),
        ({"addresses": ["10.1.2.3/24"]}, "host bits"),
        ({"addresses": ["hall.example"]}, "of no use"),
        ({"addresses": ["0.0.0.0/0"]}, "binds nothing"),
        ({"addresses": ["::/0"]}, "binds nothing"),
        ({"days": 0}, "1 to 366"),
        ({"days": 367}, "1 to 366"),
        ({"title": ""}, "printable"),
        ({"name": "Hall One"}, "cannot be used"),
    ):
        with pytest.raises(AccessError, match=why):
            hang(accounts, **given)
    assert accounts.devices() == []


def test_nothing_is_done_to_a_device_that_does_not_exist(accounts):
    for act in (lambda: accounts.renew_device("x", 1), lambda: accounts.disable_device("x")):
        with pytest.raises(AccessError, match="no device x: jiequan device list"):
            act()


def test_what_is_no_token_of_a_device_does_not_enter(accounts):
    hang(accounts)
    for held in ("", "x", "\ud800", "a\0"):
        assert accounts.enter(held, address=WALL, agent="x").refused == "wrong"


def test_an_address_of_ipv4_written_as_ipv6_is_the_same():
    assert within("::ffff:10.1.2.3", ("10.1.2.0/24",))
    assert not within("::ffff:10.1.3.3", ("10.1.2.0/24",))
    assert not within("fd00::1", ("10.1.2.0/24",))


def test_whoever_guesses_a_token_takes_no_lock_and_writes_nothing(accounts, ledger):
    held, said = hang(accounts), []
    sa.event.listen(ledger.engine, "before_cursor_execute", lambda *call: said.append(call[2]))
    for token_, address in (("x", WALL), ("", WALL), (held, BESIDE)):
        assert accounts.enter(token_, address=address, agent="x").refused == "wrong"
    assert [one for one in said if not one.startswith("SELECT") and one != "BEGIN"] == []
    assert [one for one in said if "FOR UPDATE" in one] == []
    enter(accounts, held)
    assert [one for one in said if one.startswith("UPDATE")]


def test_a_device_that_is_shut_while_it_enters_does_not(accounts, monkeypatch):
    held = hang(accounts)
    may, asked = devices.may_enter, []

    def shut(device, address, now):
        if not asked:
            asked.append(device)
            return may(device, address, now) and not accounts.disable_device("hall")
        return may(device, address, now)

    monkeypatch.setattr(devices, "may_enter", shut)
    monkeypatch.setattr(accounts, "_begun", None)
    assert accounts.enter(held, address=WALL, agent="x").refused == "wrong"
