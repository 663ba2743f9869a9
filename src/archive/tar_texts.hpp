#pragma once

#include "archive/tar_reader.hpp"

#include <filesystem>
#include <functional>
#include <map>
#include <string>
#include <string_view>

namespace ra::archive {

// The small texts of a tar, by their names, of those that are asked for: manifests of packages. One that is larger than
// 8 MiB is an error (config).
class TarTexts final : public TarVisitor {
 public:
  using Wanted = std::function<bool(std::string_view name)>;
  explicit TarTexts(Wanted wanted) : wanted_{std::move(wanted)} {}

  Result<std::unique_ptr<Sink>> member(const TarMember& member) override;

  std::map<std::string, std::string> texts;

 private:
  Wanted wanted_;
};

// Of a file, packed or not. An error (config) names it.
Result<std::map<std::string, std::string>> texts_in(const std::filesystem::path& archive, TarTexts::Wanted wanted);

}  // namespace ra::archive
