"""Data reach addresses, styles, Markdown and the texts of figures by one way each; this finds the others."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
PACKAGES = ("layouts", "callbacks", "dashboard/figures", "dashboard/doors")
SOURCES = sorted(
    [
        *(path for package in PACKAGES for path in (ROOT / package).rglob("*.py")),
        ROOT / "dashboard" / "app.py",
    ]
)
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
RECORDS = {"Disc", "Mark", "Area", "Curve", "Cell", "Tile", "Bar", "Line", "Step", "View", "replace"}
"""Records that carry an address to what draws it, which is judged where it does."""
LINKS = {"case", "cases", "same", "departments", "weekly", "listed", "unit", "turned", "here", "page"}
"""Makers of addresses inside this site, out of quoted parts."""
HEADERS = {"Location", "Refresh", "Content-Location"}
"""Headers by which an answer leads a browser on."""
OWN_PATH = "request.path"
"""What was asked for begins with one stroke, however it was sent: a browser stays (`test_forging.py`)."""
LED = {"redirect", "led"}
"""What leads a browser on to its first argument; inside of them it is judged where they are called."""
HOME = {"within", "safe_href", "out"}
"""Makers of addresses to be led to: paths of this program, and the provider's own (`Way.out`)."""
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
        asked = isinstance(value.value, ast.Name) and value.value.id == "request"
        return value.attr in {"path", "CONTENT", "value"} and not asked
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
    yield from led_on(tree, {})


def led_on(node: ast.AST, known: dict[str, list[ast.expr]], inside: str = "") -> Iterator[str]:
    """Where an answer leads a browser to an address of data; `known`: what its names hold."""
    if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
        inside, known = node.name, {**known, **held(node)}
    for value in addresses(node):
        if inside not in LED and not leads_home(value, known):
            yield f"{value.lineno}: led on to data, without within()"
    for inner in ast.iter_child_nodes(node):
        yield from led_on(inner, known, inside)


def held(function: ast.FunctionDef | ast.AsyncFunctionDef) -> dict[str, list[ast.expr]]:
    """What the names of a function are set to; nothing is known of its parameters."""
    spec = function.args
    found: dict[str, list[ast.expr]] = {
        one.arg: [] for one in [*spec.posonlyargs, *spec.args, *spec.kwonlyargs]
    }
    for node in ast.walk(function):
        targets = node.targets if isinstance(node, ast.Assign) else [getattr(node, "target", None)]
        for target in targets:
            if isinstance(target, ast.Name) and isinstance(value := getattr(node, "value", None), ast.expr):
                found.setdefault(target.id, []).append(value)
    return found


def addresses(node: ast.AST) -> Iterator[ast.expr]:
    """The addresses to which this part of a program leads a browser."""
    if isinstance(node, ast.Call):
        first = node.args[0] if node.args else None
        if called(node) in LED:
            yield from [*node.args[:1], *(word.value for word in node.keywords if word.arg == "location")]
        elif isinstance(first, ast.Constant) and first.value in HEADERS:
            yield from node.args[1:2]
        yield from (word.value for word in node.keywords if word.arg in HEADERS and called(node) == "dict")
    if isinstance(node, ast.Dict):
        for key, value in zip(node.keys, node.values, strict=True):
            if isinstance(key, ast.Constant) and key.value in HEADERS:
                yield value
    if isinstance(node, ast.Assign):
        yield from (node.value for target in node.targets if is_header(target))


def is_header(target: ast.expr) -> bool:
    """Whether what is set is the header of an answer that leads on."""
    if isinstance(target, ast.Subscript):
        return isinstance(target.slice, ast.Constant) and target.slice.value in HEADERS
    return isinstance(target, ast.Attribute) and target.attr == "location"


def leads_home(value: ast.expr, known: dict[str, list[ast.expr]]) -> bool:
    """Whether an address is a path of ours, whatever follows its question mark."""
    if isinstance(value, ast.Name) and not value.id.isupper():
        there, rest = known.get(value.id, []), {**known, value.id: []}
        return bool(there) and all(leads_home(one, rest) for one in there)
    if isinstance(value, ast.BinOp | ast.JoinedStr):
        return begins_home(value, known)
    if choice := chosen(value):
        return all(leads_home(one, known) for one in choice)
    if isinstance(value, ast.Call):
        return called(value) in HOME
    return said_by_us(value) or ast.unparse(value) == OWN_PATH


def chosen(value: ast.expr) -> list[ast.expr]:
    """Of what an expression takes one: the branches of a choice, the first of some."""
    if isinstance(value, ast.IfExp):
        return [value.body, value.orelse]
    if isinstance(value, ast.GeneratorExp):
        return [value.elt]
    return value.args if isinstance(value, ast.Call) and called(value) == "next" else []


def begins_home(value: ast.BinOp | ast.JoinedStr, known: dict[str, list[ast.expr]]) -> bool:
    """Whether a text that is put together is a path of ours up to its question mark."""
    if isinstance(value, ast.BinOp):
        return leads_home(value.left, known) and is_query(value.right)
    head, *rest = value.values or [ast.Constant("")]
    if isinstance(head, ast.Constant) and "?" in str(head.value):
        return str(head.value)[:2] != "//" and str(head.value)[:1] in {"/", "?"}
    first = head.value if isinstance(head, ast.FormattedValue) else head
    return leads_home(first, known) and (not rest or is_query(ast.JoinedStr(values=rest)))


def is_query(value: ast.expr) -> bool:
    """Whether a text is empty or begins with a question mark, so that it leads nowhere else."""
    if isinstance(value, ast.IfExp):
        return is_query(value.body) and is_query(value.orelse)
    first = value.values[0] if isinstance(value, ast.JoinedStr) and value.values else value
    return isinstance(first, ast.Constant) and str(first.value)[:1] in {"", "?"}


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
    made = isinstance(value, ast.Call) and called(value) in LINKS
    return said_by_us(value) or made or called(node) in RECORDS


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
        "html.A('x', href=href)", "html.A('x', href=address)", "dcc.Link('x', href=link)", "A(href=where)",
        "Response(headers=dict(Location=where_to))", "Response(headers={'Location': to})",
        "reply.headers['Location'] = to", "reply.headers.set('Location', to)", "reply.location = to",
        "redirect(where)", "redirect(where, 303)", "redirect(f'//{where}?')", "redirect(f'//evil?{x}')",
        "redirect(request.full_path)", "redirect(request.url)", "redirect(location=to)",
        "redirect(request.args['next'])", "led(onward)", "led(request.path + rest)",
        "redirect(f'{where}?x=1')", "redirect(f'/{where}')", "redirect('/' + where)",
        "redirect(HERE + where)",
        "def f(to):\n return redirect(to)", "def f(to):\n to = to\n return redirect(to)",
        "def f():\n to = within(a)\n to = b\n return redirect(to)",
        "def f():\n to = HERE if a else b\n return redirect(to)",
        "redirect(next((one.url for one in all_), '/'))",
        "dcc.Markdown('x', dangerously_allow_html=allow)",
    ],
)  # fmt: skip
def test_the_lint_finds_what_it_looks_for(code):
    assert list(faults(ast.parse(code)))


@pytest.mark.parametrize(
    "code",
    ["html.A('x', href=safe_href(row.url))", "html.A('x', href='/wall')",
     "html.Div(style={'height': '100%'})",
     "x = {'text': plain(row.note)}", "el('A', None, 'x', href=row.url)",
     "led(request.path + f'?{rest}')", "redirect('/wall')", "redirect(SIGN_IN, 303)", "redirect(within(x))",
     "redirect(f'{SIGN_IN}?{urlencode(x)}')",
     "redirect(f'/wall?{x}')", "Response(headers={'Location': within(x), 'Allow': y})",
     "def f():\n to = within(a)\n return led(to)", "def led(to):\n return redirect(to, 303)",
     "def f():\n a = next((page.path for page in b), '/me')\n return redirect(a + (f'?{q}' if q else ''))"],
)  # fmt: skip
def test_the_one_way_is_let_through(code):
    assert list(faults(ast.parse(code))) == []
