"""The words of `jiequan dry-run`; what it does stands in `dry_running`."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from dashboard.commands.options import Home, Json, Language


def dry_run(
    copy: Annotated[
        Path,
        typer.Option("--district", help="改动过的区文件夹副本 · changed copy of the folder of the district"),
    ],
    *,
    today: Annotated[
        str | None, typer.Option(help="现行区文件，缺省按设置 · the one in force, else by the settings")
    ] = None,
    first: Annotated[
        str | None, typer.Option("--from", help="首日，缺省为近 13 周 · first day, else 13 weeks")
    ] = None,
    last: Annotated[
        str | None, typer.Option("--to", help="末日，缺省为昨天 · last day, else yesterday")
    ] = None,
    at: Annotated[str, typer.Option(help="每日时刻 · time of day")] = "09:00",
    every: Annotated[int, typer.Option(min=1, help="每几天看一次 · days from one look to the next")] = 1,
    post: Annotated[str, typer.Option(help="谁在试算：岗位或代码 · whose: a post, or its code")] = "",
    lang: Language = "zh",
    as_json: Json = False,
    home: Home = None,
) -> None:
    """试算：按改动过的规则重看上一季度 · last quarter by changed rules beside today's; nothing is written."""
    from dashboard.commands.dry_running import Wish, printed
    from dashboard.settings import settings

    wish = Wish(copy=copy, first=first, last=last, at=at, every=every, post=post)
    typer.echo(printed(settings(district=today, home=home), wish, lang, as_json=as_json))
