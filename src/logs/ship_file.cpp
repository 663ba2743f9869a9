#include "logs/ship.hpp"

#include "base/files.hpp"
#include "base/json.hpp"
#include "base/try.hpp"

#include <fmt/format.h>

namespace fs = std::filesystem;

namespace ra::logs {

namespace {

// elastic.co, "filestream input": `document_id` makes a line that is read twice one document.
std::string filebeat_input(const fs::path& to) {
  return fmt::format(
      "# Made by release-action. Add your own output, or load it by filebeat.config.inputs.\n"
      "filebeat.inputs:\n"
      "  - type: filestream\n"
      "    id: release-action\n"
      "    paths:\n"
      "      - {}\n"
      "    parsers:\n"
      "      - ndjson:\n"
      "          target: \"\"\n"
      "          overwrite_keys: true\n"
      "          add_error_key: true\n"
      "          message_key: message\n"
      "          document_id: id\n",
      json::quoted((to / "**" / "*.jsonl").string()));
}

std::string plain_name(std::string name) {
  constexpr std::string_view packed = ".gz";
  if (name.ends_with(packed)) name.resize(name.size() - packed.size());
  return name;
}

Result<> place(Shipment& shipment, const fs::path& from, const fs::path& to, const PieceInfo& info) {
  std::error_code missing;
  const std::uint64_t there = fs::file_size(to, missing);
  if (!missing && there == info.bytes) {
    shipment.known += info.lines;
    return {};
  }
  RA_TRY_ASSIGN(const std::string text, unpacked_piece(from));
  // Filebeat knows a file by its inode: one that has grown must stay the same file.
  if (!missing && there > text.size()) {
    return error(Errc::conflict, fmt::format("{} holds more than was collected", to.string()),
                 "it was changed by hand; remove it");
  }
  RA_TRY(missing ? write_file(to, text) : append_file(to, std::string_view{text}.substr(there)));
  ++shipment.pieces;
  shipment.lines += info.lines;
  return {};
}

}  // namespace

Result<Shipment> ship_to_folder(const fs::path& to, const fs::path& root, const std::vector<fs::path>& runs) {
  Shipment shipment;
  for (const auto& folder : runs) {
    RA_TRY_ASSIGN(const RunLogs run, read_index(folder));
    for (const auto& info : pieces_of(run))
      RA_TRY(place(shipment, folder / info.file, to / folder.lexically_relative(root) / plain_name(info.file), info));
  }
  const fs::path input = to / "filebeat.yml";
  std::error_code ignored;
  if (!fs::exists(input, ignored)) RA_TRY(write_file(input, filebeat_input(to)));
  return shipment;
}

}  // namespace ra::logs
