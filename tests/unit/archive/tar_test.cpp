#include "archive/tar_reader.hpp"
#include "archive/tar_records.hpp"
#include "archive/tar_writer.hpp"
#include "archive/walk.hpp"
#include "archive_samples.hpp"
#include "base/files.hpp"
#include "support/temporary_folder.hpp"

#include <boost/test/unit_test.hpp>

#include <filesystem>
#include <string>

using namespace ra::archive;
using ra::test::noise;
using ra::test::sum;
using ra::test::words;
namespace fs = std::filesystem;

namespace {

const std::string ending(2 * tar::block_size, '\0');

std::string of(const Entry& entry) {
  return tar::header(entry, {}) + entry.content.value_or("") + std::string(tar::padding(entry.size), '\0');
}

// The sum of a header that was changed.
void mend(std::string& block, std::size_t at = 0) {
  unsigned total = 0;
  block.replace(at + 148, 8, "        ");
  for (std::size_t i = 0; i < tar::block_size; ++i) total += static_cast<unsigned char>(block[at + i]);
  char digits[8] = {};
  std::snprintf(digits, sizeof digits, "%06o", total);
  block.replace(at + 148, 7, std::string{digits, 7});
}

Entry named(const std::string& name, const std::string& content = "x") { return content_entry(name, content); }

struct Tarred {
  ra::test::TemporaryFolder folder;

  fs::path path() const { return folder / "a.tar"; }
  fs::path out() const { return folder / "out"; }
  Made make(const Tree& tree, Compression compression, unsigned threads = 2) const {
    Workers workers{threads};
    TarOptions options;
    options.compression = compression;
    return make_tar(tree, path(), options, workers).value();
  }
  std::string bytes() const { return ra::read_file(path(), 1U << 30U).value(); }

  // See the test of zip.
  std::string refusal(const std::string& bytes, const Limits& limits = {}) const {
    ra::write_file(path(), bytes).value();
    const auto done = extract_tar(path(), out(), limits);
    if (done) return "";
    BOOST_TEST((done.error().code == ra::Errc::config), done.error().message);
    BOOST_TEST(std::distance(fs::directory_iterator{folder.path()}, {}) == 1);
    const std::string before = path().string() + ": ";
    return done.error().message.substr(done.error().message.starts_with(before) ? before.size() : 0);
  }
  std::string text(const std::string& name) const { return ra::read_file(out() / name, 1U << 24U).value(); }
};

Tree awkward() {
  const std::string folder(90, 'f');
  Entry run = content_entry("bin/run", "#!/bin/sh\n");
  run.mode = executable_mode;
  return Tree::of({run, folder_entry("empty"), symlink_entry("bin/link", "../dé"),
                   content_entry("dé", noise(5'000'000)), symlink_entry("long", std::string(101, 't')),
                   content_entry(folder + "/" + std::string(100, 'n'), "split"),
                   content_entry(folder + "/" + folder + "/" + std::string(120, 'n'), "pax"), content_entry("none", ""),
                   content_entry("words", words(5'000'000))},
                  Tree::Parents::added)
      .value();
}

}  // namespace

BOOST_AUTO_TEST_SUITE(archive_tar)

BOOST_FIXTURE_TEST_CASE(what_was_written_is_read_packed_or_not, Tarred) {
  const Tree tree = awkward();
  for (const Compression compression : {Compression::none, Compression::gzip, Compression::zstd}) {
    make(tree, compression);

    extract_tar(path(), out()).value();

    const Tree again = Tree::of(walk(out()).value()).value();
    BOOST_TEST_REQUIRE(again.entries().size() == tree.entries().size());
    for (std::size_t i = 0; i < again.entries().size(); ++i) {
      const Entry& before = tree.entries()[i];
      const Entry& after = again.entries()[i];
      BOOST_TEST(after.name == before.name);
      BOOST_TEST((after.kind == before.kind && after.mode == before.mode && after.target == before.target));
      if (before.content) BOOST_TEST((text(before.name) == *before.content), before.name);
    }
    fs::remove_all(out());
  }
}

BOOST_FIXTURE_TEST_CASE(the_bytes_do_not_hang_on_the_number_of_threads, Tarred) {
  const Tree tree = awkward();
  for (const Compression compression : {Compression::gzip, Compression::zstd}) {
    make(tree, compression, 1);
    const std::string one = bytes();
    make(tree, compression, 5);
    BOOST_TEST((bytes() == one));
  }
}

BOOST_FIXTURE_TEST_CASE(the_digests_are_those_of_the_file, Tarred) {
  const Made made = make(awkward(), Compression::zstd);

  BOOST_TEST(made.size == bytes().size());
  for (const Hash hash : {Hash::md5, Hash::sha1, Hash::sha256, Hash::sha512}) {
    BOOST_TEST(made.digests.at(hash) == sum(bytes(), hash), hash_name(hash));
  }
}

BOOST_AUTO_TEST_CASE(names_of_100_bytes_stand_in_the_header_longer_ones_before_it) {
  for (const auto& [size, blocks] : {std::pair{99U, 1U}, {100U, 1U}, {101U, 3U}}) {
    BOOST_TEST(tar::header(named(std::string(size, 'n')), {}).size() == blocks * tar::block_size, size);
    BOOST_TEST(tar::header(symlink_entry("l", std::string(size, 't')), {}).size() == blocks * tar::block_size, size);
  }
}

BOOST_AUTO_TEST_CASE(folders_of_155_bytes_stand_in_the_header_longer_ones_before_it) {
  for (const auto& [size, blocks] : {std::pair{154U, 1U}, {155U, 1U}, {156U, 3U}}) {
    const std::string name = std::string(size, 'f') + "/" + std::string(100, 'n');
    BOOST_TEST(tar::header(named(name), {}).size() == blocks * tar::block_size, size);
  }
}

BOOST_AUTO_TEST_CASE(sizes_up_to_8_gib_less_one_stand_in_the_header) {
  constexpr std::uint64_t eight_gib = std::uint64_t{8} << 30U;
  for (const auto& [size, blocks] : {std::pair{eight_gib - 1, 1U}, {eight_gib, 3U}, {eight_gib + 1, 3U}}) {
    const std::string header = tar::header(file_entry("f", "f", size), {});
    BOOST_TEST(header.size() == blocks * tar::block_size, size);
    if (blocks == 3) BOOST_TEST(header.find(" size=" + std::to_string(size) + "\n") != std::string::npos);
  }
}

BOOST_FIXTURE_TEST_CASE(what_is_larger_than_8_gib_is_read_as_that_large, Tarred) {
  const std::string header = tar::header(file_entry("f", "f", (std::uint64_t{8} << 30U) + 1), {});

  BOOST_TEST(refusal(header) == "\"f\" has no sensible size");  // the limit is 8 GiB
  BOOST_TEST(refusal(header, {.most_bytes = std::uint64_t{9} << 30U}) == "it is not a tar file: it ends too early");
}

BOOST_FIXTURE_TEST_CASE(names_and_links_that_lead_out_are_refused, Tarred) {
  BOOST_TEST(refusal(of(named("../x")) + ending) == "\"../x\" leads out of its folder");
  BOOST_TEST(list_tar(path()).has_error());
  BOOST_TEST(refusal(of(named("./../x")) + ending) == "\"../x\" leads out of its folder");
  BOOST_TEST(refusal(of(named("/etc/x")) + ending) == "\"/etc/x\" is an absolute name");
  BOOST_TEST(refusal(of(symlink_entry("l", "../x")) + ending) == "\"l\" is a link to \"../x\", which lies outside");
  BOOST_TEST(refusal(of(symlink_entry("l", "d")) + of(named("l/x")) + ending) ==
             "\"l/x\" lies in \"l\", which is not a folder");
  BOOST_TEST(refusal(of(symlink_entry("l", "d")) + of(named("l")) + ending) == "\"l\" is there twice");
}

BOOST_FIXTURE_TEST_CASE(a_name_in_a_pax_header_is_held_to_the_same, Tarred) {
  std::string archive = of(named("é")) + ending;
  archive.replace(archive.find("path=é"), 7, "path=..");

  BOOST_TEST(refusal(archive) == "\"..\" leads out of its folder");
}

BOOST_FIXTURE_TEST_CASE(what_lies_below_the_dot_is_read_without_it, Tarred) {
  BOOST_TEST(refusal(of(folder_entry(".")) + of(folder_entry("./a")) + of(named("./a/b", "c")) + ending).empty());
  BOOST_TEST(text("a/b") == "c");
}

BOOST_FIXTURE_TEST_CASE(a_folder_may_be_named_again, Tarred) {
  BOOST_TEST(refusal(of(named("a/b")) + of(folder_entry("a")) + of(folder_entry("a")) + ending).empty());
}

BOOST_FIXTURE_TEST_CASE(hard_links_devices_and_sparse_files_are_refused, Tarred) {
  for (const char type : {'1', '3', '4', '6', 'S', 'M', '?'}) {
    std::string archive = of(named("f", ""));
    archive[156] = type;
    mend(archive);
    BOOST_TEST(refusal(archive + ending).starts_with("\"f\" is "), type);
  }
}

BOOST_FIXTURE_TEST_CASE(long_names_of_gnu_are_read, Tarred) {
  const std::string name = std::string(200, 'a') + "/" + std::string(99, 'b');
  std::string before = of(named("././@LongLink", name + '\0'));
  before[156] = 'L';
  mend(before);

  BOOST_TEST(refusal(before + of(named("cut", "content")) + ending).empty());
  BOOST_TEST(text(name) == "content");
}

BOOST_FIXTURE_TEST_CASE(a_size_of_base_256_is_read, Tarred) {
  std::string archive = of(named("f", "12345"));
  archive.replace(124, 12, std::string("\x80\0\0\0\0\0\0\0\0\0\0\5", 12));
  mend(archive);

  BOOST_TEST(refusal(archive + ending).empty());
  BOOST_TEST(text("f") == "12345");
}

BOOST_FIXTURE_TEST_CASE(another_sum_is_refused, Tarred) {
  std::string archive = of(named("f")) + of(named("g")) + ending;
  archive[1024] = 'h';
  BOOST_TEST(refusal(archive) == "it is not a tar file: a header has another sum");
  archive[0] = 'h';
  BOOST_TEST(refusal(archive) == "it is not a tar file: its first header is none");
}

BOOST_FIXTURE_TEST_CASE(an_archive_that_was_cut_anywhere_is_refused, Tarred) {
  const std::string whole = of(named("a", words(600))) + of(named("é", "x"));
  for (std::size_t size = 0; size <= whole.size(); size += 100)
    BOOST_TEST(!refusal(whole.substr(0, size)).empty(), size);
  BOOST_TEST(refusal(whole + ending + "x").find("it is not a tar file") == 0U);
  BOOST_TEST(refusal(whole + ending + of(named("b"))) == "it is not a tar file: there is something behind its end");
}

BOOST_FIXTURE_TEST_CASE(packed_data_that_was_cut_or_damaged_is_refused, Tarred) {
  const Tree tree = Tree::of({content_entry("f", words(20'000))}).value();
  for (const auto& [compression, name] : {std::pair{Compression::gzip, "gzip"}, {Compression::zstd, "zstd"}}) {
    make(tree, compression);
    const std::string whole = bytes();
    for (const std::size_t cut : {1U, 4U, 9U, 100U}) {
      BOOST_TEST(refusal(whole.substr(0, whole.size() - cut)).ends_with("it ends too early"), name << cut);
    }
    std::string flipped = whole;
    flipped[flipped.size() - 2] ^= 1;  // gzip's size, zstd's checksum
    BOOST_TEST(refusal(flipped) == std::string{"its "} + name + " data is damaged");
  }
}

BOOST_FIXTURE_TEST_CASE(a_bomb_is_refused, Tarred) {
  const Limits limits{.most_bytes = 10'000'000, .most_ratio = 100, .free_size = 100'000, .most_members = 10};
  make(Tree::of({content_entry("f", std::string(3'000'000, ' '))}).value(), Compression::zstd);
  BOOST_TEST(refusal(bytes(), limits).starts_with("it is a bomb: "));
}

BOOST_FIXTURE_TEST_CASE(the_limits_of_members_and_bytes_are_exact, Tarred) {
  const std::string archive = of(named("a")) + of(named("b")) + ending;  // 3,072 bytes
  for (const auto& [most, taken] : {std::pair{1U, false}, {2U, true}, {3U, true}}) {
    BOOST_TEST(refusal(archive, {.most_members = most}).empty() == taken, most);
    fs::remove_all(out());
  }
  for (const auto& [most, taken] : {std::pair{3071U, false}, {3072U, true}, {3073U, true}}) {
    BOOST_TEST(refusal(archive, {.most_bytes = most}).empty() == taken, most);
    fs::remove_all(out());
  }
}

BOOST_FIXTURE_TEST_CASE(other_packings_are_refused_by_name, Tarred) {
  BOOST_TEST(refusal("BZh9" + std::string(600, 'x')) == "it is packed by bzip2");
}

BOOST_AUTO_TEST_CASE(an_owner_and_a_group_stand_in_the_header_by_their_numbers) {
  Entry entry = named("a");
  entry.owner = 1000;
  entry.group = most_owner;

  const std::string header = tar::header(entry, {});

  BOOST_TEST(header.substr(108, 8) == std::string("0001750\0", 8));
  BOOST_TEST(header.substr(116, 8) == std::string("7777777\0", 8));
}

BOOST_AUTO_TEST_CASE(the_sum_before_packing_is_that_of_the_plain_tar) {
  const ra::test::TemporaryFolder own;
  const Tree tree = Tree::of({named("a", words(3'000'000))}).value();
  Workers workers{2};
  TarOptions options;
  options.unpacked_sha256 = true;
  const Made plain = make_tar(tree, own / "plain", options, workers).value();
  options.compression = Compression::zstd;

  const Made packed = make_tar(tree, own / "packed", options, workers).value();

  BOOST_TEST(packed.unpacked_sha256 == plain.digests.at(Hash::sha256));
  BOOST_TEST(plain.unpacked_sha256 == plain.digests.at(Hash::sha256));
}

BOOST_AUTO_TEST_SUITE_END()
