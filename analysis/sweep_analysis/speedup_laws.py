"""The laws of speed-up that are fitted to measurements, and the fit of one. With n workers (ranks × threads), and the
rate X(n) [tasks/s] at which they run tasks:

    Amdahl      X(n) / X(1) = 1 / (s + (1 − s) / n)                   the problem stays the same (strong scaling)
    Gustafson   X(n) / X(1) = s + (1 − s) n                           the problem a worker stays the same (weak scaling)
    USL         X(n) / X(1) = n / (1 + σ (n − 1) + κ n (n − 1))       either

s is the serial share [1] of the time of one worker (Gustafson: of the time of n workers), σ the contention [1] and κ
the coherency [1]: what each pair of workers costs both. Where κ > 0 and σ < 1, X is greatest at √((1 − σ) / κ) workers.

Sources: Amdahl, AFIPS 30 (1967) 483; Gustafson, Commun. ACM 31 (1988) 532; Gunther, "Guerrilla Capacity Planning"
(2007), chapters 4 to 6, where the Universal Scalability Law stands.

X(1) is fitted too, so that an unlucky measurement of one worker does not bend the whole curve. Each law is linear in
its unknowns, none of which may be negative, once the right quantity y is looked at (as Gunther does, chapter 5):

    Amdahl      y = 1 / X   unknowns s / X(1), (1 − s) / X(1)         times 1, 1 / n
    Gustafson   y = X       unknowns s X(1), (1 − s) X(1)             times 1, n
    USL         y = n / X   unknowns 1 / X(1), σ / X(1), κ / X(1)     times 1, n − 1, n (n − 1)

The sum of squares of (fitted − measured y) / measured y is made least, as noise of times is a share of them.
"""

from dataclasses import dataclass
from typing import Callable

import numpy as np
from scipy.optimize import nnls


@dataclass(frozen=True)
class Law:
    """`looked_at(n, X)` is y, and `rate(n, y)` X again; `terms(n)` has a column an unknown."""

    name: str
    parameters: tuple        # names of what `values` gives: dimensionless but for "most", a number of workers
    terms: Callable
    looked_at: Callable
    rate: Callable
    values: Callable         # of the unknowns: an array with a row a fit → one with a column a parameter

    def fit(self, workers, rates) -> np.ndarray:
        """The unknowns of the law for rates X [tasks/s] at so many workers; of a matrix: of each of its rows."""
        rates = np.asarray(rates, dtype=float)
        if rates.ndim > 1:
            return np.array([self.fit(workers, row) for row in rates])
        measured = self.looked_at(workers, rates)
        return nnls(self.terms(workers) / measured[:, None], np.ones(len(measured)))[0]

    def rates(self, workers, unknowns) -> np.ndarray:
        """X [tasks/s] of the law at so many workers; of a matrix of unknowns: a row for each of its rows."""
        with np.errstate(divide="ignore"):   # where all unknowns are 0 but that of a term that vanishes
            return self.rate(workers, np.asarray(unknowns) @ self.terms(workers).T)


def _share(unknowns: np.ndarray) -> np.ndarray:
    return (unknowns[..., 0] / unknowns.sum(axis=-1))[..., None]


def _contention_and_coherency(unknowns: np.ndarray) -> np.ndarray:
    """σ, κ and the number of workers at which X is greatest: ∞ without coherency, 1 where σ ≥ 1."""
    with np.errstate(divide="ignore", invalid="ignore"):
        first = unknowns[..., 0]
        sigma, kappa = (np.where(first > 0, unknowns[..., place] / first, np.inf) for place in (1, 2))
        most = np.where(sigma >= 1, 1.0, np.sqrt(np.maximum(1 - sigma, 0) / kappa))
    return np.stack([sigma, kappa, np.maximum(most, 1.0)], axis=-1)


AMDAHL = Law("Amdahl", ("s",), lambda n: np.stack([np.ones_like(n), 1 / n], axis=-1),
             lambda n, x: 1 / x, lambda n, y: 1 / y, _share)
GUSTAFSON = Law("Gustafson", ("s",), lambda n: np.stack([np.ones_like(n), n], axis=-1),
                lambda n, x: x, lambda n, y: y, _share)
USL = Law("USL", ("σ", "κ", "most"), lambda n: np.stack([np.ones_like(n), n - 1, n * (n - 1)], axis=-1),
          lambda n, x: n / x, lambda n, y: n / y, _contention_and_coherency)
LAWS = {"strong": (AMDAHL, USL), "weak": (GUSTAFSON, USL)}
