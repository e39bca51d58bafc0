"""Campaigns of a model with interpreter locks: the threads of a lock take turns of known length.

A turn holds the lock for TURN_S of the policy, then the thread works without it for RELEASED_S, waits for a device for
DEVICE_S, and for the lock until its next turn. Under policy `free` no thread needs one. /contention is derived here without pandas, each repetition in turn as the
C++ writer does it.
"""

from dataclasses import dataclass, field
from statistics import fmean, median

import h5py
import numpy as np
from synthetic import TEXT, UNITS, Campaign, write_table

LOCK = np.dtype([*((name, "i8") for name in ("case", "repetition", "rank", "thread", "lock")),
                 *((name, "f8") for name in ("held_s", "waiting_s", "released_s", "device_s")),
                 *((name, "i8") for name in ("requested_drops", "voluntary_drops", "switches", "forced_waits",
                                             "timed_out_waits"))])
CONTENTION = np.dtype([("case", "i8"), *((name, "f8") for name in (
    "contention", "held_s", "waiting_s", "released_s", "device_s", "switches_per_s", "requested_drops",
    "voluntary_drops", "forced_waits", "timed_out_waits"))])
SPAN = np.dtype([("rank", "i8"), ("thread", "i8"), ("state", TEXT), ("begin_s", "f8"), ("end_s", "f8")])
UNITS |= {"locks": {"held_s": "s", "switches": "1"}, "contention": {"contention": "1", "switches_per_s": "1/s"},
          "trace": {"begin_s": "s", "end_s": "s"}}

TURN_S = {"new": 5e-3, "old": 0.2e-3, "free": 5e-3}
RELEASED_S, DEVICE_S, HANDOVER_S, WALL_S = 0.5e-3, 1e-3, 10e-6, 0.12


@dataclass
class LockCampaign(Campaign):
    """A Campaign with the tables /locks, /contention and /trace."""

    repetitions: int = 4
    locks: list = field(default_factory=list)
    traces: dict = field(default_factory=dict)   # case → (rows of SPAN, untraced)

    def measure_locks(self, row: dict, untraced=0):
        """Adds samples, locks and the trace of a case after the law above."""
        spans = [span for rank in range(row["ranks"]) for thread in range(row["threads"])
                 for span in self._spans(row, rank, thread)]
        self.traces[row["case"]] = (spans, untraced)
        for repetition in range(self.repetitions):
            slower = 1 + 0.1 * repetition
            for rank in range(row["ranks"]):
                self.sample(row["case"], repetition, rank, WALL_S * slower)
                for thread in range(row["threads"]):
                    own = [span for span in spans if (span["rank"], span["thread"]) == (rank, thread)]
                    self.lock(row, repetition, rank, thread, own, slower**2)

    def lock(self, row: dict, repetition: int, rank: int, thread: int, spans: list, factor: float):
        times = {f"{state}_s": factor * sum(span["end_s"] - span["begin_s"] for span in spans
                                            if span["state"] == state)
                 for state in ("held", "waiting", "released", "device")}
        turns = sum(span["state"] == "held" for span in spans)
        self.locks.append(dict(case=row["case"], repetition=repetition, rank=rank, thread=thread,
                               lock=-1 if row["policy"] == "free" else 0, requested_drops=turns + repetition,
                               voluntary_drops=2 * turns, switches=turns, forced_waits=3, timed_out_waits=repetition,
                               **times))

    def write(self, path, **changes):
        super().write(path, **changes)
        fixed = changes.get("fixed_strings", False)
        with h5py.File(path, "a") as file:
            write_table(file, "locks", LOCK, self.locks, fixed)
            write_table(file, "contention", CONTENTION, self.derived(), fixed)
            for case, (spans, untraced) in self.traces.items():
                write_table(file, f"trace/{case}", SPAN, spans, fixed).attrs["untraced"] = untraced
        return path

    @staticmethod
    def _spans(row: dict, rank: int, thread: int):
        """Of one thread, from the start to WALL_S."""
        turn_s = TURN_S[row["policy"]]
        period_s = max(turn_s + RELEASED_S + DEVICE_S, row["threads"] * (turn_s + HANDOVER_S))
        alone = row["policy"] == "free"
        first = 0.0 if alone else thread * (turn_s + HANDOVER_S)
        edges = [("waiting", 0.0)]
        while edges[-1][1] < WALL_S:
            edges += [("released" if alone else "held", first), ("released", first + turn_s), ("device", first + turn_s + RELEASED_S),
                      ("waiting", first + turn_s + RELEASED_S + DEVICE_S)]
            first += turn_s + RELEASED_S + DEVICE_S if alone else period_s
        for (state, begin), (_, end) in zip(edges, [*edges[1:], ("", WALL_S)]):
            if begin < min(end, WALL_S):
                yield dict(rank=rank, thread=thread, state=state, begin_s=begin, end_s=min(end, WALL_S))

    def derived(self) -> list:
        """The rows of /contention."""
        wall = {(row["case"], row["repetition"], row["rank"]): row["wall_s"] for row in self.samples}
        rows = []
        for case in sorted({row["case"] for row in self.locks}):
            own = [row for row in self.locks if row["case"] == case]
            repetitions = [[row for row in own if row["repetition"] == each]
                           for each in sorted({row["repetition"] for row in own})]
            sums = {name: median(sum(row[name] for row in threads) for threads in repetitions)
                    for name in CONTENTION.names if name in LOCK.names and name != "case"}
            slowest = [max(wall[case, row["repetition"], row["rank"]] for row in threads) for threads in repetitions]
            rates = [sum(row["switches"] for row in threads) / time for threads, time in zip(repetitions, slowest)]
            rows.append(sums | dict(case=case, switches_per_s=median(rates),
                                    contention=median(_busy(threads, wall) for threads in repetitions)))
        return rows


def _busy(threads: list, wall: dict) -> float:
    """How busy the locks were in one repetition, the mean."""
    held = {}
    for row in threads:
        if row["lock"] >= 0:
            key = (row["case"], row["repetition"], row["rank"], row["lock"])
            held[key] = held.get(key, 0.0) + row["held_s"]
    return fmean(min(1.0, time / wall[key[:3]]) for key, time in held.items()) if held else 0.0


def locks() -> LockCampaign:
    """A whole campaign: three policies, a base without locks, ranks of their own locks, more threads than lanes."""
    campaign = LockCampaign()
    base = campaign.case("policies", tasks=100)["case"]
    rows = [campaign.case("policies", model="gil", policy=policy, threads=4, tasks=100, base=base)
            for policy in ("old", "new", "free")]
    rows.append(campaign.case("ranks", model="gil", policy="new", threads=2, ranks=2, tasks=100))
    rows.append(campaign.case("crowd", model="gil", policy="old", threads=30, tasks=100))
    for row in rows:
        campaign.measure_locks(row, untraced=17 if row["threads"] == 30 else 0)
    campaign.sample(base, 0, 0, 0.1)
    return campaign
