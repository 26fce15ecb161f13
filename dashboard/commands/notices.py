"""The outbox from the command line: what waits, what was given up, and the next try."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any

from rich.text import Text as Plain

from dashboard.commands.feeding import Form, local, opened, print_json, shown
from dashboard.commands.listing import table
from dashboard.settings import Settings
from dashboard.text import Text

if TYPE_CHECKING:
    from dashboard.district import District
    from dashboard.ledger.outbox import Kept

NOTHING = Text("没有待发或失败的通知", "no notice waits and none was given up")
RETRIED = Text("{n} 条通知将重新发送", "{n} notices will be tried again")
HEADS = (
    Text("编号", "id"),
    Text("状态", "state"),
    Text("岗位", "post"),
    Text("渠道", "channel"),
    Text("事由", "occasion"),
    Text("标题", "title"),
    Text("产生于", "written"),
    Text("次数", "tries"),
    Text("问题", "trouble"),
)
EVERY = "all"
"""What was meant, in the audit, where no id was named."""
STATES = {
    "waiting": Text("待发", "waiting"),
    "sent": Text("已发", "sent"),
    "dropped": Text("已免发", "dropped"),
    "dead": Text("失败", "dead"),
}


def notices_listed(chosen: Settings, form: Form, *, every: bool, limit: int) -> int:
    """Print what waits and what was given up, or all that ever was; 1 where any was given up."""
    from dashboard.ledger.outbox import Outbox, Standing

    ledger, district = opened(chosen)
    states = () if every else (Standing.WAITING, Standing.DEAD)
    found = Outbox(ledger).listed(*states, limit=limit, newest=True)
    ledger.close()
    if form.as_json:
        print_json(map(plain, found))
    elif found:
        shown(table(HEADS, rows(found, form, district), form.lang))
    else:
        shown(Plain(NOTHING.to(form.lang)))
    return int(any(one.state == Standing.DEAD for one in found))


def notices_retried(chosen: Settings, ids: Sequence[int], form: Form) -> int:
    """Have what was given up, and all that waits, tried by the sender at its next look."""
    from dashboard.clock import now
    from dashboard.commands.noting import noted
    from dashboard.ledger import Action
    from dashboard.ledger.outbox import Outbox

    ledger, _ = opened(chosen)
    try:
        count = Outbox(ledger).retry(now(), ids)
        noted(ledger, Action.RETRY, ", ".join(map(str, ids)) or EVERY, after=count)
    finally:
        ledger.close()
    shown(Plain(RETRIED.to(form.lang, n=count)))
    return 0


def rows(found: Sequence[Kept], form: Form, district: District) -> list[tuple[str, ...]]:
    """Notices as rows of a table."""
    from dashboard.notices import Occasion

    posts = {post.code: post.name.to(form.lang) for post in district.posts}
    known = {str(one): one.words.to(form.lang) for one in Occasion}
    return [
        (
            str(one.id),
            STATES[one.state].to(form.lang),
            posts.get(one.post, one.post),
            one.channel,
            known.get(one.occasion, one.occasion),
            one.words[f"title_{form.lang}"],
            local(one.created_at, district),
            str(one.tries),
            one.trouble,
        )
        for one in found
    ]


def plain(one: Kept) -> Mapping[str, Any]:
    """A notice for programs."""
    return {
        "id": one.id,
        "state": str(one.state),
        "thing": one.thing,
        "occasion": one.occasion,
        "post": one.post,
        "channel": one.channel,
        "urgent": one.urgent,
        "title": one.words["title_zh"],
        "created_at": one.created_at.isoformat(),
        "not_before": one.not_before.isoformat(),
        "tries": one.tries,
        "trouble": one.trouble,
    }
