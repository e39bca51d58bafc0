"""Result files with several launches, made from a real one whose launches and samples are replaced."""

import shutil

import h5py
import numpy as np

REPETITIONS = 3  # of a case in a launch; the least that the files say must be there


def replace(file, name, rows):
    attributes = dict(file[name].attrs)
    del file[name]
    file[name] = rows
    file[name].attrs.update(attributes)


def launch_rows(one, count, changes, began, label, every):
    rows = np.repeat(one[:1], count)
    rows["launch"] = np.arange(count)
    texts = {"began": began or [f"2026-03-01T{2 * i // 60:02}:{2 * i % 60:02}:{30 * every:02}Z" for i in range(count)],
             "label": label or [""] * count} | {name: [text] * count for name, text in changes.items()}  # fmt: skip
    widened = []
    for name in one.dtype.names:
        length = max([one.dtype[name].itemsize] + [len(text.encode()) for text in texts.get(name, [])])
        is_text = one.dtype[name].kind == "S"  # which h5py takes for ASCII unless it is told
        widened.append((name, h5py.string_dtype("utf-8", length) if is_text else one.dtype[name]))
    rows = rows.astype(widened)
    for name, values in texts.items():
        rows[name] = [value.encode() for value in values]
    return rows


def with_launches(real, path, medians, began=None, label=None, every=0, cases=None, repetitions=REPETITIONS, **changes):
    """`medians`: a row a case, a column a launch, in seconds; without a row a case has no samples. Launches begin every
    other minute, at second 0 or, where `every` is 1, at second 30; `changes` are texts of /launches. `cases` changes the
    rows of /cases."""
    shutil.copy(real, path)
    medians = np.asarray(medians, dtype=float)
    with h5py.File(path, "r+") as file:
        first = {int(row["case"]): row for row in file["samples"][:][::-1] if row["rank"] == 0}
        samples = []
        for index, row in enumerate(medians):
            for number in range(len(row) * repetitions):
                sample = first[index].copy()
                launch = number // repetitions
                sample["launch"], sample["repetition"] = launch, number
                sample["wall_s"] = row[launch] * (1 + 0.001 * (number % repetitions - (repetitions - 1) / 2))
                samples.append(sample)
        replace(file, "samples", np.array(samples, dtype=file["samples"].dtype))
        replace(file, "launches", launch_rows(file["launches"][:], medians.shape[1], changes, began, label, every))
        if cases is not None:
            rows = file["cases"][:]
            cases(rows)
            replace(file, "cases", rows)
        file["campaign"].attrs["min_repetitions"] = REPETITIONS
    return path


def noisy(centres, launches, noise=0.005, seed=1):
    """Medians of launches around those of the cases."""
    random = np.random.default_rng(seed)
    return np.asarray(centres)[:, None] * np.exp(noise * random.normal(size=(len(centres), launches)))
