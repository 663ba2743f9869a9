#pragma once

#include "fetch/coordinates.hpp"
#include "fetch/fetcher.hpp"

#include <vector>

namespace ra::fetch {

struct MavenSource {
  std::string url;        // of a repository in Maven 2's layout
  http::Headers headers;  // such as Authorization
};

// The first repository that has it. Of a snapshot its newest deployment. `not_found` names all that were asked.
boost::asio::awaitable<Result<Fetched>> fetch_maven(Fetcher& fetcher, const std::vector<MavenSource>& sources,
                                                    const Coordinates& coordinates, const Wanted& as);

}  // namespace ra::fetch
