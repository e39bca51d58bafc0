"""How a command that the pages show is run in seconds. The first pattern that fits its beginning decides; one that nothing
fits is a command that nobody has tried."""

import importlib
import json
import re
import shlex
import shutil
import sys

from checkout import Checkout
from pages import ROOT

TINY = shlex.join([word for change in (
    "campaign.repetitions.min=2", "campaign.repetitions.max=2", "campaign.warmup=0",
    "experiment.settings=8", "experiment.draws=100",
) for word in ("--set", change)])  # fmt: skip

# Those of `sweep run` that `sweep plan` does not have: where a result goes, and how.
OF_RUN_ALONE = {"-o": 1, "--label": 1, "--shard": 1, "--ranks-per-node": 1, "--force": 0, "--resume": 0, "--append": 0, "--quiet": 0}


def as_it_stands(checkout: Checkout, text: str):
    if not shutil.which("jq"):
        text = text.split(" | jq ")[0]
    assert checkout.run(text).strip() or "-o" in text


def alone(checkout: Checkout, text: str):
    """It may print nothing."""
    checkout.run(text)


def little(more: str = TINY, codes=(0,), **replaced):
    """With little work: more words, and other values of options."""

    def run(checkout: Checkout, text: str):
        for option, value in replaced.items():
            text = re.sub(rf"--{option}[ =]\S+", "", text) + f" --{option} {value}"
        checkout.run(f"{text} {more}", codes, source_environment=text.startswith("mpirun "))

    return run


def decided(checkout: Checkout, text: str):
    """Of two problems of the table, so that there is less to draw."""
    head, *experiments = re.split(r"(?m)^(?=\[\[experiment\]\])", (ROOT / "configs/decision_table.toml").read_text())
    kept = [each for each in experiments if re.search(r'= "(interpreted|mixed)(-ranks)?"', each)]
    assert len(kept) == 4
    (checkout.folder / "two.toml").write_text(head + "".join(kept))
    printed = checkout.run(f"{text} two.toml {TINY} --set experiment.tasks=20 --set experiment.length=0.1ms")
    assert printed.startswith("decision table · ")
    page = re.search(r"(?m)^page: (.*)$", printed).group(1)
    assert (checkout.folder / page).read_text().startswith("<!DOCTYPE html>"), page


# What a person may have who asks `sweep decide --python fetch.py:fetch`.
FETCH = """\
import asyncio, time
urls = [f"http://example.org/{n}" for n in range(8)]

def fetch(item):
    time.sleep(0.01)
    return str(item)

async def fetch_later(item):
    await asyncio.sleep(0.01)
    return str(item)
"""


def decided_for_a_function(checkout: Checkout, text: str):
    """By few of the ways, so that fewer interpreters are started."""
    (checkout.folder / "fetch.py").write_text(FETCH)
    (checkout.folder / "venv/bin").mkdir(parents=True, exist_ok=True)
    if not (checkout.folder / "venv/bin/python").exists():
        (checkout.folder / "venv/bin/python").symlink_to("/usr/bin/python3")
    few = "sequential,thread_pool" + (",asyncio_gather" if "--async" in text else "")
    printed = checkout.run(f"{re.sub('--items [0-9]+', '--items 8', text)} --set campaign.repetitions.min=2 "
                           f"--set campaign.repetitions.max=2 --set 'yours.executor=[{few}]'")
    assert "by emulation" in printed
    page = re.search(r"(?m)^page: (.*)$", printed).group(1)
    shown = (checkout.folder / page).read_text()
    assert shown.startswith("<!DOCTYPE html>"), page
    assert "with threads without a lock" not in re.search(r"fetch\.py:fetch \([^<]*", shown)[0]  # Python's have one


def side_by_side(checkout: Checkout, text: str):
    """Of launches that a shell starts together nobody tells how they end: so their files do."""
    *launches, wait = text.split(" & ")
    checkout.run(" & ".join([*(f"{each} {TINY}" for each in launches), wait]), source_environment=True)
    for name in re.findall(r"-o (\S+)", text):
        assert json.loads(checkout.run(f"./sweep show {name} --json"))["status"] == "complete"


def compared(checkout: Checkout, text: str):
    checkout.run(text, codes=(0, 3))  # of one launch a side nothing is decided


def plan(checkout: Checkout, words: list[str], ranks: int, nodes: int = 1):
    """The words of a `sweep run` or `decide` are understood, and its cases can be told."""
    told = checkout.split(words)
    assert told["command"] in ("", "run", "decide"), told
    left, words = [], list(told["words"])
    while words:
        word = words.pop(0)
        if word in OF_RUN_ALONE:
            del words[: OF_RUN_ALONE[word]]
        else:
            left.append(word)
    if told["command"] == "decide" and not told["campaign"]:
        left.append("configs/decision_table.toml")
    planned = checkout.run(shlex.join(["./sweep", "plan", *left, "--ranks", str(ranks), "--nodes", str(nodes)]))
    assert f" cases on {ranks} ranks" in planned.splitlines()[0], planned


def planned(checkout: Checkout, text: str):
    checkout.run("bash -n jobs/local.sh")
    plan(checkout, shlex.split(text)[1:], ranks=2)


def submitted(checkout: Checkout, text: str):
    """With an sbatch that takes every job: it got options of sbatch, a script, and words that `sweep run` understands."""
    checkout.run(text)
    words = checkout.submitted()
    place = words.index("jobs/sweep.sbatch")
    geometry = dict(word.removeprefix("--").split("=") for word in words[:place] if "=" in word)
    assert {"nodes", "ntasks-per-node"} <= set(geometry) <= {"nodes", "ntasks-per-node", "cpus-per-task", "array"}, words
    assert set(words[:place]) - {f"--{key}={value}" for key, value in geometry.items()} <= {"--test-only", "--exclusive"}
    checkout.run("bash -n jobs/sweep.sbatch")
    nodes = int(geometry["nodes"])
    plan(checkout, words[place + 1 :], nodes * int(geometry["ntasks-per-node"]), nodes)


def preset(checkout: Checkout, text: str):
    """jobs/build.sh and tests/run.sh: the script is one, and the presets are there."""
    script, *names = text.split()
    checkout.run(f"bash -n {shlex.quote(str(ROOT / script))}")
    known = {each["name"] for each in json.loads((ROOT / "CMakePresets.json").read_text())["buildPresets"]}
    assert set(names) <= known


def packages(checkout: Checkout, text: str):
    script, *names = text.split()
    checkout.run(f"bash -n {shlex.quote(str(ROOT / script))}")
    assert all(f"\n{name}) wanted=" in (ROOT / script).read_text() for name in names)


def read_by_peers(checkout: Checkout, text: str):
    """Comparisons with Python take minutes: whether their words are understood."""
    script, *words = shlex.split(text)
    checkout.run(f"bash -n {script}")
    name = words.pop(0) if words and words[0] in ("downloads", "pools") else "downloads"
    sys.path[:0] = [str(ROOT / "analysis")]
    peer = importlib.import_module(f"sweep_analysis.peers.compare_{name}")
    assert peer.parse(["build/release", "output", *words])


def known_options(checkout: Checkout, text: str):
    """The comparison with CPython takes minutes: whether it has these options. tests/jobs runs the script."""
    script, *words = shlex.split(text)
    checkout.run(f"bash -n {script}")
    use = next(line for line in (ROOT / script).read_text().splitlines() if line.startswith("use="))
    assert {word for word in words if word.startswith("-")} <= set(re.findall(r"-[-\w]+", use))


def once(checkout: Checkout, text: str):
    checkout.run(re.sub(r" \d+$", "", text) + " 1")


WAYS = {
    r"jobs/local\.sh .*--launches": planned,
    r"jobs/local\.sh decide --python\b": decided_for_a_function,
    r"jobs/local\.sh decide\b": decided,
    r"jobs/local\.sh( \S+\.toml\b.*)?$": little(),
    r"jobs/local\.sh list\b": as_it_stands,
    r"mpirun .* & wait$": side_by_side,
    r"mpirun -n \d+ \./sweep( run .*)?$": little(),
    r"\./sweep (show|plan|list|split|merge)\b": as_it_stands,
    r"\./sweep compare\b": compared,
    r"\./sweep profile -- python3 threads\.py$": alone,
    r"source jobs/environment\.sh$": alone,
    r"PYTHONPATH=analysis /usr/bin/python3 -m sweep_analysis (figures|report|summary)\b": as_it_stands,
    r"(sbatch|jobs/submit\.py) ": submitted,
    r"(jobs/build\.sh|tests/run\.sh)\b": preset,
    r"jobs/install\.sh\b": packages,
    r"jobs/compare\.sh\b": little(codes=(0, 3), launches=1),
    r"jobs/noise\.sh\b": little(launches=4),
    r"jobs/startup\.sh\b": once,
    r"jobs/compare_python\.sh\b": read_by_peers,
    r"jobs/compare_cpython\.sh\b": known_options,
}


def way_of(text: str):
    """How the command is run; none where nobody knows."""
    return next((way for pattern, way in WAYS.items() if re.match(pattern, text)), None)
