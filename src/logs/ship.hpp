#pragma once

#include "base/log.hpp"
#include "base/time.hpp"
#include "logs/receiver.hpp"
#include "logs/shipped.hpp"
#include "logs/store.hpp"

#include <filesystem>
#include <string>
#include <vector>

namespace ra::logs {

struct Shipment {
  std::size_t pieces = 0;  // of which something was sent
  std::size_t lines = 0;   // accepted
  std::size_t known = 0;   // acknowledged before, by the receiver or in our record
  std::size_t refused = 0;
  std::vector<std::string> reasons;
};

// All pieces of a run that is kept in `folder`, which is named so below the root.
std::vector<PieceInfo> pieces_of(const RunLogs& run);

// Sends what the receiver has not yet acknowledged: an intent is written before each body and what came of it after, so
// that whatever ends early goes on where it stopped.
boost::asio::awaitable<Result<Shipment>> ship(Receiver& receiver, Shipped& shipped, std::filesystem::path root,
                                              std::vector<std::filesystem::path> runs, const Clock& clock,
                                              const Log& log);

// The same into a folder for Filebeat: a file for each piece, with filebeat.yml beside them. Doing it again changes
// nothing; what was added to a piece is added to its file.
Result<Shipment> ship_to_folder(const std::filesystem::path& to, const std::filesystem::path& root,
                                const std::vector<std::filesystem::path>& runs);

}  // namespace ra::logs
