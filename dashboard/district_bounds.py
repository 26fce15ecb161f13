"""What a district may set otherwise: triggers, the budget of attention, the score, what levers cost."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterator, Mapping
from difflib import get_close_matches
from functools import cache, lru_cache
from pathlib import Path
from typing import Annotated, Any, Self

from annotated_types import Ge, Gt, Le, Lt
from pydantic import AfterValidator, BaseModel, ConfigDict, Field, ValidationError, model_validator
from pydantic.fields import FieldInfo

from dashboard.calendar import Limit
from dashboard.district_words import Plain
from dashboard.refusal import Refusal
from dashboard.text import Text

SHIPPED = Path(__file__).parent / "leverage"
FILE = SHIPPED / "triggers.toml"
BOOK = "levers.toml"
HUNDRED = 100


class BoundsError(Refusal):
    """The bounds cannot be used: which line, which value, what is allowed; in both languages."""

    def __init__(self, file: Path, found: list[Text]) -> None:
        self.found = found
        told = "\n  ".join(f"{one.zh}\n  {one.en}" for one in found)
        super().__init__(f"thresholds {file}:\n  {told}")


class Numbers(Plain):
    """Numbers as numbers: a text with a unit is none."""

    model_config = ConfigDict(strict=True)


class Thresholds(Numbers):
    """From which values on the triggers fire; the name of each begins with its trigger."""

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


class Allowance(Numbers):
    """How much of leaders' attention may be asked for (domain.md §3.3, §3.5)."""

    panel: int = Field(ge=1, le=8)  # rows of the list
    department: int = Field(ge=1, le=8)  # rows of one department
    category: int = Field(ge=1, le=8)
    flags: int = Field(ge=1, le=50)  # matters a leader and week
    topics: int = Field(ge=1, le=50)  # matters a week for the top leaders
    points: int = Field(ge=1, le=1000)  # attention points a leader and week
    share: float = Field(gt=0, le=1)  # of all open cases that may be flagged at once …
    least: int = Field(ge=1)  # … and so many at least


class Weights(Numbers):
    """Points of each full bar of the score; together 100 (domain.md §3.5)."""

    stuck: float = Field(ge=0, le=100)
    risk: float = Field(ge=0, le=100)
    late: float = Field(ge=0, le=100)
    repeat: float = Field(ge=0, le=100)
    exposure: float = Field(ge=0, le=100)
    tractable: float = Field(ge=0, le=100)

    @model_validator(mode="after")
    def _hundred(self) -> Self:
        if abs(sum(self.model_dump().values()) - HUNDRED) > 1e-6:
            raise ValueError
        return self


def duration(text: str) -> str:
    """A limit as the files write it."""
    Limit.parse(text)
    return text


Cost = Annotated[int, Field(strict=True, ge=0, le=100)]

Spent = Annotated[int, Field(strict=True, ge=1, le=100)]
"""Points of a leader's attention: what costs none is a notice."""


class Costs(Plain):
    """Attention points that each lever takes."""

    L1: Cost
    L2: Cost
    L3: Cost
    L4: Spent
    L5: Spent


class Bounds(Plain):
    """All that a district may set: triggers, budget, score, costs, and how long a leader has rest."""

    triggers: Thresholds
    budget: Allowance
    score: Weights
    costs: Costs
    cooldown: Annotated[str, AfterValidator(duration)]
    proposes: tuple[str, ...] = ()  # triggers for which the book of levers proposes a decision

    @property
    def said(self) -> str:
        """All of it in one text, as the board keeps it."""
        return self.model_dump_json()


def bounds_in(folder: Path) -> Bounds:
    """The shipped bounds, and over them what `triggers.toml` and `levers.toml` of a district's folder say."""
    own = folder / FILE.name
    return read(own if own.is_file() else None, folder)


def read(own: Path | None, folder: Path = SHIPPED) -> Bounds:
    """The shipped bounds with those of a file over them; a `BoundsError` lists all that is wrong with it."""
    said, text = parted(tomllib.loads(FILE.read_text("utf-8"))), ""
    try:
        if own is not None:
            text = own.read_text("utf-8")
            said = laid(said, parted(tomllib.loads(text)))
    except (OSError, UnicodeDecodeError, tomllib.TOMLDecodeError) as error:
        raise BoundsError(own or FILE, [Text(f"不能读取：{error}", f"cannot be read: {error}")]) from error
    costs, cooldown, proposes = priced(folder)
    more = {"costs": {**costs, **said["costs"]}, "cooldown": cooldown, "proposes": proposes}
    try:
        return Bounds.model_validate({**said, **more})
    except ValidationError as error:
        told = [problem(one["loc"], one["type"], one["input"], text) for one in error.errors()]
        raise BoundsError(own or FILE, told) from error


def parted(said: Mapping[str, Any]) -> dict[str, Any]:
    """What a file says, by the part it belongs to; what stands in no part is of the triggers."""
    tables = {name: said.get(name, {}) for name in ("budget", "score", "costs")}
    return {"triggers": {name: value for name, value in said.items() if name not in tables}, **tables}


def laid(under: Mapping[str, Any], over: Mapping[str, Any]) -> dict[str, Any]:
    """Parts with single words of them replaced."""
    return {
        name: {**part, **over[name]} if isinstance(over[name], dict) else over[name]
        for name, part in under.items()
    }


def priced(folder: Path) -> tuple[dict[str, Any], str, tuple[str, ...]]:
    """What the book of levers says of costs, cool-down and asks; whether it is sound is told elsewhere."""
    for file in (folder / BOOK, SHIPPED / BOOK):
        try:
            book = tomllib.loads(file.read_text("utf-8"))
            costs = {str(lever["level"]): lever["cost"] for lever in book["levers"]}
            return costs, duration(book["cooldown"]), tuple(sorted(book["proposes"]))
        except (OSError, ValueError, KeyError, TypeError):
            continue
    raise BoundsError(SHIPPED / BOOK, [Text("没有费用", "tells no costs")])


PARTS: Mapping[str, type[BaseModel]] = {
    "triggers": Thresholds, "budget": Allowance, "score": Weights, "costs": Costs,
}  # fmt: skip
UNITS = {
    "days": Text("天", "days"), "months": Text("个月", "months"), "points": Text("点", "points"),
    "share": Text("份额，0.75 即 75%", "a share: 0.75 is 75 %"),
    "quantile": Text("概率，0.001 即 0.1%", "a chance: 0.001 is 0.1 %"), "z": Text("标准差", "deviations"),
}  # fmt: skip
TOGETHER = Text("六项权重合计须为 100，现为 {n:g}", "the six weights must add up to 100, and are {n:g}")
BARE = Text("不写单位", "no unit is written")


def problem(steps: tuple[int | str, ...], kind: str, value: Any, text: str) -> Text:
    """What is wrong with one word of the file: its line, its value, what may stand there."""
    part, name = str(steps[0]), str(steps[-1])
    where = line_of(text, part, name)
    shown = name if part in ("triggers", name) else f"{part}.{name}"
    if part == name == "score" and kind == "value_error":
        why = TOGETHER.zh, TOGETHER.en
        zh, en = (one.format(n=sum(float(points) for points in value.values())) for one in why)
        return Text(f"第 {where} 行 [score]：{zh}", f"line {where}: [score]: {en}")
    at = Text(f"第 {where} 行 {shown} = {value!r}", f"line {where}: {shown} = {value!r}")
    may = unknown(part, name) if kind == "extra_forbidden" else allowed(part, name)
    return Text(f"{at.zh}：{may.zh}", f"{at.en}: {may.en}")


def line_of(text: str, part: str, name: str) -> int:
    """The line on which a word of a part stands."""
    section = "triggers"
    for number, line in enumerate(text.splitlines(), start=1):
        if found := re.match(r"\s*\[\s*([\w-]+)\s*\]", line):
            section = found[1]
        if re.match(rf"""\s*(\[\s*)?["']?{re.escape(name)}\b""", line) and section in (part, name):
            return number
    return 1


def unknown(part: str, name: str) -> Text:
    """That there is no such word, and which there are."""
    known = [*PARTS[part].model_fields, *(list(PARTS)[1:] if part == "triggers" else ())]
    told = ", ".join(get_close_matches(name, known, n=1) or known)
    return Text(f"没有这一项；可写 {told}", f"there is no such word; there is {told}")


def allowed(part: str, name: str) -> Text:
    """What may stand for a word: kind of number, from where to where, in which unit."""
    field = PARTS[part].model_fields.get(name) if part in PARTS else None
    if field is None:
        return Text("须为一节，如 [budget]", "must be a table, such as [budget]")
    whole = field.annotation is int
    kind = Text("整数", "a whole number") if whole else Text("数", "a number")
    ends = list(edges(field))
    zh, en = "、".join(one.zh for one in ends), " and ".join(one.en for one in ends)
    unit = UNITS.get(name.rpartition("_")[2], BARE)
    return Text(f"须为{zh} 的{kind.zh}（{unit.zh}）", f"must be {kind.en} {en} ({unit.en})")


def edges(field: FieldInfo) -> Iterator[Text]:
    """Between which values a number may lie."""
    words = {
        Ge: ("ge", Text("不小于 {n}", "of at least {n}")), Gt: ("gt", Text("大于 {n}", "above {n}")),
        Le: ("le", Text("不大于 {n}", "of at most {n}")), Lt: ("lt", Text("小于 {n}", "below {n}")),
    }  # fmt: skip
    for mark in field.metadata:
        if type(mark) in words:
            name, said = words[type(mark)]
            n = getattr(mark, name)
            yield Text(said.to("zh", n=n), said.to("en", n=n))


@cache
def shipped() -> Bounds:
    """Those of this program."""
    return read(None)


@lru_cache(maxsize=16)
def told(said: str) -> Bounds:
    """The bounds that a text of the board says."""
    return Bounds.model_validate_json(said)
