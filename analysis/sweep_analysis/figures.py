"""Writes the figures of a result: `<kind>-<experiment>.png` of every kind that `registry` knows. What each shows is
chosen in the module of its name and drawn in `draw_…`; how all look is in `style`; what they say in `report`."""

import re
from pathlib import Path

from .registry import figures
from .statistics import once_measured

FIGURES = figures()


def write_figures(result, folder) -> tuple:
    """Writes every figure the data allow as PNG; returns (paths written, a sentence for each experiment without one).

    Nothing is said about workload `empty`, which is drawn in the bounds of the other experiments.
    """
    folder = Path(folder)
    folder.mkdir(parents=True, exist_ok=True)
    result = once_measured(result)
    written, missing = [], []
    for experiment in result.experiments:
        name = re.sub(r"[^\w.-]+", "-", experiment)
        drawn = {kind: entry.draw(result, experiment) for kind, entry in FIGURES.items()}
        for kind, figure in drawn.items():
            if figure is not None:
                path = folder / f"{kind}-{name}.png"
                figure.savefig(path, dpi=200)
                written.append(path)
        workloads = result.cases.loc[result.cases["experiment"] == experiment, "workload"]
        if not any(drawn.values()) and (workloads != "empty").any():
            needs = "; ".join(f"{kind} {entry.needs}" for kind, entry in FIGURES.items())
            missing.append(f"No figure for {experiment}. Measured without failure, each needs: {needs}.")
    return written, missing or ([] if written else [
        f"{result.path} has no measured case with work in it; nothing to draw."])
