#pragma once

#include "testresult/event.hpp"
#include "testresult/source.hpp"

#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <string_view>

// XML as a stream of events, in a window of fixed size however large the file is.
namespace ra::testresult {

class Attributes {
 public:
  explicit Attributes(const char* const* pairs) : pairs_{pairs} {}
  std::string_view get(std::string_view name) const;  // "" when it is not there

  template <class Call>
  void each(Call call) const {
    for (const char* const* p = pairs_; p[0] != nullptr; p += 2) call(std::string_view{p[0]}, std::string_view{p[1]});
  }

 private:
  const char* const* pairs_;
};

class XmlHandler {
 public:
  virtual ~XmlHandler() = default;
  virtual void start(std::string_view element, const Attributes& attributes) = 0;  // without its namespace's prefix
  virtual void end(std::string_view element) = 0;
  virtual void text(std::string_view) {}
  virtual bool wants_text() const { return false; }  // asked after each start and end: text is skipped much faster
  virtual void stopped() {}                          // the file ended before its root element did
};

// Why a file could not be read, or not to its end. What was read before it counts.
struct Problem {
  std::uint64_t line = 0;  // 0: not known
  std::string message;
};

// Chooses by the root element; nothing: that one is not known.
using ChooseHandler = std::function<std::unique_ptr<XmlHandler>(std::string_view root)>;
std::optional<Problem> read_xml(Source& source, const ChooseHandler& choose);

inline constexpr std::size_t xml_window = std::size_t{256} << 10U;
inline constexpr std::size_t xml_longest_tag = std::size_t{4} << 20U;  // a tag must be in memory as a whole
inline constexpr std::size_t xml_deepest = 1000;

}  // namespace ra::testresult
