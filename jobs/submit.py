#!/usr/bin/python3
"""Runs a campaign on the system this is, as jobs/systems/*.toml describe it: submits jobs/sweep.sbatch, or runs
jobs/local.sh where there is no scheduler.

    jobs/submit.py configs/scaling.toml --nodes 2
    jobs/submit.py configs/scaling.toml --nodes 2 --ranks-per-node 4 --test-only --seed 7
    jobs/submit.py configs/scaling.toml --nodes 2 --launches 5
    jobs/submit.py configs/scaling.toml --array 16 --print

Options that are not its own go to `sweep run`. Paths are relative to where you are; the job runs in the repository.
"""

import argparse
import fnmatch
import os
import shlex
import shutil
import socket
import subprocess
import sys
import tomllib
from pathlib import Path

from run_words import OPTIONS

JOBS = Path(__file__).resolve().parent
KEYS = {
    "summary": str, "match": list, "scheduler": str, "launcher": str, "cores_per_node": int, "ranks_per_node": list,
    "partition": str, "account": str, "options": list, "preamble": list, "environment": dict,
}  # fmt: skip


class Mistake(Exception):
    """What a person can put right."""


def load(path: Path) -> dict:
    try:
        system = {"name": path.stem} | tomllib.loads(path.read_text())
    except tomllib.TOMLDecodeError as error:
        raise Mistake(f"{path}: {error}") from error
    for key, value in system.items():
        if key != "name" and not isinstance(value, KEYS.get(key, ())):
            kind = f"is not a {KEYS[key].__name__}" if key in KEYS else f"is no key; known are {', '.join(KEYS)}"
            raise Mistake(f"{path}: '{key}' {kind}")
    if system.get("scheduler") not in ("slurm", "none"):
        raise Mistake(f"{path}: scheduler must be \"slurm\" or \"none\"")
    options = system.get("options", [])
    named = [word.split("=", 1)[-1] for word in options if word.startswith("--partition=")]
    named += [second for first, second in zip(options, options[1:]) if first in ("-p", "--partition")]
    named += [word[2:] for word in options if word.startswith("-p") and len(word) > 2]
    if any("," in each for each in [system.get("partition", ""), *named]):
        raise Mistake(f"{path}: a campaign is not for several partitions, since it may go on in another; name one")
    return system


def choose(systems: list[dict], name: str | None, host: str, has_slurm: bool) -> dict:
    """The system of that name, else the one whose patterns fit the host, else the general one for its scheduler."""
    for system in systems:
        if name == system["name"]:
            return system
    if name:
        raise Mistake(f"no system '{name}' in jobs/systems; there are {', '.join(system['name'] for system in systems)}")
    for system in systems:
        if any(fnmatch.fnmatch(host, pattern) for pattern in system.get("match", [])):
            return system
    scheduler = "slurm" if has_slurm else "none"
    return next(system for system in systems if "match" not in system and system["scheduler"] == scheduler)


def cores_per_node(system: dict) -> int:
    """What the file says, else what SLURM says of the smallest node of the partition."""
    if "cores_per_node" in system:
        return system["cores_per_node"]
    partition = [f"--partition={system['partition']}"] if "partition" in system else []
    answer = subprocess.run(["sinfo", "-h", "-o", "%c", *partition], text=True, capture_output=True, check=False)
    if answer.returncode or not answer.stdout.strip():
        raise Mistake(f"sinfo names no node: {answer.stderr.strip()}; give cores_per_node in {system['name']}.toml")
    return min(int(word.rstrip("+")) for word in answer.stdout.split())


def array_tasks(text: str) -> str:
    """"16" is 16 tasks; anything else is as for `sbatch --array`."""
    return f"1-{text}" if text.isdecimal() else text


def sbatch(system: dict, own: argparse.Namespace) -> list[str]:
    cores, allowed = cores_per_node(system), system.get("ranks_per_node")
    ranks = own.ranks_per_node or (allowed[0] if allowed else cores)
    if (allowed and ranks not in allowed) or not 0 < ranks <= cores:
        choice = f"one of {', '.join(map(str, allowed))}" if allowed else f"between 1 and its {cores} cores"
        raise Mistake(f"{system['name']} takes {choice} ranks per node, not {ranks}")
    options = [f"--{key}={system[key]}" for key in ("partition", "account") if key in system] + system.get("options", [])
    geometry = [f"--nodes={own.nodes}", f"--ntasks-per-node={ranks}", f"--cpus-per-task={cores // ranks}"]
    array = [f"--array={array_tasks(own.array)}"] if own.array else []
    test_only = ["--test-only"] if own.test_only else []
    return ["sbatch", *test_only, *options, *array, *geometry, "jobs/sweep.sbatch"]


def script(system: dict, command: list[str]) -> str:
    """Bash that prepares the environment, which the job inherits, and runs the command."""
    environment = system.get("environment", {}) | ({"SWEEP_LAUNCHER": system["launcher"]} if "launcher" in system else {})
    exports = [f"export {name}={shlex.quote(str(value))}" for name, value in environment.items()]
    return "\n".join(["set -e", *system.get("preamble", []), *exports, f"exec {shlex.join(command)}"])


class ForRun(argparse.Action):
    """An option of `sweep run`, kept as written."""

    def __call__(self, parser, namespace, values, option_string=None):
        value = [] if self.nargs == 0 else [values]
        if self.dest == "output" and not os.path.isabs(values):
            value = [from_root(values)]
        namespace.for_run = [*namespace.for_run, option_string, *value]


def from_root(path: str) -> str:
    """From where the job runs, what is a path from here."""
    return os.path.relpath(path, JOBS.parent)


def read_words() -> argparse.Namespace:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter, allow_abbrev=False
    )
    parser.add_argument("campaign")
    parser.add_argument("--system", help="a file of jobs/systems, without .toml; otherwise the hostname decides")
    parser.add_argument("--nodes", type=int, default=1)
    parser.add_argument("--ranks-per-node", type=int, help="default: the first that the system allows")
    parser.add_argument("--array", metavar="N", help="a job array of N tasks; or its tasks, as for sbatch: 1-16%%4")
    parser.add_argument("--test-only", action="store_true", help="ask SLURM whether and when it would run; submit nothing")
    parser.add_argument("--print", action="store_true", help="print the commands; run nothing")
    for option, takes_value in OPTIONS.items():
        if option == "--ranks-per-node":  # says here what SLURM shall do, and not what sweep shall pretend
            continue
        destination = "output" if option in ("-o", "--output") else "for_run"
        parser.add_argument(option, action=ForRun, dest=destination, nargs=None if takes_value else 0, help="for `sweep run`")
    parser.set_defaults(for_run=[])
    return parser.parse_args()


def main() -> None:
    own = read_words()
    if own.campaign == "-":
        raise Mistake("a job cannot read the campaign from standard input; name a file")
    systems = [load(path) for path in sorted((JOBS / "systems").glob("*.toml"))]
    system = choose(systems, own.system, socket.getfqdn(), shutil.which("sbatch") is not None)
    local = system["scheduler"] == "none"
    if local and (own.nodes != 1 or own.ranks_per_node or own.array):
        raise Mistake(
            f"{system['name']} has no scheduler: one node, a rank a core; leave --nodes, --ranks-per-node and --array out"
        )
    command = ["jobs/local.sh"] if local else sbatch(system, own)
    text = script(system, [*command, from_root(own.campaign), *own.for_run])
    if own.print or (local and own.test_only):
        print(text)
        return
    sys.exit(subprocess.run(["bash", "-c", text], cwd=JOBS.parent, check=False).returncode)


if __name__ == "__main__":
    try:
        main()
    except Mistake as mistake:
        print(f"submit.py: {mistake}", file=sys.stderr)
        sys.exit(2)
