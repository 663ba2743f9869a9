#include "cli/findings_text.hpp"

#include <fmt/format.h>

#include <algorithm>

namespace ra::cli {

std::string findings_text(const std::vector<model::Finding>& findings, const std::string& file) {
  std::vector<const model::Finding*> sorted;
  for (const auto& f : findings) sorted.push_back(&f);
  std::ranges::stable_sort(sorted, [](const auto* a, const auto* b) { return a->severity > b->severity; });
  std::string text;
  for (const auto* f : sorted) {
    if (f->line > 0) text += fmt::format("{}:{}:{}: ", file, f->line, f->column);
    text += fmt::format("{}: {} [{}]\n", model::to_string(f->severity), f->message, f->code);
    if (!f->hint.empty()) text += fmt::format("    {}\n", f->hint);
  }
  return text;
}

}  // namespace ra::cli
