"""The morning digest of one unit on the command line: as lines, or for programs."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from dashboard.commands.options import District, Home, Json, Sources
from dashboard.refusal import Refusal

if TYPE_CHECKING:
    from dashboard.settings import Settings


@dataclass(frozen=True, kw_only=True)
class Wish:
    """Whose digest is asked for, and how."""

    unit: str
    lang: str = "zh"
    as_json: bool = False
    out: Path | None = None
    as_of: str | None = None


def digest(
    unit: Annotated[str, typer.Option(help="单位代码 · code of the unit")],
    *,
    lang: Annotated[str, typer.Option(help="zh | en")] = "zh",
    as_json: Json = False,
    out: Annotated[Path | None, typer.Option(help="写入文件 · write into this file")] = None,
    as_of: Annotated[str | None, typer.Option(help="当地时刻 · local moment, 2011-09-15T09:00")] = None,
    district: District = None,
    sources: Sources = None,
    home: Home = None,
) -> None:
    """一个单位的晨报 · the morning digest of a unit, as its own people may see it."""
    from dashboard.settings import settings

    wish = Wish(unit=unit, lang=lang, as_json=as_json, out=out, as_of=as_of)
    typer.echo(digest_told(settings(district=district, sources=sources, home=home), wish))


def digest_told(chosen: Settings, wish: Wish) -> str:
    """The digest of a unit as its own people see it; written into a file where one is named."""
    import orjson

    from dashboard.clock import Frozen
    from dashboard.commands.noting import noted
    from dashboard.commands.progress import bar
    from dashboard.commands.showing import local_moment
    from dashboard.desk import Desk
    from dashboard.digest import as_data, digest, receiver
    from dashboard.ledger import Action
    from dashboard.text import preferred
    from layouts.digest import digest_lines

    clock = Frozen(local_moment(chosen, wish.as_of)) if wish.as_of else None
    desk = Desk.open(chosen, role="", clock=clock)
    try:
        if desk.district.org(wish.unit) is None:
            known = ", ".join(org.code for org in desk.district.orgs)
            raise Refusal(f"没有单位 {wish.unit!r} · there is no unit {wish.unit!r}; there are {known}")
        with bar("读账本 · reading the ledger") as told:
            desk.board.catch_up(desk.ledger.entries, told)
        now = desk.clock.now()
        with desk.board.reading(now) as reader:
            said = digest(reader, wish.unit, now, desk.calendar, receiver(wish.unit))
        noted(
            desk.ledger, Action.EXPORT, f"digest {wish.unit}", after=wish.out.absolute() if wish.out else ""
        )
    finally:
        desk.close()
    if wish.as_json:
        text = orjson.dumps(as_data(said, desk.district), option=orjson.OPT_INDENT_2).decode()
    else:
        text = "\n".join(digest_lines(said, desk.district, preferred(wish.lang, None)))
    return text if wish.out is None else kept(text, wish.out)


def kept(text: str, out: Path) -> str:
    """Write a text into a file and say so."""
    try:
        out.write_text(text + "\n", encoding="utf-8")
    except OSError as error:
        raise Refusal(f"{out}：写不进去 · cannot be written: {error}") from error
    return f"{out}"
