#include "attest/sqlite_table.hpp"

#include "base/files.hpp"

#include <boost/test/unit_test.hpp>

#include <filesystem>

using namespace ra::attest;

namespace {

std::string sample() {
  return ra::read_file(std::filesystem::path{RA_FIXTURES} / "sqlite/rows.db", std::uint64_t{1} << 20U).value();
}

std::vector<SqliteRow> rows_of(const std::string& database, std::string_view table, std::vector<std::string>& held) {
  std::vector<SqliteRow> all;
  const auto done = each_row(database, table, [&](const SqliteRow& row) -> ra::Result<> {
    all.push_back(row);
    for (auto& value : all.back()) held.emplace_back(value.bytes);
    return {};
  });
  BOOST_TEST(done.has_value(), table);
  return all;
}

}  // namespace

BOOST_AUTO_TEST_SUITE(sqlite_tables)

// Those of the fixture lie on both sides of 477 bytes, where a row goes on in pages of its own.
BOOST_AUTO_TEST_CASE(bodies_of_all_sizes_come_whole_and_in_order) {
  std::int64_t n = 0;
  const std::string database = sample();
  const auto done = each_row(database, "bodies", [&](const SqliteRow& row) -> ra::Result<> {
    ++n;
    BOOST_TEST_REQUIRE(row.size() == 3U);
    const std::string expected(static_cast<std::size_t>(row[1].number), static_cast<char>('a' + n % 26));
    BOOST_TEST(row[2].bytes == expected, n);
    return {};
  });

  BOOST_TEST(done.has_value());
  BOOST_TEST(n == 84);
}

BOOST_AUTO_TEST_CASE(whole_numbers_of_each_width) {
  std::vector<std::string> held;
  std::vector<std::int64_t> numbers;
  for (const auto& row : rows_of(sample(), "numbers", held)) numbers.push_back(row[1].number);
  const std::vector<std::int64_t> expected{
      0, 1, -1, 127, 128, -129, 8'388'607, 2'147'483'648, -140'737'488'355'328, 4'611'686'018'427'387'904, 0, 0};

  BOOST_TEST(numbers == expected, boost::test_tools::per_element());
}

BOOST_AUTO_TEST_CASE(an_empty_table_and_one_that_is_not_there) {
  std::vector<std::string> held;
  BOOST_TEST(rows_of(sample(), "empty", held).empty());
  const auto none = each_row(sample(), "nowhere", [](const SqliteRow&) { return ra::Result<>{}; });
  BOOST_TEST((none.error().code == ra::Errc::not_found));
}

BOOST_AUTO_TEST_CASE(what_is_none_or_cut_is_an_error) {
  const auto nothing = [](const SqliteRow&) { return ra::Result<>{}; };
  BOOST_TEST(each_row("", "bodies", nothing).has_error());
  BOOST_TEST(each_row(std::string(4096, 'x'), "bodies", nothing).has_error());
  const std::string whole = sample();
  BOOST_TEST(each_row(whole.substr(0, whole.size() / 2), "bodies", nothing).has_error());
}

// A page whose cells all lead to the same bytes would come to gigabytes.
BOOST_AUTO_TEST_CASE(rows_that_share_their_bytes_are_refused) {
  std::string database(65'536, '\0');
  database.replace(0, 16, std::string{"SQLite format 3\0", 16});
  database.replace(16, 2, std::string{"\0\1", 2});                     // pages of 65,536 bytes
  database.replace(100, 8, std::string{"\x0d\0\0\x27\x10\0\0\0", 8});  // a leaf of 10,000 cells
  for (std::size_t cell = 0; cell < 10'000; ++cell) database.replace(108 + 2 * cell, 2, "\x80\x01");
  // 10,000 bytes, row 1; a head of 4 bytes, a blob of 9,996
  database.replace(0x8001, 7, std::string{"\xce\x10\x01\x04\x81\x9c\x24", 7});
  const auto done = each_row(database, "bodies", [](const SqliteRow&) { return ra::Result<>{}; });

  BOOST_TEST_REQUIRE(done.has_error());
  BOOST_TEST(done.error().message == "the database is damaged");
}

// Every byte changed, one at a time: nothing that comes of it is read beyond its end, or goes on for ever.
BOOST_AUTO_TEST_CASE(any_damage_ends) {
  const std::string whole = sample();
  std::size_t refused = 0;
  for (std::size_t at = 0; at < whole.size(); at += 3) {
    std::string broken = whole;
    broken[at] = static_cast<char>(broken[at] ^ 0xFF);
    if (!each_row(broken, "bodies", [](const SqliteRow&) { return ra::Result<>{}; })) ++refused;
  }
  BOOST_TEST(refused > 100U);
}

BOOST_AUTO_TEST_CASE(an_error_of_the_reader_ends_it) {
  int seen = 0;
  const auto done = each_row(sample(), "bodies", [&](const SqliteRow&) -> ra::Result<> {
    ++seen;
    return ra::error(ra::Errc::config, "enough");
  });

  BOOST_TEST(done.error().message == "enough");
  BOOST_TEST(seen == 1);
}

BOOST_AUTO_TEST_SUITE_END()
