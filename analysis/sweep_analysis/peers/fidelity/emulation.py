"""One run of the emulation: the campaign it is given, and what its result file tells. All names of sweep are here."""

import os
import subprocess
import tempfile
from pathlib import Path

import h5py
import numpy as np

from .rows import WRONG_LOCKS, WRONG_LONGEST, Row, unit

ENVIRONMENT = {"OMPI_ALLOW_RUN_AS_ROOT": "1", "OMPI_ALLOW_RUN_AS_ROOT_CONFIRM": "1",
               "OMPI_MCA_hwloc_base_binding_policy": "none", "OMPI_MCA_pml": "ob1", "OMPI_MCA_btl": "self"}
SHORTEST_TURN_S = 0.0005  # of a CPU task; what threads do after their tasks is shorter


def toml_value(value) -> str:
    if isinstance(value, bool):
        return str(value).lower()
    if isinstance(value, list):
        return "[" + ", ".join(map(toml_value, value)) + "]"
    return f'"{value}"' if isinstance(value, str) else repr(value)


def campaign(row: Row, policy: str, costs: dict) -> str:
    """The TOML. One repetition: the pairs are the repetitions."""
    table = {"name": "fidelity", "model": "gil", "ranks": 1, "policy": policy, "pin": row.pin, "pace": "cpython",
             "iteration_cost": f"{costs['iteration_s'] * 1e9:.4g} ns", "call_cost": unit(costs["call_s"]),
             "schedule": "static", "trace": True} | row.emulation
    if policy in WRONG_LOCKS and "longest" in table:
        table["longest"] = WRONG_LONGEST
    lines = ["[campaign]", 'name = "fidelity"', "repetitions = { min = 1, max = 1 }", "warmup = 0", "",
             "[[experiment]]", *(f"{name} = {toml_value(value)}" for name, value in table.items())]
    return "\n".join(lines) + "\n"


def run(sweep: Path, row: Row, policy: str, costs: dict) -> dict:
    """What observations.py reads. Started without mpirun: one rank is a launch of its own."""
    with tempfile.TemporaryDirectory() as folder:
        written, result = Path(folder) / "fidelity.toml", Path(folder) / "fidelity.h5"
        written.write_text(campaign(row, policy, costs))
        done = subprocess.run([sweep, "run", written, "--quiet", "-o", result], cwd=folder, text=True, check=False,
                              capture_output=True, env=os.environ | ENVIRONMENT)
        if done.returncode:
            raise RuntimeError(f"{row.name}, {policy}: sweep ended with {done.returncode}: {done.stderr.strip()}")
        with h5py.File(result) as file:
            return read(row, file)


def read(row: Row, file) -> dict:
    cases = [each for each in file["cases"][()] if each["model"] == b"gil"]
    last = max(cases, key=lambda each: each["threads"])
    samples = {each["case"]: each["wall_s"] for each in file["samples"][()]}
    processor = {each["case"]: each["cpu_s"] for each in file["samples"][()]}
    found = {"wall_s": float(samples[last["case"]])}
    one = [each["case"] for each in cases if each["threads"] == 1]
    if one:
        found["base_s"] = float(samples[one[0]])
    trace = file[f"trace/{last['case']}"][()] if f"trace/{last['case']}" in file else None
    if row.experiment == "cpu":
        found["held"] = held(trace)
    if row.experiment in ("convoy", "echo"):
        found["rounds"] = rounds(trace, row.emulation["rounds"])
    if row.experiment == "bursts":
        found["burst_s"] = float(processor[last["case"]]) / row.emulation["tasks"]
    return found


def state(trace, name: str):
    return trace[trace["state"] == name.encode()]


def held(trace) -> np.ndarray:
    spans = state(trace, "held")
    return np.column_stack([spans["thread"], spans["begin_s"], spans["end_s"]])


def rounds(trace, count: int) -> np.ndarray:
    """From the beginning of a round's first wait for a device until the lock was had after its last; of those begun
    while CPU tasks ran; where none was, as under a lock that is never given up, one as long as those ran. The I/O
    thread is the only one that waits for devices, equally often in each round."""
    devices = state(trace, "device")
    thread = devices["thread"][0]
    others = state(trace[trace["thread"] != thread], "held")
    others = others[others["end_s"] - others["begin_s"] > SHORTEST_TURN_S]
    own = trace[trace["thread"] == thread]
    got = state(own, "held")["begin_s"]
    waits = len(devices) // count
    begins = devices["begin_s"][:waits * count:waits]
    lasts = devices["begin_s"][waits - 1:waits * count:waits]
    ends = got[np.searchsorted(got, lasts)]
    if not len(others):
        return ends - begins
    computed = others["end_s"].max()
    found = (ends - begins)[begins < computed]
    return found if len(found) else np.array([computed - trace["begin_s"].min()])
