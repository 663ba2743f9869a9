#include "publish/publisher.hpp"

#include "base/sha256.hpp"
#include "base/try.hpp"
#include "http/url.hpp"

#include <fmt/format.h>

namespace asio = boost::asio;

namespace ra::publish {

namespace {

using model::Artifact;

Error conflict(const Item& item, const std::string& ours, const std::string& theirs) {
  return error(Errc::conflict,
               fmt::format("{} is there with other content: sha256:{}, ours is sha256:{}", http::redact_url(item.where),
                           theirs, ours),
               "it is not overwritten: release another version, or take it away there by hand");
}

asio::awaitable<Result<Artifact::State>> bring(Destination& destination, const Item& item, const std::string& ours,
                                               const Log& log) {
  auto before = co_await destination.look(item.where);
  RA_CO_TRY_ASSIGN(const auto there, std::move(before));
  if (there && *there == ours) co_return Artifact::State::present;
  if (there) co_return conflict(item, ours, *there);
  if (item.look_only) co_return Artifact::State::skipped;
  log.info("sending {} to {}", item.name, item.destination);
  const auto sent = co_await destination.send(item.file, item.where);
  // Also when no answer came: it may have arrived.
  auto after = co_await destination.look(item.where);
  if (!after && !sent) co_return sent.error();
  RA_CO_TRY_ASSIGN(const auto now, std::move(after));
  if (now && *now == ours) co_return Artifact::State::uploaded;
  if (now) co_return conflict(item, ours, *now);
  if (!sent) co_return sent.error();
  co_return error(Errc::unavailable, fmt::format("{} took {} and does not have it", item.destination, item.name));
}

}  // namespace

asio::awaitable<Published> publish(Destination& destination, std::vector<Item> items, const Log& log) {
  Published published;
  for (const Item& item : items) {
    Artifact artifact;
    artifact.name = item.name;
    artifact.kind = "file";
    artifact.path = item.file.string();
    artifact.destination = item.destination;
    artifact.url = http::redact_url(item.where);
    artifact.state = Artifact::State::skipped;
    std::error_code ignored;
    artifact.size = std::filesystem::file_size(item.file, ignored);
    auto ours = sha256_of_file(item.file);
    Result<Artifact::State> state = Artifact::State::skipped;
    if (!ours) state = ours.error();
    if (ours) {
      artifact.sha256 = *ours;
      state = co_await bring(destination, item, *ours, log);
    }
    if (state) {
      artifact.state = *state;
      if (*state == Artifact::State::skipped) artifact.note = "dry run: it would be sent";
    } else {
      artifact.state = state.error().code == Errc::conflict ? Artifact::State::conflict : Artifact::State::skipped;
      artifact.note = state.error().message;
      published.errors.push_back(with_context(state.error(), item.destination));
    }
    published.artifacts.push_back(std::move(artifact));
  }
  co_return published;
}

}  // namespace ra::publish
