"""From which values on the triggers fire, from one checked file."""

from __future__ import annotations

import tomllib
from functools import cache
from pathlib import Path
from typing import Any

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from dashboard.district import plainly
from dashboard.refusal import Refusal

FILE = Path(__file__).parent / "triggers.toml"


class ThresholdError(Refusal):
    """The thresholds cannot be used: which word, what is wrong with it."""


class Thresholds(BaseModel):
    """A number a bound; its name begins with its trigger."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    T04_returns: int = Field(ge=1)
    T04_units: int = Field(ge=1)
    T05_share: float = Field(gt=0, lt=1)
    T05_idle_days: float = Field(gt=0)
    T07_yellow_days: float = Field(gt=0)
    T07_reminders: int = Field(ge=1)
    T07_share: float = Field(ge=1)
    T08_reworks: int = Field(ge=1)
    T09_times: int = Field(ge=2)
    T09_persons: int = Field(ge=1)
    T10_reports: int = Field(ge=1)
    T10_z: float = Field(gt=0)
    T14_suspended_days: float = Field(gt=0)
    T14_extensions: int = Field(ge=1)
    T17_quantile: float = Field(gt=0, lt=0.5)
    T17_months: int = Field(ge=1)
    T18_times: int = Field(ge=1)
    T18_days: int = Field(ge=1)


def load(*paths: Path) -> Thresholds:
    """The thresholds of files, of two words the later standing; a `ThresholdError` says what is wrong."""
    said: dict[str, Any] = {}
    try:
        for path in paths:
            said |= tomllib.loads(path.read_text("utf-8"))
        return Thresholds.model_validate(said)
    except (OSError, UnicodeDecodeError, tomllib.TOMLDecodeError) as error:
        raise ThresholdError(f"thresholds {paths[-1]}: {error}") from error
    except ValidationError as error:
        told = "\n  ".join(plainly(one["loc"], one["type"], one["msg"], said) for one in error.errors())
        raise ThresholdError(f"thresholds {paths[-1]}:\n  {told}") from error


@cache
def shipped() -> Thresholds:
    """Those of this program."""
    return load(FILE)
