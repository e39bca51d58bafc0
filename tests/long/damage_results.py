#!/usr/bin/python3
"""damage_results.py FOLDER [COUNT]: reads COUNT (100,000) results with bytes changed at random; none may end the reader.

Of every other the journal is changed instead, and what stands in it before the damage must be shown. Goes on where it
was stopped: FOLDER keeps the results that are changed, and counts.json, what came out of the mutations so far; a file
that ended the reader, or of which something was lost, is kept as crash-NUMBER.h5, with its journal, and is the only
reason for exit 1. Needs the programs of a build, e.g. of sanitizers:

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
os.environ.setdefault("SWEEP_SOURCE", str(CLI.parents[1]))
from mutations import JournalMutations, Mutations, Reader, leave_journal  # noqa: E402

BETWEEN = 500  # mutations from one saving of the counts to the next


def make_results(folder):
    """A small result with every table that there is, and one that was killed, as test_damaged.py has them."""
    campaign = folder / "c.toml"
    texts = [(CLI / "campaigns" / f"{name}.toml").read_text() for name in ("tiny", "files", "locks", "costs")]
    campaign.write_text("".join(texts))
    leave_journal(campaign, folder / "killed.h5")
    command = [os.environ["SWEEP_BINARY"], "run", campaign, "--set", "experiment.ranks=1", "--quiet", "--force"]
    subprocess.run([*command, "-o", folder / "new.h5"], check=True, env=os.environ | {"OMP_WAIT_POLICY": "passive"})
    (folder / "new.h5").rename(folder / "whole.h5")


def kind_of(outcome):
    harm = re.search(r"reading it (crashed \(.*?\)|took longer)", outcome)
    return f"refused: {harm[1]}" if harm else outcome.partition(" ")[0]


def save(folder, state):
    (folder / "counts.new").write_text(json.dumps(state, indent=1))
    (folder / "counts.new").rename(folder / "counts.json")


def keep(changed, folder, number):
    for ending in ("", ".journal"):
        if Path(f"{changed}{ending}").exists():
            shutil.copyfile(f"{changed}{ending}", folder / f"crash-{number}.h5{ending}")


def main(folder, count=100_000):
    folder = Path(folder)
    folder.mkdir(parents=True, exist_ok=True)
    if not ((folder / "whole.h5").exists() and (folder / "killed.h5.journal").exists()):
        make_results(folder)
        (folder / "counts.json").unlink(missing_ok=True)
    known = folder / "counts.json"
    state = json.loads(known.read_text()) if known.exists() else {"done": 0, "counts": {}}
    counts = Counter(state["counts"])
    all_mutations = [("file", Mutations(folder / "whole.h5")), ("journal", JournalMutations(folder / "killed.h5"))]
    with Reader() as reader:
        for number in range(state["done"], int(count)):
            what, mutations = all_mutations[number % 2]
            changed = folder / f"changed-{what}.h5"
            kind, checksum, outcome = mutations.read(number, reader, changed)
            came = kind_of(outcome)
            counts[f"{what}, {kind}, checksum {checksum}: {came}"] += 1
            if not came.startswith(("shown", "refused")):
                keep(changed, folder, number)
            if (number + 1) % BETWEEN == 0 or number + 1 == int(count):
                save(folder, {"done": number + 1, "counts": dict(sorted(counts.items()))})
    for words, times in sorted(counts.items()):
        print(f"{times:8} {words}")
    ended = len(list(folder.glob("crash-*.h5")))
    print(f"{sum(counts.values())} mutations, {ended} of them ended the reader or lost what stands before the damage")
    return 1 if ended else 0


if __name__ == "__main__":
    if not 2 <= len(sys.argv) <= 3:
        sys.exit(__doc__)
    sys.exit(main(*sys.argv[1:]))
