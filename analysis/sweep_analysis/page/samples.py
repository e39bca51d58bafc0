"""The samples that the page carries, and the case of each that its browser recomputes the summary of.

A repetition is carried as the times of its ranks, as they were measured. The fingerprint of a case is a CRC-32 (ISO
3309) over them, little-endian doubles in the order of launches, repetitions and ranks: it shows a change that moves no
median.
"""

import json
import zlib

import numpy as np

from ..statistics import repetitions_of

MOST_TIMES = 20_000   # of all ranks and repetitions of a page: about 450 kB
_OF_RULES = ("model", "policy", "pace", "isa")


def fingerprint(walls_s) -> str:
    """Of the times of a case."""
    return f"{zlib.crc32(np.asarray(walls_s, dtype='<f8').tobytes()):08x}"


def ordered(result, cases) -> dict:
    """case → its rows of /samples in order, without those repetitions that lack a rank."""
    own = result.samples[result.samples["case"].isin(cases)]
    whole = repetitions_of(result.cases, own)[["case", "repetition"]]
    order = ["case", "launch", "repetition", "rank"]
    return dict(list(own.merge(whole, on=["case", "repetition"]).sort_values(order, kind="stable").groupby("case")))


def fitting(result, first: list, room: int) -> list:
    """As many cases as the room has times for: those in `first`, then in order of the campaign."""
    numbers = result.samples["case"].value_counts()
    wanted = dict.fromkeys([*first, *result.cases["case"].tolist()])
    chosen, used = [], 0
    for case in wanted:
        used += int(numbers.get(case, 0))
        if used > room:
            break
        chosen.append(case)
    return chosen


def carried(result, cases: list, rules) -> dict:
    """What the page carries of a file, for JSON."""
    rows = ordered(result, cases)
    operations = result.operations["case"].value_counts()
    columns = [*_OF_RULES, *(name for name in _columns_of(rules) if name not in _OF_RULES)]
    own = [_case(case, rows.get(case["case"]), int(operations.get(case["case"], 1)), columns)
           for case in result.cases[result.cases["case"].isin(cases)].to_dict("records")]
    return {"min_repetitions": int(result.min_repetitions), "rules": rules, "cases": own}


def _columns_of(rules) -> list:
    """Those that the rules look at."""
    return [] if rules is None else list(dict.fromkeys(
        column for way in rules["way"] for where in way["where"] for column in where))


def _case(case: dict, rows, operations: int, columns: list) -> dict:
    words = {name: _plain(case[name]) for name in columns if name in case}
    numbers = {name: int(case[name]) for name in ("case", "base", "ranks", "threads", "tasks")}
    told = words | numbers | {"experiment": case["experiment"], "status": case["status"], "operations": operations}
    if rows is None:
        return told | {"launch": 0, "ran": 0, "wall_s": []}
    ranks = numbers["ranks"]
    walls = rows["wall_s"].to_numpy(dtype=float).reshape(-1, ranks)
    return told | {"launch": _once(rows["launch"].to_numpy()[::ranks]),
                   "ran": _once(rows["tasks"].to_numpy().reshape(-1, ranks).sum(axis=1)), "wall_s": walls.tolist()}


def _once(values: np.ndarray):
    """A list, or the number that all of them are."""
    return values.tolist() if (values != values[0]).any() else values[0].item()


def _plain(value):
    value = value.item() if isinstance(value, np.generic) else value
    return None if value != value else value   # NaN, which JSON has not


def script_json(data) -> str:
    """JSON as it may stand in a <script>: nothing in it ends one, begins a comment, or breaks a line."""
    text = json.dumps(data, ensure_ascii=False, allow_nan=False, separators=(",", ":"))
    for character in "<>&\u2028\u2029":
        text = text.replace(character, f"\\u{ord(character):04x}")
    return text
