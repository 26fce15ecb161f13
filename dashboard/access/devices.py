"""Devices as the database has them: walls with a token, bound to addresses, for reading only."""

from __future__ import annotations

import ipaddress
from collections.abc import Iterable
from datetime import datetime, timedelta
from functools import lru_cache
from typing import Any

import sqlalchemy as sa

from dashboard.access import AccessError, Device, Grant
from dashboard.access.people import named, shown
from dashboard.access.sessions import hashed
from dashboard.ledger.database import insert
from dashboard.ledger.people import DEVICES
from dashboard.scope import WHOLE
from dashboard.text import Text

Network = ipaddress.IPv4Network | ipaddress.IPv6Network

MOST_DAYS = 366
GRANTS = (Grant(role="wall", scope=WHOLE),)
"""What every device is granted."""

NO_ADDRESS = Text(
    "设备 {name} 须绑定地址：请写如 10.1.2.0/24 或单个地址",
    "the device {name} must be bound to addresses: write such as 10.1.2.0/24, or single ones",
)
BAD_ADDRESS = Text(
    "地址 {address!r} 不可用（{said}）：请写如 10.1.2.0/24 或单个地址",
    "the address {address!r} is of no use ({said}): write such as 10.1.2.0/24, or a single one",
)
ANYWHERE = Text(
    "地址 {address} 等于不绑定：请写大屏所在的网段",
    "the address {address} binds nothing: write where the wall is",
)
BAD_DAYS = Text("有效天数 {days} 须为 1 至 {most}", "{days} days: a token lasts 1 to {most}")
TAKEN = Text(
    "设备 {name} 已存在：续期用 jiequan device renew，停用后可重新添加",
    "the device {name} exists already: renew it with jiequan device renew, or disable it and add it anew",
)
NONE = Text(
    "没有设备 {name}：jiequan device list 列出全部",
    "there is no device {name}: jiequan device list names all",
)
DISABLED = Text("设备 {name} 已停用：请重新添加", "the device {name} is disabled: add it anew")


def bound(name: str, addresses: Iterable[str]) -> list[str]:
    """The networks that a device is bound to, as they are kept."""
    found = [str(network(address)) for address in addresses]
    if not found:
        raise AccessError(NO_ADDRESS, name=name)
    return found


def network(address: str) -> Network:
    """A network, or a single address as one; not the whole world."""
    try:
        found = ipaddress.ip_network(address.strip())
    except ValueError as error:
        raise AccessError(BAD_ADDRESS, address=address, said=error) from error
    if found.prefixlen == 0:
        raise AccessError(ANYWHERE, address=address)
    return found


@lru_cache(maxsize=1024)
def within(address: str, networks: tuple[str, ...]) -> bool:
    """Whether an address lies in one of the networks; one of IPv4 written as IPv6 is the same."""
    try:
        found = ipaddress.ip_address(address)
    except ValueError:
        return False
    here = getattr(found, "ipv4_mapped", None) or found
    return any(here in ipaddress.ip_network(one) for one in networks)


def lasting(days: int, now: datetime) -> datetime:
    """When a token of so many days expires."""
    if not 1 <= days <= MOST_DAYS:
        raise AccessError(BAD_DAYS, days=days, most=MOST_DAYS)
    return now + timedelta(days=days)


def device_of(row: Any) -> Device:
    """The device of a row."""
    columns = {name: value for name, value in row._mapping.items() if name != "token"}
    return Device(**columns | {"addresses": tuple(row.addresses)})


def added(connection: sa.Connection, device: Device, token: str) -> None:
    """Write a new device, or one in place of a disabled one; an `AccessError` where it is in use."""
    row = {
        "name": named(device.name),
        "title": shown(device.title, device.name),
        "addresses": bound(device.name, device.addresses),
        "token": hashed(token),
        "created_at": device.created_at,
        "expires_at": device.expires_at,
        "disabled": False,
        "seen_at": None,
    }
    old = kept(connection, device.name)
    if old is not None and not old.disabled:
        raise AccessError(TAKEN, name=device.name)
    new = insert(connection.engine, DEVICES)
    connection.execute(new.on_conflict_do_update(index_elements=["name"], set_=row), row)


def kept(connection: sa.Connection, name: str) -> Device | None:
    """The device of a name."""
    row = connection.execute(sa.select(DEVICES).where(DEVICES.c.name == name)).one_or_none()
    return None if row is None else device_of(row)


def holding(connection: sa.Connection, token: str) -> Device | None:
    """The device that holds a token."""
    row = connection.execute(sa.select(DEVICES).where(DEVICES.c.token == hashed(token))).one_or_none()
    return None if row is None else device_of(row)


def updated(connection: sa.Connection, name: str, **values: Any) -> Device:
    """Change columns of a device that must exist; the device as it was."""
    old = kept(connection, name)
    if old is None:
        raise AccessError(NONE, name=name)
    connection.execute(sa.update(DEVICES).where(DEVICES.c.name == name).values(**values))
    return old


def all_of(connection: sa.Connection) -> list[Device]:
    """Every device, by name."""
    return [device_of(row) for row in connection.execute(sa.select(DEVICES).order_by(DEVICES.c.name))]


def may_enter(device: Device | None, address: str, now: datetime) -> bool:
    """Whether a device is one of ours, in force, and where it should be."""
    if device is None or device.disabled or device.expires_at <= now:
        return False
    return within(address, device.addresses)
