"""Campaigns of threads under interpreter locks whose times follow the laws that the figures draw.

Under policy `interval` one thread of a rank at a time computes, so that threads do what one does, and a little less at
a short switch interval; a task that waits for d comes back after d + I + LATE_S. Under `none` threads run on all cores.
"""

import numpy as np
from synthetic import TEXT, UNITS
from synthetic_locks import LockCampaign

PARAMETERS = [("switch_interval", "f8"), ("pin", TEXT), ("rounds", "i8"), ("cpu_tasks", "i8"), ("longest", "f8"),
              ("wait", "f8"), ("bytes", "i8"), ("length", "f8"), ("native_fraction", "f8")]
UNITS["cases"] |= {"switch_interval": "s", "longest": "s", "wait": "s", "bytes": "B", "length": "s"}
NONE = dict(switch_interval=np.nan, pin="", rounds=-1, cpu_tasks=-1, longest=np.nan, wait=np.nan, bytes=-1,
            length=np.nan, native_fraction=np.nan)
ALONE_S, SHARED_S, LATE_S, RELEASE_S, ECHO_S = 0.4, 0.003, 0.1e-3, 8e-6, 30e-6
ONE_LOCK = ("interval", "unforced", "relock")


class GilCampaign(LockCampaign):
    """A LockCampaign whose cases have the parameters of model `gil` and of the workloads about it."""

    def __init__(self, **values):
        super().__init__(repetitions=6, cores=2, columns=PARAMETERS, **values)

    def case(self, experiment, **values) -> dict:
        return super().case(experiment, **NONE | values)

    def gil(self, experiment, base: dict, policy="interval", **values) -> dict:
        interval = values.get("switch_interval", 0.005 if policy in ONE_LOCK else np.nan)
        own = {name: base[name] for name in ("workload", "kernel", "tasks", "wait_s", "settings", "draws", "rounds",
                                             "cpu_tasks", "longest", "wait", "bytes", "length", "native_fraction")}
        return self.case(experiment, **own | dict(model="gil", policy=policy, base=base["case"], pin="none")
                         | values | dict(switch_interval=interval))

    def time(self, row: dict, seconds: float):
        """Adds samples around a median, and what the locks did to each thread."""
        for repetition in range(self.repetitions):
            factor = 1 + 0.004 * (repetition - (self.repetitions - 1) / 2)
            for rank in range(row["ranks"]):
                self.sample(row["case"], repetition, rank, seconds * factor)
                for thread in range(row["threads"] if row["model"] == "gil" else 0):
                    self._use(row, repetition, rank, thread, seconds * factor)

    def latency(self, row: dict, p50_s: float, p99_s: float, number=180):
        self.latencies[row["case"]] = ([(0.9 * p50_s, p99_s, number, 0, 0)], {
            "meaning": "of a wait", **{f"{kind}_{name}_s": seconds for kind in ("latency", "lag", "handover")
                                       for name, seconds in (("p50", p50_s), ("p99", p99_s), ("max", p99_s))}})

    def _use(self, row: dict, repetition: int, rank: int, thread: int, wall_s: float):
        shares = (1 / row["threads"], 1 - 1 / row["threads"]) if row["policy"] in ONE_LOCK else (0.0, 0.0)
        held, waiting = (share * wall_s for share in shares)
        self.locks.append(dict(
            case=row["case"], repetition=repetition, rank=rank, thread=thread, lock=0 if held else -1, held_s=held,
            waiting_s=waiting, released_s=wall_s - held - waiting, device_s=0.25 * wall_s, requested_drops=3,
            voluntary_drops=1, switches=4, forced_waits=2, timed_out_waits=0))


def compute(campaign, row: dict):
    """Times a case of work for the processor."""
    one_lock = row["policy"] in ONE_LOCK
    at_once = row["ranks"] if one_lock else row["ranks"] * row["threads"]
    slower = 1 + (1e-5 / row["switch_interval"] if one_lock and row["threads"] > 1 else 0)
    campaign.time(row, ALONE_S * slower / min(campaign.cores, at_once))


def draws(campaign, ranks=(1, 2), policies=("interval", "free_threaded", "none"), experiment="draws", **values) -> dict:
    base = campaign.case(experiment, **values)
    campaign.time(base, SHARED_S)
    for policy in policies:
        for number in ranks:
            for threads in (1, 2, 4):
                compute(campaign, campaign.gil(experiment, base, policy, ranks=number, threads=threads))
    return base


def intervals(campaign):
    base = campaign.case("intervals", tasks=8)
    campaign.time(base, SHARED_S)
    for threads in (1, 2, 4):
        for interval in (1e-4, 1e-3, 5e-3, 2e-2):
            for policy in ("interval", "unforced"):
                compute(campaign, campaign.gil("intervals", base, policy, threads=threads, switch_interval=interval))
        compute(campaign, campaign.gil("intervals", base, "none", threads=threads))


def convoy(campaign, experiment="convoy", policies=("interval", "relock"), cpu_tasks=(1, 2), longest=2.0, **values):
    """A task that waits 1 ms, beside each number of CPU tasks, at three switch intervals; not alone but in its base."""
    for number in cpu_tasks:
        work = dict(workload="convoy", kernel="", settings=-1, draws=-1, rounds=30, cpu_tasks=number, longest=longest,
                    wait=1e-3, tasks=number + 1) | values
        base = campaign.case(experiment, **work | dict(wait_s=0.03 / (number + 1)))
        campaign.time(base, 0.03)
        campaign.latency(base, 1.06e-3, 1.2e-3)
        for policy in policies:
            for interval in (1e-3, 5e-3, 2e-2):
                row = campaign.gil(experiment, base, policy, threads=number + 1, switch_interval=interval)
                away_s = 1e-3 + interval + LATE_S if policy == "interval" else 0.5
                campaign.time(row, min(30 * away_s, longest) if number else 0.03)
                campaign.latency(row, away_s if number else 1.05e-3, 1.5 * away_s)


def echo(campaign, alone=True):
    work = dict(workload="echo", kernel="", settings=-1, draws=-1, rounds=100, longest=5.0, bytes=64, wait_s=0.0)
    for number in (1, *([0] if alone else [])):
        experiment = "echo" if number else "echo-alone"
        base = campaign.case(experiment, **work | dict(cpu_tasks=number, tasks=number + 1))
        campaign.time(base, 0.003)
        campaign.latency(base, 2 * ECHO_S, 3 * ECHO_S)
        for pin in ("spread", "none") if number else ("spread",):
            for interval in (1e-3, 5e-3) if number else (5e-3,):
                row = campaign.gil(experiment, base, threads=number + 1, switch_interval=interval, pin=pin)
                away_s = ECHO_S + (interval if number and pin == "spread" else 0.0)
                campaign.time(row, 100 * away_s)
                campaign.latency(row, away_s, 2 * away_s, 600)


def mixed(campaign, lengths=(1e-5, 2e-4), threads=(1, 2)):
    """Items of which each costs RELEASE_S a thread more where the lock is released and somebody wants it."""
    for length in lengths:
        for fraction in (0.0, 0.5, 1.0):
            base = campaign.case("mixed", workload="mixed", kernel="", settings=-1, draws=-1, length=length,
                                 native_fraction=fraction)
            campaign.time(base, 1000 * length)
            for number in threads:
                row = campaign.gil("mixed", base, threads=number)
                battle = RELEASE_S if number > 1 and 0 < fraction < 1 else 0.0
                row["bound_s"] = 1000 * max(length * (1 - fraction), length / number)
                campaign.time(row, row["bound_s"] + 1000 * battle)


def gil() -> GilCampaign:
    """A whole campaign: threads and processes, switch intervals, convoys, echoes, native fractions."""
    campaign = GilCampaign()
    draws(campaign)
    intervals(campaign)
    convoy(campaign)
    echo(campaign)
    mixed(campaign)
    return campaign
