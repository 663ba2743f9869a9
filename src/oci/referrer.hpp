#pragma once

#include "oci/repository.hpp"

#include <string>
#include <vector>

namespace ra::oci {

// Something that is about an image: its bill of materials, where it comes from, a signature.
struct Referrer {
  struct Part {
    std::string media_type;
    Content content;
    Annotations annotations;
  };
  std::string artifact_type;
  std::vector<Part> parts;
  Annotations annotations;
};

// Attaches it to `subject`, a manifest that is there, and says what it became. The same thing attached twice is there
// once. A registry without the referrers API gets it into the tag that stands in for it (distribution-spec, "Referrers
// Tag Schema").
boost::asio::awaitable<Result<Descriptor>> push_referrer(Repository& repository, Descriptor subject, Referrer referrer);

// That tag alone, for what is there already: the referrer of the manifest with the digest `subject`.
boost::asio::awaitable<Result<>> add_to_referrers_tag(Repository& repository, std::string subject, Descriptor referrer);

}  // namespace ra::oci
