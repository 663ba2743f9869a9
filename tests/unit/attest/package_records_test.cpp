#include "attest/looking.hpp"

#include <boost/test/unit_test.hpp>

using namespace ra::attest;

BOOST_AUTO_TEST_SUITE(package_records)

BOOST_AUTO_TEST_CASE(dpkg_tells_what_is_installed_and_what_was_removed) {
  const auto all = packages_of_record("var/lib/dpkg/status",
                                      "Package: libc6\nStatus: install ok installed\nArchitecture: amd64\n"
                                      "Version: 2.36-9+deb12u4\nDescription: x\n more\n\n"
                                      "Package: gone\nStatus: deinstall ok config-files\nVersion: 1\n\n"
                                      "Package: last\nStatus: install ok installed\nVersion: 1:2\n");

  BOOST_TEST_REQUIRE(all.size() == 2U);
  BOOST_TEST(all[0].purl == "pkg:deb/debian/libc6@2.36-9%2Bdeb12u4?arch=amd64");
  BOOST_TEST(all[1].purl == "pkg:deb/debian/last@1%3A2");
}

BOOST_AUTO_TEST_CASE(apk_does_too) {
  const auto all = packages_of_record("lib/apk/db/installed", "C:Q1x\nP:musl\nV:1.2.4-r2\nA:x86_64\n\nP:zlib\nV:1.3\n");

  BOOST_TEST_REQUIRE(all.size() == 2U);
  BOOST_TEST(all[0].purl == "pkg:apk/alpine/musl@1.2.4-r2?arch=x86_64");
  BOOST_TEST(all[1].version == "1.3");
}

BOOST_AUTO_TEST_CASE(images_without_a_package_manager_have_a_record_each) {
  BOOST_TEST(is_package_record("var/lib/dpkg/status.d/base-files"));
  BOOST_TEST(!is_package_record("var/lib/dpkg/status.d/base-files.md5sums"));
  BOOST_TEST(!is_package_record("x/var/lib/dpkg/status"));
  BOOST_TEST(packages_of_record("etc/passwd", "Package: x\nVersion: 1\n").empty());
}

BOOST_AUTO_TEST_SUITE_END()
