"""Drives a host as sweep does: requests and answers by pipes, a fresh interpreter each time."""

import json
import subprocess
from contextlib import contextmanager
from pathlib import Path

DEBIAN = "/usr/bin/python3"
PACKAGE = Path(__file__).resolve().parents[3] / "analysis" / "sweep_measure"
SAMPLES = Path(__file__).resolve().parent / "samples"
SETTINGS = {"task": "plain:square", "asynchronous": "", "items": "12", "setup": "", "check": "", "vectorised": "",
            "measures": "", "executor": "sequential", "workers": 2, "chunksize": 1, "in_flight": 0, "tasks": 0, "reference": "",
            "memory_bytes": 0, "folder": str(SAMPLES)}


class Host:
    def __init__(self, process, said: Path):
        self._process, self.said = process, said

    @property
    def session(self) -> int:
        """Its own number, and that of the session of all its processes."""
        return self._process.pid

    def tell(self, request: dict):
        self._process.stdin.write(json.dumps(request) + "\n")
        self._process.stdin.flush()

    def rest(self) -> str:
        """What it answers until it has ended."""
        return self._process.stdout.read()

    def ask(self, request: dict) -> dict:
        self.tell(request)
        line = self._process.stdout.readline()
        assert line, f"the host ended; it said: {self.said.read_text() if self.said.exists() else 'nothing'}"
        return json.loads(line)


@contextmanager
def host(scratch: Path, /, python: str = DEBIAN, **settings):
    """A host that has begun, and its answer; ended by the end of its requests, as must be possible at any time."""
    said = scratch / "said"
    with subprocess.Popen([python, "-B", str(PACKAGE)], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True,
                          cwd=scratch, start_new_session=True) as process:
        begun = Host(process, said)
        try:
            yield begun, begun.ask({"do": "begin", "said": str(said), **SETTINGS, **settings})
        finally:
            process.stdin.close()
            try:
                process.wait(10)
            finally:
                process.kill()


def run(scratch: Path, /, python: str = DEBIAN, **settings) -> dict:
    """The answer to `run`, or the failure of `begin`."""
    with host(scratch, python, **settings) as (begun, answer):
        return answer if "error" in answer else begun.ask({"do": "run"})


def refer(scratch: Path, /, times: int = 2, python: str = DEBIAN, **settings) -> dict:
    """The last answer to `reference`, each of a host of its own; the file is scratch/reference."""
    for _ in range(times):
        with host(scratch, python, reference=str(scratch / "reference"), **settings) as (begun, answer):
            answer = answer if "error" in answer else begun.ask({"do": "reference"})
    return answer
