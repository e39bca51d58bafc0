"""Draws what workloads measured themselves: a panel a unit, a line a case, a marker a measure."""

from matplotlib.lines import Line2D

from . import report, style
from .measures import summarise_measures
from .registry import registered
from .series import MISSING, varying, words_of

_LINE = 0.19   # inches of a case
_MOST = 24     # cases


@registered(needs="a workload that measures something itself")
def measures_figure(result, experiment: str):
    """Medians of the measures with their intervals, case by case; None where the workload measures nothing."""
    cases = result.cases[(result.cases["experiment"] == experiment) & (result.cases["status"] != "failed")]
    measured = summarise_measures(result.measures[result.measures["case"].isin(cases["case"])])
    measured = measured.dropna(subset=["median"])
    if measured.empty:
        return None
    cases = cases[cases["case"].isin(measured["case"])]
    shown = cases.head(_MOST)
    axes = [axis for axis in varying(cases, result.axes)
            if axis != "tasks" and cases.loc[~cases[axis].isin(MISSING), axis].nunique() > 1]
    names = dict(zip(shown["case"], words_of(shown, axes, result.units["cases"])))
    measured = measured[measured["case"].isin(names)]
    units = list(dict.fromkeys(measured["unit"]))
    more = [f"{len(cases) - len(shown)} more cases"] if len(cases) > len(shown) else []
    caption = [_points(measured), report.not_shown(more), *report.footnotes(result, experiment)]
    height = max(1.2, _LINE * len(names))
    title = style.title(result, experiment, "what the workload measured")
    figure, rows = style.canvas(len(units), 1, title, report.machine(result), caption,
                                (style.WIDE[0], height), style.room_for([*names.values(), ""]))
    for (axis,), unit in zip(rows, units):
        _draw_unit(axis, measured[measured["unit"] == unit], unit, names)
    return figure


def _draw_unit(axis, measured, unit: str, names: dict):
    places = {case: place for place, case in enumerate(names)}
    handles = []
    for number, (name, own) in enumerate(measured.groupby("measure", sort=False)):
        look = style.series(number) | dict(linestyle="", mfc="none")
        bars = style.interval_bars(own["median"], own["low"], own["high"])
        axis.errorbar(own["median"], own["case"].map(places), xerr=bars, capsize=2, elinewidth=0.9, zorder=3, **look)
        handles.append(Line2D([], [], label=style.series_label(name.replace("_", " ")), **look))
    axis.set_yticks(range(len(names)), names.values())
    axis.set_ylim(len(names) - 0.5, -0.5)
    _scale(axis, measured, unit)
    style.legends(axis, {"Median, with its interval": handles})


def _scale(axis, measured, unit: str):
    if (measured["median"] <= 0).any():   # some of them count nothing
        words = {"s": style.seconds, "B": report.size}.get(unit, "{:,.0f}".format)
        style.axis_with_zeros(axis.xaxis, measured["median"], 2 if unit == "B" else 10, words)
    elif unit == "s":
        style.seconds_axis(axis.xaxis)
    elif unit == "B":
        style.powers_of_two(axis.xaxis)
        axis.xaxis.set_major_formatter(lambda value, _: report.size(value))
    else:
        axis.set_xscale("log")
    axis.set_xlabel({"s": "Time", "B": "Memory, or bytes"}.get(unit, "Number"), fontsize=style.TEXT)


def _points(measured) -> str:
    fewest, most = measured["repetitions"].min(), measured["repetitions"].max()
    many = f"{most}" if fewest == most else f"{fewest} to {most}"
    return (f"Points: medians of {many} repetitions with their intervals by order statistics (none of five or fewer: "
            "then from the least to the greatest). What each is: `sweep list workloads`, and /columns of the file.")
