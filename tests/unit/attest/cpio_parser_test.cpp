#include "attest/cpio_parser.hpp"

#include <fmt/format.h>
#include <boost/test/data/test_case.hpp>
#include <boost/test/unit_test.hpp>

#include <map>

using ra::attest::CpioParser;

namespace {

std::string padded(std::string text) {
  text.resize((text.size() + 3) / 4 * 4, '\0');
  return text;
}

// An entry as cpio(5) lays it out: inode, mode, ids, links, time, size, devices, size of the name, sum.
std::string cpio(const std::string& name, unsigned mode, const std::string& content) {
  std::string head = fmt::format("070701{:08x}{:08x}{:08x}{:08x}{:08x}{:08x}{:08x}{:08x}{:08x}{:08x}{:08x}{:08x}{:08x}",
                                 1, mode, 0, 0, 1, 0, content.size(), 0, 0, 0, 0, name.size() + 1, 0);
  return padded(head + name + '\0') + padded(content);
}

const std::string end_of_cpio = cpio("TRAILER!!!", 0, "");
constexpr unsigned file_mode = 0100644;

struct Read {
  std::map<std::string, std::string> files;

  ra::Result<> of(const std::string& bytes, std::size_t piece) {
    CpioParser parser{[this](const std::string& name) { return std::make_unique<Into>(files[name]); }};
    for (std::size_t at = 0; at < bytes.size(); at += piece) {
      if (auto written = parser.write(std::string_view{bytes}.substr(at, piece)); !written) return written;
    }
    return parser.finish();
  }

 private:
  class Into final : public ra::archive::Sink {
   public:
    explicit Into(std::string& text) : text_{text} {}
    ra::Result<> write(std::string_view bytes) override {
      text_ += bytes;
      return {};
    }
    ra::Result<> finish() override {
      text_ += "|";
      return {};
    }

   private:
    std::string& text_;
  };
};

}  // namespace

BOOST_AUTO_TEST_SUITE(cpio_parser)

BOOST_DATA_TEST_CASE(files_come_out_whole_however_the_bytes_come, boost::unit_test::data::make({1, 3, 64, 100000}),
                     piece) {
  const std::string bytes = cpio("./opt/a.jar", file_mode, "five5") + cpio("./opt", 040755, "") +
                            cpio("./opt/empty", file_mode, "") + cpio("./link", 0120777, "opt") + end_of_cpio;
  Read read;

  BOOST_TEST(read.of(bytes, static_cast<std::size_t>(piece)).has_value());

  const std::map<std::string, std::string> expected{{"opt/a.jar", "five5|"}, {"opt/empty", "|"}};
  BOOST_TEST((read.files == expected));
}

BOOST_AUTO_TEST_CASE(what_is_no_cpio_or_ends_early_is_refused) {
  const std::string good = cpio("a", file_mode, "1234") + end_of_cpio;
  std::string no_number = good;
  no_number[60] = 'x';
  std::string huge_name = good;
  huge_name.replace(94, 8, "ffffffff");
  for (const std::string& bytes : {std::string{"070707"} + good.substr(6), good.substr(0, good.size() - 100),
                                   std::string{}, no_number, huge_name}) {
    Read read;
    BOOST_TEST(!read.of(bytes, 7).has_value());
  }
}

BOOST_AUTO_TEST_SUITE_END()
