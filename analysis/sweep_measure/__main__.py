"""The program. Its folder was put first on sys.path by the interpreter, and goes: a person's `items.py` is theirs."""

import os
import sys

FOLDER = os.path.dirname(os.path.abspath(__file__))

if __name__ == "__main__":
    sys.path[:] = [path for path in sys.path if os.path.abspath(path or ".") not in (FOLDER, os.path.dirname(FOLDER))]
    sys.path.append(os.path.dirname(FOLDER))

    from sweep_measure.host import main

    main(sys.argv[1:])
