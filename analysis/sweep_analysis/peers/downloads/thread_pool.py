#!/usr/bin/python3
"""thread_pool.py URL COUNT WORKERS: the same with concurrent.futures.ThreadPoolExecutor(WORKERS)."""

import sys
import time
from concurrent.futures import ThreadPoolExecutor

from sequential import fetch
from work import read, report


def main(url: str, count: str, workers: str):
    begin = time.perf_counter()
    with ThreadPoolExecutor(int(workers)) as pool:
        sums = list(pool.map(lambda n: read(fetch(url.replace("{n}", str(n)))), range(int(count))))
    report(time.perf_counter() - begin, sums)


if __name__ == "__main__":
    main(*sys.argv[1:])
