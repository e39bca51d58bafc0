"""The event model (src/simulation) against the program's own dispatch code in SimGrid's SMPI, on a simulated fat tree.

`judged.py RANKS [NODES]`: prints both makespans for each of some repetitions; exit 1 where they are more than 1 % apart.
SWEEP_HANDED_OUT and SWEEP_PREDICTED name the two programs.
"""

import os
import subprocess
import sys
import tempfile
from dataclasses import dataclass
from pathlib import Path

HERE = Path(__file__).resolve().parent
POLL, LOOK_AGAIN, GRAB = 300, 20_000, 30   # ns

# Without these, collectives are simulated message by message, looks for messages take 100 µs and more each time, and
# the time that the simulation takes counts, too.
SMPI = ["--log=root.threshold:error", "--cfg=smpi/simulate-computation:no", "--cfg=smpi/coll-selector:ompi",
        "--cfg=smpi/allreduce:rdb", "--cfg=smpi/gather:ompi_binomial", "--cfg=smpi/bcast:binomial_tree",
        "--cfg=smpi/grow-injected-times:no", "--cfg=smpi/async-small-thresh:65536", "--cfg=contexts/stack-size:64"]


@dataclass(frozen=True)
class Repetition:
    schedule: str
    tasks_a_rank: float
    chunk: int
    task: int             # ns
    uneven: bool = False
    safe_points: int = 0  # ns from one to the next; 0: none
    poll: int = POLL      # ns
    link: int = 500       # ns of latency

    def arguments(self, ranks: int) -> list:
        return [self.schedule, round(self.tasks_a_rank * ranks), self.chunk, self.task, int(self.uneven), GRAB,
                self.safe_points]


REPETITIONS = [
    Repetition("static", 100.3, 8, 100_000, uneven=True),
    Repetition("dynamic", 500.3, 1, 100_000),
    Repetition("dynamic", 500.3, 1, 100_000, safe_points=10_000),
    Repetition("dynamic", 1500.3, 4, 50_000, uneven=True, safe_points=10_000),
    Repetition("guided", 500.3, 1, 100_000, safe_points=10_000),
    Repetition("guided", 1000.3, 4, 100_000, uneven=True),
    Repetition("dynamic", 2000.3, 1, 10_000, poll=5_000),   # rank 0 is busy with answering
    Repetition("dynamic", 20.3, 1, 10_000, safe_points=1_000, link=100_000),  # nodes mostly wait for answers
]


def simulated(ranks: int, nodes: int, repetition: Repetition) -> tuple:
    """Makespan, s, and the latency that messages had, s."""
    program = os.environ["SWEEP_HANDED_OUT"]
    with tempfile.TemporaryDirectory() as folder:
        hosts, platform = Path(folder, "hosts"), Path(folder, "fat_tree.xml")
        hosts.write_text("".join(f"node-{rank * nodes // ranks}\n" for rank in range(ranks)))
        platform.write_text((HERE / "fat_tree.xml").read_text().replace('lat="500ns"', f'lat="{repetition.link}ns"'))
        looks = [f"--cfg=smpi/{call}:{repetition.poll * 1e-9}" for call in ("iprobe", "test")]
        command = ["smpirun", "-np", ranks, "-hostfile", hosts, "-platform", platform, *SMPI, *looks,
                   program, *repetition.arguments(ranks), 0]
        return tuple(map(float, _output(command).split()))


def predicted(ranks: int, nodes: int, repetition: Repetition, latency: float) -> float:
    return float(_output([os.environ["SWEEP_PREDICTED"], *repetition.arguments(ranks), nodes, ranks // nodes,
                          round(latency * 1e9), repetition.poll, LOOK_AGAIN]).split()[0])


def _output(command: list) -> str:
    ended = subprocess.run(list(map(str, command)), capture_output=True, text=True, timeout=1800)
    if ended.returncode:
        raise RuntimeError(f"{command[0]} ended with {ended.returncode}: {ended.stderr}")
    return ended.stdout


def main(ranks: int, nodes: int) -> int:
    worst = 0
    for repetition in REPETITIONS:
        judge, latency = simulated(ranks, nodes, repetition)
        model = predicted(ranks, nodes, repetition, latency)
        worst = max(worst, abs(model / judge - 1))
        print(f"{ranks} ranks, {nodes} nodes, {repetition}: SMPI {1e3 * judge:.3f} ms, model {1e3 * model:.3f} ms, "
              f"{100 * (model / judge - 1):+.2f} %", flush=True)
    return int(worst > 0.01)


if __name__ == "__main__":
    sys.exit(main(int(sys.argv[1]), int(sys.argv[2]) if len(sys.argv) > 2 else max(2, int(sys.argv[1]) // 16)))
