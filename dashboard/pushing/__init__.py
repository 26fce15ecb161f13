"""Platforms that deliver by themselves: who may, how much at once, and what they are answered."""

from __future__ import annotations

from pydantic import BaseModel, ConfigDict, Field

FACTS = "/api/v1/facts"
DOCUMENT = "/api/v1/openapi.json"

CONNECTION = "X-Jiequan-Connection"
REPEATED = "Idempotent-Replayed"

KEY_SHAPE = r"[!-~]{1,200}"
TIME_SHAPE = r"[0-9]{1,12}"


class Said(BaseModel):
    """A part of an answer."""

    model_config = ConfigDict(frozen=True, extra="forbid")


class SetAside(Said):
    """A record that could not be used: what it is called, and why."""

    where: str = Field(description="`event <event_id>`, or its number in the delivery", examples=["event 88"])
    reason: str = Field(
        description="which field, and what is wrong with it; no personal data",
        examples=["at: an event must say when it happened"],
    )


class Taken(Said):
    """What became of a delivery: received = applied + duplicate + superseded + quarantined."""

    received: int = Field(ge=0)
    applied: int = Field(ge=0, description="news, now in the ledger")
    duplicate: int = Field(ge=0, description="said before")
    superseded: int = Field(ge=0, description="older than what is known; kept")
    quarantined: int = Field(ge=0, description="set aside; the others were taken")
    seq: int = Field(ge=0, description="the last entry of the ledger after this delivery")
    set_aside: tuple[SetAside, ...] = Field(default=(), max_length=100, description="the first hundred")


class Problem(Said):
    """Why a delivery was refused (RFC 9457); nothing of it was taken."""

    type: str = Field(default="about:blank")
    status: int = Field(ge=400, le=599)
    title: str = Field(description="what is wrong and what to do, in English")
    title_zh: str = Field(description="the same in Chinese")
