"""What functions `measures` tell, well and badly."""

import time


def nap(_item):
    begin = time.perf_counter()
    time.sleep(0.001)
    return time.perf_counter() - begin


def of_naps(answers):
    return {"naps": list(answers), "longest_s": max(answers), "naps_per_s": len(answers) / sum(answers), "sent_bytes": 12,
            "number": len(answers), "absent": None, "unknown_s": float("nan")}


def raises(answers):
    return {"first": answers[99]}


def no_dictionary(_answers):
    return 7


def bad_name(_answers):
    return {"two words": 1}


def name_of_ours(_answers):
    return {"executor_start_s": 1}


def infinite(_answers):
    return {"rate": float("inf")}


def negative_times(_answers):
    return {"times": [0.1, -0.1]}


def words(_answers):
    return {"times": "12"}
