"""Draws the laws of speed-up fitted to an experiment, with their bands, residuals and what they say of more workers;
which are fitted, and how, says `speedup_models`."""

import numpy as np
from matplotlib.lines import Line2D
from matplotlib.patches import Patch

from . import report, scaling, speedup_models, style
from .registry import registered

_EXTRAPOLATED = (0, (4, 2))
_SHOWN = scaling.MOST_PROBLEMS   # series, a row of panels each


@registered(needs="six numbers of ranks × threads within the cores")
def speedup_models_figure(result, experiment: str):
    """Speed-ups with the fitted laws, and the residuals, a row of panels a series; None where none can be fitted."""
    found = speedup_models.fit_series(result, experiment)
    fitted = [series for series in found if series.fits]
    if not fitted:
        return None
    shown = fitted[:_SHOWN]
    caption = _caption(result, experiment, found, fitted)
    figure, rows = style.canvas(len(shown), 2, f"{report.title(result, experiment)}: fitted laws of speed-up",
                                report.machine(result), caption)
    for axes, series in zip(rows, shown):
        _draw(*axes, series, result.cores)
    return figure


def _draw(speedup, residual, series, cores):
    points, handles = series.cases, []
    measured = dict(color="black", marker="o", markersize=5, mfc="none", linestyle="none")
    speedup.plot(points["workers"], points["speedup"], zorder=4, **measured)
    for number, fit in enumerate(series.fits):
        look = style.series(number)
        handles.append(_draw_law(speedup, fit, look["color"]))
        residual.plot(fit.residuals["workers"], 100 * fit.residuals["residual"], **look | dict(mfc="none"))
    limit = max(1.0, *(1.15 * np.abs(line.get_ydata()).max() for line in residual.get_lines()))
    residual.set_ylim(-limit, limit)
    residual.axhline(0, color=style.BOUND_COLOUR, linewidth=0.8, zorder=0)
    style.count_axis(residual, list(points["workers"]), "n = ranks × threads")
    residual.set_ylabel("Residual: measured / fitted − 1, in %", fontsize=style.TEXT)
    curve = series.fits[0].curve["workers"]
    style.count_axis(speedup, [*points["workers"], curve.max()], "n = ranks × threads")
    _limit(speedup, series)
    style.speedup_axis(speedup)
    if cores and cores < curve.max():
        speedup.axvspan(cores, 2 * curve.max(), color="#f5f0e8", linewidth=0, zorder=-2)
    speedup.set_title(f"{series.name} ({series.scaling} scaling)", fontsize=style.TEXT, loc="left")
    grey = dict(color=style.BOUND_COLOUR)
    beside = [Line2D([], [], label="extrapolated", linestyle=_EXTRAPOLATED, **grey),
              Patch(label="interval of the fitted curve", alpha=0.35, linewidth=0, **grey),
              Patch(label=f"of a further {series.resampled}", alpha=0.13, linewidth=0, **grey)]
    point = Line2D([], [], label="median", **measured)
    style.legends(residual, {"Measured": [point], "Fitted": handles, "Beside them": beside})


def _draw_law(axis, fit, colour: str) -> Line2D:
    """Solid within what was measured, dashed beyond; returns the legend's handle."""
    last = fit.curve.loc[~fit.curve["extrapolated"], "workers"].max()
    for part, style_of_line in ((fit.curve[fit.curve["workers"] <= last], "-"),
                                (fit.curve[fit.curve["workers"] >= last], _EXTRAPOLATED)):
        axis.plot(part["workers"], part["speedup"], color=colour, linestyle=style_of_line, linewidth=1.2, zorder=3)
    for low, high, alpha in (("single_low", "single_high", 0.13), ("low", "high", 0.35)):
        axis.fill_between(fit.curve["workers"], fit.curve[low], fit.curve[high], color=colour, alpha=alpha, linewidth=0)
    label = f"{fit.law}: {speedup_models.parameter_words(fit)}".replace(" = ", "\N{NO-BREAK SPACE}=\N{NO-BREAK SPACE}")
    return Line2D([], [], color=colour, linewidth=1.2, label=style.wrapped(label))


def _limit(axis, series):
    """Speed-ups that are shown: a curve that falls towards 0 far beyond the measurement must not flatten the rest."""
    curves = [fit.curve for fit in series.fits]
    least = series.cases["speedup"].min()
    axis.set_ylim(0.7 * least, 1.15 * max(curve["single_high"].max() for curve in curves))


def _caption(result, experiment: str, found: list, fitted: list) -> list:
    shown = fitted[:_SHOWN]
    kinds = {series.scaling for series in shown}
    laws = {"strong": "Amdahl: S(n) = S(1) / (s + (1 − s) / n).", "weak": "Gustafson: S(n) = S(1) (s + (1 − s) n)."}
    holds = list(dict.fromkeys(series.holds for series in shown))
    beyond = max(series.beyond_cores for series in shown)
    none = list(dict.fromkeys(f"{series.name}: {series.why_not}" for series in found if series.why_not))
    return [" ".join([*(laws[kind] for kind in ("strong", "weak") if kind in kinds),
                      "USL (Gunther): S(n) = S(1) n / (1 + σ (n − 1) + κ n (n − 1)). S(1) is fitted too."]),
            f"Intervals by bootstrap: {'; '.join(holds)}. Dashed: beyond the most workers measured, where nothing "
            "shows that the law still holds; shaded: more than the cores.",
            f"Not fitted: {report.count(beyond, 'number')} of workers beyond the cores." if beyond else "",
            f"No fit: {'; '.join(none)}." if none else "",
            report.not_shown([series.name for series in fitted[_SHOWN:]]), *report.footnotes(result, experiment)]
