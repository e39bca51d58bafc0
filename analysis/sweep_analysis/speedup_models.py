"""Fits the laws of `speedup_laws` to the cases of an experiment: how fast they get with the number of workers, how sure
that is, and what it would be with more workers than were measured.

A series is one problem on one model and policy; where several cases share a number of workers, the fastest counts. It
is fitted within the cores of the machine only, as more workers than cores obey no such law, and from six different
numbers of workers on: three unknowns fit four points whatever they are.

Uncertainty is by bootstrap (Efron & Tibshirani, "An Introduction to the Bootstrap" (1993), chapters 6 and 13): what
counts as measured once is drawn again with replacement, medians are taken, and the law is fitted to them, `REPLICATES`
times. That is a launch, with all numbers of workers together; where there is one launch only it is a repetition, and
the intervals hold in that launch. Percentile intervals: simulated for 6 to 20 launches they cover the truth in 95 to 99
%, as the bootstrap of a median makes its spread rather too large than too small. With fewer than six launches they are
not called 95 %. The band is for the median; that for a further launch (a further repetition, with one launch) also has
the deviations of single ones from the fit. Neither knows whether the law is true: look at the residuals.
"""

from dataclasses import dataclass

import numpy as np
import pandas as pd

from .report import count
from .scaling import beside_cpu_tasks, problem_labels, rows_with_base
from .series import fastest, words_of
from .speedup_laws import LAWS
from .statistics import COVERAGE, FEWEST_LAUNCHES, measured, median_interval_rank, repetitions_of

FEWEST_WORKERS = 6   # different numbers of workers
REPLICATES = 1000    # fits to data drawn again
BEYOND = 4           # times the most workers measured: how far a curve is drawn
_SEED = 18           # the same intervals whenever they are computed
_WORDS = {1: "one", 2: "two", 3: "three", 4: "four", 5: "five", 6: "six"}


@dataclass(frozen=True)
class Fit:
    """A law fitted to a series. Speed-ups are over the serial base."""

    law: str
    parameters: pd.DataFrame   # index: the parameter; `value`, `low`, `high` [1]
    residuals: pd.DataFrame    # `workers`, `fitted` speed-up, `residual` = measured / fitted − 1
    curve: pd.DataFrame        # `workers`, `speedup`, `low`, `high` (of the median), `single_low`, `single_high` (of a
                               # further launch or repetition), `extrapolated`: beyond the most workers measured


@dataclass(frozen=True)
class Series:
    """One problem on one model: its speed-ups, and either fits or why there are none."""

    name: str                # "threads", "gil, fair, draws 1000"
    scaling: str             # "strong": one problem for all; "weak": tasks grow with workers
    cases: pd.DataFrame      # within the cores: `workers`, `case`, `speedup` over the serial base
    fits: list
    why_not: str = ""        # "4 numbers of workers within 2 cores; a fit needs six"
    resampled: str = ""      # "launch" or "repetition"
    holds: str = ""          # for what the intervals hold, in words
    beyond_cores: int = 0    # numbers of workers that were measured but exceed the cores


def fit_series(result, experiment: str, replicates: int = REPLICATES) -> list:
    """The Series of an experiment, strong scaling first; none where nothing but bases has been measured."""
    table = measured(result)
    rows = rows_with_base(table, experiment)
    rows = rows[(rows["workload"] != "empty") & (rows["wait_s"] <= 0) & ~beside_cpu_tasks(rows)]
    if (rows["case"] == rows["base"]).all():
        return []
    times = repetitions_of(result.cases, result.samples)
    times = times.assign(rate=times["tasks"] / times["time_s"])
    return [_series(result, times, name, kind, own, base, replicates)
            for name, kind, own, base in [*_strong(result, rows), *_weak(result, rows)]]


def fits_table(result, experiment: str, replicates: int = REPLICATES) -> pd.DataFrame:
    """The parameters for people, a row a series and law: their intervals, for what those hold, the largest residual; or
    why there is no fit."""
    rows = []
    for series in fit_series(result, experiment, replicates):
        rows += [{"series": series.name, "scaling": series.scaling, "law": fit.law, "parameters": parameter_words(fit),
                  "it holds": series.holds, "largest residual": f"{fit.residuals['residual'].abs().max():.1%}"}
                 for fit in series.fits]
        if series.why_not:
            rows.append({"series": series.name, "scaling": series.scaling, "law": "no fit", "parameters": "–",
                         "it holds": series.why_not, "largest residual": "–"})
    return pd.DataFrame(rows)


def parameter_words(fit: Fit) -> str:
    """ "σ = 0.031 [0.027, 0.036], κ = 0 [0, 0.0002]"; and where the rate is highest, if anywhere."""
    words = [f"{name} = {row['value']:.2g} [{row['low']:.2g}, {row['high']:.2g}]"
             for name, row in fit.parameters.iterrows() if name != "most"]
    if "most" in fit.parameters.index and np.isfinite(fit.parameters.loc["most", "value"]):
        words.append("fastest with {value:.0f} [{low:.0f}, {high:.0f}] workers".format(**fit.parameters.loc["most"]))
    return ", ".join(words).replace("inf", "∞")


def _strong(result, rows: pd.DataFrame):
    """(name, kind, cases with p, serial base) of each problem and model with more than one p."""
    bases = rows[rows["case"] == rows["base"]].sort_values("median_s", ascending=False, kind="stable")
    labels = problem_labels(result, bases)
    for base in bases["case"]:
        for name, own in _by_model(result, rows[rows["base"] == base], labels[base]):
            if own["p"].nunique() > 1:
                yield name, "strong", own, base


def _weak(result, rows: pd.DataFrame):
    """The same where tasks grow with workers: as many a worker in each case, whose base has as many as it. Of an
    experiment that has problems with several p, those only that can be fitted, as they may be there by chance."""
    any_strong = (rows.groupby("base")["p"].nunique() > 1).any()
    bases = rows[rows["case"] == rows["base"]].set_index("case", drop=False)
    labels = problem_labels(result, bases, given=("tasks", "settings"))
    kinds = rows["base"].map(labels), rows["tasks"] / rows["p"]
    for (label, each), group in rows.groupby([kinds[0].rename("label"), kinds[1].rename("each")], sort=False):
        label = ", ".join(part for part in (label, f"{each:g} tasks a worker") if part)
        for name, own in _by_model(result, group, label):
            if own["p"].nunique() > 1 and (own["p"].nunique() >= FEWEST_WORKERS or not any_strong):
                yield name, "weak", own, own.sort_values("p")["base"].iloc[0]


def _by_model(result, rows: pd.DataFrame, label: str):
    """(name, the fastest case at each p) of each model and policy."""
    named = rows.assign(series=words_of(rows, ["model", "policy"], result.units["cases"]))
    chosen, _ = fastest(named, ["series", "p"], result.axes)
    for model, own in chosen.groupby("series", sort=False):
        yield ", ".join(part for part in (model, label) if part), own.sort_values("p")


def _series(result, times, name, kind, rows, base, replicates: int) -> Series:
    within = rows[rows["p"] <= result.cores] if result.cores else rows
    rates = [times[times["case"] == case] for case in within["case"]]
    base_rate = times.loc[times["case"] == base, "rate"].median()
    cases = pd.DataFrame(dict(workers=within["p"].to_numpy(), case=within["case"].to_numpy(),
                              speedup=[own["rate"].median() / base_rate for own in rates]))
    known = dict(name=name, scaling=kind, cases=cases, beyond_cores=len(rows) - len(within))
    if len(within) < FEWEST_WORKERS:
        limit = f"within {count(result.cores, 'core')}" if result.cores else "measured"
        return Series(**known, fits=[], why_not=f"{count(len(within), 'number')} of workers {limit}; "
                                                f"a fit needs {_WORDS[FEWEST_WORKERS]}")
    sample = _sample(rates, result.min_repetitions)
    known["cases"] = cases.assign(speedup=sample.medians() / base_rate)
    fits = [_fit(law, within["p"].to_numpy(dtype=float), sample, base_rate, replicates) for law in LAWS[kind]]
    return Series(**known, fits=fits, resampled=sample.what, holds=sample.holds())


def _fit(law, workers, sample, base_rate: float, replicates: int) -> Fit:
    random = np.random.default_rng(_SEED)
    medians = sample.medians()
    unknowns, drawn = law.fit(workers, medians), law.fit(workers, sample.drawn(random, replicates))
    fitted = law.rates(workers, unknowns)
    low, high = _ends(law.values(drawn))
    parameters = pd.DataFrame(dict(value=law.values(unknowns), low=low, high=high),
                              index=pd.Index(law.parameters, name="parameter"))
    at = np.unique(np.geomspace(workers.min(), BEYOND * workers.max(), 60).round())
    at = np.union1d(at, workers)
    curves = law.rates(at, drawn)
    single = curves * random.choice(sample.deviations(fitted), curves.shape)
    bands = [end for rates in (curves, single) for end in _ends(rates / base_rate)]
    curve = pd.DataFrame(dict(workers=at.astype(int), speedup=law.rates(at, unknowns) / base_rate)
                         | dict(zip(("low", "high", "single_low", "single_high"), bands))
                         | dict(extrapolated=at > workers.max()))
    residuals = pd.DataFrame(dict(workers=workers.astype(int), fitted=fitted / base_rate,
                                  residual=medians / fitted - 1))
    return Fit(law.name, parameters, residuals, curve)


def _sample(rates: list, min_repetitions: int):
    """What is drawn again: the launches that count for every case; the repetitions of the only one that does; or, where
    none does, all repetitions."""
    medians = []
    for own in rates:
        by_launch = own.groupby("launch")["rate"]
        medians.append(by_launch.median()[by_launch.size() >= min_repetitions])
    together = pd.concat(medians, axis=1, join="inner")
    if len(together) > 1:
        return _Launches(together.to_numpy())
    if len(together) == 1:
        rates = [own[own["launch"] == together.index[0]] for own in rates]
    alone = pd.concat(rates)["launch"].nunique() == 1
    where = "in one launch" if alone else "from parts of launches"
    return _Repetitions([own["rate"].to_numpy() for own in rates], where)


@dataclass(frozen=True)
class _Launches:
    """Rates, a row a launch, a column a number of workers."""

    rates: np.ndarray
    what = "launch"

    def medians(self) -> np.ndarray:
        return np.median(self.rates, axis=0)

    def drawn(self, random, replicates: int) -> np.ndarray:
        chosen = random.integers(len(self.rates), size=(replicates, len(self.rates)))
        return np.median(self.rates[chosen], axis=1)

    def deviations(self, fitted: np.ndarray) -> np.ndarray:
        return (self.rates / fitted).ravel()

    def holds(self) -> str:
        number = len(self.rates)
        return f"95 % over {number} launches" if number >= FEWEST_LAUNCHES else \
            f"over {number} launches, too few for 95 %"


@dataclass(frozen=True)
class _Repetitions:
    """Rates of repetitions, an array a number of workers, and where they are from, in words."""

    rates: list
    where: str
    what = "repetition"

    def medians(self) -> np.ndarray:
        return np.array([np.median(own) for own in self.rates])

    def drawn(self, random, replicates: int) -> np.ndarray:
        return np.stack([np.median(own[random.integers(len(own), size=(replicates, len(own)))], axis=1)
                         for own in self.rates], axis=1)

    def deviations(self, fitted: np.ndarray) -> np.ndarray:
        return np.concatenate([own / rate for own, rate in zip(self.rates, fitted)])

    def holds(self) -> str:
        fewest = min(map(len, self.rates))
        covered = "95 %" if median_interval_rank(fewest) else f"{fewest} repetitions, too few for 95 %,"
        return f"{covered} {self.where}: resampled over repetitions, not over launches"


def _ends(values: np.ndarray) -> tuple:
    """The ends of what `COVERAGE` of each column lie within, as values of it, since some are ∞."""
    ordered, cut = np.sort(values, axis=0), int((1 - COVERAGE) / 2 * len(values))
    return ordered[cut], ordered[-1 - cut]
