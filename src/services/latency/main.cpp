// latency_source: serves JSON documents of a series on the loopback interface, each as late as asked. Prints the port
// it listens on, and ends when its standard input does: `sweep` starts it on every node and holds the other end of the
// pipe.

#include <unistd.h>

#include <algorithm>
#include <csignal>
#include <string>

#include "core/errors.hpp"
#include "core/options.hpp"
#include "io/processes/child_program.hpp"
#include "services/latency/server.hpp"

int main(int argument_count, char** arguments) {
  try {
    sweep::DocumentSeries series{.seed = 0, .size = 330'000};
    sweep::LatencyRule rule;
    std::string distribution = "fixed";
    std::uint16_t port = 0;
    sweep::Options options(
        "Serves JSON documents /<n> on 127.0.0.1, each as late as asked; ends with its standard input.",
        "latency_source");
    options.number({"--seed", "of the documents and latencies"}, series.seed, std::uint64_t{0}, ~std::uint64_t{0});
    options.number({"--size", "bytes of a document"}, series.size, sweep::smallest_document, std::size_t{1} << 30U);
    options.number({"--latency", "seconds, the mean"}, rule.mean, 0.0, 1e6);
    options.choice({"--distribution", "of the latencies"}, distribution, sweep::distribution_names());
    options.number({"--sigma", "of a lognormal latency's logarithm"}, rule.sigma, 0.0, 5.0);
    options.number({"--depth", "requests that a queue serves at once"}, rule.depth, std::uint64_t{1},
                   std::uint64_t{1} << 32U);
    options.number({"--port", "0: any that is free"}, port, std::uint16_t{0}, std::uint16_t{65535});
    if (const auto help = options.parse({arguments + 1, arguments + argument_count})) {
      sweep::write_line(STDOUT_FILENO, *help);
      return 0;
    }
    rule.distribution = sweep::distribution_of(distribution);
    rule.seed = series.seed;
    std::signal(SIGINT, SIG_IGN); // who holds the other end decides when it is over
    sweep::raise_descriptor_limit();
    sweep::LatencyServer server(series, rule, port);
    sweep::write_line(STDOUT_FILENO, std::to_string(server.port()));
    server.run(STDIN_FILENO);
    return 0;
  } catch (...) {
    sweep::write_line(STDERR_FILENO, "latency_source: " + sweep::current_exception_text());
    return 1;
  }
}
