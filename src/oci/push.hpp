#pragma once

#include "model/artifact.hpp"
#include "oci/source.hpp"
#include "oci/tags.hpp"

#include <cstddef>
#include <cstdint>
#include <string>
#include <vector>

namespace ra::oci {

struct Push {
  Stored root;
  std::vector<Tag> tags;
  std::string version;     // of the image: a moving tag does not go back to it from a newer one. Empty: any
  bool overwrite = false;  // tags that do not move too
  bool look_only = false;  // a dry run
};

struct TagOutcome {
  std::string tag;
  model::Artifact::State state = model::Artifact::State::skipped;
  std::string note;
};

struct Pushed {
  std::vector<TagOutcome> tags;  // in the order of the wishes, whatever came of them
  std::vector<Error> errors;
  std::size_t sent = 0;  // blobs
  std::size_t mounted = 0;
  std::uint64_t bytes = 0;  // of those that were sent
};

// Brings an image under its tags. It looks first: a tag that has it is done, and when all have it nothing is written.
// A tag that leads elsewhere is a `conflict`, but for those that move; a conflict keeps all the others from being
// written. Blobs go first, side by side, then the manifests, then the tags, of which each is read again and compared:
// whoever stops in between leaves nothing that is half there, and a run after it sends only what is missing.
boost::asio::awaitable<Pushed> push(Source& source, Repository& to, Push push);

// The same of an image that is in this repository already: nothing but tags is written.
boost::asio::awaitable<Pushed> retag(Repository& to, Push push);

}  // namespace ra::oci
