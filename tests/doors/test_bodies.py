"""Bodies of callbacks: what a page sends passes, anything else is refused, and nothing breaks."""

from __future__ import annotations

import copy

import pytest
from dash import ALL, MATCH, Dash, Input, Output, State, html
from hypothesis import given, settings
from hypothesis import strategies as st

from dashboard.doors.bodies import MOST, BodyError, called

PLAIN = "out.children"
MULTI = "..out.title...box.children.."
MATCHED = '{"row":["MATCH"]}.children'
GATHERED = "sum.children"


@pytest.fixture(scope="module")
def callbacks():
    app = Dash(__name__)
    app.layout = html.Div(id="out")
    app.callback(Output("out", "children"), Input("go", "n_clicks"), State("why", "value"))(lambda *_: "")
    app.callback(Output("out", "title"), Output("box", "children"), Input("go", "n_clicks"))(lambda *_: "")
    app.callback(
        Output({"row": MATCH}, "children"),
        Input({"row": MATCH}, "n_clicks"),
        State({"kind": "x", "row": MATCH}, "value"),
    )(lambda *_: "")
    app.callback(Output("sum", "children"), Input({"row": ALL}, "value"))(lambda *_: "")
    app._setup_server()
    return app.callback_map


def part(name, prop, value=1):
    return {"id": name, "property": prop, "value": value}


def place(name, prop):
    return {"id": name, "property": prop}


BODIES = {
    PLAIN: {
        "output": PLAIN,
        "outputs": place("out", "children"),
        "inputs": [part("go", "n_clicks")],
        "state": [part("why", "value", "because")],
        "changedPropIds": ["go.n_clicks"],
        "parsedChangedPropsIds": ["go.n_clicks"],
    },
    MULTI: {
        "output": MULTI,
        "outputs": [place("out", "title"), place("box", "children")],
        "inputs": [part("go", "n_clicks")],
        "changedPropIds": [],
    },
    MATCHED: {
        "output": MATCHED,
        "outputs": place({"row": "a"}, "children"),
        "inputs": [part({"row": "a"}, "n_clicks")],
        "state": [part({"kind": "x", "row": "a"}, "value")],
        "changedPropIds": ['{"row":"a"}.n_clicks'],
    },
    GATHERED: {
        "output": GATHERED,
        "outputs": place("sum", "children"),
        "inputs": [[part({"row": "a"}, "value"), part({"row": 7}, "value")]],
        "changedPropIds": ['{"row":7}.value'],
    },
}
every = pytest.mark.parametrize("name", BODIES)


@every
def test_what_a_page_sends_is_the_callback_that_it_calls(callbacks, name):
    assert called(BODIES[name], callbacks) == name


def spoiled(body):
    """The same body with one thing about it wrong."""
    yield {**body, "output": "nothere.children"}
    yield {**body, "output": [body["output"]]}
    yield {**body, "output": {"a": 1}}
    yield {**body, "extra": 1}
    yield {name: value for name, value in body.items() if name != "output"}
    yield {name: value for name, value in body.items() if name != "inputs"}
    yield {name: value for name, value in body.items() if name != "outputs"}
    yield {**body, "inputs": []}
    yield {**body, "inputs": {"0": body["inputs"][0]}}
    yield {**body, "inputs": [*body["inputs"], part("more", "value")]}
    yield {**body, "state": [*body.get("state", []), part("more", "value")]}
    yield {**body, "changedPropIds": ["other.value"]}
    yield {**body, "changedPropIds": [["go.n_clicks"]]}
    yield {**body, "changedPropIds": "go.n_clicks"}
    yield {**body, "parsedChangedPropsIds": "go"}
    for wrong in ({"property": "pathname"}, {"id": "nothere.zzz"}, {"id": ["go"]}, {"more": 1}):
        other = copy.deepcopy(body)
        first = other["inputs"][0]
        (first[0] if isinstance(first, list) else first).update(wrong)
        yield other


@every
def test_a_body_with_one_thing_wrong_is_refused(callbacks, name):
    for number, wrong in enumerate(spoiled(BODIES[name])):
        with pytest.raises(BodyError):
            called(wrong, callbacks)
        assert number >= 0


@pytest.mark.parametrize(
    "index", ["", "a" * (MOST + 1), "a\u0000", None, True, 1.5, ["a"], {"a": 1}, "line\nbreak"]
)
def test_a_pattern_takes_names_and_numbers_alone(callbacks, index):
    body = copy.deepcopy(BODIES[MATCHED])
    body["inputs"][0]["id"] = {"row": index}
    with pytest.raises(BodyError):
        called(body, callbacks)


def test_a_fixed_part_of_a_pattern_is_fixed(callbacks):
    body = copy.deepcopy(BODIES[MATCHED])
    body["state"][0]["id"] = {"kind": "y", "row": "a"}
    with pytest.raises(BodyError):
        called(body, callbacks)


def test_a_wildcard_stands_for_so_many_and_no_more(callbacks):
    body = {**BODIES[GATHERED], "changedPropIds": []}
    body["inputs"] = [[part({"row": n}, "value") for n in range(MOST)]]
    assert called(body, callbacks) == GATHERED
    body["inputs"][0].append(part({"row": MOST}, "value"))
    with pytest.raises(BodyError):
        called(body, callbacks)


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=8),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=8), inner, max_size=3),
    max_leaves=8,
)


@settings(max_examples=60)
@given(body=JSON)
def test_nothing_but_a_body_passes_and_nothing_breaks(callbacks, body):
    with pytest.raises(BodyError):
        called(body, callbacks)


@settings(max_examples=60)
@given(data=st.data())
def test_a_good_body_with_any_part_replaced_is_good_or_refused(callbacks, data):
    name = data.draw(st.sampled_from(sorted(BODIES)))
    body = copy.deepcopy(BODIES[name])
    body[data.draw(st.sampled_from(sorted(body)))] = data.draw(JSON)
    try:
        found = called(body, callbacks)
    except BodyError:
        found = name
    assert found == name
