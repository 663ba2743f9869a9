#pragma once

#include "archive/sink.hpp"
#include "base/error.hpp"

#include <cstdint>
#include <functional>
#include <memory>
#include <string>

namespace ra::attest {

// Reads cpio's "newc" form (cpio(5)) as its bytes come: the payload of an RPM. Each file's sink is finished after its
// last byte.
class CpioParser final : public archive::Sink {
 public:
  using Open = std::function<std::unique_ptr<archive::Sink>(const std::string& name)>;
  explicit CpioParser(Open open);

  Result<> write(std::string_view bytes) override;
  Result<> finish() override;

 private:
  enum class State { head, name, content, end };
  Result<> take();  // what is whole now
  Result<> read_head();
  Result<> read_name();
  Result<> end_content();
  void skip_to(State next, std::uint64_t size);

  Open open_;
  State state_ = State::head;
  std::uint64_t left_;         // of what is being read
  std::uint64_t padding_ = 0;  // after it
  std::string held_;           // head or name
  std::uint64_t size_ = 0;     // of the content that follows
  bool is_file_ = false;
  std::unique_ptr<archive::Sink> sink_;
};

}  // namespace ra::attest
