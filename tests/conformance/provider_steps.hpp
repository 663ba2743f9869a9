#pragma once

#include "ci/verdict.hpp"
#include "conformance/provider_suite.hpp"

#include <boost/asio/awaitable.hpp>
#include <boost/test/unit_test.hpp>

#include <string>
#include <vector>

// What the behaviours of provider_suite.hpp are made of.
namespace ra::conformance {

using Kind = ci::Verdict::Kind;

ci::Verdict judged(const ci::Observation& seen);

boost::asio::awaitable<ci::PipelineRef> triggered(ci::Provider& provider, const ci::Job& job);

// The first verdict that is not "running".
boost::asio::awaitable<ci::Verdict> ended(Subject& subject, ci::Provider& provider, const ci::Job& job,
                                          const ci::PipelineRef& pipeline);

// Until it has a workflow which runs.
boost::asio::awaitable<void> begun(Subject& subject, ci::Provider& provider, const ci::Job& job,
                                   const ci::PipelineRef& pipeline);

class KeptLogs final : public ci::LogVisitor {
 public:
  struct Kept {
    ci::LoggedStep step;
    std::string text;
  };

  Result<> step(const ci::LoggedStep& step) override {
    if (refuse) return error(Errc::conflict, "the disk is full");
    all.push_back({step, {}});
    return {};
  }
  Result<> text(std::string_view piece) override {
    BOOST_REQUIRE(!all.empty());
    all.back().text += piece;
    return {};
  }
  Result<> missing(const ci::LoggedStep& step, std::string_view why) override {
    BOOST_ERROR("missing: " << step.name << ": " << why);
    return {};
  }

  std::vector<Kept> all;
  bool refuse = false;
};

}  // namespace ra::conformance
