#pragma once

#include "ci/provider.hpp"

#include <boost/asio/awaitable.hpp>
#include <boost/asio/io_context.hpp>

#include <memory>
#include <string>

// What every ci::Provider must do, written once. A provider joins by deriving a Subject and writing
// RA_PROVIDER_SUITE(itself, ItsSubject) in a file of its own; see local_conformance_test.cpp.
namespace ra::conformance {

// A pipeline that fails, and what its report must say.
struct RedPipeline {
  ci::Job job;
  std::string workflow;
  std::string job_name;
  std::string step;
  int exit_code = 1;
  std::string log_line;  // must be in the tail of the log
};

// A CI system of its own, made for one test case, with projects of known outcome.
class Subject {
 public:
  Subject() = default;
  Subject(const Subject&) = delete;
  Subject& operator=(const Subject&) = delete;
  virtual ~Subject() = default;

  // A new object over the same CI: what the next run of the program would have.
  virtual std::unique_ptr<ci::Provider> provider() = 0;

  virtual ci::Job passing() = 0;         // green within a second or so
  virtual RedPipeline failing() = 0;     // red within a second or so
  virtual ci::Job endless() = 0;         // runs longer than any test
  virtual ci::Job absent() = 0;          // its project does not exist
  virtual ci::Job with_red_test() = 0;   // red because of red_test() alone
  virtual std::string red_test() = 0;    // its name
  virtual bool ends_on_interrupt() = 0;  // its pipelines run on this machine

  // Lets the CI get on with its work for a moment. 10 ms of real time unless there is something better.
  virtual boost::asio::awaitable<void> pause();

  boost::asio::io_context context{1};  // the provider's, and of servers that the subject runs
};

// Runs a behaviour to its end on the subject's context; servers on it go on until then.
void run(Subject& subject, boost::asio::awaitable<void> behaviour);

boost::asio::awaitable<void> check_accepts_a_project_that_is_set_up(Subject& subject);
boost::asio::awaitable<void> check_says_that_a_project_is_not_there(Subject& subject);
boost::asio::awaitable<void> a_trigger_gives_a_pipeline_with_id_number_link_and_time(Subject& subject);
boost::asio::awaitable<void> numbers_of_a_project_count_up(Subject& subject);
boost::asio::awaitable<void> a_project_that_is_not_there_never_passes(Subject& subject);
boost::asio::awaitable<void> a_good_pipeline_passes(Subject& subject);
boost::asio::awaitable<void> a_bad_pipeline_fails_and_is_explained_down_to_its_log(Subject& subject);
boost::asio::awaitable<void> the_log_of_a_pipeline_can_be_read_to_its_end(Subject& subject);
boost::asio::awaitable<void> an_end_of_the_reader_ends_the_reading_of_a_log(Subject& subject);
boost::asio::awaitable<void> a_failed_test_is_named(Subject& subject);
boost::asio::awaitable<void> a_pipeline_that_works_is_running(Subject& subject);
boost::asio::awaitable<void> a_running_pipeline_can_be_inspected(Subject& subject);
boost::asio::awaitable<void> newest_number_is_zero_before_the_first_pipeline(Subject& subject);
boost::asio::awaitable<void> newest_number_is_that_of_the_last_trigger(Subject& subject);
boost::asio::awaitable<void> find_gives_a_trigger_whose_answer_was_lost(Subject& subject);
boost::asio::awaitable<void> find_gives_the_oldest_of_several(Subject& subject);
boost::asio::awaitable<void> find_passes_over_pipelines_from_before(Subject& subject);
boost::asio::awaitable<void> find_passes_over_pipelines_that_are_known(Subject& subject);
boost::asio::awaitable<void> find_passes_over_other_branches(Subject& subject);
boost::asio::awaitable<void> a_pipeline_outlives_the_object_that_started_it(Subject& subject);
boost::asio::awaitable<void> a_pipeline_that_nobody_made_is_not_found(Subject& subject);
boost::asio::awaitable<void> an_interrupt_ends_pipelines_of_this_machine_and_no_others(Subject& subject);

}  // namespace ra::conformance

#define RA_PROVIDER_CASE(SUBJECT, BEHAVIOUR)                            \
  BOOST_AUTO_TEST_CASE(BEHAVIOUR) {                                     \
    SUBJECT subject;                                                    \
    ra::conformance::run(subject, ra::conformance::BEHAVIOUR(subject)); \
  }

#define RA_PROVIDER_SUITE(NAME, SUBJECT)                                               \
  BOOST_AUTO_TEST_SUITE(NAME)                                                          \
  RA_PROVIDER_CASE(SUBJECT, check_accepts_a_project_that_is_set_up)                    \
  RA_PROVIDER_CASE(SUBJECT, check_says_that_a_project_is_not_there)                    \
  RA_PROVIDER_CASE(SUBJECT, a_trigger_gives_a_pipeline_with_id_number_link_and_time)   \
  RA_PROVIDER_CASE(SUBJECT, numbers_of_a_project_count_up)                             \
  RA_PROVIDER_CASE(SUBJECT, a_project_that_is_not_there_never_passes)                  \
  RA_PROVIDER_CASE(SUBJECT, a_good_pipeline_passes)                                    \
  RA_PROVIDER_CASE(SUBJECT, a_bad_pipeline_fails_and_is_explained_down_to_its_log)     \
  RA_PROVIDER_CASE(SUBJECT, the_log_of_a_pipeline_can_be_read_to_its_end)              \
  RA_PROVIDER_CASE(SUBJECT, an_end_of_the_reader_ends_the_reading_of_a_log)            \
  RA_PROVIDER_CASE(SUBJECT, a_failed_test_is_named)                                    \
  RA_PROVIDER_CASE(SUBJECT, a_pipeline_that_works_is_running)                          \
  RA_PROVIDER_CASE(SUBJECT, a_running_pipeline_can_be_inspected)                       \
  RA_PROVIDER_CASE(SUBJECT, newest_number_is_zero_before_the_first_pipeline)           \
  RA_PROVIDER_CASE(SUBJECT, newest_number_is_that_of_the_last_trigger)                 \
  RA_PROVIDER_CASE(SUBJECT, find_gives_a_trigger_whose_answer_was_lost)                \
  RA_PROVIDER_CASE(SUBJECT, find_gives_the_oldest_of_several)                          \
  RA_PROVIDER_CASE(SUBJECT, find_passes_over_pipelines_from_before)                    \
  RA_PROVIDER_CASE(SUBJECT, find_passes_over_pipelines_that_are_known)                 \
  RA_PROVIDER_CASE(SUBJECT, find_passes_over_other_branches)                           \
  RA_PROVIDER_CASE(SUBJECT, a_pipeline_outlives_the_object_that_started_it)            \
  RA_PROVIDER_CASE(SUBJECT, a_pipeline_that_nobody_made_is_not_found)                  \
  RA_PROVIDER_CASE(SUBJECT, an_interrupt_ends_pipelines_of_this_machine_and_no_others) \
  BOOST_AUTO_TEST_SUITE_END()
