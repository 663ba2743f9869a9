#include "base/json.hpp"

#include "base/utf8.hpp"

#include <fmt/format.h>
#include <rapidjson/encodings.h>
#include <rapidjson/error/en.h>
#include <rapidjson/prettywriter.h>
#include <rapidjson/reader.h>
#include <rapidjson/stringbuffer.h>
#include <rapidjson/writer.h>

#include <algorithm>
#include <stdexcept>

namespace ra::json {

namespace {

// NOLINTBEGIN(readability-identifier-naming): RapidJSON calls these by its own names.

// rapidjson reads from this; unlike its StringStream it knows the end of a string_view.
class ViewStream {
 public:
  using Ch = char;
  explicit ViewStream(std::string_view text) : text_{text} {}
  Ch Peek() const { return at_ < text_.size() ? text_[at_] : '\0'; }
  Ch Take() { return at_ < text_.size() ? text_[at_++] : '\0'; }
  std::size_t Tell() const { return at_; }
  Ch* PutBegin() { return nullptr; }
  void Put(Ch) {}
  void Flush() {}
  std::size_t PutEnd(Ch*) { return 0; }

 private:
  std::string_view text_;
  std::size_t at_ = 0;
};

bool is_utf8(std::string_view text) {
  while (!text.empty()) {
    const std::size_t n = utf8_length(text);
    if (n == 0) return false;
    text.remove_prefix(n);
  }
  return true;
}

std::string to_utf8(std::string_view text) {
  std::string out;
  while (!text.empty()) {
    const std::size_t n = utf8_length(text);
    out += n == 0 ? std::string_view{"\ufffd"} : text.substr(0, n);
    text.remove_prefix(std::max<std::size_t>(n, 1));
  }
  return out;
}

// JSON is UTF-8 or it is none: what is not becomes U+FFFD. Branches and logs can be anything.
template <class Say>
void as_utf8(const std::string& text, const Say& say) {
  if (is_utf8(text)) return say(text);
  say(to_utf8(text));
}

template <class Writer>
void write(Writer& writer, const Value& value) {
  switch (value.kind()) {
    case Kind::null: writer.Null(); return;
    case Kind::boolean: writer.Bool(value.as_bool()); return;
    case Kind::number: writer.RawValue(value.digits().data(), value.digits().size(), rapidjson::kNumberType); return;
    case Kind::string: as_utf8(value.as_string(), [&](const std::string& text) { writer.String(text); }); return;
    case Kind::array:
      writer.StartArray();
      for (const auto& item : value.items()) write(writer, item);
      writer.EndArray();
      return;
    case Kind::object:
      writer.StartObject();
      for (const auto& member : value.members()) {
        as_utf8(member.key,
                [&](const std::string& key) { writer.Key(key.c_str(), static_cast<rapidjson::SizeType>(key.size())); });
        write(writer, member.value);
      }
      writer.EndObject();
      return;
  }
}

}  // namespace

// Receives rapidjson's events and asks the stream where they ended. A stack of its own,
// so that the depth of a hostile text is a number here and not the machine's stack.
class Builder {
 public:
  Builder(std::string_view text, const ViewStream& stream, std::size_t max_depth)
      : text_{text}, stream_{stream}, max_depth_{max_depth} {}

  bool Null() { return literal(Value{}, 4); }
  bool Bool(bool b) { return literal(Value{b}, b ? 4 : 5); }
  bool RawNumber(const char* digits, rapidjson::SizeType n, bool) {
    return literal(Value::number(std::string{digits, n}), n);
  }
  bool String(const char* s, rapidjson::SizeType n, bool) {
    Value v{std::string{s, n}};
    v.end_ = stream_.Tell();
    v.begin_ = opening_quote(v.end_);
    return add(std::move(v));
  }
  bool Key(const char* s, rapidjson::SizeType n, bool) {
    Member m;
    m.key.assign(s, n);
    m.key_begin = opening_quote(stream_.Tell());
    stack_.back().members_.push_back(std::move(m));
    return true;
  }
  bool StartObject() { return start(Value::object()); }
  bool StartArray() { return start(Value::array()); }
  bool EndObject(rapidjson::SizeType) { return finish(); }
  bool EndArray(rapidjson::SizeType) { return finish(); }
  // Numbers arrive raw; the reader still wants these to exist.
  bool Int(int) { return false; }
  bool Uint(unsigned) { return false; }
  bool Int64(std::int64_t) { return false; }
  bool Uint64(std::uint64_t) { return false; }
  bool Double(double) { return false; }
  // NOLINTEND(readability-identifier-naming)

  Value take() { return std::move(root_); }

 private:
  // From the end of a string back to the quote it began with: the nearest one that is not
  // escaped, since nothing that may stand before a string ends with a backslash.
  std::size_t opening_quote(std::size_t end) const {
    for (std::size_t at = end - 1; at-- > 0;) {
      if (text_[at] != '"') continue;
      std::size_t slashes = 0;
      while (slashes < at && text_[at - 1 - slashes] == '\\') ++slashes;
      if (slashes % 2 == 0) return at;
    }
    return 0;
  }

  bool literal(Value v, std::size_t length) {
    v.end_ = stream_.Tell();
    v.begin_ = v.end_ - length;
    return add(std::move(v));
  }

  bool start(Value v) {
    if (stack_.size() >= max_depth_) return false;
    v.begin_ = stream_.Tell();  // the reader takes brackets after it has told of them
    stack_.push_back(std::move(v));
    return true;
  }

  bool finish() {
    Value v = std::move(stack_.back());
    stack_.pop_back();
    v.end_ = stream_.Tell() + 1;
    return add(std::move(v));
  }

  bool add(Value v) {
    if (stack_.empty()) {
      root_ = std::move(v);
    } else if (stack_.back().is_array()) {
      stack_.back().items_.push_back(std::move(v));
    } else {
      stack_.back().members_.back().value = std::move(v);
    }
    return true;
  }

  std::string_view text_;
  const ViewStream& stream_;
  std::size_t max_depth_;
  std::vector<Value> stack_;
  Value root_;
};

Position locate(std::string_view text, std::size_t offset) {
  Position p;
  for (const char c : text.substr(0, offset)) {
    if (c == '\n') {
      ++p.line;
      p.column = 1;
    } else if ((static_cast<unsigned char>(c) & 0xc0U) != 0x80U) {
      ++p.column;
    }
  }
  return p;
}

boost::system::result<Value, ParseError> parse(std::string_view text, ParseOptions options) {
  constexpr unsigned strict =
      rapidjson::kParseNumbersAsStringsFlag | rapidjson::kParseIterativeFlag | rapidjson::kParseValidateEncodingFlag;
  constexpr unsigned relaxed = strict | rapidjson::kParseCommentsFlag | rapidjson::kParseTrailingCommasFlag;
  constexpr std::string_view byte_order_mark = "\xef\xbb\xbf";
  if (text.starts_with(byte_order_mark))
    return ParseError{0, "The file begins with a byte order mark; save it as plain UTF-8."};
  ViewStream stream{text};
  Builder builder{text, stream, options.max_depth};
  rapidjson::Reader reader;
  const rapidjson::ParseResult parsed =
      options.relaxed ? reader.Parse<relaxed>(stream, builder) : reader.Parse<strict>(stream, builder);
  // A zero byte is the end to RapidJSON, whatever comes after it.
  if (!parsed.IsError() && stream.Tell() < text.size()) return ParseError{stream.Tell(), "A zero byte in the text."};
  if (!parsed.IsError()) return builder.take();
  const std::string why = parsed.Code() == rapidjson::kParseErrorTermination
                              ? fmt::format("Nested deeper than {} levels.", options.max_depth)
                              : rapidjson::GetParseError_En(parsed.Code());
  return ParseError{parsed.Offset(), why};
}

Result<Value> parse_answer(std::string_view text, std::string_view from) {
  auto parsed = parse(text);
  if (parsed) return *std::move(parsed);
  return error(Errc::transient, fmt::format("{}: the answer is cut off or not JSON (byte {} of {})", from,
                                            parsed.error().offset, text.size()));
}

void throw_exception_from_error(const ParseError& e, const boost::source_location&) {
  throw std::logic_error("unchecked json::ParseError: " + e.message);
}

std::string dump(const Value& value) {
  rapidjson::StringBuffer buffer;
  rapidjson::Writer<rapidjson::StringBuffer> writer{buffer};
  write(writer, value);
  return {buffer.GetString(), buffer.GetSize()};
}

std::string dump_pretty(const Value& value, int indent) {
  rapidjson::StringBuffer buffer;
  rapidjson::PrettyWriter<rapidjson::StringBuffer> writer{buffer};
  writer.SetIndent(' ', static_cast<unsigned>(indent));
  write(writer, value);
  return std::string{buffer.GetString(), buffer.GetSize()} + "\n";
}

std::string quoted(std::string_view text) { return dump(Value{text}); }

}  // namespace ra::json
