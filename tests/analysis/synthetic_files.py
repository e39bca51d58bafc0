"""Campaigns of workloads that move files: what a rank did in each phase follows a known law.

A transfer takes  latency of the back end + bytes / bandwidth, waiting for the disk bytes / DISK, a file of a tree
COSTS.
/operations is derived here without pandas, each repetition in turn as the C++ writer does it.
"""

from dataclasses import dataclass, field
from statistics import fmean, median

import h5py
import numpy as np
from synthetic import TEXT, UNITS, Campaign, share, write_table

KIB, MIB = 1024, 1 << 20
PARALLEL_IO = [("backend", TEXT), ("layout", TEXT), ("access", TEXT), ("block", "i8"), ("transfer", "i8"),
               ("segments", "i8"), ("direct", "i8"), ("sync", TEXT)]
METADATA = [("items", "i8"), ("size", "i8"), ("tree", TEXT)]
PHASE = np.dtype([("case", "i8"), ("repetition", "i8"), ("rank", "i8"), ("operation", TEXT), ("begin_s", "f8"),
                  ("open_s", "f8"), ("transfer_s", "f8"), ("sync_s", "f8"), ("close_s", "f8"), ("items", "i8"),
                  ("bytes", "i8"), ("device_read_bytes", "i8")])
STATISTICS = ("bytes", "items", "median_s", "low_s", "high_s", "bandwidth", "bandwidth_low", "bandwidth_high",
              "slowest_rank", "fastest_rank", "rate", "rate_low", "rate_high", "open_share", "transfer_share",
              "sync_share", "close_share", "device_share")
OPERATION = np.dtype([("case", "i8"), ("operation", TEXT), *((name, "f8") for name in STATISTICS),
                      ("transfers", TEXT), ("cache", TEXT)])
UNITS |= {"phases": {"open_s": "s", "bytes": "B"}, "operations": {"bandwidth": "B/s", "rate": "1/s"}}

OPEN = {"posix": 20e-6, "mpiio": 2e-3, "hdf5": 9e-3, "none": 1e-7}
LATENCY = {"posix": 4e-6, "mpiio": 11e-6, "hdf5": 25e-6, "none": 1e-8}
MEMORY, DEVICE, DISK = 5e9, 0.9e9, 0.6e9   # B/s
COSTS = {"create": 40e-6, "stat": 2e-6, "read": 9e-6, "rename": 14e-6, "remove": 18e-6}


@dataclass
class FileCampaign(Campaign):
    """A Campaign with the tables /phases and /operations."""

    repetitions: int = 7
    phases: list = field(default_factory=list)
    columns: list = field(default_factory=lambda: [*PARALLEL_IO, *METADATA])

    def files(self, experiment: str, **values) -> dict:
        row = dict(workload="parallel_io", kernel="", settings=-1, draws=-1, backend="posix", layout="shared",
                   access="independent", block=64 * MIB, transfer=MIB, segments=1, direct=0, sync="fsync", items=-1,
                   size=-1, tree="") | values
        row.setdefault("tasks", row["ranks"] * row["block"] // row["transfer"] if "ranks" in row else 64)
        return self.case(experiment, **row)

    def tree(self, experiment: str, **values) -> dict:
        return self.files(experiment, **dict(workload="metadata", backend="", layout="", access="", block=-1,
                                             transfer=-1, segments=-1, direct=0, sync="", items=1000, size=4096,
                                             tree="own", tasks=1000) | values)

    def phase(self, case: int, repetition: int, rank: int, operation: str, **values):
        self.phases.append(dict.fromkeys(PHASE.names, 0) | dict(case=case, repetition=repetition, rank=rank,
                                                                operation=operation) | values)

    def measure_files(self, row: dict, operations=("write", "read")):
        """Adds phases of a case after the law above, and a sample for each rank."""
        law, operations = (self._of_file, operations) if row["workload"] == "parallel_io" else (self._of_tree, COSTS)
        for repetition in range(self.repetitions):
            for rank in range(row["ranks"]):
                for operation in operations:
                    noise = 1 + 0.05 * self.random.exponential()
                    seconds, done = law(row, operation)
                    self.phase(row["case"], repetition, rank, operation, begin_s=2e-6 * (rank + 1),
                               **{f"{phase}_s": value * noise for phase, value in seconds.items()}, **done)
                self.sample(row["case"], repetition, rank, 0.1, tasks=len(operations) * share(row, rank))

    def write(self, path, **changes):
        super().write(path, **changes)
        rows = sorted(self.phases, key=lambda row: -row["case"])   # cases are not run as they are numbered
        with h5py.File(path, "a") as file:
            fixed = changes.get("fixed_strings", False)
            write_table(file, "phases", PHASE, rows, fixed)
            write_table(file, "operations", OPERATION, derived(rows), fixed)
        return path

    @staticmethod
    def _of_file(row: dict, operation: str) -> tuple:
        backend, size = row["backend"], row["block"]
        speed = DEVICE if row["direct"] or operation == "write" else MEMORY
        slower = 1.3 if row["layout"] == "shared" and operation == "write" else 1
        seconds = slower * (size // row["transfer"] * LATENCY[backend] + size / speed * (backend != "none"))
        sync = size / DISK if operation == "write" and row["sync"] == "fsync" and backend != "none" else 0
        from_device = size if operation == "read" and row["direct"] else 0
        return ({"open": OPEN[backend], "transfer": seconds, "sync": sync, "close": OPEN[backend] / 4},
                {"items": size // row["transfer"], "bytes": size, "device_read_bytes": from_device})

    @staticmethod
    def _of_tree(row: dict, operation: str) -> tuple:
        crowded = row["ranks"]**0.8 if row["tree"] == "shared" else 1
        seconds = row["items"] * COSTS[operation] * crowded
        moved = row["items"] * row["size"] if operation in ("create", "read") else 0
        opened = 0.4 * seconds if moved else 0
        return ({"open": opened, "transfer": seconds - opened, "sync": 0, "close": 0.1 * opened},
                {"items": row["items"], "bytes": moved, "device_read_bytes": 0})


def derived(phases: list) -> list:
    """The rows of /operations."""
    keys = list(dict.fromkeys((row["case"], row["operation"]) for row in phases))
    return [_derived(case, operation, [row for row in phases if (row["case"], row["operation"]) == (case, operation)])
            for case, operation in sorted(keys, key=lambda key: key[0])]


def _derived(case: int, operation: str, rows: list) -> dict:
    repetitions = [[row for row in rows if row["repetition"] == each] for each in {row["repetition"] for row in rows}]

    def end(row):
        return sum(row[name] for name in ("begin_s", "open_s", "transfer_s", "sync_s", "close_s"))

    own = [[row["bytes"] / (end(row) - row["begin_s"]) for row in ranks] for ranks in repetitions]
    seconds = [max(map(end, ranks)) - min(row["begin_s"] for row in ranks) for ranks in repetitions]
    done = {name: [sum(row[name] for row in ranks) for ranks in repetitions] for name in ("bytes", "items")}
    values = {("median_s", "low_s", "high_s"): seconds,
              ("bandwidth", "bandwidth_low", "bandwidth_high"): [a / b for a, b in zip(done["bytes"], seconds)],
              ("rate", "rate_low", "rate_high"): [a / b for a, b in zip(done["items"], seconds)]}
    row = dict(case=case, operation=operation, transfers="blocking", cache="", bytes=fmean(done["bytes"]),
               items=median(done["items"]), slowest_rank=median(map(min, own)), fastest_rank=median(map(max, own)))
    for names, sample in values.items():
        row |= zip(names, (median(sample), *_interval(sorted(sample))))
    phases = {name: sum(rank[f"{name}_s"] for rank in rows) for name in ("open", "transfer", "sync", "close")}
    row |= {f"{name}_share": time / sum(phases.values()) for name, time in phases.items()}
    size = sum(rank["bytes"] for rank in rows)
    return row | {"device_share": sum(rank["device_read_bytes"] for rank in rows) / size if size else 0.0}


def _interval(ordered: list) -> tuple:
    """From a table of binomial probabilities: the first and last of up to 8 values, the second ones of 9 to 11."""
    assert len(ordered) < 12
    rank = int(len(ordered) > 8)
    return ordered[rank], ordered[-1 - rank]


def files() -> FileCampaign:
    """A whole campaign: sizes of a transfer, back ends, ranks, metadata."""
    campaign = FileCampaign()
    _with_bases(campaign, campaign.files, "transfers", [
        dict(backend=backend, layout=layout, transfer=transfer) for backend in ("posix", "mpiio", "hdf5")
        for layout in ("shared", "file_per_rank") for transfer in (4 * KIB << 2 * power for power in range(7))], (2,))
    _with_bases(campaign, campaign.files, "backends", [
        dict(backend="none"), dict(backend="posix"), dict(backend="posix", direct=1),
        *(dict(backend=backend, access=access) for backend in ("mpiio", "hdf5")
          for access in ("independent", "collective"))], (2,))
    _with_bases(campaign, campaign.files, "ranks", [dict(backend="posix"), dict(backend="mpiio")], (1, 2, 4, 8))
    _with_bases(campaign, campaign.tree, "metadata", [dict(tree="own"), dict(tree="shared")], (1, 2, 4))
    return campaign


def _with_bases(campaign, make, experiment: str, problems: list, ranks: tuple):
    """A serial base for each problem, first as the program has it, and the problem on so many ranks."""
    bases = [make(experiment, ranks=1, **problem) for problem in problems]
    rows = [make(experiment, ranks=number, base=base["case"], **problem) for number in ranks if number > 1
            for base, problem in zip(bases, problems)]
    for row in (*bases, *rows):
        campaign.measure_files(row)
