"""The table of moves of a case: what may happen in which phase, and why (domain.md §1.2–1.7).

Sources skip steps, so every edge that could be a step left out is open; what stays closed are the moves that
contradict what is known: acting on an ended case, returning what nobody holds, reopening what is open.
A case begins as reported at the first thing known of it.
"""

from __future__ import annotations

from collections.abc import Iterable

from dashboard.cases import ENDED, EventKind, Phase
from dashboard.fold.machine import BACK, STAY, Edge, Hand, frees, gives, keeps, leaves, moves, takes
from dashboard.text import Text

START = Phase.REPORTED
INTAKE = frozenset({Phase.REPORTED, Phase.VERIFYING, Phase.ACCEPTED, Phase.REGISTERED})
WAITING = INTAKE | {Phase.RETURNED}
HANDED = frozenset({Phase.DISPATCHED, Phase.REWORK})
TAKEN = frozenset({Phase.SIGNED, Phase.CONTACTED, Phase.DISPOSING})
HELD = HANDED | TAKEN
OPEN = frozenset(Phase) - ENDED
DONE = frozenset({Phase.CLOSED, Phase.VISITED, Phase.ARCHIVED})


def edge(
    kind: EventKind,
    origins: Iterable[Phase],
    to: str,
    why: Text,
    hand: Hand = keeps,
) -> Edge:
    """One row of the table."""
    return Edge(kind, frozenset(origins), to, why, hand)


INTAKE_EDGES = (
    edge(
        EventKind.REPORT,
        OPEN,
        STAY,
        Text("首报建案，续报补充情况", "the first report opens a case, later ones add to it"),
    ),
    edge(
        EventKind.VERIFY,
        INTAKE,
        Phase.VERIFYING,
        Text("立案前核实", "checked on the spot before it is registered"),
    ),
    edge(
        EventKind.ACCEPT,
        INTAKE,
        Phase.ACCEPTED,
        Text("受理即进入中心流程", "the centre takes it into its process"),
    ),
    edge(
        EventKind.REGISTER,
        INTAKE,
        Phase.REGISTERED,
        Text("立案；来源可不报受理", "registered, also where acceptance is not told"),
    ),
    edge(
        EventKind.REJECT,
        WAITING,
        Phase.REJECTED,
        Text("派遣前或全部退回后可不予受理", "refused before dispatch or after every unit returned it"),
    ),
)

HANDLING_EDGES = (
    edge(
        EventKind.DISPATCH,
        OPEN,
        Phase.DISPATCHED,
        Text("派遣、改派；来源可不报立案", "sent or passed on, also where registration is not told"),
        gives,
    ),
    edge(
        EventKind.SIGN,
        WAITING | HANDED,
        Phase.SIGNED,
        Text("签收；来源可不报派遣", "signed for, also where dispatch is not told"),
        takes,
    ),
    edge(EventKind.SIGN, TAKEN, STAY, Text("补签或会签", "signed late, or by a second unit")),
    edge(
        EventKind.RETURN,
        HELD,
        Phase.RETURNED,
        Text("承办单位退单，无人承办", "the unit gives it back: in nobody's hands"),
        frees,
    ),
    edge(
        EventKind.CONTACT,
        HANDED | {Phase.SIGNED, Phase.CONTACTED},
        Phase.CONTACTED,
        Text("先行联系；来源可不报签收", "the citizen is contacted, also where signing is not told"),
        takes,
    ),
    edge(
        EventKind.CONTACT,
        WAITING | {Phase.DISPOSING, Phase.SUSPENDED, Phase.DISPOSED},
        STAY,
        Text("其他环节也可联系市民", "the citizen may be contacted at any time"),
    ),
    edge(
        EventKind.PROGRESS,
        WAITING | HELD,
        Phase.DISPOSING,
        Text("开始或继续处置；来源可不报签收", "work goes on, also where signing is not told"),
        takes,
    ),
    edge(
        EventKind.PROGRESS,
        {Phase.SUSPENDED, Phase.DISPOSED},
        STAY,
        Text("挂账或待核查时补充进展", "news while paused or waiting for the check"),
    ),
    edge(
        EventKind.DISPOSE,
        OPEN - {Phase.DISPOSED},
        Phase.DISPOSED,
        Text("处置完成；简易程序可一步到位", "mended; simple cases go there in one step"),
        takes,
    ),
    edge(EventKind.DISPOSE, {Phase.DISPOSED}, STAY, Text("补报处置结果", "the result is told again")),
    edge(
        EventKind.CHECK_PASS,
        HELD | {Phase.DISPOSED},
        Phase.DISPOSED,
        Text("核查通过，待结案", "the check passed, to be closed"),
    ),
    edge(
        EventKind.CHECK_FAIL,
        HELD | {Phase.DISPOSED},
        Phase.REWORK,
        Text("核查不通过，返工", "the check failed, to be mended again"),
    ),
)

SIDE_EDGES = (
    *(
        edge(kind, OPEN, STAY, why)
        for kind, why in {
            EventKind.EXTEND_REQUEST: Text("申请延期", "more time is asked for"),
            EventKind.EXTEND: Text("批准延期，改变时限", "more time is granted: the limit moves"),
            EventKind.REMIND: Text("催办不改变状态", "a reminder changes no phase"),
            EventKind.SUPERVISE: Text("督办不改变状态", "an order changes no phase"),
            EventKind.ESCALATE: Text("提级不改变状态", "raising it changes no phase"),
        }.items()
    ),
    edge(
        EventKind.SUSPEND,
        OPEN - {Phase.SUSPENDED},
        Phase.SUSPENDED,
        Text("挂账停表", "paused: the clock stops"),
    ),
    edge(
        EventKind.SUSPEND,
        {Phase.SUSPENDED},
        STAY,
        Text("复核后继续挂账", "paused on after its review"),
    ),
    edge(
        EventKind.RESUME,
        {Phase.SUSPENDED},
        BACK,
        Text("恢复计时，回到原环节", "the clock runs again, in the phase it had"),
    ),
)

ENDING_EDGES = (
    edge(
        EventKind.CLOSE,
        OPEN,
        Phase.CLOSED,
        Text("结案；来源可只报开始和结束", "closed; some sources know only begin and end"),
    ),
    edge(
        EventKind.VISIT,
        {Phase.CLOSED},
        Phase.VISITED,
        Text("结案后回访", "the citizen is asked after closing"),
    ),
    edge(
        EventKind.VISIT,
        OPEN | {Phase.VISITED, Phase.ARCHIVED},
        STAY,
        Text("结案前回访或再次回访", "asked before closing, or once more"),
    ),
    edge(EventKind.ARCHIVE, {Phase.CLOSED, Phase.VISITED}, Phase.ARCHIVED, Text("归档", "filed")),
    edge(
        EventKind.REOPEN,
        ENDED,
        Phase.ACCEPTED,
        Text("重办，或撤销不予受理、作废、并案；待重新派遣", "opened again: to be dispatched anew"),
        leaves,
    ),
    edge(EventKind.MERGE, OPEN, Phase.MERGED, Text("并入另一案", "goes on as part of another case")),
    edge(
        EventKind.VOID,
        OPEN | DONE,
        Phase.VOIDED,
        Text("作废；结案后也可发现误录", "entered in error, also when found after closing"),
    ),
)

EDGES = (*INTAKE_EDGES, *HANDLING_EDGES, *SIDE_EDGES, *ENDING_EDGES)
MOVES = moves(EDGES)
