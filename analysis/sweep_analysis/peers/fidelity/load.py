"""What else the machine did during a run: the busy time of all cores, less that of the run itself."""

import os
import resource
import time

TICK_S = 1 / os.sysconf("SC_CLK_TCK")


def busy_seconds(stat: str) -> float:
    """Of all cores since boot, from the text of /proc/stat: all but idle, iowait, and guests, who are counted as users.
    Stolen time is other load too."""
    user, nice, system, _, _, irq, softirq, steal = map(int, stat.splitlines()[0].split()[1:9])
    return (user + nice + system + irq + softirq + steal) * TICK_S


def our_seconds() -> float:
    """This process and the children that it has waited for."""
    usages = [resource.getrusage(who) for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN)]
    return sum(usage.ru_utime + usage.ru_stime for usage in usages)


class LoadMeter:
    """From its making until read(): the cores that others kept busy. Ticks of 10 ms make it good to some 0.02."""

    def __init__(self):
        self.begin = self._look()

    @staticmethod
    def _look() -> tuple:
        with open("/proc/stat", encoding="ascii") as file:
            return time.perf_counter(), busy_seconds(file.read()), our_seconds()

    def read(self) -> float:
        wall, busy, ours = (end - begin for begin, end in zip(self.begin, self._look()))
        return (busy - ours) / wall
