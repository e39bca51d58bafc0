"""Results whose rates follow a law of speed-up with known parameters, with noise of launches and of repetitions."""

import dataclasses

import numpy as np
import pandas as pd
from synthetic import Campaign

from sweep_analysis import load

WORKERS = (1, 2, 3, 4, 6, 8, 12, 16)
TASK_S = 1e-3
LAWS = {"amdahl": lambda n, s: 1 / (s + (1 - s) / n), "gustafson": lambda n, s: s + (1 - s) * n,
        "usl": lambda n, sigma, kappa: n / (1 + sigma * (n - 1) + kappa * n * (n - 1))}


def speedups(folder, workers=WORKERS, cores=16, launches=8, repetitions=6, weak=False):
    """A result of one experiment on threads, still without times: one problem, or (`weak`) 100 tasks a worker."""
    campaign = Campaign(cores=cores, launches=launches)
    base = campaign.case("coffee", tasks=100 if weak else 1000)
    rows = [base, *(campaign.case("coffee", model="threads", threads=n, base=base["case"], tasks=1000)
                    for n in workers if not weak)]
    for n in workers if weak else ():
        own = campaign.case("coffee", tasks=100 * n) if n > 1 else base
        case = campaign.case("coffee", model="threads", threads=n, base=own["case"], tasks=100 * n)
        rows += [case] if own is base else [own, case]
    for row in rows:
        for repetition in range(repetitions * launches):
            campaign.sample(row["case"], repetition, 0, 1.0, launch=repetition // repetitions)
    return load(campaign.write(folder / "a.h5"))


def timed(result, law: str, *parameters, seed=1, of_launches=0.02, of_cases=0.01, noise=0.01):
    """The result with times of that law × noise: of a launch, of a case in a launch, and of a repetition, each the
    standard deviation of a logarithm."""
    random = np.random.default_rng(seed)
    cases = result.cases.set_index("case")
    samples = result.samples
    n = samples["case"].map(cases["threads"]).to_numpy(dtype=float)
    launch, case = samples["launch"].to_numpy(), samples["case"].to_numpy()
    shape = (launch.max() + 1, case.max() + 1)
    logs = (of_launches * random.normal(size=shape[0])[launch] + of_cases * random.normal(size=shape)[launch, case]
            + noise * random.normal(size=len(samples)))
    wall_s = samples["tasks"] * TASK_S / LAWS[law](n, *parameters) * np.exp(logs)
    return dataclasses.replace(result, samples=pd.DataFrame(samples.assign(wall_s=wall_s)))
