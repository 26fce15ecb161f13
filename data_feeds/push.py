"""Events that a platform delivers by itself: each signed, under a key of its own, taken once."""

from __future__ import annotations

from collections.abc import Iterator

from pydantic import BaseModel, ConfigDict, Field

from dashboard.text import Text
from data_feeds import Feed, FeedError, Page, Reading
from data_feeds.event_wire import parse

DELIVERS = Text(
    "{feed} 由对方主动投递，无从去取", "{feed} delivers by itself: there is nothing to ask it for"
)
KB = 1_000


class Options(BaseModel):
    """How much may be delivered, and how far the two clocks may stand apart."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    largest: int = Field(default=1_024, ge=1, le=20_480, description="kB of one delivery")
    rate: int = Field(default=120, ge=1, le=6_000, description="deliveries a minute")
    skew: int = Field(default=300, ge=5, le=3_600, description="seconds between its clock and ours")


def read(reading: Reading) -> Iterator[Page]:
    """Refuse to be asked."""
    raise FeedError(DELIVERS, feed=reading.connection.name)


PUSH = Feed(
    name="push",
    title=Text("推送接口", "push interface"),
    options=Options,
    read=read,
    parse=parse,
    delivered=True,
)
