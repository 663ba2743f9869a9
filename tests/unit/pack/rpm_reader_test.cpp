#include "pack/rpm_reader.hpp"
#include "pack/compressor.hpp"
#include "pack/decompress.hpp"
#include "pack/rpm_header.hpp"
#include "pack/rpm_lead.hpp"
#include "pack/rpm_tags.hpp"
#include "pack/xml_text.hpp"
#include "pack/yum_repository.hpp"

#include <boost/test/unit_test.hpp>

#include <cstdint>
#include <string>
#include <vector>

using namespace ra::pack;

// What createrepo_c says of the same packages is asked in tests/packaging/yum_test.py.
namespace {

std::string rpm_of(const RpmHeader& header) {
  RpmHeader signature;
  signature.set_int32(rpm::signature_tag::payload_size, 7);
  std::string bytes = rpm_lead("foo-1-1", "noarch") + signature.bytes(rpm::tag::header_signatures);
  while (bytes.size() % 8 != 0) bytes += '\0';
  return bytes + header.bytes(rpm::tag::header_immutable);
}

RpmHeader simple_header() {
  RpmHeader header;
  header.set_string(rpm::tag::name, "foo");
  header.set_int32s(rpm::tag::file_sizes, {1, 2});
  header.set_int16s(rpm::tag::file_modes, {3});
  header.set_int64(rpm::tag::long_size, std::uint64_t{1} << 40U);
  header.set_strings(rpm::tag::base_names, {"a", "", "c"});
  return header;
}

}  // namespace

BOOST_AUTO_TEST_SUITE(rpm_reader)

BOOST_AUTO_TEST_CASE(what_was_written_is_read) {
  const auto file = parse_rpm(rpm_of(simple_header()));

  BOOST_REQUIRE_MESSAGE(file, file.error().message);
  BOOST_TEST(file->header.text(rpm::tag::name) == "foo");
  BOOST_TEST(file->header.numbers(rpm::tag::file_sizes) == (std::vector<std::uint64_t>{1, 2}),
             boost::test_tools::per_element());
  BOOST_TEST(file->header.number(rpm::tag::file_modes) == 3U);
  BOOST_TEST(file->header.number(rpm::tag::long_size) == std::uint64_t{1} << 40U);
  BOOST_TEST(file->header.texts(rpm::tag::base_names).size() == 3U);
  BOOST_TEST(file->signature.number(rpm::signature_tag::payload_size) == 7U);
  BOOST_TEST(file->header_begin % 8 == 0U);
  BOOST_TEST(file->header_end == rpm_of(simple_header()).size());
  BOOST_TEST(!file->header.has(rpm::tag::version));
}

BOOST_AUTO_TEST_CASE(what_is_cut_anywhere_is_no_rpm) {
  const std::string bytes = rpm_of(simple_header());

  for (std::size_t size = 0; size < bytes.size(); ++size) {
    const auto file = parse_rpm(std::string_view{bytes}.substr(0, size));
    BOOST_REQUIRE_MESSAGE(!file, "cut at " << size);
  }
}

BOOST_AUTO_TEST_CASE(tags_that_share_their_bytes_are_refused) {
  RpmHeader header;
  header.set_string(rpm::tag::name, std::string(1000, 'n'));
  header.set_string(rpm::tag::version, "1");
  std::string bytes = rpm_of(header);
  const auto version = bytes.find(std::string{"\0\0\x03\xe9\0\0\0\x06", 8});
  BOOST_REQUIRE(version != std::string::npos);

  bytes.replace(version + 8, 4, std::string(4, '\0'));  // where the name begins

  BOOST_REQUIRE(!parse_rpm(bytes));
  BOOST_TEST(parse_rpm(bytes).error().message == "is no RPM: its tags overlap");
}

BOOST_AUTO_TEST_CASE(paths_that_come_to_more_than_a_header_may_are_refused) {
  RpmHeader header;
  header.set_strings(rpm::tag::dir_names, {std::string(1U << 16U, 'd')});
  const auto with = [&](std::size_t count) {
    header.set_int32s(rpm::tag::dir_indexes, std::vector<std::uint32_t>(count, 0));
    return parse_rpm(rpm_of(header)).has_value();
  };

  BOOST_TEST(with(1023));
  BOOST_TEST(with(1024));
  BOOST_TEST(!with(1025));
}

BOOST_AUTO_TEST_CASE(text_is_escaped_and_control_characters_are_not_kept) {
  BOOST_TEST(xml_text("a<b>&\"c\"'\x01\xff\n") == "a&lt;b&gt;&amp;&quot;c&quot;'\?\?\n");
  BOOST_TEST(xml_text("ü") == "ü");
  BOOST_TEST(from_xml_text(xml_text("a<b>&\"'&amp;")) == "a<b>&\"'&amp;");
}

BOOST_AUTO_TEST_CASE(what_unpacks_to_more_than_is_allowed_is_refused) {
  const std::string zeros(1'000'000, '\0');
  for (const CompressionKind kind : {CompressionKind::gzip, CompressionKind::xz, CompressionKind::zstd}) {
    std::string packed;
    const auto compressor = make_compressor({kind, {}}, 1, [&](std::string_view bytes) -> ra::Result<> {
      packed += bytes;
      return {};
    });
    BOOST_REQUIRE(compressor->add(zeros));
    BOOST_REQUIRE(compressor->finish());

    BOOST_TEST((*decompressed(packed, zeros.size() + 1) == zeros));
    BOOST_TEST((*decompressed(packed, zeros.size()) == zeros));
    BOOST_TEST(!decompressed(packed, zeros.size() - 1));
    BOOST_TEST(!decompressed(packed.substr(0, packed.size() - 1), zeros.size()));
  }
  BOOST_TEST(!decompressed("abc", 2));
  BOOST_TEST(*decompressed("abc", 3) == "abc");
}

BOOST_AUTO_TEST_CASE(a_repository_is_read_back_as_it_was_written) {
  const auto file = parse_rpm(rpm_of(simple_header()));
  std::vector<YumPackage> packages;
  add_package(packages, yum_package(*file, "b&.rpm", 5));
  const auto files = yum_metadata({packages, {}}, {CompressionKind::zstd, {}}, 9);
  BOOST_REQUIRE(files);
  BOOST_TEST(files->back().path == "repodata/repomd.xml");

  const auto read = read_yum_repository([&](const std::string& path) -> ra::Result<std::string> {
    for (const auto& one : *files) {
      if (one.path == path) return one.bytes;
    }
    return ra::error(ra::Errc::not_found, path);
  });

  BOOST_REQUIRE_MESSAGE(read, read.error().message);
  BOOST_REQUIRE(read->packages.size() == 1U);
  BOOST_TEST(read->packages.front().location == "b&.rpm");
  BOOST_TEST(read->packages.front().primary == packages.front().primary);
  BOOST_TEST(read->packages.front().filelists == packages.front().filelists);
  BOOST_TEST(read->packages.front().other == packages.front().other);
}

BOOST_AUTO_TEST_CASE(a_repository_that_is_not_there_yet_is_empty) {
  const auto read = read_yum_repository(
      [](const std::string& path) -> ra::Result<std::string> { return ra::error(ra::Errc::not_found, path); });

  BOOST_REQUIRE(read);
  BOOST_TEST(read->packages.empty());
}

BOOST_AUTO_TEST_SUITE_END()
