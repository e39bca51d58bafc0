"""The lecture's downloads without a network: 100 ms until a file is there, and then 2 ms of parsing."""

import asyncio
import json
import time

LATENCY_S = 0.1
DOCUMENT = json.dumps([{"id": n, "name": f"sample {n}", "values": [n / 7, n / 11, n / 13]} for n in range(1200)])


def _parsed(item):
    """About 2 ms."""
    return item + len(json.loads(DOCUMENT))


def fetch(item):
    time.sleep(LATENCY_S)
    return _parsed(item)


async def fetch_later(item):
    await asyncio.sleep(LATENCY_S)
    return _parsed(item)
