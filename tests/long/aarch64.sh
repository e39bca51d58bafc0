#!/bin/bash
# aarch64.sh KERNEL_BITS OPTION…: do normals and kernels have the same bits on AArch64 as here? Compiles them for it with
# the compiler's OPTIONs of this build, runs them under QEMU, and compares every word with what KERNEL_BITS, this
# build's, finds with each instruction set of this processor; and once more without those that only the C library uses.
# `cmake --build build/dev --target aarch64`, or the test of that name in the preset long; some two minutes.
set -euo pipefail
native=$(realpath "${1:?use: cmake --build build/dev --target aarch64}")
options=("${@:2}")
cd "$(dirname "${BASH_SOURCE[0]}")/../.."

compiler=aarch64-linux-gnu-g++ emulator=qemu-aarch64-static
command -v "$compiler" "$emulator" >/dev/null || {
  echo "aarch64.sh: needs a cross compiler and QEMU; run: jobs/install.sh long" >&2
  exit 1
}
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT

sources=(tests/long/kernel_bits.cpp)
for name in errors instruction_set parameter portable_math settings design table; do
  sources+=("src/core/$name.cpp")
done
mapfile -t -O "${#sources[@]}" sources < <(find src/random src/workloads/kernels -name '*.cpp' \
  ! -name 'avx*' ! -name catalogue.cpp ! -path '*/yours/*')
# Of fmt and Boost the headers of this machine are as good.
"$compiler" -std=c++20 -O3 -DNDEBUG "${options[@]}" -w -DFMT_HEADER_ONLY -Isrc -idirafter /usr/include -static \
  "${sources[@]}" -o "$folder/kernel_bits"
"$emulator" "$folder/kernel_bits" portable >"$folder/aarch64"
echo "$(wc -w <"$folder/aarch64") words from aarch64"

for set in $("$native"); do
  for hidden in "" -AVX2,-FMA,-AVX512F; do
    GLIBC_TUNABLES=glibc.cpu.hwcaps=$hidden "$native" "$set" | cmp - "$folder/aarch64"
    echo "the same from $set here${hidden:+, and the C library with $hidden}"
  done
done
