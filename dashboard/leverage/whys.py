"""Why a matter is put up before leaders, and why another is not: reason codes with their words."""

from __future__ import annotations

from enum import StrEnum

from dashboard.text import Text


class Why(StrEnum):
    """Why a matter is put up, or why it is not."""

    OVERRIDE = "override"
    NOTICE = "notice"
    ORDER = "order"
    LOT = "lot"
    SILENCED = "silenced"
    COOLING = "cooling"
    USELESS = "useless"
    MATTER = "matter"
    MEMBER = "member"
    CENTRE = "centre"
    DEPARTMENT = "department"
    CATEGORY = "category"
    LEADER = "leader"
    BEFORE = "before"
    ABOVE = "above"
    TOPICS = "topics"
    PURSE = "purse"
    POINTS = "points"
    SHARE = "share"
    PANEL = "panel"

    @property
    def words(self) -> Text:
        """What is said of it, one click away."""
        return WORDS[self]


WORDS = {
    Why.OVERRIDE: Text("直报，不占名额", "reported at once, outside the budget"),
    Why.NOTICE: Text("要情，不占名额", "a notice, costs nothing"),
    Why.ORDER: Text("按分上报", "put up by its order"),
    Why.LOT: Text("同分抽中", "drawn by lot among equals"),
    Why.SILENCED: Text("静默", "silenced"),
    Why.COOLING: Text("三个工作日内已呈同一领导", "put to the same leader within three working days"),
    Why.USELESS: Text("预计无益", "no benefit expected"),
    Why.MATTER: Text("本件已另荐", "put up with another lever"),
    Why.DEPARTMENT: Text("本部门名额已满", "the department's places are taken"),
    Why.CATEGORY: Text("本类别名额已满", "the category's places are taken"),
    Why.MEMBER: Text("并入同一事项，由代表件上报", "part of a matter that another case stands for"),
    Why.CENTRE: Text("由中心办理，不需领导批示", "the centre sees to it, no leader's word is needed"),
    Why.LEADER: Text("该领导本周名额已满", "the leader's week is full"),
    Why.ABOVE: Text("一把手案头议题已满", "the top leaders have as many topics as a week allows"),
    Why.BEFORE: Text("该领导案头已满", "the leader has as many at once as a week allows"),
    Why.TOPICS: Text("一把手本周议题已满", "the top leaders' topics of the week are taken"),
    Why.PURSE: Text("该领导本周关注点数不足", "the leader's points of the week are spent"),
    Why.POINTS: Text("关注点数不足", "not enough attention points left"),
    Why.SHARE: Text("全区上限已到", "the share of all open cases is reached"),
    Why.PANEL: Text("版面已满", "the panel is full"),
}
CHOSEN = (Why.OVERRIDE, Why.NOTICE, Why.ORDER, Why.LOT)
