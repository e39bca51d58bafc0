#pragma once

namespace sweep {

/// The date of the OpenMP specification this program was compiled for, as in the macro _OPENMP: 201511 is OpenMP 4.5.
int openmp_date();

} // namespace sweep
