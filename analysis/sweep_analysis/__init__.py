"""Reads the result files of `sweep`, recomputes their statistics and draws their figures.

    from sweep_analysis import load, summarise, scaling_figure
    result = load("results/lecture-20250101T000000Z.h5")
    summarise(result.cases, result.samples)
    scaling_figure(result, "ten-million-draws-before-coffee").savefig("scaling.png")

Reading order: load → statistics, operations, locks → bounds → scaling, waiting, granularity, bandwidth → lock_cases,
throughput, latency, native → figures → report.
Times are in seconds unless a name says otherwise.
"""

from .figures import (bandwidth_figure, granularity_figure, latency_figure, locks_figure, native_figure, phases_figure,
                      rates_figure, scaling_figure, throughput_figure, timeline_figure, waiting_figure, write_figures)
from .load import Result, ResultError, find_result, load
from .locks import summarise_locks
from .operations import summarise_operations
from .report import latency_table, locks_table, operations_table, summary_table
from .statistics import measured, summarise

__all__ = [
    "Result", "ResultError", "find_result", "load",
    "summarise", "summarise_operations", "summarise_locks", "measured",
    "summary_table", "latency_table", "operations_table", "locks_table",
    "scaling_figure", "waiting_figure", "granularity_figure", "bandwidth_figure", "phases_figure", "rates_figure",
    "throughput_figure", "latency_figure", "native_figure", "locks_figure", "timeline_figure", "write_figures",
]
