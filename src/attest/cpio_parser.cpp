#include "attest/cpio_parser.hpp"

#include "base/try.hpp"

#include <algorithm>
#include <charconv>

namespace ra::attest {

namespace {

constexpr std::uint64_t head_size = 110;  // magic and thirteen numbers of eight digits
constexpr std::uint64_t most_name = 4096;
constexpr std::uint64_t type_mask = 0170000;
constexpr std::uint64_t regular_file = 0100000;

Error damaged() { return error(Errc::config, "its payload is no cpio archive"); }

// A number by its place among the thirteen; too large when it is none.
std::uint64_t number_at(std::string_view head, std::size_t place) {
  const std::string_view digits = head.substr(6 + place * 8, 8);
  std::uint64_t value = 0;
  const auto read = std::from_chars(digits.data(), digits.data() + digits.size(), value, 16);
  return read.ptr == digits.data() + digits.size() ? value : ~std::uint64_t{0};
}

}  // namespace

CpioParser::CpioParser(Open open) : open_{std::move(open)}, left_{head_size} {}

Result<> CpioParser::write(std::string_view bytes) {
  while (!bytes.empty() && state_ != State::end) {
    if (left_ > 0) {
      const auto part = bytes.substr(0, std::min<std::uint64_t>(left_, bytes.size()));
      if (state_ != State::content) held_ += part;
      if (sink_) RA_TRY(sink_->write(part));
      left_ -= part.size();
      bytes.remove_prefix(part.size());
    } else {
      const auto gap = std::min<std::uint64_t>(padding_, bytes.size());
      padding_ -= gap;
      bytes.remove_prefix(gap);
    }
    if (left_ == 0 && padding_ == 0) RA_TRY(take());
  }
  return {};
}

Result<> CpioParser::take() {
  if (state_ == State::head)
    RA_TRY(read_head());
  else if (state_ == State::name)
    RA_TRY(read_name());
  if (state_ == State::content && left_ == 0 && padding_ == 0) RA_TRY(end_content());
  return {};
}

Result<> CpioParser::read_head() {
  if (!held_.starts_with("070701") && !held_.starts_with("070702")) return damaged();
  is_file_ = (number_at(held_, 1) & type_mask) == regular_file;
  size_ = number_at(held_, 6);
  const std::uint64_t name = number_at(held_, 11);
  if (name == 0 || name > most_name || size_ == ~std::uint64_t{0}) return damaged();
  skip_to(State::name, name);
  padding_ = (4 - (head_size + name) % 4) % 4;
  return {};
}

Result<> CpioParser::read_name() {
  std::string name = held_.substr(0, held_.find('\0'));
  if (name == "TRAILER!!!") {
    state_ = State::end;
    return {};
  }
  name.erase(0, name.find_first_not_of("./"));
  if (is_file_) sink_ = open_(name);
  skip_to(State::content, size_);
  padding_ = (4 - size_ % 4) % 4;
  return {};
}

Result<> CpioParser::end_content() {
  if (sink_) RA_TRY(sink_->finish());
  sink_.reset();
  skip_to(State::head, head_size);
  return {};
}

void CpioParser::skip_to(State next, std::uint64_t size) {
  state_ = next;
  left_ = size;
  held_.clear();
}

Result<> CpioParser::finish() {
  if (state_ != State::end) return damaged();
  return {};
}

}  // namespace ra::attest
