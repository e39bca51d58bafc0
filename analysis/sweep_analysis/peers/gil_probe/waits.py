"""Threads that wait, beside threads that compute or beside each other."""

import socket
import subprocess
import time

from interpreter import allowed_cores, iterations_of, now, run_together, set_interval, spin


def beside(cpu_threads, rounds, pin):
    """`rounds` on thread 0 beside threads that compute until it has ended."""
    done = []

    def compute():
        while not done:
            spin(100)

    def wait():
        try:
            rounds()
        finally:
            done.append(True)

    return run_together([wait] + [compute] * cpu_threads, pin)


def convoy(interval, wait=0.001, rounds=100, cpu_threads=1, pin="spread"):
    """`rounds` [s]: how long a sleep of `wait` s takes until the thread has the lock again."""
    set_interval(interval)
    times = []

    def sleep_often():
        for _ in range(rounds):
            begin = now()
            time.sleep(wait)
            times.append(now() - begin)

    return {"wall_s": beside(cpu_threads, sleep_often, pin), "rounds": times}


def echo(interval, server, rounds=350, cpu_threads=1, size=16, pin="spread"):
    """`rounds` [s]: from sending a datagram to having its echo. The program `server` sends it, on the core of thread 1,
    and ends with its standard input."""
    cores = allowed_cores()
    child = subprocess.Popen([server, str(cores[1 % len(cores)])], stdin=subprocess.PIPE, stdout=subprocess.PIPE)
    set_interval(interval)
    link, times, data = socket.socket(socket.AF_INET, socket.SOCK_DGRAM), [], b"x" * size
    link.connect(("127.0.0.1", int(child.stdout.readline())))

    def ask_often():
        for _ in range(rounds):
            begin = now()
            link.send(data)
            link.recv(64)
            times.append(now() - begin)

    try:
        return {"wall_s": beside(cpu_threads, ask_often, pin), "rounds": times}
    finally:
        child.stdin.close()
        child.wait()  # so that its time is counted as ours


def bursts(threads, repeats, burst, wait=0.1, interval=0.005, pin="spread"):
    """Each of `threads` waits `wait` s and computes `burst` s, `repeats` times. `burst_s`: processor time of one, in
    this run: beside others a burst is longer than alone. CPython 3.3 and later."""
    set_interval(interval)
    iterations, bursts_s = iterations_of(burst), []

    def wait_and_compute():
        for _ in range(repeats):
            time.sleep(wait)
            begin = time.clock_gettime(time.CLOCK_THREAD_CPUTIME_ID)
            spin(iterations)
            bursts_s.append(time.clock_gettime(time.CLOCK_THREAD_CPUTIME_ID) - begin)

    wall = run_together([wait_and_compute] * threads, pin)
    return {"wall_s": wall, "burst_s": sum(bursts_s) / len(bursts_s)}
