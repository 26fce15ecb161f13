"""The audit of a morning: a sign-in, refusals counted as one, an export, a change of somebody's roles."""

from __future__ import annotations

from datetime import timedelta

import pandas as pd

from dashboard.access.policy import shipped
from dashboard.access.standings import AuditStanding, called
from dashboard.ledger import Action, Audited, Verdict
from dashboard.ledger.audit_leaves import Leaf
from tests.layouts import frames

PAGE = "audit"


def busy() -> dict[str, pd.DataFrame]:
    """Nothing of the board."""
    return {}


def extra() -> AuditStanding:
    """How it stands: the last four of five hundred and four."""
    return AuditStanding(
        leaf=Leaf(notes=notes(), total=504, newer=0),
        verdict=Verdict(entries=504, head=(504, "0" * 64)),
        whole_at=frames.NOW - timedelta(minutes=40),
        roles=called(shipped()),
    )


def notes() -> tuple[Audited, ...]:
    """Four notes, newest first."""
    told = [
        ("keeper", "security-admin", Action.PERSON_CHANGE, "chief2", "done", "duty-officer", "duty-chief", 1),
        ("head", "department-head", Action.REFUSED, "GET /wall page wall", "refused", "", "", 17),
        ("chief", "duty-chief", Action.EXPORT, "/export/cases.csv?of=open", "done", "", "", 1),
        ("chief", "duty-chief", Action.SIGN_IN, "password", "done", "", "", 1),
    ]
    return tuple(
        Audited(
            seq=504 - n, recorded_at=frames.NOW - timedelta(minutes=7 * n), actor=actor, roles=roles,
            address="10.12.3.4", action=action, object=of, outcome=outcome, before=before, after=after,
            times=times,
        )
        for n, (actor, roles, action, of, outcome, before, after, times) in enumerate(told)
    )  # fmt: skip
