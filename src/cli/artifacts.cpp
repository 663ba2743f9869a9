#include "cli/artifacts.hpp"

#include "base/text.hpp"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>

namespace ra::cli {

Result<> check_names(const std::vector<std::string>& typed, const std::vector<std::string>& known,
                     std::string_view what) {
  for (const auto& name : typed) {
    if (std::ranges::find(known, name) != known.end()) continue;
    const std::string near = nearest(name, known);
    return error(
        Errc::usage, fmt::format("there is no {} `{}`", what, one_line(name, 100)),
        near.empty() ? fmt::format("there are {}", fmt::join(known, ", ")) : fmt::format("did you mean {}?", near));
  }
  return {};
}

Error first_of(const std::vector<Error>& errors, std::string_view more) {
  Error first = errors.front();
  if (errors.size() > 1) first.message += fmt::format("; {} more {}, see above", errors.size() - 1, more);
  return first;
}

void show(const Shell& shell, const std::vector<model::Artifact>& artifacts) {
  shell.output.result(shell.globals.json ? json::dump_pretty(model::to_json(artifacts))
                                         : model::artifacts_text(artifacts));
}

}  // namespace ra::cli
