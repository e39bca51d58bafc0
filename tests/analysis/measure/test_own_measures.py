"""What a person's function `measures` tells beside times."""

import pytest
from driving import run

NAPS = {"task": "told:nap", "check": "told:nap", "items": "3", "workers": 2}


@pytest.mark.parametrize("executor", ["sequential", "thread_pool", "process_pool_spawn"])
def test_numbers_are_measures_with_the_unit_of_their_name_and_lists_are_latencies(tmp_path, executor):
    answer = run(tmp_path, executor=executor, measures="told:of_naps", **NAPS)
    found = {each["name"]: (each["unit"], each["value"]) for each in answer["measures"]}
    assert set(found) == {"longest_s", "naps_per_s", "sent_bytes", "number"}   # what is not known was not measured
    assert (found["sent_bytes"], found["number"]) == (("B", 12.0), ("1", 3.0))
    assert found["longest_s"] == ("s", max(answer["latencies"])) and found["naps_per_s"][0] == "1/s"
    assert len(answer["latencies"]) == 3 and min(answer["latencies"]) > 0.0005


def test_without_a_function_there_are_none(tmp_path):
    answer = run(tmp_path, **NAPS)
    assert (answer["measures"], answer["latencies"]) == ([], [])


@pytest.mark.parametrize("measures, words", [
    ("raises", "measures raised IndexError: list index out of range (told.py, line "),
    ("no_dictionary", "measures returned 7: it must return a dictionary"),
    ("bad_name", "measures names 'two words': a name has letters"),
    ("name_of_ours", "measures names 'executor_start_s': "),
    ("infinite", "measures tells an infinite rate: "),
    ("negative_times", "measures tells 'times' = [0.1, -0.1]: tell a number, or a list of times in seconds"),
    ("words", "measures tells 'times' = '12': "),
    ("nobody", "told has no nobody; it has "),
])  # fmt: skip
def test_what_it_tells_badly_is_said(tmp_path, measures, words):
    assert run(tmp_path, measures=f"told:{measures}", **NAPS)["error"].startswith(words)


def test_wrong_answers_are_not_measured(tmp_path):
    answer = run(tmp_path, task="plain:square", check="plain:square", measures="told:raises", items="[0, 1]")
    assert answer["wrong"] and answer["measures"] == []
