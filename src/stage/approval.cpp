#include "stage/approval.hpp"

#include "base/text.hpp"

#include <fmt/format.h>

namespace ra::stage {

namespace {

constexpr std::string_view algorithm = "sha256:";
constexpr std::size_t fewest_digits = 7;
constexpr std::size_t shown_digits = 12;

}  // namespace

// Whoever starts a delivery wants its fork: Activate is never asked for.
std::string approval_before(model::Phase phase, std::string_view stage, const Facts& inputs) {
  const bool asked = (phase == model::Phase::processes && stage != "activate") ||
                     (phase == model::Phase::publish && stage == "publish");
  return asked ? digest_of(stage, inputs) : std::string{};
}

// After Publish there is nothing left to keep back.
std::string approval_after(model::Phase phase, std::string_view stage, const Facts& outputs) {
  const bool asked = phase == model::Phase::outputs && stage != "activate" && stage != "publish";
  return asked ? digest_of(stage, outputs) : std::string{};
}

std::string asked_for(model::Phase phase, const Record& record) {
  const bool made = record.state == State::done || !record.outputs.empty();
  return made ? approval_after(phase, record.stage, record.outputs)
              : approval_before(phase, record.stage, record.inputs);
}

std::string short_digest(std::string_view digest) {
  if (digest.starts_with(algorithm)) digest.remove_prefix(algorithm.size());
  return std::string{digest.substr(0, shown_digits)};
}

std::string command_to_approve(std::string_view stage, std::string_view digest) {
  return fmt::format("release-action stage approve {} {}", stage, short_digest(digest));
}

std::optional<Error> missing(const std::string& digest, const Approval* approval, std::string_view stage) {
  if (digest.empty() || (approval != nullptr && approval->digest == digest)) return std::nullopt;
  const std::string how = command_to_approve(stage, digest);
  if (approval == nullptr)
    return error(Errc::approval, fmt::format("{} waits for an approval of {}", stage, short_digest(digest)), how);
  return error(Errc::conflict,
               fmt::format("{} was approved by {} for {}, and now it would be {}", stage, one_line(approval->by, 80),
                           one_line(short_digest(approval->digest)), short_digest(digest)),
               "look at what has changed, then approve it again: " + how);
}

bool names(std::string_view typed, std::string_view digest) {
  if (typed.starts_with(algorithm)) typed.remove_prefix(algorithm.size());
  if (digest.starts_with(algorithm)) digest.remove_prefix(algorithm.size());
  return typed.size() >= fewest_digits && digest.starts_with(typed);
}

}  // namespace ra::stage
