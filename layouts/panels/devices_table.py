"""Every wall that signs in as a device: where it hangs, from where it may come, until when."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import timedelta
from typing import Any

from dashboard.access import Device
from dashboard.access.standings import PeopleStanding
from dashboard.text import Text
from layouts import Node, Panel, View
from layouts.elements import el, span
from layouts.registers import moment, table, unread
from layouts.states import empty
from layouts.wording import NONE, count

HEADS = (
    Text("名称", "Name"),
    Text("位置", "Where"),
    Text("地址", "Addresses"),
    Text("最近接入", "Last seen"),
    Text("有效至", "Until"),
    Text("状态", "State"),
)
SOON = timedelta(days=14)
LIVE, DISABLED = Text("● 可用", "● in use"), Text("✕ 停用", "✕ disabled")
ENDS, OVER = Text("▲ 即将到期", "▲ ends soon"), Text("◆ 已到期", "◆ expired")
NOTE = Text("{n} 块大屏", "{n} walls")
NONE_YET = Text("还没有大屏", "No wall yet")
HOW = Text(
    "在服务器上运行 jiequan device add 名称 --title 位置 --address 网段",
    "On the server: jiequan device add NAME --title WHERE --address NETWORK",
)


def state(device: Device, found: PeopleStanding) -> tuple[Text, str]:
    """How a device stands, and the ink of it."""
    if device.disabled:
        return DISABLED, ""
    if device.expires_at <= found.at:
        return OVER, "jq-ink-breach"
    return (ENDS, "jq-ink-near") if device.expires_at - found.at < SOON else (LIVE, "")


def cells(device: Device, found: PeopleStanding, view: View) -> list[Node]:
    """One device."""
    words, ink = state(device, found)
    return [
        el("B", None, device.name),
        device.title,
        ", ".join(device.addresses),
        moment(device.seen_at, view),
        moment(device.expires_at, view),
        span(ink or None, words.to(view.lang)),
    ]


def draw(view: View) -> Mapping[str, Any]:
    """The table, or why there is none."""
    name, lang, found = DEVICES_TABLE.name, view.lang, view.extra
    if not isinstance(found, PeopleStanding):
        return {name: unread(view), f"{name}-note": NONE}
    body = table(HEADS, (cells(one, found, view) for one in found.devices), view)
    return {
        name: body if found.devices else empty(NONE_YET.to(lang), HOW.to(lang)),
        f"{name}-note": NOTE.to(lang, n=count(len(found.devices), lang)),
    }


DEVICES_TABLE = Panel(
    name="devices-table",
    title=Text("大屏设备", "Walls"),
    note=Text("", ""),
    help=HOW,
    pages=("people",),
    needs=lambda query: {},
    draw=draw,
)
