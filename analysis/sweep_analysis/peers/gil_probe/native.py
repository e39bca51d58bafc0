"""Threads whose items are partly an extension's work, during which it has released the lock."""

import hashlib

from interpreter import now, run_together, seconds_an_iteration, set_interval, spin

FEWEST_BYTES = 2048   # hashlib releases the lock from here on


def make_extension(count):
    """A call that hashes `count` bytes without the lock; little of it is done with the lock. One for each thread."""
    data, digest = memoryview(bytearray(count)), hashlib.sha256()
    return lambda: digest.update(data)


def seconds_of_call(count, calls=200):
    call, times = make_extension(count), []
    for _ in range(calls):
        begin = now()
        call()
        times.append(now() - begin)
    return sorted(times)[calls // 2]


def split(length, fraction):
    """(iterations of the loop, bytes of the extension) of an item: `fraction` of `length` s is the extension's."""
    a_byte = seconds_of_call(1 << 16) / (1 << 16)
    count = max(FEWEST_BYTES, int(length * fraction / a_byte)) if fraction else 0
    left = length - (seconds_of_call(count) if count else 0)
    return max(0, int(round(left / seconds_an_iteration()))), count


def items(length, fraction, threads=2, work=0.25, interval=0.005, pin="spread"):
    """`threads` threads do items worth `work` s each. `base_s`: as many in all, on one thread."""
    set_interval(interval)
    iterations, count = split(length, fraction)

    def carry_out(items_of_mine):
        call = make_extension(count) if count else None
        for _ in range(items_of_mine):
            spin(iterations)
            if call:
                call()

    each = max(1, int(work / length))
    before = run_together([lambda: carry_out(each * threads // 2)], pin)
    wall = run_together([lambda: carry_out(each)] * threads, pin)
    after = run_together([lambda: carry_out(each * threads - each * threads // 2)], pin)
    return {"wall_s": wall, "base_s": before + after, "iterations": iterations, "bytes": count}
