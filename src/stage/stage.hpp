#pragma once

#include "base/answer.hpp"
#include "stage/context.hpp"
#include "stage/record.hpp"

#include <boost/asio/awaitable.hpp>

#include <memory>
#include <string>
#include <string_view>
#include <vector>

namespace ra::stage {

// One step of the delivery pipeline. It may be killed at any point and is run again: it looks before it acts, finds
// what is equal done, and takes what is different for a conflict.
class Stage {
 public:
  virtual ~Stage() = default;
  virtual std::string_view name() const = 0;     // stable: --skip, records, reports
  virtual std::string_view summary() const = 0;  // one line for `stage list`

  // What it works on. The same inputs give the same outputs: then it is not run again.
  virtual Facts inputs(const Context& context) const = 0;

  // Are the outputs of an earlier run still there?
  virtual boost::asio::awaitable<Result<Answer>> verify(Context& context, const Facts& outputs) const = 0;

  // Gives its outputs. "commit" among them is the new tip of the fork.
  virtual boost::asio::awaitable<Result<Facts>> run(Context& context) const = 0;
};

// In their order. Adding a stage: its .cpp, one line here, one in all.cpp.
std::unique_ptr<Stage> make_activate();
std::unique_ptr<Stage> make_validate();
std::unique_ptr<Stage> make_test();
std::unique_ptr<Stage> make_version();
std::unique_ptr<Stage> make_package();
std::unique_ptr<Stage> make_tag();
std::unique_ptr<Stage> make_merge();
std::unique_ptr<Stage> make_publish();

std::vector<std::unique_ptr<Stage>> all_stages();

}  // namespace ra::stage
