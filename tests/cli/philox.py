"""Philox4x32-10 after Salmon et al., SC'11, section 3.3, and the draws that src/random/philox.hpp says come of it.

Written from the paper and the documentation, without the C++ code: an independent reference.
"""

import math
from fractions import Fraction

import numpy as np

LOW = np.uint64(0xFFFFFFFF)
HALF = np.uint64(32)


def philox(counter, key):
    """The four words of each counter: four arrays of uint64 below 2^32; the key: two integers."""
    c0, c1, c2, c3 = counter
    k0, k1 = key
    for _ in range(10):
        product0 = np.uint64(0xD2511F53) * c0
        product1 = np.uint64(0xCD9E8D57) * c2
        c0, c1, c2, c3 = ((product1 >> HALF) ^ c1 ^ np.uint64(k0), product1 & LOW,
                          (product0 >> HALF) ^ c3 ^ np.uint64(k1), product0 & LOW)
        k0 = (k0 + 0x9E3779B9) % 2**32
        k1 = (k1 + 0xBB67AE85) % 2**32
    return c0, c1, c2, c3


def points(seed, setting, draws):
    """The first `draws` points of a setting's stream: x and y, of 32 bits each."""
    block = np.arange((draws + 1) // 2, dtype=np.uint64)
    constant = np.ones_like(block)
    counter = (block & LOW, block >> HALF, np.uint64(setting % 2**32) * constant, np.uint64(setting >> 32) * constant)
    w0, w1, w2, w3 = philox(counter, (seed % 2**32, seed >> 32))
    x = np.stack([w0, w2], axis=1).ravel()[:draws]
    y = np.stack([w1, w3], axis=1).ravel()[:draws]
    return x, y


def pi_estimate(seed, setting, radius, draws):
    """Mean and standard error of pi from a quarter circle, bit for bit."""
    x, y = points(seed, setting, draws)
    squares = x.astype(object) ** 2 + y.astype(object) ** 2
    hits = int(sum(squares <= math.floor(Fraction(radius) ** 2 * 2**64)))
    scale = 4 / (radius * radius)
    fraction = hits / draws
    return scale * fraction, scale * math.sqrt(fraction * (1 - fraction) / draws)


def test_published_known_answers():
    words = philox([np.array([0], dtype=np.uint64)] * 4, (0, 0))
    assert [int(word[0]) for word in words] == [0x6627E8D5, 0xE169C58D, 0xBC57AC4C, 0x9B00DBD8]
