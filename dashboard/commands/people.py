"""The words of `jiequan user` and `jiequan device`; what they do stands in `enrolling` and `listing`."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated, Any

import typer

from dashboard.commands.options import District, Home, Json, Language

user = typer.Typer(help="账号：岗位、角色、范围 · accounts: post, roles, scope", no_args_is_help=True)
device = typer.Typer(help="大屏的设备令牌 · the tokens of walls", no_args_is_help=True)

Account = Annotated[str, typer.Argument(help="账号 · account")]
Name = Annotated[str, typer.Argument(help="设备名 · name of the device")]
Post = Annotated[str | None, typer.Option(help="岗位，或区文件中的岗位代码 · post, or the code of one")]
Roles = Annotated[list[str] | None, typer.Option("--role", help="角色，可多次 · role, may be repeated")]
Scopes = Annotated[
    list[str] | None,
    typer.Option("--scope", help="district | street:代码 | department:代码，可多次 · may be repeated"),
]
Stdin = Annotated[
    bool, typer.Option("--password-stdin", help="从标准输入读密码 · read it from standard input")
]
Days = Annotated[int, typer.Option(help="有效天数 · days it lasts")]


@user.command(name="add")
def add_user(
    account: Account,
    *,
    post: Annotated[
        str, typer.Option(help="岗位，或区文件中的岗位代码 · post, or the code of one; never a name")
    ],
    role: Roles = None,
    scope: Scopes = None,
    elsewhere: Annotated[
        bool, typer.Option("--elsewhere", help="由统一认证登录 · signs in elsewhere")
    ] = False,
    password_stdin: Stdin = False,
    district: District = None,
    home: Home = None,
) -> None:
    """添加账号 · make an account; its password is typed twice."""
    from dashboard.commands.enrolling import Wish, added

    wish = Wish(post=post, roles=role or (), scopes=scope or ())
    typer.echo(added(chosen(district, home), account, wish, elsewhere=elsewhere, stdin=password_stdin))


@user.command(name="change")
def change_user(
    account: Account,
    *,
    post: Post = None,
    role: Roles = None,
    scope: Scopes = None,
    district: District = None,
    home: Home = None,
) -> None:
    """更改岗位、角色、范围 · another post, other roles or another scope; what is not said stays."""
    from dashboard.commands.enrolling import Wish, changed

    wish = Wish(post=post, roles=role or (), scopes=scope or ())
    typer.echo(changed(chosen(district, home), account, wish))


@user.command(name="password")
def password_user(
    account: Account, *, password_stdin: Stdin = False, district: District = None, home: Home = None
) -> None:
    """重设密码并结束其会话 · another password; all sessions of the account end."""
    from dashboard.commands.enrolling import password_set

    typer.echo(password_set(chosen(district, home), account, stdin=password_stdin))


@user.command(name="disable")
def disable_user(account: Account, district: District = None, home: Home = None) -> None:
    """停用账号并结束其会话 · shut an account and end its sessions at once."""
    from dashboard.commands.enrolling import shut

    typer.echo(shut(chosen(district, home), account))


@user.command(name="enable")
def enable_user(account: Account, district: District = None, home: Home = None) -> None:
    """重新启用账号 · let an account sign in again."""
    from dashboard.commands.enrolling import opened

    typer.echo(opened(chosen(district, home), account))


@user.command(name="list")
def list_users(
    lang: Language = "zh", as_json: Json = False, district: District = None, home: Home = None
) -> None:
    """列出账号 · every account with its post, roles and scope."""
    from dashboard.commands.feeding import Form
    from dashboard.commands.listing import people_listed

    raise typer.Exit(people_listed(chosen(district, home), Form.of(lang, as_json)))


@user.command(name="sessions")
def sessions_of_user(
    account: Account,
    *,
    end: Annotated[str | None, typer.Option(help="结束此编号的会话 · end the session of this id")] = None,
    end_all: Annotated[bool, typer.Option("--end-all", help="全部结束 · end all of them")] = False,
    lang: Language = "zh",
    as_json: Json = False,
    district: District = None,
    home: Home = None,
) -> None:
    """进行中的会话 · the live sessions of an account, and how to end them."""
    from dashboard.commands.enrolling import sessions_ended
    from dashboard.commands.feeding import Form
    from dashboard.commands.listing import sessions_listed

    if end_all or end is not None:
        typer.echo(sessions_ended(chosen(district, home), account, None if end_all else end))
    else:
        raise typer.Exit(sessions_listed(chosen(district, home), account, Form.of(lang, as_json)))


@user.command(name="second-factor")
def second_factor_of_user(
    account: Account,
    *,
    off: Annotated[bool, typer.Option("--off", help="取消 · ask for it no more")] = False,
    district: District = None,
    home: Home = None,
) -> None:
    """双因素验证码 · a second factor for an authenticator app, in force from its first code on."""
    from dashboard.commands.enrolling import factor_dropped, factor_offered

    if off:
        typer.echo(factor_dropped(chosen(district, home), account))
        return
    line, good = factor_offered(chosen(district, home), account)
    typer.echo(line)
    raise typer.Exit(0 if good else 1)


@device.command(name="add")
def add_device(
    name: Name,
    *,
    title: Annotated[str, typer.Option(help="水印上的位置 · where it hangs, as the watermark says it")],
    address: Annotated[
        list[str], typer.Option(help="网段或地址，可多次 · network or address, may be repeated")
    ],
    days: Days = 90,
    district: District = None,
    home: Home = None,
) -> None:
    """添加大屏并显示一次其地址 · make the token of a wall; its address is shown once."""
    from dashboard.commands.enrolling import device_added

    typer.echo(device_added(chosen(district, home), name, title=title, addresses=address, days=days))


@device.command(name="renew")
def renew_device(name: Name, days: Days = 90, district: District = None, home: Home = None) -> None:
    """续期 · let the token last so many days from now; the wall goes on by itself."""
    from dashboard.commands.enrolling import device_renewed

    typer.echo(device_renewed(chosen(district, home), name, days))


@device.command(name="disable")
def disable_device(name: Name, district: District = None, home: Home = None) -> None:
    """停用大屏 · shut a wall and end its sessions at once."""
    from dashboard.commands.enrolling import device_shut

    typer.echo(device_shut(chosen(district, home), name))


@device.command(name="list")
def list_devices(
    lang: Language = "zh", as_json: Json = False, district: District = None, home: Home = None
) -> None:
    """列出大屏 · every wall with its networks and until when its token lasts."""
    from dashboard.commands.feeding import Form
    from dashboard.commands.listing import devices_listed

    raise typer.Exit(devices_listed(chosen(district, home), Form.of(lang, as_json)))


def chosen(district: str | None, home: Path | None) -> Any:
    """The settings with what the command line says."""
    from dashboard.settings import settings

    return settings(district=district, home=home)
