"""How near the emulation of CPython's lock comes to CPython: what compare_cpython.py runs, judges and keeps.

rows: what is compared, as data · runs: one run of either side · observations: what is read of both alike ·
verdicts: inside or outside the bar · result_file and table: what is kept and printed.
"""
