"""Draws the figure of locks: what the threads' time went into under an interpreter lock, a bar a case."""

from matplotlib.patches import Patch
from pandas.api.types import is_numeric_dtype

from . import lock_cases, report, style
from .draw_timeline import LOOKS
from .locks import STATES, summarise_locks
from .registry import registered
from .series import words_of

MOST_BARS = 40
_BAR = 0.17          # inches
_WIDTH = 5.0


@registered(needs="several threads under an interpreter lock")
def locks_figure(result, experiment: str):
    """The shares of the threads' time in each state, a bar a case with several threads; None where there is none under
    a lock."""
    cases = result.cases[(result.cases["experiment"] == experiment) & (result.cases["status"] != "failed")]
    rows = cases.merge(summarise_locks(result.locks, result.samples), on="case", suffixes=("", "_of_lock"))
    times = rows[[f"{state}_s" for state in STATES]]
    rows = rows[times.sum(axis=1) > 0]
    several = rows[rows["threads"] > 1]
    if several.empty:
        return None
    key = lock_cases.axes_apart(several, ["experiment"], result.axes)
    several = _sorted(several, key)
    shown = several.head(MOST_BARS)
    labels = words_of(shown, key, result.units["cases"])
    caption = _caption(result, experiment, len(rows) - len(several), several.iloc[MOST_BARS:])
    title = style.title(result, experiment, "what threads' time went into")
    figure, ((axis,),) = style.canvas(1, 1, title, report.machine(result), caption,
                                      (_WIDTH, max(0.6, _BAR * len(shown) + 0.1)), style.room_for(labels))
    _draw_bars(axis, shown, labels)
    used = [state for state in STATES if (shown[f"{state}_s"] > 0).any()]
    style.legends(axis, {"The threads": [Patch(color=LOOKS[state][0], label=LOOKS[state][1]) for state in used]})
    return figure


def _sorted(rows, key: list):
    """Numbers ascending, words in the order of the campaign."""
    places = {axis: rows[axis].map(list(dict.fromkeys(rows[axis])).index) for axis in key
              if not is_numeric_dtype(rows[axis])}
    return rows.loc[rows.assign(**places).sort_values([*key, "case"], kind="stable").index]


def _draw_bars(axis, rows, labels: list):
    """The first case on top."""
    shares = rows[[f"{state}_s" for state in STATES]]
    shares = 100 * shares.div(shares.sum(axis=1), axis=0)
    left = 0
    for state in STATES:
        axis.barh(range(len(rows)), shares[f"{state}_s"], left=left, height=0.75, color=LOOKS[state][0])
        left = left + shares[f"{state}_s"].to_numpy()
    axis.set_yticks(range(len(labels)), labels)
    axis.set_ylim(len(labels) - 0.4, -0.6)
    axis.set_xlim(0, 100)
    axis.grid(False, axis="y")
    axis.xaxis.set_major_formatter("{x:.0f} %")
    axis.set_xlabel("Share of the threads' time", fontsize=style.TEXT)


def _caption(result, experiment: str, alone: int, rest) -> list:
    left_out = [f"{report.count(alone, 'case')} of one thread a rank"] if alone else []
    left_out += [f"{len(rest)} more cases"] if len(rest) else []
    return [
        "What all threads of all ranks together spent in each state: medians over repetitions, as shares of their sum.",
        report.not_shown(left_out), *report.footnotes(result, experiment)]
