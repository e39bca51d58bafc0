"""What workload `python` runs where no function is named: the lecture's draws, with the item as their seed."""

import random


def hits(item: int) -> int:
    """How many of 10,000 points in the unit square lie in the quarter circle: about 1 ms of pure Python."""
    draw = random.Random(item).random
    return sum(draw() ** 2 + draw() ** 2 <= 1 for _ in range(10_000))
