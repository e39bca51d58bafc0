// latency_source: serves JSON documents of a series on the loopback interface, each as late as asked. Prints the port
// it listens on, and ends when its standard input does: `sweep` starts it on every node and holds the other end of the
// pipe.

#include <unistd.h>

#include <CLI/CLI.hpp>
#include <algorithm>
#include <csignal>
#include <string>

#include "core/errors.hpp"
#include "io/child_program.hpp"
#include "io/latency_server/server.hpp"

int main(int argument_count, char** arguments) {
  sweep::DocumentSeries series{.seed = 0, .size = 330'000};
  sweep::LatencyRule rule;
  std::string distribution = "fixed";
  std::uint16_t port = 0;
  CLI::App app{"Serves JSON documents /<n> on 127.0.0.1, each as late as asked; ends with its standard input."};
  app.add_option("--seed", series.seed, "of the documents and latencies");
  app.add_option("--size", series.size, "bytes of a document")
      ->check(CLI::Range(sweep::smallest_document, std::size_t{1} << 30U));
  app.add_option("--latency", rule.mean, "seconds, the mean")->check(CLI::Range(0.0, 1e6));
  app.add_option("--distribution", distribution)->check(CLI::IsMember(sweep::distribution_names()));
  app.add_option("--sigma", rule.sigma, "of a lognormal latency's logarithm")->check(CLI::Range(0.0, 5.0));
  app.add_option("--depth", rule.depth, "requests that a queue serves at once")->check(CLI::PositiveNumber);
  app.add_option("--port", port, "0: any that is free");
  CLI11_PARSE(app, argument_count, arguments);
  try {
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
