#pragma once

#include "base/error.hpp"

#include <boost/asio/awaitable.hpp>

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

namespace ra::forge {

enum class DeploymentState { queued, in_progress, success, failure, error, inactive };

struct Deployment {
  std::int64_t id = 0;
  std::string ref;
  std::string sha;
  std::string environment;
  std::string description;
};

// What was brought where.
class Deployments {
 public:
  virtual ~Deployments() = default;
  // Newest first.
  virtual boost::asio::awaitable<Result<std::vector<Deployment>>> of(const std::string& environment) = 0;
  virtual boost::asio::awaitable<Result<Deployment>> create(const std::string& ref, const std::string& environment,
                                                            const std::string& description) = 0;

  // Who has let this run of a workflow go on to that environment: a login for each time, in no order.
  virtual boost::asio::awaitable<Result<std::vector<std::string>>> approvals(std::int64_t run,
                                                                             const std::string& environment) = 0;

  // What was said of it last; nothing when nothing was.
  virtual boost::asio::awaitable<Result<std::optional<DeploymentState>>> state(std::int64_t id) = 0;
  virtual boost::asio::awaitable<Result<>> set(std::int64_t id, DeploymentState state, const std::string& description,
                                               const std::string& link) = 0;
};

}  // namespace ra::forge
