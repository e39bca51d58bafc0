#!/bin/bash
# jobs/build.sh PRESET: configures build/PRESET unless it is, and builds what has changed.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."
preset=${1:?use: jobs/build.sh PRESET, one of those in CMakePresets.json}

# Ninja configures again by itself when a CMakeLists.txt changes, but it does not know the presets' file.
if [[ ! -e build/$preset/build.ninja || CMakePresets.json -nt build/$preset/build.ninja ]]; then
  echo "configuring and building build/$preset"
  cmake --preset "$preset" >/dev/null
fi
cmake --build --preset "$preset" --parallel "$(nproc)" -- --quiet
