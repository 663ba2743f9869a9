#include "model/plan_diagram.hpp"

#include "base/json.hpp"
#include "base/text.hpp"

#include <fmt/format.h>

#include <iterator>

namespace ra::model {

namespace {

// Mermaid's entity codes; in a quoted label nothing else has a meaning.
std::string escape_mermaid(std::string_view text) {
  std::string out;
  for (const char c : one_line(text)) {
    switch (c) {
      case '"': out += "#quot;"; break;
      case '#': out += "#35;"; break;
      case '<': out += "#lt;"; break;
      case '>': out += "#gt;"; break;
      case '&': out += "#amp;"; break;
      case '`': out += "#96;"; break;
      default: out += c;
    }
  }
  return out;
}

// Inside a quoted string of Graphviz only the quote and the backslash mean something.
std::string escape_dot(std::string_view text) {
  std::string out;
  for (const char c : one_line(text)) {
    if (c == '"' || c == '\\') out += '\\';
    out += c;
  }
  return out;
}

std::string title(const Plan& plan) { return fmt::format("{} {}", plan.product, plan.version); }

std::string title(const PlannedSet& set) {
  const std::size_t n = set.components.size();
  return fmt::format("set {}: {} component{}", set.index, n, n == 1 ? "" : "s");
}

}  // namespace

std::string mermaid(const Plan& plan) {
  std::string out = fmt::format("---\ntitle: {}\n---\nflowchart TD\n", json::quoted(one_line(title(plan))));
  const auto end = std::back_inserter(out);
  const PlannedSet* before = nullptr;
  for (const auto& set : plan.sets) {
    if (set.components.empty()) continue;
    fmt::format_to(end, "  subgraph set{}[\"{}\"]\n", set.index, title(set));
    for (std::size_t i = 0; i < set.components.size(); ++i) {
      const auto& c = set.components[i];
      fmt::format_to(end, "    c{}_{}[\"{}<br/>{} from {}\"]\n", set.index, i, escape_mermaid(c.name),
                     escape_mermaid(c.release_version), escape_mermaid(c.branch));
    }
    out += "  end\n";
    if (before != nullptr) fmt::format_to(end, "  set{} --> set{}\n", before->index, set.index);
    before = &set;
  }
  return out;
}

std::string dot(const Plan& plan) {
  std::string out = fmt::format(
      "digraph plan {{\n  label=\"{}\";\n  labelloc=t;\n  rankdir=TB;\n  compound=true;\n"
      "  fontname=\"sans-serif\";\n  node [shape=box, style=rounded, fontname=\"sans-serif\"];\n",
      escape_dot(title(plan)));
  const auto end = std::back_inserter(out);
  const PlannedSet* before = nullptr;
  for (const auto& set : plan.sets) {
    if (set.components.empty()) continue;
    fmt::format_to(end, "  subgraph cluster_{} {{\n    label=\"{}\";\n", set.index, title(set));
    for (std::size_t i = 0; i < set.components.size(); ++i) {
      const auto& c = set.components[i];
      fmt::format_to(end, "    c{}_{} [label=\"{}\\n{} from {}\"];\n", set.index, i, escape_dot(c.name),
                     escape_dot(c.release_version), escape_dot(c.branch));
    }
    out += "  }\n";
    if (before != nullptr) {
      // Graphviz draws between nodes; lhead and ltail cut the arrow at the clusters' borders.
      fmt::format_to(end, "  c{0}_0 -> c{1}_0 [ltail=cluster_{0}, lhead=cluster_{1}];\n", before->index, set.index);
    }
    before = &set;
  }
  return out + "}\n";
}

}  // namespace ra::model
