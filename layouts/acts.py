"""What people do from a page: the button in a tile that opens a form, and forms as the browser makes them."""

from __future__ import annotations

import json
from collections.abc import Iterable
from typing import Any

from dashboard.text import Lang, Text
from layouts import Entry, Form, Node, View
from layouts.elements import dashed, el


def button(
    form: Form,
    lang: Lang,
    *,
    subject: str,
    right: str = "",
    strong: bool = False,
    label: Text | None = None,
    **about: str | int | None,
) -> Node:
    """The button in a tile that opens a form about one thing, for those who have one of its rights.

    `about` goes with the act as it is, and fills the entries of its names.
    """
    return el(
        "Button",
        "jq-act jq-act-strong" if strong else "jq-act",
        (label or form.title).to(lang),
        type="button",
        **dashed(data_act=form.name, data_right=right or form.name, data_subject=subject),
        **{
            f"data-of-{name.replace('_', '-')}": str(value)
            for name, value in about.items()
            if value is not None
        },
    )


def asks(form: Form, said: str, view: View, *, on: bool = False) -> Node:
    """The button that opens a form whose entries become words of the address, filled with those that hold."""
    held = {entry.name: view.query[entry.name] for entry in form.entries if entry.name in view.query}
    kind = "jq-seg-link jq-asks jq-seg-on" if on else "jq-seg-link jq-asks"
    return el(
        "Button", kind, said, type="button",
        **dashed(data_asks=form.name, data_filled=json.dumps(held), aria_haspopup="dialog"),
    )  # fmt: skip


def told(forms: Iterable[Form], lang: Lang) -> dict[str, dict[str, Any]]:
    """Forms by their acts, for `acting.js`, which makes a dialog of the one that is opened."""
    return {form.name: shape(form, lang) for form in forms}


def shape(form: Form, lang: Lang) -> dict[str, Any]:
    """One form in the reader's language."""
    return {
        "title": form.title.to(lang),
        "says": form.says.to(lang),
        "button": form.button.to(lang),
        "entries": [entered(entry, lang) for entry in form.entries],
        "atOnce": form.at_once,
    }


def entered(entry: Entry, lang: Lang) -> dict[str, Any]:
    """One entry in the reader's language."""
    return {
        "name": entry.name,
        "title": entry.title.to(lang),
        "kind": entry.kind,
        "values": [[value, words.to(lang)] for value, words in entry.values.items()],
        "needed": entry.needed,
        "hint": entry.hint.to(lang),
        "most": entry.most,
    }
