"""Functions that test_python.py has sweep run."""

import asyncio
import os
import threading
import time

CALLS = []
LOADED_IN = os.getpid()


def square(item):
    return item * item


def squares(items):
    return [item * item for item in items]


async def square_later(item):
    await asyncio.sleep(0.001)
    return item * item


def nap(item):
    time.sleep(0.02)
    return item


def timed_nap(item):
    begin = time.perf_counter()
    nap(item)
    return time.perf_counter() - begin


def is_time(answer):
    return answer > 0


def of_naps(answers):
    return {"longest_s": max(answers), "waits": answers, "naps": len(answers)}


async def nap_later(item):
    await asyncio.sleep(0.02)
    return item


async def nap_without_awaiting(item):
    time.sleep(0.02)
    return item


def spin(item):
    return sum(n * n for n in range(20_000 + item))


def some_items():
    return ["a", "bc", "def"]


square_of_a_lambda = lambda item: item * item  # noqa: E731: by another name than it knows itself


def says(item):
    print("a task says", item)
    os.write(1, b"and past Python\n")
    return item


def is_in_another_process(_item):
    return os.getpid() != LOADED_IN


def raises_in_the_third(_item):
    CALLS.append(1)
    if len(CALLS) == 3:
        raise ValueError("bad data")
    return 1


def random_number(_item):
    return os.urandom(8)


def hangs(item):
    while item == 2:
        time.sleep(0.01)
    return item


def hangs_in_a_thread(item):
    if threading.current_thread() is not threading.main_thread():
        time.sleep(3600)
    return item


def leaves(item):
    if item == 2:
        os._exit(3)
    return item


def leaves_a_thread(item):
    threading.Thread(target=time.sleep, args=(3600,), daemon=True).start()
    return item


def leaves_a_process(item):
    """One that has a session of its own and hears no signal that asks."""
    if item == 0 and os.fork() == 0:
        os.setsid()
        if os.fork() == 0:
            time.sleep(3600)
        os._exit(0)
    return item


def eats(_item):
    return len(bytearray(1 << 30))


def right(item, answer):
    return answer == item * item


def wrong(_item, answer):
    return answer < 9
