"""What stands behind a number: its formula, denominator, exclusions, version, rival formulas, and its SQL."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from functools import cache

import pandas as pd

from dashboard.board.tables import Tables
from dashboard.board.texts import written
from dashboard.indicators import Ask, Indicator
from dashboard.indicators.answering import Reader, answer, checked
from dashboard.indicators.outcomes import OUTCOMES
from dashboard.text import Lang, Text

ATTRIBUTED = Text("归期：{how}", "attribution: {how}")
COUNTED = Text("分母：{outcomes}；为空时不给比率", "denominator: {outcomes}; of nothing no share is told")
APART = Text("不计、另列：{outcomes}", "apart, with their counts: {outcomes}")
BOUNDS = Text("阈值：{bounds}", "bounds: {bounds}")
VERSION = Text("口径第 {n} 版，{owner}负责", "definition {n}, kept by {owner}")
AND = Text("、", ", ")
THEN = Text("。", ". ")
RIVAL = Text("另有口径 {name}：{because}", "another formula, {name}: {because}")
SAID = Text("{title} {share}（n = {n}）", "{title} {share} (n = {n})")


def about(of: Indicator) -> Text:
    """Everything that one must know of a number, in words."""
    return Text(said(of, "zh"), said(of, "en"))


def said(of: Indicator, lang: Lang) -> str:
    """The same in one language."""
    parts = [of.formula.to(lang)]
    if of.attribution:
        parts.append(ATTRIBUTED.to(lang, how=of.attribution.label.to(lang)))
    if of.counts:
        parts.append(COUNTED.to(lang, outcomes=named(of.counts, lang)))
    if of.excludes:
        parts.append(APART.to(lang, outcomes=named(of.excludes, lang)))
    if of.bounds:
        limits = " / ".join(f"{bound:g}" for bound in of.bounds)
        parts.append(BOUNDS.to(lang, bounds=f"{of.bounded} {limits}".strip()))
    parts += [RIVAL.to(lang, name=rival.name, because=rival.because.to(lang)) for rival in of.rivals]
    parts.append(VERSION.to(lang, n=of.version, owner=of.owner.to(lang)))
    return THEN.to(lang).join(part.rstrip("。.") for part in parts)


LABELS = {
    "formula": Text("公式", "Formula"), "unit": Text("单位", "Unit"), "window": Text("窗口", "Window"),
    "attribution": Text("归期", "Attribution"), "counts": Text("分母", "Denominator"),
    "excludes": Text("不计、另列", "Left out"), "bounds": Text("阈值", "Bounds"),
    "version": Text("口径版本", "Definition"), "owner": Text("负责", "Kept by"),
}  # fmt: skip
DAYS, MOMENT = Text("{n} 天", "{n} days"), Text("此刻", "the moment")
EMPTY = Text("{outcomes}；为空时不给比率", "{outcomes}; of nothing no share is told")
APART_NOW = Text("{name} {n}", "{name} {n}")


def facts(of: Indicator, lang: Lang) -> list[tuple[str, str]]:
    """What one must know of a number, one thing after another, each under its name."""
    told = {
        "formula": of.formula.to(lang),
        "unit": of.unit.to(lang),
        "window": DAYS.to(lang, n=of.window.days) if of.window else MOMENT.to(lang),
        "attribution": of.attribution.label.to(lang) if of.attribution else "",
        "counts": EMPTY.to(lang, outcomes=named(of.counts, lang)) if of.counts else "",
        "bounds": " / ".join(f"{bound:g}" for bound in of.bounds),
        "version": str(of.version),
        "owner": of.owner.to(lang),
    }
    return [(LABELS[name].to(lang), words) for name, words in told.items() if words]


def excluded(of: Indicator, reader: Reader, lang: Lang) -> list[tuple[str, str]]:
    """What is left out of a number now, each kind with its count; nothing where all is counted."""
    if not of.excludes:
        return []
    frame = answer(of, Ask(), reader)
    counts = {name: int(frame[name].sum()) if name in frame else 0 for name in of.excludes}
    said = (APART_NOW.to(lang, name=OUTCOMES[name].to(lang), n=n) for name, n in counts.items())
    return [(LABELS["excludes"].to(lang), AND.to(lang).join(said))]


def named(outcomes: Iterable[str], lang: Lang) -> str:
    """Outcomes by their names."""
    return AND.to(lang).join(OUTCOMES[outcome].to(lang) for outcome in outcomes)


@cache
def sql(of: Indicator, ask: Ask | None = None) -> str:
    """The text that the engine runs for a question, built once: it takes up to seconds."""
    return written(of.measure(Tables.named(), checked(of, ask or Ask())))


def reconciled(of: Indicator, known: Mapping[str, Indicator], reader: Reader, lang: Lang) -> list[str]:
    """The number beside each rival of it at one moment, and why they differ; no line without a rival."""
    if not of.rivals:
        return []
    lines = [told(of, answer(of, Ask(), reader), lang)]
    for rival in of.rivals:
        other = known[rival.name]
        frame = answer(other, Ask(), reader)
        lines.append(f"{told(other, frame, lang)}: {rival.because.to(lang)}")
    return lines


def told(of: Indicator, frame: pd.DataFrame, lang: Lang) -> str:
    """One number of a whole district in words; a share of nothing is a dash."""
    row = frame.iloc[0]
    if "share" not in frame:
        return f"{of.title.to(lang)} {int(row['value'])}"
    share = "–" if pd.isna(row["share"]) else f"{100 * float(row['share']):.1f} %"
    return SAID.to(lang, title=of.title.to(lang), share=share, n=int(row["n"]))
