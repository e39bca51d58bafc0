"""A made-up result of `sweep decide`: the problems of configs/decision_rules.toml on two cores, in known times."""

from pathlib import Path

import h5py
from synthetic import TEXT, Campaign

RULES = (Path(__file__).parents[2] / "configs" / "decision_rules.toml").read_text()

# Ways: what a case of it has.
SEQUENTIAL = {"model": "serial"}
RANKS = {"model": "serial", "ranks": 2}
POOL = {"model": "process_pool", "threads": 2}
LOCKED = {"model": "gil", "policy": "interval", "threads": 2}
THREADS = {"model": "threads", "threads": 2}
LOOP = {"model": "event_loop"}
HYBRID = {"model": "threads", "ranks": 2, "threads": 2}


def campaign_of(launches: int = 1, repetitions: int = 7) -> Campaign:
    """An empty one, with the columns that the rules look at."""
    return Campaign(cores=2, repetitions=repetitions, launches=launches,
                    columns=[("pace", TEXT), ("isa", TEXT)])


def add(campaign: Campaign, experiment: str, seconds: float, spread: float = 0.004, **values) -> dict:
    """A case whose repetitions take `seconds` and up to `spread` of them more; its base is its experiment's first."""
    base = next((case["case"] for case in campaign.cases if case["experiment"] == experiment), -1)
    common = {"pace": "", "isa": "", "kernel": "", "bound_s": 0.9 * seconds, "base": base}
    case = campaign.case(experiment, **common | values)
    for launch in range(campaign.launches):
        for repetition in range(campaign.repetitions):
            noise = 1 + spread * repetition / max(1, campaign.repetitions - 1) + 0.001 * launch
            for rank in range(case["ranks"]):
                campaign.sample(case["case"], launch * campaign.repetitions + repetition, rank, seconds * noise,
                                launch=launch, rss_bytes=30 << 20, peak_rss_bytes=31 << 20, cpu_s=seconds / 2)
    return case


def decision_table(launches: int = 1, repetitions: int = 7) -> Campaign:
    """All problems, each with the ways that the lecture judges and some more; files run 40 of 500 tasks in sequence."""
    campaign = campaign_of(launches, repetitions)
    _compute(campaign, "interpreted", {"pace": "cpython"}, locked=2.1)
    _compute(campaign, "native", {"pace": "native"}, locked=2.02)
    add(campaign, "native-vectorised", 2.0 / 110, pace="native", isa="avx2", **SEQUENTIAL)
    files = dict(workload="tiny_files", latency=0.1, wait_s=0.1, parse=2e-3, settings=-1, draws=-1)
    _wait(campaign, "files-far", files, tasks=500, base_tasks=40, task_s=0.102, loop=1.1)
    massive = dict(workload="fan_out", latency=0.1, wait_s=0.1, settings=-1, draws=-1)
    _wait(campaign, "massive", massive, tasks=5000, base_tasks=20, task_s=0.1003, loop=0.16)
    _compute(campaign, "mixed", {"pace": "cpython"}, locked=1.5)
    add(campaign, "files-here", 0.04, workload="metadata", tasks=500, **SEQUENTIAL)
    add(campaign, "files-here", 0.035, workload="metadata", tasks=500, **LOCKED, spread=0.2)
    for ways, experiment in ((((SEQUENTIAL, 2.0), (LOCKED, 0.1), (LOOP, 0.09)), "one-core-waits"),
                             (((SEQUENTIAL, 2.0), (RANKS, 2.1), (LOCKED, 2.2), (LOOP, 2.0)), "one-core-computes")):
        for way, seconds in ways:
            add(campaign, experiment, seconds, tasks=20, **way)
    return campaign


def _compute(campaign: Campaign, experiment: str, values: dict, locked: float):
    for way, seconds in ((SEQUENTIAL, 2.0), (RANKS, 1.02), (POOL, 1.05), (LOCKED, locked), (THREADS, 1.01), (LOOP, 2.0),
                         (HYBRID, 1.03)):
        add(campaign, experiment, seconds, **values, **way)


def _wait(campaign: Campaign, experiment: str, values: dict, tasks: int, base_tasks: int, task_s: float, loop: float):
    add(campaign, experiment, base_tasks * task_s, tasks=base_tasks, **SEQUENTIAL, **values)
    twenty = tasks * task_s / 20
    for way, seconds in ((POOL | {"threads": 20}, 1.05 * twenty), (LOCKED | {"threads": 20}, 1.02 * twenty),
                         (THREADS | {"threads": 20}, 1.01 * twenty), (LOOP | {"in_flight": tasks}, loop)):
        add(campaign, experiment, seconds, tasks=tasks, **way, **values)
    add(campaign, f"{experiment}-ranks", tasks * task_s / 2, tasks=tasks, **RANKS, **values)


def write_decision(path, campaign=None, rules=RULES, **changes):
    """As `sweep decide` writes it: the rules stand beside the campaign."""
    path = (campaign or decision_table()).write(path, **changes)
    with h5py.File(path, "a") as file:
        told = {"name": "decision table", "decision_rules": rules, "command_line": "sweep decide"}
        file["campaign"].attrs.update(told)
    return path
