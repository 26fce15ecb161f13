"""How a batch of notices leaves: as a signed delivery to a platform, or by a service of apprise."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import orjson
import requests

from dashboard.clock import now
from dashboard.district import District
from dashboard.fetching import JSON, Answer, Question, answered
from dashboard.ledger.outbox import DATA, Kept
from dashboard.notices import SCHEMES
from dashboard.refusal import Refusal
from dashboard.signing import KEY, SIGNATURE, TIME, signature
from dashboard.text import Text
from dashboard.troubles import FeedError

ONWARD = Text("{url} 转址，不予跟随", "{url} redirects, which is not followed")
NOT_TAKEN = Text("{url} 答复 {code}", "{url} answered {code}")
NO_APPRISE = Text(
    "没有安装 apprise：请安装 jiequan[notify]", "apprise is not installed: install jiequan[notify]"
)
LEFT = Text("对方服务没有收下", "the service did not take it")
AGAIN = (408, 425, 429)
"""Answers that refuse for now; every other of 300 to 499 refuses for good."""


class RefusedError(Refusal):
    """The other side will never take this: it is not tried again."""


@dataclass(kw_only=True)
class Letter(Question):
    """A delivery to a platform: posted, never redirected, its answer not read."""

    load: bytes

    def asked(self, session: requests.Session, url: str, params: dict[str, str]) -> requests.Response:
        """Send it and return the head of the answer."""
        patience = self.left + 1
        return session.post(
            url,
            data=self.load,
            headers={"User-Agent": "jiequan", "Content-Type": "application/json"} | self.headers,
            stream=True,
            allow_redirects=False,
            timeout=(min(3.0, patience), patience),
        )

    def onward(self, reply: requests.Response) -> str:
        """Nowhere: what is signed for one address is not shown to another."""
        raise FeedError(ONWARD, status=reply.status_code, url=self.named)

    def judged(self, reply: requests.Response) -> Answer:
        """Taken or not, by the status alone."""
        status = reply.status_code
        if 200 <= status < 300:
            return Answer(headers=reply.headers)
        raise FeedError(NOT_TAKEN, status=status, url=self.named, code=status)


def posted(
    url: str, batch: str, body: bytes, secret: str, *, deadline: float, ca_file: Path | None = None
) -> None:
    """Deliver a signed body; `RefusedError`: never to be taken; any other `FeedError`: worth another try."""
    time = str(int(now().timestamp()))
    signed = {TIME: time, KEY: batch, SIGNATURE: signature(secret, time, batch, body)}
    letter = Letter(
        url=url, params={}, etag="", token="", token_in="", headers=signed, deadline=deadline,
        form=JSON, ca_file=ca_file, load=body,
    )  # fmt: skip
    try:
        answered(letter)
    except FeedError as error:
        if 300 <= error.status < 500 and error.status not in AGAIN:
            raise RefusedError(str(error)) from error
        raise


def written(batch: str, notices: Sequence[Kept], district: District, home: str) -> bytes:
    """What a platform is sent: the same notices, the same bytes."""
    names = {post.code: post.name for post in district.posts}
    post = names.get(notices[0].post)
    said: dict[str, Any] = {
        "key": batch,
        "district": district.code,
        "post": notices[0].post,
        "post_name": {"zh": post.zh, "en": post.en} if post else None,
        "urgent": any(one.urgent for one in notices),
        "notices": [
            {
                "key": one.mark,
                "thing": one.thing,
                "occasion": one.occasion,
                "title": {"zh": one.words["title_zh"], "en": one.words["title_en"]},
                "text": {"zh": one.words["text_zh"], "en": one.words["text_en"]},
                "link": f"{home}{one.link}",
                "created_at": one.created_at.isoformat(),
                **({DATA: orjson.loads(data)} if (data := one.words.get(DATA)) else {}),
            }
            for one in notices
        ],
    }
    return orjson.dumps(said)


def handed_to_apprise(address: str, batch: str, notices: Sequence[Kept], home: str) -> None:
    """Hand a batch to a service of apprise, in plain words that end with the batch's sign."""
    if address.partition(":")[0].lower() not in SCHEMES:
        raise RefusedError(f"no address of {', '.join(SCHEMES)} is set")
    try:
        import apprise
    except ImportError as error:
        raise FeedError(NO_APPRISE) from error
    service = apprise.Apprise()
    if not service.add(address):
        raise RefusedError("apprise does not understand the address that is set")
    first = notices[0].words["title_zh"]
    title = first if len(notices) == 1 else f"{first} 等 {len(notices)} 条"
    lines = [f"{one.words['title_zh']}：{one.words['text_zh']} {home}{one.link}".strip() for one in notices]
    if not service.notify(title=title, body="\n".join([*lines, f"[{batch[:8]}]"])):
        raise FeedError(LEFT)
