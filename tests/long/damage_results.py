#!/usr/bin/python3
"""damage_results.py FOLDER [COUNT]: reads COUNT (100,000) result files with bytes changed at random; none may end the reader.

Goes on where it was stopped: FOLDER keeps the result that is changed, and counts.json, what came out of the mutations so
far; a file that ended the reader is kept as crash-NUMBER.h5, and is the only reason for exit 1. Needs the programs of a
build, e.g. of sanitizers:

    SWEEP_BINARY=build/asan/sweep SWEEP_SHOW_EACH=build/asan/tests/cli/show_each tests/long/damage_results.py /tmp/damage
"""

import json
import os
import re
import shutil
import subprocess
import sys
from collections import Counter
from pathlib import Path

CLI = Path(__file__).resolve().parents[1] / "cli"
sys.path.insert(0, str(CLI))
from mutations import Mutations, read_mutations  # noqa: E402

BETWEEN = 500  # mutations from one saving of the counts to the next


def make_result(folder):
    """A small result with every table that there is, as test_damaged.py has it."""
    campaign = "".join((CLI / "campaigns" / f"{name}.toml").read_text() for name in ("tiny", "files", "locks"))
    (folder / "c.toml").write_text(campaign)
    subprocess.run([os.environ["SWEEP_BINARY"], "run", str(folder / "c.toml"), "--set", "experiment.ranks=1", "--quiet",
                    "--force", "-o", str(folder / "new.h5")], check=True, env=dict(os.environ, OMP_WAIT_POLICY="passive"))
    (folder / "new.h5").rename(folder / "whole.h5")


def kind_of(outcome):
    harm = re.search(r"reading it (crashed \(.*?\)|took longer)", outcome)
    return f"refused: {harm[1]}" if harm else outcome.partition(" ")[0]


def save(folder, state):
    (folder / "counts.new").write_text(json.dumps(state, indent=1))
    (folder / "counts.new").rename(folder / "counts.json")


def main(folder, count=100_000):
    folder = Path(folder)
    folder.mkdir(parents=True, exist_ok=True)
    if not (folder / "whole.h5").exists():
        make_result(folder)
        (folder / "counts.json").unlink(missing_ok=True)
    known = folder / "counts.json"
    state = json.loads(known.read_text()) if known.exists() else {"done": 0, "counts": {}}
    counts = Counter(state["counts"])
    changed = folder / "changed.h5"
    numbers = range(state["done"], int(count))
    for number, kind, checksum, outcome in read_mutations(Mutations(folder / "whole.h5"), numbers, changed):
        came = kind_of(outcome)
        counts[f"{kind}, checksum {checksum}: {came}"] += 1
        if not came.startswith(("shown", "refused")):
            shutil.copyfile(changed, folder / f"crash-{number}.h5")
        if (number + 1) % BETWEEN == 0 or number + 1 == int(count):
            save(folder, {"done": number + 1, "counts": dict(sorted(counts.items()))})
    for words, times in sorted(counts.items()):
        print(f"{times:8} {words}")
    ended = len(list(folder.glob("crash-*.h5")))
    print(f"{sum(counts.values())} mutations, {ended} of them ended the reader")
    return 1 if ended else 0


if __name__ == "__main__":
    if not 2 <= len(sys.argv) <= 3:
        sys.exit(__doc__)
    sys.exit(main(*sys.argv[1:]))
