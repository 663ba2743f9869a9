#include "logs/ship.hpp"

#include "base/try.hpp"

#include <fmt/format.h>

#include <algorithm>

namespace asio = boost::asio;
namespace fs = std::filesystem;

namespace ra::logs {

namespace {

class Shipping {
 public:
  Shipping(Receiver& receiver, Shipped& shipped, const Clock& clock, const Log& log)
      : receiver_{receiver}, shipped_{shipped}, clock_{clock}, log_{log} {}

  asio::awaitable<Result<>> piece(std::string name, fs::path file, PieceInfo info) {
    std::size_t done = shipped_.lines_of(name);
    result.known += std::min<std::size_t>(done, info.lines);
    if (done >= info.lines) co_return Result<>{};
    if (shipped_.was_cut_off(name) && !receiver_.knows_what_it_has()) {
      log_.warning(
          "{}: an earlier run was cut off while it sent a body of this piece; its lines may be there twice, with the "
          "same id",
          name);
    }
    RA_CO_TRY_ASSIGN(const std::string text, unpacked_piece(file));
    std::string_view rest = after_lines(text, done);
    ++result.pieces;
    while (!rest.empty()) {
      const Batch batch = next_batch(rest, receiver_.limits());
      const std::size_t until = done + batch.taken;
      RA_CO_TRY(shipped_.intend(name, until, clock_.wall()));
      Delivered delivered;
      if (!batch.lines.empty()) {
        auto sent = co_await receiver_.send(batch.lines);
        if (!sent) co_return with_context(std::move(sent).error(), name);
        delivered = *std::move(sent);
      }
      const std::size_t refused = delivered.refused + batch.too_long.size();
      RA_CO_TRY(shipped_.done(name, until, refused, clock_.wall()));
      count(name, delivered, batch.too_long.size());
      done = until;
      rest = after_lines(rest, batch.taken);
    }
    co_return Result<>{};
  }

  Shipment result;

 private:
  void count(const std::string& name, const Delivered& delivered, std::size_t too_long) {
    result.lines += delivered.accepted;
    result.known += delivered.known;
    result.refused += delivered.refused + too_long;
    if (delivered.refused > 0)
      result.reasons.push_back(fmt::format("{}: {} lines were refused: {}", name, delivered.refused, delivered.why));
    if (too_long > 0)
      result.reasons.push_back(fmt::format("{}: {} lines are longer than {} takes", name, too_long, receiver_.name()));
  }

  Receiver& receiver_;
  Shipped& shipped_;
  const Clock& clock_;
  const Log& log_;
};

}  // namespace

std::vector<PieceInfo> pieces_of(const RunLogs& run) {
  std::vector<PieceInfo> all;
  for (const auto& execution : run.executions) all.insert(all.end(), execution.pieces.begin(), execution.pieces.end());
  all.insert(all.end(), run.own.begin(), run.own.end());
  return all;
}

asio::awaitable<Result<Shipment>> ship(Receiver& receiver, Shipped& shipped, fs::path root, std::vector<fs::path> runs,
                                       const Clock& clock, const Log& log) {
  Shipping shipping{receiver, shipped, clock, log};
  for (const auto& folder : runs) {
    RA_CO_TRY_ASSIGN(const RunLogs run, read_index(folder));
    const auto pieces = pieces_of(run);
    for (const auto& info : pieces) {
      const std::string name = (folder.lexically_relative(root) / info.file).generic_string();
      RA_CO_TRY(co_await shipping.piece(name, folder / info.file, info));
    }
  }
  co_return std::move(shipping.result);
}

}  // namespace ra::logs
