"""What a record of a journal adds to a result (src/results/addition.cpp): how it is encoded, and how it is added.

Encoded it is as cereal's binary archive has it: numbers as they are in memory, sizes 64 bits, a variant its index and
then the value.
"""

import dataclasses
from struct import Struct
from typing import NamedTuple

import numpy as np
import pandas as pd

from .locks import summarise_locks
from .operations import summarise_operations
from .schema import LATENCY_COLUMNS, TRACE_COLUMNS
from .statistics import summary_of

NOTHING = -1   # as `begins`
_ROWS = ("samples", "phases", "locks", "measures")   # tables to which rows are added
_HISTOGRAM_ENDS = ("low_s", "high_s")    # of a bucket
_OPERATION = ("case", "operation", "transfers", "cache")   # what of a row of /operations does not derive from /phases


class Part(NamedTuple):
    """Of a table, by its columns' names, what is new, with attributes."""

    path: str
    columns: dict
    attributes: dict


class Addition(NamedTuple):
    begins: int    # the case of which a check, a warm-up or a repetition begins
    ends: bool     # whether what began before has ended
    parts: list


class _Archive:
    """Reads one value after the other; ValueError or struct.error where the bytes end."""

    _INTEGER, _BYTE, _SIZE, _INDEX, _UNSIGNED, _REAL = map(Struct, ("<q", "<?", "<Q", "<I", "<Q", "<d"))
    _NUMBERS = ("<i8", "<u8", "<f8")

    def __init__(self, record):
        self._record, self._place = memoryview(record), 0

    def bytes(self, size: int):
        begin = self._place
        if size > len(self._record) - begin:
            raise ValueError(f"{size} bytes where {len(self._record) - begin} are left")
        self._place += size
        return self._record[begin:self._place]

    def value(self, kind: Struct):
        begin = self._place
        self._place += kind.size
        return kind.unpack_from(self._record, begin)[0]

    def integer(self) -> int:
        return self.value(self._INTEGER)

    def truth(self) -> bool:
        return self.value(self._BYTE)

    def text(self) -> str:
        return str(self.bytes(self.value(self._SIZE)), "utf-8", "replace")

    def many(self, one) -> list:
        return [one() for _ in range(self.value(self._SIZE))]

    def attribute(self) -> tuple:
        name, index = self.text(), self.value(self._INDEX)
        return name, self.text() if index == 3 else self.value((self._INTEGER, self._UNSIGNED, self._REAL)[index])

    def column(self) -> tuple:
        name, _unit, index = self.text(), self.text(), self.value(self._INDEX)
        if index == len(self._NUMBERS):
            return name, np.array(self.many(self.text), dtype=object)
        kind = np.dtype(self._NUMBERS[index])
        return name, np.frombuffer(self.bytes(self.value(self._SIZE) * kind.itemsize), kind)

    def part(self) -> Part:
        return Part(self.text(), dict(self.many(self.column)), dict(self.many(self.attribute)))


def decode(record) -> Addition:
    """Raises LookupError, ValueError or struct.error for what is none."""
    archive = _Archive(record)
    return Addition(archive.integer(), archive.truth(), archive.many(archive.part))


class Additions:
    """What is to be added to a result: taken record after record, and added at the end, all at once."""

    def __init__(self, result):
        self._result = result
        self._launches = result.launches.to_dict("records")
        self._cases = {}                               # number → row of /cases without parameters, which stay
        self._rows = {name: [] for name in _ROWS}      # → columns of an addition each
        self._operations = {}                          # case → rows of /operations, not what derives from /phases
        for row in result.operations[list(_OPERATION)].to_dict("records"):
            self._operations.setdefault(row["case"], []).append(row)
        self._latencies, self._traces = {}, {}         # case → parts; case → the newest part
        self._estimates = {}                           # (experiment, problem) → the newest part
        self._needed = {name: set(getattr(result, name).columns) for name in (*_ROWS, "launches")}
        self._needed |= {"cases": {"case"}, "operations": set(_OPERATION), "trace": set(TRACE_COLUMNS),
                         "latency": set(LATENCY_COLUMNS)}

    def add(self, addition: Addition):
        """Raises LookupError or ValueError for what cannot be added, and takes nothing of it."""
        if not self._launches:
            raise LookupError("no launch that it could be of")
        for part in addition.parts:
            self._check(part)
        measured = False
        for part in addition.parts:
            measured |= part.path == "samples"
            self._take(part)
        present = self._launches[-1]
        if addition.ends or addition.begins != NOTHING:
            present["under_way"] = addition.begins
        present["repetitions"] += measured

    def result(self):
        """The result with all of it; what derives from what was measured is recomputed."""
        old = self._result
        new = dataclasses.replace(
            old, cases=_replaced(old.cases, self._cases),
            launches=pd.DataFrame(self._launches, columns=old.launches.columns).astype(old.launches.dtypes),
            **{name: _appended(getattr(old, name), parts) for name, parts in self._rows.items()},
            latencies=old.latencies | {case: _added_up(old.latencies.get(case), parts)
                                       for case, parts in sorted(self._latencies.items())},
            traces=old.traces | {case: _frame(part) for case, part in sorted(self._traces.items())},
            estimates=_merged(old.estimates, self._estimates))
        new = dataclasses.replace(new, operations=self._summarised_operations(new),
                                  contention=_like(old.contention, summarise_locks(new.locks, new.samples)))
        summary = summary_of(new)   # which looks at the operations
        return dataclasses.replace(new, summary=_like(old.summary, summary[summary["repetitions"] > 0]))

    def _check(self, part: Part):
        table, _, case = part.path.partition("/")
        missing = self._needed.get(table, set()) - part.columns.keys()
        if missing:
            raise LookupError(f"no column '{min(missing)}' of {part.path}")
        if len({len(values) for values in part.columns.values()}) > 1:
            raise ValueError(f"columns of {part.path} that differ in length")
        if table in ("latency", "trace") and not case.isdecimal():
            raise ValueError(f"a table of a case that is named '{case}'")
        if table == "estimates":
            _problem(part)
        for name, column, known in (("cases", "case", len(self._result.cases)),
                                    ("launches", "launch", len(self._launches))):
            numbers = part.columns[column] if table == name else np.zeros(0)
            if ((numbers < 0) | (numbers >= known)).any():
                raise LookupError(f"no {column} of a number that {name} has")

    def _take(self, part: Part):
        table, _, case = part.path.partition("/")
        if table in self._rows:
            self._rows[table].append(part.columns)
        elif table == "cases":
            self._cases |= {row["case"]: row for row in _rows_of(part)}
        elif table == "launches":
            for row in _rows_of(part):
                self._launches[row["launch"]] = row
        elif table == "operations":
            self._take_operations(_rows_of(part))
        elif table == "latency":
            self._latencies.setdefault(int(case), []).append(part)
        elif table == "trace":
            self._traces[int(case)] = part
        elif table == "estimates":
            self._estimates[_problem(part)] = part

    def _take_operations(self, rows: list):
        for case in {row["case"] for row in rows}:
            own = [{name: row[name] for name in _OPERATION} for row in rows if row["case"] == case]
            self._operations[case] = own + self._operations.get(case, [])[len(own):]

    def _summarised_operations(self, result) -> pd.DataFrame:
        rows = [row for _, own in sorted(self._operations.items()) for row in own]
        if not rows:
            return result.operations
        found = pd.DataFrame(rows).merge(summarise_operations(result.phases), on=["case", "operation"], how="left")
        return _like(result.operations, found)


def _problem(part: Part) -> tuple:
    return part.attributes["experiment"], part.attributes["problem"]


def _rows_of(part: Part) -> list:
    names = list(part.columns)
    return [dict(zip(names, row)) for row in zip(*part.columns.values())]


def _frame(part: Part) -> pd.DataFrame:
    frame = pd.DataFrame(part.columns)
    frame.attrs = dict(part.attributes)
    return frame


def _like(old: pd.DataFrame, new: pd.DataFrame) -> pd.DataFrame:
    """The columns that the file's table has, in their order and of their types."""
    return new[list(old.columns)].astype(old.dtypes).reset_index(drop=True)


def _appended(old: pd.DataFrame, additions: list) -> pd.DataFrame:
    if not additions:
        return old
    new = {name: np.concatenate([each[name] for each in additions]) for name in old.columns}
    return pd.concat([old, pd.DataFrame(new)], ignore_index=True)


def _replaced(old: pd.DataFrame, rows: dict) -> pd.DataFrame:
    """With the rows of these numbers in the place of those known, in the columns that they have."""
    if not rows:
        return old
    new = {}
    for column in next(iter(rows.values())):
        new[column] = old[column].to_numpy(copy=True)
        new[column][list(rows)] = [row[column] for row in rows.values()]
    return old.assign(**new)


def _added_up(old, parts: list) -> pd.DataFrame:
    """The histograms of a case in one; quantiles as `quantile` of src/core/histogram.cpp."""
    frames = [*([] if old is None else [old]), *map(_frame, parts)]
    together = pd.concat(frames).groupby(list(_HISTOGRAM_ENDS)).sum().astype(np.int64).reset_index()
    attributes = {"meaning": frames[-1].attrs["meaning"]}
    for name in together.columns.drop(list(_HISTOGRAM_ENDS)):
        max_s = max(frame.attrs.get(f"{name}_max_s", 0.0) for frame in frames)
        below = together[name].to_numpy().cumsum()
        for words, fraction in (("p50", 0.5), ("p99", 0.99)):
            reached = np.flatnonzero((below >= np.ceil(fraction * below[-1])) & (below > 0)) if len(below) else []
            high_s = together["high_s"].iloc[reached[0]] if len(reached) else 0.0
            attributes[f"{name}_{words}_s"] = min(high_s, max_s)
        attributes[f"{name}_max_s"] = max_s
    together.attrs = attributes
    return together


def _merged(old: dict, parts: dict) -> dict:
    """By experiment its problems in order, those of a number known replaced."""
    known = {(experiment, frame.attrs["problem"]): frame for experiment, frames in old.items() for frame in frames}
    for key, part in parts.items():
        known[key] = _frame(part)
        del known[key].attrs["experiment"]
    return {experiment: [known[key] for key in sorted(known) if key[0] == experiment]
            for experiment in dict.fromkeys(key[0] for key in known)}
