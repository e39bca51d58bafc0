"""How far a guess is from what was measured, in words and a figure. Of `lesson`; knows no results."""

import math
import textwrap
from dataclasses import dataclass
from numbers import Real

from matplotlib.figure import Figure
from matplotlib.ticker import FixedLocator, FuncFormatter, MaxNLocator, NullLocator

from . import style
from .lesson import in_unit, with_interval
from .report import duration

NEAR = 0.1   # a guess this share away is told in per cent, not as a factor
_LENGTH, _HEIGHT = 6.4, 1.6   # inches


@dataclass(frozen=True)
class Comparison:
    """`figure` is None where there is nothing to draw."""

    words: str
    figure: Figure = None

    def __repr__(self) -> str:
        return self.words


def how_far(guess, measured: float, low=math.nan, high=math.nan, unit="", what="", holds="") -> Comparison:
    """The guess beside a measured number with its interval (NaN: none), all in the `unit` of a `lesson.Measured`. Says
    whether it lies within the interval, else how far it is off: in per cent of the measured number, or as a factor."""
    if isinstance(guess, bool) or not isinstance(guess, Real) or not math.isfinite(guess) or guess < 0:
        return Comparison(f"Your guess {guess!r} is no number from 0 on: change it above and run both cells again.")
    told = f"You guessed {in_unit(guess, unit)}; measured: {with_interval(measured, low, high, unit)} {holds}".rstrip()
    words = f"{told}. {_off(guess, measured, low, high, unit)}"
    return Comparison(words, _figure_of_guess(guess, measured, low, high, unit, what))


def how_good(guess: str, ways) -> Comparison:
    """A chosen way beside the others, rows of `lesson.Ways`, the fastest first."""
    names = ways["way"].tolist()
    if guess not in names:
        return Comparison(f"{guess!r} was not measured; choose one of: {', '.join(names)}.")
    chosen, fastest = ways[ways["way"] == guess].iloc[0], ways.iloc[0]
    if chosen["way"] == fastest["way"]:
        words = f"You chose {guess}, and it is the fastest: {duration(fastest['task_s'])} a task."
    else:
        words = (f"You chose {guess}: {duration(chosen['task_s'])} a task. {fastest['way']} takes "
                 f"{duration(fastest['task_s'])} and is {chosen['task_s'] / fastest['task_s']:.3g} times as fast.")
        if fastest["high_s"] >= chosen["low_s"]:
            words += " Their intervals overlap, so that these two should not be ranked."
    return Comparison(words, _figure_of_ways(guess, ways))


def _off(guess: float, measured: float, low: float, high: float, unit: str) -> str:
    if low <= guess <= high or guess == measured:
        return "Your guess lies within the interval." if low <= guess <= high else "Your guess is right."
    direction = "high" if guess > measured else "low"
    if measured == 0 or guess == 0:
        off = abs(guess - measured)
        words = f"{100 * off:.2g} percentage points" if unit == "share" else in_unit(off, unit)
        return f"Your guess is too {direction} by {words}."
    if abs(guess / measured - 1) <= NEAR:
        return f"Your guess is {abs(guess / measured - 1):.1%} too {direction}."
    factor = max(guess, measured) / min(guess, measured)
    return f"Your guess is too {direction} by a factor of {factor:.3g}."


def _figure_of_guess(guess, measured, low, high, unit, what) -> Figure:
    figure, axis = _canvas(what, _HEIGHT)
    ends = [end for end in (low, high) if math.isfinite(end)]
    if len(ends) == 2:
        axis.plot(ends, [1, 1], color=style.COLOURS[0], linewidth=5, alpha=0.35, solid_capstyle="butt")
    axis.plot([measured], [1], **style.series(0) | dict(markersize=8))
    axis.plot([guess], [0], **style.series(1) | dict(markersize=8))
    axis.plot([guess, measured], [0, 1], color=style.BOUND_COLOUR, linewidth=0.8, linestyle=":", zorder=0)
    axis.set_yticks([0, 1], ["guess", "measured"], fontsize=style.TEXT)
    axis.set_ylim(-0.6, 1.6)
    _scale(axis, [guess, measured, *ends], lambda value: in_unit(value, unit))
    return figure


def _figure_of_ways(guess: str, ways) -> Figure:
    figure, axis = _canvas("Time a task, median and interval", 0.9 + 0.25 * len(ways))
    places = range(len(ways) - 1, -1, -1)
    for place, (_, row) in zip(places, ways.iterrows()):
        number = 1 if row["way"] == guess else 0
        axis.plot([row["low_s"], row["high_s"]], [place, place], color=style.COLOURS[number], linewidth=5, alpha=0.35,
                  solid_capstyle="butt")
        axis.plot([row["task_s"]], [place], **style.series(number) | dict(markersize=7))
    axis.set_yticks(list(places), [f"{name} (your choice)" if name == guess else name for name in ways["way"]],
                    fontsize=style.SMALL)
    axis.set_ylim(-0.6, len(ways) - 0.4)
    _scale(axis, [*ways["low_s"], *ways["high_s"], *ways["task_s"]], duration)
    return figure


def _canvas(title: str, height: float) -> tuple:
    figure = Figure(figsize=(_LENGTH, height), facecolor="white", layout="constrained")
    axis = figure.add_subplot()
    axis.set_title(textwrap.fill(title, 90), fontsize=style.TEXT, loc="left", x=0)
    axis.tick_params(labelsize=style.SMALL)
    axis.grid(True, axis="x", color="#e4e4e4", linewidth=0.6)
    axis.set_axisbelow(True)
    axis.spines[["top", "right", "left"]].set_visible(False)
    return figure, axis


def _scale(axis, values: list, words):
    """Linear from 0 where the values are close together, else logarithmic, with few enough ticks for their labels."""
    least, most = min(values), max(values)
    if least <= 0 or most / least < style.LINEAR:
        axis.set_xlim(0, 1.1 * most or 1)
        axis.xaxis.set_major_locator(MaxNLocator(5, steps=[1, 2, 2.5, 5, 10]))
    else:
        steps = math.log10(most / least) / 4
        exponents = [math.log10(least) + steps * number for number in range(5)]
        axis.set_xscale("log")
        axis.set_xlim(least / (most / least) ** 0.08, most * (most / least) ** 0.08)
        axis.xaxis.set_major_locator(FixedLocator([_round(10**exponent) for exponent in exponents]))
        axis.xaxis.set_minor_locator(NullLocator())
    axis.xaxis.set_major_formatter(FuncFormatter(lambda value, _: words(value)))


def _round(value: float) -> float:
    """To one significant digit."""
    return float(f"{value:.0e}")
