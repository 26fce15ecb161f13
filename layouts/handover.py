"""The sheet of a shift handover as one printed A4: what is open, what was promised, two signatures."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from babel.dates import format_datetime

from dashboard.cases import Phase
from dashboard.district import District
from dashboard.fold.borrowing import LeverState
from dashboard.fold.watch import Handing
from dashboard.leverage.book import book_of
from dashboard.text import Lang, Text
from layouts.signing_in import page
from layouts.wording import LOCALES

Row = Mapping[str, Any]
WORDS = {
    "head": Text("值班交接单", "Shift handover"),
    "note": Text("备注", "Note"),
    "none": Text("无", "None"),
    "more": Text("共 {total} 项，列 {shown} 项", "{shown} of {total}"),
    "out": Text("交班", "Outgoing"),
    "in": Text("接班", "Incoming"),
    "unsigned": Text("（未签字）", "(not signed)"),
    "sign_out": Text("交班签字", "Sign as outgoing"),
    "sign_in": Text("接班签字", "Sign as incoming"),
    "redraft": Text("按看板重新起草", "Draft anew from the board"),
    "drafted": Text("起草于", "Drafted"),
    "seq": Text("账本第 {seq} 条", "ledger entry {seq}"),
    "rule": Text(
        "未办结和特殊案件须当面交清；接班人签字后交班人方可离岗，本单不可更改。",
        "Open and special cases are told face to face; who leaves stays until the other has signed. "
        "After that nothing changes this sheet.",
    ),
    "notices": Text("发送失败的通知 {n} 条", "{n} notices could not be sent"),
    "print": Text("打印请按 Ctrl+P", "Print with Ctrl+P"),
}
COUNTS = {
    "received": Text("本班上报", "Received"),
    "closed": Text("本班结案", "Closed"),
    "open": Text("在办", "Open"),
    "urgent": Text("在办紧急", "Urgent open"),
    "unsigned": Text("未签收", "Unsigned"),
    "overdue": Text("超期", "Overdue"),
}
LISTS = {
    "urgent": Text("一、在办紧急案件", "1 Urgent cases open"),
    "special": Text(
        "二、特殊案件（核查未过、领导督办、退单）", "2 Special cases: check failed, raised, returned"
    ),
    "levers": Text("三、待答复的借权", "3 Levers awaiting an answer"),
    "promises": Text("四、已承诺未兑现", "4 Promises not yet kept"),
    "feeds": Text("五、来源与系统故障", "5 Faults of sources"),
}
BECAUSE = {
    "check": Text("核查未过", "check failed"),
    "leader": Text("领导督办", "raised to leaders"),
    "returned": Text("退单无人承办", "returned, nobody has it"),
}


def handover_page(row: Row, district: District, lang: Lang, *, may_sign: bool) -> str:
    """The page of one sheet."""
    sheet, state = row["sheet"], Handing(row["state"])
    words = {name: text.to(lang) for name, text in WORDS.items() if "{" not in text.zh}
    lists = [
        (title.to(lang), *listed(name, sheet["lists"].get(name, {}), district, lang))
        for name, title in LISTS.items()
    ]
    return page(
        "handover", lang,
        h=words, title=district.title.to(lang), state=state.words.to(lang), shift=sheet["shift"][lang],
        since=moment(sheet["since"], district, lang), till=moment(sheet["till"], district, lang),
        counts=[(title.to(lang), sheet["counts"].get(name, 0)) for name, title in COUNTS.items()],
        lists=lists, note=sheet["note"] or words["none"],
        dead=WORDS["notices"].to(lang, n=sheet["notices"]) if sheet["notices"] else "",
        drafted=moment(row["drafted_at"], district, lang),
        seq=WORDS["seq"].to(lang, seq=row["seq"]), row=row,
        signed=[
            (words["out"], row["handed_by"], moment(row["handed_at"], district, lang)),
            (words["in"], row["taken_by"], moment(row["taken_at"], district, lang)),
        ],
        at=row["key"].removeprefix("handover:").replace("/", "-"),
        sign=may_sign and {Handing.DRAFTED: words["sign_out"], Handing.HANDED: words["sign_in"]}.get(state),
        again=may_sign and state is Handing.DRAFTED,
    )  # fmt: skip


def listed(name: str, kept: Row, district: District, lang: Lang) -> tuple[list[tuple[str, ...]], str]:
    """The lines of a list, and what is said where not all are shown."""
    rows = kept.get("rows", [])
    told = {"levers": lever, "promises": promise, "feeds": feed}.get(name, case)
    more = (
        ""
        if kept.get("total", 0) <= len(rows)
        else WORDS["more"].to(lang, total=kept["total"], shown=len(rows))
    )
    return [told(row, district, lang) for row in rows], more


def case(row: Row, district: District, lang: Lang) -> tuple[str, ...]:
    """A case: number, what and where, who has it, how it stands, until when."""
    why = BECAUSE[row["because"]].to(lang) if row.get("because") in BECAUSE else ""
    phase = Phase(row["phase"]).label.to(lang) if row.get("phase") in set(Phase) else ""
    return (
        str(row["key"]).removeprefix("case:"),
        " ".join(district.short(row.get(one), lang) for one in ("street", "category")).strip(),
        district.short(row.get("holder"), lang) or "—",
        " · ".join(word for word in (why, phase) if word),
        moment(row.get("due_at"), district, lang),
    )


def lever(row: Row, district: District, lang: Lang) -> tuple[str, ...]:
    """A lever: key, instrument, unit, state, by when it must be answered."""
    known = book_of(district).kind(str(row.get("kind")))
    name = known[1].name.to(lang) if known else str(row.get("kind", ""))
    said = f"{row.get('level', '')} {name}".strip()
    unit = district.short(row.get("unit"), lang) or "—"
    key = str(row["key"]).removeprefix("lever:")
    state = row.get("state", "")
    stand = LeverState(state).words.to(lang) if state in set(LeverState) else str(state)
    return key, said, unit, stand, moment(row.get("respond_by"), district, lang)


def promise(row: Row, district: District, lang: Lang) -> tuple[str, ...]:
    """A promise: key, instrument, unit, when it was answered, until when it holds."""
    key, said, unit, _, _ = lever(row, district, lang)
    return (
        key,
        said,
        unit,
        moment(row.get("responded_at"), district, lang),
        moment(row.get("valid_until"), district, lang),
    )


def feed(row: Row, district: District, lang: Lang) -> tuple[str, ...]:
    """A connection in trouble: its name, what is wrong, since when."""
    title = next((one.title.to(lang) for one in district.feeds if one.name == row["name"]), row["name"])
    return title, str(row.get("trouble", "")), "", "", moment(row.get("since"), district, lang)


def moment(when: datetime | str | None, district: District, lang: Lang) -> str:
    """A local moment; a dash for none."""
    if not when:
        return "—"
    at = datetime.fromisoformat(when) if isinstance(when, str) else when
    return format_datetime(at, "MM-dd HH:mm", tzinfo=district.tz, locale=LOCALES[lang])
