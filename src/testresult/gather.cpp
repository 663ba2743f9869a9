#include "testresult/gather.hpp"

#include "testresult/assembly.hpp"
#include "testresult/glob.hpp"
#include "testresult/readers.hpp"
#include "testresult/text.hpp"

#include <algorithm>
#include <condition_variable>
#include <map>
#include <mutex>
#include <thread>

namespace ra::testresult {

namespace {

constexpr std::size_t most_waiting_text = std::size_t{2} << 20U;  // read, but not merged yet

struct Input {
  std::string path;
  std::string job;
};

// Sorted by path; a file that several patterns name is read once, for the first of them that knows its job.
std::vector<Input> inputs_of(const std::vector<Wanted>& wanted, const std::filesystem::path& folder, Report& report) {
  std::map<std::string, std::string> files;
  for (const auto& one : wanted) {
    if (one.pattern.starts_with("!")) {
      std::erase_if(files, [&](const auto& file) { return matches(one.pattern.substr(1), file.first); });
      continue;
    }
    const auto found = expand(folder, one.pattern);
    if (found.empty())
      report.unreadable.push_back({clean_line(one.pattern), 0, "no file has this name or matches this pattern"});
    for (const auto& path : found) {
      auto& job = files[path];
      if (job.empty()) job = one.job;
    }
  }
  std::vector<Input> inputs;
  for (auto& [path, job] : files) inputs.push_back({path, job});
  return inputs;
}

std::size_t text_of(const Report& report) {
  std::size_t size = report.ids.size() * 8;
  for (const auto& failure : report.failures) size += failure.text_size();
  for (const auto& failure : report.flaky) size += failure.text_size();
  return size;
}

// Threads read files out of order; reports are merged in order.
class Gathering {
 public:
  Gathering(std::vector<Input> inputs, const GatherOptions& options, Assembly& assembly)
      : inputs_{std::move(inputs)}, options_{options}, assembly_{assembly} {}

  void run() {
    const std::size_t threads = std::min<std::size_t>(std::max(1U, options_.threads), inputs_.size());
    std::vector<std::jthread> others;
    for (std::size_t i = 1; i < threads; ++i) others.emplace_back([this] { work(); });
    work();
  }

 private:
  void work() {
    std::unique_lock lock{mutex_};
    while (next_ < inputs_.size()) {
      const std::size_t mine = next_++;
      // Not too far ahead of a large file: what was read is in memory until that one is done.
      room_.wait(lock, [&] { return mine == merged_ || waiting_text_ < most_waiting_text; });
      lock.unlock();
      const Input& input = inputs_[mine];
      Report one = read_report(options_.folder / input.path, input.path, input.job, options_.collect);
      lock.lock();
      waiting_text_ += text_of(one);
      waiting_.emplace(mine, std::move(one));
      merge_ready();
    }
  }

  void merge_ready() {
    for (auto at = waiting_.find(merged_); at != waiting_.end(); at = waiting_.find(merged_)) {
      waiting_text_ -= text_of(at->second);
      assembly_.add(std::move(at->second), inputs_[merged_].job);
      waiting_.erase(at);
      ++merged_;
    }
    room_.notify_all();
  }

  std::vector<Input> inputs_;
  const GatherOptions& options_;
  Assembly& assembly_;
  std::mutex mutex_;
  std::condition_variable room_;
  std::size_t next_ = 0;
  std::size_t merged_ = 0;
  std::size_t waiting_text_ = 0;
  std::map<std::size_t, Report> waiting_;
};

}  // namespace

Report read_report(const std::filesystem::path& path, const std::string& name, const std::string& job,
                   const CollectOptions& options) {
  Collector collector{name, job, options};
  auto source = open_source(path);
  std::optional<Problem> problem;
  if (source) {
    problem = read_results(**source, collector).problem;
  } else {
    problem = Problem{0, source.error().message};
  }
  Report report = collector.take();
  if (problem) report.unreadable.push_back({clean_line(name), problem->line, clean_line(problem->message)});
  return report;
}

Report gather(const std::vector<Wanted>& wanted, const GatherOptions& options) {
  Report start;
  auto inputs = inputs_of(wanted, options.folder, start);
  Assembly assembly{options.collect, std::move(start)};
  Gathering{std::move(inputs), options, assembly}.run();
  return assembly.finish();
}

}  // namespace ra::testresult
