"""The probe of Python's pools, and the object graph that it hands over. Nothing here looks at a clock."""

import json
import struct
import subprocess
import sys

import pytest

from sweep_analysis.peers.compare_pools import PROBE
from sweep_analysis.peers.pools.object_graph import make_graph

WORD = 2**64


def mixed(value: int) -> int:
    value = (value + 0x9e3779b97f4a7c15) % WORD
    value = (value ^ (value >> 30)) * 0xbf58476d1ce4e5b9 % WORD
    value = (value ^ (value >> 27)) * 0x94d049bb133111eb % WORD
    return value ^ (value >> 31)


def words_of_text(text: str):
    value = 0
    for letter in text.encode():
        value = mixed(value ^ letter)
    return [len(text), value]


def word_of_number(number: float) -> int:
    return struct.unpack("<Q", struct.pack("<d", number))[0]


def words_of_list(values: list):
    numbers = [value for value in values if not isinstance(value, list)]
    lists = values[len(numbers):]
    yield from [len(numbers), *map(word_of_number, numbers), len(lists)]
    for each in lists:
        yield from words_of_list(each)


def words_of(graph: dict):
    yield len(graph["parameters"])
    for name, value in graph["parameters"].items():
        yield from [*words_of_text(name), word_of_number(value)]
    yield len(graph["arrays"])
    for array in graph["arrays"]:
        yield from [len(array), *map(word_of_number, array.tolist())]
    yield from words_of_list(graph["lists"])


def test_the_graph_is_that_of_workload_transfer():   # tests/workloads/transfers/object_graph_test.cpp
    words = words_of(make_graph(10_000, 215))
    assert sum(word * (2 * place + 1) for place, word in enumerate(words)) % WORD == 0x34d2b817b63bf13b


@pytest.mark.parametrize("kind", ["fork", "spawn"])
def test_the_probe_measures_a_pool(kind):
    done = subprocess.run([sys.executable, "-B", PROBE, kind, "2", "50", "64", "100000"], check=True, capture_output=True,
                          text=True)
    found = json.loads(done.stdout)
    assert set(found) == {"start_s", "tasks_per_second", "pss_bytes", "graphs"}
    assert set(found["graphs"]) == {"64", "100000"}
    assert all(set(graph) == {"hand_over_s", "encode_s", "decode_s"} for graph in found["graphs"].values())
    assert found["pss_bytes"] > 2**20
