"""What is compared, as data: the probe's arguments, the emulation's [[experiment]], what is judged, and the bars."""

from dataclasses import dataclass

from .observations import FIRST_WAIT_S
from .verdicts import Bar

WRONG_LOCKS = ("plain_mutex", "unforced", "relock")
WRONG_LONGEST = "1 s"  # after which a CPU thread gives up that lets nobody else run


@dataclass(frozen=True)
class Row:
    name: str
    experiment: str                 # of gil_probe
    probe: dict                     # its arguments
    emulation: dict                 # keys of [[experiment]], beside those that all rows have
    bars: dict                      # what is read → Bar
    policy: str = "interval"        # of the interpreters that it is for
    wrong: tuple = ()               # policies that must fall outside,
    wrong_by: tuple = ()            # judged by this
    cores: int = 0                  # that both may use; 0: all
    pin: str = "spread"


def unit(seconds: float) -> str:
    """For TOML."""
    return f"{seconds * 1e6:.10g} us"


def cpu_row(threads: int, interval: float, work: float = 0.4, wrong: tuple = ()) -> Row:
    short = interval < 0.001
    return Row(
        f"cpu, {threads} threads, {interval * 1e3:g} ms", "cpu",
        {"threads": threads, "interval": interval, "work": work},
        {"workload": "mixed", "native_fraction": 0.0, "tasks": threads, "length": unit(work / threads),
         "threads": [1, threads], "switch_interval": unit(interval)},
        {"throughput": Bar(points=0.08 if short else 0.05), "slice_s": Bar(ratio=0.06 if short else 0.03),
         "switches_per_s": Bar(ratio=0.07)},
        wrong=wrong, wrong_by=("slice_s",))


def waiting(workload: str, cpu_threads: int, interval: float, rounds: int) -> dict:
    return {"workload": workload, "cpu_tasks": cpu_threads, "threads": cpu_threads + 1, "rounds": rounds,
            "switch_interval": unit(interval), "longest": "30 s"}


def convoy_row(cpu_threads: int, interval: float, rounds: int, bars: dict, wrong: tuple = ()) -> Row:
    return Row(f"convoy, {cpu_threads} cpu, {interval * 1e3:g} ms", "convoy",
               {"cpu_threads": cpu_threads, "interval": interval, "rounds": rounds, "wait": 0.001},
               waiting("convoy", cpu_threads, interval, rounds) | {"wait": "1 ms"}, bars,
               wrong=wrong, wrong_by=("mean_s",))


def echo_row(cpu_threads: int, interval: float, rounds: int, bars: dict) -> Row:
    """The server beside the first CPU thread, away from the I/O thread: whoever is beside it is answered at once, or
    not, as the system happens to place it, and both sides would not be placed the same."""
    return Row(f"echo, {cpu_threads} cpu, {interval * 1e3:g} ms", "echo",
               {"cpu_threads": cpu_threads, "interval": interval, "rounds": rounds, "size": 16},
               waiting("echo", cpu_threads, interval, rounds) | {"bytes": "16 B", "server_pin": "cpu"}, bars)


def bursts_row(threads: int, repeats: int, burst: float, bars: dict) -> Row:
    return Row(f"io, {threads} threads, {burst * 1e3:g} ms bursts", "bursts",
               {"threads": threads, "repeats": repeats, "burst": burst, "wait": FIRST_WAIT_S},
               {"workload": "tiny_files", "tasks": threads * repeats, "serial_tasks": 1, "latency": "100 ms",
                "parse": unit(burst), "size": "1000 B", "threads": threads, "trace": False}, bars)


def native_row(length: float, fraction: float, bar: Bar, work: float = 0.15) -> Row:
    return Row(f"native, {length * 1e3:g} ms, share {fraction:g}", "native",
               {"length": length, "fraction": fraction, "threads": 2, "work": work},
               {"workload": "mixed", "native_fraction": float(fraction), "length": unit(length),
                "tasks": 2 * round(work / length), "threads": [1, 2], "trace": False}, {"speedup": bar})


def tick_row(cores: int) -> Row:
    """In 2.7 two threads are slower than one, but only where there is a second core to fight from."""
    return Row(f"ticks, 2 threads, {cores} core" + "s" * (cores > 1), "countdown",
               {"threads": 2, "work": 0.4},
               {"workload": "mixed", "native_fraction": 0.0, "tasks": 2, "length": "200 ms", "threads": [1, 2],
                "trace": False}, {"slowdown": Bar(ratio=0.3 if cores > 1 else 0.1)}, "tick", cores=cores)


CONVOY = {"p50_s": Bar(ratio=0.1, least=0.0003)}
ECHO = {"rounds_per_s": Bar(ratio=0.15), "mean_s": Bar(ratio=0.15), "p50_s": Bar(ratio=0.05), "p99_s": Bar(ratio=0.15)}
CROWD = {"mean_s": Bar(ratio=0.5)}

ROWS = [
    *(cpu_row(threads, 0.005, wrong=WRONG_LOCKS if threads == 4 else ()) for threads in (2, 4, 8)),
    *(cpu_row(threads, 0.0001) for threads in (2, 4, 8)),
    *(convoy_row(1, interval * 1e-3, rounds, CONVOY)
      for interval, rounds in ((1, 200), (2, 150), (5, 100), (10, 50), (20, 30))),
    convoy_row(2, 0.005, 60, CROWD, wrong=WRONG_LOCKS),  # 60 rounds in each of five pairs
    convoy_row(4, 0.005, 60, CROWD),
    echo_row(1, 0.005, 350, ECHO),
    echo_row(2, 0.005, 60, CROWD),
    *(bursts_row(threads, 3, 0.0001, {"wall_s": Bar(ratio=0.07)}) for threads in (1, 4, 16, 64)),
    bursts_row(16, 2, 0.002, {"wall_s": Bar(ratio=0.1)}),
    bursts_row(64, 2, 0.002, {"bursts_after_wait": Bar(ratio=0.1)}),  # bound by the lock
    *(native_row(length, fraction, Bar(ratio=0.12))
      for length in (0.00005, 0.0002, 0.001) for fraction in (0, 0.25, 0.5, 0.75, 1)),
    *(native_row(0.00001, fraction, Bar(below=1)) for fraction in (0.25, 0.5, 0.75)),
    tick_row(2),
    tick_row(1),
]


def policy_of(version: tuple, free_threaded: bool = False) -> str:
    """The lock that a version of CPython has; the interval came with 3.2."""
    if free_threaded:
        return "free_threaded"
    return "tick" if tuple(version)[:2] <= (3, 1) else "interval"
