#include "archive/zip_writer.hpp"

#include "archive/deflate.hpp"
#include "archive/little_endian.hpp"
#include "archive/walk.hpp"
#include "archive_samples.hpp"
#include "base/files.hpp"
#include "support/temporary_folder.hpp"

#include <boost/test/unit_test.hpp>

#include <array>
#include <chrono>
#include <filesystem>
#include <string>

using namespace ra::archive;
using ra::test::noise;
using ra::test::sum;
using ra::test::words;
namespace fs = std::filesystem;

namespace {

Tree mixed() {
  std::vector<Entry> entries{folder_entry("empty"), content_entry("none", ""), content_entry("one", "1"),
                             symlink_entry("link", "one"), content_entry("dense", noise(300'000))};
  for (int i = 0; i < 40; ++i) entries.push_back(content_entry("many/" + std::to_string(i), words(50'000)));
  entries.push_back(content_entry("large/words", words(whole_size + 3 * part_size / 2)));
  entries.push_back(content_entry("large/noise", noise(whole_size + 1)));
  entries.push_back(content_entry("whole", words(whole_size)));
  return Tree::of(std::move(entries), Tree::Parents::added).value();
}

struct Zipped {
  ra::test::TemporaryFolder folder;

  Made make(const Tree& tree, unsigned threads = 2, const ZipOptions& options = {}) const {
    Workers workers{threads};
    return make_zip(tree, folder / "a.zip", options, workers).value();
  }
  std::string bytes() const { return ra::read_file(folder / "a.zip", std::uint64_t{1} << 30U).value(); }
};

// The method, packed size and size of the one member of a zip.
struct First {
  std::uint16_t method = 0;
  std::uint32_t packed = 0;
  std::uint32_t size = 0;
};
First first(const std::string& zip) {
  return {get<std::uint16_t>(zip, 8), get<std::uint32_t>(zip, 18), get<std::uint32_t>(zip, 22)};
}

// A file whose samples tell another tale than the rest of it.
Entry sampled(const fs::path& path, std::string text, const std::string& sample) {
  for (unsigned i = 0; i < sample_count; ++i) {
    const auto at = static_cast<std::size_t>(sample_at(text.size(), i));
    text.replace(at, sample_size, sample + noise(sample_size - sample.size(), i));
  }
  ra::write_file(path, text).value();
  return file_entry("f", path, text.size());
}

}  // namespace

BOOST_AUTO_TEST_SUITE(archive_zip_writer)

BOOST_FIXTURE_TEST_CASE(the_bytes_do_not_hang_on_the_number_of_threads, Zipped) {
  const Tree tree = mixed();
  make(tree, 1);
  const std::string one = bytes();

  for (const unsigned threads : {2U, 3U, 8U}) {
    make(tree, threads);
    BOOST_TEST((bytes() == one), threads);
  }
}

BOOST_FIXTURE_TEST_CASE(the_bytes_do_not_hang_on_where_files_lie_and_how_old_they_are, Zipped) {
  ra::write_file(folder / "x/f", "content").value();
  ra::write_file(folder / "y/f", "content").value();
  fs::last_write_time(folder / "y/f", fs::file_time_type{} - std::chrono::hours{1});
  fs::permissions(folder / "y/f", fs::perms{0600});

  make(Tree::of(walk(folder / "x").value()).value());
  const std::string x = bytes();
  make(Tree::of(walk(folder / "y").value()).value());

  BOOST_TEST((bytes() == x));
}

BOOST_FIXTURE_TEST_CASE(the_digests_are_those_of_the_file, Zipped) {
  const Made made = make(mixed());

  const std::string all = bytes();
  BOOST_TEST(made.size == all.size());
  BOOST_TEST(made.path == folder / "a.zip");
  for (const Hash hash : {Hash::md5, Hash::sha1, Hash::sha256, Hash::sha512}) {
    BOOST_TEST(made.digests.at(hash) == sum(all, hash), hash_name(hash));
  }
}

BOOST_FIXTURE_TEST_CASE(words_are_deflated_and_noise_is_stored, Zipped) {
  make(Tree::of({content_entry("f", words(100'000))}).value());
  BOOST_TEST(first(bytes()).method == zip::deflated);
  BOOST_TEST(first(bytes()).packed < 50'000U);

  for (const std::size_t size : {0U, 1U, 1'000U, 70'000U, 1'000'000U}) {
    make(Tree::of({content_entry("f", noise(size))}).value());
    BOOST_TEST(first(bytes()).method == zip::stored, size);
    BOOST_TEST(first(bytes()).packed == size);
  }
}

BOOST_FIXTURE_TEST_CASE(a_large_member_whose_samples_lie_is_never_larger_than_stored, Zipped) {
  make(Tree::of({sampled(folder / "f", noise(whole_size * 2), std::string(130, '0'))}).value());

  BOOST_TEST(first(bytes()).method == zip::stored);
  BOOST_TEST(first(bytes()).packed == whole_size * 2);
}

BOOST_FIXTURE_TEST_CASE(a_large_member_whose_samples_are_dense_is_stored_untried, Zipped) {
  make(Tree::of({sampled(folder / "f", words(whole_size * 2), "")}).value());

  BOOST_TEST(first(bytes()).method == zip::stored);
}

BOOST_AUTO_TEST_CASE(a_block_refers_to_what_comes_before_it) {
  BOOST_TEST(deflate_block(6, noise(40'000), noise(40'000).substr(10'000, 20'000), true).size() < 1'000U);
  BOOST_TEST(deflate_block(6, "", noise(40'000).substr(10'000, 20'000), true).size() > 20'000U);
}

BOOST_FIXTURE_TEST_CASE(no_member_has_a_data_descriptor_and_all_names_are_utf8, Zipped) {
  make(Tree::of({content_entry("large", words(whole_size + 1))}).value());

  BOOST_TEST(get<std::uint16_t>(bytes(), 6) == zip::utf8_flag);
  BOOST_TEST(first(bytes()).size == whole_size + 1);
  BOOST_TEST(first(bytes()).method == zip::deflated);
}

BOOST_FIXTURE_TEST_CASE(a_file_that_is_not_as_large_as_the_tree_says_is_an_error_and_leaves_nothing, Zipped) {
  ra::write_file(folder / "f", "12345").value();
  Workers workers{1};
  for (const std::uint64_t size : {4U, 6U}) {
    const auto tree = Tree::of({file_entry("f", folder / "f", size)});

    const auto made = make_zip(*tree, folder / "a.zip", {}, workers);

    BOOST_TEST_REQUIRE(made.has_error());
    BOOST_TEST(made.error().message.ends_with("/f changed while it was read"));
    BOOST_TEST(!made.error().hint.empty());
  }
  BOOST_TEST(std::distance(fs::directory_iterator{folder.path()}, {}) == 1);
}

BOOST_FIXTURE_TEST_CASE(several_archives_are_made_of_one_reading, Zipped) {
  ra::write_file(folder / "f", words(100'000)).value();
  const auto tree = Tree::of({file_entry("f", folder / "f", 100'000)});
  Workers workers{2};
  const auto one = ZipWriter::create(folder / "1.zip", {}, workers).value();
  const auto two = ZipWriter::create(folder / "2.zip", {.time = {}, .level = 9, .digests = {}}, workers).value();
  const std::array<Writer*, 2> both{one.get(), two.get()};

  write_members(*tree, both).value();

  BOOST_TEST(one->finish().value().size > two->finish().value().size);
}

BOOST_AUTO_TEST_SUITE_END()
