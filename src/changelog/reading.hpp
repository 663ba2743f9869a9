#pragma once

#include "changelog/changelog.hpp"
#include "history/history.hpp"
#include "history/releases.hpp"

#include <boost/asio/awaitable.hpp>

#include <cstdint>
#include <string>
#include <vector>

namespace ra::changelog {

// Which commits a changelog tells of, in which versions.
struct Range {
  std::string directory;
  git::Sha to;
  git::Sha from = {};                           // this one and all before it are left out; empty: none is
  std::string from_name = {};                   // what people call it
  bool each_version = false;                    // a section for each; else what is unreleased, or `to` itself
  bool itself = false;                          // where `to` is a version: that one, and not what comes after it
  std::vector<history::Release> releases = {};  // the highest first
  std::vector<std::string> folders = {};        // that files belong to, the deepest wins; none: the whole repository
  std::vector<std::uint32_t> own = {};          // of these, those that are asked for
  history::EntryParts parts = history::EntryParts::all;
};

// Sections, newest first, out of this clone alone. Long histories stream through: what is kept is what is shown.
boost::asio::awaitable<Result<std::vector<Section>>> read_sections(const Range& range);

}  // namespace ra::changelog
