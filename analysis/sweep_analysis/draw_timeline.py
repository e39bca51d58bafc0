"""Draws the figure of a trace: what each thread did at each moment under an interpreter lock, a lane a thread."""

import numpy as np
from matplotlib.collections import PolyCollection
from matplotlib.patches import Patch
from matplotlib.ticker import FuncFormatter, MaxNLocator

from . import report, style
from .locks import STATES, summarise_locks
from .registry import registered
from .series import varying

FIRST_S = 0.05      # of a repetition, shown unless a window is asked for: ten switch intervals of CPython
MOST_LANES = 24     # of a panel
MOST_PANELS = 4
_LANE, _WIDTH, _THICK = 0.2, 6.4, 0.8
LOOKS = {"held": ("#0072B2", "holds the lock"), "waiting": ("#D55E00", "waits for the lock"),
          "released": ("#009E73", "works without it"), "device": ("#d9d9d9", "waits for a device, without it")}


@registered(needs="a trace (trace = true)")
def timeline_figure(result, experiment: str, window=None):
    """The lanes of every traced case, a panel a case; None where there is no trace.

    `window` is (begin, end) in seconds from the start of the repetition, else its first 50 ms or the whole.
    """
    cases = result.cases[(result.cases["experiment"] == experiment) & result.cases["case"].isin(result.traces)]
    if cases.empty:
        return None
    shown = cases.head(MOST_PANELS)
    traces = [result.traces[case] for case in shown["case"]]
    whole = max(trace["end_s"].max() for trace in traces)
    begin, end = window or (0.0, min(FIRST_S, whole))
    lanes = [trace.groupby(["rank", "thread"]).ngroup() for trace in traces]
    labels = [_labels(trace) for trace in traces]
    height = _LANE * max(map(len, labels)) + 0.1
    figure, axes = style.canvas(len(shown), 1, report.title(result, experiment), report.machine(result),
                                _caption(result, experiment, cases, begin, end, whole), (_WIDTH, height),
                                style.room_for(sum(labels, [])))
    names = _names(result, cases)
    for (axis,), trace, lane, words, case in zip(axes, traces, lanes, labels, shown["case"]):
        _draw_lanes(axis, trace, lane, words, begin, end)
        axis.set_title(names[case], fontsize=style.TEXT, loc="left")
    axes[-1][0].set_xlabel("Time from the common start of the repetition", fontsize=style.TEXT)
    seen = {state for trace in traces for state in trace["state"].unique()}
    patches = [Patch(color=LOOKS[state][0], label=LOOKS[state][1]) for state in STATES if state in seen]
    style.legends(axes[0][0], {"The thread": patches})
    return figure


def _labels(trace) -> list:
    """A name for each of the lanes that have room."""
    threads = trace[["rank", "thread"]].drop_duplicates().sort_values(["rank", "thread"]).head(MOST_LANES)
    several = trace["rank"].nunique() > 1
    return [(f"rank {rank}, " if several else "") + f"thread {thread}" for rank, thread in threads.to_numpy()]


def _draw_lanes(axis, trace, lane, labels: list, begin: float, end: float):
    """The first lane on top. Spans are cut to the window; one shorter than a dot of the picture tints it."""
    inside = (trace["begin_s"] < end) & (trace["end_s"] > begin) & (lane < len(labels))
    for state, spans in trace[inside].groupby("state"):
        left, right = spans["begin_s"].clip(lower=begin), spans["end_s"].clip(upper=end)
        top, bottom = lane[spans.index] - _THICK / 2, lane[spans.index] + _THICK / 2
        corners = np.stack([np.column_stack(corner) for corner in
                            ((left, top), (right, top), (right, bottom), (left, bottom))], axis=1)
        axis.add_collection(PolyCollection(corners, facecolors=LOOKS[state][0], linewidths=0, label=state))
    axis.set_yticks(range(len(labels)), labels)
    axis.set_ylim(len(labels) - 0.4, -0.6)
    axis.grid(False, axis="y")
    axis.set_xlim(begin, end)
    axis.xaxis.set_major_locator(MaxNLocator(6, steps=[1, 2, 2.5, 5, 10]))
    axis.xaxis.set_major_formatter(FuncFormatter(lambda seconds, _: _moment(seconds, end)))


def _moment(seconds: float, end: float) -> str:
    """A tick in the unit that suits the end of the axis: "0 ms", "12.5 ms"."""
    scale, unit = next((pair for pair in ((1.0, "s"), (1e-3, "ms"), (1e-6, "µs")) if end >= pair[0]), (1e-9, "ns"))
    return f"{round(seconds / scale, 6):g} {unit}"


def _names(result, cases) -> dict:
    """Case → what distinguishes it, and what its lock did in all repetitions."""
    axes = [column for column in varying(cases, result.axes) if column not in ("model", "ranks", "threads", "tasks")]
    units = result.units["cases"]
    summary = summarise_locks(result.locks, result.samples).set_index("case")
    names = {}
    for _, case in cases.iterrows():
        words = [report.case_name(case), *(report.axis_words(axis, [case[axis]], units.get(axis, "")) for axis in axes)]
        names[case["case"]] = ", ".join(words)
        if case["case"] in summary.index:
            own = summary.loc[case["case"]]
            names[case["case"]] += f": contention {own['contention']:.2f}, {own['switches_per_s']:.4g} switches/s"
    return names


def _caption(result, experiment: str, cases, begin: float, end: float, whole: float) -> list:
    shown, rest = cases.head(MOST_PANELS), cases.iloc[MOST_PANELS:]
    hidden = {case: len(result.traces[case][["rank", "thread"]].drop_duplicates()) - MOST_LANES
              for case in shown["case"]}
    untraced = {case: result.traces[case].attrs.get("untraced", 0) for case in shown["case"]}
    left_out = [f"{report.count(number, 'thread')} of case {case}" for case, number in hidden.items() if number > 0]
    left_out += [report.case_name(case) for _, case in rest.iterrows()]
    cut = [f"{number} of case {case}" for case, number in untraced.items() if number > 0]
    part = "all" if (begin, end) == (0.0, whole) else f"{report.duration(begin)} to {report.duration(end)}"
    return [
        f"The first timed repetition of each case: {part} of {report.duration(whole)}. Contention (the share of the time "
        "for which a lock was held) and switches: medians over all repetitions.",
        f"Spans for which the trace had no room: {', '.join(cut)}." if cut else "",
        report.not_shown(left_out), *report.footnotes(result, experiment)]
