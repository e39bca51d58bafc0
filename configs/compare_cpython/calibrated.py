"""What the probes share: the switch interval, a core for each thread, and work that takes a given time."""

import itertools
import os
import sys
import threading
import time
from functools import partial

CORES = sorted(os.sched_getaffinity(0))   # before any thread is bound to one
_numbers, _mine = itertools.count(), threading.local()
_costs = {}


def set_up(interval_s):
    """Once in each interpreter, outside the clock; what an iteration costs is measured here, as no two are alike."""
    sys.setswitchinterval(interval_s)
    _costs["iteration_s"] = seconds_an_iteration()


interval_100_us = partial(set_up, 0.0001)
interval_1_ms = partial(set_up, 0.001)
interval_2_ms = partial(set_up, 0.002)
interval_5_ms = partial(set_up, 0.005)
interval_10_ms = partial(set_up, 0.01)
interval_20_ms = partial(set_up, 0.02)


def bind(number):
    """The calling thread, as the emulation's pin = "spread" does: thread i to the i-th core, in turn."""
    os.sched_setaffinity(0, [CORES[number % len(CORES)]])   # to Linux a thread is a process with the number 0 for itself


def my_number():
    """Of the calling thread among those that asked."""
    if not hasattr(_mine, "number"):
        _mine.number = next(_numbers)
    return _mine.number


def spin(iterations):
    """The interpreter's work: a loop, in each iteration of which it may hand over its lock."""
    while iterations:
        iterations -= 1


def median_time(call, times):
    found = []
    for _ in range(times):
        begin = time.perf_counter()
        call()
        found.append(time.perf_counter() - begin)
    return sorted(found)[times // 2]


def seconds_an_iteration(loop=spin, iterations=2000):
    """Of a processor that has come up to speed. Each time so short that most are not interrupted."""
    warm = time.perf_counter() + 0.03
    while time.perf_counter() < warm:
        loop(1000)
    return median_time(lambda: loop(iterations), 99) / iterations


def iterations_of(seconds):
    return max(0, round(seconds / _costs["iteration_s"]))
