"""What the district file says of its papers: who writes them, by which sign, from which templates."""

from __future__ import annotations

from pydantic import Field

from dashboard.district_words import Plain, Words


class Papers(Plain):
    """The agency as papers name it, its sign in numbers, and the folder of the district's own templates."""

    agency: Words | None = None  # none: the name of the centre
    sign: str = Field(default="城运", min_length=1, max_length=12)  # 机关代字
    folder: str = ""  # beside the district file; a template there stands in place of the one that ships
