"""Which share has been reached by when, of cases of which some still wait: the product-limit estimator."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from dashboard.comparison import Floats

Z95 = 1.959963984540054


@dataclass(frozen=True, kw_only=True)
class Reached:
    """At each time, in order: how many were at risk just before it, the share reached by it, its interval."""

    at_risk: Floats
    share: Floats
    se: Floats
    low: Floats
    high: Floats


def reached(times: Floats, done: Floats, left: Floats) -> Reached:
    """The share reached by each of the sorted `times`: 1 − Π (1 − done ÷ at risk) (Kaplan and Meier 1958).

    At a time `done` got there and `left` were lost from sight (they still wait, or were taken away): those
    count as at risk up to and with it. Greenwood's standard error; the interval is the log-log one, which
    stays within 0 and 1, and unknown where the share is 0 or 1.
    """
    gone = done + left
    at_risk = gone.sum() - np.cumsum(gone) + gone
    with np.errstate(divide="ignore", invalid="ignore"):
        stays = np.cumprod(1.0 - done / at_risk)
        variance = np.cumsum(done / (at_risk * (at_risk - done)))
        se = stays * np.sqrt(variance)
        reach = Z95 * np.sqrt(variance) / np.log(stays)
        low, high = 1.0 - stays ** np.exp(reach), 1.0 - stays ** np.exp(-reach)
    inside = (stays > 0) & (stays < 1)
    unknown = np.full(len(times), np.nan)
    return Reached(
        at_risk=at_risk,
        share=1.0 - stays,
        se=np.where(stays > 0, se, unknown),
        low=np.where(inside, np.minimum(low, high), unknown),
        high=np.where(inside, np.maximum(low, high), unknown),
    )
