"""Figures are registered where they are defined, by one line:

    @registered(needs="several native fractions under an interpreter lock")
    def native_figure(result, experiment): ...

in a module `draw_<kind>.py` of this package. Command, files and the names that the package exports follow from that.
"""

import importlib
import pkgutil
from dataclasses import dataclass
from typing import Callable


@dataclass(frozen=True)
class Figure:
    """`draw(result, experiment)` gives a matplotlib figure, or None where the experiment lacks what it `needs`."""

    draw: Callable
    needs: str   # in words


_figures = {}


def registered(needs: str):
    """Registers a function `<kind>_figure` as the figure of that kind."""
    def register(draw: Callable) -> Callable:
        _figures[draw.__name__.removesuffix("_figure")] = Figure(draw, needs)
        return draw
    return register


def kinds() -> list:
    """In alphabetical order, known without matplotlib."""
    package = importlib.import_module(__package__)
    names = [module.name for module in pkgutil.iter_modules(package.__path__)]
    return sorted(name.removeprefix("draw_") for name in names if name.startswith("draw_"))


def figures() -> dict:
    """Kind → Figure."""
    for kind in kinds():
        importlib.import_module(f"{__package__}.draw_{kind}")
    return {kind: _figures[kind] for kind in kinds()}
