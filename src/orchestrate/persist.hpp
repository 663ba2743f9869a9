#pragma once

#include "model/edit.hpp"
#include "orchestrate/context.hpp"

#include <string>
#include <vector>

namespace ra::orchestrate {

// The release's life cycle in the manifest's own repository (DOMAIN 2). Every step is one atomic push
// together with the ledger, so git and ledger never disagree; every edit is idempotent, so a step that is
// done twice changes nothing. Used by a real release only.
class Persistence {
 public:
  Persistence(Context& context, const model::Plan& plan, std::string manifest_path);

  // The branch of the release repository as the remote has it.
  boost::asio::awaitable<Result<git::Sha>> head();

  // The annotated tag X.Y.Z_START, unless it is there; with whatever the ledger holds so far.
  boost::asio::awaitable<Result<>> mark_start();

  // "Prepare Release (X.Y.Z-SNAPSHOT): …": these components lose -SNAPSHOT and get `since`.
  boost::asio::awaitable<Result<>> components_released(const std::vector<model::ReleasedComponent>& components);

  // The product's version, its tag, the next version, and the maintenance branch of a minor release;
  // `last` goes into the ledger with them. Says what was published, for the report.
  boost::asio::awaitable<Result<std::vector<std::string>>> product_released(
      const std::vector<model::ReleasedComponent>& components, Event last);

 private:
  boost::asio::awaitable<Result<git::Sha>> commit_manifest(const git::Sha& parent, const std::string& text,
                                                           const std::string& message);
  bool may_try_again(const Error& e, int attempt) const;

  Context& context_;
  const model::Plan& plan_;
  std::string manifest_path_;
  git::Identity who_;
};

// What follows X.Y.Z on its branch, and for a minor release on its new maintenance branch.
struct NextVersions {
  std::string on_branch;           // 3.17.0-SNAPSHOT on master, 3.16.2-SNAPSHOT on 3.16.x
  std::string maintenance_branch;  // 3.16.x, or empty
  std::string on_maintenance;      // 3.16.1-SNAPSHOT
};
Result<NextVersions> next_versions(const std::string& released, const model::Config& config);

}  // namespace ra::orchestrate
