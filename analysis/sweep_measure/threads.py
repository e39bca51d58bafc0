"""A ThreadPoolExecutor whose threads all live."""

import threading
from concurrent.futures import ThreadPoolExecutor


def all_started(workers):
    """A pool starts a thread as it needs it: here each is given a task that ends when all have one."""
    pool, barrier = ThreadPoolExecutor(workers), threading.Barrier(workers)
    for waiting in [pool.submit(barrier.wait) for _ in range(workers)]:
        waiting.result()
    return pool
