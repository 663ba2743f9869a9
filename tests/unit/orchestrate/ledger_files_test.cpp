// The files of the ledger in the work folder.
#include "ledger_bench.hpp"

#include "support/run_coroutine.hpp"

#include <boost/test/unit_test.hpp>

namespace asio = boost::asio;
namespace orch = ra::orchestrate;
using ra::test::first;
using ra::test::intent;

BOOST_AUTO_TEST_SUITE(ledger_files)

namespace {

// One run in a folder, without git: opens, adds these events, and gives what it had found.
std::vector<orch::Event> run_in(const std::filesystem::path& folder, const std::string& version, ra::model::Mode mode,
                                const std::vector<orch::Event>& add) {
  const ra::Clock clock;
  const ra::Log log;
  std::vector<orch::Event> found;
  ra::test::run_coroutine([&]() -> asio::awaitable<void> {
    const auto executor = co_await asio::this_coro::executor;
    orch::LedgerOptions options;
    options.folder = folder;
    options.mode = ra::model::LedgerMode::local;
    options.run_mode = mode;
    options.product = "p";
    options.version = version;
    orch::Ledger ledger{options, nullptr, clock, log, executor};
    auto events = co_await ledger.open();
    BOOST_TEST_REQUIRE(events.has_value());
    found = *std::move(events);
    for (const auto& event : add) BOOST_TEST(ledger.append(event).has_value());
    const auto closed = co_await ledger.close();
    BOOST_TEST(closed.has_value());
  });
  return found;
}

orch::Event first_of(const std::string& version, ra::model::Mode mode) {
  auto event = first();
  event.version = version;
  event.mode = to_string(mode);
  return event;
}

}  // namespace

BOOST_AUTO_TEST_CASE(each_release_in_a_folder_keeps_its_own_events) {
  using ra::model::Mode;
  const ra::test::TemporaryFolder folder;
  run_in(folder.path(), "1.0.0", Mode::dry_run, {first_of("1.0.0", Mode::dry_run), intent("x"), intent("y")});

  const auto of_other_mode = run_in(folder.path(), "1.0.0", Mode::release, {first_of("1.0.0", Mode::release)});
  const auto of_other_version = run_in(folder.path(), "2.0.0", Mode::dry_run, {});

  BOOST_TEST(of_other_mode.empty());
  BOOST_TEST(of_other_version.empty());
  BOOST_TEST(run_in(folder.path(), "1.0.0", Mode::dry_run, {intent("z")}).size() == 3U);
  BOOST_TEST(run_in(folder.path(), "1.0.0", Mode::release, {}).size() == 1U);
  BOOST_TEST(run_in(folder.path(), "1.0.0", Mode::dry_run, {}).size() == 4U);
}

BOOST_AUTO_TEST_CASE(after_a_line_that_was_cut_off_the_ledger_is_whole_again) {
  using ra::model::Mode;
  const ra::test::TemporaryFolder folder;
  run_in(folder.path(), "1.0.0", Mode::dry_run, {first_of("1.0.0", Mode::dry_run)});
  BOOST_TEST(ra::append_file(folder / "ledger.ndjson", R"({"event":"inte)").has_value());

  run_in(folder.path(), "1.0.0", Mode::dry_run, {intent("x")});

  BOOST_TEST(run_in(folder.path(), "1.0.0", Mode::dry_run, {}).size() == 2U);
}

BOOST_AUTO_TEST_SUITE_END()
