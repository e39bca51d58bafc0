"""Draws what `sweep plan … --ranks N --nodes M --json` simulated: efficiency against ranks, a curve a length of tasks."""

import json
from pathlib import Path

import matplotlib.ticker
from matplotlib.lines import Line2D

from . import report, style
from .load import ResultError

FORMAT = "sweep-simulation"


def load_simulations(files) -> list:
    """The cases of such documents, as dictionaries; ResultError for what is none."""
    cases = []
    for file in files:
        try:
            document = json.loads(Path(file).read_text())
        except (OSError, ValueError) as error:
            raise ResultError(f"Cannot read {file} ({error}). Write it with `sweep plan … --json > {file}`.") from error
        if not isinstance(document, dict) or document.get("format") != FORMAT:
            raise ResultError(f"{file} is no simulation. Write one with `sweep plan … --json > {file}`.")
        cases += document["cases"]
    return cases


def simulation_figure(cases: list):
    """Efficiency of handed-out chunks against ranks: with the chunk that is proposed, and dotted as planned. Where
    cases differ in more than ranks and length of tasks, the best of each is shown. None without such cases."""
    shown = [case for case in cases if case["best"]]
    if not shown:
        return None
    caption = ["Simulated by sweep's event model of the hand-out of chunks, not measured: what the network, other "
               "programs and shared cores would add is not in it.",
               "Efficiency: the share of all workers' time that is spent in tasks. Numbers: the chunk that is proposed."]
    figure, ((axis,),) = style.canvas(1, 1, "simulated efficiency by ranks", f"campaigns of {_tasks(shown)} tasks",
                                      caption, style.WIDE)
    handles = [_draw(axis, number, length, [case for case in shown if case["task_s"] == length])
               for number, length in enumerate(sorted({case["task_s"] for case in shown}))]
    axis.set_ylim(0, 1.08)
    axis.yaxis.set_major_formatter(matplotlib.ticker.PercentFormatter(1.0))
    axis.set_ylabel("Simulated efficiency", fontsize=style.TEXT)
    style.count_axis(axis, [case["ranks"] for case in shown], "Ranks")
    handles.append(Line2D([], [], color=style.BOUND_COLOUR, linestyle=":", label="with the chunk as planned"))
    style.legends(axis, {"A task takes": handles})
    return figure


def _draw(axis, number: int, length: float, cases: list):
    look = style.series(number)
    ranks = sorted({case["ranks"] for case in cases})
    best = [max((case["best"] for case in cases if case["ranks"] == each), key=lambda run: run["efficiency"])
            for each in ranks]
    planned = [max(case["efficiency"] for case in cases if case["ranks"] == each) for each in ranks]
    axis.plot(ranks, planned, color=look["color"], linestyle=":", linewidth=1)
    axis.plot(ranks, [run["efficiency"] for run in best], **look)
    for each, run in zip(ranks, best):
        axis.annotate(f"{run['chunk']}", (each, run["efficiency"]), xytext=(0, -11), textcoords="offset points",
                      fontsize=style.SMALL - 1, color=look["color"], ha="center")
    return Line2D([], [], label=report.duration(length), **look)


def _tasks(cases: list) -> str:
    least, most = min(case["tasks"] for case in cases), max(case["tasks"] for case in cases)
    return f"{least:,}" if least == most else f"{least:,} to {most:,}"
