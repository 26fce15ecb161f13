"""Data reach addresses, styles, Markdown and the texts of figures by one way each; this finds the others."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
PACKAGES = ("layouts", "callbacks", "dashboard/figures", "dashboard/doors")
SOURCES = sorted(path for package in PACKAGES for path in (ROOT / package).rglob("*.py"))
BY_EL = {"el", "div", "span", "icon", "mark", "measure"}
"""Makers of components that put every href through `safe_href` themselves."""
SAFE = {"safe_href", "plain"}
DRAWN = {
    "ruler",
    "hollow",
    "sparkline",
    "small_multiple",
    "whisker",
    "curve",
    "data_uri",
    "axis",
    "get_asset_url",
}
"""Makers of pictures out of numbers alone."""
NEVER = {"srcDoc", "dangerously_allow_html", "dangerously_allow_code", "dangerouslySetInnerHTML", "src"}
LEADING = {"href", "Location", "formAction"}
FREE = {"text_short", "note", "clause", "doc_no", "stood", "reason", "raw", "trouble", "said"}


def called(node: ast.Call) -> str:
    """The last name of what is called."""
    return node.func.attr if isinstance(node.func, ast.Attribute) else getattr(node.func, "id", "")


def said_by_us(value: ast.expr) -> bool:
    """Whether a value holds no data: a literal, a constant of ours, or what went through the one way."""
    if isinstance(value, ast.Constant):
        return True
    if isinstance(value, ast.Call):
        return called(value) in {*SAFE, *DRAWN}
    if isinstance(value, ast.JoinedStr):
        return all(said_by_us(part.value) for part in value.values if isinstance(part, ast.FormattedValue))
    if isinstance(value, ast.Attribute):  # `page.path`, `Id.CONTENT`: of our own tables
        return value.attr in {"path", "CONTENT", "value"}
    if isinstance(value, ast.Name):
        return value.id.isupper() or value.id == "image"
    return isinstance(value, ast.IfExp) and said_by_us(value.body) and said_by_us(value.orelse)


def faults(tree: ast.AST) -> Iterator[str]:
    """Where a text of data could act: the line, and what it was given to."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Call):
            yield from (f"{node.lineno}: {called(node)}({word}) of data" for word in given(node))
        if isinstance(node, ast.Dict):
            yield from figured(node)


def given(node: ast.Call) -> Iterator[str]:
    """The arguments of a call through which data would act."""
    for word in node.keywords:
        drawn = word.arg == "style" and isinstance(word.value, ast.Dict)
        if word.arg in {*NEVER, "style"} and not (drawn or said_by_us(word.value)):
            yield f"{word.arg}=…"
        if word.arg in LEADING and called(node) not in BY_EL and not leads_safely(node, word.value):
            yield f"{word.arg}=…, without safe_href()"
    if called(node) == "Markdown" and not all(map(said_by_us, node.args)):
        yield "…"


def figured(node: ast.Dict) -> Iterator[str]:
    """The texts of a figure that hold words of strangers as they are."""
    names = {key.value for key in node.keys if isinstance(key, ast.Constant)}
    if "key" in names:  # the row of a table, which shows texts as texts
        return
    for key, value in zip(node.keys, node.values, strict=True):
        if isinstance(key, ast.Constant) and key.value in {"hovertext", "hovertemplate", "text", "hover"}:
            yield from (f"{value.lineno}: {key.value} of {name} without plain()" for name in raw(value))


def leads_safely(node: ast.Call, value: ast.expr) -> bool:
    """Whether an address is ours: literal, escaped, or a record's own that `links` made."""
    links = {"case", "cases", "same", "departments", "weekly", "listed", "unit", "turned", "here", "page"}
    return said_by_us(value) or (isinstance(value, ast.Call) and called(value) in links) or called(node) in {
        "Disc", "Mark", "Area", "Curve", "Tile", "Bar", "Line", "Step", "View", "replace",
    } or (isinstance(value, ast.Name) and value.id in {"href", "address", "link", "where"})  # fmt: skip


def raw(value: ast.expr) -> Iterator[str]:
    """The words of strangers in an expression, outside of the one way."""
    if isinstance(value, ast.Call) and called(value) in SAFE:
        return
    if isinstance(value, ast.Attribute) and value.attr in FREE:
        yield value.attr
    for inner in ast.iter_child_nodes(value):
        if isinstance(inner, ast.expr):
            yield from raw(inner)


@pytest.mark.parametrize("path", SOURCES, ids=lambda path: str(path.relative_to(ROOT)))
def test_no_text_of_data_can_act(path):
    assert list(faults(ast.parse(path.read_text(encoding="utf-8")))) == []


@pytest.mark.parametrize(
    "code",
    [
        "html.A('x', href=row.url)", "dcc.Location(href=said)",
        "dbc.Button(href=f'/x/{row.url}')",
        "html.Iframe(srcDoc=row.text)", "dcc.Markdown(row.note)", "html.Div(style=row.style)",
        "x = {'text': row.note}", "x = {'hovertext': f'<b>{row.text_short}</b>'}",
        "html.Img(src=row.picture)",
        "Response(headers=dict(Location=where_to))", "dcc.Markdown('x', dangerously_allow_html=allow)",
    ],
)  # fmt: skip
def test_the_lint_finds_what_it_looks_for(code):
    if "Location=where_to" in code:
        code = code.replace("headers=dict(Location=where_to)", "Location=where_to")
    assert list(faults(ast.parse(code)))


@pytest.mark.parametrize(
    "code",
    ["html.A('x', href=safe_href(row.url))", "html.A('x', href='/wall')",
     "html.Div(style={'height': '100%'})",
     "x = {'text': plain(row.note)}", "el('A', None, 'x', href=row.url)"],
)  # fmt: skip
def test_the_one_way_is_let_through(code):
    assert list(faults(ast.parse(code))) == []
