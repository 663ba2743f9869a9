#include "archive/walk.hpp"

#include "base/files.hpp"
#include "support/temporary_folder.hpp"

#include <sys/stat.h>
#include <boost/test/unit_test.hpp>

#include <filesystem>
#include <string>

using namespace ra::archive;
namespace fs = std::filesystem;

namespace {

struct Walked {
  ra::test::TemporaryFolder folder;

  void write(const std::string& name, const std::string& content, fs::perms mode = fs::perms{0644}) const {
    ra::write_file(folder / name, content).value();
    fs::permissions(folder / name, mode);
  }

  std::string text(const WalkOptions& options = {}) const {
    const Tree tree = Tree::of(walk(folder.path(), options).value()).value();
    std::string out;
    for (const Entry& entry : tree.entries()) {
      const char* kind = entry.kind == Kind::file ? "file" : entry.kind == Kind::folder ? "folder" : "link";
      out += entry.name + " " + kind + " " + std::to_string(entry.mode) + " " + std::to_string(entry.size) + "\n";
    }
    return out;
  }
};

}  // namespace

BOOST_AUTO_TEST_SUITE(archive_walk)

BOOST_FIXTURE_TEST_CASE(files_folders_empty_ones_and_links_are_found, Walked) {
  write("bin/run", "12345", fs::perms{0700});
  write("a", "1", fs::perms{0600});
  fs::create_directories(folder / "empty");
  fs::create_symlink("empty", folder / "link");

  BOOST_TEST(text() == "a file 420 1\nbin folder 493 0\nbin/run file 493 5\nempty folder 493 0\nlink link 511 0\n");
}

BOOST_FIXTURE_TEST_CASE(modes_are_kept_when_asked_for_without_set_user_id, Walked) {
  write("a", "", fs::perms{04711});

  BOOST_TEST(text({.prefix = "", .keep_modes = true}) == "a file 457 0\n");
}

BOOST_FIXTURE_TEST_CASE(a_prefix_stands_before_each_name, Walked) {
  write("a/b", "");

  BOOST_TEST(text({.prefix = "p/q"}) == "p/q/a folder 493 0\np/q/a/b file 420 0\n");
}

BOOST_FIXTURE_TEST_CASE(a_link_that_leads_back_is_not_followed, Walked) {
  fs::create_directories(folder / "a");
  fs::create_symlink("..", folder / "a/up");

  BOOST_TEST(text() == "a folder 493 0\na/up link 511 0\n");
}

BOOST_FIXTURE_TEST_CASE(a_pipe_is_an_error_that_names_it, Walked) {
  BOOST_TEST_REQUIRE(::mkfifo((folder / "pipe").c_str(), 0600) == 0);

  const auto walked = walk(folder.path());

  BOOST_TEST((walked.error().code == ra::Errc::config));
  BOOST_TEST(walked.error().message.ends_with("/pipe is neither a file nor a folder nor a link"));
}

BOOST_FIXTURE_TEST_CASE(a_missing_folder_is_not_found, Walked) {
  BOOST_TEST((walk(folder / "none").error().code == ra::Errc::not_found));
}

BOOST_AUTO_TEST_SUITE_END()
