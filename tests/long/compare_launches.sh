#!/bin/bash
# tests/long/compare_launches.sh FOLDER [SWEEP [N]]: N launches (default 200) of one build (build/release/sweep) with the
# campaign compare.toml, each into FOLDER/NNN.h5, for compare_draws.py. Goes on where it stopped; takes about 4 s a launch.
set -euo pipefail
here=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
folder=${1:?use: tests/long/compare_launches.sh FOLDER [SWEEP [N]]} program=${2:-$here/../../build/release/sweep} count=${3:-200}
# shellcheck source=jobs/launch.sh
source "$here"/../../jobs/launch.sh
sweep_launcher_here "$program"

mkdir -p "$folder"
for ((i = 1; i <= count; ++i)); do
  file=$folder/$(printf %03d "$i").h5
  [[ ! -e $file ]] || continue
  "${launcher[@]}" "$program" run "$here"/compare.toml -o "$file.part" --force --quiet
  mv "$file.part" "$file" # so that a file is a launch that came to its end
done
