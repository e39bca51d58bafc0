"""The words said about a result: durations, the machine, a case's name, captions."""

import math

import pandas as pd

from .statistics import FEWEST_LAUNCHES

_PREFIXES = ((1.0, "s"), (1e-3, "ms"), (1e-6, "µs"), (1e-9, "ns"))
_SIZES = ("B", "KiB", "MiB", "GiB", "TiB")
MOST_NAMED = 3   # failed cases named in a footnote before "and N more"


def duration(seconds: float) -> str:
    """Three significant digits and a unit: "1.23 ms"; "–" for a time that was not measured."""
    if math.isnan(seconds):
        return "–"
    if seconds == 0:
        return "0 s"
    scale, unit = next(((scale, unit) for scale, unit in _PREFIXES if abs(seconds) >= scale * 0.9995), _PREFIXES[-1])
    value = seconds / scale
    return f"{value:.0f} {unit}" if abs(value) >= 99.95 else f"{value:#.3g} {unit}"


def percent(share: float) -> str:
    """Two digits: "38 %", "0.20 %"; "< 0.01 %" below that."""
    value = 100 * share
    return "< 0.01 %" if 0 < value < 0.01 else f"{value:.0f} %" if value >= 9.95 else f"{value:.2g} %"


def size(number: float) -> str:
    """Three significant digits and a unit: "8 MiB", "1.21 KiB"."""
    steps = min(len(_SIZES) - 1, int(math.log2(max(1, number)) // 10))
    number /= 1024**steps
    return (f"{number:.0f}" if number >= 99.95 else f"{number:.3g}") + f" {_SIZES[steps]}"


def title(result, experiment: str) -> str:
    """What stands above a figure."""
    return f"{result.campaign.get('name', 'campaign')} · {experiment}"


def machine(result) -> str:
    """Processor, cores, nodes and launch, as far as the provenance knows them."""
    provenance = result.provenance
    parts = [provenance.get("processor") or "processor unknown"]
    if result.cores:
        nodes = max(1, len(result.hosts))
        parts.append(count(result.cores // nodes, "core") + (f" on each of {nodes} nodes" if nodes > 1 else ""))
    if "ranks" in provenance:
        parts.append(f"{count(provenance['ranks'], 'rank')} launched")
    if int(provenance.get("oversubscribed", 0)):
        parts.append("oversubscribed")
    parts.append(f"sweep {provenance.get('version', '?')}, {result.created}")
    return " · ".join(parts)


def case_name(case) -> str:
    """What a person calls a case: "case 12 (gil, 8 ranks × 2 threads)"."""
    return f"case {case['case']} ({case['model']}, {workers(case)})"


def workers(case) -> str:
    """ "2 ranks" or "2 ranks × 4 threads"."""
    threads = f" × {count(case['threads'], 'thread')}" if case["threads"] > 1 else ""
    return count(case["ranks"], "rank") + threads


def count(number: int, noun: str) -> str:
    """ "1 rank", "2 ranks"."""
    return f"{number} {noun}" + ("" if number == 1 else "s")


def axis_words(axis: str, values, unit: str = "") -> str:
    """ "chunk 16", "4096 tasks", "latency 20 ms", "ranks × threads = 1, 2"."""
    of_unit = {"s": asked, "B": size}.get(unit, lambda value: f"{value:g}" if isinstance(value, float) else str(value))
    words = ", ".join(map(of_unit, values))
    if axis == "tasks" and len(values) == 1:
        return count(values[0], "task")
    return f"ranks × threads = {words}" if axis == "p" else f"{axis.replace('_', ' ')} {words}"


def asked(seconds: float) -> str:
    """A duration as a person would ask for it: "20 ms"."""
    number, unit = duration(seconds).split(" ")
    return f"{float(number):g} {unit}"


def repetitions(rows: pd.DataFrame) -> str:
    """ "n = 10 repetitions" or "n = 5–50 repetitions" of the cases in `rows`."""
    least, most = rows["repetitions"].min(), rows["repetitions"].max()
    return f"n = {least} repetitions" if least == most else f"n = {least}–{most} repetitions"


def footnotes(result, experiment: str) -> list:
    """Sentences about what a figure of the experiment does not show: failed and unfinished cases, a partial file."""
    cases = result.cases[result.cases["experiment"] == experiment]
    notes = []
    failed = cases[cases["status"] == "failed"]
    if len(failed):
        named = [f"{case_name(case)}: {case['error']}".rstrip(".") for _, case in failed.head(MOST_NAMED).iterrows()]
        more = f"; and {len(failed) - MOST_NAMED} more" if len(failed) > MOST_NAMED else ""
        notes.append(f"Left out because they failed: {'; '.join(named)}{more}.")
    unfinished = int((cases["status"] == "unfinished").sum())
    if unfinished:
        notes.append(f"Unfinished: {unfinished} of {len(cases)} cases have fewer repetitions than asked for, or none.")
    return notes


def holds_words(case) -> str:
    """What the interval of a case's median holds for, as `sweep show` says it; "–" without repetitions."""
    number = int(case["launches"])
    return {"": "–", "one launch": "in one launch", "parts of launches": "in parts of launches",
            "each launch": f"{number} launches: medians {duration(case['launch_low_s'])} … "
                           f"{duration(case['launch_high_s'])}",
            "launches": f"95 % over {number} launches"}[case["holds_for"]]


def caption_of_points(rows: pd.DataFrame) -> str:
    """What points and bars mean."""
    short = " (least to greatest where n ≤ 5)" if rows["repetitions"].min() <= 5 else ""
    return f"Points: median of {repetitions(rows)}; bars: {_bars_words(rows, 'the median')}{short}."


def caption_of_speedups(rows: pd.DataFrame) -> str:
    """What bars of speed-ups mean."""
    few = rows["speedup_launches"].between(1, FEWEST_LAUNCHES - 1).any()
    how = " In a launch: from 97.5 % intervals of both medians; none for n ≤ 6." if few else ""
    return f"Bars of speed-ups: {_bars_words(rows, 'the ratio to the base')}.{how}"


def _bars_words(rows: pd.DataFrame, of: str) -> str:
    """By order statistics, each kind that is among the rows. What is not of launches covers less than 95 % of them
    (README.md, "What an interval holds for"). Rows of operations are of all repetitions, whatever launch made them."""
    if "holds_for" not in rows:
        return f"interval of {of} over all repetitions"
    numbers = {kind: sorted(own["launches"].unique()) for kind, own in rows.groupby("holds_for")}
    words = {"launches": "95 % interval of {of} over {number} launches",
             "each launch": "interval of {of} in a launch, the median of {number} launches' ends",
             "one launch": "interval of {of} in one launch, not over launches",
             "parts of launches": "interval of all repetitions, from parts of launches"}
    return " or ".join(text.format(of=of, number=" to ".join(dict.fromkeys((str(own[0]), str(own[-1])))))
                       for kind, text in words.items() if (own := numbers.get(kind)))


def caption_of_choice(merged: list) -> str:
    """Which axes a figure hides, or "" if none."""
    return f"Where cases differ in {', '.join(merged)} only, the fastest is shown." if merged else ""


def base_words(base) -> str:
    """The time of a base (a row of `whole_work`): "51.0 s [50.9 s, 51.2 s], scaled from 20 of its 500 tasks"."""
    some = f", scaled from {base['tasks_run']} of its {base['tasks']} tasks" \
        if base["tasks_run"] < base["tasks"] else ""
    return f"{duration(base['median_s'])} [{duration(base['low_s'])}, {duration(base['high_s'])}]{some}"


def not_shown(rest: list) -> str:
    """What a figure leaves out for want of room."""
    return f"Measured but not shown: {'; '.join(rest)}." if rest else ""
