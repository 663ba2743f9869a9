#include "publish/undo.hpp"

#include "base/sha256.hpp"
#include "base/try.hpp"
#include "http/url.hpp"

#include <fmt/format.h>

namespace asio = boost::asio;

namespace ra::publish {

namespace {

using model::Artifact;

// What came of one, with its state and note.
asio::awaitable<Result<Artifact>> take_back(Destination& destination, const Item& item, Artifact artifact,
                                            const Log& log) {
  auto looked = co_await destination.look(item);
  RA_CO_TRY_ASSIGN(const auto there, std::move(looked));
  artifact.state = Artifact::State::skipped;
  artifact.note = "it is not there";
  if (!there) co_return artifact;
  if (*there != artifact.sha256)
    co_return error(
        Errc::conflict,
        fmt::format("{} has other content: sha256:{}, ours is sha256:{}", artifact.url, *there, artifact.sha256),
        "it is not what was made here, and is left alone");
  const std::string words = destination.undoing(item);
  if (words.empty())
    co_return error(Errc::config, fmt::format("{} cannot be taken back at {}", item.name, item.destination),
                    "take it away there by hand, if whoever runs the place can");
  artifact.note = "dry run: " + words;
  if (item.look_only) co_return artifact;
  log.info("{}: {}", item.destination, words);
  const auto undone = co_await destination.undo(item);
  if (!undone) co_return undone.error();
  artifact.state = Artifact::State::undone;
  artifact.note = words;
  co_return artifact;
}

}  // namespace

asio::awaitable<Published> undo(Destination& destination, std::vector<Item> items, const Log& log) {
  Published published;
  const auto prepared = destination.prepare(std::move(items));
  if (!prepared) {
    published.errors.push_back(prepared.error());
    co_return published;
  }
  for (const Item& item : *prepared) {
    Artifact artifact = artifact_of(item, destination);
    Result<Artifact> taken = artifact;
    auto ours = sha256_of_file(item.file);
    if (!ours) taken = ours.error();
    if (ours) {
      artifact.sha256 = *ours;
      taken = co_await take_back(destination, item, artifact, log);
    }
    if (taken)
      artifact = *std::move(taken);
    else {
      artifact.state = taken.error().code == Errc::conflict ? Artifact::State::conflict : Artifact::State::present;
      artifact.note = taken.error().message;
      published.errors.push_back(with_context(taken.error(), item.destination));
    }
    published.artifacts.push_back(std::move(artifact));
  }
  co_return published;
}

}  // namespace ra::publish
