#pragma once

#include "testresult/event.hpp"
#include "testresult/excerpt.hpp"

#include <string>
#include <string_view>

namespace ra::testresult {

// A case while its file is being read; its strings keep their room from one case to the next.
struct Draft {
  static constexpr std::size_t longest_name = 2000;
  static constexpr std::size_t longest_message = 4096;

  std::string suite;
  std::string classname;
  std::string name;
  std::string file;
  std::string type;
  std::string message;
  Excerpt trace;
  std::uint64_t line = 0;
  double time_s = 0;
  Outcome outcome = Outcome::passed;
  bool flaky = false;
  std::size_t tries = 1;

  void begin();
  void set_name(std::string_view text) { name = text.substr(0, longest_name); }
  void set_message(std::string_view text) { message = text.substr(0, longest_message); }
  void send(Events& to);
};

}  // namespace ra::testresult
