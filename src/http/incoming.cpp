#include "http/incoming.hpp"

#include "base/text.hpp"

#include <algorithm>
#include <charconv>
#include <optional>

namespace ra::http {

namespace {

constexpr std::string_view line_end = "\r\n";
constexpr std::string_view head_end = "\r\n\r\n";

// RFC 9110, 5.6.2.
bool is_token(std::string_view text) {
  constexpr std::string_view others = "!#$%&'*+-.^_`|~";
  const auto good = [&](char c) {
    return is_letter(c) || (c >= '0' && c <= '9') || others.find(c) != std::string_view::npos;
  };
  return !text.empty() && std::ranges::all_of(text, good);
}

bool is_control(char c) { return static_cast<unsigned char>(c) < 0x20 || c == '\x7f'; }

bool is_value(std::string_view text) {
  return std::ranges::none_of(text, [](char c) { return is_control(c) && c != '\t'; });
}

// A host with or without a port, as far as it is to be compared.
bool is_host(std::string_view text) {
  const auto good = [](char c) {
    return is_letter(c) || (c >= '0' && c <= '9') || std::string_view{"-._:[]"}.find(c) != std::string_view::npos;
  };
  return !text.empty() && std::ranges::all_of(text, good);
}

std::optional<std::string> decoded(std::string_view text) {
  std::string out;
  for (std::size_t i = 0; i < text.size(); ++i) {
    char c = text[i];
    if (c == '%') {
      unsigned value = 0;
      const std::string_view digits = text.substr(i + 1, 2);
      const auto [end, ec] = std::from_chars(digits.data(), digits.data() + digits.size(), value, 16);
      if (digits.size() != 2 || ec != std::errc{} || end != digits.data() + 2) return {};
      c = static_cast<char>(value);
      i += 2;
    }
    if (is_control(c)) return {};
    out += c;
  }
  return out;
}

class Reader {
 public:
  explicit Reader(const IncomingLimits& limits) : limits_{limits} {}

  IncomingRead read(std::string_view bytes) {
    // An empty line before a request is none of it (RFC 9112, 2.2).
    std::size_t before = 0;
    while (bytes.substr(before).starts_with(line_end) && before < limits_.head) before += line_end.size();
    const std::string_view text = bytes.substr(before);
    // What is no HTTP mostly tells so by its first byte, such as TLS.
    if (!text.empty() && text.front() != '\r' && !is_token(text.substr(0, 1))) return refuse(400, "this is no HTTP");
    const std::size_t end = text.find(head_end);
    const std::size_t head = end == std::string_view::npos ? bytes.size() : before + end + head_end.size();
    if (head > limits_.head) {
      const bool one_line = text.substr(0, limits_.head).find(line_end) == std::string_view::npos;
      return one_line ? refuse(414, "the address is too long") : refuse(431, "the head is too large");
    }
    if (end == std::string_view::npos) return {};
    read_head(text.substr(0, end));
    if (read_.state == IncomingRead::State::refused) return std::move(read_);
    read_.size = head + length_;
    read_.state = bytes.size() < read_.size ? IncomingRead::State::head : IncomingRead::State::whole;
    if (read_.state == IncomingRead::State::whole) read_.request.body = bytes.substr(head, length_);
    return std::move(read_);
  }

 private:
  IncomingRead refuse(int status, std::string why) {
    read_ = {};
    read_.state = IncomingRead::State::refused;
    read_.status = status;
    read_.why = std::move(why);
    return read_;
  }

  void read_head(std::string_view head) {
    const std::size_t line = std::min(head.find(line_end), head.size());
    if (!read_line(head.substr(0, line))) return;
    std::size_t at = line;
    std::size_t count = 0;
    while (at < head.size()) {
      at += line_end.size();
      const std::size_t next = std::min(head.find(line_end, at), head.size());
      if (++count > limits_.fields) {
        refuse(431, "the head has too many lines");
        return;
      }
      if (!read_field(head.substr(at, next - at))) return;
      at = next;
    }
    settle();
  }

  bool bad(std::string why) {
    refuse(400, std::move(why));
    return false;
  }

  bool read_line(std::string_view line) {
    const auto words = split(line, ' ');
    if (words.size() != 3 || !is_token(words[0]) || !words[2].starts_with("HTTP/")) return bad("this is no HTTP");
    if (words[2] != "HTTP/1.1" && words[2] != "HTTP/1.0") {
      refuse(505, "HTTP/1.1 is spoken here");
      return false;
    }
    old_ = words[2] == "HTTP/1.0";
    read_.request.method = words[0];
    return read_target(words[1]);
  }

  bool read_target(std::string_view target) {
    // As proxies are asked (RFC 9112, 3.2.2): then it is this host that counts.
    constexpr std::string_view scheme = "http://";
    if (target.starts_with(scheme)) {
      target.remove_prefix(scheme.size());
      const std::size_t slash = std::min(target.find('/'), target.size());
      read_.request.host = lower(target.substr(0, slash));
      if (!is_host(read_.request.host)) return bad("its address has no host");
      target.remove_prefix(slash);
    }
    if (!target.starts_with('/')) return bad("its address is no path");
    auto path = decoded(target.substr(0, target.find_first_of("?#")));
    if (!path) return bad("its address cannot be read");
    read_.request.path = *std::move(path);
    return true;
  }

  bool read_field(std::string_view line) {
    const std::size_t colon = line.find(':');
    if (colon == std::string_view::npos || !is_token(line.substr(0, colon))) return bad("a line of its head is none");
    const std::string_view value = trim(line.substr(colon + 1));
    if (!is_value(value)) return bad("a line of its head is none");
    read_.request.headers.add(std::string{line.substr(0, colon)}, std::string{value});
    return true;
  }

  std::size_t count_of(std::string_view name) const {
    return static_cast<std::size_t>(
        std::ranges::count_if(read_.request.headers.all(), [&](const auto& one) { return lower(one.first) == name; }));
  }

  void settle() {
    Incoming& request = read_.request;
    const std::string connection = lower(request.headers.get("connection"));
    request.keep_alive = old_ ? connection == "keep-alive" : connection.find("close") == std::string::npos;
    request.told_to_wait = lower(request.headers.get("expect")) == "100-continue";
    const std::size_t hosts = count_of("host");
    if (hosts > 1 || (hosts == 0 && !old_) || (hosts == 1 && !is_host(request.headers.get("host")))) {
      refuse(400, "it must name one host");
      return;
    }
    if (request.host.empty()) request.host = lower(request.headers.get("host"));
    read_length();
  }

  // Who could be misunderstood about where a request ends is refused (RFC 9112, 6.3).
  void read_length() {
    const std::size_t lengths = count_of("content-length");
    const bool coded = count_of("transfer-encoding") > 0;
    if (lengths > 1 || (lengths > 0 && coded)) {
      refuse(400, "it has two lengths");
      return;
    }
    if (coded) {
      refuse(411, "its body must come with its length");
      return;
    }
    if (lengths == 0) return;
    const std::string_view text = read_.request.headers.get("content-length");
    const auto [end, ec] = std::from_chars(text.data(), text.data() + text.size(), length_);
    const bool number = end == text.data() + text.size() && !text.empty() && text.front() != '-';
    if (!number || (ec != std::errc{} && ec != std::errc::result_out_of_range)) {
      refuse(400, "its length is no number");
    } else if (ec != std::errc{} || length_ > limits_.body) {
      refuse(413, "its body is too large");
    }
  }

  const IncomingLimits& limits_;
  IncomingRead read_;
  bool old_ = false;  // HTTP/1.0
  std::size_t length_ = 0;
};

}  // namespace

IncomingRead read_incoming(std::string_view bytes, const IncomingLimits& limits) { return Reader{limits}.read(bytes); }

}  // namespace ra::http
