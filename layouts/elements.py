"""Components as JSON: what a picture is made of, without importing Dash."""

from __future__ import annotations

import re
from typing import Any

from layouts import Node

HTML = "dash_html_components"
CORE = "dash_core_components"
CORE_KINDS = frozenset({"Link", "Markdown"})
LOCAL = re.compile(r"(?:/(?!/)|\?|#)[^\\\s]*")


class UnsafeLink(ValueError):
    """An address that would run a script or leave this origin."""


def safe_href(address: str) -> str:
    """`address` if it stays on this origin and runs nothing (dbc and dcc would follow any)."""
    if not LOCAL.fullmatch(address):
        raise UnsafeLink(f"link {address!r} is no path, query or fragment of this site")
    return address


def el(kind: str, class_name: str | None = None, *children: Node | list[Node] | None, **props: Any) -> Node:
    """One component; None children are left out, lists are flattened, a sole text stays a text."""
    if "id" in props:
        raise ValueError(f"{kind} in a picture has the id {props['id']!r}; ids live in the static shell")
    if "href" in props:
        props["href"] = safe_href(props["href"])
    if class_name:
        props["className"] = class_name
    inner = flat(children)
    props["children"] = inner[0] if len(inner) == 1 and isinstance(inner[0], str) else inner
    return {"type": kind, "namespace": CORE if kind in CORE_KINDS else HTML, "props": props}


def dashed(**attributes: Any) -> dict[str, Any]:
    """HTML attributes whose names carry a dash: `aria_label` becomes `aria-label`."""
    return {name.replace("_", "-"): value for name, value in attributes.items()}


def flat(children: tuple[Node | list[Node] | None, ...]) -> list[Node]:
    """The children in a row, without the absent ones."""
    row: list[Node] = []
    for child in children:
        if isinstance(child, list):
            row.extend(child)
        elif child is not None:
            row.append(child)
    return row


def div(class_name: str | None = None, *children: Node | list[Node] | None, **props: Any) -> Node:
    """A block."""
    return el("Div", class_name, *children, **props)


def span(class_name: str | None = None, *children: Node | list[Node] | None, **props: Any) -> Node:
    """A run of text."""
    return el("Span", class_name, *children, **props)


def icon(name: str, label: str) -> Node:
    """A drawn sign of assets/css with its word for readers."""
    return span(f"jq-icon jq-icon-{name}", role="img", **dashed(aria_label=label))


def mark(state: str, label: str = "") -> Node:
    """The shape of a state: ◆ late, ▲ near, ● in time; decoration only where the word stands beside it."""
    named = dashed(role="img", aria_label=label) if label else dashed(aria_hidden="true")
    return span(f"jq-mark jq-mark-{state}", **named)
