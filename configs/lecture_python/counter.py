"""The lecture's counter: many threads that count in one variable, with and without a lock.

An item is 20,000 increments. What is read before and written after another thread has written is lost; how often, depends
on where the interpreter lets another thread run (since 3.10 only at some instructions), so nothing is compared.
"""

import threading

INCREMENTS = 20_000
LOCK = threading.Lock()
count = 0


def unlocked(_item):
    global count
    for _ in range(INCREMENTS):
        count += 1
    return INCREMENTS


def locked(_item):
    global count
    for _ in range(INCREMENTS):
        with LOCK:
            count += 1
    return INCREMENTS
