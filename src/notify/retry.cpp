#include "notify/retry.hpp"

#include "base/files.hpp"
#include "base/text.hpp"
#include "base/try.hpp"

namespace ra::notify {

namespace {

constexpr std::uint64_t most_of_notices = std::uint64_t{64} << 20U;

std::string line_of_lost(const LostNotice& notice) {
  auto value = json::Value::object();
  value.set("to", notice.destination).set("event", to_json(notice.event));
  return json::dump(value) + "\n";
}

}  // namespace

Result<> note_lost(const std::filesystem::path& file, const LostNotice& notice) {
  return append_file(file, line_of_lost(notice));
}

Result<std::vector<LostNotice>> lost_notices(const std::filesystem::path& file) {
  std::vector<LostNotice> notices;
  const auto text = read_file(file, most_of_notices);
  if (!text && text.error().code == Errc::not_found) return notices;
  if (!text) return text.error();
  for (const auto line : lines(*text)) {
    const auto value = json::parse(line);
    if (!value) continue;  // cut off while it was written
    auto event = event_of_json((*value)["event"]);
    if (event) notices.push_back({(*value)["to"].as_string(), *std::move(event)});
  }
  return notices;
}

Result<> write_lost(const std::filesystem::path& file, const std::vector<LostNotice>& notices) {
  if (notices.empty()) return remove_file(file);
  std::string text;
  for (const auto& notice : notices) text += line_of_lost(notice);
  return write_file(file, text);
}

}  // namespace ra::notify
