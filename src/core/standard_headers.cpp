// Carries the standard headers that are translated once (see CMakeLists.txt).
