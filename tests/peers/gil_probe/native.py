"""Threads whose items are partly an extension's work, during which it has released the lock."""

import hashlib

from interpreter import now, run_together, seconds_an_iteration, set_interval, spin


def derive(rounds):
    """Releases the lock for its work, which is a chain of hashes and touches no memory."""
    hashlib.pbkdf2_hmac("sha256", b"password", b"salt", rounds)


def seconds_of_call(rounds, calls=200):
    times = []
    for _ in range(calls):
        begin = now()
        derive(rounds)
        times.append(now() - begin)
    return sorted(times)[calls // 2]


def split(length, fraction):
    """(iterations of the loop, rounds of the extension) of an item: `fraction` of `length` s is the extension's."""
    fixed = seconds_of_call(1)
    a_round = (seconds_of_call(401) - fixed) / 400
    wanted = length * fraction
    rounds = max(1, int(1 + (wanted - fixed) / a_round)) if wanted else 0
    left = length - (fixed + (rounds - 1) * a_round if rounds else 0)
    return max(0, int(round(left / seconds_an_iteration()))), rounds


def items(length, fraction, threads=2, work=0.25, interval=0.005, pin="spread"):
    """`threads` threads do items worth `work` s each. `base_s`: as many in all, on one thread."""
    set_interval(interval)
    iterations, rounds = split(length, fraction)

    def carry_out(count):
        for _ in range(count):
            spin(iterations)
            if rounds:
                derive(rounds)

    each = max(1, int(work / length))
    before = run_together([lambda: carry_out(each * threads // 2)], pin)
    wall = run_together([lambda: carry_out(each)] * threads, pin)
    after = run_together([lambda: carry_out(each * threads - each * threads // 2)], pin)
    return {"wall_s": wall, "base_s": before + after, "iterations": iterations, "rounds": rounds}
