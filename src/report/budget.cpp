#include "report/markdown.hpp"
#include "report/render.hpp"
#include "report/run_document.hpp"

#include <array>

namespace ra::report {

namespace {

// From everything to the three lines alone; the first that fits is taken.
std::array<Detail, 10> cheaper_and_cheaper() {
  std::array<Detail, 10> steps;
  for (std::size_t i = 1; i < steps.size(); ++i) {
    steps[i] = steps[i - 1];
    switch (i) {
      case 1: steps[i].log_lines = 12; break;
      case 2: steps[i].tests = 1; break;
      case 3: steps[i].passed_rows = false; break;
      case 4: steps[i].all_table = false; break;
      case 5: steps[i].failure_rows = 10; break;
      case 6: steps[i].failure_rows = 5; break;
      case 7: steps[i].log_lines = 0; break;
      case 8:
        steps[i].notes = 3;
        steps[i].attempts = 3;
        break;
      default: steps[i].below_the_top = false; break;
    }
  }
  return steps;
}

}  // namespace

std::string markdown(const model::Run& run) { return render_markdown(run_document(run, Detail{})); }

std::string markdown_within(const model::Run& run, std::size_t bytes) {
  std::string text;
  for (const auto& detail : cheaper_and_cheaper()) {
    text = render_markdown(run_document(run, detail));
    if (text.size() <= bytes) return text;
  }
  return text;
}

}  // namespace ra::report
