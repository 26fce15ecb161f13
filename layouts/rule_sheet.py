"""A proposed rule as one printed A4: its words in both languages, what shows it, before and after."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from typing import Any

from dashboard.district import District
from dashboard.fold.rule_proposal import RuleState
from dashboard.leverage.conversion.sequel import ENOUGH
from dashboard.leverage.rule_kind import KINDS, RuleKind
from dashboard.text import Lang, Text
from layouts.borrowing import instrument, post
from layouts.listed import moment
from layouts.measures import known
from layouts.names import category, unit
from layouts.rule_forms import terms
from layouts.signing_in import page
from layouts.wording import NONE, count, decimal, ratio

Row = Mapping[str, Any]
WORDS = {
    "head": Text("制度化建议", "Proposed rule"),
    "zh": Text("中文正文", "Text in Chinese"),
    "en": Text("英文正文", "Text in English"),
    "evidence": Text("依据：L3 及以上借权", "What shows it: levers of L3 or higher"),
    "sums": Text(
        "所依据的借权不全在您的范围，只列合计", "not all of its levers are in your scope: sums alone"
    ),
    "figures": Text("每千件案件的借权数", "Levers per 1,000 cases"),
    "none": Text("无", "none"),
    "print": Text("打印请按 Ctrl+P", "Print with Ctrl+P"),
    "rule": Text(
        "T18：{days} 天内同一类别、同一单位 {times} 次以上；拟稿人、提出人不得采纳；"
        "前后比较不排除季节等其他原因。",
        "T18: {times} times or more in {days} days for one category of one unit; nobody adopts their own; "
        "before and after does not rule out other reasons, such as the season.",
    ),
}
FACTS = {
    "list": Text("写入清单", "List"),
    "times": Text("依据借权", "Levers"),
    "owner": Text("归口岗位", "Owner"),
    "answer_by": Text("答复期限", "Answer by"),
    "adopted": Text("采纳日", "Adopted"),
    "number": Text("文号", "Number"),
}
SIDES = {
    "before": Text("采纳前 {days} 天", "{days} days before"),
    "after": Text("采纳后至多 {days} 天", "up to {days} days after"),
}
RATIO = Text("后 ÷ 前", "after ÷ before")
FEW = Text("数据不足", "not enough data")
STEPS = {
    "drafted": Text("拟稿", "Drafted"),
    "proposed": Text("提出", "Proposed"),
    "ended": Text("答复", "Answered"),
}


def rule_page(
    rule: Row, levers: Sequence[Row] | None, won: Row | None, district: District, lang: Lang
) -> str:
    """The page of one proposed rule; `levers` is None for whoever does not see all of them."""
    state = RuleState(str(rule["state"]))
    return page(
        "rule", lang, title=district.title.to(lang), state=state.words.to(lang), code=state.value,
        seq=rule["seq"],
        r={name: text.to(lang, **terms(district)) for name, text in WORDS.items()},
        what=f"{category(district, rule['category'], lang)} · {unit(district, rule['unit'], lang)}",
        facts=[(FACTS[name].to(lang), words or NONE) for name, words in facts(rule, district, lang).items()],
        texts=[(WORDS[one].to(lang), one, (rule[f"text_{one}"] or "").splitlines()) for one in ("zh", "en")],
        levers=None if levers is None else [shown(one, district, lang) for one in levers],
        figures=figures(won, district, lang) if won else [], why=rule["why"] or "",
        signed=[
            (words.to(lang), *signed(rule, step, district, lang))
            for step, words in STEPS.items()
        ],
    )  # fmt: skip


def signed(rule: Row, step: str, district: District, lang: Lang) -> tuple[str, str]:
    """Which post took a step, and when."""
    return post(rule[f"{step}_by"], district, lang), moment(rule[f"{step}_at"], district)


def facts(rule: Row, district: District, lang: Lang) -> dict[str, str]:
    """What the record says in a word each."""
    until = rule["answer_by"]
    return {
        "list": KINDS[RuleKind(str(rule["kind"]))].to(lang),
        "times": count(rule["times"], lang),
        "owner": post(rule["owner"], district, lang),
        "answer_by": day(until - timedelta(seconds=1), district) if until else "",
        "adopted": day(rule["adopted_at"], district),
        "number": rule["doc_no"] or "",
    }


def day(when: datetime | None, district: District) -> str:
    """A local day; nothing for none."""
    return f"{when.astimezone(district.tz):%Y-%m-%d}" if when else ""


def shown(lever: Row, district: District, lang: Lang) -> tuple[str, ...]:
    """One lever: when, its instrument, its lender, its number, its key."""
    what = f"{lever['level']} {instrument(lever['kind'], lang)}"
    lender = post(lever["lender_post"], district, lang)
    return (day(lever["issued_at"], district), what, lender, lever["doc_no"] or NONE, lever["key"])


def figures(won: Row, district: District, lang: Lang) -> list[tuple[str, str, str]]:
    """Before, after, and the two compared, each with its interval and what it is made of."""
    rows: list[tuple[str, str, str]] = []
    enough = True
    for side, words in SIDES.items():
        cases = known(won[f"cases_{side}"])
        if cases is None:
            return rows
        enough = enough and cases >= ENOUGH
        ends = (
            f"{decimal(won[f'{side}_lo'], lang)} … {decimal(won[f'{side}_hi'], lang)}"
            if cases >= ENOUGH
            else ""
        )
        said = f"{decimal(won[side], lang)} ({ends})" if ends else FEW.to(lang)
        rows.append(
            (
                words.to(lang, **terms(district)),
                said,
                f"{count(won[f'levers_{side}'], lang)} / {count(cases, lang)}",
            )
        )
    if enough and known(won["lo"]) is not None:
        high = ratio(won["hi"], lang) if known(won["hi"]) is not None else "∞"
        middle = ratio(won["ratio"], lang) if known(won["ratio"]) is not None else NONE
        rows.append((RATIO.to(lang), f"{middle} ({ratio(won['lo'], lang)} … {high})", "95 %"))
    return rows
