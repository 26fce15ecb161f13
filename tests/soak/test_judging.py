"""The judge of the soak: what truly grows is found and named, noise is not, and nothing passes unmeasured."""

from __future__ import annotations

import math
import os
import random
from pathlib import Path

import pytest

from tests.soak.gauges import of_process, slope
from tests.soak.judging import LIMITS, judged, unmeasured

FLAT = {
    "heap": 24e6, "nodes": 2300.0, "listeners": 342.0, "silence": 3.0, "serve_rss": 520e6,
    "serve_files": 35.0, "serve_threads": 23.0, "poll_rss": 430e6,
    "poll_files": 17.0, "poll_threads": 30.0, "wal": 66e6,
}  # fmt: skip


def run(minutes=20, *, noise=0.01, **grows):
    """Samples of a run at one update a second; `grows`: by how much a measure grows with each update."""
    dice = random.Random(5)
    samples = []
    for look in range(minutes * 2):
        updates = 30.0 * look
        here = {name: value * (1 + dice.gauss(0, noise)) for name, value in FLAT.items()}
        for name, each in grows.items():
            here[name] += each * updates
        samples.append({"minute": look / 2, "updates": updates} | here)
    return samples


def bad(samples):
    return {finding.limit.measure for finding in judged(samples) if not finding.good}


def test_a_run_that_only_trembles_passes_also_when_it_is_short():
    for minutes in (3, 20, 120):
        assert bad(run(minutes)) == set()


@pytest.mark.parametrize(
    ("measure", "each"),
    [
        ("heap", 8_000),
        ("nodes", 1),
        ("listeners", 0.2),
        ("serve_rss", 200_000),
        ("poll_rss", 200_000),
        ("serve_files", 0.2),
        ("poll_threads", 0.1),
        ("wal", 100_000),
    ],
)
def test_what_grows_with_each_update_is_found_in_twenty_minutes_and_nothing_else_is_blamed(measure, each):
    assert bad(run(20, **{measure: each})) == {measure}


def test_growth_within_its_limit_passes():
    assert bad(run(20, noise=0.001, heap=4_500)) == set()
    assert bad(run(20, noise=0.001, heap=5_500)) == {"heap"}


def test_what_is_filled_once_in_the_beginning_is_not_judged():
    samples = run(20)
    for number, one in enumerate(samples[:12]):
        one["heap"] = 12e6 + number * 1e6
    assert bad(samples) == set()


def test_a_screen_that_fell_silent_is_found():
    samples = run(20)
    samples[-1]["silence"] = 75.0
    assert bad(samples) == {"silence"}


def test_a_measure_that_was_not_taken_is_named():
    samples = [{name: value for name, value in one.items() if name != "poll_rss"} for one in run(20)]
    assert unmeasured(samples) == ["poll_rss"]
    assert unmeasured(run(20)) == []
    assert unmeasured([]) == [limit.measure for limit in LIMITS]


def test_a_process_that_was_mended_is_judged_by_its_longest_life():
    samples = run(20, noise=0.001, poll_rss=300_000)
    for number, one in enumerate(samples):
        one["poll_pid"] = 7.0 if number < 25 else 8.0
        one["poll_rss"] -= 0 if number < 25 else 300e6
    assert bad(samples) == {"poll_rss"}
    mended = [one | {"poll_pid": float(number // 10)} for number, one in enumerate(run(20))]
    assert bad(mended) == set()


def test_every_limit_says_why_it_is_what_it_is():
    assert len({limit.measure for limit in LIMITS}) == len(LIMITS) == len(FLAT)
    assert all(limit.why and limit.unit and limit.most > 0 for limit in LIMITS)


def test_a_finding_is_one_line_with_its_measure_and_its_doubt():
    lines = [str(finding) for finding in judged(run(20, heap=8_000))]
    assert lines[0].startswith("▲ heap")
    assert "±" in lines[0]
    assert lines[1].startswith("● nodes")


def test_a_slope_knows_how_far_it_may_be_wrong():
    grown, doubt = slope([0, 1, 2, 3], [5, 7, 9, 11])
    assert (grown, doubt) == pytest.approx((2, 0), abs=1e-9)
    assert slope([1, 1], [3, 9]) == (0.0, math.inf)
    assert slope([1, 2, 3], [7, 7, 7]) == (0.0, 0.0)


def test_a_process_is_measured_as_the_kernel_counts_it(tmp_path):
    before = of_process(os.getpid())
    with (tmp_path / "one").open("w"), (tmp_path / "two").open("w"):
        assert of_process(os.getpid())["files"] == before["files"] + 2
    assert before["rss"] > 10e6
    assert before["threads"] >= 1
    with pytest.raises(OSError, match="No such"):
        of_process(max(int(one.name) for one in Path("/proc").glob("[0-9]*")) + 100_000)


def test_too_few_looks_to_tell_whether_anything_grows_have_shown_nothing():
    samples = run(20)[-3:]
    assert {"heap", "serve_rss"} <= bad(samples)
