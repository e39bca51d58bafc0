#!/bin/bash
# jobs/compare_python.sh [ROUNDS]: the lecture's 500 downloads in Python (sweep_analysis.peers) and in sweep, from one server, in turn;
# installs and builds what is missing, prints both side by side with the ratios, and keeps every time in results/.
set -euo pipefail
root=$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd)

"$root"/jobs/install.sh run
"$root"/jobs/build.sh release
# shellcheck source=jobs/environment.sh
source "$root"/jobs/environment.sh
sweep_one_node

mkdir -p "$root"/results
export PYTHONPATH=$root/analysis${PYTHONPATH:+:$PYTHONPATH}
exec /usr/bin/python3 -B -m sweep_analysis.peers.compare_downloads "$root"/build/release \
  "$root"/results/compare-python-"$(date -u +%Y%m%dT%H%M%SZ)".csv "$@"
