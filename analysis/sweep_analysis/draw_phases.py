"""Draws the figure of phases: what share of their time ranks spent on opening, transferring, synchronising and closing
files, a panel an operation."""

from matplotlib.patches import Patch

from . import report, style
from .operation_series import name_series, words_of_bases
from .operations import IDLE_BACKEND, PHASES, measured_operations, without_bases
from .registry import registered

MOST_BARS = 18     # of a panel
_ROW, _WIDTH = 0.2, 4.6
_NAMES = {"open": "open", "transfer": "transfer", "sync": "sync: until data are on the disk", "close": "close"}
_ENOUGH = 0.1      # share that has room for its number


@registered(needs="operations on files")
def phases_figure(result, experiment: str):
    """Stacked bars of the phases' shares, a bar a case and operation; None where no phase has been measured."""
    rows = measured_operations(result, experiment)
    rows = rows[rows[[f"{phase}_share" for phase in PHASES]].notna().all(axis=1)]
    if "backend" in rows:
        rows = rows[rows["backend"] != IDLE_BACKEND]
    rows, bases = without_bases(rows)
    if rows.empty:
        return None
    named, merged, left_out = name_series(result, rows, ["operation"], "rate", MOST_BARS)
    operations = list(dict.fromkeys(named.sort_values("case", kind="stable")["operation"]))
    panels = [named[named["operation"] == operation] for operation in operations]
    labels = [[f"{row['series']} ({report.duration(row['median_s'])})" for _, row in panel.iterrows()]
              for panel in panels]
    height = _ROW * max(map(len, panels)) + 0.1
    title = style.title(result, experiment, "where the time of file operations goes", left_out)
    figure, axes = style.canvas(len(panels), 1, title, report.machine(result),
                                _caption(result, experiment, named, merged, left_out, bases), (_WIDTH, height),
                                style.room_for(sum(labels, [])))
    for (axis,), operation, panel, names in zip(axes, operations, panels, labels):
        _draw_bars(axis, panel, names)
        axis.set_title(operation, fontsize=style.TEXT, loc="left")
    axes[-1][0].set_xlabel("Share of the time of all ranks and repetitions", fontsize=style.TEXT)
    patches = [Patch(color=_colour(phase), label=_NAMES[phase]) for phase in PHASES
               if (named[f"{phase}_share"] > 0).any()]
    style.legends(axes[0][0], {"Phase": patches})
    return figure


def _draw_bars(axis, rows, names: list):
    """One bar below the other; a phase that took no time has none."""
    for place, (_, row) in enumerate(rows.iterrows()):
        begin = 0.0
        for phase in PHASES:
            share = row[f"{phase}_share"]
            if share > 0:
                axis.barh(place, share, left=begin, height=0.75, color=_colour(phase), linewidth=0)
            if share >= _ENOUGH:
                axis.text(begin + share / 2, place, report.percent(share), ha="center", va="center", color="white",
                          fontsize=style.SMALL - 1)
            begin += share
    axis.set_yticks(range(len(names)), names)
    axis.set_ylim(len(names) - 0.4, -0.6)
    axis.grid(False, axis="y")
    axis.set_xlim(0, 1.04)   # so that no legend touches "100 %"
    axis.set_xticks([number / 5 for number in range(6)], [f"{20 * number} %" for number in range(6)])


def _colour(phase: str) -> str:
    return style.COLOURS[(1, 0, 3, 2)[PHASES.index(phase)]]


def _caption(result, experiment: str, rows, merged, left_out, bases) -> list:
    return [
        f"100 % is the time from each rank's own begin to its end, summed over ranks and {report.repetitions(rows)}. "
        "In brackets: the median time of a repetition, from the first begin to the last end.",
        f"Where cases differ in {', '.join(merged)} only, the one with the greatest rate is shown." if merged else "",
        report.not_shown([*left_out, *words_of_bases(bases)]), *report.footnotes(result, experiment)]
