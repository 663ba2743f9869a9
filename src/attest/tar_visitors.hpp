#pragma once

#include "archive/tar_reader.hpp"
#include "attest/looking.hpp"

#include <string>

namespace ra::attest {

// Has each file of a tar looked at.
class TarMembers final : public archive::TarVisitor {
 public:
  TarMembers(Looker& looker, std::string before) : looker_{looker}, before_{std::move(before)} {}

  Result<std::unique_ptr<archive::Sink>> member(const archive::TarMember& member) override {
    if (member.kind != archive::Kind::file) return std::unique_ptr<archive::Sink>{};
    return looker_.member(before_, member.name);
  }

 private:
  Looker& looker_;
  std::string before_;
};

}  // namespace ra::attest
