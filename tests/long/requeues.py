#!/usr/bin/python3
"""requeues.py limits|preemptions [--count N] [--counts FILE.json] [--build build/ci]: jobs that a real SLURM ends early.

limits       campaigns of about three minutes are submitted with a limit of one, several at once (they mostly wait), until
             there were COUNT allocations (50): none may be ended by SLURM, each but a job's last must be used to 90 %.
preemptions  campaigns are requeued by SLURM at random moments, as it does to jobs that it preempts, until there were
             COUNT (20): each must go on by itself to the end.

The answers must be those of an undisturbed run, bit by bit; the first job that is wrong ends it. The counts are kept in a file, to which each call adds. It ends
with exit code 1 when something was not so. Needs root and Debian's SLURM (jobs/install.sh test).
"""

import argparse
import json
import os
import random
import re
import shutil
import subprocess
import sys
import tempfile
import time
from datetime import datetime
from pathlib import Path

SOURCE = Path(__file__).resolve().parents[2]
LIMIT = 60  # seconds: the least that SLURM knows
JOBS_AT_ONCE = 4

HEADER = """[campaign]
name = "requeued"
seed = {seed}
repetitions = {{ min = {repetitions}, max = {repetitions}, interval = "100%" }}

[[experiment]]
name = "draws"
workload = "monte_carlo"
settings = 4
draws = 20_000
model = ["serial", "threads"]
threads = 2
"""
WAITS = """
[[experiment]]
name = "waits"
workload = "fan_out"
tasks = 4
wait = "{wait}"
model = ["serial", "threads"]
threads = 4
"""


def run(command: list, **more) -> str:
    return subprocess.run([str(word) for word in command], text=True, capture_output=True, check=False, **more).stdout


def shown(file: Path) -> dict:
    text = run(["./sweep", "show", file, "--json"]) if file.exists() else ""
    return json.loads(text) if text else {"launches": [], "status": ""}


def running() -> list[str]:
    return run(["squeue", "-h", "-o", "%i"]).split()


def wait_for(condition, longest: float) -> bool:
    end = time.monotonic() + longest
    while not condition() and time.monotonic() < end:
        time.sleep(0.2)
    return bool(condition())


def seconds(utc: str) -> float:
    return datetime.fromisoformat(utc.replace("Z", "+00:00")).timestamp()


def submit(number: int, repetitions: int, wait: str, limit: int) -> tuple[str, Path, Path]:
    campaign = Path(f"c{number}.toml")
    campaign.write_text(HEADER.format(seed=number, repetitions=repetitions) + WAITS.format(wait=wait))
    line = ["sbatch", "--parsable", f"--time={limit}", "-o", f"c{number}.log", "jobs/sweep.sbatch", campaign]
    job = run(line).strip()
    return job, campaign, Path(f"results/c{number}-{job}.h5")


def same_as_undisturbed(campaign: Path, result: dict) -> bool:
    whole = campaign.with_suffix(".h5")
    words = "source jobs/environment.sh; sweep_one_node; mpirun -n 1 ./sweep run"
    subprocess.run(["bash", "-c", f"{words} {campaign} -o {whole} --force --quiet --set campaign.repetitions.max=6 "
                                  "--set campaign.repetitions.min=6"], check=False)  # fmt: skip
    answers = [[(case["status"], case["checksum"]) for case in each["cases"]] for each in (result, shown(whole))]
    return result["status"] == "complete" and answers[0] == answers[1]


def try_limits(counts: dict) -> None:
    number = counts["jobs"] + 1
    jobs = [submit(number + i, 60, "500 ms", 1) for i in range(JOBS_AT_ONCE)]
    ended = wait_for(lambda: not running(), 1800)
    for job, campaign, file in jobs:
        log = campaign.with_suffix(".log").read_text()
        result = shown(file)
        launches = result["launches"]
        used = [seconds(each["ended"] or each["began"]) - seconds(each["began"]) + each["start_s"] for each in launches]
        counts["jobs"] += 1
        counts["allocations"] += len(launches)
        counts["killed"] += log.count("DUE TO TIME LIMIT")
        counts["used"] += [round(each / LIMIT, 3) for each in used[:-1]]
        if not (ended and same_as_undisturbed(campaign, result)):
            counts["wrong"].append(log[-2000:])


def try_preemptions(counts: dict) -> None:
    job, campaign, file = submit(counts["jobs"] + 1, 40, "250 ms", 10)
    for _ in range(4):
        wait_for(lambda: run(["squeue", "-h", "-j", job, "-o", "%T"]).strip() in ("RUNNING", ""), 120)
        time.sleep(random.uniform(0.1, 15))
        if job in running():
            run(["scontrol", "requeue", job])
    told = run(["scontrol", "-o", "show", "job", job])
    counts["preempted"] += int(re.search(r"Restarts=(\d+)", told)[1])
    ended = wait_for(lambda: not running(), 600)
    counts["jobs"] += 1
    log = campaign.with_suffix(".log").read_text()
    if not (ended and same_as_undisturbed(campaign, shown(file))):
        counts["wrong"].append(log[-2000:])


def inside(options: argparse.Namespace) -> int:
    """In the box, in a checkout of its own."""
    known = json.loads(options.counts.read_text()) if options.counts.exists() else {}
    counts = {"jobs": 0, "allocations": 0, "killed": 0, "used": [], "preempted": 0, "wrong": []} | known
    tried, once = ("allocations", try_limits) if options.what == "limits" else ("preempted", try_preemptions)
    while counts[tried] < options.count and not counts["wrong"]:
        once(counts)
        options.counts.write_text(json.dumps(counts))
        print({name: value for name, value in counts.items() if name != "wrong"}, flush=True)
    too_short = [each for each in counts["used"] if each < 0.9]
    print(f"{counts[tried]} {tried}: {counts['killed']} killed, {len(too_short)} of {len(counts['used'])} used to less than 90 %, "
          f"{len(counts['wrong'])} jobs wrong")  # fmt: skip
    return 1 if counts["killed"] or too_short or counts["wrong"] else 0


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("what", choices=["limits", "preemptions"])
    parser.add_argument("--count", type=int)
    parser.add_argument("--counts", type=Path)
    parser.add_argument("--build", type=Path, default=SOURCE / "build/ci", help="the folder of a build")
    options = parser.parse_args()
    options.count = options.count or {"limits": 50, "preemptions": 20}[options.what]
    options.counts = (options.counts or Path(f"requeues-{options.what}.json")).resolve()
    if "SLURM_CONF" in os.environ and os.environ.get("SWEEP_IN_BOX"):
        return inside(options)
    with tempfile.TemporaryDirectory(prefix="requeues.") as folder:
        shutil.copytree(SOURCE / "jobs", Path(folder, "jobs"))
        for program in ("sweep", "latency_source"):
            Path(folder, program).symlink_to(options.build.resolve() / program)
        clean = {name: value for name, value in os.environ.items() if not name.startswith(("SLURM_", "OMPI_", "SWEEP_"))}
        words = [sys.executable, "-B", __file__, options.what, "--count", options.count, "--counts", options.counts]
        box = [SOURCE / "tests/cluster/slurmbox.sh", 1, 16, *words]
        return subprocess.run([str(word) for word in box], cwd=folder, env=clean | {"SWEEP_IN_BOX": "yes"}, check=False).returncode


if __name__ == "__main__":
    sys.exit(main())
