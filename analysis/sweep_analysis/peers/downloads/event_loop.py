#!/usr/bin/python3
"""event_loop.py URL COUNT IN_FLIGHT: the same with asyncio and its plain streams, IN_FLIGHT documents at once."""

import asyncio
import sys
import time
from urllib.parse import urlsplit

from work import read, report

LIMIT = 1 << 20  # of a stream's buffer: the default of 64 KiB would slow large documents down


async def fetch(url: str) -> bytes:
    parts = urlsplit(url)
    reader, writer = await asyncio.open_connection(parts.hostname, parts.port, limit=LIMIT)
    writer.write(f"GET {parts.path} HTTP/1.1\r\nHost: {parts.netloc}\r\nConnection: close\r\n\r\n".encode())
    header = (await reader.readuntil(b"\r\n\r\n")).decode().lower()
    length = int(header.split("content-length:")[1].split("\r\n")[0])
    body = await reader.readexactly(length)
    writer.close()
    return body


async def fetch_all(url: str, count: int, in_flight: int) -> list:
    places = asyncio.Semaphore(in_flight)

    async def one(n: int) -> int:
        async with places:
            return read(await fetch(url.replace("{n}", str(n))))

    return await asyncio.gather(*(one(n) for n in range(count)))


def main(url: str, count: str, in_flight: str):
    begin = time.perf_counter()
    sums = asyncio.run(fetch_all(url, int(count), int(in_flight)))
    report(time.perf_counter() - begin, sums)


if __name__ == "__main__":
    main(*sys.argv[1:])
