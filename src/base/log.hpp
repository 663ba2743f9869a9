#pragma once

#include "base/secret.hpp"

#include <fmt/format.h>

#include <functional>
#include <memory>
#include <string>
#include <string_view>

namespace spdlog {
class logger;
}

namespace ra {

enum class LogLevel { trace, debug, info, warning, error, off };

// The program's log on stderr and, when asked for, as one JSON object a line in a file.
// info is what a release manager wants to read (at most three lines a pipeline), debug is
// requests, trace is bodies. Messages start lower-case and end without a dot.
// Passed by reference like any other service: there is no global logger.
class Log {
 public:
  struct Options {
    LogLevel level = LogLevel::info;
    bool colour = false;
    std::string json_file;  // empty: none
  };

  Log();  // says nothing: for tests
  Log(const Options& options, Redactor redact);
  ~Log();
  Log(Log&&) noexcept;
  Log& operator=(Log&&) noexcept;

  template <class... Args>
  void info(fmt::format_string<Args...> text, Args&&... args) const {
    write(LogLevel::info, fmt::format(text, std::forward<Args>(args)...));
  }
  template <class... Args>
  void warning(fmt::format_string<Args...> text, Args&&... args) const {
    write(LogLevel::warning, fmt::format(text, std::forward<Args>(args)...));
  }
  template <class... Args>
  void debug(fmt::format_string<Args...> text, Args&&... args) const {
    if (enabled(LogLevel::debug)) write(LogLevel::debug, fmt::format(text, std::forward<Args>(args)...));
  }
  template <class... Args>
  void trace(fmt::format_string<Args...> text, Args&&... args) const {
    if (enabled(LogLevel::trace)) write(LogLevel::trace, fmt::format(text, std::forward<Args>(args)...));
  }

  // Called before each line, so that a live display can make way. Empty: nobody.
  void before_each(std::function<void()> call) const;

  bool enabled(LogLevel level) const;
  void write(LogLevel level, std::string text) const;

 private:
  std::shared_ptr<spdlog::logger> logger_;
  Redactor redact_;
  std::shared_ptr<std::function<void()>> before_each_;
};

}  // namespace ra
