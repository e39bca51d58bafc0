"""The measuring package is no installed one: it is found beside sweep_analysis."""

import sys

from driving import PACKAGE

sys.path.append(str(PACKAGE.parent))
