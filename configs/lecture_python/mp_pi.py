"""The lecture's draws before coffee: how many of 10,000 random points lie in the quarter circle.

Not seeded: each run draws anew, so that no two answers are the same, and `is_near_pi` says whether one is right.
"""

import math
import random

DRAWS = 10_000


def hits(_item):
    return sum(random.random() ** 2 + random.random() ** 2 <= 1 for _ in range(DRAWS))


def is_near_pi(answer):
    """Within five standard errors: 4·hits/n has the standard error 4·sqrt(p(1 − p)/n), with p = pi/4."""
    probability = math.pi / 4
    error = 4 * math.sqrt(probability * (1 - probability) / DRAWS)
    return abs(4 * answer / DRAWS - math.pi) <= 5 * error


def hits_of_all(items):
    """The same for all items at once, in arrays of NumPy."""
    import numpy

    draw = numpy.random.default_rng()
    return [int((draw.random((DRAWS, 2)) ** 2).sum(axis=1).__le__(1).sum()) for _ in items]
