#include "pack/apt_repository.hpp"
#include "base/files.hpp"
#include "base/sha256.hpp"
#include "pack/ar.hpp"
#include "support/temporary_folder.hpp"

#include <fmt/format.h>
#include <boost/test/unit_test.hpp>

#include <map>
#include <string>
#include <vector>

using namespace ra::pack;

// What apt, dpkg-scanpackages and apt-ftparchive make of it is asked in tests/blackbox/publish_apt_test.py.
namespace {

const ra::WallTime noon = std::chrono::sys_days{std::chrono::year{2026} / 1 / 14} + std::chrono::hours{12};
const AptPlace stable{"stable", "main", {"amd64"}};

AptPackage package_of(const std::string& name, const std::string& architecture) {
  const DebFile file{fmt::format("Package: {}\nVersion: 1\nArchitecture: {}\nDescription: x\n", name, architecture), 7,
                     std::string(64, 'a')};
  return apt_package(file, "pool/" + name).value();
}

// A repository as files, and how often each was read.
struct AptFiles {
  std::map<std::string, std::string> files;
  std::map<std::string, int> reads;

  ra::Result<std::string> read(const std::string& path) {
    ++reads[path];
    const auto found = files.find(path);
    if (found == files.end()) return ra::error(ra::Errc::not_found, path);
    return found->second;
  }

  ra::Result<AptRepository> load() {
    return read_apt_repository(files["dists/stable/Release"], stable, [&](const auto& path) { return read(path); });
  }

  void save(AptRepository repository) {
    auto made = apt_metadata(repository, stable, {{CompressionKind::gzip, {}}}, noon);
    BOOST_REQUIRE_MESSAGE(made, made.error().message);
    for (auto& one : *made) files[one.path] = std::move(one.bytes);
  }
};

std::string listed(const AptRepository& repository, const std::string& architecture) {
  std::string names;
  const auto found = repository.packages.find(architecture);
  if (found == repository.packages.end()) return "no such list";
  for (const auto& one : found->second) names += one.name + " ";
  return names;
}

}  // namespace

BOOST_AUTO_TEST_SUITE(apt_repositories)

BOOST_AUTO_TEST_CASE(what_was_written_is_read_and_nothing_else) {
  AptFiles bench;
  AptRepository first = bench.load().value();
  add_architectures(first, stable);
  add_package(first, package_of("gateway", "amd64"));
  bench.save(std::move(first));

  const auto again = bench.load();

  BOOST_REQUIRE_MESSAGE(again, again.error().message);
  BOOST_TEST(listed(*again, "amd64") == "gateway ");
  BOOST_TEST(again->changed.empty());
  BOOST_REQUIRE(bench.reads.size() == 1U);
  BOOST_TEST(bench.reads.begin()->first.starts_with("dists/stable/main/binary-amd64/by-hash/SHA256/"));
}

BOOST_AUTO_TEST_CASE(a_package_for_all_architectures_is_listed_with_each_and_with_those_that_come_later) {
  AptRepository repository;
  add_architectures(repository, stable);
  add_package(repository, package_of("portal", "all"));
  add_package(repository, package_of("gateway", "riscv64"));

  BOOST_TEST(listed(repository, "amd64") == "portal ");
  BOOST_TEST(listed(repository, "riscv64") == "portal gateway ");
  BOOST_TEST(listed(repository, "all") == "no such list");

  remove_package(repository, "portal 1 all");

  BOOST_TEST(listed(repository, "amd64").empty());
  BOOST_TEST(listed(repository, "riscv64") == "gateway ");
}

BOOST_AUTO_TEST_CASE(a_list_with_another_sum_is_refused) {
  AptFiles bench;
  AptRepository first = bench.load().value();
  add_architectures(first, stable);
  bench.save(std::move(first));
  for (auto& [path, bytes] : bench.files) {
    if (path.find("by-hash") != std::string::npos) bytes += "x";
  }

  const auto again = bench.load();

  BOOST_REQUIRE(!again);
  BOOST_TEST(again.error().message.find("has another sum than Release says") != std::string::npos);
}

BOOST_AUTO_TEST_CASE(what_a_control_file_says_of_its_own_file_is_not_believed) {
  const DebFile file{"Package: x\nVersion: 1\nArchitecture: all\nFilename: /etc/passwd\nSHA256: 0\nSize: 1\n", 7,
                     "abc"};

  const auto package = apt_package(file, "pool/x");

  BOOST_REQUIRE(package);
  BOOST_TEST(package->stanza == "Package: x\nVersion: 1\nArchitecture: all\nFilename: pool/x\nSize: 7\nSHA256: abc\n");
}

BOOST_AUTO_TEST_CASE(a_package_lies_with_its_source) {
  const auto path = [](const std::string& more) {
    return pool_path({"Package: x\nVersion: 1\nArchitecture: all\n" + more, 1, ""}, "main", "f.deb");
  };

  BOOST_TEST(path("").value() == "pool/main/x/x/f.deb");
  BOOST_TEST(path("Source: libfoo (1.0)\n").value() == "pool/main/libf/libfoo/f.deb");
  BOOST_TEST(!path("Source: ../x\n"));
  BOOST_TEST(!path("Source: .\n"));
}

BOOST_AUTO_TEST_CASE(what_release_names_outside_of_the_suite_is_refused) {
  const std::string sum(64, '0');
  const auto names = [&](const std::string& path) {
    return parse_release("Suite: x\nSHA256:\n " + sum + " 1 " + path + "\n").has_value();
  };

  BOOST_TEST(names("main/binary-amd64/Packages"));
  BOOST_TEST(!names("../x"));
  BOOST_TEST(!names("/x"));
  BOOST_TEST(!names("a/../../x"));
  BOOST_TEST(!parse_release("SHA256:\n 123 1 x\n"));
  BOOST_TEST(!parse_release("Suite: x\nsuite: y\n"));
  BOOST_TEST(!parse_release(""));
}

BOOST_AUTO_TEST_CASE(only_names_that_are_sums_are_of_one_revision_alone) {
  AptFiles there;
  AptRepository repository = there.load().value();
  add_architectures(repository, stable);
  add_package(repository, package_of("x", "amd64"));
  there.save(repository);
  const std::string release = there.files["dists/stable/Release"];

  const auto unique = apt_unique_files(release, stable);

  BOOST_REQUIRE(unique.size() == 1);
  BOOST_TEST(there.files.contains(*unique.begin()));
  BOOST_TEST(is_apt_unique(*unique.begin(), stable));
  // Of another component they are somebody else's.
  BOOST_TEST(apt_unique_files(release, {"stable", "contrib", {}}).empty());
  BOOST_TEST(!is_apt_unique(*unique.begin(), {"stable", "contrib", {}}));
  BOOST_TEST(!is_apt_unique(*unique.begin(), {"testing", "main", {}}));
  BOOST_TEST(!is_apt_unique("dists/stable/main/binary-amd64/Packages.gz", stable));
  BOOST_TEST(!is_apt_unique("dists/stable/main/../by-hash/SHA256/" + std::string(64, 'a'), stable));
  BOOST_TEST(!is_apt_unique("dists/stable/main/binary-amd64/by-hash/SHA256/" + std::string(63, 'a'), stable));
  BOOST_TEST(apt_unique_files("no Release", stable).empty());
}

BOOST_AUTO_TEST_CASE(a_signature_in_clear_is_taken_off) {
  BOOST_TEST(without_signature("-----BEGIN PGP SIGNED MESSAGE-----\nHash: SHA256\n\nA: b\n- -c\n\n"
                               "-----BEGIN PGP SIGNATURE-----\nxyz\n") == "A: b\n-c\n\n");
  BOOST_TEST(without_signature("A: b\n") == "A: b\n");
}

BOOST_AUTO_TEST_CASE(a_file_of_ar_has_at_most_a_hundred_members) {
  const ra::test::TemporaryFolder folder;
  const auto with = [&](int members) {
    std::string bytes{ar_magic};
    for (int i = 0; i < members; ++i) bytes += ar_head("m", 0, 0);
    BOOST_TEST_REQUIRE(ra::write_file(folder / "x.deb", bytes).has_value());
    const auto file = ra::InputFile::open(folder / "x.deb");
    return ar_members(*file).has_value();
  };

  BOOST_TEST(with(99));
  BOOST_TEST(with(100));
  BOOST_TEST(!with(101));
}

BOOST_AUTO_TEST_SUITE_END()
