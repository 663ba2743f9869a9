#include "logs/bodies.hpp"

#include "archive/inflate.hpp"
#include "base/file_reader.hpp"
#include "base/try.hpp"
#include "logs/pieces.hpp"

#include <fmt/format.h>

namespace ra::logs {

namespace {

class PieceText final : public archive::Sink {
 public:
  Result<> write(std::string_view bytes) override {
    if (text.size() + bytes.size() > most_of_a_piece) return error(Errc::config, "it is larger than a piece");
    text += bytes;
    return {};
  }

  std::string text;
};

}  // namespace

Batch next_batch(std::string_view text, const Limits& limits) {
  Batch batch;
  std::uint64_t size = 0;
  while (!text.empty() && batch.lines.size() < limits.lines) {
    const auto end = text.find('\n');
    const std::size_t length = end == std::string_view::npos ? text.size() : end;
    const std::string_view line = text.substr(0, end == std::string_view::npos ? end : end + 1);
    if (length > limits.line) {
      batch.too_long.push_back(line);
    } else {
      if (!batch.lines.empty() && size + line.size() + limits.beside > limits.body) break;
      size += line.size() + limits.beside;
      batch.lines.push_back(line);
    }
    ++batch.taken;
    text.remove_prefix(line.size());
  }
  return batch;
}

std::string_view after_lines(std::string_view text, std::size_t lines) {
  for (; lines > 0 && !text.empty(); --lines) {
    const auto end = text.find('\n');
    text.remove_prefix(end == std::string_view::npos ? text.size() : end + 1);
  }
  return text;
}

Result<std::string> unpacked_piece(const std::filesystem::path& file) {
  RA_TRY_ASSIGN(FileReader reader, FileReader::open(file));
  PieceText sink;
  archive::Inflater inflater{archive::Inflater::Form::gzip};
  for (;;) {
    RA_TRY_ASSIGN(auto bytes, reader.next());
    if (bytes.empty()) break;
    while (!bytes.empty()) {
      if (inflater.done()) inflater.restart();
      auto taken = inflater.feed(bytes, sink);
      if (!taken) return with_context(std::move(taken).error(), file.string());
      bytes.remove_prefix(*taken);
    }
  }
  if (!inflater.done()) {
    return error(Errc::config, fmt::format("{} ends early", file.string()),
                 "remove the folder of its run and collect it again");
  }
  return std::move(sink.text);
}

std::string_view id_of_record(std::string_view line) {
  constexpr std::string_view begin = "{\"id\":\"";
  if (!line.starts_with(begin)) return {};
  line.remove_prefix(begin.size());
  return line.substr(0, line.find('"'));
}

}  // namespace ra::logs
