"""Opens a result file of `sweep` and turns its tables into pandas data frames.

The schema is the section "The result file" of analysis/README.md, and /columns in every file; a file that a stopped campaign left behind
(status "partial") opens as well, with the tables it has and what the journal beside it adds to them.
"""

import os
from dataclasses import dataclass, field
from pathlib import Path

import h5py
import numpy as np
import pandas as pd

from .journal import is_behind, read_journal
from .schema import (CASE_COLUMNS, CONTENTION_COLUMNS, LATENCY_COLUMNS, LAUNCH_COLUMNS, LOCK_COLUMNS, MEASURE_COLUMNS,
                     MIN_REPETITIONS, OPERATION_COLUMNS, PHASE_COLUMNS, SAMPLE_COLUMNS, SCHEMA_VERSION, SUMMARY_COLUMNS, TRACE_COLUMNS,
                     ResultError)

_UNIT = "_unit"   # ends the name of the attribute that holds a column's unit
_TABLES = ("cases", "launches", "samples", "summary", "phases", "operations", "locks", "contention", "measures")


@dataclass(frozen=True)
class Result:
    """One result file in memory. Units of columns: `units["samples"]["wall_s"] == "s"`."""

    path: Path
    status: str                      # "complete" or "partial"
    created: str                     # UTC, ISO 8601
    campaign: dict                   # name, seed, toml, command_line, min_repetitions, launches
    provenance: dict                 # machine, build and launch
    launches: pd.DataFrame           # a row a start of the program that measured into the file
    axes: tuple                      # columns of /cases that say what was asked for; the others are derived
    cases: pd.DataFrame              # a row a case
    samples: pd.DataFrame            # a row a (case, repetition, rank), with the launch that measured it
    summary: pd.DataFrame            # as the C++ writer derived it; `statistics.summarise` recomputes it
    phases: pd.DataFrame             # a row a (case, repetition, operation, rank) of workloads of files, else none
    operations: pd.DataFrame         # derived from it by the writer; `operations.summarise_operations` recomputes it
    locks: pd.DataFrame              # a row a (case, repetition, rank, thread) of models with interpreter locks
    contention: pd.DataFrame         # derived from it by the writer; `locks.summarise_locks` recomputes it
    measures: pd.DataFrame           # a row a (case, launch, repetition, rank, measure) of workloads that measure, else none
    # experiment → a table for each of its problems, with setting, parameters, mean, standard_error, draws; `attrs` holds
    # its number within the experiment, `problem`, and what tells it from the others
    estimates: dict = field(default_factory=dict)
    # case → low_s and high_s of a bucket, how many latencies, lags and handovers of a lock fell into it; `attrs` holds
    # their meaning, latency_p50_s, latency_p99_s, latency_max_s and the same of lag and handover
    latencies: dict = field(default_factory=dict)
    # case → what its threads did in the first timed repetition, a row a span, from begin_s to end_s after the start:
    # state "held", "waiting" (for the lock), "released", "device"; `attrs["untraced"]`: spans for which was no room
    traces: dict = field(default_factory=dict)
    units: dict = field(default_factory=dict)      # table → column → unit; tables of estimates are "estimates/pi/0"
    notes: tuple = ()                # of reading it, for a person: what is wrong with the journal beside it
    measured: pd.DataFrame = None    # `statistics.measured` of it, where `statistics.once_measured` has computed that

    @property
    def experiments(self) -> list:
        """Names of the experiments, in the order of the campaign."""
        return list(dict.fromkeys(self.cases["experiment"]))

    @property
    def min_repetitions(self) -> int:
        """Of a case in a launch, for the launch to count in what is said of launches."""
        return self.campaign.get("min_repetitions", MIN_REPETITIONS)

    @property
    def cores(self):
        """Cores the job could use on all its nodes (provenance: cores of a node × distinct hosts), or None."""
        cores = int(self.provenance.get("cores", 0))
        return cores * max(1, len(self.hosts)) if cores > 0 else None

    @property
    def hosts(self) -> list:
        """Distinct host names; the attribute is an array of names or one string with commas or blanks."""
        hosts = self.provenance.get("hosts", "")
        names = hosts.replace(",", " ").replace(";", " ").split() if isinstance(hosts, str) else hosts
        return list(dict.fromkeys(names))


def load(path) -> Result:
    """Loads a complete or partial result file; raises ResultError with a remedy for anything else."""
    path = Path(path)
    if not path.is_file():
        raise ResultError(f"There is no file {path}. Run a campaign first (`sweep run -o {path}`) or correct the path.")
    try:
        for _ in range(10):   # a campaign that runs may write the file between the reading of it and of its journal
            with h5py.File(path, "r") as file:
                result = read_journal(_read(path, file), **_state(file))
            if not is_behind(result):
                break
    except OSError as error:
        raise ResultError(
            f"HDF5 cannot open {path} ({error}). If a campaign is still writing it, wait for the next finished case; "
            "if it was cut off while being copied, copy it again; otherwise run the campaign again with `sweep run`."
        ) from error
    except (AttributeError, LookupError, RuntimeError, TypeError, ValueError) as error:  # objects of another kind
        raise ResultError(f"{path} is damaged or incomplete ({type(error).__name__}: {error}). Copy it again, or run "
                          "the campaign again with `sweep run`.") from error
    _check_numbers(result)
    return result


def find_result(folder="results") -> Path:
    """The file named by the environment variable SWEEP_RESULT, else the newest `*.h5` in `folder`."""
    named = os.environ.get("SWEEP_RESULT")
    if named:
        return Path(named)
    files = sorted(Path(folder).glob("*.h5"), key=lambda file: file.stat().st_mtime)
    if not files:
        raise ResultError(f"There is no *.h5 file in {folder}. Run a campaign first (`sweep run`) "
                          "or name a file in the environment variable SWEEP_RESULT.")
    return files[-1]


def _read(path: Path, file: h5py.File) -> Result:
    attributes = _attributes(file)
    _check_format(path, attributes)
    partial = attributes.get("status") == "partial"
    cases = _table(path, file, "cases", CASE_COLUMNS, optional=partial)
    provenance = _attributes(file.get("provenance"))
    return Result(
        path=path,
        status=attributes.get("status", "partial"),
        created=attributes.get("created", ""),
        campaign=_attributes(file.get("campaign")),
        provenance=provenance,
        launches=_launches(path, file, provenance, attributes.get("created", "")),
        axes=_axes(file, list(cases.columns)),
        cases=cases,
        samples=_with_launch(_table(path, file, "samples", SAMPLE_COLUMNS, optional=partial)),
        summary=_table(path, file, "summary", SUMMARY_COLUMNS, optional=partial),
        phases=_table(path, file, "phases", PHASE_COLUMNS, optional=True),   # files of older versions have none
        operations=_table(path, file, "operations", OPERATION_COLUMNS, optional=True),
        locks=_table(path, file, "locks", LOCK_COLUMNS, optional=True),
        contention=_table(path, file, "contention", CONTENTION_COLUMNS, optional=True),
        measures=_table(path, file, "measures", MEASURE_COLUMNS, optional=True),
        estimates=_estimates(file.get("estimates", {})),
        latencies={int(name): _latency(path, file, name) for name in file.get("latency", {})},
        traces={int(name): _trace(path, file, name) for name in file.get("trace", {})},
        units={name: _units(file.get(name)) for name in _TABLES} | _units_of_estimates(file.get("estimates", {})),
    )


def _state(file: h5py.File) -> dict:
    """By which a journal knows the file; those from before there were journals have neither."""
    attributes = _attributes(file)
    return dict(identity=attributes.get("identity", ""), saves=int(attributes.get("saves", 0)))


def _check_format(path: Path, attributes: dict):
    if attributes.get("format") != "sweep-results":
        raise ResultError(f"{path} is an HDF5 file but not a result of sweep (its attribute `format` is "
                          f"{attributes.get('format')!r}, not 'sweep-results'). Give a file that `sweep run` wrote.")
    version = attributes.get("schema_version")
    if version is None:
        raise ResultError(f"{path} has no attribute `schema_version`, so its tables cannot be trusted. "
                          "Run the campaign again with this version of sweep.")
    if int(version) > SCHEMA_VERSION:
        raise ResultError(f"{path} has schema version {version}; this analysis reads up to {SCHEMA_VERSION}. "
                          "Use the analysis/ folder of the newer sweep that wrote it, or run the campaign again.")


def _check_numbers(result: Result):
    """Every number of a case names a case, and what is counted or timed can be."""
    cases, bases = result.cases["case"], result.cases["base"]
    tables = (result.samples, result.summary, result.phases, result.operations, result.locks, result.contention,
              result.measures)
    named = [bases[bases >= 0], pd.Series([*result.latencies, *result.traces], dtype=int),
             *(table["case"] for table in tables)]
    whole = cases.is_unique and all(numbers.isin(cases).all() for numbers in named) \
        and result.samples["launch"].isin(result.launches["launch"]).all()
    counts = result.cases.loc[cases.isin(result.samples["case"]), ["ranks", "threads", "tasks"]]
    walls = result.samples["wall_s"].astype(float)
    if not (whole and (counts > 0).all(axis=None) and ((walls >= 0) & np.isfinite(walls)).all()):
        raise ResultError(f"{result.path} is damaged: it has a number that no case, count or time can have. Copy it "
                          "again, or run the campaign again with `sweep run`.")


def _table(path: Path, file: h5py.File, name: str, columns: tuple, optional: bool) -> pd.DataFrame:
    if name not in file:
        if optional:
            return pd.DataFrame(columns=list(columns))
        raise ResultError(f"{path} says it is complete but has no table /{name}. Run the campaign again.")
    frame = _frame(file[name])
    missing = [column for column in columns if column not in frame]
    if missing:
        raise ResultError(f"The table /{name} of {path} lacks {', '.join(missing)}. "
                          "Run the campaign again with the sweep that belongs to this analysis/ folder.")
    return frame


def _with_launch(frame: pd.DataFrame) -> pd.DataFrame:
    """Of files from before there were launches, all is of the first."""
    return frame if "launch" in frame else frame.assign(launch=0)


def _launches(path: Path, file: h5py.File, provenance: dict, created: str) -> pd.DataFrame:
    """/launches; of files from before there was such a table, the one launch that /provenance is of."""
    if "launches" in file:
        return _table(path, file, "launches", LAUNCH_COLUMNS, optional=False)
    words = {name: " ".join(value) if isinstance(value, list) else value for name, value in provenance.items()}
    only = dict(launch=0, label="", began=created, ended="", end="", continues=-1, under_way=-1, repetitions=0)
    return pd.DataFrame([only | {name: words.get(name) for name in LAUNCH_COLUMNS if name not in only}])


def _latency(path: Path, file: h5py.File, case: str) -> pd.DataFrame:
    frame = _described(path, file, f"latency/{case}", LATENCY_COLUMNS)
    return frame if "handover" in frame else frame.assign(handover=0)


def _trace(path: Path, file: h5py.File, case: str) -> pd.DataFrame:
    return _described(path, file, f"trace/{case}", TRACE_COLUMNS)


def _described(path: Path, file: h5py.File, name: str, columns: tuple) -> pd.DataFrame:
    """A table with its attributes, other than units, as `attrs`."""
    frame = _table(path, file, name, columns, optional=False)
    frame.attrs = {key: value for key, value in _attributes(file[name]).items() if not key.endswith(_UNIT)}
    return frame


def _frame(dataset: h5py.Dataset) -> pd.DataFrame:
    rows = dataset[()]
    return pd.DataFrame({name: _column(rows[name]) for name in rows.dtype.names})


def _column(values: np.ndarray):
    """Strings of either HDF5 kind (fixed length: dtype S, variable length: dtype O) become str."""
    if values.dtype.kind not in "SO":
        return values
    return np.array([_plain(value) for value in values], dtype=object)


def _attributes(item) -> dict:
    return {} if item is None else {name: _plain(value) for name, value in item.attrs.items()}


def _plain(value):
    """A Python value: bytes decoded as UTF-8, NumPy scalars and arrays of one element unwrapped."""
    if isinstance(value, np.ndarray):
        return _plain(value.flat[0]) if value.size == 1 else [_plain(element) for element in value.flat]
    if isinstance(value, bytes):
        return value.decode("utf-8", errors="replace")
    if isinstance(value, np.generic):
        return _plain(value.item())
    return "" if isinstance(value, h5py.Empty) else value


def _experiment_of(item) -> str:
    """The attribute `experiment`: the name of an object cannot hold every experiment's name ("/" becomes "%2F")."""
    return _attributes(item).get("experiment", item.name.rpartition("/")[2])


def _axes(file: h5py.File, columns: list) -> tuple:
    """What a case was asked for: in /cases from behind `experiment` to `base`, and the parameters, which /columns names;
    in files of the first version, which lack it, they are all columns behind `checksum`."""
    if "columns" in file:
        known = _frame(file["columns"])
        own = known[(known["table"] == "cases") & known["role"].isin(["parameter", "choice"])]
        parameters = [column for column in columns if column in set(own["column"])]
    else:
        parameters = columns[columns.index("checksum") + 1:]
    return (*columns[columns.index("experiment") + 1:columns.index("base")], *parameters)


def _estimates(group) -> dict:
    found = {}
    for experiment, number, dataset in _problems(group):
        attributes = {name: value for name, value in _attributes(dataset).items() if not name.endswith(_UNIT)}
        attributes.pop("experiment", None)
        frame = _frame(dataset)
        frame.attrs = attributes | {"problem": number}
        found.setdefault(experiment, []).append(frame)
    return found


def _units_of_estimates(group) -> dict:
    return {f"estimates/{experiment}/{number}": _units(dataset) for experiment, number, dataset in _problems(group)}


def _problems(group):
    """(experiment, number, dataset): a dataset an experiment in files of the first version, else a group an experiment with
    a dataset a problem."""
    for item in group.values():
        numbered = sorted(item.items(), key=lambda pair: int(pair[0])) if isinstance(item, h5py.Group) else [(0, item)]
        for number, dataset in numbered:
            yield _attributes(dataset).get("experiment") or _experiment_of(item), int(number), dataset


def _units(dataset) -> dict:
    return {name[:-len(_UNIT)]: unit for name, unit in _attributes(dataset).items() if name.endswith(_UNIT)}
