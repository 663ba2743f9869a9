#pragma once

#include "base/json.hpp"

#include <cstdint>
#include <string>
#include <vector>

namespace ra::model {

// Something that is made, sent or looked for (SPEC 3, release-action/artifacts/1).
struct Artifact {
  enum class State { built, uploaded, present, skipped, conflict, undone };
  std::string name;
  std::string kind;  // zip, tar.zst, rpm, deb, image
  std::string path;  // within the folder that the command runs in; empty where it is no file
  std::uint64_t size = 0;
  std::string sha256;
  std::string destination;  // empty: it was made, not sent
  std::string url;
  State state = State::built;
  std::string note;
};

std::string_view to_string(Artifact::State state);

json::Value to_json(const std::vector<Artifact>& artifacts);

// For people: a line each.
std::string artifacts_text(const std::vector<Artifact>& artifacts);

}  // namespace ra::model
