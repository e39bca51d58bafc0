"""The bytes that `parallel_io` writes, in ten lines of another language (src/workloads/data_pattern.hpp)."""

import numpy as np


def mix(value):
    value = (value + 0x9E3779B97F4A7C15) % 2**64
    value = (value ^ value >> 30) * 0xBF58476D1CE4E5B9 % 2**64
    value = (value ^ value >> 27) * 0x94D049BB133111EB % 2**64
    return value ^ value >> 31


def content(seed, file, size):
    """With a mark a page, as where transfers are of a page or more."""
    step = np.uint64(0x9E3779B97F4A7C15)
    words = np.uint64(mix(seed)) + np.arange(512, dtype="<u8") * step
    words = np.tile(words, size // 4096 + 1)[:size // 8]
    words[::512] = np.uint64(mix(mix(seed) ^ file)) + np.arange(0, size // 8, 512, dtype="<u8") * step
    return words.tobytes()
