#include "ci/circleci_messages.hpp"

#include "base/try.hpp"

#include <cstring>

namespace ra::ci::circleci {

namespace {

constexpr std::size_t kept_of_key = 16;  // "message" is the one that counts
constexpr int code_digits = 4;

std::string utf8_of(std::uint32_t c) {
  std::string out;
  if (c < 0x80) {
    out += static_cast<char>(c);
  } else if (c < 0x800) {
    out += static_cast<char>(0xC0U | (c >> 6U));
    out += static_cast<char>(0x80U | (c & 0x3FU));
  } else if (c < 0x10000) {
    out += static_cast<char>(0xE0U | (c >> 12U));
    out += static_cast<char>(0x80U | ((c >> 6U) & 0x3FU));
    out += static_cast<char>(0x80U | (c & 0x3FU));
  } else {
    out += static_cast<char>(0xF0U | (c >> 18U));
    out += static_cast<char>(0x80U | ((c >> 12U) & 0x3FU));
    out += static_cast<char>(0x80U | ((c >> 6U) & 0x3FU));
    out += static_cast<char>(0x80U | (c & 0x3FU));
  }
  return out;
}

// Up to the end of the string or an escape.
std::size_t plain_length(std::string_view text) {
  const void* quote = std::memchr(text.data(), '"', text.size());
  const std::size_t most =
      quote == nullptr ? text.size() : static_cast<std::size_t>(static_cast<const char*>(quote) - text.data());
  const void* slash = std::memchr(text.data(), '\\', most);
  return slash == nullptr ? most : static_cast<std::size_t>(static_cast<const char*>(slash) - text.data());
}

int hex_value(char c) {
  if (c >= '0' && c <= '9') return c - '0';
  if (c >= 'a' && c <= 'f') return c - 'a' + 10;
  if (c >= 'A' && c <= 'F') return c - 'A' + 10;
  return -1;
}

}  // namespace

Result<> MessageReader::put(std::string_view text) {
  if (text.empty()) return {};
  if (in_key_ && key_.size() < kept_of_key) key_ += text.substr(0, kept_of_key);
  return in_message_ ? take_(text) : Result<>{};
}

void MessageReader::open_string() {
  place_ = Place::string;
  in_key_ = depth_ == 2 && key_next_;
  in_message_ = depth_ == 2 && !key_next_ && key_ == "message";
  if (in_key_) key_.clear();
}

void MessageReader::close_string() {
  place_ = Place::between;
  in_key_ = false;
  in_message_ = false;
}

void MessageReader::between(char c) {
  if (c == '"') return open_string();
  if (c == '[' || c == '{') {
    begun_ = true;
    ++depth_;
    key_next_ = depth_ == 2 && c == '{';
  } else if (c == ']' || c == '}') {
    --depth_;
    key_next_ = false;
  } else if (c == ',' && depth_ == 2) {
    key_next_ = true;
  } else if (c == ':' && depth_ == 2) {
    key_next_ = false;
  }
}

Result<> MessageReader::escape(char c) {
  place_ = Place::string;
  switch (c) {
    case 'n': return put("\n");
    case 't': return put("\t");
    case 'r': return put("\r");
    case 'b': return put("\b");
    case 'f': return put("\f");
    case 'u':
      place_ = Place::code;
      digits_ = 0;
      code_ = 0;
      return {};
    default: return put({&c, 1});
  }
}

Result<> MessageReader::code(char c) {
  const int value = hex_value(c);
  if (value < 0) return error(Errc::internal, "the output of a step is no JSON");
  code_ = code_ * 16 + static_cast<std::uint32_t>(value);
  if (++digits_ < code_digits) return {};
  place_ = Place::string;
  if (code_ >= 0xD800 && code_ < 0xDC00) {
    high_ = code_;
    return {};
  }
  const bool low = code_ >= 0xDC00 && code_ < 0xE000;
  const std::uint32_t high = std::exchange(high_, 0);
  if (!low) return put(utf8_of(code_));
  return put(high == 0 ? "\ufffd" : utf8_of(0x10000 + ((high - 0xD800) << 10U) + (code_ - 0xDC00)));
}

Result<> MessageReader::feed(std::string_view piece) {
  while (!piece.empty()) {
    if (place_ == Place::string) {
      const std::size_t plain = plain_length(piece);
      RA_TRY(put(piece.substr(0, plain)));
      piece.remove_prefix(plain);
      if (piece.empty()) break;
      if (piece.front() == '"') {
        close_string();
      } else {
        place_ = Place::escape;
      }
    } else if (place_ == Place::between) {
      between(piece.front());
      if (!begun_ && std::string_view{" \t\r\n"}.find(piece.front()) == std::string_view::npos)
        return error(Errc::internal, "the output of a step is no JSON");
      if (depth_ < 0) return error(Errc::internal, "the output of a step is no JSON");
    } else {
      RA_TRY(place_ == Place::escape ? escape(piece.front()) : code(piece.front()));
    }
    piece.remove_prefix(1);
  }
  return {};
}

}  // namespace ra::ci::circleci
