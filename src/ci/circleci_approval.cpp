#include "ci/circleci_approval.hpp"

#include "base/text.hpp"
#include "base/try.hpp"
#include "ci/circleci_api.hpp"
#include "http/url.hpp"

#include <fmt/format.h>

namespace ra::ci {

namespace asio = boost::asio;

asio::awaitable<Result<std::vector<std::string>>> circleci_approvals(http::Client& client, CircleciApprovals wanted) {
  circleci::Api api{client, wanted.base_url, wanted.token};
  const std::string path = fmt::format("/api/v2/workflow/{}/job", http::percent_encode(wanted.workflow));
  const std::string what = "jobs of workflow " + wanted.workflow;
  auto listed = co_await api.list(path, what);
  RA_CO_TRY_ASSIGN(const std::vector<json::Value> jobs, std::move(listed));
  std::vector<std::string> who;
  bool there = false;
  for (const auto& job : jobs) {
    if (job["type"].as_string() != "approval" || job["name"].as_string() != wanted.job) continue;
    there = true;
    const std::string by = job["approved_by"].as_string();
    if (job["status"].as_string() == "success" && !by.empty()) who.push_back(by);
  }
  if (!there) {
    co_return error(Errc::not_found, fmt::format("this workflow has no approval job `{}`", one_line(wanted.job, 80)),
                    "stages.approvals.job is the name of a job of `type: approval`");
  }
  co_return who;
}

}  // namespace ra::ci
