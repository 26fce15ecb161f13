"""The pages at the doors: sign-in, one's own account, and what is said to somebody who may not pass."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

from babel.dates import format_datetime
from jinja2 import Environment, FileSystemLoader, StrictUndefined

from dashboard.access import Person, Session, Viewer
from dashboard.cases import AGED, WENT
from dashboard.district import District
from dashboard.text import Lang, Text
from layouts.elements import safe_href
from layouts.wording import LOCALES

PAGES = Environment(
    loader=FileSystemLoader(Path(__file__).parent / "templates"),
    autoescape=True,
    undefined=StrictUndefined,
    trim_blocks=True,
    lstrip_blocks=True,
)
LANGUAGE = {"zh": "zh-CN", "en": "en"}
WORDS = {
    "sign_in": Text("登录", "Sign in"),
    "account": Text("账号", "Account"),
    "password": Text("密码", "Password"),
    "code": Text("验证码（6 位）", "Code (6 digits)"),
    "code_hint": Text("来自您的验证器应用", "from your authenticator app"),
    "show": Text("显示密码", "Show password"),
    "caps": Text("大写锁定已开", "Caps Lock is on"),
    "or": Text("或", "or"),
    "people": Text("演示账号", "Demo people"),
    "people_hint": Text(
        "这是演示：点选一人即可登录，数据均为模拟",
        "This is a demo: pick somebody and sign in; all data are simulated",
    ),
    "other": Text("English", "中文"),
    "lost": Text("忘记密码请联系安全管理员", "Forgotten? Ask the security administrator"),
    "offline": Text("连接不上服务器，请稍后再试", "The server does not answer; try again shortly"),
    "mine": Text("我的账号", "My account"),
    "post": Text("岗位", "Post"),
    "roles": Text("角色", "Roles"),
    "scope": Text("范围", "Scope"),
    "factor": Text("第二因素", "Second factor"),
    "factor_on": Text("已启用", "in force"),
    "factor_off": Text("未启用；由安全管理员开通", "off; the security administrator turns it on"),
    "sign_out": Text("退出登录", "Sign out"),
    "back": Text("返回", "Back"),
    "home": Text("回到首页", "To the start"),
    "sessions": Text("登录中的会话", "Sessions"),
    "this": Text("本次", "this one"),
    "since": Text("登录于", "since"),
    "used": Text("最近操作", "last used"),
    "end": Text("结束", "End"),
    "end_others": Text("结束其他会话", "End the others"),
    "change": Text("修改密码", "Change password"),
    "present": Text("现在的密码", "Present password"),
    "new": Text("新密码", "New password"),
    "again": Text("再输一次", "Once more"),
    "rule": Text("至少 12 个字符，不用常见词", "at least 12 characters, no common words"),
    "differ": Text("两次输入的新密码不同", "the two new passwords differ"),
    "save": Text("保存", "Save"),
    "needs": Text("这一项需要", "This needs"),
    "district": Text("全区", "the district"),
    "nothing": Text("不看案件", "no cases"),
}
WRONG = {
    "wrong": Text("账号或密码不对", "Wrong account or password"),
    "locked": Text("尝试次数过多，请 {minutes} 分钟后再试", "Too many tries; try again in {minutes} min"),
    "code": Text("请输入正确的验证码", "Enter the right code"),
}
"""What is said of a try that failed, whether the account exists or not."""


@dataclass(frozen=True)
class Refusal:
    """What is said under one status of HTTP."""

    title: Text
    why: Text


REFUSALS = {
    400: Refusal(
        Text("请求有误", "Bad request"),
        Text("页面发来的内容不合规定。", "What the page sent is not as it should be."),
    ),
    401: Refusal(
        Text("请先登录", "Sign in first"),
        Text("会话已结束或尚未登录。", "Nobody is signed in here, or no more."),
    ),
    403: Refusal(
        Text("没有权限", "Not yours to open"),
        Text("您的角色不含这一项。", "Your role does not include this."),
    ),
    404: Refusal(
        Text("没有这一页", "No such page"), Text("地址可能写错了。", "The address may be mistyped.")
    ),
    405: Refusal(
        Text("不能这样请求", "Not in this way"),
        Text("此地址不接受这种方法。", "This address takes no such method."),
    ),
    408: Refusal(
        Text("没有传完", "Not whole in time"),
        Text("发来的内容没有及时传完。", "What was sent did not come to its end in time."),
    ),
    411: Refusal(
        Text("未注明长度", "Without a length"),
        Text("请求须注明 Content-Length。", "A request says how long its body is."),
    ),
    413: Refusal(
        Text("内容过大", "Too large"), Text("发来的内容超过上限。", "What was sent exceeds the limit.")
    ),
    415: Refusal(Text("格式不符", "Wrong format"), Text("只接受 JSON。", "Only JSON is taken.")),
    429: Refusal(
        Text("请求过于频繁", "Too many requests"), Text("请稍候再试。", "Wait a little and try again.")
    ),
    500: Refusal(
        Text("出错了", "Something failed"),
        Text("已记入日志，请告知系统管理员。", "It is in the log; tell the system administrator."),
    ),
    503: Refusal(Text("正忙", "Busy"), Text("请稍候再试。", "Wait a little and try again.")),
}


def page(name: str, lang: Lang, **said: Any) -> str:
    """One page of the templates, in a language; words that have gone after their term are said to have."""
    words = {key: text.to(lang) for key, text in WORDS.items()}
    made = PAGES.get_template(f"{name}.html").render(lang=lang, language=LANGUAGE[lang], w=words, **said)
    return made.replace(AGED, WENT.to(lang))


def sign_in_page(
    district: District,
    lang: Lang,
    *,
    onward: str = "",
    why: Text | None = None,
    ways: Mapping[str, Text] | None = None,
    people: Sequence[Mapping[str, str]] = (),
) -> str:
    """The page at which one signs in, with every way that is open."""
    return page(
        "sign_in", lang,
        title=district.title.to(lang), onward=onward, why=why.to(lang) if why else "",
        people=[
            {**one, "post": one[lang], "roles": scope_words(one["scope"], district, lang)} for one in people
        ],
        ways=[(safe_href(f"/sign-in/{name}"), words.to(lang)) for name, words in (ways or {}).items()],
    )  # fmt: skip


def account_page(
    district: District,
    lang: Lang,
    *,
    viewer: Viewer,
    person: Person | None,
    roles: Mapping[str, Text],
    sessions: Sequence[Session],
) -> str:
    """One's own account: what one may do, where one is signed in, the password."""

    def moment(when: datetime) -> str:
        return format_datetime(when, "yyyy-MM-dd HH:mm", tzinfo=district.tz, locale=LOCALES[lang])

    grants = [
        (roles[one.role].to(lang), scope_words(one.scope.words(), district, lang)) for one in viewer.grants
    ]
    return page(
        "me", lang,
        title=district.title.to(lang), viewer=viewer, person=person,
        grants=grants,
        sessions=[
            (one, moment(one.created_at), moment(one.used_at), one.id == viewer.session) for one in sessions
        ],
    )  # fmt: skip


def scope_words(written: str, district: District, lang: Lang) -> str:
    """A scope as a reader understands it."""
    if written == "district":
        return WORDS["district"].to(lang)
    names = {f"street:{one.code}": one.name for one in district.streets}
    names |= {f"department:{one.code}": one.short for one in district.orgs}
    return "、".join(names[part].to(lang) for part in written.split() if part in names) or WORDS[
        "nothing"
    ].to(lang)


def refusal_page(
    status: int, lang: Lang, *, roles: Sequence[Text] = (), viewer: Viewer, more: str = ""
) -> str:
    """What somebody reads who may not pass, or for whom there is nothing here; `more` says what is wrong."""
    said = REFUSALS.get(status, REFUSALS[500])
    return page(
        "refusal", lang,
        status=status, heading=said.title.to(lang), why=said.why.to(lang),
        roles=[role.to(lang) for role in roles], viewer=viewer, more=more,
    )  # fmt: skip
