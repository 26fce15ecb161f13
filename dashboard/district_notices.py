"""What the district file says of notices: the channels there are, and which post is told of what."""

from __future__ import annotations

from datetime import time
from typing import Literal
from urllib.parse import urlsplit

from pydantic import Field, model_validator

from dashboard.district_words import Plain


class Channel(Plain):
    """A way to tell a post; its secret stands under `secrets` by its name."""

    name: str = Field(pattern=r"^[a-z][a-z0-9-]{1,30}$")
    kind: Literal["webhook", "apprise"] = "webhook"
    url: str = ""  # of a webhook; of apprise the address is itself the secret
    quiet: tuple[time, time] | None = None  # local hours in which only what is urgent goes
    digest: int = Field(default=0, ge=0, le=1_440)  # minutes over which notices to a post are gathered

    @model_validator(mode="after")
    def _addressed(self) -> Channel:
        parts = urlsplit(self.url)
        if self.kind == "webhook" and (parts.scheme not in ("http", "https") or not parts.hostname):
            raise ValueError("a webhook needs url = https://platform.example.gov.cn/notices")
        if self.kind == "webhook" and "@" in parts.netloc:
            raise ValueError("a webhook is signed; its url carries no account")
        if self.kind == "apprise" and self.url:
            raise ValueError("the address of apprise is a secret: set it under secrets by the channel's name")
        return self

    def is_quiet(self, at: time) -> bool:
        """Whether a local time of day lies in the quiet hours, which may reach over midnight."""
        if self.quiet is None:
            return False
        begins, ends = self.quiet
        return begins <= at < ends if begins < ends else at >= begins or at < ends


class NoticeRule(Plain):
    """Which posts are told on which occasions, over which channel."""

    on: tuple[str, ...] = Field(min_length=1)
    posts: tuple[str, ...] = Field(min_length=1)
    channel: str
    levels: tuple[str, ...] = ()  # L1 to L5; empty: all
    at: time = time(8, 30)  # the local time at which digests go on working days
