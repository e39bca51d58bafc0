"""Threads that do nothing but compute: how fast, who ran when, and what an iteration costs."""

from interpreter import iterations_of, now, run_together, seconds_an_iteration, set_interval, spin


def slices(threads, interval, work=0.8, pin="spread"):
    """`threads` threads share `work` s of processor time, each a loop that reads the clock every time round.

    A step of the clock that is longer than half an interval was a time without the lock: nothing else takes as long.
    So `held` (thread, begin, end) is from getting the lock to losing it, to within one time round. `base_s`: the same
    work on one thread, half of it before and half after.
    """
    set_interval(interval)
    gap = min(interval / 2, 0.001)
    held = []

    def watch(thread, iterations):
        clock, notes = now, []
        begin = last = clock()
        while iterations:
            iterations -= 1
            time = clock()
            if time - last > gap:
                notes.append((thread, begin, last))
                begin = time
            last = time
        held.extend(notes + [(thread, begin, last)])

    total = iterations_of(work, lambda iterations: watch(0, iterations))
    share = total // threads

    def half():
        return run_together([lambda: watch(0, total // 2)], pin)

    before = half()
    del held[:]
    wall = run_together([lambda i=i: watch(i, share) for i in range(threads)], pin)
    found = list(held)
    return {"wall_s": wall, "base_s": (before + half()) * share * threads / (total // 2 * 2), "held": found}


def countdown(threads, work=0.3, pin="none"):
    """The same without looking at the clock: for interpreters that count ticks, whose slices are the system's doing."""
    total = iterations_of(work)
    before = run_together([lambda: spin(total // 2)], pin)
    wall = run_together([lambda: spin(total // threads)] * threads, pin)
    after = run_together([lambda: spin(total // 2)], pin)
    return {"wall_s": wall, "base_s": before + after}


def cost():
    """Seconds of a time round the loop."""
    return {"iteration_s": seconds_an_iteration()}
