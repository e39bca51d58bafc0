"""What the peers do with a document: read it and add up its values, as anybody would in Python."""

import json


def read(body: bytes) -> int:
    return sum(record["value"] for record in json.loads(body)["records"])


def report(wall_s: float, sums: list):
    """One line for compare_downloads.py: the time, how many documents, and the sum that all peers must agree on."""
    print(json.dumps({"wall_s": wall_s, "documents": len(sums), "sum": sum(sums)}))
