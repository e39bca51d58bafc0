#!/bin/bash
# jobs/install.sh [run|test|mpich|long]: installs the Debian 12 packages that are missing; asks apt nothing when none is.
set -euo pipefail

build=(build-essential cmake ninja-build pkg-config openmpi-bin libopenmpi-dev libhdf5-openmpi-dev libtomlplusplus-dev
  libboost-dev libcli11-dev libfmt-dev libhwloc-dev libasio-dev libsimdjson-dev libssl-dev liburing-dev libxxhash-dev
  libcereal-dev ca-certificates)
run=(hdf5-tools python3-h5py python3-numpy python3-pandas python3-matplotlib python3-scipy python3-xxhash python3-jinja2
  python3-markupsafe)
test=(libgtest-dev libbenchmark-dev librandom123-dev jq
  clang-format clang-tidy libomp-dev shellcheck                       # tests/lint; libomp-dev: clang-tidy's <omp.h>
  python3-pytest python3-nbclient python3-nbconvert python3-ipykernel # tests/analysis
  python3-venv python3-pip python3-setuptools python3-wheel           # tests/analysis: pip install ./analysis
  chromium chromium-driver python3-selenium nodejs npm                # tests/analysis/browser
  slurmctld slurmd slurm-client munge iproute2                        # tests/cluster
  libsimgrid-dev                                                      # tests/simulation: smpicxx, smpirun
  git)                                                                # tests/results: the revision in the provenance
long=(g++-aarch64-linux-gnu qemu-user-static dieharder)               # tests/long
mpich=(mpich libmpich-dev libhdf5-mpich-dev) # the preset of this name; mpirun stays Open MPI's

case ${1:-run} in
run) wanted=("${build[@]}" "${run[@]}") ;;
test) wanted=("${build[@]}" "${run[@]}" "${test[@]}") ;;
long) wanted=("${build[@]}" "${run[@]}" "${test[@]}" "${long[@]}") ;;
mpich) wanted=("${build[@]}" "${run[@]}" "${test[@]}" "${mpich[@]}") ;;
*)
  echo "install.sh: unknown set '$1'; use: jobs/install.sh [run|test|mpich|long]" >&2
  exit 2
  ;;
esac

command -v dpkg-query >/dev/null || {
  echo "install.sh: this is not Debian; install the equivalents of: ${wanted[*]}" >&2
  exit 1
}
installed=$(dpkg-query --show --showformat='${db:Status-Status} ${Package}\n' "${wanted[@]}" 2>/dev/null | sort -u || true)
missing=()
for package in "${wanted[@]}"; do
  # Node.js from elsewhere than Debian brings its npm along, and Debian's does not go with it.
  [[ $package =~ ^(nodejs|npm)$ ]] && command -v "${package%js}" >/dev/null && continue
  [[ $'\n'$installed$'\n' == *$'\n'"installed $package"$'\n'* ]] || missing+=("$package")
done
((${#missing[@]})) || exit 0

echo "installing ${missing[*]}"
root=()
if ((EUID != 0)); then
  command -v sudo >/dev/null || {
    echo "install.sh: packages are missing and only root may install them; run as root: apt-get install ${missing[*]}" >&2
    exit 1
  }
  root=(sudo)
fi
apt() {
  "${root[@]}" env DEBIAN_FRONTEND=noninteractive apt-get -qq -o Dpkg::Use-Pty=0 "$@" >/dev/null
}
if ! { apt update && apt install -y --no-install-recommends "${missing[@]}"; }; then
  echo "install.sh: apt-get failed, its own words are above; put that right, then run: apt-get install ${missing[*]}" >&2
  exit 1
fi
