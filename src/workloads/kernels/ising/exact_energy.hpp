#pragma once

#include <cstddef>

namespace sweep {

/// The mean energy of a spin, in units of the coupling, of an Ising lattice of rows × columns that closes on itself, at
/// `temperature`, in units of the coupling: exactly, to some 1e-12.
///
/// B. Kaufman, "Crystal statistics. II. Partition function evaluated by spinor analysis", Phys. Rev. 76 (1949) 1232; as
/// in A. E. Ferdinand, M. E. Fisher, Phys. Rev. 185 (1969) 832, eq. (2.1) to (2.6) and (3.1).
double exact_ising_energy(std::size_t rows, std::size_t columns, double temperature);

} // namespace sweep
