"""Threads that do nothing but compute: who had the lock, and for how long."""

import sys
from functools import partial
from time import perf_counter

from calibrated import bind, my_number, seconds_an_iteration

SHARE_S = 0.05   # of processor time, an item
_loop = {}


def watch(iterations, gap):
    """Turns (begin, end): a step of the clock longer than `gap` was a time without the lock: nothing else takes as long.
    """
    turns = []
    begin = last = perf_counter()
    while iterations:
        iterations -= 1
        now = perf_counter()
        if now - last > gap:
            turns.append((begin, last))
            begin = now
        last = now
    turns.append((begin, last))
    return turns


def set_up(interval_s):
    sys.setswitchinterval(interval_s)
    _loop["gap"] = min(interval_s / 2, 0.001)
    _loop["iterations"] = round(SHARE_S / seconds_an_iteration(lambda iterations: watch(iterations, 1)))


interval_100_us = partial(set_up, 0.0001)
interval_5_ms = partial(set_up, 0.005)


def share(_item):
    """The thread's number, and the turns that it had."""
    bind(my_number())
    return my_number(), watch(_loop["iterations"], _loop["gap"])


def is_whole(answer):
    return bool(answer[1])


def measures(answers):
    """What a thread had twice in a row, nobody between, is one turn: it kept the lock."""
    held = sorted((begin, end, thread) for thread, turns in answers for begin, end in turns)
    switches = sum(one[2] != next_one[2] for one, next_one in zip(held, held[1:]))
    wall_s = max(end for _, end, _ in held) - held[0][0]
    return {"switches_per_s": switches / wall_s,
            "slice_s": sum(end - begin for begin, end, _ in held) / (switches + 1)}
