#pragma once

#include "stage/approver.hpp"

#include <boost/asio/awaitable.hpp>

#include <memory>
#include <string>
#include <vector>

namespace ra::stage {

// Something of the CI that lets a run go on only when somebody has agreed: an environment, a job for it.
class Gate {
 public:
  virtual ~Gate() = default;
  virtual std::string name() const = 0;  // "the environment release"
  virtual std::string run() const = 0;   // the CI's run that we are part of
  virtual std::string link() const = 0;  // of it

  // Who has agreed so far in this run: somebody once for each time.
  virtual boost::asio::awaitable<Result<std::vector<std::string>>> passed() = 0;
};

// Who agrees at a gate cannot name a digest. So it counts for the digest that waits, and only when it was given after
// this run had asked: what was there already when it asked is remembered, and does not count.
std::unique_ptr<Approver> at_gate(std::unique_ptr<Gate> gate, const Clock& clock);

}  // namespace ra::stage
