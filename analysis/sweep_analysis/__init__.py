"""Reads the result files of `sweep`, recomputes their statistics and draws their figures.

    from sweep_analysis import load, summarise, scaling_figure
    result = load("results/lecture-20250101T000000Z.h5")
    summary_of(result)
    scaling_figure(result, "ten-million-draws-before-coffee").savefig("scaling.png")

Every figure of `registry` is a name of this package: `<kind>_figure(result, experiment)`.
Reading order: schema, load → statistics, operations, locks, measures → journal, addition → report → series → bounds → scaling,
speedup_laws, speedup_models, waiting, granularity, unequal, bandwidth → lock_cases, throughput, latency, native → registry, draw_…
(with style, dots, end_labels) → figures, tables → decision, decision_… (the decision table) → page (`report`) → lesson, guesses,
beside (what the notebooks call). Beside it stand `peers`, and the package `sweep_measure`, which runs functions of yours.
Times are in seconds unless a name says otherwise.
"""

import importlib

from .load import Result, ResultError, find_result, load
from .locks import summarise_locks
from .measures import summarise_measures
from .operations import summarise_operations
from .statistics import measured, summarise, summary_of
from .tables import latency_table, locks_table, measures_table, operations_table, summary_table

_TABLES = [
    "Result", "ResultError", "find_result", "load",
    "summarise", "summary_of", "summarise_operations", "summarise_locks", "summarise_measures", "measured",
    "summary_table", "latency_table", "operations_table", "locks_table", "measures_table",
]


def __getattr__(name: str):
    """What draws, when it is first asked for: to import matplotlib takes longer than to print a summary."""
    if name in ("FIGURES", "write_figures", "__all__") or name.endswith("_figure"):
        figures = importlib.import_module(".figures", __name__)
        drawing = {f"{kind}_figure": entry.draw for kind, entry in figures.FIGURES.items()}
        drawing |= {"write_figures": figures.write_figures, "FIGURES": figures.FIGURES}
        globals().update(drawing, __all__=[*_TABLES, *(own for own in drawing if own != "FIGURES")])
    if name not in globals():
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    return globals()[name]


def __dir__() -> list:
    return sorted({*globals(), *__getattr__("__all__")})
