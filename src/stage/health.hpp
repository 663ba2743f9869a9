#pragma once

#include "stage/context.hpp"

#include <boost/asio/awaitable.hpp>

#include <string>
#include <string_view>
#include <vector>

// What must be true of a release, whatever commands somebody has configured. Looks at commits and at names of files;
// changes nothing.
namespace ra::stage {

// What there is to look at.
struct Health {
  std::string stage;                            // that has made it, or is about to
  git::Sha commit;                              // of the fork
  std::vector<std::string> package_files = {};  // by name
};

// Inputs of the stage: which checks it has to pass.
Facts health_inputs(const Context& context, std::string_view stage);

// Which of them it has passed. `failed_ci` names all that they found; the context has it one by one.
boost::asio::awaitable<Result<Facts>> check_health(Context& context, Health health);

// The same of what is wrong for another reason: `findings` may be empty.
Result<> healthy(Context& context, std::vector<Finding> findings);

}  // namespace ra::stage
