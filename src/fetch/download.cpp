#include "fetch/download.hpp"

#include "base/file_reader.hpp"
#include "base/text.hpp"
#include "base/try.hpp"

#include <fmt/format.h>

#include <charconv>

namespace ra::fetch {

namespace {

// "bytes 100-199/200": where it begins.
Result<std::uint64_t> start_of(const http::Response& head) {
  std::string_view range = head.headers.get("Content-Range");
  const std::string_view unit = "bytes ";
  std::uint64_t start = 0;
  if (range.starts_with(unit)) {
    range.remove_prefix(unit.size());
    if (std::from_chars(range.data(), range.data() + range.size(), start).ec == std::errc{}) return start;
  }
  return error(Errc::unavailable,
               fmt::format("the server sends a part and does not say which: `{}`", one_line(range, 80)));
}

}  // namespace

Download::Download(std::filesystem::path path, PartFile file, archive::Hash hash)
    : path_{std::move(path)}, file_{std::move(file)}, hash_{hash} {}

Result<> Download::begin(const http::Response& head) {
  begun_ = 0;
  if (head.status == 206) {
    RA_TRY_ASSIGN(begun_, start_of(head));
  }
  if (begun_ > file_.size())
    return error(Errc::unavailable,
                 fmt::format("the server begins at byte {} and was asked for {}", begun_, file_.size()));
  RA_TRY(file_.truncate(begun_));
  digester_ = std::make_unique<archive::Digester>(std::vector{hash_});
  if (begun_ == 0) return {};
  RA_TRY_ASSIGN(FileReader before, FileReader::open(path_));
  for (;;) {
    RA_TRY_ASSIGN(const std::string_view piece, before.next());
    if (piece.empty()) return {};
    digester_->update(piece);
  }
}

Result<> Download::write(std::string_view piece) {
  RA_TRY(file_.append(piece));
  digester_->update(piece);
  return {};
}

std::string Download::digest() { return digester_ ? digester_->finish().at(hash_) : std::string{}; }

Result<> Download::start_again() { return file_.truncate(0); }

}  // namespace ra::fetch
