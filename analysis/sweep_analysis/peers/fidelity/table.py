"""The table: a line for what is judged of each row, and what was not as it must be."""

import math
from dataclasses import dataclass

from .rows import Row
from .runs import Comparison
from .verdicts import Bar, Judgement, agrees, judge

UNITS = {"_per_s": (1, "/s"), "_s": (1e3, " ms")}  # of what is read, by the end of its name


@dataclass(frozen=True)
class Line:
    interpreter: str
    experiment: str
    side: str          # the emulation's policy
    value: str         # what is judged
    bar: Bar
    expected: str      # verdict
    judgement: Judgement
    load: float        # the largest of its runs [cores]


def lines_of(comparison: Comparison, row: Row) -> list:
    sides = [(comparison.interpreter.policy, row.bars, "inside")]
    sides += [(policy, {name: row.bars[name] for name in row.wrong_by}, "outside") for policy in row.wrong]
    return [make_line(comparison, row, side, name, bar, expected)
            for side, bars, expected in sides for name, bar in bars.items()]


def make_line(comparison: Comparison, row: Row, side: str, name: str, bar: Bar, expected: str) -> Line:
    pairs = [(one.values[name], other.values[name], max(one.load, other.load))
             for one, other in comparison.pairs(row, side)]
    return Line(f"CPython {comparison.interpreter.version}", row.name, side, name, bar, expected, judge(pairs, bar),
                max((load for *_, load in pairs), default=0.0))


def format_value(name: str, value: float) -> str:
    scale, unit = next((UNITS[end] for end in UNITS if name.endswith(end)), (1, ""))
    return f"{value * scale:.4g}{unit}"


def format_differ(line: Line) -> str:
    found = line.judgement
    scale, unit = (100, " pt") if line.bar.points else (1, "")
    digits = 1 if line.bar.points else 3
    interval = "no interval" if math.isnan(found.coverage) else \
        f"[{scale * found.low:.{digits}f}, {scale * found.high:.{digits}f}]"
    text = f"{scale * found.differ:.{digits}f} {interval}{unit}"
    return text + (" largest" if line.bar.below else "")


def format_line(line: Line) -> str:
    found = line.judgement
    name = line.experiment if line.expected == "inside" else f"{line.experiment}: wrong, {line.side}"
    mark = "" if agrees(found.verdict, line.expected) else f"  (must be {line.expected})"
    return (f"{name:43} {line.value:15} {format_value(line.value, found.cpython):>10} "
            f"{format_value(line.value, found.emulation):>10}  {format_differ(line):25} "
            f"{'–' if math.isnan(found.coverage) else f'{100 * found.coverage:.1f} %':>6}  {str(line.bar):16} "
            f"{line.load:5.2f}  {found.verdict}{mark}")


def print_table(lines: list):
    interpreter = lines[0].interpreter
    print(f"\n{'experiment':43} {'value':15} {interpreter.replace('CPython', 'Py'):>10} {'emulation':>10}  "
          f"{'ratio or difference':25} {'covers':>6}  {'bar':16} load   verdict")
    for line in lines:
        print(format_line(line))
    verdicts = [line.judgement.verdict.partition(":")[0] for line in lines if line.expected == "inside"]
    wrong = [line.judgement.verdict.partition(":")[0] for line in lines if line.expected == "outside"]
    print(f"\n{interpreter}: {verdicts.count('inside')} inside, {verdicts.count('outside')} outside, "
          f"{verdicts.count('undecided')} undecided, {verdicts.count('not judged')} not judged; "
          f"of {len(wrong)} values of wrong locks {wrong.count('outside')} outside")
