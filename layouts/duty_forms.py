"""The forms of the watch: acknowledge, remind, note, silence a case."""

from __future__ import annotations

from dashboard.leverage.attention import LOUD, triggers
from dashboard.text import Text
from layouts import Entry, Form

ACKNOWLEDGE = Form(
    name="acknowledge",
    title=Text("知悉", "Acknowledge"),
    says=Text("记下值班已看到。", "The watch has seen it."),
    button=Text("知悉", "Acknowledge"),
    at_once=True,
)
REMIND = Form(
    name="remind",
    title=Text("催办", "Remind"),
    says=Text(
        "向承办单位催办一次（L2.1），记在案件上，对方可见。",
        "Reminds the unit that has it (L2.1); stands on the case, where the unit reads it.",
    ),
    button=Text("催办", "Remind"),
    entries=(
        Entry(
            name="note",
            title=Text("催什么（可不填）", "What for (optional)"),
            kind="text",
            needed=False,
            most=500,
        ),
    ),
)
NOTE = Form(
    name="note",
    title=Text("备注", "Note"),
    says=Text("记在案件上，中心的人可见。", "Stands on the case, for those of the centre."),
    button=Text("记下", "Write it down"),
    entries=(Entry(name="note", title=Text("记什么", "What"), kind="text", most=500),),
)
RULES = [(name, one) for name, one in triggers().items() if name not in LOUD]
"""The rules that may be silenced."""
SILENCE = Form(
    name="silence",
    title=Text("静默", "Silence"),
    says=Text(
        "到期之前不再提示这一件；安全直报不受静默。",
        "Not told of until then; safety overrides are never silenced.",
    ),
    button=Text("设静默", "Silence it"),
    entries=(
        Entry(name="reason", title=Text("因何", "Why"), kind="text", most=500),
        Entry(name="until", title=Text("至", "Until"), kind="moment"),
        Entry(
            name="rule",
            title=Text("只静默一条规则", "One rule alone"),
            kind="choice",
            needed=False,
            values={name: Text(f"{name} {one.title.zh}", f"{name} {one.title.en}") for name, one in RULES},
            hint=Text("不填即整件", "else all of them"),
        ),
    ),
)
