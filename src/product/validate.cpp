#include "product/validate.hpp"

#include "base/files.hpp"
#include "base/glob.hpp"
#include "base/output_file.hpp"
#include "base/process.hpp"
#include "base/text.hpp"
#include "base/try.hpp"
#include "product/state.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <set>

namespace asio = boost::asio;
namespace fs = std::filesystem;

namespace ra::product {

namespace {

constexpr std::uint64_t most_log = std::uint64_t{32} << 20U;
constexpr std::size_t most_line = std::size_t{64} << 10U;  // a longer one is written in pieces
constexpr std::size_t most_results = 500;

// The output of a command on its way into a file, line by line so that no secret is cut in two.
class OutputLog {
 public:
  OutputLog(OutputFile file, std::function<std::string(std::string)> redact)
      : file_{std::move(file)}, redact_{std::move(redact)} {}

  Result<> add(std::string_view bytes) {
    rest_ += bytes;
    for (std::size_t end = rest_.find('\n'); end != std::string::npos; end = rest_.find('\n')) {
      RA_TRY(write(rest_.substr(0, end + 1)));
      rest_.erase(0, end + 1);
    }
    if (rest_.size() < most_line) return {};
    RA_TRY(write(std::exchange(rest_, {})));
    return {};
  }

  Result<> finish(const std::string& why) {
    RA_TRY(write(std::exchange(rest_, {})));
    if (left_out_ > 0) RA_TRY(file_.write(fmt::format("\n… {} bytes more are left out\n", left_out_)));
    if (!why.empty()) RA_TRY(file_.write(fmt::format("\nrelease-action: {}\n", why)));
    return file_.commit();
  }

 private:
  Result<> write(std::string line) {
    line = redact_(std::move(line));
    if (file_.size() + line.size() <= most_log) return file_.write(line);
    left_out_ += line.size();
    return {};
  }

  OutputFile file_;
  std::function<std::string(std::string)> redact_;
  std::string rest_;
  std::uint64_t left_out_ = 0;
};

// One file may have been named by several patterns; its name in the report is its path, made a plain name.
std::vector<Attachment> results_in(const fs::path& folder, const std::vector<std::string>& patterns) {
  std::set<std::string> paths;
  for (const auto& pattern : patterns) {
    for (const auto& path : glob_files(folder, pattern)) {
      const fs::path full = fs::path{path}.is_absolute() ? fs::path{path} : folder / path;
      std::error_code ignored;
      const bool inside = fs::is_regular_file(full, ignored) && !fs::is_symlink(full, ignored);
      if (inside && full.lexically_relative(folder).string().find("..") == std::string::npos)
        paths.insert(full.lexically_relative(folder).string());
    }
  }
  std::vector<Attachment> all;
  for (const auto& path : paths) {
    if (all.size() == most_results) break;
    std::string name = path;
    std::ranges::replace(name, '/', '-');
    if (check_file_name(name)) all.push_back({name, folder / path});
  }
  return all;
}

ProcessRequest request_of(const Check& check, const Whole& whole, const fs::path& files, const fs::path& folder) {
  ProcessRequest request;
  // Both of its outputs in the order in which they are written.
  request.arguments = {"/bin/sh", "-eu", "-c", "exec 2>&1\n" + check.run};
  request.directory = check.directory;
  request.timeout = check.timeout;
  request.environment = variables_of(whole, files);
  request.environment.insert(check.environment.begin(), check.environment.end());
  request.environment["PRODUCT_RESULTS"] = (folder / "results").string();
  return request;
}

}  // namespace

std::map<std::string, std::string> variables_of(const Whole& whole, const fs::path& files) {
  return {{"PRODUCT_NAME", whole.product.name.product},
          {"PRODUCT_VERSION", whole.product.name.version},
          {"PRODUCT_DIGEST", whole.manifest.digest},
          {"PRODUCT_KIND", whole.product.update ? "update" : "initial"},
          {"PRODUCT_FILES", files.string()},
          {"PRODUCT_DESCRIPTION", (files / whole.product.description.name).string()}};
}

asio::awaitable<Result<Checked>> run_check(Check check, Whole whole, fs::path files, fs::path folder) {
  RA_CO_TRY(make_folder(folder / "results"));
  RA_CO_TRY_ASSIGN(OutputFile file, OutputFile::create(folder / "output.log"));
  OutputLog log{std::move(file), check.redact};
  ProcessRequest request = request_of(check, whole, files, folder);
  request.on_output = [&log](std::string_view bytes) { return log.add(bytes); };
  const auto ran = co_await run_process(request);
  Checked checked;
  if (!ran && ran.error().code != Errc::unavailable) co_return ran.error();
  if (!ran) checked.why = fmt::format("the command ran longer than {}", format_duration(check.timeout));
  if (ran && ran->exit_code != 0) checked.why = fmt::format("the command ended with {}", ran->exit_code);
  checked.ok = checked.why.empty();
  RA_CO_TRY(log.finish(checked.why));
  checked.attached = {{"output.log", folder / "output.log"}};
  for (auto& one : results_in(folder / "results", check.results)) checked.attached.push_back(std::move(one));
  co_return checked;
}

Turn turn_of(const Party& ci, const std::vector<Entry>& entries, const Trust& trust) {
  Turn turn;
  for (const auto& entry : entries) {
    const State state = state_of(entry, trust);
    const Validation* own = state.of(ci.name);
    const bool judged =
        own != nullptr && (own->state == Validation::State::ok || own->state == Validation::State::failed);
    if (!state.published || judged) continue;
    auto others = waits_for(ci, state, trust);
    if (others.empty()) turn.now.push_back(entry.product);
    if (!others.empty()) turn.later.emplace_back(entry.product, std::move(others));
  }
  std::ranges::reverse(turn.now);
  return turn;
}

}  // namespace ra::product
