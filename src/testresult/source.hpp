#pragma once

#include "base/error.hpp"

#include <cstddef>
#include <filesystem>
#include <memory>
#include <string_view>

namespace ra::testresult {

// Bytes of a report, read once from the front to the end, or again from the front.
class Source {
 public:
  virtual ~Source() = default;
  virtual Result<std::size_t> read(char* to, std::size_t most) = 0;  // 0 at the end
  virtual bool rewind() = 0;                                         // false: this one cannot be read again
};

Result<std::unique_ptr<Source>> open_source(const std::filesystem::path& path);

// Of text that outlives it.
class TextSource : public Source {
 public:
  explicit TextSource(std::string_view text) : all_{text}, rest_{text} {}
  Result<std::size_t> read(char* to, std::size_t most) override;
  bool rewind() override;

 private:
  std::string_view all_;
  std::string_view rest_;
};

}  // namespace ra::testresult
