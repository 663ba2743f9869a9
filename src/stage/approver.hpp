#pragma once

#include "stage/record.hpp"

#include <boost/asio/awaitable.hpp>

#include <memory>
#include <optional>
#include <string>
#include <vector>

namespace ra::stage {

// What somebody has to look at before the delivery goes on.
struct Question {
  std::string stage;
  Facts facts;  // what the digest is of: what the stage is given, or has made
  Asked asked;  // of which digest, and since when
  bool made = false;
};

// A place where people approve, besides the terminal. What it cannot do is a warning: people still have the others.
// Adding one: its .cpp, and a line where the delivery is put together (cli/stage_approvers.cpp).
class Approver {
 public:
  virtual ~Approver() = default;
  virtual std::string name() const = 0;  // in warnings: "the pull request"

  // Has somebody approved it since it was asked?
  virtual boost::asio::awaitable<Result<std::optional<Approval>>> find(const Question& question) = 0;

  // Nobody has: tells people how. What it wants to know the next time it leaves in `question.asked.notes`.
  virtual boost::asio::awaitable<Result<>> ask(Question& question) = 0;

  // Somebody has, here or elsewhere.
  virtual boost::asio::awaitable<Result<>> settle(const Question& question, const Approval& approval) = 0;
};

using Approvers = std::vector<std::unique_ptr<Approver>>;

}  // namespace ra::stage
