"""How often something moves in a case after its lever against before: each case is its own control."""

from __future__ import annotations

import warnings

import numpy as np
import statsmodels.api as sm
from statsmodels.tools.sm_exceptions import PerfectSeparationWarning

from dashboard.leverage.effect import LEAST, WASHOUT, WINDOW, Figure
from dashboard.leverage.effect.evidence import Codes, Evidence, Numbers

MOMENT = 1e-6
"""Days that tell one act from the next."""


def rate_ratio(known: Evidence, cases: Codes, issued: Numbers) -> Figure:
    """Events a day in the window after `issued` ÷ those in the window that ends a wash-out before it.

    Conditional Poisson as a binomial GLM with offset log(t1/t0) and HC1 errors; a case counts while it is
    open, and not at all where nothing moved in it.
    """
    until = issued - WASHOUT
    after, spent = counted(known, cases, issued, issued + WINDOW)
    before, base = counted(known, cases, until - WINDOW, until)
    told = (spent > 0) & (base > 0) & (after + before > 0)
    n = int(told.sum())
    after, before, weights = after[told], before[told], np.log(spent[told] / base[told])
    if n < LEAST or not after.sum() or not before.sum():
        return Figure(n=n)
    return fitted(after, before, weights)


def placebo(known: Evidence, cases: Codes, issued: Numbers) -> Figure:
    """The same at a false issue two windows earlier, where nothing was borrowed: it must be about 1.

    Earlier still where the case had already fallen silent by then: the silence is why it was chosen.
    """
    silent = known.last(cases, issued) - MOMENT
    return rate_ratio(known, cases, np.minimum(issued - 2 * WINDOW, silent - WINDOW))


def counted(known: Evidence, cases: Codes, since: Numbers, till: Numbers) -> tuple[Codes, Numbers]:
    """Events and days of each case within a span of it, as far as it was open and is known."""
    since = np.maximum(since, known.created[cases])
    till = np.minimum(np.minimum(till, known.closed[cases]), known.end)
    days = np.clip(till - since, 0.0, None)
    return np.where(days > 0, known.active(cases, since, np.maximum(till, since)), 0), days


def fitted(after: Codes, before: Codes, weights: Numbers) -> Figure:
    """The ratio, from the share of events that came after."""
    family = sm.families.Binomial()
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", PerfectSeparationWarning)  # cases that are all alike, not a fault
        model = sm.GLM(np.c_[after, before], np.ones(len(after)), family=family, offset=weights).fit(
            cov_type="HC1"
        )
    (low, high), ratio = np.exp(model.conf_int()[0]), np.exp(model.params[0])
    return Figure(n=len(after), estimate=float(ratio), lo=float(low), hi=float(high))
