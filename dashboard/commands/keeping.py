"""The ledger's keeping: verify, back up, restore, and the board made anew from it."""

from __future__ import annotations

from pathlib import Path

from dashboard.backups import note
from dashboard.commands.noting import noted, operator
from dashboard.settings import Settings, ledger_keys

APART = (
    "\n更换前后的诉求人、地址互不关联：30 天内跨越此刻的重复诉求数不出来 · requesters and addresses of "
    "before and after are not linked: for 30 days repeats across this moment are not seen"
)

AWAITED = (
    "密钥文件里有账本尚未启用的新密钥：更换未完成，或账本被整体换回更换之前 · "
    "the key file has a key that this ledger does not know: a change of keys was not ended, or the ledger is "
    "set back to before it"
)


def verified(chosen: Settings) -> tuple[str, bool]:
    """A sentence on each chain of the ledger, and whether all holds; the audit notes that it was asked."""
    from dashboard.commands.progress import bar
    from dashboard.ledger import Action, LedgerError
    from dashboard.ledger.anchoring import contradiction
    from dashboard.ledger.store import Ledger

    ledger = Ledger.open(chosen.ledger_url, key=ledger_keys(chosen))
    with bar("核验账本 · verifying") as told:
        verdict = ledger.verify(told)
    notes, set_back = ledger.book.verify(), contradiction(ledger, chosen.anchor_to)
    good = verdict.good and notes.good and set_back is None
    said = [str(verdict), f"审计 · audit: {notes}"]
    said += [f"{set_back.zh} · {set_back.en}"] if set_back else []
    said += [AWAITED] if ledger.awaited(ledger_keys(chosen)) else []
    try:
        noted(ledger, Action.VERIFY, f"{verdict.head[0]}", outcome="done" if good else "failed")
    except LedgerError as error:  # as where somebody has put notes in behind the head
        said.append(f"未能记入审计 · not noted in the audit: {error}")
    ledger.close()
    return "\n".join(said), good


def backed_up(chosen: Settings, to: Path) -> str:
    """Copy the ledger, also while it runs, and say what was copied; the audit notes where it went."""
    from dashboard.ledger import Action
    from dashboard.ledger.store import Ledger

    ledger = Ledger.open(chosen.ledger_url, key=ledger_keys(chosen))
    try:
        ledger.backup(to)
        seq, _ = ledger.head()
        noted(ledger, Action.BACKUP, str(to.absolute()), after=seq)
    finally:
        ledger.close()
    note(chosen.home, to=to.absolute(), seq=seq)
    return f"已备份 {seq} 条至 {to} · {seq} entries backed up"


def restored(chosen: Settings, source: Path) -> str:
    """Restore a backup into an empty ledger, verified, and say what it holds."""
    from dashboard.ledger import Action
    from dashboard.ledger.keeping import restore
    from dashboard.ledger.store import Ledger

    restore(source, chosen.ledger_url, key=ledger_keys(chosen))
    ledger = Ledger.open(chosen.ledger_url, key=ledger_keys(chosen))
    try:
        seq, _ = ledger.head()
        noted(ledger, Action.RESTORE, str(source.absolute()), before=0, after=seq)
    finally:
        ledger.close()
    return f"已恢复 {seq} 条 · {seq} entries restored"


def rebuilt(chosen: Settings) -> str:
    """Fold the boards of all processes anew; running processes take them over at their next start."""
    from dashboard.clock import Live
    from dashboard.commands.progress import bar
    from dashboard.desk import ROLES, Desk, board_path
    from dashboard.district import load

    for role in ROLES:
        board_path(chosen.home, role).unlink(missing_ok=True)
    district = load(chosen.district, chosen.sources)
    clock = None if district.clock.mode == "frozen" else Live()  # a fold needs no simulator to be there
    with bar("重建看板 · rebuilding the board") as told:
        desk = Desk.open(chosen, role=ROLES[0], clock=clock)
        desk.board.catch_up(desk.ledger.entries, told)
    seq, cases = desk.board.seq, desk.board.cases()
    desk.close()
    return f"看板已重建：{cases} 件，至第 {seq} 条 · board rebuilt: {cases} cases up to entry {seq}"


def key_rotated(chosen: Settings, *, digests: bool = False) -> str:
    """Put another key before those of the key file and have it seal from now on; a stopped one goes on.

    With `digests` it makes those from then on, and what stands for people.
    """
    from dashboard.access.rotating import rotated
    from dashboard.clock import now
    from dashboard.ledger.anchoring import anchored, dropped
    from dashboard.ledger.store import Ledger
    from dashboard.settings import add_key

    ledger = Ledger.open(chosen.ledger_url, key=ledger_keys(chosen))
    try:
        if not ledger.awaited(ledger_keys(chosen)):
            add_key(chosen.key_path)
        keys = ledger_keys(chosen)
        former = next(iter(keys[1:]), b"")
        rotated(ledger, keys[0], actor=operator(), recorded_at=now(), former=former, digests=digests)
        if chosen.anchor_to:
            dropped(chosen.anchor_to, anchored(ledger, now()))
    finally:
        ledger.close()
    return (
        f"密钥已更换，{chosen.key_path} 现有 {len(ledger_keys(chosen))} 个：旧的须保留；请另处备份并重启 · "
        "the key was rotated; keep the older ones in the file, back it up elsewhere, start the program again"
        + (APART if digests else "")
    )


def aged(chosen: Settings, *, only_count: bool) -> str:
    """Let go of what is older than the settings want, or say how much that would be."""
    from dashboard.commands.running import retention
    from dashboard.desk import Desk
    from dashboard.polling import Turn

    desk = Desk.open(chosen, role="")
    retain = retention(desk, operator())
    if only_count:
        due = sum(map(len, retain.due().values()))
        said = f"有 {due} 条的文字到期 · the texts of {due} entries are due"
    else:
        gone = retain(Turn())
        said = (
            f"已清理文字 {gone.texts} 条、搁置记录 {gone.records} 条、"
            f"通知文字 {gone.notices} 条、审计 {gone.notes} 条 · "
            f"{gone.texts} texts, {gone.records} records set aside, the words of {gone.notices} notices and "
            f"{gone.notes} notes of the audit are gone; ledger and audit register which"
        )
    desk.close()
    return said
