"""Where and how a file was measured, in plain words, and what is to be known first: warnings."""

import math
import re

from ..report import case_name, count, size
from .clean import MOST_CHARACTERS, shown

MOST_WARNINGS = 12    # of different words, before "and N more"
_WORDS = (("processor", "Processor"), ("hosts", "Hosts"), ("kernel", "Operating system"),
          ("frequency_governor", "Frequency governor"),
          ("affinity", "Hardware threads of each rank"), ("placement", "Placement"), ("version", "sweep"),
          ("git_revision", "Revision of its source"), ("compiler", "Compiler"), ("flags", "Compiler's flags"),
          ("build_type", "Build"), ("libraries", "Libraries"), ("instruction_set", "Instruction set"),
          ("mpi_library", "MPI"), ("environment", "Environment"))


def provenance(result) -> list:
    """(what, how it was) of the machine and the build."""
    known = result.provenance
    facts = [(title, _text(known[name])) for name, title in _WORDS if known.get(name) not in (None, "", [])]
    nodes = count(max(1, len(result.hosts)), "node")
    facts.insert(1, ("Cores that it could use", f"{count(result.cores, 'core')} in all on {nodes}" if result.cores
                     else "unknown"))
    if float(known.get("memory_bytes", 0)) > 0:
        facts.insert(2, ("Memory", size(float(known["memory_bytes"]))))
    quota = float(known.get("cpu_quota", math.inf))
    if math.isfinite(quota):
        facts.insert(2, ("Processor quota", f"{quota:g} processors"))
    if float(known.get("clock_resolution_s", 0)) > 0:
        facts.append(("Clock's resolution", f"{1e9 * float(known['clock_resolution_s']):g} ns"))
    return facts


def _text(value) -> str:
    return "; ".join(map(str, value)) if isinstance(value, list) else str(value)


def warnings(result) -> list:
    """Sentences, the most general first."""
    found = list(result.notes)
    if result.status != "complete":
        found.append(f"The file is {result.status}: the campaign has not ended, or was stopped.")
    cases = result.cases
    unfinished = int((cases["status"] == "unfinished").sum())
    if unfinished:
        found.append(f"{unfinished} of {len(cases)} cases have fewer repetitions than asked for, or none.")
    if int(result.provenance.get("oversubscribed", 0)):
        found.append("More workers than cores were launched: times say how they get in each other's way.")
    if "other_runs" in result.launches:
        found += sorted({f"Other runs at the same time: {text}" for text in result.launches["other_runs"] if text})
    found += [*_busy(result), *_of_cases(cases, "error", "failed: "), *_of_cases(cases, "warnings", "")]
    return [shown(text, 2 * MOST_CHARACTERS) for text in found]


def _busy(result) -> list:
    cores = result.cores
    loads = result.launches["load_average"].astype(float)
    busy = loads[loads > 0.5 * cores] if cores else loads[:0]
    return [f"The machine was busy when {count(len(busy), 'launch').replace('launchs', 'launches')} began: up to "
            f"{busy.max():.1f} programs wanted to run on {count(cores, 'core')}."] if len(busy) else []


def _of_cases(cases, column: str, prefix: str) -> list:
    """The same words once, of warnings the same kind, with the cases that they are of."""
    told = cases[cases[column] != ""]
    lines = [(line.strip(), case) for case, text in zip(told.index, told[column]) for line in str(text).split("\n")]
    by_kind = {}
    for line, case in lines:
        if line:
            by_kind.setdefault(_kind(line) if column == "warnings" else line, {}).setdefault(case, line)
    sentences = []
    for own in list(by_kind.values())[:MOST_WARNINGS]:
        case, words = next(iter(own.items()))
        first = case_name(cases.loc[case])
        more = f" and {count(len(own) - 1, 'other')}" if len(own) > 1 else ""
        sentences.append(f"{first[0].upper()}{first[1:]}{more}: {prefix}{words}")
    rest = len(by_kind) - MOST_WARNINGS
    return sentences + ([f"And {rest} more that differ in their words: see the table of cases."] if rest > 0 else [])


def _kind(warning: str) -> tuple:
    """What it is about, the words before the colon, whichever launch it is of; and the host, where it is about one."""
    words = re.sub(r"^launch \d+: ", "", warning)
    host = re.match(r"calibration: rank \d+ on (\S+) ", words)
    return words.partition(":")[0], host[1] if host else ""


def launches(result) -> list:
    """A dictionary a launch."""
    names = ("launch", "label", "began", "ended", "end", "ranks", "hosts", "version", "repetitions")
    return [{name: _text(row[name]) for name in names} | {"load": f"{row['load_average']:.1f}"
                                                          if isinstance(row["load_average"], float) else "–"}
            for row in result.launches.to_dict("records")]


def compared(results: list) -> list:
    """(what, a list of how it was in each file, whether they differ)."""
    rows = [(title, [_text(result.provenance.get(name, "")) or "–" for result in results]) for name, title in _WORDS
            if any(result.provenance.get(name) for result in results)]
    rows[:0] = [("Begun", [result.created for result in results]), ("State", [result.status for result in results]),
                ("Campaign", [_text(result.campaign.get("name", "–")) for result in results]),
                ("Cores", [str(result.cores or "unknown") for result in results]),
                ("Launches", [str(len(result.launches)) for result in results]),
                ("Cases", [f"{len(result.cases):,}" for result in results])]
    return [(title, values, len(set(values)) > 1) for title, values in rows]


def commands(result) -> list:
    """How to measure it again, and to make this page of it."""
    line = result.campaign.get("command_line", "")
    revision = result.provenance.get("git_revision", "")
    first = [f"git checkout {revision}"] if revision and revision != "unknown" else []
    run = [line] if line else []
    if result.campaign.get("decision_rules"):
        run = ["jobs/local.sh decide -o decision.h5"]
    return [*first, *run, f"python3 -m sweep_analysis report {shown(result.path.name)} -o report.html"]
