"""The static shell of one tile: head with title, note, switch and help; body that pictures fill.

A strip has no head; its help sits on its corner where it shows numbers.
"""

from __future__ import annotations

import json
from typing import Any, cast

import dash_ag_grid as dag
import dash_bootstrap_components as dbc
from dash import dcc, html
from dash.development.base_component import Component

from dashboard import ids
from dashboard.ids import Id
from dashboard.text import Lang, Text
from layouts import BLOCK, Choice, Column, Panel
from layouts.elements import dashed, safe_href
from layouts.meaning import address, measures
from layouts.sought import LONGEST
from layouts.states import loading

MORE = Text("点 ⓘ 看另有口径、不计件数与 SQL", "Click ⓘ for rivals, what is left out, and the SQL")
HELP = Text("{title}：含义", "{title}: what it means")
GRID_LOOK = {
    "backgroundColor": "var(--jq-tile)", "foregroundColor": "var(--jq-text)",
    "headerBackgroundColor": "var(--jq-tile-2)", "headerTextColor": "var(--jq-text-2)",
    "accentColor": "var(--jq-accent)", "borderColor": "var(--jq-line-color)",
    "rowHoverColor": "var(--jq-accent-weak)", "selectedRowBackgroundColor": "var(--jq-accent-weak)",
    "oddRowBackgroundColor": "var(--jq-tile)", "fontFamily": "var(--jq-font)",
    "headerFontFamily": "var(--jq-font)", "fontSize": 13, "headerFontSize": 13, "headerFontWeight": 400,
    "spacing": 5, "wrapperBorderRadius": 4, "cellHorizontalPadding": 9, "browserColorScheme": "inherit",
}  # fmt: skip
"""A table in the tokens of the page, so that it follows the theme."""
GRID_WORDS = {
    "noRowsToShow": Text("", ""),  # the panel says it
    "ariaSortableColumn": Text("按回车键排序", "Press Enter to sort"),
    "ariaMenuColumn": Text("按 Ctrl 加回车打开列菜单", "Press Ctrl Enter to open the column menu"),
}
CHANGED = Text("名单已变 · 刷新", "The list has changed · renew")
LOCALE = {"zh": "zh-CN", "en": "en"}


def graph(slot: str, lang: Lang) -> Component:
    """The only way to a graph: no toolbar, no upload, no foreign server, the reader's language."""
    config: Any = {
        "showSendToCloud": False,
        "plotlyServerURL": "",
        "displaylogo": False,
        "displayModeBar": False,
        "showTips": False,
        "scrollZoom": True,
        "doubleClick": "reset",
        "locale": LOCALE[lang],
    }
    return dcc.Graph(
        id=ids.graph(slot), figure=blank(), config=config, responsive=True, className="jq-plot", animate=False
    )


def table(panel: Panel, lang: Lang) -> Component:
    """The table of a panel, empty: its rows are fetched in blocks as they come into sight (`lists.js`)."""
    found: Component = dag.AgGrid(
        id=ids.grid(f"{panel.name}-grid"),
        columnDefs=[column(one, lang) for one in panel.columns],
        rowModelType="infinite",
        columnSize=None,
        defaultColDef={"sortable": True, "resizable": True, "suppressMovable": True},
        dashGridOptions={
            "theme": {"function": f"themeQuartz.withParams({json.dumps(GRID_LOOK)})"},
            "rowHeight": 34,
            "headerHeight": 34,
            "cacheBlockSize": BLOCK,
            "maxConcurrentDatasourceRequests": 1,
            "maxBlocksInCache": 10,
            "blockLoadDebounceMillis": 60,
            "suppressMultiSort": True,
            "suppressCellFocus": False,
            "suppressColumnVirtualisation": True,
            "enableCellTextSelection": True,
            "localeText": {name: word.to(lang) for name, word in GRID_WORDS.items()},
        },
        className="jq-grid",
        style={"height": "100%"},
    )
    return found


def column(one: Column, lang: Lang) -> dict[str, Any]:
    """One column as AG Grid takes it."""
    said: dict[str, Any] = {
        "colId": one.name,
        "field": one.name,
        "headerName": one.title.to(lang),
        "width": one.width,
        **({} if one.sorts else {"sortable": False}),
        **({"flex": 1, "minWidth": one.width} if one.grow else {}),
        **({"type": "rightAligned"} if one.kind == "number" else {}),
    }
    return {**said, "cellRenderer": "JqLink"} if one.kind == "link" else said


def search(words: Text, lang: Lang) -> list[Component]:
    """The box by whose words a table is filtered, and the button that says that the list has changed."""
    box = dcc.Input(
        id=Id.SEARCH, type="search", value="", maxLength=LONGEST, autoComplete="off", className="jq-search",
        placeholder=words.to(lang),
    )  # fmt: skip
    renew = html.Button(CHANGED.to(lang), type="button", className="jq-list-renew", hidden=True)
    return [
        html.Span(renew, role="status"),
        html.Label(
            [html.Span(words.to(lang), className="jq-search-title"), box], className="jq-search-label"
        ),
    ]


def blank() -> dict[str, Any]:
    """A figure of nothing, until the first picture."""
    clear = "rgba(0,0,0,0)"
    axis = {"visible": False}
    return {
        "data": [],
        "layout": {"paper_bgcolor": clear, "plot_bgcolor": clear, "xaxis": axis, "yaxis": axis},
    }


def tile(panel: Panel, lang: Lang, site: str = "") -> Component:
    """A panel's place on the page, with skeleton bars until the first picture."""
    if not panel.head:
        return html.Section(
            [slot(panel.name, lang, bars=8), *(explained(panel, lang, site) if measures(panel) else ())],
            className=f"jq-strip jq-{panel.name}",
            **dashed(data_panel=panel.name, aria_label=panel.title.to(lang)),
        )
    fill: list[Component] = [graph(f"{panel.name}-graph", lang)] if panel.graph else []
    fill += [table(panel, lang)] if panel.columns else []
    return html.Section(
        [
            head(panel, lang, site),
            html.Div(
                [*fill, slot(panel.name, lang, over=panel.graph or bool(panel.columns))],
                className="jq-tile-body",
            ),
        ],
        className=f"jq-tile jq-{panel.name}",
        **dashed(data_panel=panel.name, aria_label=panel.title.to(lang)),
    )


def slot(name: str, lang: Lang, *, over: bool = False, bars: int = 6) -> Component:
    """The element that pictures fill; over a graph it carries legends and states."""
    kind = "jq-over" if over else "jq-fill"
    return html.Div(cast(Any, loading(lang, bars)), id=ids.tile(name), className=kind)


def head(panel: Panel, lang: Lang, site: str = "") -> Component:
    """Title and note; at the right what pictures put there, the switch, the help."""
    choice = [switch(panel.choice, lang)] if panel.choice else []
    return html.Header(
        [
            html.H2(panel.title.to(lang)),
            html.Span(panel.note.to(lang), id=ids.tile(f"{panel.name}-note"), className="jq-note"),
            html.Div(
                [
                    html.Div(id=ids.tile(f"{panel.name}-tools"), className="jq-drawn-tools"),
                    *(search(panel.search, lang) if panel.search else ()),
                    *choice,
                    *explained(panel, lang, site),
                ],
                className="jq-tools",
            ),
        ],
        className="jq-tile-head",
    )


def explained(panel: Panel, lang: Lang, site: str) -> list[Component]:
    """The ⓘ of a tile or strip, the definition that opens from it; behind it rivals, exclusions and SQL."""
    target = ids.explanation(panel.name)
    title = panel.title.to(lang)
    more = [html.Div(one.to(lang), className="jq-definition-more") for one in (panel.instead, MORE) if one]
    return [
        html.A(
            "i",
            id=target,
            className="jq-help",
            href=safe_href(address(site or panel.pages[0], panel.name, lang)),
            target="_blank",
            **dashed(aria_label=HELP.to(lang, title=title)),
        ),
        dbc.Popover(
            [
                dbc.PopoverHeader(title),
                dbc.PopoverBody([panel.help.to(lang), *more]),
            ],
            target=target, trigger="hover focus", placement="bottom-end", class_name="jq-definition",
        ),
    ]  # fmt: skip


def switch(choice: Choice, lang: Lang) -> Component:
    """A segmented control that sets one word of the query."""
    radio = dbc.RadioItems(
        id=ids.choice(choice.key),
        options=[{"label": title.to(lang), "value": value} for value, title in choice.values.items()],
        value=choice.default,
        inline=True,
        class_name="jq-seg",
        input_class_name="jq-seg-input",
        label_class_name="jq-seg-item",
        label_checked_class_name="jq-seg-on",
    )
    return html.Div(radio, role="radiogroup", **dashed(aria_label=choice.title.to(lang)))
