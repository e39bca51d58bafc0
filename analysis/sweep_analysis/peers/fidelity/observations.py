"""What is read of a run, of CPython and of the emulation alike, so that both mean the same by it.

A run gives times [s] and arrays under fixed names:
held    rows (thread, begin, end): a thread had the lock
rounds  from a wait's beginning until the thread went on with the lock
wall_s  until the last thread ended; base_s: the same work on one thread; burst_s: processor time of one burst
"""

import numpy as np

FIRST_WAIT_S = 0.1  # of each thread of experiment `bursts`


def turns(held) -> np.ndarray:
    """`held` in order of time, with what a thread had twice in a row, nobody between, joined: it kept the lock."""
    joined = []
    for thread, begin, end in sorted(map(tuple, held), key=lambda row: row[1]):
        if joined and joined[-1][0] == thread:
            joined[-1][2] = end
        else:
            joined.append([thread, begin, end])
    return np.array(joined, dtype=float).reshape(-1, 3)


def slices(held) -> np.ndarray:
    """Lengths [s] of the turns that ended because another thread had the lock: not the last one of a thread."""
    rows = turns(held)
    last = {thread: index for index, thread in enumerate(rows[:, 0])}
    return np.array([row[2] - row[1] for index, row in enumerate(rows) if last[row[0]] != index])


def read_cpu(run: dict) -> dict:
    """A lock that never changed hands by force has no slices: then the whole run counts as one."""
    lengths = slices(run["held"])
    return {"throughput": run["base_s"] / run["wall_s"],
            "slice_s": float(np.median(lengths)) if len(lengths) else run["wall_s"],
            "switches_per_s": (len(turns(run["held"])) - 1) / run["wall_s"]}


def read_countdown(run: dict) -> dict:
    return {"slowdown": run["wall_s"] / run["base_s"]}


def read_rounds(run: dict) -> dict:
    p50, p99 = np.quantile(run["rounds"], [0.5, 0.99])
    mean = float(np.mean(run["rounds"]))
    return {"p50_s": float(p50), "p99_s": float(p99), "mean_s": mean, "rounds_per_s": 1 / mean}


def read_bursts(run: dict) -> dict:
    """The first wait of all threads is not bound by the lock."""
    return {"wall_s": run["wall_s"], "bursts_after_wait": (run["wall_s"] - FIRST_WAIT_S) / run["burst_s"]}


def read_native(run: dict) -> dict:
    return {"speedup": run["base_s"] / run["wall_s"]}


# Experiment of gil_probe → what is read of a run of it.
READERS = {"cpu": read_cpu, "countdown": read_countdown, "convoy": read_rounds, "echo": read_rounds,
           "bursts": read_bursts, "native": read_native}
