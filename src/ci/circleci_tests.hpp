#pragma once

#include "base/log.hpp"
#include "ci/circleci_api.hpp"
#include "ci/test_results.hpp"

#include <boost/asio/awaitable.hpp>

#include <cstdint>
#include <string>
#include <string_view>

// The test metadata of jobs: what `store_test_results` kept.
namespace ra::ci::circleci {

struct TestsPlace {
  std::string workflow;     // its id, or
  Project project;          // of the job
  std::int64_t number = 0;  // of the job; 0 when it is a workflow
};

// Takes the address of a job's or workflow's page, new or old ($CIRCLE_BUILD_URL), a workflow's id
// ($CIRCLE_WORKFLOW_ID), or SLUG/NUMBER.
Result<TestsPlace> parse_tests_place(std::string_view where);

boost::asio::awaitable<Result<>> read_tests(Api& api, const Log& log, TestsPlace place, TestVisitor& visitor);

}  // namespace ra::ci::circleci
