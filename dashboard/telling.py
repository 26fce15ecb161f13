"""Which happenings a post may be told of: what an act or the tick writes, as notices that travel with it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from datetime import datetime, timedelta
from typing import Any

from dashboard.district import District
from dashboard.fold.borrowing import BEFORE, LeverState, Move
from dashboard.leverage.book import book_of
from dashboard.leverage.naming import unit_of
from dashboard.notices import Occasion, Told
from dashboard.text import LANGS, Lang, Text

Row = Mapping[str, Any]
OF_MOVES = {
    Move.SUBMIT: Occasion.PENDING,
    Move.APPROVE: Occasion.PENDING,
    Move.ISSUE: Occasion.ISSUED,
    Move.INSTRUCT: Occasion.ISSUED,
    Move.RESPOND: Occasion.ANSWERED,
    Move.REFUSE: Occasion.REFUSED,
    Move.OVERDUE: Occasion.OVERDUE,
    Move.EXPIRE: Occasion.EXPIRED,
    Move.RETURN: Occasion.RETURNED,
}
"""What each move of a lever tells; an approval after which no desk is left tells of nothing that waits."""
SOON = timedelta(hours=4)
"""How long before the answer is due it is said to be due soon (at the latest at half of its time) …"""
RETURN_SOON = timedelta(days=1)
"""… and how long before its day a power is said to be due back."""
TITLE = Text("{occasion}：{level} {name}", "{occasion}: {level} {name}")
ABOUT = Text("{unit} · {what}", "{unit} – {what}")
TOPIC = Text("单位议题", "a topic of the unit")
BY = Text("{said}，{when} 前", "{said}, by {when}")
ALARM = {
    "safety": Text("安全直报：{what}", "Safety: {what}"),
    "municipal": Text("市级件将到期：{what}", "Order of the city nearly due: {what}"),
}
WHERE = Text("{street} · {unit}", "{street} – {unit}")


def of_move(move: str, key: str, version: str, lever: Row, district: District) -> Iterator[Told]:
    """What a move of a lever tells; `lever` is what is known of it after the move."""
    occasion = OF_MOVES.get(Move(move)) if move in set(Move) else None
    if occasion is None or (move == Move.APPROVE and not lever.get("waits_for")):
        return
    yield of_lever(occasion, key, version, lever, district)


def of_lever(occasion: Occasion, key: str, step: str, lever: Row, district: District) -> Told:
    """One occasion of one lever in words."""
    found = book_of(district).kind(str(lever.get("kind") or ""))
    matter = str(lever.get("matter") or "")
    level = str(lever.get("step") or lever.get("level") or (found[0].level if found else ""))

    def title(lang: Lang) -> str:
        name = found[1].name.to(lang) if found else str(lever.get("kind") or "")
        return TITLE.to(lang, occasion=occasion.words.to(lang), level=level, name=name)

    def text(lang: Lang) -> str:
        said = ABOUT.to(
            lang,
            unit=district.short(lever.get("unit"), lang) or "—",
            what=TOPIC.to(lang) if unit_of(matter) else matter.partition(":")[2],
        )
        until = lever.get("return_by" if occasion is Occasion.RETURN_DUE else "respond_by")
        return BY.to(lang, said=said, when=local(until, district)) if until else said

    return Told(
        thing=key,
        occasion=occasion,
        step=step,
        title=in_both(title),
        text=in_both(text),
        level=str(lever.get("level") or (found[0].level if found else "")),
        link=f"/levers?lever={key}",
    )


def in_both(words: Any) -> Text:
    """Words in both languages."""
    zh, en = (words(lang) for lang in LANGS)
    return Text(zh, en)


def local(moment: datetime | str, district: District) -> str:
    """A moment by the clocks on the walls."""
    at = datetime.fromisoformat(moment) if isinstance(moment, str) else moment
    return f"{at.astimezone(district.tz):%m-%d %H:%M}"


def waits_after(move: str, body: Row, lever: Row | None) -> str:
    """The desks that are still to approve after a move."""
    if move == Move.SUBMIT:
        return BEFORE.join(body.get("needs") or ())
    before = str((lever or {}).get("waits_for") or "")
    return before.partition(BEFORE)[2] if move == Move.APPROVE else before


def nearing(levers: Iterable[Row], now: datetime, district: District) -> Iterator[Told]:
    """Answers that are due soon, and powers that are due back: once for each moment they are due at."""
    for lever in levers:
        respond_by, return_by = lever.get("respond_by"), lever.get("return_by")
        if lever["state"] == LeverState.ACTIVE and respond_by and now < respond_by:
            issued = lever.get("issued_at") or now
            if respond_by - now <= min(SOON, (respond_by - issued) / 2):
                yield of_lever(Occasion.DUE_SOON, str(lever["key"]), respond_by.isoformat(), lever, district)
        if lever["state"] == LeverState.EFFECTIVE and return_by and return_by - now <= RETURN_SOON:
            yield of_lever(Occasion.RETURN_DUE, str(lever["key"]), return_by.isoformat(), lever, district)


def overriding(matters: Iterable[Row], district: District) -> Iterator[Told]:
    """Alarms and orders of the city that override, each once."""
    for row in matters:
        if (kind := str(row.get("override") or "")) not in ALARM:
            continue
        names = {lang: {name: district.short(row.get(name), lang) or "—" for name in ("category", "street")}
                 for lang in LANGS}  # fmt: skip
        key = str(row["key"])
        feed, _, number = key.removeprefix("case:").partition("/")
        yield Told(
            thing=key,
            occasion=Occasion.OVERRIDE,
            step=kind,
            title=in_both(
                lambda lang, kind=kind, names=names: ALARM[kind].to(lang, what=names[lang]["category"])
            ),
            text=in_both(
                lambda lang, row=row, names=names: WHERE.to(
                    lang, street=names[lang]["street"], unit=district.short(row.get("holder"), lang) or "—"
                )
            ),
            link=f"/cases/{feed}/{number}",
        )
