// The only file that sees Expat.
#include "testresult/xml.hpp"

#include "base/text.hpp"
#include "testresult/scrub.hpp"

#include <expat.h>
#include <fmt/format.h>

#include <algorithm>
#include <cstring>

namespace ra::testresult {

namespace {

std::string_view without_prefix(const char* name) {
  const std::string_view whole{name};
  const auto colon = whole.rfind(':');
  return colon == std::string_view::npos ? whole : whole.substr(colon + 1);
}

// Windows-125x and others that Expat does not know: ASCII is kept, the rest is shown as U+FFFD. Western Windows is
// Latin-1 but for 32 characters (https://encoding.spec.whatwg.org/index-windows-1252.txt).
int unknown_encoding(void*, const XML_Char* name, XML_Encoding* info) {
  constexpr int none = 0xfffd;
  constexpr int western[32] = {0x20ac, none,   0x201a, 0x192,  0x201e, 0x2026, 0x2020, 0x2021, 0x2c6,  0x2030, 0x160,
                               0x2039, 0x152,  none,   0x17d,  none,   none,   0x2018, 0x2019, 0x201c, 0x201d, 0x2022,
                               0x2013, 0x2014, 0x2dc,  0x2122, 0x161,  0x203a, 0x153,  none,   0x17e,  0x178};
  const std::string small = lower(name);
  const bool is_western = small == "windows-1252" || small == "cp1252";
  for (int i = 0; i < 256; ++i) info->map[i] = i < 0x80 || (is_western && i >= 0xa0) ? i : none;
  if (is_western) std::copy(std::begin(western), std::end(western), info->map + 0x80);
  info->data = nullptr;
  info->convert = nullptr;
  info->release = nullptr;
  return XML_STATUS_OK;
}

class Reader {
 public:
  Reader(Source& source, const ChooseHandler& choose)
      : source_{source}, choose_{choose}, parser_{XML_ParserCreate(nullptr), XML_ParserFree} {
    XML_SetUserData(parser_.get(), this);
    XML_SetElementHandler(parser_.get(), on_start, on_end);
    XML_SetUnknownEncodingHandler(parser_.get(), unknown_encoding, nullptr);
  }

  std::optional<Problem> read() {
    std::string kept;
    std::optional<Scrub> scrub;
    std::uint64_t looked_at = 0;
    for (std::uint64_t fed = 0;;) {
      auto* const window = static_cast<char*>(XML_GetBuffer(parser_.get(), static_cast<int>(xml_window)));
      if (window == nullptr) return problem("out of memory");
      const std::size_t before = kept.copy(window, kept.size());
      const auto more = source_.read(window + before, xml_window - before);
      if (!more) return problem(more.error().message);
      const bool last = *more == 0;
      std::size_t size = before + *more;
      if (!scrub) {
        size = skip_white(window, size);
        if (size == 0 && last) return Problem{0, "the file is empty"};
        if (size == 0) continue;
        const Encoding encoding = encoding_of({window, size});
        if (encoding.override_name != nullptr) XML_SetEncoding(parser_.get(), encoding.override_name);
        scrub.emplace(encoding.bytes);
      }
      const std::size_t ready = scrub->clean(window, size, last);
      kept.assign(window + ready, size - ready);
      fed += ready;
      if (XML_ParseBuffer(parser_.get(), static_cast<int>(ready), last ? XML_TRUE : XML_FALSE) != XML_STATUS_OK) {
        return failed(last);
      }
      if (last) return std::nullopt;
      // -1: Expat waits for more of an unfinished tag before it looks at it again.
      const auto at = XML_GetCurrentByteIndex(parser_.get());
      if (at >= 0) looked_at = static_cast<std::uint64_t>(at);
      if (fed - std::min(fed, looked_at) > xml_longest_tag) {
        stop();
        return problem(
            fmt::format("a tag is longer than {} MiB; what stands before it is counted", xml_longest_tag >> 20U));
      }
    }
  }

 private:
  static void on_start(void* self, const XML_Char* name, const XML_Char** attributes) {
    static_cast<Reader*>(self)->start(name, attributes);
  }
  static void on_end(void* self, const XML_Char* name) {
    auto& reader = *static_cast<Reader*>(self);
    --reader.depth_;
    reader.handler_->end(without_prefix(name));
    reader.listen();
  }
  static void on_text(void* self, const XML_Char* text, int size) {
    static_cast<Reader*>(self)->handler_->text({text, static_cast<std::size_t>(size)});
  }

  void start(const XML_Char* name, const XML_Char** attributes) {
    const std::string_view element = without_prefix(name);
    if (!handler_) {
      handler_ = choose_(element);
      if (!handler_) return refuse(fmt::format("no test results: its root element is <{}>", one_line(element, 60)));
    }
    if (++depth_ > xml_deepest) {
      return refuse(fmt::format("elements are nested deeper than {}; what stands before is counted", xml_deepest));
    }
    handler_->start(element, Attributes{attributes});
    listen();
  }

  void listen() {
    const bool wanted = handler_->wants_text();
    if (wanted == listening_) return;
    listening_ = wanted;
    XML_SetCharacterDataHandler(parser_.get(), wanted ? on_text : nullptr);
  }

  void refuse(std::string why) {
    refused_ = std::move(why);
    XML_SetElementHandler(parser_.get(), nullptr, nullptr);
    XML_SetCharacterDataHandler(parser_.get(), nullptr);
    XML_StopParser(parser_.get(), XML_FALSE);
  }

  // People and log collectors leave empty lines before the declaration, where XML allows none.
  std::size_t skip_white(char* window, std::size_t size) {
    std::size_t n = 0;
    for (; n < size && std::strchr(" \t\r\n", window[n]) != nullptr && window[n] != '\0'; ++n) {
      skipped_lines_ += window[n] == '\n' ? 1 : 0;
    }
    std::memmove(window, window + n, size - n);
    return size - n;
  }

  std::uint64_t line() const { return XML_GetCurrentLineNumber(parser_.get()) + skipped_lines_; }
  Problem problem(std::string message) const { return {line(), std::move(message)}; }
  void stop() {
    if (handler_) handler_->stopped();
  }

  Problem failed(bool at_the_end) {
    const XML_Error code = XML_GetErrorCode(parser_.get());
    stop();
    if (!refused_.empty()) return problem(refused_);
    const bool open = code == XML_ERROR_NO_ELEMENTS || code == XML_ERROR_UNCLOSED_TOKEN ||
                      code == XML_ERROR_UNCLOSED_CDATA_SECTION || code == XML_ERROR_PARTIAL_CHAR;
    if (at_the_end && open) return problem(fmt::format("ends early at line {}; what stands before is counted", line()));
    if (code == XML_ERROR_AMPLIFICATION_LIMIT_BREACH) return problem("refused: its entities grow without end");
    const std::string why = XML_ErrorString(code);
    return problem(handler_ ? fmt::format("not well-formed at line {} ({}); what stands before is counted", line(), why)
                            : fmt::format("not XML: {}", why));
  }

  Source& source_;
  const ChooseHandler& choose_;
  std::unique_ptr<XML_ParserStruct, decltype(&XML_ParserFree)> parser_;
  std::unique_ptr<XmlHandler> handler_;
  std::string refused_;
  std::size_t depth_ = 0;
  std::uint64_t skipped_lines_ = 0;
  bool listening_ = false;
};

}  // namespace

std::string_view Attributes::get(std::string_view name) const {
  for (const char* const* p = pairs_; p[0] != nullptr; p += 2) {
    if (name == p[0]) return p[1];
  }
  return {};
}

std::optional<Problem> read_xml(Source& source, const ChooseHandler& choose) { return Reader{source, choose}.read(); }

}  // namespace ra::testresult
