#!/usr/bin/python3
"""result_file_in_python.py WRITE_EXAMPLE_RESULT: h5py, pandas and h5dump see in the file what example_result.hpp says."""

import subprocess
import sys
import tempfile
import unittest
from pathlib import Path

import h5py
import numpy as np
import pandas as pd

PROGRAM = sys.argv.pop()


class ResultFile(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.folder = tempfile.TemporaryDirectory()
        cls.path = Path(cls.folder.name) / "x.h5"
        subprocess.run([PROGRAM, cls.path], check=True)
        cls.file = h5py.File(cls.path, "r")

    @classmethod
    def tearDownClass(cls):
        cls.file.close()
        cls.folder.cleanup()

    def frame(self, name):
        return pd.DataFrame(self.file[name][:])

    def test_root_attributes_are_text_and_numbers(self):
        self.assertEqual(dict(self.file.attrs), {"format": "sweep-results", "schema_version": 3, "status": "complete",
                                                 "created": "2026-01-02T03:04:05Z", "identity": "", "saves": 0})

    def test_long_and_foreign_text_survives(self):
        campaign = self.file["campaign"].attrs
        self.assertEqual(campaign["name"], "größe")
        self.assertEqual(campaign["toml"], "# Grüße\n" + 100_000 * "#" + "\n")
        self.assertEqual(campaign["seed"], 2**64 - 1)

    def test_provenance_has_every_type_and_empty_text(self):
        provenance = self.file["provenance"].attrs
        self.assertEqual(provenance["nodes"], 2)
        self.assertEqual(provenance["clock_resolution_s"], 2.5e-8)
        self.assertEqual(provenance["empty"], "")

    def test_cases_are_a_data_frame(self):
        cases = self.frame("cases")
        self.assertEqual(list(cases["case"]), [0, 1, 2])
        self.assertEqual(list(cases["experiment"].str.decode("utf-8")), ["one/two", "one/two", "übung"])
        self.assertEqual(list(cases["status"]), [b"finished", b"finished", b"failed"])
        self.assertEqual(cases["error"][2].decode("utf-8"), "cannot connect: Verbindung verweigert 東京")
        self.assertEqual(list(cases["checksum"]), [2**64 - 1, 2**64 - 1, 0])
        self.assertEqual(list(cases["draws"]), [10_000, 10_000, -1])
        np.testing.assert_array_equal(cases["latency"], [np.nan, np.nan, 0.1])
        self.assertEqual(self.file["cases"].attrs["latency_unit"], "s")

    def test_samples_are_a_data_frame(self):
        samples = self.frame("samples")
        self.assertEqual(len(samples), 9)
        self.assertEqual(list(samples["wall_s"][:3]), [4.0, 1.0, 2.0])
        self.assertEqual(samples["rss_bytes"][0], 5_000_000_000)
        self.assertEqual(self.file["samples"].attrs["rss_bytes_unit"], "B")

    def test_summary_can_be_recomputed(self):
        slowest = self.frame("samples").groupby(["case", "repetition"])["wall_s"].max()
        summary = self.frame("summary").set_index("case")
        for column, fraction in {"q1_s": 0.25, "median_s": 0.5, "q3_s": 0.75, "p95_s": 0.95, "max_s": 1}.items():
            np.testing.assert_allclose(summary[column], slowest.groupby("case").quantile(fraction), rtol=1e-15)
        self.assertEqual(list(summary["speedup"]), [1, 2])
        self.assertEqual(list(summary["efficiency"]), [1, 0.5])

    def test_estimates_are_named_after_the_experiment(self):
        self.assertEqual(list(self.file["estimates"]), ["one%2Ftwo"])
        problems = self.file["estimates/one%2Ftwo"]
        self.assertEqual(list(problems), ["0", "1"])
        self.assertEqual(problems["0"].attrs["experiment"], "one/two")
        self.assertEqual(list(problems["0"]["mean"]), [3.14, 3.15])
        self.assertEqual(problems["1"].attrs["parameter_draws"], 20)

    def test_latencies_are_a_data_frame_a_case(self):
        self.assertEqual(list(self.file["latency"]), ["1"])
        latency = self.frame("latency/1")
        self.assertEqual(list(latency.columns), ["low_s", "high_s", "latency", "lag", "handover"])
        self.assertEqual(latency["latency"].sum(), 6)
        self.assertEqual(latency["lag"].sum(), 10**12)
        self.assertEqual(latency["handover"].sum(), 3)
        self.assertTrue((latency["low_s"] < latency["high_s"]).all())
        attributes = self.file["latency/1"].attrs
        self.assertEqual(attributes["meaning"], "from here to there")
        self.assertEqual(attributes["latency_max_s"], 9000)

    def test_locks_and_their_trace_are_data_frames(self):
        locks = self.frame("locks")
        self.assertEqual(list(locks["lock"]), [0, 1, -1, 0, 1])
        self.assertEqual(self.file["locks"].attrs["held_s_unit"], "s")
        self.assertEqual(list(self.file["trace"]), ["1"])
        self.assertEqual(list(self.frame("trace/1")["state"]), [b"waiting", b"held", b"released", b"device"])
        self.assertEqual(self.file["trace/1"].attrs["untraced"], 17)

    def test_measures_are_a_data_frame(self):
        measures = self.frame("measures")
        self.assertEqual(list(measures["measure"][:2]), [b"move_s", b"worker_bytes"])
        self.assertEqual(list(measures["unit"][:2]), [b"s", b"B"])
        moved = measures[measures["measure"] == b"move_s"].groupby(["case", "repetition"])["value"].sum()
        self.assertEqual(list(moved), [12, 14, 16])
        columns = self.frame("columns")
        self.assertEqual(list(columns[columns["role"] == b"measure"]["meaning"]), [b"from here to there", b"of a worker"])

    def test_contention_can_be_recomputed(self):
        place = ["case", "repetition", "rank"]
        locks = self.frame("locks").merge(self.frame("samples")[[*place, "wall_s"]], on=place)
        of_locks = locks[locks["lock"] >= 0].groupby([*place, "lock"])
        busy = (of_locks["held_s"].sum() / of_locks["wall_s"].first()).clip(0, 1).groupby(["case", "repetition"]).mean()
        repetitions = locks.groupby(["case", "repetition"])
        rate = repetitions["switches"].sum() / repetitions["wall_s"].max()
        contention = self.frame("contention").set_index("case")
        np.testing.assert_allclose(contention["contention"], busy.groupby("case").median(), rtol=1e-15)
        np.testing.assert_allclose(contention["switches_per_s"], rate.groupby("case").median(), rtol=1e-15)
        for column in ("held_s", "device_s", "voluntary_drops", "timed_out_waits"):
            sums = repetitions[column].sum().groupby("case").median()
            np.testing.assert_allclose(contention[column], sums, rtol=1e-15, err_msg=column)

    def test_every_column_of_the_fixed_tables_is_described(self):
        columns = self.frame("columns")
        described = set(zip(columns["table"].str.decode("utf-8"), columns["column"].str.decode("utf-8")))
        for table in ("cases", "samples", "summary", "locks", "contention", "columns"):
            for name in self.file[table].dtype.names:
                self.assertIn((table, name), described)
        for table in ("latency", "trace"):
            for name in self.file[table + "/1"].dtype.names:
                self.assertIn((table, name), described)
        roles = {row.column: row.role for row in columns[columns["table"] == b"cases"].itertuples()}
        self.assertEqual({name for name, role in roles.items() if role == b"parameter"}, {b"draws", b"latency", b"backend"})
        self.assertEqual({name for name, role in roles.items() if role == b"choice"}, {b"kernel", b"policy"})

    def test_h5dump_prints_it(self):
        dump = subprocess.run(["h5dump", self.path], check=True, capture_output=True, text=True)
        self.assertEqual(dump.stderr, "")
        for text in ('"sweep-results"', "monte_carlo", "Verbindung verweigert", 'ATTRIBUTE "latency_unit"', "H5T_CSET_UTF8"):
            self.assertTrue(text in dump.stdout, text)


if __name__ == "__main__":
    unittest.main()
