#include "report/facts.hpp"

#include <fmt/format.h>

namespace ra::report {

namespace {

// "sets 1–4, 7" with the verb of the right number.
struct Range {
  std::vector<std::size_t> indexes;  // rising
};

std::string listed(const Range& range) {
  std::string out = range.indexes.size() == 1 ? "set " : "sets ";
  for (std::size_t i = 0; i < range.indexes.size();) {
    std::size_t last = i;
    while (last + 1 < range.indexes.size() && range.indexes[last + 1] == range.indexes[last] + 1) ++last;
    if (i > 0) out += ", ";
    out += std::to_string(range.indexes[i]);
    if (last > i) out += fmt::format("–{}", range.indexes[last]);
    i = last + 1;
  }
  return out;
}

std::string verb(const Range& range, std::string_view one, std::string_view many) {
  return fmt::format("{} {}", listed(range), range.indexes.size() == 1 ? one : many);
}

void capitalise(std::string& text) {
  if (!text.empty() && text[0] == 's') text[0] = 'S';
}

}  // namespace

Line sets_line(const model::Run& run) {
  Range ran;
  Range running;
  Range waiting;
  Range empty;
  Range failed;
  for (const auto& set : run.sets) {
    if (set.pipelines.empty()) {
      empty.indexes.push_back(set.index);
      continue;
    }
    if (set.state == model::SetState::failed) failed.indexes.push_back(set.index);
    const bool over = set.state == model::SetState::passed || set.state == model::SetState::failed;
    const bool started = set.state != model::SetState::not_started;
    (over ? ran : started ? running : waiting).indexes.push_back(set.index);
  }
  std::vector<std::string> clauses;
  const bool done = run.state != model::RunState::running;
  if (!ran.indexes.empty()) clauses.push_back(listed(ran) + " ran");
  if (!running.indexes.empty())
    clauses.push_back(verb(running, done ? "did not end" : "is running", done ? "did not end" : "are running"));
  if (!waiting.indexes.empty()) {
    std::string because = failed.indexes.empty() ? "" : " because " + listed(failed) + " failed";
    clauses.push_back((done ? verb(waiting, "was not started", "were not started")
                            : verb(waiting, "is not started", "are not started")) +
                      because);
  }
  std::string out = fmt::format("{}", fmt::join(clauses, ", "));
  if (!empty.indexes.empty()) out += (out.empty() ? "" : "; ") + verb(empty, "is empty", "are empty");
  capitalise(out);
  return line(words(out));
}

}  // namespace ra::report
