#include "cli/run.hpp"

int main(int argc, char** argv) { return ra::cli::run(argc, argv, ra::Environment::from_process()); }
