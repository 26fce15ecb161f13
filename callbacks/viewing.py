"""Switches and the URL query are one thing: either changes the other, so that every view has an address."""

from __future__ import annotations

from typing import TYPE_CHECKING

from dash import ALL, ClientsideFunction, Dash, Input, Output, State

from dashboard import ids
from dashboard.ids import Id

if TYPE_CHECKING:
    from dashboard.desk import Desk


def register(app: Dash, desk: Desk) -> None:
    """A switch writes its word into the query; a query sets the switches; defaults are left out."""
    app.clientside_callback(  # type: ignore[no-untyped-call]
        ClientsideFunction("jq", "view"),
        Output(Id.LOCATION, "search"),
        Output(ids.choice(ALL), "value"),
        Input(Id.LOCATION, "search"),
        Input(ids.choice(ALL), "value"),
        State(ids.choice(ALL), "id"),
        State(ids.choice(ALL), "options"),
    )
