#!/usr/bin/python3
"""kills.py [--count 1000] [--longest 8] [--counts FILE.json] [--build build/ci]: kills campaigns and counts what is lost.

Campaigns of seconds are started, killed by SIGKILL (a rank, rank 0, mpirun, all processes at once) at a random moment
from 0.2 s on, and resumed, until the result is complete; then comes a new one. What `sweep show` could read of the result
just before a kill, and right after it, must be in all that is read later; the answers must be those of an undisturbed
run, bit by bit; nothing may hang, nor may a process, a segment of shared memory, a session folder or a scratch file be
left after the next start. The counts are kept in a file, to which each call adds until there are COUNT kills.
It ends with exit code 1 when something was lost, wrong or left. As root it has a /dev/shm of its own.
"""

import argparse
import json
import os
import shutil
import signal
import subprocess
import sys
from pathlib import Path

HERE = Path(__file__).resolve().parent
SOURCE = HERE.parents[1]
# A program with a /dev/shm of its own, in which nobody else leaves anything.
OWN_MEMORY = ["unshare", "--mount", "bash", "-c", 'mount -t tmpfs tmpfs /dev/shm && exec "$@"', "bash"]


def can_have_own_memory() -> bool:
    return shutil.which("unshare") is not None and subprocess.run([*OWN_MEMORY, "true"], capture_output=True).returncode == 0


def arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--count", type=int, default=1000, help="kills in all, with those of earlier calls")
    parser.add_argument("--longest", type=float, default=8, help="seconds from the start of a launch to its kill, at most")
    parser.add_argument("--counts", type=Path, default=Path("kills.json"), help="where the counts are kept")
    parser.add_argument("--build", type=Path, default=SOURCE / "build/ci", help="the folder of a build with tests")
    return parser.parse_args()


def main() -> int:
    options = arguments()
    build = options.build.resolve()
    os.environ.setdefault("SWEEP_BINARY", str(build / "sweep"))
    os.environ.setdefault("SWEEP_SHOW_EACH", str(build / "tests/cli/show_each"))
    os.environ.setdefault("SWEEP_SOURCE", str(SOURCE))
    if "SWEEP_OWN_MEMORY" not in os.environ and can_have_own_memory():
        os.environ["SWEEP_OWN_MEMORY"] = "yes"
        os.execvp(OWN_MEMORY[0], [*OWN_MEMORY, sys.executable, "-B", *sys.argv])
    sys.path += [str(HERE.parent / folder) for folder in ("cli", "crash")]
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(3))  # so that the launch under way is ended
    from course import Counts, run  # which asks the variables above

    counts = Counts(**json.loads(options.counts.read_text())) if options.counts.exists() else Counts()
    run(counts, options.counts, options.count, options.longest, sorted((HERE / "campaigns").glob("*.toml")))
    print(json.dumps(vars(counts), indent=1))
    return 1 if counts.findings() else 0


if __name__ == "__main__":
    sys.exit(main())
