"""What CPython 2.7 and 3 do differently: clock, switch interval, cores of a thread; and threads that start together."""

import ctypes
import os
import sys
import threading
import time

now = getattr(time, "perf_counter", time.time)  # in 2.7 to the microsecond


def set_interval(seconds):
    """Up to 3.1 there is none: those count ticks."""
    if hasattr(sys, "setswitchinterval"):
        sys.setswitchinterval(seconds)


def allowed_cores():
    if hasattr(os, "sched_getaffinity"):
        return sorted(os.sched_getaffinity(0))
    mask = ctypes.create_string_buffer(128)
    ctypes.CDLL(None).sched_getaffinity(0, len(mask), mask)
    return [core for core in range(8 * len(mask)) if ord(mask[core // 8]) >> core % 8 & 1]


def bind(cores):
    """The calling thread to these cores: to Linux a thread is a process with the number 0 for itself."""
    if hasattr(os, "sched_setaffinity"):
        os.sched_setaffinity(0, cores)
        return
    mask = bytearray(128)
    for core in cores:
        mask[core // 8] |= 1 << core % 8
    ctypes.CDLL(None).sched_setaffinity(0, len(mask), bytes(mask))


def spread(thread, cores):
    """As the emulation's pin = "spread": thread i on the i-th allowed core, in turn."""
    bind([cores[thread % len(cores)]])


def run_together(functions, pin):
    """Runs each in a thread of its own, all from one moment on; returns the time until the last has ended."""
    go, ends, cores = threading.Event(), [], allowed_cores()

    def run(thread, function):
        if pin == "spread":
            spread(thread, cores)
        go.wait()
        function()
        ends.append(now())

    threads = [threading.Thread(target=run, args=(i, function)) for i, function in enumerate(functions)]
    for thread in threads:
        thread.start()
    time.sleep(0.005)  # until all wait
    begin = now()
    go.set()
    for thread in threads:
        thread.join()
    if len(ends) < len(threads):
        raise SystemExit("a thread failed; its words are above")
    return max(ends) - begin


def spin(iterations):
    """The interpreter's work: a loop, each iteration of which is a check point."""
    while iterations:
        iterations -= 1


def seconds_an_iteration(loop=spin, iterations=20000, measurements=9):
    """The median of several: alone, now, on this core, once that has come up to speed."""
    warm = now() + 0.05
    while now() < warm:
        loop(1000)
    times = []
    for _ in range(measurements):
        begin = now()
        loop(iterations)
        times.append(now() - begin)
    return sorted(times)[measurements // 2] / iterations


def iterations_of(seconds, loop=spin):
    return int(seconds / seconds_an_iteration(loop))
