"""executor.py KIND WORKERS TASKS SIZE…: what a pool of processes in Python costs; prints one line of JSON.

KIND is fork or spawn (concurrent.futures.ProcessPoolExecutor) or mpi (mpi4py.futures.MPIPoolExecutor; run as
`mpirun -n WORKERS+1 python3 -m mpi4py.futures executor.py …`, which has its workers before it begins, and no children).

    start_s           of a pool of one worker, from before it is made until the worker has begun a task; not of mpi
    tasks_per_second  of TASKS tasks by map(), once all workers are there: one takes a number and gives one back
    pss_bytes         of all workers and this process, shared pages by their share; not of mpi
    graphs            of each SIZE in bytes, for an object graph handed to a worker and back, medians: hand_over_s; and of
                      that, by one process alone, encode_s and decode_s (what the executor calls pickle for)
"""

import json
import multiprocessing
import os
import pickle
import re
import statistics
import sys
import time
from concurrent.futures import ProcessPoolExecutor
from multiprocessing.reduction import ForkingPickler
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parent))
from object_graph import VISIT, make_graph, raise_visit  # noqa: E402

IN_TURN = 2e8   # bytes handed over of a size, so that no size takes long


def give_back(number):
    return number


def say_when(_):
    """A worker, and since when it works. It waits so that no worker takes two of these."""
    began = time.monotonic()
    time.sleep(0.02)
    return os.getpid(), began


def pss_bytes(process):
    return 1024 * int(re.search(r"^Pss:\s+(\d+)", Path(f"/proc/{process}/smaps_rollup").read_text(), re.M)[1])


def make_pool(kind, workers):
    if kind == "mpi":
        from mpi4py.futures import MPIPoolExecutor
        return MPIPoolExecutor(workers)
    return ProcessPoolExecutor(workers, mp_context=multiprocessing.get_context(kind))


def start_time(kind):
    begin = time.monotonic()
    with make_pool(kind, 1) as pool:
        _, began = pool.submit(say_when, 0).result()
    return began - begin


def wait_for_all(pool, workers):
    known = set()
    while len(known) < workers:
        known |= {process for process, _ in pool.map(say_when, range(workers))}
    return known


def rate(pool, tasks):
    begin = time.monotonic()
    total = sum(pool.map(give_back, range(tasks), chunksize=1))
    taken = time.monotonic() - begin
    assert total == tasks * (tasks - 1) // 2
    return tasks / taken


def median_time(times, act):
    taken = []
    for _ in range(times):
        begin = time.monotonic()
        act()
        taken.append(time.monotonic() - begin)
    return statistics.median(taken)


def hand_over(pool, size):
    graph = make_graph(size)
    pickled = ForkingPickler.dumps(graph)
    times = int(min(max(IN_TURN / size, 3), 300))
    assert pool.submit(raise_visit, graph).result()["parameters"][VISIT] == 1
    return {"hand_over_s": median_time(times, lambda: pool.submit(raise_visit, graph).result()),
            "encode_s": 2 * median_time(times, lambda: ForkingPickler.dumps(graph)),    # there and back
            "decode_s": 2 * median_time(times, lambda: pickle.loads(pickled))}


def main(kind, workers, tasks, sizes):
    found = {} if kind == "mpi" else {"start_s": start_time(kind)}
    with make_pool(kind, workers) as pool:
        known = wait_for_all(pool, workers)
        found["tasks_per_second"] = rate(pool, tasks)
        if kind != "mpi":
            found["pss_bytes"] = sum(map(pss_bytes, [*known, os.getpid()]))
        found["graphs"] = {size: hand_over(pool, size) for size in sizes}
    print(json.dumps(found))


if __name__ == "__main__":
    main(sys.argv[1], int(sys.argv[2]), int(sys.argv[3]), [int(size) for size in sys.argv[4:]])
