"""Threads that wait for 100 ms and compute for a moment, a few times: what each gets of the lock."""

import time
from functools import partial

from calibrated import bind, iterations_of, spin

WAIT_S = 0.1


def waits_and_bursts(repeats, burst_s, item):
    bind(item)
    for _ in range(repeats):
        time.sleep(WAIT_S)
        spin(iterations_of(burst_s))
    return repeats


three_of_100_us = partial(waits_and_bursts, 3, 0.0001)
two_of_2_ms = partial(waits_and_bursts, 2, 0.002)
