"""A thread that waits again and again, beside threads that compute until it is through: what a wait takes until the
thread goes on. Item 0 waits, the others compute; with `sequential` it is alone."""

import os
import socket
import subprocess
import time

from calibrated import CORES, bind, spin

SLEEP_S = 0.001
ECHO_BYTES = 16
_through = []   # has something in it when item 0 is


def _beside(item, rounds):
    bind(item)
    if item == 0:
        try:
            return rounds()
        finally:
            _through.append(True)
    while not _through:
        spin(100)
    return []


def _take(times, wait):
    found = []
    for _ in range(times):
        begin = time.perf_counter()
        wait()
        found.append(time.perf_counter() - begin)
    return found


def sleep_60_times(item):
    return _beside(item, lambda: _take(60, lambda: time.sleep(SLEEP_S)))


def ask_350_times(item):
    return _beside(item, lambda: _ask(350))


def ask_60_times(item):
    return _beside(item, lambda: _ask(60))


def _server():
    """That of the emulation, so that both get the same answers: it stands beside the program that started this one."""
    return os.path.join(os.path.dirname(os.readlink(f"/proc/{os.getppid()}/exe")), "echo_server")


def _ask(times):
    """A datagram there and back, of a server on the core of the first thread that computes."""
    command = [_server(), str(CORES[1 % len(CORES)])]
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE) as server, \
            socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as link:
        link.connect(("127.0.0.1", int(server.stdout.readline())))
        data = b"x" * ECHO_BYTES

        def ask():
            link.send(data)
            link.recv(64)

        try:
            return _take(times, ask)
        finally:
            server.stdin.close()   # with which it ends


def is_whole(item, answer):
    return (len(answer) >= 60) == (item == 0)


def measures(answers):
    waits = sorted(answers[0])
    return {"waits": waits, "round_mean_s": sum(waits) / len(waits), "round_p50_s": _quantile(waits, 0.5),
            "round_p99_s": _quantile(waits, 0.99)}


def _quantile(ascending, fraction):
    """By linear interpolation, as numpy and sweep have it."""
    place = fraction * (len(ascending) - 1)
    below = int(place)
    above = min(below + 1, len(ascending) - 1)
    return ascending[below] + (place - below) * (ascending[above] - ascending[below])
