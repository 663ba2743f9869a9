#include "model/edit.hpp"

#include "base/json.hpp"
#include "base/try.hpp"
#include "model/syntax.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <unordered_map>
#include <unordered_set>

namespace ra::model {

namespace {

// Bytes [begin, end) of the text become `replacement`; an insertion where they are none.
struct Change {
  std::size_t begin = 0;
  std::size_t end = 0;
  std::string replacement;
};

std::string apply(std::string_view text, std::vector<Change> changes) {
  std::ranges::stable_sort(changes, {}, &Change::begin);
  std::string out;
  out.reserve(text.size() + changes.size() * 32);
  std::size_t at = 0;
  for (const auto& change : changes) {
    out += text.substr(at, change.begin - at);
    out += change.replacement;
    at = change.end;
  }
  out += text.substr(at);
  return out;
}

Result<json::Value> parse(std::string_view text) {
  auto parsed = json::parse(text);
  if (parsed && parsed->is_object()) return *std::move(parsed);
  if (parsed) return error(Errc::config, "the manifest is not an object");
  const SyntaxProblem problem = explain(text, parsed.error());
  const json::Position where = json::locate(text, problem.offset);
  return error(Errc::config, fmt::format("line {}, column {}: {}", where.line, where.column, problem.message),
               problem.hint);
}

// How this object writes its members, seen at its last one.
struct Style {
  std::string_view before_key;  // what stands between a comma and a key
  std::string_view colon;       // with the blanks around it
};

Style style_of(std::string_view text, const json::Value& object) {
  const auto& members = object.members();
  const json::Member& last = members.back();
  std::size_t key_end = last.key_begin + 1;
  while (text[key_end] != '"') key_end += text[key_end] == '\\' ? 2U : 1U;
  ++key_end;
  Style style;
  style.colon = text.substr(key_end, last.value.begin() - key_end);
  const bool alone = members.size() == 1;
  const std::size_t after = alone ? object.begin() + 1 : members[members.size() - 2].value.end();
  const auto comma = alone ? after : text.find(',', after) + 1;
  style.before_key = text.substr(comma, last.key_begin - comma);
  // {"name": "x"} has no comma to look at; who puts a blank after the colon puts one after the comma.
  if (alone && style.before_key.empty() && style.colon.ends_with(' ')) style.before_key = " ";
  return style;
}

void set_member(std::string_view text, const json::Value& object, std::string_view key, std::string_view wanted,
                std::vector<Change>& changes) {
  const json::Value* value = object.find(key);
  if (value != nullptr) {
    if (value->is_string() && value->as_string() == wanted) return;
    changes.push_back({value->begin(), value->end(), json::quoted(wanted)});
    return;
  }
  const Style style = style_of(text, object);
  const std::size_t at = object.members().back().value.end();
  changes.push_back(
      {at, at, fmt::format(",{}{}{}{}", style.before_key, json::quoted(key), style.colon, json::quoted(wanted))});
}

}  // namespace

Result<std::string> mark_released(std::string_view text, const std::vector<ReleasedComponent>& components,
                                  std::string_view since) {
  RA_TRY_ASSIGN(const json::Value root, parse(text));
  std::unordered_multimap<std::string_view, const json::Value*> by_name;
  for (const auto& item : root["components"].items()) {
    if (!item["name"].as_string().empty()) by_name.emplace(item["name"].as_string(), &item);
  }
  std::vector<Change> changes;
  std::unordered_set<std::string_view> marked;
  for (const auto& component : components) {
    if (!marked.insert(component.name).second) continue;
    const auto [first, last] = by_name.equal_range(component.name);
    if (first == last) {
      return error(Errc::not_found, fmt::format("{} is not one of the manifest's components", component.name),
                   "was it removed from the manifest since the release began?");
    }
    for (auto found = first; found != last; ++found) {
      set_member(text, *found->second, "version", component.version, changes);
      set_member(text, *found->second, "since", since, changes);
    }
  }
  return apply(text, std::move(changes));
}

Result<std::string> set_product_version(std::string_view text, std::string_view version) {
  RA_TRY_ASSIGN(const json::Value root, parse(text));
  if (root.find("version") == nullptr)
    return error(Errc::config, "the product has no `version`", "add \"version\": \"X.Y.Z-SNAPSHOT\"");
  std::vector<Change> changes;
  set_member(text, root, "version", version, changes);
  return apply(text, std::move(changes));
}

}  // namespace ra::model
