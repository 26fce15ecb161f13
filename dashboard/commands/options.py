"""Options that many commands share."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

District = Annotated[str | None, typer.Option(help="区文件或随附区名 · district file, or a shipped name")]
Sources = Annotated[Path | None, typer.Option(help="来源数据所在 · where data of the sources stands")]
Language = Annotated[str, typer.Option("--lang", help="zh | en")]
Json = Annotated[bool, typer.Option("--json", help="供程序读取 · for programs")]
Home = Annotated[Path | None, typer.Option(help="账本与看板所在 · where ledger and board are kept")]
Digests = Annotated[
    bool, typer.Option("--digests", help="摘要与诉求人代号也换 · digests and what stands for people too")
]
