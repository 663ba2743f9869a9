#include "report/mark.hpp"

#include "report/markdown.hpp"

#include <fmt/format.h>

namespace ra::report {

namespace {

constexpr int mark_version = 1;

}  // namespace

// FNV-1a.
std::string hash_of(std::string_view text) {
  std::uint64_t hash = 0xcbf29ce484222325U;
  for (const char c : text) hash = (hash ^ static_cast<unsigned char>(c)) * 0x100000001b3U;
  return fmt::format("{:016x}", hash);
}

std::string marked(const std::string& text, const Mark& mark, const json::Value& more) {
  return text + "\n" + mark_line(mark, hash_of(text), more);
}

std::string mark_line(const Mark& mark, const std::string& hash, const json::Value& more) {
  auto value = json::Value::object();
  value.set("v", mark_version).set("run", mark.run).set("attempt", mark.attempt);
  value.set("sha", mark.sha).set("hash", hash);
  if (!mark.by.empty()) value.set("by", mark.by);
  for (const auto& member : more.members()) value.set(member.key, member.value);
  Marker block;
  block.kind = mark.kind;
  block.key = Untrusted{mark.key};
  block.json = json::dump(value);
  Document last;
  last.blocks.push_back(Block{std::move(block)});
  return render_markdown(last);
}

std::optional<Mark> find_mark(std::string_view comment, std::string_view kind, std::string_view key) {
  const std::string begin = fmt::format("<!-- release-action:{}:{} ", kind, key_in_marker(Untrusted{key}));
  const auto at = comment.rfind(begin);
  if (at == std::string_view::npos) return std::nullopt;
  const auto rest = comment.substr(at + begin.size());
  const auto end = rest.find(" -->");
  if (end == std::string_view::npos) return std::nullopt;
  const auto value = json::parse(rest.substr(0, end));
  if (!value || (*value)["v"].as_int() != mark_version) return std::nullopt;
  Mark mark;
  mark.kind = kind;
  mark.key = key;
  mark.run = (*value)["run"].as_int();
  mark.attempt = (*value)["attempt"].as_int();
  mark.sha = (*value)["sha"].as_string();
  mark.hash = (*value)["hash"].as_string();
  mark.by = (*value)["by"].as_string();
  return mark;
}

bool is_newer(const Mark& a, const Mark& b) { return a.run != b.run ? a.run > b.run : a.attempt > b.attempt; }

}  // namespace ra::report
