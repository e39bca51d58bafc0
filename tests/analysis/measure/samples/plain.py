"""Functions that do nothing bad."""

import asyncio
import os
import threading
import time

NUMBERS = [3, 1, 4, 1, 5]
A_NUMBER = 7
added = 0
under_way, most_under_way, lock = 0, 0, threading.Lock()


def numbers():
    return iter(NUMBERS)


def square(number):
    return number * number / 2


async def square_later(number):
    await asyncio.sleep(0)
    return number * number / 2


async def square_blocking(number):
    time.sleep(0.03)
    return number * number / 2


def squares(items):
    return [square(item) for item in items]


def too_few_squares(items):
    return squares(items)[1:]


def add_one():
    """A setup: a process that runs tasks without it answers otherwise."""
    global added
    added += 1


def with_setup(number):
    return number, added


def process(_):
    time.sleep(0.01)
    return os.getpid()


def setup_fails():
    raise OSError("no such server")


def half_a_square(item, answer):
    return answer == item * item / 2


def is_small(answer):
    return answer < 10


def check_fails(answer):
    raise KeyError(answer)


async def look_up(number):
    """The loop has threads of its own for this, which end with it."""
    await asyncio.get_event_loop().getaddrinfo("127.0.0.1", 80)
    return number


def starts_a_tracker(number):
    """Shared memory starts a process of the library's, which lives on."""
    from multiprocessing import shared_memory
    memory = shared_memory.SharedMemory(create=True, size=8)
    memory.close()
    memory.unlink()
    return number


def _enter():
    global under_way, most_under_way
    with lock:
        under_way += 1
        most_under_way = max(most_under_way, under_way)


def _leave():
    global under_way
    with lock:
        under_way -= 1


def crowd(number):
    """How many were under way at most, until now."""
    _enter()
    time.sleep(0.002)
    _leave()
    return most_under_way


async def crowd_later(number):
    _enter()
    await asyncio.sleep(0.002)
    _leave()
    return most_under_way


def big_for_a_while(number):
    filled = bytearray(number)
    for page in range(0, number, 4096):
        filled[page] = 1
    return len(filled)


def spin(seconds):
    end = time.thread_time() + seconds
    while time.thread_time() < end:
        pass
    return seconds
