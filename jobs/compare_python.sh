#!/bin/bash
# jobs/compare_python.sh [ROUNDS]: the lecture's 500 downloads in Python (tests/peers/) and in sweep, from one server, in turn;
# installs and builds what is missing, prints both side by side with the ratios, and keeps every time in results/.
set -euo pipefail
root=$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd)

"$root"/jobs/install.sh run
"$root"/jobs/build.sh release
# shellcheck source=jobs/environment.sh
source "$root"/jobs/environment.sh

mkdir -p "$root"/results
exec /usr/bin/python3 -B "$root"/tests/peers/compare.py "$root"/build/release \
  "$root"/results/compare-python-"$(date -u +%Y%m%dT%H%M%SZ)".csv "${1:-5}"
