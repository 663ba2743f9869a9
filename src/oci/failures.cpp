#include "oci/failures.hpp"

#include "base/json.hpp"
#include "base/text.hpp"

#include <fmt/format.h>

namespace ra::oci {

namespace {

constexpr std::string_view digest_invalid = "DIGEST_INVALID";

struct Said {
  std::string code;     // "NAME_UNKNOWN"
  std::string message;  // one line
};

Said said_by(const http::Response& answer) {
  const auto parsed = json::parse(answer.body, {.max_depth = 20});
  if (!parsed) return {};
  const json::Value& body = *parsed;
  const auto& errors = body["errors"].items();
  if (errors.empty()) return {"", one_line(body["message"].as_string())};
  Said said{one_line(errors.front()["code"].as_string(), 60), one_line(errors.front()["message"].as_string())};
  // GHCR and others say all of it in `detail`.
  if (said.message.empty()) said.message = one_line(errors.front()["detail"].as_string());
  return said;
}

}  // namespace

bool says_immutable(const http::Response& answer) {
  if (answer.status < 400 || answer.status >= 500) return false;
  const std::string body = lower(answer.body);
  // ECR: ImageTagAlreadyExistsException, "… cannot be overwritten because the repository is immutable"; Harbor: 412,
  // "configured as immutable"; Docker Hub: "immutable tag"; Artifactory: "not permitted to overwrite".
  for (const char* words : {"immutable", "imagetagalreadyexists", "tag_already_exists", "cannot be overwritten"}) {
    if (body.find(words) != std::string::npos) return true;
  }
  return false;
}

bool says_digest_invalid(const http::Response& answer) {
  return answer.status == 400 && said_by(answer).code == digest_invalid;
}

Error refusal(std::string_view doing, const http::Response& answer) {
  const Said said = said_by(answer);
  std::string what = fmt::format("{}: the registry answers {}", doing, answer.status);
  if (!said.code.empty()) what += " " + said.code;
  if (!said.message.empty()) what += fmt::format(" ({})", said.message);
  if (says_immutable(answer))
    return error(Errc::conflict, what,
                 "its tags cannot be moved there: release another version, or let the tag go by hand");
  if (said.code == "NAME_UNKNOWN" || said.code == "REPOSITORY_NOT_FOUND")
    return error(Errc::not_found, what, "there is no such repository: make it first, or see whether its name is right");
  if (said.code == "DENIED" || said.code == "UNAUTHORIZED" || answer.status == 401 || answer.status == 403)
    return error(Errc::unauthorized, what,
                 "set REGISTRY_USER and REGISTRY_PASSWORD, or log in with `docker login`; see whether this user may "
                 "write there");
  if (answer.status == 413 || said.code == "SIZE_INVALID")
    return error(Errc::config, what,
                 "the registry takes nothing of that size: raise the limit of what stands before it");
  if (said.code == "MANIFEST_INVALID" || said.code == "MANIFEST_UNVERIFIED" || answer.status == 415)
    return error(Errc::config, what,
                 "the registry may not know this kind of image: try `\"format\": \"docker\"` and gzip");
  if (said.code == digest_invalid)
    return error(Errc::unavailable, what,
                 "what came there is not what was sent, or was changed meanwhile: run it again");
  if (said.code == "NAME_INVALID" || said.code == "TAG_INVALID")
    return error(Errc::config, what, "see whether the name is right");
  if (answer.status == 404) return error(Errc::not_found, what, "see whether the name and the tag are right");
  if (answer.status == 429)
    return error(Errc::rate_limited, what, "run it again later: what has arrived is not sent again");
  if (answer.status >= 500) return error(Errc::unavailable, what, "run it again: what has arrived is not sent again");
  return error(Errc::config, what, "is it a registry? Its API answers below /v2/");
}

}  // namespace ra::oci
