"""The anchor: the head of the ledger, noted in a file beside it, so that a cut tail is found."""

from __future__ import annotations

import json
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

from dashboard.ledger.chain import canonical, digest


@dataclass(frozen=True)
class Anchor:
    """Where the head is noted; what it says is sealed with the ledger's key."""

    path: Path
    key: bytes
    newer: tuple[
        bytes, ...
    ] = ()  # of the key file: a ledger that is set back to before them knows none of them

    def read(self) -> tuple[int, str] | None:
        """The noted head; None where there is none, or none that we wrote."""
        with suppress(OSError, ValueError, KeyError, TypeError):
            noted = json.loads(self.path.read_text("utf-8"))
            seq, chain = noted["seq"], noted["chain"]
            if noted["seal"] in (sealed(key, seq, chain) for key in (self.key, *self.newer)):
                return seq, chain
        return None

    def write(self, seq: int, chain: str) -> None:
        """Note the head; a head that cannot be noted leaves the older one, which still holds."""
        text = canonical({"seq": seq, "chain": chain, "seal": sealed(self.key, seq, chain)})
        fresh = self.path.with_name(self.path.name + ".new")
        with suppress(OSError):
            fresh.write_text(text, "utf-8")
            fresh.replace(self.path)


def sealed(key: bytes, seq: int, chain: str) -> str:
    """The seal of a head under a key."""
    return digest(key, f"head {seq} {chain}", "sha256")
