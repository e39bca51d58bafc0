"""Items that are partly an extension's work, during which it has released the lock: one thread's are an item of the
campaign's."""

import hashlib
from functools import partial

import calibrated

WORK_S = 0.15         # of each thread
FEWEST_BYTES = 2048   # hashlib releases the lock from here on
_costs = {}


def extension(count):
    """A call that hashes `count` bytes without the lock; little of it is done with the lock. One for each thread."""
    data, digest = memoryview(bytearray(count)), hashlib.sha256()
    return lambda: digest.update(data)


def set_up(fraction):
    calibrated.interval_5_ms()
    shortest, long = (calibrated.median_time(extension(count), 200) for count in (FEWEST_BYTES, 1 << 16))
    _costs["byte_s"] = (long - shortest) / ((1 << 16) - FEWEST_BYTES)
    _costs["call_s"] = shortest - FEWEST_BYTES * _costs["byte_s"]
    _costs["fraction"] = fraction


share_0 = partial(set_up, 0.0)
share_25 = partial(set_up, 0.25)
share_50 = partial(set_up, 0.5)
share_75 = partial(set_up, 0.75)
share_100 = partial(set_up, 1.0)


def split(length_s):
    """(iterations of the loop, bytes of the extension) of an item of that length."""
    fraction = _costs["fraction"]
    if not fraction:
        return calibrated.iterations_of(length_s), 0
    count = max(FEWEST_BYTES, round((length_s * fraction - _costs["call_s"]) / _costs["byte_s"]))
    return calibrated.iterations_of(length_s - _costs["call_s"] - count * _costs["byte_s"]), count


def items(length_s, item):
    """How many there were."""
    calibrated.bind(item)
    iterations, count = split(length_s)
    call, times = extension(count) if count else None, round(WORK_S / length_s)
    for _ in range(times):
        calibrated.spin(iterations)
        if call:
            call()
    return times


items_of_10_us = partial(items, 0.00001)
items_of_50_us = partial(items, 0.00005)
items_of_200_us = partial(items, 0.0002)
items_of_1_ms = partial(items, 0.001)
