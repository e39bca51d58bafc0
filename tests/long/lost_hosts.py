#!/usr/bin/python3
"""lost_hosts.py [--off 20] [--cable 10] [--stop 10] [--under mpirun,srun] [--limit 20s] [--counts FILE.json] [--build build/ci]: loses hosts.

On three hosts (tests/cluster/hosts.sh, as root) a campaign of some seconds runs on four ranks. At a random moment one of the hosts,
at random, but under mpirun not the one where it runs, is switched off, its cable is pulled, or one of its ranks is stopped. Nobody does anything then:
under mpirun what `jobs/local.sh --hosts FILE --keep-going` does starts the next launch, under SLURM jobs/sweep.sbatch has the job
requeued on what is left. Within 30 s the ranks of that launch must have ended on all hosts that can be reached. What `sweep show` could read
before must be in the end; the answers must be those of an undisturbed run, bit by bit; no process may be left on any host. Counts are kept in a
file, to which each call adds; it ends with 1 when something was not so.
"""

import argparse
import json
import os
import random
import sys
import time
from pathlib import Path

HERE = Path(__file__).resolve().parent
sys.path.insert(0, str(HERE.parent / "cluster"))
from several_hosts import CAMPAIGN, ROOT, Hosts, answers, local_script, repetitions, wait_for, why_not  # noqa: E402

# Under mpirun the person sits on n1; under SLURM rank 0 and the script of the job are there.
VICTIMS = {"mpirun": ["n2", "n3"], "srun": ["n1", "n2", "n3"]}
LONGEST = 30  # seconds from a loss until the ranks have ended, with the limit of 20 s that a watchdog has by default
HOSTS = "n1 slots=2\nn2 slots=1\nn3 slots=1\n"
# Until SLURM has found that a host is off, and while the job waits to be started again.
# A busy slurmctld may not answer, which is no end.
SUBMIT = """sbatch --parsable --nodes=2-3 --ntasks=4 --overcommit -o job.log jobs/sweep.sbatch c.toml -o x.h5 --quiet --watchdog {limit} >id
while squeue -h -j $(<id) 2>&1 | grep -q .; do sleep 0.5; done; cat job.log; scontrol -o show job $(<id) | grep -o 'ExitCode=[0-9]*'
"""


def arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--off", type=int, default=20, help="hosts switched off, in all, with those of earlier calls")
    parser.add_argument("--cable", type=int, default=10, help="cables pulled")
    parser.add_argument("--stop", type=int, default=10, help="ranks stopped")
    parser.add_argument("--under", default="mpirun,srun", help="each of them under so many launchers")
    parser.add_argument("--limit", default="20s", help="of the watchdog")
    parser.add_argument("--counts", type=Path, default=Path("lost_hosts.json"), help="where the counts are kept")
    parser.add_argument("--build", type=Path, default=ROOT / "build/ci", help="the folder of a build")
    return parser.parse_args()


def lose(hosts: Hosts, kind: str, victim: str, program: str) -> None:
    if kind == "off":
        hosts.control("off", victim)
    elif kind == "cable":
        hosts.control("link", victim, "down")
    else:
        hosts.run(victim, "kill", "-STOP", random.choice(hosts.processes(victim)))


def give_back(hosts: Hosts, kind: str, victim: str) -> None:
    if kind == "off":
        hosts.control("on", victim)
    elif kind == "cable":
        hosts.control("link", victim, "up")


class Trial:
    """One campaign, from which a host is lost. A new folder each."""

    def __init__(self, hosts: Hosts, program: str, under: str, limit: str, folder: Path):
        self.hosts, self.program, self.under, self.limit, self.folder = hosts, program, under, limit, folder
        self.output = folder / "x.h5"
        (folder / "c.toml").write_text(CAMPAIGN)
        (folder / "hosts").write_text(HOSTS)
        (folder / "sweep").symlink_to(program)
        (folder / "jobs").symlink_to(ROOT / "jobs")

    def begin(self):
        if self.under == "mpirun":
            return self.hosts.begin("n1", *local_script(self.program, "c.toml", self.output, "--watchdog", self.limit), cwd=self.folder)
        return self.hosts.begin("ctl", "bash", "-c", SUBMIT.format(limit=self.limit), cwd=self.folder)

    def ranks(self, names: set[str]) -> set[tuple[str, int]]:
        return {(name, process) for name in names for process in self.hosts.processes(name)}

    def seconds_until_ended(self, ranks: set[tuple[str, int]], lost_at: float) -> float:
        while ranks & self.ranks({name for name, _ in ranks}) and time.monotonic() - lost_at < 2 * LONGEST:
            time.sleep(0.5)
        return round(time.monotonic() - lost_at, 1)

    def run(self, kind: str, victim: str) -> dict:
        process = self.begin()
        least = random.randrange(1, 40)
        wait_for(lambda: len(repetitions(self.program, self.output)) >= least, process)
        if kind == "stop":
            wait_for(lambda: self.hosts.processes(victim), process)
        before = repetitions(self.program, self.output)
        ranks = self.ranks({"n1", "n2", "n3"} - ({victim} if kind != "stop" else set()))
        lost_at = time.monotonic()
        lose(self.hosts, kind, victim, self.program)
        told = ""
        try:
            ended = self.seconds_until_ended(ranks, lost_at)
            told, _ = process.communicate(timeout=240)
        finally:
            process.kill()
            give_back(self.hosts, kind, victim)
            self.hosts.run("ctl", "scancel", "--user=root")  # where it has not ended by itself, which is counted
        wait_until_idle(self.hosts, self.under)
        return {"kind": kind, "under": self.under, "victim": victim, "load": round(os.getloadavg()[0], 1),
                "ended_s": ended, "seconds": round(time.monotonic() - lost_at, 1),
                "lost": len(before - repetitions(self.program, self.output)), "same": answers(self.output),
                "left": {host: self.hosts.processes(host) for host in ("n1", "n2", "n3")}, "told": told[-2000:]}  # fmt: skip


def wait_until_idle(hosts: Hosts, under: str) -> None:
    """All are back, and what was cut off has ended."""
    end = time.monotonic() + 60
    while time.monotonic() < end:
        idle = hosts.run("ctl", "sinfo", "-h", "-N", "-o", "%t").stdout.split().count("idle") == hosts.count
        if (idle or under == "mpirun") and not any(hosts.processes(f"n{number}") for number in (1, 2, 3)):
            return
        time.sleep(0.5)


def main() -> int:
    asked = arguments()
    if refusal := why_not():
        print(f"lost_hosts.py: {refusal}", file=sys.stderr)
        return 2
    done = json.loads(asked.counts.read_text()) if asked.counts.exists() else []
    program = str((asked.build / "sweep").resolve())
    todo = [(kind, under) for under in asked.under.split(",") for kind, count in vars(asked).items() if kind in ("off", "cable", "stop")
            for _ in range(count - sum(each["kind"] == kind and each["under"] == under for each in done))]  # fmt: skip
    random.shuffle(todo)
    with Hosts(3, 2) as hosts:
        first = hosts.folder / "undisturbed"
        first.mkdir()
        calm = Trial(hosts, program, "mpirun", asked.limit, first)
        calm.begin().communicate(timeout=240)
        right = answers(calm.output)
        for number, (kind, under) in enumerate(todo):
            folder = hosts.folder / f"trial{number}"
            folder.mkdir()
            try:
                found = Trial(hosts, program, under, asked.limit, folder).run(kind, random.choice(VICTIMS[under]))
                found["same"] = found["same"] == right
            except Exception as failure:  # noqa: BLE001: it is a count, too
                found = {"kind": kind, "under": under, "failure": repr(failure)[-3000:]}
            found["good"] = found.get("same") is True and found["lost"] == 0 and not any(found["left"].values()) and found["ended_s"] <= LONGEST
            done.append(found)
            asked.counts.write_text(json.dumps(done, indent=1))
            print(f"{under} {kind}: {'good, ended after %s s' % found['ended_s'] if found['good'] else found}", flush=True)
            if not found["good"]:
                os.replace(folder, f"{asked.counts}.trial{len(done)}") if folder.exists() else None
    for under in asked.under.split(","):
        for kind in ("off", "cable", "stop"):
            all_of = [each for each in done if each["kind"] == kind and each["under"] == under]
            print(f"{under} {kind}: {sum(each['good'] for each in all_of)} of {len(all_of)} ended within {LONGEST} s, finished, nothing lost, same bits, nothing left")
    return 0 if all(each["good"] for each in done) else 1


if __name__ == "__main__":
    sys.exit(main())
