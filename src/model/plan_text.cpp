#include "model/plan_text.hpp"

#include "base/text.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <iterator>

namespace ra::model {

namespace {

std::string counted(std::size_t n, std::string_view word) { return fmt::format("{} {}{}", n, word, n == 1 ? "" : "s"); }

// Names line up across all sets, so that versions and branches can be read down the page.
struct Widths {
  std::size_t name = 0;
  std::size_t version = 0;
  std::size_t branch = 0;
};

Widths measure(const Plan& plan, bool why) {
  Widths w;
  for (const auto& set : plan.sets) {
    for (const auto& c : set.components) {
      w.name = std::max(w.name, c.name.size());
      w.version = std::max(w.version, c.release_version.size());
      w.branch = std::max(w.branch, c.branch.size());
    }
  }
  if (!why) return w;
  for (const auto& o : plan.out) {
    w.name = std::max(w.name, o.name.size());
    w.version = std::max(w.version, o.version.size());
  }
  return w;
}

std::string head(const Plan& plan) {
  const std::string name = one_line(plan.product);
  if (plan.version.empty()) return fmt::format("{}: not a plan\n", name.empty() ? plan.file : name);
  const auto used = std::ranges::count_if(plan.sets, [](const PlannedSet& s) { return !s.components.empty(); });
  return fmt::format("{} {} from {}: {} in {} of {}\n", name, plan.version, plan.branch,
                     counted(plan.to_release(), "component"), used, counted(plan.sets.size(), "set"));
}

std::string reason(const PlannedComponent& c) {
  return c.inherited ? fmt::format("has the product's version, {}", c.version) : fmt::format("is {}", c.version);
}

}  // namespace

std::string plan_text(const Plan& plan, const PlanTextStyle& style) {
  std::string out = head(plan);
  const auto end = std::back_inserter(out);
  const Widths w = measure(plan, style.why);
  for (const auto& set : plan.sets) {
    if (set.components.empty()) continue;
    fmt::format_to(end, "\nset {}: {}\n", set.index, counted(set.components.size(), "component"));
    for (const auto& c : set.components) {
      fmt::format_to(end, "  {:<{}}  {:<{}}  ", c.name, w.name, c.release_version, w.version);
      if (style.why) fmt::format_to(end, "{:<{}}  {}\n", c.branch, w.branch, reason(c));
      if (!style.why) fmt::format_to(end, "{}\n", c.branch);
    }
  }
  if (style.why && !plan.out.empty()) {
    fmt::format_to(end, "\nnot released: {}\n", counted(plan.out.size(), "component"));
    for (const auto& o : plan.out) {
      fmt::format_to(end, "  {:<{}}  {:<{}}  {}\n", o.name, w.name, one_line(o.version, 80), w.version, o.why);
    }
  }
  if (style.findings && !plan.findings.empty()) out += "\n" + findings_text(plan.file, plan.findings);
  return out;
}

std::string findings_text(const std::string& file, const std::vector<Finding>& findings) {
  std::string out;
  for (const auto& f : findings) {
    const std::string place = f.line == 0 ? file : fmt::format("{}:{}:{}", file, f.line, f.column);
    out += fmt::format("{}: {}: {}\n", place, to_string(f.severity), f.message);
    if (!f.hint.empty()) out += fmt::format("  hint: {}\n", f.hint);
  }
  return out;
}

}  // namespace ra::model
