#include "pack/rpm_writer.hpp"

#include "base/files.hpp"
#include "pack/cpio.hpp"
#include "pack/relation.hpp"
#include "pack/rpm_header.hpp"
#include "pack/rpm_seal.hpp"
#include "pack/script_text.hpp"
#include "support/run_coroutine.hpp"
#include "support/temporary_folder.hpp"

#include <boost/test/unit_test.hpp>

#include <filesystem>
#include <string>

namespace fs = std::filesystem;
using namespace ra::pack;
using ra::test::await;

namespace {

// What rpm itself thinks of the packages is asked in tests/packaging/rpm_test.py.
struct RpmBench {
  ra::test::TemporaryFolder folder;
  Package package;
  BuildOptions options{folder.path(), folder / "out", 1'700'000'000, 2};

  RpmBench() {
    package.name = "foo";
    package.version.version = "1.2.3-alpha.2";
    BOOST_REQUIRE(ra::write_file(folder / "a", "content of a"));
    package.contents.push_back({"a", "/opt/foo/a", ContentType::config_noreplace, {}, {}});
  }
  std::string build() {
    const auto built = await(write_rpm(package, options));
    BOOST_REQUIRE_MESSAGE(built, built.error().message);
    auto bytes = ra::read_file(built->path, 1'000'000);
    BOOST_REQUIRE(bytes);
    BOOST_TEST(built->size == bytes->size());
    return *bytes;
  }
};

}  // namespace

BOOST_FIXTURE_TEST_SUITE(rpm_writer, RpmBench)

BOOST_AUTO_TEST_CASE(a_package_is_named_as_rpm_names_it) {
  build();

  BOOST_TEST(fs::exists(folder / "out/foo-1.2.3-0.2.alpha.noarch.rpm"));
  BOOST_TEST(std::distance(fs::directory_iterator{folder / "out"}, {}) == 1);
}

BOOST_AUTO_TEST_CASE(the_same_input_gives_the_same_bytes) {
  const std::string once = build();
  fs::last_write_time(folder / "a", fs::file_time_type::clock::now() - std::chrono::hours{5});
  fs::permissions(folder / "a", static_cast<fs::perms>(0600));
  options.threads = 1;

  BOOST_TEST((build() == once));
}

BOOST_AUTO_TEST_CASE(a_failure_leaves_nothing_behind) {
  package.contents.push_back({"b", "/opt/foo/b", ContentType::file, {}, {}});

  BOOST_TEST(!await(write_rpm(package, options)));
  BOOST_TEST(!fs::exists(folder / "out"));

  package.contents.pop_back();
  package.scripts.preinstall.file = "missing.sh";

  BOOST_TEST(!await(write_rpm(package, options)));
  BOOST_TEST(!fs::exists(folder / "out"));
}

BOOST_AUTO_TEST_CASE(a_file_that_changes_meanwhile_is_a_conflict_and_leaves_nothing_behind) {
  package.contents.push_back({"/proc/self/status", "/opt/foo/b", ContentType::file, {}, {}});  // stat(2) says 0 bytes

  const auto built = await(write_rpm(package, options));

  BOOST_REQUIRE(!built);
  BOOST_TEST((built.error().code == ra::Errc::conflict));
  BOOST_TEST(fs::is_empty(folder / "out"));
}

BOOST_AUTO_TEST_CASE(a_header_has_its_region_first_and_its_trailer_last) {
  RpmHeader header;
  header.set_string(1000, "n");
  header.set_int32(1003, 7);

  const std::string bytes = header.bytes(63);

  // magic, three entries, a store of 2 bytes of text, 2 to align, 4 of the number and 16 of the trailer
  BOOST_TEST(bytes.substr(0, 16) == (std::string{"\x8e\xad\xe8\x01\0\0\0\0\0\0\0\x03\0\0\0\x18", 16}));
  BOOST_TEST(bytes.substr(16, 16) == (std::string{"\0\0\0\x3f\0\0\0\x07\0\0\0\x08\0\0\0\x10", 16}));
  BOOST_TEST(bytes.substr(64, 8) == (std::string{"n\0\0\0\0\0\0\x07", 8}));
  BOOST_TEST(bytes.substr(72) == (std::string{"\0\0\0\x3f\0\0\0\x07\xff\xff\xff\xd0\0\0\0\x10", 16}));
}

BOOST_AUTO_TEST_CASE(a_seal_has_always_the_same_size) {
  RpmSeal small{std::string(40, 'a'), std::string(64, 'b'), std::string(16, 'c'), 1, 2, "", ""};
  RpmSeal large = small;
  large.size = large.payload_size = std::uint64_t{1} << 32U;
  large.header_signature = large.whole_signature = std::string(566, 'x');

  BOOST_TEST(rpm_seal(small)->size() == rpm_seal_size);
  BOOST_TEST(rpm_seal(large)->size() == rpm_seal_size);
}

BOOST_AUTO_TEST_CASE(a_seal_that_is_full_is_refused) {
  RpmSeal seal{std::string(40, 'a'), std::string(64, 'b'), std::string(16, 'c'), 1, 2, "", ""};
  const auto fits = [&](std::size_t size) {
    seal.header_signature = std::string(size, 'x');
    const auto made = rpm_seal(seal);
    return made && made->size() == rpm_seal_size;
  };
  std::size_t most = 3000;
  while (fits(most + 1)) ++most;

  BOOST_TEST(most > 3700U);
  BOOST_TEST(most < 3850U);
  seal.header_signature += 'x';
  BOOST_TEST(!rpm_seal(seal));
}

BOOST_AUTO_TEST_CASE(cpio_is_aligned_to_four_bytes) {
  Entry entry;
  entry.path = "/a";
  entry.size = 5;

  const std::string head = cpio_entry(entry, 0);

  BOOST_TEST(head.size() % 4 == 0U);
  BOOST_TEST(head.starts_with("07070100000001000081a4"));
  BOOST_TEST(head.substr(110, 4) == (std::string{"./a\0", 4}));
  BOOST_TEST(cpio_padding(5).size() == 3U);
  BOOST_TEST(cpio_padding(8).empty());
  BOOST_TEST(stripped_cpio_entry(10) == (std::string{"07070X0000000a\0\0", 16}));
}

BOOST_AUTO_TEST_CASE(relations_are_read_as_both_packagers_write_them) {
  BOOST_TEST(parse_relation("bash >= 4.2").version == "4.2");
  BOOST_TEST(parse_relation("bash (>= 4.2)").name == "bash");
  BOOST_TEST(parse_relation("bash(>=4.2)").version == "4.2");
  BOOST_TEST(parse_relation("bad << 2").comparison == "<");
  BOOST_TEST(parse_relation("(a if b)").name == "(a if b)");
  BOOST_TEST(parse_relation("a (>= 1) | b").name == "a (>= 1) | b");
  BOOST_TEST(parse_relation("libfoo.so.1()(64bit)").name == "libfoo.so.1()(64bit)");
  BOOST_TEST(deb_relation(parse_relation("bad < 2")) == "bad (<< 2)");
  BOOST_TEST(deb_relation(parse_relation("foo = 1")) == "foo (= 1)");
  BOOST_TEST(deb_relation(parse_relation("foo")) == "foo");
}

BOOST_AUTO_TEST_CASE(the_interpreter_of_a_script_is_in_its_first_line) {
  BOOST_REQUIRE(ra::write_file(folder / "s", "#!/bin/bash -e\ntrue\n"));
  BOOST_REQUIRE(ra::write_file(folder / "t", "true\n"));

  BOOST_TEST(script_text({"s"}, folder.path())->interpreter.back() == "-e");
  BOOST_TEST(script_text({"t"}, folder.path())->interpreter.front() == "/bin/sh");
  BOOST_TEST(script_text({}, folder.path())->text.empty());
  BOOST_TEST(!script_text({"u"}, folder.path()));
}

BOOST_AUTO_TEST_SUITE_END()
