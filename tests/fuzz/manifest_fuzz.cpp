// Manifests as people may write them: findings name places that are there, edits change what they are to change.
#include "base/json.hpp"
#include "fuzz/hold.hpp"
#include "fuzz/promises.hpp"
#include "model/config.hpp"
#include "model/edit.hpp"
#include "model/manifest.hpp"
#include "model/plan.hpp"

#include <algorithm>
#include <cstdint>
#include <set>

namespace ra::fuzz {

namespace {

void hold_place(const model::Finding& finding, const std::vector<std::string_view>& lines) {
  hold_line(finding.message, "a finding");
  hold_line(finding.hint, "its hint");
  if (finding.line == 0) return;
  hold(finding.line <= lines.size(), "a finding stands in a line", finding.message);
  hold(finding.column >= 1 && finding.column <= lines[finding.line - 1].size() + 1, "and in a column of it",
       finding.message);
}

// Every piece of text that is not the value of a `version` or `since`: edits leave them as they are.
std::string others(std::string_view text, const json::Value& root) {
  std::vector<std::pair<std::size_t, std::size_t>> values;
  const auto add = [&values](const json::Value& object, std::string_view key) {
    if (const auto* value = object.find(key)) values.emplace_back(value->begin(), value->end());
  };
  add(root, "version");
  for (const auto& item : root["components"].items()) {
    add(item, "version");
    add(item, "since");
  }
  std::ranges::sort(values);
  std::string out;
  std::size_t at = 0;
  for (const auto& [begin, end] : values) {
    out += std::string{text.substr(at, begin - at)} + "?";
    at = end;
  }
  return out + std::string{text.substr(at)};
}

bool has_both(const json::Value& component) {
  return component["name"].as_string().empty() ||
         (component.find("version") != nullptr && component.find("since") != nullptr);
}

void hold_edits(const std::string& text, const model::Manifest& manifest) {
  std::vector<model::ReleasedComponent> all;
  for (const auto& component : manifest.components) {
    if (!component.name.empty()) all.push_back({component.name, "9.8.7"});
  }
  const auto edited = model::mark_released(text, all, "6.5.4");
  hold(edited.has_value(), "what was read can be edited", edited ? "" : edited.error().message);
  const auto before = json::parse(text);
  const auto after = json::parse(*edited);
  hold(before && after, "what was edited can be read", *edited);
  hold(*model::mark_released(*edited, all, "6.5.4") == *edited, "an edit done again changes nothing", *edited);
  const auto& components = (*before)["components"].items();
  hold(components.size() == (*after)["components"].items().size(), "no component comes or goes", *edited);
  for (const auto& component : (*after)["components"].items()) {
    const auto is_it = [&](const model::ReleasedComponent& one) { return one.name == component["name"].as_string(); };
    if (std::ranges::none_of(all, is_it)) continue;  // its name is none, which is a finding
    hold(component["version"].as_string() == "9.8.7" && component["since"].as_string() == "6.5.4", "it says so",
         *edited);
  }
  if (std::ranges::all_of(components, has_both)) {
    hold(others(text, *before) == others(*edited, *after), "all else stays as it was", *edited);
  }
  const auto titled = model::set_product_version(text, "9.8.7");
  if (before->find("version") == nullptr) return;
  hold(titled && (*json::parse(*titled))["version"].as_string() == "9.8.7", "the product has its version", *titled);
  hold(others(text, *before) == others(*titled, *json::parse(*titled)), "and all else stays", *titled);
}

// Offsets lead to what stands there, and a value said again is the same.
void hold_offsets(std::string_view text, const json::Value& value) {
  hold(value.begin() < value.end() && value.end() <= text.size(), "a value stands in its text");
  const auto piece = text.substr(value.begin(), value.end() - value.begin());
  const auto again = json::parse(piece);
  hold(again && json::dump(*again) == json::dump(value), "a value is what stands at its place", piece);
  for (const auto& item : value.items()) hold_offsets(text, item);
  for (const auto& member : value.members()) {
    hold(text[member.key_begin] == '"', "a key begins with its quote", piece);
    hold_offsets(text, member.value);
  }
}

}  // namespace

}  // namespace ra::fuzz

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace ra;
  using namespace ra::fuzz;
  const std::string text{reinterpret_cast<const char*>(data), size};
  std::vector<std::string_view> lines;
  for (std::size_t at = 0; at <= text.size();) {
    const auto end = std::min(text.find('\n', at), text.size());
    lines.push_back(std::string_view{text}.substr(at, end - at));
    at = end + 1;
  }
  const auto parsed = json::parse(text);
  if (!parsed) hold(parsed.error().offset <= size, "an error stands in the text");
  hold(!parsed || text.find('\0') == std::string::npos, "no JSON holds a zero byte");
  if (parsed && size <= 20'000) hold_offsets(text, *parsed);

  const auto manifest = model::parse_manifest("release.json", text);
  for (const auto& finding : manifest.findings) hold_place(finding, lines);
  hold(manifest.readable || any_errors(manifest.findings), "what cannot be read is said");
  if (manifest.readable) {
    const auto plan = model::make_plan(manifest, model::Config{});
    hold(parsed.has_value(), "a manifest that can be read is JSON");
    if (parsed->is_object()) hold_edits(text, manifest);  // what is none has a finding
  }
  const auto config = model::parse_config("release-action.json", text);
  if (!config) hold_line(config.error().message, "an error of the configuration");
  return 0;
}
