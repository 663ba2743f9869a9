// What every ci::Provider does before a pipeline runs: checks, triggers and numbers.
#include "conformance/provider_steps.hpp"

#include <boost/asio/use_awaitable.hpp>

namespace asio = boost::asio;

namespace ra::conformance {

asio::awaitable<void> check_accepts_a_project_that_is_set_up(Subject& subject) {
  const auto provider = subject.provider();
  const auto job = subject.passing();

  const auto answer = co_await provider->check(job);

  BOOST_TEST(answer.has_value(), (answer ? "" : answer.error().message));
}

asio::awaitable<void> check_says_that_a_project_is_not_there(Subject& subject) {
  const auto provider = subject.provider();
  const auto job = subject.absent();

  const auto answer = co_await provider->check(job);

  BOOST_REQUIRE(answer.has_error());
  BOOST_TEST((answer.error().code == Errc::not_found), answer.error().message);
}

asio::awaitable<void> a_trigger_gives_a_pipeline_with_id_number_link_and_time(Subject& subject) {
  const auto provider = subject.provider();
  const auto job = subject.passing();

  const auto pipeline = co_await triggered(*provider, job);

  BOOST_TEST(!pipeline.id.empty());
  BOOST_TEST(pipeline.number > 0);
  BOOST_TEST(pipeline.http_link.find("://") != std::string::npos);
  BOOST_TEST(parse_utc(pipeline.created_at).has_value(), pipeline.created_at);
}

asio::awaitable<void> numbers_of_a_project_count_up(Subject& subject) {
  const auto provider = subject.provider();
  const auto job = subject.passing();

  const auto first = co_await triggered(*provider, job);
  const auto second = co_await triggered(*provider, job);

  BOOST_TEST(second.number > first.number);
  BOOST_TEST(second.id != first.id);
}

asio::awaitable<void> newest_number_is_zero_before_the_first_pipeline(Subject& subject) {
  const auto provider = subject.provider();
  const auto job = subject.passing();

  const auto number = co_await provider->newest_number(job);

  BOOST_REQUIRE(number.has_value());
  BOOST_TEST(*number == 0);
}

asio::awaitable<void> newest_number_is_that_of_the_last_trigger(Subject& subject) {
  const auto provider = subject.provider();
  const auto job = subject.passing();
  co_await triggered(*provider, job);
  const auto last = co_await triggered(*provider, job);

  const auto number = co_await provider->newest_number(job);

  BOOST_REQUIRE(number.has_value());
  BOOST_TEST(*number == last.number);
}

}  // namespace ra::conformance
