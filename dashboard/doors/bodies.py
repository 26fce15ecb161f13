"""What a browser may send to a callback: exactly the shape that the application declared, and no more."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from typing import Any

from dashboard.refusal import Refusal

WILDCARDS = {"ALL", "MATCH", "ALLSMALLER"}
PARTS = {"output", "outputs", "inputs", "state", "changedPropIds", "parsedChangedPropsIds"}
MOST = 200
"""Components that one wildcard may stand for, and letters of one of their names."""
Spec = Mapping[str, Any]
"""One callback as Dash keeps it: `inputs`, `state` and `output`."""


class BodyError(Refusal):
    """A body that no page of this application would send: which part of it."""


def called(body: Any, callbacks: Mapping[str, Spec]) -> str:
    """The callback that a body calls, if the body is one that a page can send; else a `BodyError`."""
    if not isinstance(body, dict) or not body.keys() <= PARTS:
        raise BodyError("the body is not that of a callback")
    name = body.get("output")
    if not isinstance(name, str) or name not in callbacks:
        raise BodyError("there is no such callback")
    spec = callbacks[name]
    inputs, state = body.get("inputs", []), body.get("state", [])
    fit(inputs, spec["inputs"], "inputs", valued=True)
    fit(state, spec.get("state", []), "state", valued=True)
    told(body.get("outputs"), spec)
    changed(body.get("changedPropIds", []), [*flat(inputs)])
    if not isinstance(body.get("parsedChangedPropsIds", []), list):
        raise BodyError("parsedChangedPropsIds is no list")
    return name


def fit(given: Any, wanted: Sequence[Mapping[str, Any]], part: str, *, valued: bool) -> None:
    """Whether what is given are the declared properties, one by one and in their order."""
    if not isinstance(given, list) or len(given) != len(wanted):
        raise BodyError(f"{part} are not those of the callback")
    for one, of in zip(given, wanted, strict=True):
        many = is_many(of["id"])
        found = one if many else [one]
        if not isinstance(found, list) or len(found) > MOST:
            raise BodyError(f"{part} are not those of the callback")
        for each in found:
            named(each, of, part, valued=valued)


def named(one: Any, wanted: Mapping[str, Any], part: str, *, valued: bool) -> None:
    """Whether one part names the declared component and property."""
    allowed = {"id", "property", "value"} if valued else {"id", "property"}
    if not isinstance(one, dict) or not {"id", "property"} <= one.keys() <= allowed:
        raise BodyError(f"{part} are not those of the callback")
    if one["property"] != wanted["property"] or not is_of(one["id"], wanted["id"]):
        raise BodyError(f"{part} are not those of the callback")


def is_of(given: Any, wanted: Any) -> bool:
    """Whether an id is the declared one, or one that its pattern stands for."""
    pattern = pattern_of(wanted)
    if pattern is None:
        return bool(given == str(wanted))
    if not isinstance(given, dict) or given.keys() != pattern.keys():
        return False
    return all(
        is_name(given[name]) if kind in WILDCARDS else given[name] == value
        for name, value in pattern.items()
        for kind in [value[0] if isinstance(value, list) else None]
    )


def pattern_of(wanted: Any) -> dict[str, Any] | None:
    """The pattern of a declared id; None where it names one component."""
    text = str(wanted)
    return json.loads(text) if text.startswith("{") else None


def is_many(wanted: Any) -> bool:
    """Whether a declared id stands for any number of components."""
    pattern = pattern_of(wanted) or {}
    return any(value in (["ALL"], ["ALLSMALLER"]) for value in pattern.values())


def is_name(value: Any) -> bool:
    """Whether a value can be the name of a component."""
    if isinstance(value, str):
        return 0 < len(value) <= MOST and value.isprintable()
    return isinstance(value, int) and not isinstance(value, bool)


def told(outputs: Any, spec: Spec) -> None:
    """Whether the places that the browser names for the answer are those of the callback."""
    declared = spec["output"]
    wanted = declared if isinstance(declared, list | tuple) else [declared]
    if not isinstance(declared, list | tuple):
        outputs = [outputs]
    slots = [{"id": one.component_id_str(), "property": one.component_property} for one in wanted]
    fit(outputs, slots, "outputs", valued=False)


def flat(given: Any) -> list[str]:
    """What the browser may say has changed: each of the inputs."""
    rows = [one for each in given for one in (each if isinstance(each, list) else [each])]
    return [f"{written(one['id'])}.{one['property']}" for one in rows]


def written(given: Any) -> str:
    """An id as the browser writes it."""
    return given if isinstance(given, str) else json.dumps(given, sort_keys=True, separators=(",", ":"))


def changed(given: Any, inputs: list[str]) -> None:
    """Whether what is said to have changed are inputs of the callback."""
    if not isinstance(given, list) or not all(isinstance(one, str) and one in inputs for one in given):
        raise BodyError("changedPropIds are not inputs of the callback")
