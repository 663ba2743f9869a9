#pragma once

#include "base/log.hpp"
#include "stage/approver.hpp"
#include "stage/journal.hpp"

#include <boost/asio/awaitable.hpp>

#include <optional>
#include <string>

namespace ra::stage {

struct Standing {
  bool approved = true;
  Error lacking = {};  // else: what is waited for
};

// Whether a stage may go on, and who is asked when it may not.
class Asking {
 public:
  Asking(Journal& journal, const Approvers& approvers, const Clock& clock, const Log& log)
      : journal_{journal}, approvers_{approvers}, clock_{clock}, log_{log} {}

  // Of this digest; an empty one needs nobody. The approval comes into the record, or since when it is waited for.
  boost::asio::awaitable<Result<Standing>> standing(Record& record, std::string digest, bool made);

 private:
  boost::asio::awaitable<Result<std::optional<Approval>>> find(Record& record, Question& question);
  boost::asio::awaitable<void> settle(Question question, Approval approval);

  Journal& journal_;
  const Approvers& approvers_;
  const Clock& clock_;
  const Log& log_;
};

}  // namespace ra::stage
