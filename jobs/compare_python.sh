#!/bin/bash
# jobs/compare_python.sh [downloads|pools] [ROUNDS]: the same work in Python (sweep_analysis.peers) and in sweep, in turn. downloads, the
# default: the lecture's 500 documents from one server. pools: tasks handed to two worker processes one by one.
# Installs and builds what is missing, prints both side by side with the ratios, and keeps every figure in results/.
set -euo pipefail
what=downloads
case ${1-} in
downloads | pools)
  what=$1
  shift
  ;;
esac
root=$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd)

"$root"/jobs/install.sh run
"$root"/jobs/build.sh release
# shellcheck source=jobs/environment.sh
source "$root"/jobs/environment.sh
sweep_one_node

mkdir -p "$root"/results
export PYTHONPATH=$root/analysis${PYTHONPATH:+:$PYTHONPATH}
exec /usr/bin/python3 -B -m sweep_analysis.peers.compare_"$what" "$root"/build/release \
  "$root"/results/compare-"$what"-"$(date -u +%Y%m%dT%H%M%SZ)".csv "$@"
