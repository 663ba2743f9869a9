#pragma once

#include "archive/sink.hpp"
#include "archive/tree.hpp"
#include "base/error.hpp"

#include <cstdint>
#include <filesystem>
#include <memory>
#include <string>
#include <string_view>
#include <unordered_map>

namespace ra::archive {

// A folder that is filled by what strangers have named, and that appears under its name when all is in it. Until
// commit() it is a folder beside it, which goes with the object. It refuses (config, naming the member) whatever could
// lead out: names (check_name), links (check_link), and what lies in a link or a file. What is there twice is refused
// too: one of them is not what somebody has looked at. Names that differ in the case of letters alone are two files, as
// jars have them and as Linux does. A folder may be named again. Modes are 0644 or 0755: no set-user-id comes from an
// archive.
class Destination {
 public:
  // conflict when there is something in that folder already.
  static Result<Destination> create(const std::filesystem::path& folder);

  Destination(Destination&& other) noexcept;
  Destination& operator=(Destination&&) = delete;
  ~Destination();

  Result<> add_folder(std::string_view name);
  Result<> add_symlink(std::string_view name, std::string_view target);
  // To be filled before anything else is added; finish() says whether it is all on the disk.
  Result<std::unique_ptr<Sink>> add_file(std::string_view name, bool executable);

  Result<> commit();

 private:
  struct Place {
    Kind kind = Kind::folder;
    bool said = false;  // by the archive, not only as somebody's parent
  };

  Destination(std::filesystem::path folder, std::filesystem::path temporary);
  Result<std::filesystem::path> place(std::string_view name, Kind kind);
  Result<> make_parents(std::string_view name);

  std::filesystem::path folder_;
  std::filesystem::path temporary_;
  std::unordered_map<std::string, Place> places_;
};

}  // namespace ra::archive
