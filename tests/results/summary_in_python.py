#!/usr/bin/python3
"""summary_in_python.py WRITE_EXAMPLE_RESULT: the analysis finds of launches what the program has written in /summary."""

import subprocess
import sys
import tempfile
import unittest
from pathlib import Path

import numpy as np

from sweep_analysis import load, summary_of

PROGRAM = sys.argv.pop()


class SummaryOfLaunches(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        with tempfile.TemporaryDirectory() as folder:
            path = Path(folder) / "x.h5"
            subprocess.run([PROGRAM, path, "launches"], check=True)
            cls.result = load(path)
        cls.stored = cls.result.summary.set_index("case")
        cls.computed = summary_of(cls.result).set_index("case")

    def test_every_column_of_it_is_recomputed(self):
        measured = self.computed[self.computed["repetitions"] > 0]
        self.assertEqual(list(measured.index), list(self.stored.index))
        self.assertEqual(sorted(measured.columns), sorted(self.stored.columns))
        for column in self.stored.columns.drop("holds_for"):
            np.testing.assert_allclose(measured[column], self.stored[column], rtol=1e-12, atol=0, err_msg=column)
        self.assertEqual(list(measured["holds_for"]), list(self.stored["holds_for"]))

    def test_the_example_has_every_kind_of_interval_and_of_speed_up(self):
        kinds = self.stored["holds_for"].value_counts()
        self.assertEqual(set(kinds.index), {"one launch", "each launch", "launches", "parts of launches"})
        compared = self.stored[self.stored["speedup"].notna() & (self.stored["speedup"] != 1)]
        self.assertLessEqual({0, 1, 2, 5, 6}, set(compared["speedup_launches"]))
        self.assertTrue(compared.loc[compared["speedup_launches"] == 0, "speedup_low"].isna().all())
        self.assertTrue(compared.loc[compared["speedup_launches"] > 5, "speedup_low"].notna().all())


if __name__ == "__main__":
    unittest.main()
