#pragma once

#include "archive/sink.hpp"
#include "base/error.hpp"

#include <cstddef>
#include <memory>
#include <string_view>

struct z_stream_s;

namespace ra::archive {

// Unpacks deflate a piece at a time, in bounded memory. Does not see to how much comes out: its sink does.
class Inflater {
 public:
  enum class Form { raw, gzip };

  explicit Inflater(Form form);
  Inflater(const Inflater&) = delete;
  Inflater& operator=(const Inflater&) = delete;
  ~Inflater();

  // How many of the bytes it took: fewer than there are when the stream has ended. An error (config) is about the data.
  Result<std::size_t> feed(std::string_view bytes, Sink& out);
  bool done() const { return done_; }
  bool damaged() const { return damaged_; }  // the error was of the data and not of the sink

  // Another stream follows, as in a gzip file of several members.
  void restart();

 private:
  std::unique_ptr<z_stream_s> stream_;
  std::unique_ptr<char[]> piece_;
  bool done_ = false;
  bool damaged_ = false;
};

}  // namespace ra::archive
