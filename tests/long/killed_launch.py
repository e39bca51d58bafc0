"""A launch as a person starts it, to be killed, and what can be seen of it from outside."""

import os
import shlex
import signal
import subprocess
import time
import uuid
from pathlib import Path

from sweep_program import BINARY, MPIEXEC, SOURCE, Launch

MEMORY = Path("/dev/shm")
VICTIMS = ["a rank", "rank 0", "mpirun", "all at once"]
PERMANENT = {"sweep-claims"}  # a file of locks on cores that all runs of a node share


class KilledLaunch(Launch):
    """`sweep run` on two ranks after jobs/environment.sh, in a shell that becomes mpirun. It prints nothing, so that only
    the shell's line, the folder of this launch in shared memory, is on its output."""

    def __init__(self, campaign: Path, result: Path, temporary: Path, arguments=()):
        self.id = uuid.uuid4().hex
        words = [MPIEXEC, "-n", "2", BINARY, "run", campaign, "-o", result, "--quiet", *arguments]
        line = f"source {shlex.quote(str(SOURCE / 'jobs/environment.sh'))}; sweep_one_node; "
        line += 'echo "$OMPI_MCA_orte_tmpdir_base"; exec ' + shlex.join(map(str, words))
        kept = {name: value for name, value in os.environ.items() if not name.startswith(("OMPI_MCA_", "SWEEP_"))}
        self.process = subprocess.Popen(
            ["bash", "-c", line], env=kept | {"SWEEP_TEST_ID": self.id, "TMPDIR": str(temporary)}, cwd=result.parent,
            stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)
        self.folder = Path(self.process.stdout.readline().strip())

    def ranks(self) -> dict[int, int]:
        """The processes that mpirun itself started, by rank."""
        try:
            started = Path(f"/proc/{self.process.pid}/task/{self.process.pid}/children").read_text().split()
        except OSError:
            return {}
        return {rank: process for process, rank in self.processes().items() if rank is not None and str(process) in started}

    def kill(self, victim: str) -> bool:
        """False where it ended by itself before there was anybody to kill."""
        number = {"a rank": 1, "rank 0": 0}.get(victim)
        while self.process.poll() is None and number is not None and number not in self.ranks():
            time.sleep(0.01)
        if self.process.poll() is not None:
            return False
        if victim == "all at once":
            processes = self.processes()
            send(processes, signal.SIGSTOP)  # so that none sees another die
            send(processes | self.processes(), signal.SIGKILL)
        else:
            send([self.process.pid if number is None else self.ranks().get(number)], signal.SIGKILL)
        return True

    def left_in_memory(self) -> set[str]:
        """What is in shared memory that is not of this launch."""
        return {each.name for each in MEMORY.iterdir()} - PERMANENT - {self.folder.name}

    def close(self) -> None:
        """Kills what still lives, and leaves the folder to the next start."""
        folder, self.folder = self.folder, Path("/nonexistent")
        self.clean()
        self.folder = folder


def send(processes, number: int) -> None:
    for process in processes:
        try:
            os.kill(process, number)
        except (ProcessLookupError, TypeError):  # it has ended
            pass
