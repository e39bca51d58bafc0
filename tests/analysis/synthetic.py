"""Writes result files as the C++ program would, from a made-up machine whose times follow a known law.

A repetition takes  (fixed + work / min(p, cores) + overhead of chunks + overhead of p) × noise from a fixed seed, and
where tasks wait about 1.1 times as long as the closed form of the model says.
"""

import math
from dataclasses import dataclass, field

import h5py
import numpy as np

TEXT = h5py.string_dtype("utf-8")
SERIAL_S, DRAW_S, CHUNK_S, TASK_S, JOIN_S = 40e-6, 2e-9, 0.4e-6, 25e-9, 3e-6
FETCH_S, THREAD_BYTES, STACK_BYTES, COROUTINE_BYTES = 50e-6, 9000, 8 << 20, 700

CASE = np.dtype([("case", "i8"), ("experiment", TEXT), ("workload", TEXT), ("kernel", TEXT), ("model", TEXT),
                 ("policy", TEXT), ("ranks", "i8"), ("threads", "i8"), ("schedule", TEXT), ("chunk", "i8"),
                 ("tasks", "i8"), ("base", "i8"), ("wait_s", "f8"), ("bound_s", "f8"), ("status", TEXT),
                 ("error", TEXT), ("warnings", TEXT), ("checksum", "u8"), ("settings", "i8"), ("draws", "i8"),
                 ("latency", "f8"), ("distribution", TEXT), ("depth", "i8"), ("parse", "f8"), ("serial_tasks", "i8"),
                 ("team", TEXT), ("in_flight", "i8")])
SAMPLE = np.dtype([("case", "i8"), ("repetition", "i8"), ("order", "i8"), ("rank", "i8"), ("wall_s", "f8"),
                   ("cpu_s", "f8"), ("wait_s", "f8"), ("lock_s", "f8"), ("dispatch_s", "f8"), ("idle_s", "f8"),
                   ("tasks", "i8"), ("rss_bytes", "i8"), ("peak_rss_bytes", "i8"), ("rss_growth_bytes", "i8"),
                   ("stack_bytes", "i8"), ("voluntary_switches", "i8"), ("involuntary_switches", "i8")])
LAUNCH = np.dtype([("launch", "i8"), ("label", TEXT), ("began", TEXT), ("ended", TEXT), ("end", TEXT),
                   ("continues", "i8"), ("under_way", "i8"), ("repetitions", "i8"), ("ranks", "i8"),
                   ("hosts", TEXT), ("affinity", TEXT), ("processor", TEXT), ("cores", "i8"), ("version", TEXT),
                   ("git_revision", TEXT), ("compiler", TEXT), ("flags", TEXT), ("instruction_set", TEXT), ("mpi_library", TEXT),
                   ("environment", TEXT), ("load_average", "f8")])
SUMMARY = np.dtype([("case", "i8"), ("median_s", "f8"), ("low_s", "f8"), ("high_s", "f8"), ("q1_s", "f8"),
                    ("q3_s", "f8"), ("p95_s", "f8"), ("max_s", "f8"), ("repetitions", "i8"), ("speedup", "f8"),
                    ("efficiency", "f8")])
LATENCY = np.dtype([("low_s", "f8"), ("high_s", "f8"), ("latency", "i8"), ("lag", "i8"),
                    ("handover", "i8")])
UNITS = {"cases": {"chunk": "1", "latency": "s", "parse": "s", "transfer": "B", "block": "B", "size": "B"},
         "samples": {"wall_s": "s", "rss_bytes": "B", "tasks": "1"}, "summary": {"median_s": "s", "speedup": "1"},
         "latency": {"low_s": "s", "high_s": "s", "latency": "1", "lag": "1", "handover": "1"}, "launches": {}}


def share(row: dict, rank: int) -> int:
    """The tasks of a case that one of its ranks runs."""
    return row["tasks"] // row["ranks"] + (rank < row["tasks"] % row["ranks"])


@dataclass
class Campaign:
    """Cases and samples under construction; `write` makes the file."""

    cores: int = 4
    repetitions: int = 10
    launches: int = 0                               # 0: a file from before there were any
    launch_spread: float = 0                        # how much slower each is than the one before, in shares of a time
    cases: list = field(default_factory=list)
    samples: list = field(default_factory=list)
    columns: list = field(default_factory=list)     # of /cases, beside those of CASE
    latencies: dict = field(default_factory=dict)   # case → (rows of LATENCY, attributes)
    random: np.random.Generator = field(default_factory=lambda: np.random.default_rng(215))

    def case(self, experiment, **values) -> dict:
        row = dict(case=len(self.cases), experiment=experiment, workload="monte_carlo", kernel="pi", model="serial",
                   policy="", ranks=1, threads=1, schedule="static", chunk=1, tasks=1000, base=-1, status="finished",
                   error="", warnings="", checksum=7, settings=1000, draws=10_000, latency=np.nan, parse=np.nan,
                   distribution="", depth=-1, serial_tasks=-1, team="", in_flight=-1, bound_s=0.0) | values
        row.setdefault("wait_s", np.nan_to_num(row["latency"]))
        if row["base"] == -1:
            row["base"] = row["case"]
        self.cases.append(row)
        return row

    def sample(self, case: int, repetition: int, rank: int, wall_s: float, **values):
        self.samples.append(dict.fromkeys(SAMPLE.names, 0) | dict(
            case=case, repetition=repetition, order=len(self.samples), rank=rank, wall_s=wall_s, cpu_s=wall_s,
            tasks=share(self.cases[case], rank), launch=0) | values)

    def measure(self, row: dict, repetitions=None):
        """Adds samples of a case after the law above, so many repetitions in each launch."""
        first = len(self.samples)
        self._measure(row, (repetitions or self.repetitions) * max(1, self.launches))
        for sample in self.samples[first:]:
            sample["launch"] = sample["repetition"] * max(1, self.launches) // (self.samples[-1]["repetition"] + 1)
            sample["wall_s"] *= 1 + self.launch_spread * sample["launch"]

    def _measure(self, row: dict, repetitions: int):
        if row["wait_s"] > 0:
            return self._measure_waits(row, repetitions)
        work_s, dispatch_s = self._law(row)
        p = row["ranks"] * row["threads"]
        spread = 0.02 if p <= self.cores else 0.08
        for repetition in range(repetitions):
            noise = 1 + spread * self.random.exponential()
            for rank in range(row["ranks"]):
                wall_s = (SERIAL_S + work_s + dispatch_s) * noise * (1 - 0.003 * rank / row["ranks"])
                self.sample(row["case"], repetition, rank, wall_s, cpu_s=wall_s - SERIAL_S / 40, dispatch_s=dispatch_s)

    def _measure_waits(self, row: dict, repetitions: int):
        tasks, threads, loop = math.ceil(row["tasks"] / row["ranks"]), row["threads"], row["model"] == "event_loop"
        wait_s, processor_s = row["wait_s"], FETCH_S + np.nan_to_num(row["parse"])
        rounds = math.ceil(tasks / (row["in_flight"] if loop else threads))
        open_tasks = math.ceil(tasks / rounds)
        least_s = wait_s + tasks * processor_s if loop else rounds * (wait_s + processor_s)
        least_s = max(least_s, rounds * wait_s, wait_s + row["tasks"] * processor_s / self.cores)
        row["bound_s"] = least_s
        memory = dict(rss_growth_bytes=open_tasks * (COROUTINE_BYTES if loop else THREAD_BYTES),
                      stack_bytes=0 if threads == 1 else threads * STACK_BYTES)
        for repetition in range(repetitions):
            for rank in range(row["ranks"]):
                self.sample(row["case"], repetition, rank, least_s * (1.1 + 0.05 * self.random.exponential()),
                            cpu_s=tasks * processor_s, wait_s=rounds * wait_s, **memory)
        self.latencies[row["case"]] = ([(wait_s, 1.06 * wait_s, tasks, 0, 0), (0, 1e-9, 0, tasks, 0)], {
            "meaning": "from the request to the answer", **{
                f"{kind}_{name}_s": value for kind, value in (("latency", 1.06 * wait_s), ("lag", 1e-9), ("handover", 0.0))
                for name in ("p50", "p99", "max")}})

    def write(self, path, status="complete", fixed_strings=False, **changes):
        with h5py.File(path, "w") as file:
            version = 3 if self.launches else 1
            file.attrs.update({"format": "sweep-results", "schema_version": version, "status": status,
                               "created": "2025-01-01T00:00:00Z"})
            file.create_group("campaign").attrs.update(
                {"name": "lecture", "seed": 215, "toml": "[campaign]\n", "command_line": "sweep run"})
            file.create_group("provenance").attrs.update(PROVENANCE | {"cores": self.cores})
            columns = np.dtype([*((name, CASE[name]) for name in CASE.names), *self.columns])
            write_table(file, "cases", columns, self.cases, fixed_strings)
            sample = SAMPLE
            if self.launches:
                self._write_launches(file, fixed_strings)
                sample = np.dtype([*((name, SAMPLE[name]) for name in SAMPLE.names), ("launch", "i8")])
            write_table(file, "samples", sample, self.samples, fixed_strings)
            if changes.get("summary", True):
                write_table(file, "summary", SUMMARY, [], fixed_strings)
            for case, (rows, attributes) in self.latencies.items():
                rows = [dict(zip(LATENCY.names, row)) for row in rows]
                write_table(file, f"latency/{case}", LATENCY, rows, fixed_strings).attrs.update(attributes)
            estimates = np.dtype([("setting", "i8"), ("radius", "f8"), ("mean", "f8"), ("standard_error", "f8"),
                                  ("draws", "i8")])
            rows = np.array([(0, 0.1, 0.0314, 1e-4, 10_000)], estimates)
            table = file.create_dataset("estimates/coffee %2F 1", data=rows)
            table.attrs["experiment"] = "coffee / 1"
            file.attrs.update(changes.get("attributes", {}))
        return path

    def _write_launches(self, file, fixed_strings: bool):
        file["campaign"].attrs.update({"min_repetitions": 6, "launches": self.launches})
        words = dict.fromkeys((name for name in LAUNCH.names if LAUNCH[name].hasobject), "")
        rows = [dict.fromkeys(LAUNCH.names, 0) | words | dict(launch=launch, continues=-1, under_way=-1, ranks=8)
                for launch in range(self.launches)]
        write_table(file, "launches", LAUNCH, rows, fixed_strings)

    def _law(self, row: dict) -> tuple:
        p, ranks = row["ranks"] * row["threads"], row["ranks"]
        chunks_each = math.ceil(math.ceil(row["tasks"] / row["chunk"]) / p)
        share = min(row["tasks"], chunks_each * row["chunk"]) * max(1, p / self.cores)
        parallel = ranks if row["model"] == "gil" else p
        share *= p / parallel
        task_s = TASK_S + (DRAW_S * row["draws"] if row["workload"] == "monte_carlo" else 0)
        slower = {"static": 0.1, "dynamic": 1, "guided": 0.4}[row["schedule"]]
        dispatch_s = chunks_each * CHUNK_S * slower * (1 + 0.2 * (ranks - 1)) + JOIN_S * math.log2(p)
        return share * task_s, dispatch_s


PROVENANCE = {"version": "0.1.0", "git_revision": "abc", "compiler": "g++ 12.2", "flags": "-O3", "libraries": "HDF5",
              "instruction_set": "avx512", "mpi_library": "Open MPI 4.1.4", "hosts": "node1", "ranks": 8,
              "processor": "AMD EPYC 9B45 128-Core Processor", "affinity": ["0-3", "0-3"], "oversubscribed": 1,
              "clock_resolution_s": 1e-9}


def write_table(file, name: str, dtype, rows: list, fixed_strings: bool):
    if fixed_strings:
        dtype = np.dtype([(column, "S128" if dtype[column].hasobject else dtype[column]) for column in dtype.names])
    data = np.array([tuple(value.encode() if fixed_strings and isinstance(value, str) else value
                           for value in map(row.get, dtype.names)) for row in rows], dtype)
    dataset = file.create_dataset(name, data=data, chunks=(64,), maxshape=(None,))
    dataset.attrs.update({f"{column}_unit": unit for column, unit in UNITS[name.partition("/")[0]].items()})
    return dataset


def lecture() -> Campaign:
    """A whole campaign: harness, scaling with oversubscription and a failed case, granularity, waiting."""
    campaign = Campaign()
    _harness(campaign)
    _coffee(campaign)
    _granularity(campaign)
    _downloads(campaign)
    _fan_out(campaign)
    return campaign


def _harness(campaign):
    for tasks in (1, 1000):
        values = dict(workload="empty", kernel="", tasks=tasks, settings=-1, draws=-1)
        base = campaign.case("harness", **values)["case"]
        for ranks in (1, 2, 4, 8):
            if ranks > 1:
                campaign.case("harness", ranks=ranks, base=base, **values)
            campaign.case("harness", model="threads", ranks=ranks, threads=2, base=base, **values)
    for row in campaign.cases:
        campaign.measure(row)


def _coffee(campaign):
    base = campaign.case("coffee", chunk=16)
    rows = [base]
    for ranks in (1, 2, 4, 8):
        for chunk in (1, 16, 256):
            for schedule in ("static", "dynamic", "guided"):
                values = dict(ranks=ranks, chunk=chunk, schedule=schedule, base=base["case"])
                if ranks > 1:
                    rows.append(campaign.case("coffee", **values))
                for threads in (1, 2):
                    rows.append(campaign.case("coffee", model="threads", threads=threads, **values))
                rows.append(campaign.case("coffee", model="gil", policy="fair", threads=2, **values))
    rows[-1].update(status="failed", error="Open MPI refused to start a thread: Resource temporarily unavailable. "
                                           "Lower `threads` or raise `ulimit -u`.")
    for row in rows:
        if row["status"] != "failed":
            campaign.measure(row)


def _granularity(campaign):
    rows = []
    for draws in (10, 100, 1000, 10_000, 100_000):
        base = campaign.case("granularity", draws=draws)
        rows.append(base)
        for schedule in ("static", "dynamic", "guided"):
            for model, ranks, threads in (("serial", 2, 1), ("serial", 4, 1), ("threads", 1, 4)):
                rows.append(campaign.case("granularity", model=model, ranks=ranks, threads=threads, schedule=schedule,
                                          draws=draws, base=base["case"]))
    for row in rows:
        campaign.measure(row)


def _downloads(campaign):
    for parse in (1e-4, 2e-3):
        values = dict(workload="tiny_files", kernel="", settings=-1, draws=-1, latency=0.02, parse=parse)
        base = campaign.case("downloads", tasks=20, **values)
        values |= dict(tasks=500, base=base["case"])
        rows = [base]
        for ranks in (1, 2):
            for width in (1, 5, 20, 100, 500):
                for model in (dict(model="threads", team="posix", threads=width),
                              dict(model="event_loop", in_flight=width)):
                    rows.append(campaign.case("downloads", ranks=ranks, **model, **values))
        for row in rows:
            campaign.measure(row, 7)


def _fan_out(campaign):
    for tasks in (10, 100, 1000, 10_000, 100_000):
        values = dict(workload="fan_out", kernel="", settings=-1, draws=-1, latency=0.1)
        base = campaign.case("fan-out", tasks=min(tasks, 20), **values)
        campaign.measure(base, 7)
        values |= dict(tasks=tasks, base=base["case"])
        loop = dict(model="event_loop", in_flight=1_000_000)
        for model in (loop, loop | dict(ranks=2), *(dict(model="threads", threads=number) for number in (100, 500))):
            campaign.measure(campaign.case("fan-out", **model, **values), 7)
