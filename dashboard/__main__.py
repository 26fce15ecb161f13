"""The `jiequan` command; heavy imports stand inside the commands."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Annotated, Any

import typer

from dashboard import __version__
from dashboard.commands.digesting import digest
from dashboard.commands.options import Digests, District, Home, Json, Language, Sources
from dashboard.commands.people import device, user
from dashboard.commands.trying import dry_run
from dashboard.refusal import Refusal

app = typer.Typer(
    name="jiequan",
    help="借权：区城运中心的实时看板 · the dashboard of an urban operations centre that borrows power",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
)
ledger = typer.Typer(help="核验、备份、恢复 · verify, back up, restore", no_args_is_help=True)
calendar = typer.Typer(help="工作日历 · the working calendar", no_args_is_help=True)
feeds = typer.Typer(help="各来源状态、搁置与重放 · feeds: state, quarantine, replay")
notices = typer.Typer(help="通知：待发、失败与重发 · notices: waiting, given up, tried again")
app.add_typer(feeds, name="feeds")
app.add_typer(notices, name="notices")
for part, name in ((ledger, "ledger"), (calendar, "calendar"), (user, "user"), (device, "device")):
    app.add_typer(part, name=name)
app.command()(digest)
app.command(name="dry-run")(dry_run)


def version(asked: bool) -> None:
    """Print the version and end."""
    if asked:
        typer.echo(f"jiequan {__version__}")
        raise typer.Exit


@app.callback()
def options(
    _version: Annotated[bool, typer.Option("--version", callback=version, is_eager=True)] = False,
) -> None:
    """Options that stand before any command."""


@app.command()
def demo(
    days: Annotated[int, typer.Option(help="回填天数 · days of history")] = 90,
    speed: Annotated[float, typer.Option(help="模拟时间快慢 · seconds lived per second")] = 10.0,
    seed: Annotated[int, typer.Option(help="随机种子 · seed of the simulation")] = 20260101,
) -> None:
    """演示：模拟区、回填、轮询、看板一次起来 · simulated district, backfill, polling and wall at once."""
    from dashboard.commands.running import run_demo

    raise typer.Exit(run_demo(days=days, speed=speed, seed=seed))


@app.command()
def backtest(
    cases: Annotated[Path, typer.Option(help="案件表 · table of cases: CSV, CSV.gz, Parquet")],
    first: Annotated[str, typer.Option("--from", help="首日 · first day")],
    last: Annotated[str, typer.Option("--to", help="末日 · last day")],
    out: Annotated[Path, typer.Option(help="写到 · write to: CSV, CSV.gz, Parquet")],
    *,
    at: Annotated[str, typer.Option(help="每日时刻 · time of day")] = "09:00",
    judge: Annotated[bool, typer.Option(help="事后评判 · judge afterwards, by the outcomes")] = True,
    settled_from: Annotated[str | None, typer.Option(help="自此日另评 · judged apart from it")] = None,
    district: District = None,
    sources: Sources = None,
) -> None:
    """逐日回放案件表，只用当时所知 · live through a table of cases, with only what was known each day."""
    from dashboard.commands.backtesting import Wish, backtested

    wish = Wish(
        cases=cases, out=out, first=first, last=last, at=at, judge=judge, settled_from=settled_from,
        district=district, sources=sources,
    )  # fmt: skip
    for line in backtested(wish):
        typer.echo(line)


@app.command()
def run(district: District = None, sources: Sources = None, home: Home = None) -> None:
    """轮询与看板一起运行并互相看护 · poll and serve, watched and restarted."""
    from dashboard.commands.running import run_both

    raise typer.Exit(run_both(chosen(district, sources, home)))


@app.command()
def poll(
    district: District = None,
    sources: Sources = None,
    home: Home = None,
    once: Annotated[bool, typer.Option("--once", help="各来源只读一次 · read every source once")] = False,
) -> None:
    """定时读取各来源 · poll the sources on timers."""
    from dashboard.commands.running import poll_always, poll_once_each

    settings = chosen(district, sources, home)
    raise typer.Exit(poll_once_each(settings) if once else poll_always(settings))


@app.command()
def serve(district: District = None, sources: Sources = None, home: Home = None) -> None:
    """提供看板页面 · serve the wall."""
    from dashboard.commands.running import serve_pages

    raise typer.Exit(serve_pages(chosen(district, sources, home)))


@app.command()
def simulate(
    port: Annotated[int, typer.Option(help="端口 · port")] = 8051,
    days: Annotated[int, typer.Option(help="历史天数 · days of history")] = 90,
    speed: Annotated[float, typer.Option(help="快慢 · speed")] = 1.0,
    seed: Annotated[int, typer.Option(help="随机种子 · seed")] = 20260101,
    district: District = None,
) -> None:
    """模拟一个区的各来源（真 HTTP）· a simulated district as real HTTP sources."""
    from dashboard.commands.running import simulate_district

    simulate_district(chosen(district), port=port, days=days, speed=speed, seed=seed)


@app.command(name="import")
def import_(
    feeds: Annotated[list[str] | None, typer.Argument(help="来源名，缺省为全部 · feeds, all if none")] = None,
    district: District = None,
    sources: Sources = None,
    home: Home = None,
) -> None:
    """读入来源的全部历史 · read the whole history of sources, with a progress bar."""
    from dashboard.commands.running import import_history

    raise typer.Exit(import_history(chosen(district, sources, home), feeds or []))


@app.command()
def show(
    indicator: Annotated[str, typer.Argument(help="指标名 · name of the indicator; `list` names them all")],
    *,
    as_of: Annotated[str | None, typer.Option(help="当地时刻 · local moment, 2011-09-15T09:00")] = None,
    window: Annotated[str | None, typer.Option(help="窗口 · window such as 28d or 12h")] = None,
    by: Annotated[str, typer.Option(help="维度，逗号分隔 · dimensions, comma-separated")] = "",
    format_: Annotated[str, typer.Option("--format", help="table | csv | json")] = "table",
    lang: Annotated[str, typer.Option(help="zh | en")] = "zh",
    about: Annotated[
        bool, typer.Option(help="口径、对照与 SQL · what it means, its rivals, its SQL")
    ] = False,
    district: District = None,
    sources: Sources = None,
    home: Home = None,
) -> None:
    """打印任一指标 · print any indicator from a board of its own, beside a running server."""
    from dashboard.commands.showing import Question, show_indicator

    question = Question(indicator, as_of=as_of, window=window, by=by, fmt=format_, lang=lang, about=about)
    typer.echo(show_indicator(chosen(district, sources, home), question))


@app.command()
def effect(
    source: Annotated[Path, typer.Option("--in", help="表所在文件夹 · folder of cases, activity, levers")],
    target: Annotated[Path, typer.Option("--out", help="结果文件 · result, .csv or .parquet")],
    *,
    working: Annotated[bool, typer.Option("--working-days", help="按工作日计 · count working days")] = False,
    seed: Annotated[int, typer.Option(help="重抽样种子 · seed of the resampling")] = 20260101,
    district: District = None,
    home: Home = None,
) -> None:
    """借权有没有用 · whether borrowing worked, from plain tables: figures with interval and placebo."""
    from dashboard.commands.measuring import effect_measured

    settings = chosen(district, None, home) if working else None
    typer.echo(effect_measured(source, target, chosen=settings, seed=seed))


@app.command()
def check(district: District = None, sources: Sources = None) -> None:
    """检查区文件与设置 · say in plain words what is wrong with district file and settings."""
    from dashboard.commands.showing import checked

    lines, good = checked(chosen(district, sources))
    typer.echo("\n".join(lines))
    raise typer.Exit(0 if good else 1)


@app.command()
def rank(
    cases: Annotated[Path, typer.Option(help="sim,period,case_id,unit,stratum,on_time[,block|date]")],
    out: Annotated[Path, typer.Option(help="sim,unit,index,lo,hi,tier")],
) -> None:
    """公平比较一张案件表 · compare the units of a plain table of cases (Parquet or CSV) fairly."""
    from dashboard.commands.plain import compared

    typer.echo(compared(cases, out))


@app.command()
def repeats(
    cases: Annotated[Path, typer.Option(help="case_id,lon,lat,category,created_at")],
    out: Annotated[Path, typer.Option(help="case_id,group_id")],
) -> None:
    """找出同一事项的案件 · group the cases of a plain table that tell of the same matter."""
    from dashboard.commands.plain import repeated

    typer.echo(repeated(cases, out))


@feeds.callback(invoke_without_command=True)
def standing(
    context: typer.Context,
    *,
    lang: Language = "zh",
    as_json: Json = False,
    district: District = None,
    sources: Sources = None,
    home: Home = None,
) -> None:
    """各来源状态、龄、收支与异常 · state, age, account and alarms of every connection."""
    if context.invoked_subcommand is None:
        from dashboard.commands.feeding import Form, feeds_shown

        raise typer.Exit(feeds_shown(chosen(district, sources, home), Form.of(lang, as_json)))


@feeds.command()
def quarantine(
    name: Annotated[str | None, typer.Argument(help="来源名，缺省为全部 · feed, all if none")] = None,
    *,
    limit: Annotated[int, typer.Option(min=1, help="最多几条 · at most so many")] = 50,
    lang: Language = "zh",
    as_json: Json = False,
    district: District = None,
    sources: Sources = None,
    home: Home = None,
) -> None:
    """搁置的记录（脱敏）及原因 · records set aside, masked, with where and why."""
    from dashboard.commands.feeding import Form, quarantine_shown

    form = Form.of(lang, as_json)
    raise typer.Exit(quarantine_shown(chosen(district, sources, home), name, limit, form))


@feeds.command()
def replay(
    name: Annotated[str | None, typer.Argument(help="来源名，缺省为全部 · feed, all if none")] = None,
    *,
    lang: Language = "zh",
    district: District = None,
    sources: Sources = None,
    home: Home = None,
) -> None:
    """修正后重放搁置的记录 · replay what was set aside, after a fix."""
    from dashboard.commands.feeding import Form, replayed

    raise typer.Exit(replayed(chosen(district, sources, home), name, Form.of(lang, False)))


@notices.callback(invoke_without_command=True)
def outbox(
    context: typer.Context,
    *,
    every: Annotated[bool, typer.Option("--all", help="含已发与免发 · also those sent and dropped")] = False,
    limit: Annotated[int, typer.Option(min=1, help="最多几条 · at most so many")] = 50,
    lang: Language = "zh",
    as_json: Json = False,
    district: District = None,
    home: Home = None,
) -> None:
    """待发与失败的通知 · notices that wait or were given up, newest first; 1 where any was given up."""
    if context.invoked_subcommand is None:
        from dashboard.commands.feeding import Form
        from dashboard.commands.notices import notices_listed

        form = Form.of(lang, as_json)
        raise typer.Exit(notices_listed(chosen(district, None, home), form, every=every, limit=limit))


@notices.command()
def retry(
    ids: Annotated[list[int] | None, typer.Argument(help="编号，缺省为全部 · ids, all if none")] = None,
    *,
    lang: Language = "zh",
    district: District = None,
    home: Home = None,
) -> None:
    """立即重发失败与待发的通知 · have what was given up or waits tried at the next look."""
    from dashboard.commands.feeding import Form
    from dashboard.commands.notices import notices_retried

    raise typer.Exit(notices_retried(chosen(district, None, home), ids or [], Form.of(lang, False)))


@ledger.command()
def verify(district: District = None, home: Home = None) -> None:
    """核验账本链 · walk the hash chain and name the first bad entry."""
    from dashboard.commands.keeping import verified

    line, good = verified(chosen(district, None, home))
    typer.echo(line)
    raise typer.Exit(0 if good else 1)


@ledger.command()
def backup(to: Annotated[Path, typer.Argument()], district: District = None, home: Home = None) -> None:
    """备份账本 · copy the ledger while it runs."""
    from dashboard.commands.keeping import backed_up

    typer.echo(backed_up(chosen(district, None, home), to))


@ledger.command()
def restore(source: Annotated[Path, typer.Argument()], district: District = None, home: Home = None) -> None:
    """从备份恢复到空账本 · restore a backup into an empty ledger."""
    from dashboard.commands.keeping import restored

    typer.echo(restored(chosen(district, None, home), source))


@ledger.command(name="rotate-key")
def rotate_key(*, digests: Digests = False, district: District = None, home: Home = None) -> None:
    """更换账本密钥 · have another key seal audit and anchors from now on; stop the program before."""
    from dashboard.commands.keeping import key_rotated

    typer.echo(key_rotated(chosen(district, None, home), digests=digests))


@ledger.command()
def age(
    only_count: Annotated[
        bool, typer.Option("--count", help="只计数，不清理 · count, let go of nothing")
    ] = False,
    district: District = None,
    home: Home = None,
) -> None:
    """按期清理文字与搁置记录 · let go of texts and records that are older than the settings want."""
    from dashboard.commands.keeping import aged

    typer.echo(aged(chosen(district, None, home), only_count=only_count))


@ledger.command(name="rebuild-board")
def rebuild_board(district: District = None, sources: Sources = None, home: Home = None) -> None:
    """从账本重建看板 · fold the board anew from the ledger."""
    from dashboard.commands.keeping import rebuilt

    typer.echo(rebuilt(chosen(district, sources, home)))


@calendar.command(name="import")
def import_calendar(
    file: Annotated[Path, typer.Argument(help="CSV：date,is_workday,name_zh,name_en")], home: Home = None
) -> None:
    """导入新一年的节假日与调休 · import the special days of a new year."""
    from dashboard.commands.showing import imported_calendar

    typer.echo(imported_calendar(chosen(None, None, home), file))


def chosen(district: str | None = None, sources: Path | None = None, home: Path | None = None) -> Any:
    """The settings with what the command line says."""
    from dashboard.settings import settings

    return settings(district=district, sources=sources, home=home)


def main() -> None:
    """Run a command; a refusal is one sentence on standard error and exit code 2."""
    from dashboard.packaging import misplaced

    try:
        if stranger := misplaced():
            raise Refusal(stranger)
        app()
    except Refusal as error:
        typer.echo(f"✕ {error}", err=True)
        sys.exit(2)


if __name__ == "__main__":
    main()
