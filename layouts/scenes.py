"""The wall's arrangements: which panels stand on it at a time, and all of them side by side on a wide one."""

from __future__ import annotations

from dashboard.text import Text
from layouts import Choice, Panel, Query

SCENE = Choice(
    key="scene",
    title=Text("场景", "Scene"),
    values={
        "now": Text("此刻", "Now"),
        "hands": Text("经手", "Hands"),
        "flow": Text("收办", "Flow"),
    },
)
AUTO = "auto"
"""An address that says so asks for all scenes in turn; the browser turns them and asks for one at a time."""
WIDE = Choice(
    key="wide", title=Text("宽屏", "Wide"), values={"": Text("标准", "standard"), "1": Text("宽屏", "wide")}
)
"""Said by a browser that is at least three times as wide as high."""


def is_wide(query: Query) -> bool:
    """Whether the picture is for a wide wall."""
    return bool(WIDE.of(query))


def shown(panels: tuple[Panel, ...], query: Query, page: str = "wall") -> tuple[Panel, ...]:
    """The panels that a picture needs: of a wide wall and of any other page all, else those of its scene."""
    if page != "wall" or is_wide(query):
        return panels
    scene = SCENE.of(query)
    return tuple(panel for panel in panels if not panel.scenes or scene in panel.scenes)
