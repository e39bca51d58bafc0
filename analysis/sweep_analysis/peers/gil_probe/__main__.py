"""python gil_probe EXPERIMENT [name=value ...]: measures a CPython's interpreter lock; prints one line of JSON.

Standard library only; CPython 2.7 and 3. The experiments, and what each tells, stand in cpu.py, waits.py and native.py.
Every answer has what `fidelity/observations.py` reads of both sides, in seconds.
"""

from __future__ import print_function

import json
import platform
import sys

import cpu
import native
import waits

EXPERIMENTS = {"cpu": cpu.slices, "countdown": cpu.countdown, "cost": cpu.cost, "convoy": waits.convoy,
               "echo": waits.echo, "bursts": waits.bursts, "native": native.items}


def value(text):
    try:
        return int(text)
    except ValueError:
        try:
            return float(text)
        except ValueError:
            return text


def main(experiment, *settings):
    arguments = dict(setting.split("=", 1) for setting in settings)
    answer = EXPERIMENTS[experiment](**dict((name, value(text)) for name, text in arguments.items()))
    answer["interpreter"] = platform.python_implementation() + " " + platform.python_version()
    print(json.dumps(answer))


if __name__ == "__main__":
    main(*sys.argv[1:])
