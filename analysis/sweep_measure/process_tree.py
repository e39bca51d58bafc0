"""Processor time and memory of a process and all that descend from it, as Linux counts them."""

import os
import resource
import time

TICK_S = 1 / os.sysconf("SC_CLK_TCK")


def _fields(process):
    """Of /proc/PID/stat from the third on (the second, a name, may have blanks); None where it has ended."""
    try:
        with open(f"/proc/{process}/stat", encoding="utf-8", errors="replace") as file:
            return file.read().rpartition(")")[2].split()
    except OSError:
        return None


def tree(root, with_root=True):
    """The processes, as {its number: when it started}; so one whose number is used again is another. Also those that
    have ended and nobody has waited for yet: their processor time is told of no parent so far."""
    parents, started = {}, {}
    for name in os.listdir("/proc"):
        fields = _fields(name) if name.isdigit() else None
        if fields:
            parents[int(name)], started[int(name)] = int(fields[1]), int(fields[19])
    found, waiting = {}, [root]
    while waiting:
        process = waiting.pop()
        if process in started:
            found[process] = started[process]
            waiting += [child for child, parent in parents.items() if parent == process]
    if not with_root:
        found.pop(root, None)
    return found


def is_alive(process, started):
    fields = _fields(process)
    return fields is not None and fields[0] not in "ZX" and int(fields[19]) == started


def process_s(process):
    """Processor time of all its threads, also of those that have ended, to the nanosecond.

    The clock of another process has the number that clock_getcpuclockid(3) would give: MAKE_PROCESS_CPUCLOCK of Linux.
    """
    try:
        return time.clock_gettime_ns((~process << 3) | 2) * 1e-9
    except OSError:
        return 0.0


def _ended_children_s(process):
    """Of the children it has waited for: to the microsecond of this process, to a tick of another."""
    if process == os.getpid():
        used = resource.getrusage(resource.RUSAGE_CHILDREN)
        return used.ru_utime + used.ru_stime
    fields = _fields(process)
    return (int(fields[13]) + int(fields[14])) * TICK_S if fields else 0.0


def ready_s():
    """How long this thread was ready to run and did not, since it began; 0 where the system does not tell."""
    try:
        with open("/proc/thread-self/schedstat", encoding="ascii") as file:
            return int(file.read().split()[1]) * 1e-9
    except (OSError, IndexError, ValueError):
        return 0.0


def machine_use():
    """(busy, stolen) in seconds, to a tick: how long this machine's processors have run anything, and how long a
    hypervisor has kept them while there was something to run. proc_stat(5): user, nice, system, idle, iowait, irq,
    softirq, steal."""
    try:
        with open("/proc/stat", encoding="ascii") as file:
            ticks = [int(number) for number in file.readline().split()[1:9]]
        return (sum(ticks[:3]) + sum(ticks[5:7])) * TICK_S, ticks[7] * TICK_S
    except (OSError, IndexError, ValueError):
        return 0.0, 0.0


def stolen_s(used, before, after):
    """Of `used` seconds of processor time between two readings of machine_use(): what was stolen from it, by its share
    of what was busy."""
    busy, stolen = after[0] - before[0], after[1] - before[1]
    return stolen * min(1.0, used / busy) if busy > 0 else 0.0


def others_s(processes):
    """Processor time of all of them but this one, and of those that they have waited for, as has this one."""
    return sum(_ended_children_s(process) + (process_s(process) if process != os.getpid() else 0)
               for process in processes)


def command_line(process):
    try:
        with open(f"/proc/{process}/cmdline", "rb") as file:
            return file.read()
    except OSError:
        return b""


def _kibibytes(path, *names):
    values = dict.fromkeys(names, 0)
    with open(path, encoding="utf-8") as file:
        for line in file:
            name, colon, rest = line.partition(":")
            if colon and name in values:
                values[name] = 1024 * int(rest.split()[0])
    return [values[name] for name in names]


def memory(processes):
    """(PSS, peak) in bytes: pages that are shared count by their share; the peak adds, a process, what its resident
    memory once was above what it is."""
    now = peak = 0
    for process in processes:
        try:
            pss, = _kibibytes(f"/proc/{process}/smaps_rollup", "Pss")
            most, resident = _kibibytes(f"/proc/{process}/status", "VmHWM", "VmRSS")
        except OSError:   # it has ended
            continue
        now += pss
        peak += pss + max(0, most - resident)
    return now, peak
