"""Runs the real program, alone or under mpirun, so that nothing of it can outlive a test unseen."""

import csv
import io
import os
import re
import shutil
import signal
import subprocess
import tempfile
import time
import uuid
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import h5py

BINARY = os.environ["SWEEP_BINARY"]
LATENCY_SOURCE = Path(BINARY).parent / "latency_source"
MPIEXEC = os.environ.get("SWEEP_MPIEXEC", "mpirun")
SOURCE = Path(os.environ["SWEEP_SOURCE"])
CAMPAIGNS = Path(__file__).parent / "campaigns"

OPEN_MPI = "Open" in subprocess.run([MPIEXEC, "--version"], capture_output=True, text=True, check=False).stdout

LONGEST = 300  # seconds: a hang fails the test; nothing is compared with a duration

# mpirun's own words about an exit code other than 0, and its libevent's about a descriptor that was closed meanwhile.
NOISE = re.compile(r"^-{20,}\n.*?^-{20,}\n|^\[warn\] Epoll [^\n]*\n", re.DOTALL | re.MULTILINE)
RANK = "OMPI_COMM_WORLD_RANK" if OPEN_MPI else "PMI_RANK"  # the variable that tells a process which rank it is
TAG = "--tag-output" if OPEN_MPI else "-prepend-rank"
TAGGED = re.compile(r"^\[\d+,(\d+)\]<std(?:out|err)>:|^\[(\d+)\] ", re.MULTILINE)  # Open MPI's, MPICH's


@dataclass
class Ended:
    """How a run ended: its exit code and what it printed, without mpirun's words. A tag is `rank: `."""

    code: int
    out: str
    err: str

    def expect(self, code):
        assert self.code == code, f"exit {self.code} where {code} was expected\n{self.out}\n{self.err}"
        return self


class Launch:
    """A run under way. Its processes are known by a variable of their environment; its files by private folders."""

    def __init__(self, arguments, ranks=1, cwd=None, tag=False, prefix=(), given=subprocess.DEVNULL):
        self.id = uuid.uuid4().hex
        memory = Path("/dev/shm")
        self.folder = Path(tempfile.mkdtemp(prefix="sw-", dir=memory if os.access(memory, os.W_OK) else None))
        environment = dict(
            os.environ,
            SWEEP_TEST_ID=self.id,
            SWEEP_CLAIMS=os.environ.get("SWEEP_CLAIMS", str(self.folder / "claims")),
            OMPI_MCA_orte_tmpdir_base=str(self.folder),
            OMPI_MCA_btl_vader_backing_directory=str(self.folder),
            OMPI_MCA_osc_sm_backing_directory=str(self.folder),
        )
        environment.setdefault("OMPI_MCA_pml", "ob1")
        environment.setdefault("OMPI_MCA_btl", "vader,self")
        environment.setdefault("OMP_WAIT_POLICY", "passive")
        program = [*prefix, BINARY, *map(str, arguments)]
        self.tag = tag
        launcher = [MPIEXEC, *([TAG] if tag else []), "-n", str(ranks)]
        self.process = subprocess.Popen(
            program if ranks == 1 and not tag else launcher + program,
            cwd=cwd, env=environment, stdin=given, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)

    def wait(self, timeout=LONGEST):
        out, err = self.process.communicate(timeout=timeout)
        err = NOISE.sub("", err)
        if self.tag:
            out, err = (TAGGED.sub(lambda found: f"{found[1] or found[2]}: ", text) for text in (out, err))
        return Ended(self.process.returncode, out, err)

    def processes(self):
        """Process id and rank (none for a launcher) of everything that this launch started and that lives."""
        found = {}
        for entry in Path("/proc").iterdir():
            if entry.name.isdigit():
                try:
                    variables = (entry / "environ").read_bytes().split(b"\0")
                except OSError:
                    continue
                if f"SWEEP_TEST_ID={self.id}".encode() in variables:
                    rank = [v.split(b"=")[1] for v in variables if v.startswith(f"{RANK}=".encode())]
                    found[int(entry.name)] = int(rank[0]) if rank else None
        return found

    def survivors(self, patience=60):
        """What still lives once everything had time to go."""
        end = time.monotonic() + patience
        while (living := self.processes()) and time.monotonic() < end:
            time.sleep(0.02)
        return living

    def clean(self):
        for process in self.processes():
            try:
                os.kill(process, signal.SIGKILL)
            except ProcessLookupError:
                pass
        if self.process.poll() is None:
            self.process.kill()
        self.process.stdout.close()
        self.process.stderr.close()
        self.process.wait()
        shutil.rmtree(self.folder, ignore_errors=True)


@contextmanager
def launch(arguments, ranks=1, cwd=None, tag=False, prefix=(), given=subprocess.DEVNULL):
    """`prefix`: a program that starts each rank's, such as prlimit; `given`: an open file for its standard input."""
    started = Launch(arguments, ranks, cwd, tag, prefix, given)
    try:
        yield started
    finally:
        started.clean()


def sweep(*arguments, ranks=1, cwd=None, timeout=LONGEST, tag=False, prefix=(), given=subprocess.DEVNULL):
    """Runs to the end."""
    with launch(arguments, ranks, cwd, tag, prefix, given) as run:
        return run.wait(timeout)


def read(path):
    """Everything in a result file: the attributes, and each table as a structured array."""
    with h5py.File(path, "r") as file:
        return {
            "root": dict(file.attrs),
            "campaign": dict(file["campaign"].attrs),
            "provenance": dict(file["provenance"].attrs),
            "cases": file["cases"][:],
            "launches": file["launches"][:],
            "samples": file["samples"][:],
            "summary": file["summary"][:],
            # of each experiment's first problem, and all of them with what varies
            "estimates": {name: problems["0"][:] for name, problems in file["estimates"].items()},
            "problems": {
                name: [
                    (
                        {key[10:]: value for key, value in table.attrs.items() if key.startswith("parameter_")},
                        table[:],
                    )
                    for _, table in sorted(problems.items(), key=lambda item: int(item[0]))
                ]
                for name, problems in file["estimates"].items()
            },
        }


def table(path, name):
    """The rows that `sweep show` finds in file and journal; none while there is no file."""
    if not path.exists():
        return []
    return list(csv.DictReader(io.StringIO(sweep("show", path, "--csv", name).expect(0).out)))


def finished_cases(path):
    """The cases that file and journal say are finished: on a slow disk the file alone says so only when all is over."""
    return {int(row["case"]) for row in table(path, "cases") if row["status"] == "finished"}
