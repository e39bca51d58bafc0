"""The object graph of workload `transfer` (src/workloads/transfers/object_graph.cpp), number for number, as a program in
Python has one: a dictionary of floats, NumPy arrays, and lists of floats and lists."""

import numpy as np

VISIT = "visit"   # the parameter that a worker raises by one

_NAME, _NUMBER = 8, 8   # bytes
_MOST_PARAMETERS, _MOST_IN_LISTS, _ARRAY, _LIST = 256, 2**14, 2**13, 4
_STEP = np.uint64(0x9e3779b97f4a7c15)


class SplitMix:
    """src/core/split_mix.hpp: numbers in [0, 1)."""

    def __init__(self, seed: int):
        self.state = np.uint64(seed)

    def take(self, count: int) -> np.ndarray:
        with np.errstate(over="ignore"):
            value = self.state + _STEP * np.arange(1, count + 1, dtype=np.uint64)
            self.state += _STEP * np.uint64(count)
            value = (value ^ (value >> np.uint64(30))) * np.uint64(0xbf58476d1ce4e5b9)
            value = (value ^ (value >> np.uint64(27))) * np.uint64(0x94d049bb133111eb)
        return ((value ^ (value >> np.uint64(31))) >> np.uint64(11)) * 2.0**-53


def make_list(count: int, numbers: SplitMix) -> list:
    own = min(count, _LIST)
    rest = count - own
    made = numbers.take(own).tolist()
    return made + [make_list(rest // 2, numbers), make_list(rest - rest // 2, numbers)] if rest else made


def make_graph(size: int, seed: int = 215) -> dict:
    """Of so many bytes of names and numbers, at least 64."""
    numbers = SplitMix(seed)
    parameters = min(max(size // 16 // (_NAME + _NUMBER), 2), _MOST_PARAMETERS)
    values = numbers.take(parameters - 1).tolist()
    left = (size - parameters * (_NAME + _NUMBER)) // _NUMBER
    in_lists = min(max(left // 8, 1), _MOST_IN_LISTS)
    lists = make_list(in_lists, numbers)
    left -= in_lists
    arrays = [numbers.take(min(left - begin, _ARRAY)) for begin in range(0, left, _ARRAY)]
    return {"parameters": {f"p{number:07}": value for number, value in enumerate(values, 1)} | {VISIT: 0.0},
            "arrays": arrays, "lists": lists}


def raise_visit(graph: dict) -> dict:
    """What a worker does."""
    graph["parameters"][VISIT] += 1
    return graph
