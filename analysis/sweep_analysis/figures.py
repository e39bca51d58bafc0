"""Writes the figures of a result: `scaling-<experiment>.png`, `waiting-…`, `granularity-…`; of workloads of files
`bandwidth-…`, `phases-…`, `rates-…`; of models with interpreter locks `throughput-…`, `latency-…`, `native-…`,
`locks-…`, `timeline-…`. What each shows is chosen in the module of its name and drawn in `draw_…`; how all look is in
`style`; what they say in `report`."""

import re
from pathlib import Path

from .draw_bandwidth import bandwidth_figure
from .draw_granularity import granularity_figure
from .draw_latency import latency_figure
from .draw_locks import locks_figure
from .draw_native import native_figure
from .draw_phases import phases_figure
from .draw_rates import rates_figure
from .draw_scaling import scaling_figure
from .draw_throughput import throughput_figure
from .draw_timeline import timeline_figure
from .draw_waiting import waiting_figure

FIGURES = {"scaling": scaling_figure, "waiting": waiting_figure, "granularity": granularity_figure,
           "bandwidth": bandwidth_figure, "phases": phases_figure, "rates": rates_figure,
           "throughput": throughput_figure, "latency": latency_figure, "native": native_figure,
           "locks": locks_figure, "timeline": timeline_figure}


def write_figures(result, folder) -> tuple:
    """Writes every figure the data allow as PNG; returns (paths written, a sentence for each experiment without one).

    Nothing is said about workload `empty`, which is drawn in the bounds of the other experiments.
    """
    folder = Path(folder)
    folder.mkdir(parents=True, exist_ok=True)
    written, missing = [], []
    for experiment in result.experiments:
        name = re.sub(r"[^\w.-]+", "-", experiment)
        figures = {kind: draw(result, experiment) for kind, draw in FIGURES.items()}
        for kind, figure in figures.items():
            if figure is not None:
                path = folder / f"{kind}-{name}.png"
                figure.savefig(path, dpi=200)
                written.append(path)
        workloads = result.cases.loc[result.cases["experiment"] == experiment, "workload"]
        if not any(figures.values()) and (workloads != "empty").any():
            missing.append(f"No figure for {experiment}: it needs a serial base and two values of ranks × threads "
                           "(where tasks wait: any other case), or three of draws or chunk, or files that are moved, "
                           "or threads under an interpreter lock, measured without failure.")
    return written, missing or ([] if written else [
        f"{result.path} has no measured case with work in it; nothing to draw."])
