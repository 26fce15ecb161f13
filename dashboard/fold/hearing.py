"""What a fact says, heard today: names in the words of the present district file, no moment yet to come."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import datetime
from typing import Any

from dashboard.cases import UNMAPPED, in_time
from dashboard.district import District
from dashboard.fold.attributes import instant

Body = Mapping[str, Any]
Lookup = Callable[[District, str, str], str | None]

NAMES: Mapping[str, Lookup] = {
    "org_said": District.org_of,
    "to_org_said": District.org_of,
    "holder_said": District.org_of,
    "lead_org_said": District.org_of,
    "category_said": District.category_of,
    "street_said": District.street_of,
}
"""What a body says beside a code that was 未映射 when it was parsed, and how it is looked up."""

OF_THE_CASE = frozenset({"lead_org", "category", "street"})


def heard(body: Body, feed: str, district: District) -> Body:
    """A body with the names that the district file knows by now; a name still unknown stays said."""
    if not (said := NAMES.keys() & body.keys()):
        return body
    found = dict(body)
    for name in sorted(said):
        field = name.removesuffix("_said")
        holds = found.get("case") if field in OF_THE_CASE else found
        code = NAMES[name](district, feed, str(found[name]))
        if code == UNMAPPED or not isinstance(holds, Mapping) or holds.get(field) != UNMAPPED:
            continue
        del found[name]
        if field in OF_THE_CASE:
            found["case"] = {**holds, field: code}
        else:
            found[field] = code
    return found


def present(body: Body, known_at: datetime) -> Body:
    """A body whose case was reported hardly later than it was known."""
    case = body.get("case")
    reported_at = instant(case.get("reported_at")) if isinstance(case, Mapping) else None
    if case is None or reported_at is None or in_time(reported_at, known_at) == reported_at:
        return body
    return {**body, "case": {**case, "reported_at": in_time(reported_at, known_at).isoformat()}}
