#pragma once

#include "git/repository.hpp"
#include "stage/record.hpp"

#include <boost/asio/awaitable.hpp>

#include <filesystem>
#include <map>
#include <optional>
#include <string>

namespace ra::stage {

struct JournalOptions {
  std::filesystem::path folder;  // .release-action/stages
  std::string ref;               // refs/release-action/<product>/<version>-stages; empty: the folder alone
  git::Identity who;
  std::string program_version;
};

// The records and approvals of one delivery: a file each in the folder, and in a commit on the ledger's ref, where any
// machine finds them. Every push is a compare-and-swap, so two runs of one delivery cannot both go on.
class Journal {
 public:
  Journal(JournalOptions options, git::Repository& repository, const Clock& clock);

  // Reads what is recorded. Errors: those of git; `conflict` for a file that is no record.
  boost::asio::awaitable<Result<>> open();

  const Record* record(const std::string& stage) const;
  const Approval* approval(const std::string& stage) const;

  // On disk first, then on the ref. `conflict` when another run has written meanwhile.
  boost::asio::awaitable<Result<>> write(const Record& record);
  boost::asio::awaitable<Result<>> approve(const std::string& stage, const Approval& approval);

 private:
  Result<> take(const std::string& name, const std::string& text);
  boost::asio::awaitable<Result<>> write_file(std::string name, std::string text, std::string message);

  JournalOptions options_;
  git::Repository& repository_;
  const Clock& clock_;
  git::Sha tip_;  // of the ref; empty: there is none yet
  std::map<std::string, Record> records_;
  std::map<std::string, Approval> approvals_;
};

}  // namespace ra::stage
