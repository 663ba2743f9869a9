#include "logs/shipped.hpp"

#include "base/files.hpp"
#include "base/json.hpp"
#include "base/text.hpp"
#include "base/try.hpp"

namespace ra::logs {

namespace {

constexpr std::uint64_t most_of_a_record = std::uint64_t{256} << 20U;
constexpr const char* intent_word = "intent";
constexpr const char* done_word = "done";

}  // namespace

Result<Shipped> Shipped::open(std::filesystem::path file) {
  Shipped shipped{std::move(file)};
  const auto text = read_file(shipped.file_, most_of_a_record);
  if (!text && text.error().code == Errc::not_found) return shipped;
  if (!text) return text.error();
  // A last line that was cut off in the middle says nothing: its body is sent again.
  if (!text->empty() && !text->ends_with('\n')) RA_TRY(append_file(shipped.file_, "\n"));
  for (const auto line : lines(*text)) {
    const auto value = json::parse(line);
    if (!value) continue;
    const std::string& piece = (*value)["piece"].as_string();
    const auto until = static_cast<std::size_t>((*value)["until"].as_int());
    if ((*value)["event"].as_string() == done_word) {
      shipped.lines_[piece] = until;
      shipped.intents_.erase(piece);
    } else {
      shipped.intents_[piece] = until;
    }
  }
  return shipped;
}

std::size_t Shipped::lines_of(const std::string& piece) const {
  const auto found = lines_.find(piece);
  return found == lines_.end() ? 0 : found->second;
}

Result<> Shipped::add(const char* what, const std::string& piece, std::size_t until, std::optional<std::size_t> refused,
                      WallTime now) {
  auto value = json::Value::object();
  value.set("event", what).set("piece", piece).set("until", until).set("at", format_utc(now));
  if (refused && *refused > 0) value.set("refused", *refused);
  return append_file(file_, json::dump(value) + "\n");
}

Result<> Shipped::intend(const std::string& piece, std::size_t until, WallTime now) {
  intents_[piece] = until;
  return add(intent_word, piece, until, std::nullopt, now);
}

Result<> Shipped::done(const std::string& piece, std::size_t until, std::size_t refused, WallTime now) {
  intents_.erase(piece);
  lines_[piece] = until;
  return add(done_word, piece, until, refused, now);
}

}  // namespace ra::logs
