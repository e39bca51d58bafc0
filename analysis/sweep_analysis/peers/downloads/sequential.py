#!/usr/bin/python3
"""sequential.py URL COUNT: fetches and reads the documents URL with {n} = 0 … COUNT-1, one after the other."""

import sys
import time
import urllib.request

from work import read, report


DIRECTLY = urllib.request.build_opener(urllib.request.ProxyHandler({}))


def fetch(url: str) -> bytes:
    with DIRECTLY.open(url) as answer:
        return answer.read()


def main(url: str, count: str):
    begin = time.perf_counter()
    sums = [read(fetch(url.replace("{n}", str(n)))) for n in range(int(count))]
    report(time.perf_counter() - begin, sums)


if __name__ == "__main__":
    main(*sys.argv[1:])
