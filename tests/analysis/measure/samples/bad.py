"""Functions that a cell must name in words, each for its own reason."""

import ctypes
import os
import random
import subprocess
import sys
import threading
import time

calls, started = 0, 0
square = lambda number: number * number  # noqa: E731
not_a_function = 3


def prints(number):
    print(f"from Python {number}\n", end="")   # in one piece, whatever other threads print
    ctypes.CDLL(None).puts(b"from C")
    ctypes.CDLL(None).fflush(None)
    sys.stderr.write("by standard error\n")
    os.write(1, b'{"wall_s": 0}\n')
    return number


def reads(number):
    return sys.stdin.read()


def changes_a_global(number):
    global calls
    calls += 1
    return number + calls


def depends_on_chance(number):
    return random.SystemRandom().random()


def raises_in_the_third_call(number):
    if number == 2:
        raise ValueError("bad data")
    return number


async def raises_later(number):
    return raises_in_the_third_call(number)


def leaks_a_thread(number):
    if number == 0:
        threading.Thread(target=time.sleep, args=(60,), name="forgotten").start()
    return number


def leaks_a_process(number):
    if number == 0:
        subprocess.Popen(["sleep", "60"])
    return number


def ends_the_process(number):
    if number == 2:
        os._exit(3)
    return number


def calls_exit(number):
    sys.exit("enough")


def needs_much(number):
    return len(bytearray(10**9))


def returns_a_generator(number):
    return (part for part in range(number))


class TwoWords(Exception):
    def __init__(self, first, second):
        super().__init__(first)
        self.second = second


def raises_what_cannot_be_read_back(number):
    raise TwoWords("one", "two")


def items_that_change():
    return list(range(5 + int(time.time_ns()) % 1000))
