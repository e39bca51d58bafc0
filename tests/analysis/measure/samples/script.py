"""A script as anybody would hand it in: it has a function, and runs when it is started."""

import sys


def hits(number):
    return number + 1


if __name__ == "__main__":
    sys.exit("this runs only where it is started")
