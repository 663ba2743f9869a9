#include "logs/labels.hpp"

#include "base/hash.hpp"
#include "base/json.hpp"
#include "base/text.hpp"

#include <algorithm>

namespace ra::logs {

namespace {

constexpr std::size_t id_digits = 16;
constexpr std::size_t most_of_a_label = 1000;  // code points: a line must stay far below what receivers take

}  // namespace

void add_member(std::string& out, const char* key, const std::string& text) {
  if (text.empty()) return;
  out += '"';
  out += key;
  out += "\":";
  out += json::quoted(one_line(text, most_of_a_label));
  out += ',';
}

std::string members_of(const Labels& labels) {
  std::string out;
  add_member(out, "product", labels.product);
  add_member(out, "edition", labels.edition);
  add_member(out, "version", labels.version);
  add_member(out, "mode", labels.mode);
  add_member(out, "run_id", labels.run_id);
  if (labels.set) out += "\"set\":" + std::to_string(*labels.set) + ",";
  add_member(out, "component", labels.component);
  add_member(out, "component_version", labels.component_version);
  add_member(out, "provider", labels.provider);
  add_member(out, "pipeline_guid", labels.pipeline_guid);
  add_member(out, "http_link", labels.http_link);
  return out;
}

std::string id_of(const std::string& name) {
  Hasher sum{Hash::sha256};
  sum.add(name);
  return sum.hex().substr(0, id_digits);
}

std::string as_file_name(const std::string& text) {
  std::string name;
  for (const char c : text) {
    const bool plain = is_letter(c) || (c >= '0' && c <= '9') || c == '.' || c == '_' || c == '-';
    name += plain ? c : '_';
  }
  if (name.empty() || name.front() == '.') name.insert(0, "_");
  return name;
}

}  // namespace ra::logs
