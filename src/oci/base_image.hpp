#pragma once

#include "oci/build.hpp"
#include "oci/source.hpp"

#include <map>
#include <vector>

namespace ra::oci {

// Takes a base image into the layout, for these platforms alone. One that it lacks is not in the answer.
boost::asio::awaitable<Result<std::map<Platform, Base>>> bring_base(Source& source, Stored root,
                                                                    std::vector<Platform> platforms, Layout& layout);

// Which of an index's manifests is for that platform; nothing when none is. linux/arm64 is linux/arm64/v8.
const Descriptor* manifest_for(const std::vector<Descriptor>& manifests, const Platform& platform);

}  // namespace ra::oci
