#pragma once

#include "base/error.hpp"
#include "http/client.hpp"

#include <string>
#include <string_view>

namespace ra::oci {

// What a registry says is wrong (distribution-spec, "Error Codes"), in words that tell what to do. `doing` is such as
// "pushing example.org/a/b:1.0.0".
Error refusal(std::string_view doing, const http::Response& answer);

// That a digest is none, or not that of what came.
bool says_digest_invalid(const http::Response& answer);

// Whether it is because a tag that is there may not be moved: ECR, Harbor, Docker Hub and others each say it in their
// own way, under their own status.
bool says_immutable(const http::Response& answer);

}  // namespace ra::oci
