#include "base/log.hpp"

#include "base/runner_lines.hpp"

#include <spdlog/sinks/ansicolor_sink.h>
#include <spdlog/sinks/basic_file_sink.h>
#include <spdlog/spdlog.h>

#include <vector>

namespace ra {

namespace {

spdlog::level::level_enum to_spdlog(LogLevel level) {
  switch (level) {
    case LogLevel::trace: return spdlog::level::trace;
    case LogLevel::debug: return spdlog::level::debug;
    case LogLevel::info: return spdlog::level::info;
    case LogLevel::warning: return spdlog::level::warn;
    case LogLevel::error: return spdlog::level::err;
    case LogLevel::off: return spdlog::level::off;
  }
  return spdlog::level::info;
}

// The JSON string that `text` becomes, without its quotes.
std::string json_escaped(std::string_view text) {
  std::string out;
  for (const char c : text) {
    if (c == '"' || c == '\\') {
      out += {'\\', c};
    } else if (static_cast<unsigned char>(c) < 0x20) {
      out += fmt::format("\\u{:04x}", static_cast<unsigned>(c));
    } else {
      out += c;
    }
  }
  return out;
}

// spdlog's pattern cannot escape, so the JSON line's message is escaped here.
class JsonFileSink final : public spdlog::sinks::base_sink<std::mutex> {
 public:
  explicit JsonFileSink(const std::string& path) { file_.open(path); }

 private:
  void sink_it_(const spdlog::details::log_msg& message) override {
    const auto ms = std::chrono::duration_cast<std::chrono::milliseconds>(message.time.time_since_epoch()).count();
    const auto level = spdlog::level::to_string_view(message.level);
    spdlog::memory_buf_t line;
    fmt::format_to(std::back_inserter(line), R"({{"time_ms":{},"level":"{}","message":"{}"}})", ms,
                   std::string_view{level.data(), level.size()},
                   json_escaped({message.payload.data(), message.payload.size()}));
    line.push_back('\n');
    file_.write(line);
  }
  void flush_() override { file_.flush(); }

  spdlog::details::file_helper file_;
};

}  // namespace

Log::Log() = default;
Log::~Log() = default;
Log::Log(Log&&) noexcept = default;
Log& Log::operator=(Log&&) noexcept = default;

Log::Log(const Options& options, Redactor redact)
    : redact_{std::move(redact)}, before_each_{std::make_shared<std::function<void()>>()} {
  std::vector<spdlog::sink_ptr> sinks;
  auto terminal = std::make_shared<spdlog::sinks::ansicolor_stderr_sink_mt>(options.colour ? spdlog::color_mode::always
                                                                                           : spdlog::color_mode::never);
  terminal->set_pattern("%H:%M:%S %^%l%$ %v");
  sinks.push_back(terminal);
  if (!options.json_file.empty()) sinks.push_back(std::make_shared<JsonFileSink>(options.json_file));
  logger_ = std::make_shared<spdlog::logger>("release-action", sinks.begin(), sinks.end());
  logger_->set_level(to_spdlog(options.level));
  logger_->flush_on(spdlog::level::trace);
}

bool Log::enabled(LogLevel level) const { return logger_ && logger_->should_log(to_spdlog(level)); }

void Log::before_each(std::function<void()> call) const {
  if (before_each_) *before_each_ = std::move(call);
}

// Commands are broken up wherever it runs: a log is for people, to whom it makes no difference.
void Log::write(LogLevel level, std::string text) const {
  if (!enabled(level)) return;
  if (before_each_ && *before_each_) (*before_each_)();
  if (logger_) logger_->log(to_spdlog(level), without_commands(redact_(std::move(text))));
}

}  // namespace ra
