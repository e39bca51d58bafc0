"""What counts as the same answer, and what is compared with what."""

import math
import pickle
import subprocess
from collections import Counter
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction

import numpy as np
import pytest
from driving import DEBIAN, PACKAGE, refer, run

from sweep_measure.agreement import agree
from sweep_measure.digests import NO_DIGEST, digest

NAN = math.nan


@dataclass
class Point:
    x: float
    where: list


class Plain:
    def __init__(self, value):
        self.value = value


LOOP = [1]
LOOP.append(LOOP)
SAME = [
    (1, 1.0), (True, 1), (Fraction(1, 2), 0.5), (Decimal("2.5"), 2.5), (0.0, -0.0), (10**400, 10**400), ("a", "a"),
    (NAN, float("nan")), (complex(NAN, 1), complex(NAN, 1)), (1 + 0j, 1), ([1, NAN], [1, NAN]), ((NAN,), (NAN,)),
    ({"a": NAN, "b": 1}, {"b": 1.0, "a": NAN}), ({1, 2}, {2, 1}), (Point(NAN, [NAN]), Point(NAN, [NAN])),
    (np.array([1.0, NAN, -0.0]), np.array([1.0, NAN, 0.0])), (np.array([1, 2]), np.array([1.0, 2.0])),
    ([np.array([NAN, 2])], [np.array([NAN, 2])]), (np.float64(2), 2), (np.float32("nan"), NAN), (np.int64(3), 3),
    (np.array(["a", "b"]), np.array(["a", "b"])), (np.zeros((0, 3)), np.zeros((0, 3))),
    (Plain([1, NAN]), Plain([1, NAN])), (b"ab", bytearray(b"ab")), (None, None), (math.inf, math.inf),
    (Counter("aab"), Counter("baa")),
]
DIFFERENT = [
    (1, 2), (1, "1"), (NAN, 1.0), ([1], (1,)), ([1, 2], [1]), ({"a": 1}, {"a": 2}), ({"a": 1}, {"b": 1}), (None, 0.5),
    (Point(1, []), Point(2, [])), (np.array([1, 2]), np.array([1, 3])), (np.array([1]), np.array([[1]])),
    (np.array([1.0, NAN]), np.array([NAN, 1.0])), (Plain(1), Plain(2)), (2**53, 2**53 + 1), ("a", b"a"),
    (np.array([2**62]), np.array([2**62 + 1])), (math.inf, -math.inf), ([[1], [2]], [[1, 2], []]),
]


@pytest.mark.parametrize("first, second", [*SAME, (LOOP, pickle.loads(pickle.dumps(LOOP)))])
def test_these_agree(first, second):
    assert agree(first, second) and agree(second, first)


@pytest.mark.parametrize("first, second", DIFFERENT)
def test_these_do_not_agree(first, second):
    assert not agree(first, second) and not agree(second, first)


@pytest.mark.parametrize("first, second", SAME)
def test_what_agrees_has_one_digest(first, second):
    assert digest(first) == digest(second) and len(digest(first)) == 16


@pytest.mark.parametrize("first, second", DIFFERENT)
def test_what_does_not_agree_has_two(first, second):
    assert digest(first) != digest(second)


def test_numpy_is_not_imported_to_compare():
    code = ("import sys; from sweep_measure.agreement import agree; from sweep_measure.digests import digest; "
            "agree([1.5], [1.5]), digest([1.5]); print('numpy' in sys.modules)")
    done = subprocess.run([DEBIAN, "-B", "-c", code], text=True, capture_output=True, check=True,
                          env={"PYTHONPATH": str(PACKAGE.parent)})
    assert done.stdout == "False\n"


def test_the_sequential_way_runs_twice(tmp_path):
    once = refer(tmp_path, times=1)
    assert once["same"] is None and len(once["digests"]) == 12
    assert refer(tmp_path, times=1) == {"same": True, "digests": once["digests"]}


def test_a_reference_of_one_run_is_compared_with_already(tmp_path):
    refer(tmp_path, times=1, task="bad:changes_a_global")
    assert run(tmp_path, reference=str(tmp_path / "reference"))["wrong"] != ""


def test_answers_that_differ_from_run_to_run_are_not_checked(tmp_path):
    assert refer(tmp_path, task="bad:depends_on_chance") == {"same": False, "digests": [NO_DIGEST] * 12}
    answer = run(tmp_path, task="bad:depends_on_chance", executor="thread_pool", reference=str(tmp_path / "reference"))
    assert (answer["checked"], answer["wrong"], answer["digests"]) == ("not", "", [NO_DIGEST] * 12)
    assert refer(tmp_path, times=1, task="bad:depends_on_chance")["same"] is False   # and stays so


def test_items_beyond_the_reference_count_as_right(tmp_path):
    reference = refer(tmp_path, tasks=5)
    answer = run(tmp_path, executor="thread_pool", reference=str(tmp_path / "reference"))
    assert (answer["checked"], answer["wrong"]) == ("reference", "")
    assert answer["digests"][:5] == reference["digests"] and len(set(answer["digests"])) == 12


def test_a_wrong_answer_is_told_with_its_item(tmp_path):
    refer(tmp_path, task="plain:square", items="[1, 2, 3]")
    answer = run(tmp_path, task="script.py:hits", items="[1, 2, 3]", reference=str(tmp_path / "reference"))
    assert answer["wrong"].startswith(
        "the answer of item 0 (its number from 0; 1) differs from the sequential way's: 2 instead of 0.5; does ")


def test_another_number_of_items_is_told(tmp_path):
    refer(tmp_path)
    assert "items gave 12 when the sequential way ran and 13 now" in \
        run(tmp_path, items="13", reference=str(tmp_path / "reference"))["error"]


@pytest.mark.parametrize("check, wrong", [
    ("plain:half_a_square", ""),
    ("plain:is_small", "check says that the answer of item 5 (its number from 0; 5) is wrong: 12.5: "),
])
def test_a_check_decides_by_its_signature(tmp_path, check, wrong):
    answer = run(tmp_path, check=check, executor="thread_pool")
    assert answer["checked"] == "check" and answer["digests"] == [NO_DIGEST] * 12
    assert answer["wrong"].startswith(wrong) and bool(answer["wrong"]) == bool(wrong)


def test_a_check_that_fails_is_told(tmp_path):
    answer = run(tmp_path, check="plain:check_fails")
    assert answer["error"].startswith("check raised KeyError: 0.0 (plain.py, line ") and answer["item"] == 0
