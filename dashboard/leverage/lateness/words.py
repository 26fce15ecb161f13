"""What is said of one open case: the share of its like that ended late, a word, or why neither."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from dashboard.leverage.lateness.ladder import TRUSTED_DAYS, Rung, Word
from dashboard.text import Text

PERCENT = Text(
    "同类案件办到这一步仍未结的，{percent}% 最后超期（n={n}，95% 区间 {low}–{high}%）",
    "of like cases still open at this stage, {percent}% ended up late (n={n}, 95% interval {low}–{high}%)",
)
WORD = Text("超期可能{word}（{why}，不给百分比）", "likelihood of lateness {word} ({why}: no percentage)")
DRIFT = Text("近一周偏离历史", "the last week departs from history")
YOUNG = Text(f"同类历史不足 {TRUSTED_DAYS} 天", f"this kind is known for less than {TRUSTED_DAYS} days")
RULE = Text("尚无历史，按用时÷时限看", "no history yet: see the share of the limit used")
SILENT = Text("同类历史不足，不作估计", "too few like cases in history: no estimate")
LATE = Text("已超期", "late already")
UNLIMITED = Text("无时限，无所谓超期", "no limit: cannot be late")


def sentence(row: Mapping[str, Any]) -> Text:
    """The sentence of a row of `will-be-late`."""
    if row["late"]:
        return LATE
    if row["rung"] == Rung.PERCENT:
        said = {name: round(100 * row[name]) for name in ("low", "high")}
        return both(PERCENT, percent=round(100 * row["prob"]), n=row["n"], **said)
    if row["rung"] == Rung.WORD:
        return both(WORD, word=Word(row["word"]).label, why=DRIFT if row["drift"] else YOUNG)
    return {Rung.RULE: RULE, Rung.SILENT: SILENT}.get(row["rung"], UNLIMITED)


def both(words: Text, **said: Any) -> Text:
    """The words in both languages, filled in."""
    return Text(
        words.zh.format(
            **{name: value.zh if isinstance(value, Text) else value for name, value in said.items()}
        ),
        words.en.format(
            **{name: value.en if isinstance(value, Text) else value for name, value in said.items()}
        ),
    )
