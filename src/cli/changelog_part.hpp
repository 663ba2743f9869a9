#pragma once

#include "history/releases.hpp"
#include "model/config.hpp"

#include <boost/asio/awaitable.hpp>

#include <cstdint>
#include <string>
#include <vector>

namespace ra::cli {

// Which commits and which tags a changelog is about: of the whole repository, or of a part of it.
struct Part {
  std::string pattern;                     // of its tags
  std::vector<history::Release> releases;  // the highest first
  std::vector<std::string> folders = {};   // none: the whole repository
  std::vector<std::uint32_t> own = {};     // of the folders, those that are asked for
};

struct PartAsked {
  std::string component;    // its name or folder; empty: the whole repository
  std::string tag_pattern;  // empty: as the configuration says, or in the form that most tags have
};

// A component is what `version` takes for one, with the same tags; any other folder may be asked for too.
boost::asio::awaitable<Result<Part>> read_part(std::string directory, const model::Config& config, git::Sha commit,
                                               PartAsked asked);

}  // namespace ra::cli
