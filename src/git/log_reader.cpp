#include "git/log_reader.hpp"

#include <charconv>
#include <cstring>

namespace ra::git {

namespace {

enum Field : std::size_t { empty, sha, parents, name, email, time, message, fields };

}  // namespace

std::string_view LogReader::field(std::size_t index) const {
  const auto [begin, end] = tokens_[index];
  return std::string_view{buffer_}.substr(begin, end - begin);
}

Result<> LogReader::feed(std::string_view piece) {
  if (dropping_) {
    const std::size_t end = piece.find('\0');
    if (end == std::string_view::npos) return {};
    piece.remove_prefix(end);
    dropping_ = false;
  }
  buffer_.append(piece);
  auto scanned = scan();
  if (!scanned) return scanned;
  // What is left belongs to the pending commit: to the front with it.
  const std::size_t done = tokens_.empty() ? token_begin_ : tokens_.front().first;
  buffer_.erase(0, done);
  token_begin_ -= done;
  scanned_ -= done;
  for (auto& [begin, end] : tokens_) {
    begin -= done;
    end -= done;
  }
  if (tokens_.size() == message && buffer_.size() - token_begin_ > longest_message) {
    buffer_.resize(token_begin_ + longest_message);
    scanned_ = buffer_.size();
    dropping_ = true;
  }
  if (buffer_.size() > longest_commit) return error(Errc::internal, "git log: a commit is larger than 512 MiB");
  return {};
}

Result<> LogReader::scan() {
  for (;;) {
    const void* found = std::memchr(buffer_.data() + scanned_, '\0', buffer_.size() - scanned_);
    if (found == nullptr) {
      scanned_ = buffer_.size();
      return {};
    }
    const auto end = static_cast<std::size_t>(static_cast<const char*>(found) - buffer_.data());
    const std::size_t begin = token_begin_;
    token_begin_ = end + 1;
    scanned_ = end + 1;
    auto taken = token(begin, end);
    if (!taken) return taken;
  }
}

Result<> LogReader::token(std::size_t begin, std::size_t end) {
  if (tokens_.size() >= fields && begin == end) {  // the next commit's empty field
    auto given = emit();
    if (!given) return given;
  }
  if (tokens_.empty() && begin != end) return error(Errc::internal, "git log: wrote something unexpected");
  tokens_.emplace_back(begin, end);
  if (!paths_ && tokens_.size() == fields) return emit();
  return {};
}

Result<> LogReader::emit() {
  commit_.parents.clear();
  commit_.paths.clear();
  commit_.sha = field(sha);
  for (std::string_view all = field(parents); !all.empty();) {
    const std::size_t space = all.find(' ');
    commit_.parents.push_back(all.substr(0, space));
    all.remove_prefix(space == std::string_view::npos ? all.size() : space + 1);
  }
  commit_.author_name = field(name);
  commit_.author_email = field(email);
  const std::string_view seconds = field(time);
  commit_.committed_at = 0;
  std::from_chars(seconds.data(), seconds.data() + seconds.size(), commit_.committed_at);
  commit_.message = field(message).substr(0, longest_message);
  for (std::size_t i = fields; i < tokens_.size(); ++i) {
    std::string_view path = field(i);
    if (i == fields && path.starts_with('\n')) path.remove_prefix(1);
    commit_.paths.push_back(path);
  }
  tokens_.clear();
  return each_(commit_);
}

Result<> LogReader::finish() {
  if (tokens_.size() >= fields) return emit();
  if (!tokens_.empty() || !buffer_.empty()) return error(Errc::internal, "git log: ended inside a commit");
  return {};
}

}  // namespace ra::git
