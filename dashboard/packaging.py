"""Whether the packages of this installation belong together: common names can be taken by another program."""

from __future__ import annotations

from importlib.util import find_spec
from pathlib import Path

import dashboard

SIBLINGS = ("callbacks", "layouts", "data_feeds")


def misplaced() -> str:
    """What stands where a package of ours should, in both languages; empty when all is well."""
    home = Path(dashboard.__file__).resolve().parents[1]
    for name in SIBLINGS:
        spec = find_spec(name)
        found = Path(spec.origin).resolve().parents[1] if spec and spec.origin else None
        if found != home:
            where = found / name if found else "–"
            return f"另一个软件包占用了名称 {name}：{where} · another program took the name {name}: {where}"
    return ""
