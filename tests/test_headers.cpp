// Carries the headers that all test programs include, translated once (see CMakeLists.txt).
