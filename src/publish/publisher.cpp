#include "publish/publisher.hpp"

#include "base/parallel.hpp"
#include "base/sha256.hpp"
#include "base/try.hpp"
#include "http/url.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <optional>

namespace asio = boost::asio;

namespace ra::publish {

namespace {

using model::Artifact;

Error conflict(const Destination& destination, const Item& item, const std::string& ours, const std::string& theirs) {
  return error(Errc::conflict,
               fmt::format("{} is there with other content: sha256:{}, ours is sha256:{}",
                           http::redact_url(destination.address(item)), theirs, ours),
               "it is not overwritten: release another version, or take it away there by hand");
}

asio::awaitable<Result<Artifact::State>> bring(Destination& destination, const Item& item, const std::string& ours,
                                               const Log& log) {
  auto before = co_await destination.look(item);
  RA_CO_TRY_ASSIGN(const auto there, std::move(before));
  if (there && *there == ours) co_return Artifact::State::present;
  if (there) co_return conflict(destination, item, ours, *there);
  if (item.look_only) co_return Artifact::State::skipped;
  log.info("sending {} to {}", item.name, item.destination);
  const auto sent = co_await destination.send(item);
  // Also when no answer came: it may have arrived.
  auto after = co_await destination.look(item);
  if (!after && !sent) co_return sent.error();
  RA_CO_TRY_ASSIGN(const auto now, std::move(after));
  if (now && *now == ours) co_return Artifact::State::uploaded;
  if (now) co_return conflict(destination, item, ours, *now);
  if (!sent) co_return sent.error();
  co_return error(Errc::unavailable, fmt::format("{} took {} and does not have it", item.destination, item.name));
}

// What came of it goes into `artifact`, and `failure` where it is not there now.
asio::awaitable<void> bring_one(Destination& destination, const Item& item, const Log& log, Artifact& artifact,
                                std::optional<Error>& failure) {
  artifact = artifact_of(item, destination);
  auto ours = sha256_of_file(item.file);
  Result<Artifact::State> state = Artifact::State::skipped;
  const std::string why_not = destination.skipping(item);
  if (!ours) state = ours.error();
  if (ours) artifact.sha256 = *ours;
  if (ours && why_not.empty()) {
    state = co_await bring(destination, item, *ours, log);
  }
  if (state) {
    artifact.state = *state;
    if (*state == Artifact::State::skipped) artifact.note = why_not.empty() ? "dry run: it would be sent" : why_not;
    co_return;
  }
  artifact.state = state.error().code == Errc::conflict ? Artifact::State::conflict : Artifact::State::skipped;
  artifact.note = state.error().message;
  failure = with_context(state.error(), item.destination);
}

}  // namespace

Artifact artifact_of(const Item& item, const Destination& destination) {
  Artifact artifact;
  artifact.name = item.name;
  artifact.kind = "file";
  artifact.path = item.file.string();
  artifact.destination = item.destination;
  artifact.url = http::redact_url(destination.address(item));
  artifact.state = Artifact::State::skipped;
  std::error_code ignored;
  artifact.size = std::filesystem::file_size(item.file, ignored);
  return artifact;
}

asio::awaitable<Published> publish(Destination& destination, std::vector<Item> items, const Log& log) {
  Published published;
  auto prepared = destination.prepare(std::move(items));
  if (!prepared) {
    published.errors.push_back(prepared.error());
    co_return published;
  }
  const std::vector<Item> ordered = *std::move(prepared);
  published.artifacts.resize(ordered.size());
  std::vector<std::optional<Error>> errors(ordered.size());
  const EachOne one = [&](std::size_t i) {
    return bring_one(destination, ordered[i], log, published.artifacts[i], errors[i]);
  };
  co_await in_parallel(ordered.size(), destination.at_once(), one);
  for (auto& error : errors) {
    if (error) published.errors.push_back(*std::move(error));
  }
  const bool sends = std::ranges::none_of(ordered, &Item::look_only);
  if (!sends || !published.errors.empty()) co_return published;
  const auto finished = co_await destination.finish(ordered);
  if (!finished) published.errors.push_back(finished.error());
  co_return published;
}

}  // namespace ra::publish
