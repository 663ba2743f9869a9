#include "archive/zip_reader.hpp"

#include "archive/walk.hpp"
#include "archive/zip_writer.hpp"
#include "archive_samples.hpp"
#include "base/files.hpp"
#include "base/output_file.hpp"
#include "support/temporary_folder.hpp"

#include <boost/test/unit_test.hpp>

#include <filesystem>
#include <string>

using namespace ra::archive;
using ra::test::noise;
using ra::test::words;
using ra::test::ZipParts;
namespace fs = std::filesystem;

namespace {

struct Unzipped {
  ra::test::TemporaryFolder folder;

  void write(const std::string& bytes) const { ra::write_file(folder / "a.zip", bytes).value(); }
  fs::path path() const { return folder / "a.zip"; }
  fs::path out() const { return folder / "out"; }

  // What is said of an archive that is refused, without where it lies; "" when it was unpacked. Nothing may be left.
  std::string refusal(const std::string& bytes, const Limits& limits = {}) const {
    write(bytes);
    const auto zip = ZipReader::open(path(), limits);
    const auto done = zip ? zip->extract(out()) : ra::Result<>{zip.error()};
    if (done) return "";
    BOOST_TEST((done.error().code == ra::Errc::config));
    BOOST_TEST(done.error().message.starts_with(path().string() + ": "), done.error().message);
    BOOST_TEST(std::distance(fs::directory_iterator{folder.path()}, {}) == 1);
    return done.error().message.substr(path().string().size() + 2);
  }
  std::string refusal(const ZipParts& zip, const Limits& limits = {}) const { return refusal(zip.bytes(), limits); }

  std::string text(const std::string& name) const { return ra::read_file(out() / name, 1U << 24U).value(); }
};

ZipParts of(const std::string& name, const std::string& content = "x", std::uint32_t mode = 0100644) {
  ZipParts zip;
  zip.add(name, content, mode);
  return zip;
}

constexpr std::uint32_t link_mode = 0120777;

}  // namespace

BOOST_AUTO_TEST_SUITE(archive_zip_reader)

BOOST_FIXTURE_TEST_CASE(what_was_written_is_read, Unzipped) {
  const std::string large = words(whole_size + part_size + 1);
  Entry run = content_entry("bin/run", "#!/bin/sh\n");
  run.mode = executable_mode;
  const auto tree =
      Tree::of({run, folder_entry("empty"), symlink_entry("bin/link", "../dé"), content_entry("dé", noise(90'000)),
                content_entry("large", large), content_entry("none", ""), content_entry("words", words(1000))},
               Tree::Parents::added);
  Workers workers{2};
  make_zip(*tree, path(), {}, workers).value();

  ZipReader::open(path()).value().extract(out()).value();

  const auto again = Tree::of(walk(out()).value()).value();
  BOOST_TEST_REQUIRE(again.entries().size() == tree->entries().size());
  for (std::size_t i = 0; i < again.entries().size(); ++i) {
    const Entry& before = tree->entries()[i];
    const Entry& after = again.entries()[i];
    BOOST_TEST(after.name == before.name);
    BOOST_TEST((after.kind == before.kind && after.mode == before.mode && after.target == before.target));
    if (before.content) BOOST_TEST((text(before.name) == *before.content), before.name);
  }
}

BOOST_FIXTURE_TEST_CASE(one_member_is_read_by_its_name, Unzipped) {
  ZipParts zip;
  zip.add("a", "first");
  zip.add_deflated("b/c", words(5'000));
  write(zip.bytes());
  const auto reader = ZipReader::open(path()).value();

  BOOST_TEST(reader.read_member("a", 5).value() == "first");
  BOOST_TEST((reader.read_member("b/c", 5'000).value() == words(5'000)));
  BOOST_TEST((reader.read_member("a", 4).error().code == ra::Errc::config));
  BOOST_TEST((reader.read_member("c", 4).error().code == ra::Errc::not_found));
}

BOOST_FIXTURE_TEST_CASE(an_empty_archive_becomes_an_empty_folder, Unzipped) {
  BOOST_TEST(refusal(ZipParts{}).empty());
  BOOST_TEST(fs::is_empty(out()));
}

BOOST_FIXTURE_TEST_CASE(a_folder_in_which_there_is_something_is_left_alone, Unzipped) {
  write(of("a").bytes());
  ra::write_file(out() / "mine", "mine").value();

  const auto done = ZipReader::open(path()).value().extract(out());

  BOOST_TEST((done.error().code == ra::Errc::conflict));
  BOOST_TEST(text("mine") == "mine");
}

BOOST_FIXTURE_TEST_CASE(an_empty_folder_is_filled, Unzipped) {
  fs::create_directories(out());

  BOOST_TEST(refusal(of("a", "b")).empty());
  BOOST_TEST(text("a") == "b");
}

BOOST_FIXTURE_TEST_CASE(modes_are_normalised, Unzipped) {
  ZipParts zip = of("suid", "x", 0104755);
  zip.add("open", "x", 0100666);
  BOOST_TEST(refusal(zip).empty());

  BOOST_TEST((fs::status(out() / "suid").permissions() == fs::perms{0755}));
  BOOST_TEST((fs::status(out() / "open").permissions() == fs::perms{0644}));
}

BOOST_FIXTURE_TEST_CASE(names_that_lead_out_are_refused, Unzipped) {
  BOOST_TEST(refusal(of("../x")) == "\"../x\" leads out of its folder");
  BOOST_TEST(refusal(of("a/../../x")) == "\"a/../../x\" leads out of its folder");
  BOOST_TEST(refusal(of("/etc/x")) == "\"/etc/x\" is an absolute name");
  BOOST_TEST(refusal(of("..\\x")).ends_with("which some take for a folder's"));
  BOOST_TEST(refusal(of("/", "")) == "\"/\" is an absolute name");
  BOOST_TEST(refusal(of("./../x")) == "\"../x\" leads out of its folder");
}

// Linux: NAME_MAX.
BOOST_FIXTURE_TEST_CASE(a_name_that_no_folder_of_ours_can_hold_is_refused, Unzipped) {
  for (const auto& [size, taken] : {std::pair{254U, true}, {255U, true}, {256U, false}}) {
    const std::string said = refusal(of(std::string(size, 'n')));
    BOOST_TEST(said.empty() == taken, said);
    if (!taken) BOOST_TEST(said.ends_with("has a name that is too long for this system"));
    fs::remove_all(out());
  }
}

BOOST_FIXTURE_TEST_CASE(links_that_lead_out_are_refused, Unzipped) {
  BOOST_TEST(refusal(of("l", "/etc", link_mode)) == "\"l\" is a link to \"/etc\", which is an absolute name");
  BOOST_TEST(refusal(of("l", "../x", link_mode)) == "\"l\" is a link to \"../x\", which lies outside");
}

BOOST_FIXTURE_TEST_CASE(what_lies_behind_a_link_is_refused, Unzipped) {
  ZipParts zip = of("d/", "", 040755);
  zip.add("l", "d", link_mode);
  zip.add("l/x", "x");

  BOOST_TEST(refusal(zip) == "\"l/x\" lies in \"l\", which is not a folder");
}

BOOST_FIXTURE_TEST_CASE(a_link_through_a_link_does_not_lead_out, Unzipped) {
  ZipParts zip = of("d/e/l", "../..", link_mode);
  zip.add("m", "d/e/l/../x", link_mode);

  BOOST_TEST(refusal(zip) == "\"m\" is a link to \"d/e/l/../x\", which goes down and up again");
}

BOOST_FIXTURE_TEST_CASE(what_lies_below_the_dot_is_read_without_it, Unzipped) {
  ZipParts zip = of("./", "", 040755);
  zip.add("./a/", "", 040755);
  zip.add("./a/b", "c");

  BOOST_TEST(refusal(zip).empty());
  BOOST_TEST(text("a/b") == "c");
}

BOOST_FIXTURE_TEST_CASE(what_lies_in_a_file_is_refused, Unzipped) {
  ZipParts zip = of("a");
  zip.add("a/b", "x");

  BOOST_TEST(refusal(zip) == "\"a/b\" lies in \"a\", which is not a folder");
}

BOOST_FIXTURE_TEST_CASE(names_that_are_there_twice_are_refused, Unzipped) {
  ZipParts zip = of("a", "good");
  zip.add("b", "x");
  zip.add("a", "evil");

  BOOST_TEST(refusal(zip) == "\"a\" is there twice");
  BOOST_TEST(ZipReader::open(path()).has_error());
}

BOOST_FIXTURE_TEST_CASE(names_in_capital_letters_are_other_names, Unzipped) {
  ZipParts zip = of("a", "1");
  zip.add("A", "2");

  BOOST_TEST(refusal(zip).empty());
  BOOST_TEST(text("a") + text("A") == "12");
}

BOOST_FIXTURE_TEST_CASE(devices_and_pipes_are_refused, Unzipped) {
  BOOST_TEST(refusal(of("p", "", 010644)) == "\"p\" is neither a file nor a folder nor a link");
}

BOOST_FIXTURE_TEST_CASE(another_checksum_is_refused, Unzipped) {
  ZipParts zip;
  ZipParts::Part& part = zip.add("a", "content");
  part.data = "CONTENT";

  BOOST_TEST(refusal(zip) == "\"a\" is damaged: its checksum is another");
}

BOOST_FIXTURE_TEST_CASE(deflated_data_that_is_damaged_is_refused, Unzipped) {
  ZipParts zip;
  zip.add_deflated("a", words(1000)).data[0] = '\x07';  // a block of the kind that there is not

  BOOST_TEST(refusal(zip) == "\"a\" is damaged");
}

BOOST_FIXTURE_TEST_CASE(more_or_less_than_a_member_says_is_refused, Unzipped) {
  for (const auto& [size, said] : {std::pair{999U, "is larger than it says"}, {1001U, "is smaller than it says"}}) {
    ZipParts zip;
    ZipParts::Part& part = zip.add_deflated("a", words(1000));
    part.local.size = part.central.size = size;
    BOOST_TEST(refusal(zip) == std::string{"\"a\" "} + said);
  }
}

BOOST_FIXTURE_TEST_CASE(data_behind_the_end_of_a_member_is_refused, Unzipped) {
  ZipParts zip;
  ZipParts::Part& part = zip.add_deflated("a", words(1000));
  part.data += "hidden";
  part.local.packed_size = part.central.packed_size = part.data.size();

  BOOST_TEST(refusal(zip) == "\"a\" has more data than it unpacks");
}

BOOST_FIXTURE_TEST_CASE(a_stored_member_of_two_sizes_is_refused, Unzipped) {
  ZipParts zip;
  ZipParts::Part& part = zip.add("a", "12345");
  part.local.size = part.central.size = 4;

  BOOST_TEST(refusal(zip) == "\"a\" is stored and has two sizes");
}

BOOST_FIXTURE_TEST_CASE(a_local_header_that_says_something_else_is_refused, Unzipped) {
  const std::string said = "\"a\" says one thing in the directory and another where it lies";
  const auto differing = [&](auto change) {
    ZipParts zip;
    change(zip.add("a", "12345").local);
    return refusal(zip);
  };

  BOOST_TEST(differing([](zip::Member& local) { local.name = "b"; }) == said);
  BOOST_TEST(differing([](zip::Member& local) { local.method = zip::deflated; }) == said);
  BOOST_TEST(differing([](zip::Member& local) { local.crc = 1; }) == said);
  BOOST_TEST(differing([](zip::Member& local) { local.size = 4; }) == said);
  BOOST_TEST(differing([](zip::Member& local) { local.packed_size = 4; }) == said);
}

BOOST_FIXTURE_TEST_CASE(a_folder_that_is_a_file_where_it_lies_is_refused, Unzipped) {
  ZipParts zip;
  zip.add("a/", "", 040755).local.name = "a/../b";

  BOOST_TEST(refusal(zip) == "\"a\" says one thing in the directory and another where it lies");
}

BOOST_FIXTURE_TEST_CASE(members_that_lie_in_each_other_are_refused, Unzipped) {
  ZipParts zip = of("a", std::string(100, 'a'));
  zip.add("b", "x").central.offset = 1;
  BOOST_TEST(refusal(zip) == "\"a\" reaches into what comes after it");

  ZipParts same = of("a");
  same.add("a2", "x");
  same.parts[0].central.offset = same.parts[1].central.offset = 33;
  BOOST_TEST(refusal(same).ends_with("reaches into what comes after it"));
}

BOOST_FIXTURE_TEST_CASE(a_local_header_that_is_longer_than_its_place_is_refused, Unzipped) {
  std::string bytes = of("a").bytes();
  bytes[28] = 40;  // of extra fields, which are those of the directory

  BOOST_TEST(refusal(bytes) == "\"a\" reaches into what comes after it");
}

BOOST_FIXTURE_TEST_CASE(a_member_beyond_the_directory_is_refused, Unzipped) {
  for (const std::uint64_t offset : {33ULL, 100'000ULL, 0xfffffffffffffff0ULL}) {
    ZipParts zip = of("a", "x");
    zip.parts[0].central.offset = offset;
    BOOST_TEST(refusal(zip) == "\"a\" reaches into what comes after it", offset);
  }
}

BOOST_FIXTURE_TEST_CASE(a_member_that_is_not_where_it_should_be_is_refused, Unzipped) {
  ZipParts zip = of("a", std::string(100, 'a'));
  zip.add("b", "x");
  zip.parts[0].data += std::string(200, 'p');
  zip.parts[0].central.offset = 7;

  BOOST_TEST(refusal(zip) == "\"a\" is not where the directory says");
}

BOOST_FIXTURE_TEST_CASE(a_bomb_is_refused_before_anything_is_unpacked, Unzipped) {
  const Limits limits{.most_bytes = 1'000'000, .most_ratio = 100, .free_size = 1000, .most_members = 10};
  ZipParts zip;
  zip.add_deflated("a", std::string(100'000, ' '));

  BOOST_TEST(refusal(zip, limits).starts_with("\"a\" is a bomb: 100000 bytes packed into "));
}

BOOST_FIXTURE_TEST_CASE(the_limit_of_all_bytes_is_exact, Unzipped) {
  for (const auto& [most, taken] : {std::pair{29U, false}, {30U, true}, {31U, true}}) {
    ZipParts zip = of("a", std::string(10, 'a'));
    zip.add("b", std::string(20, 'b'));
    const std::string said =
        refusal(zip, {.most_bytes = most, .most_ratio = 100, .free_size = 1000, .most_members = 10});
    BOOST_TEST(said.empty() == taken, said);
    if (taken) fs::remove_all(out());
  }
}

BOOST_FIXTURE_TEST_CASE(the_limit_of_members_is_exact, Unzipped) {
  for (const auto& [most, taken] : {std::pair{1U, false}, {2U, true}, {3U, true}}) {
    ZipParts zip = of("a");
    zip.add("b", "x");
    const std::string said =
        refusal(zip, {.most_bytes = 99, .most_ratio = 100, .free_size = 1000, .most_members = most});
    BOOST_TEST(said.empty() == taken, said);
    if (taken) fs::remove_all(out());
  }
}

BOOST_FIXTURE_TEST_CASE(encryption_and_unknown_methods_are_refused, Unzipped) {
  ZipParts zip;
  zip.add("a", "x").central.method = 14;
  BOOST_TEST(refusal(zip) == "\"a\" is packed by method 14; 0 and 8 can be read");

  std::string bytes = of("a").bytes();
  bytes[bytes.find("PK\1\2") + 8] |= 1;
  BOOST_TEST(refusal(bytes) == "\"a\" is encrypted");
}

BOOST_FIXTURE_TEST_CASE(an_archive_that_was_cut_anywhere_is_refused, Unzipped) {
  ZipParts zip = of("a", "12345");
  zip.add_deflated("b", words(300));
  const std::string whole = zip.bytes();

  for (std::size_t size = 0; size < whole.size(); ++size) {
    BOOST_TEST(!refusal(whole.substr(0, size)).empty(), size);
  }
}

BOOST_FIXTURE_TEST_CASE(what_stands_behind_or_before_the_archive_is_refused, Unzipped) {
  BOOST_TEST(!refusal(of("a").bytes() + "x").empty());
  BOOST_TEST(refusal("x" + of("a").bytes()) == "it is not a zip file: its directory is not where its end says");
}

BOOST_FIXTURE_TEST_CASE(a_comment_is_no_matter, Unzipped) {
  std::string bytes = of("a").bytes();
  bytes[bytes.size() - 2] = 3;

  BOOST_TEST(refusal(bytes + "abc").empty());
}

BOOST_FIXTURE_TEST_CASE(an_end_that_counts_wrongly_is_refused, Unzipped) {
  ZipParts zip = of("a");
  zip.add("b", "x");
  for (const auto& [count, said] : {std::pair{'\1', "more"}, {'\3', "fewer"}}) {
    std::string bytes = zip.bytes();
    bytes[bytes.size() - 14] = bytes[bytes.size() - 12] = count;
    BOOST_TEST(refusal(bytes) ==
               std::string{"it is not a zip file: its directory has "} + said + " members than its end says");
  }
}

// A hole in the file where the content would be.
BOOST_FIXTURE_TEST_CASE(what_lies_behind_four_gib_is_read, Unzipped) {
  constexpr std::uint64_t four_gib = std::uint64_t{1} << 32U;
  for (const std::uint64_t size : {four_gib - 2, four_gib - 1, four_gib, four_gib + 1}) {
    zip::Member large = ZipParts::member("large", "", 0100644);
    large.size = large.packed_size = size;
    zip::Member behind = ZipParts::member("small", "small", 0100644);
    const std::string header = zip::local_header(large, {});
    behind.offset = header.size() + size;
    const std::string directory = zip::central_header(large, {}) + zip::central_header(behind, {});
    auto file = ra::OutputFile::create(path()).value();
    file.write(header).value();
    file.write_at(behind.offset, zip::local_header(behind, {}) + "small" + directory).value();
    file.write(zip::end_records(2, file.size() - directory.size(), directory.size())).value();
    file.commit().value();

    const auto reader = ZipReader::open(path(), {.most_ratio = 1}).value();

    BOOST_TEST(reader.find("large")->size == size);
    BOOST_TEST(reader.read_member("small", 5).value() == "small");
  }
}

BOOST_FIXTURE_TEST_CASE(as_many_members_as_need_zip64_are_read, Unzipped) {
  for (const std::size_t count : {65'534U, 65'535U, 65'536U}) {
    std::string directory;
    zip::Member member;
    member.offset = 0;
    std::string locals;
    for (std::size_t i = 0; i < count; ++i) {
      member.name = std::to_string(i) + "/";
      member.offset = locals.size();
      locals += zip::local_header(member, {});
      directory += zip::central_header(member, {});
    }
    write(locals + directory + zip::end_records(count, locals.size(), directory.size()));

    BOOST_TEST(ZipReader::open(path()).value().members().size() == count);
  }
}

BOOST_AUTO_TEST_SUITE_END()
