"""The one beat of a page: ask for its picture, hand it to graphs and tiles, in the browser."""

from __future__ import annotations

from typing import TYPE_CHECKING

from dash import ALL, ClientsideFunction, Dash, Input, Output, State

from dashboard import ids
from dashboard.ids import Id

if TYPE_CHECKING:
    from dashboard.desk import Desk


def register(app: Dash, desk: Desk) -> None:
    """One clientside function serves every panel of every page; a new panel needs none of its own."""
    app.clientside_callback(  # type: ignore[no-untyped-call]
        ClientsideFunction("jq", "beat"),
        Output(ids.graph(ALL), "figure"),
        Output(ids.tile(ALL), "children"),
        Output(ids.grid(ALL), "rowData"),
        Input(Id.BEAT, "n_intervals"),
        Input(Id.LOCATION, "search"),
        State(Id.LOCATION, "pathname"),
    )
