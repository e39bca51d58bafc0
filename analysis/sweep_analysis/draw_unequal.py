"""Draws how schedules do where tasks are unequal: what it shows is chosen in `unequal`."""

from matplotlib.lines import Line2D

from . import report, style, unequal
from .registry import registered


@registered(needs="two schedules of the kernel first_passage, with one tail")
def unequal_figure(result, experiment: str):
    """Efficiency of each schedule over ranks × threads, with the closed form of static's; None of other kernels."""
    found = unequal.chosen(result, experiment)
    if found is None:
        return None
    rows = found.rows
    figure, ((axis,),) = style.canvas(1, 1, style.title(result, experiment, "schedules of unequal tasks"),
                                      report.machine(result), _caption(result, experiment, found), style.WIDE)
    handles = style.points(axis, rows, "p", rows["middle"], rows["low"], rows["high"])
    workers = sorted(set(rows["p"]))
    closed = [unequal.static_efficiency(found.tail, found.places, p) for p in workers]
    look = dict(color=style.BOUND_COLOUR, linestyle=style.BOUND_LINES["amdahl"])
    axis.plot(workers, closed, marker="_", markersize=14, **look, zorder=2)
    axis.axhline(1.0, color=style.BOUND_COLOUR, linewidth=0.9, zorder=1)
    style.count_axis(axis, workers, "p = ranks × threads")
    axis.set_ylim(0, 1.08)
    axis.yaxis.set_major_formatter(lambda value, _: f"{100 * value:.0f} %")
    axis.set_ylabel("Efficiency (serial base / p = 100 %)", fontsize=style.TEXT)
    losses = ", ".join(f"{report.percent(1 - efficiency)} at p = {p}" for p, efficiency in zip(workers, closed))
    style.legends(axis, {"Measured": handles, "Closed form": [
        Line2D([], [], label=style.wrapped(f"static loses {losses}"), **look)]})
    return figure


def _caption(result, experiment: str, found) -> list:
    return [
        report.caption_of_points(found.rows),
        f"Costs of tasks are Pareto distributed: place^(-{found.tail:g}) at places from {found.places[0]:.2g} to "
        f"{found.places[1]:.2g}, the longest first.",
        "Closed form: equal shares of the settings, one a worker, take the integrals of the cost over equal parts of the "
        "places, and the longest of them ends the repetition; from place 0 on the efficiency is p^(-tail).",
        report.caption_of_choice(found.merged),
        *report.footnotes(result, experiment)]
