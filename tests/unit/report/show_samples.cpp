// Writes the samples as files, to look at them: show_samples FOLDER
#include "base/files.hpp"
#include "report/render.hpp"
#include "unit/report/samples.hpp"

#include <filesystem>
#include <iostream>
#include <string>
#include <utility>
#include <vector>

int main(int argc, char** argv) {
  const std::filesystem::path folder = argc > 1 ? argv[1] : ".";
  const std::vector<std::pair<std::string, ra::model::Run>> samples{
      {"red", ra::test::red_run()},         {"green", ra::test::green_run()},     {"running", ra::test::running_run()},
      {"release", ra::test::release_run()}, {"hostile", ra::test::hostile_run()}, {"big", ra::test::big_run(1000, 20)}};
  bool ok = true;
  for (const auto& [name, run] : samples) {
    ok = ok && ra::write_file(folder / (name + ".md"), ra::report::markdown(run));
    ok = ok && ra::write_file(folder / (name + ".html"), ra::report::html(run));
    ok = ok && ra::write_file(folder / (name + ".json"), ra::json::dump_pretty(ra::report::to_json(run)));
    const ra::report::TerminalStyle style{true, 100, 40};
    ok = ok && ra::write_file(folder / (name + ".txt"), ra::report::terminal(run, style));
  }
  if (!ok) std::cerr << "cannot write into " << folder << "\n";
  return ok ? 0 : 1;
}
