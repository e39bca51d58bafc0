"""executor.py KIND WORKERS TASKS: what a pool of processes in Python costs; prints one line of JSON.

KIND is fork or spawn (concurrent.futures.ProcessPoolExecutor) or mpi (mpi4py.futures.MPIPoolExecutor; run as
`mpirun -n WORKERS+1 python3 -m mpi4py.futures executor.py …`). A task takes a number and gives one back; chunksize is 1.

    start_s           from before the pool is made until every worker has answered once
    tasks_per_second  of TASKS tasks by map(), once all workers are there
    pss_bytes         of all workers and this process, shared pages by their share; 0 for mpi, whose workers are no children
"""

import json
import multiprocessing
import os
import re
import sys
import time
from concurrent.futures import ProcessPoolExecutor
from pathlib import Path


def give_back(number):
    return number


def say_who(_):
    time.sleep(0.02)   # so that no worker takes two of these
    return os.getpid()


def pss_bytes(process):
    return 1024 * int(re.search(r"^Pss:\s+(\d+)", Path(f"/proc/{process}/smaps_rollup").read_text(), re.M)[1])


def make_pool(kind, workers):
    if kind == "mpi":
        from mpi4py.futures import MPIPoolExecutor
        return MPIPoolExecutor(workers)
    return ProcessPoolExecutor(workers, mp_context=multiprocessing.get_context(kind))


def main(kind, workers, tasks):
    begin = time.monotonic()
    with make_pool(kind, workers) as pool:
        known = set()
        while len(known) < workers:
            known |= set(pool.map(say_who, range(workers)))
        start = time.monotonic() - begin
        begin = time.monotonic()
        total = sum(pool.map(give_back, range(tasks), chunksize=1))
        taken = time.monotonic() - begin
        memory = 0 if kind == "mpi" else sum(map(pss_bytes, [*known, os.getpid()]))
    assert total == tasks * (tasks - 1) // 2
    print(json.dumps({"start_s": start, "tasks_per_second": tasks / taken, "pss_bytes": memory}))


if __name__ == "__main__":
    main(sys.argv[1], int(sys.argv[2]), int(sys.argv[3]))
