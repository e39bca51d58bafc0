"""One run of CPython: the probe, and what it tells."""

import json
import os
import re
import subprocess
from dataclasses import dataclass
from pathlib import Path

from .rows import Row, policy_of

PROBE = Path(__file__).resolve().parents[1] / "gil_probe"


@dataclass(frozen=True)
class Interpreter:
    program: str
    version: str     # 3.11.2
    policy: str      # of the emulation


LOOK = """
import platform, sys
print(platform.python_implementation(), platform.python_version(), getattr(sys, '_is_gil_enabled', lambda: True)())
"""


def look_at(program: str) -> Interpreter:
    """Raises ValueError, in words, where there is no CPython."""
    try:
        done = subprocess.run([program, "-c", LOOK], text=True, check=True, capture_output=True)
        implementation, version, locked = re.findall(r"[\w.+]+", done.stdout)
    except (OSError, subprocess.CalledProcessError, ValueError) as error:
        raise ValueError(f"{program} does not run as a Python: {error}; give the path of a CPython") from error
    if implementation != "CPython":
        raise ValueError(f"{program} is {implementation}, which has no lock of CPython's; give the path of a CPython")
    return Interpreter(program, version, policy_of(tuple(map(int, version.split(".")[:2])), locked == "False"))


def run_probe(interpreter: Interpreter, experiment: str, arguments: dict) -> dict:
    words = [f"{name}={value}" for name, value in arguments.items()]
    done = subprocess.run([interpreter.program, "-B", PROBE, experiment, *words], text=True, check=False,
                          capture_output=True, env=os.environ | {"PYTHONDONTWRITEBYTECODE": "1"})
    if done.returncode:
        raise RuntimeError(f"{experiment}: {interpreter.program} ended with {done.returncode}: {done.stderr.strip()}")
    return json.loads(done.stdout)


def run(interpreter: Interpreter, row: Row, build: Path) -> dict:
    """What observations.py reads. The server of an echo is the emulation's own, so that both get the same answers."""
    server = {"server": build / "echo_server"} if row.experiment == "echo" else {}
    return run_probe(interpreter, row.experiment, row.probe | server)


def measure_costs(interpreter: Interpreter) -> dict:
    """Of the interpreter's own work, for the emulation to take as long."""
    return run_probe(interpreter, "cost", {})
