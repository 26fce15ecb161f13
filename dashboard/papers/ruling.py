"""A proposed rule on paper: its record in the words of the template."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from dashboard.leverage.rule_kind import KINDS, RuleKind
from dashboard.papers import Evidence, Kind
from dashboard.papers.wording import Head, clean, drawn

Row = Mapping[str, Any]


def rule_drawn(rule: Row, levers: Sequence[Row], head: Head) -> dict[str, Any]:
    """The fields of the paper of a proposed rule; `levers` are those that show it."""
    lines = [shown(lever, head) for lever in levers]
    found = drawn(Kind.RULE, asked(rule), matter(rule), lines, head)
    said = found["proposal"] or ["—"]
    told = {"summary": said[0], "course": "—", "tried": "—", "ask": said[-2] if len(said) > 1 else said[0]}
    return {**found, **clean(told)}


def asked(rule: Row) -> dict[str, Any]:
    """A proposed rule as papers speak of what is asked: of whom, until when, on what grounds."""
    kind = KINDS[RuleKind(str(rule["kind"]))]
    return {
        "unit": rule["unit"], "co_units": rule["co_units"], "lender_post": rule["owner"],
        "respond_by": rule["answer_by"], "rules": ["T18"], "list": kind.zh,
        "text_zh": rule["text_zh"], "text_en": rule["text_en"], "ask": rule["why"],
        "approved_by": [rule["proposed_by"]] if rule["proposed_by"] else [],
    }  # fmt: skip


def matter(rule: Row) -> dict[str, Any]:
    """What it is about."""
    return {"keys": list(rule["cases"]), "category": rule["category"], "holder": rule["unit"]}


def shown(lever: Row, head: Head) -> Evidence:
    """One lever as a line of evidence: when it was issued, by whose power, which one."""
    when: datetime = lever["issued_at"]
    number = f"（{lever['doc_no']}）" if lever.get("doc_no") else ""
    lender = head.post(lever.get("lender_post")) if lever.get("lender_post") else head.unit(lever.get("unit"))
    return Evidence(
        when=when, who=lender, what=f"{lever['level']} {head.said(lever['kind'])}{number}", seq=lever["seq"]
    )
