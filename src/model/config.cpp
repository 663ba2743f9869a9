#include "model/config.hpp"

#include "base/text.hpp"
#include "model/config_keys.hpp"
#include "model/locator.hpp"
#include "model/syntax.hpp"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <optional>
#include <set>
#include <vector>

namespace ra::model {

namespace {

struct Problem {
  std::size_t offset = 0;
  std::string message;
  std::string hint;
};

// The last part of a path: "first" of "ci.poll.first".
std::string_view leaf(std::string_view path) {
  const auto dot = path.rfind('.');
  return dot == std::string_view::npos ? path : path.substr(dot + 1);
}

// Walks a configuration along the table of keys and gathers every problem.
class ConfigReader {
 public:
  Result<Config> read(const std::string& file, std::string_view text) {
    const auto parsed = json::parse(text, {.relaxed = true});
    if (!parsed) {
      SyntaxProblem problem = explain(text, parsed.error());
      problems_.push_back({problem.offset, std::move(problem.message), std::move(problem.hint)});
      return failure(file, text);
    }
    if (!parsed->is_object()) {
      add(parsed->begin(), "the configuration is not an object", "it begins with `{`");
      return failure(file, text);
    }
    read_object(*parsed, "");
    check_together(*parsed);
    if (!problems_.empty()) return failure(file, text);
    return std::move(config_);
  }

 private:
  void add(std::size_t offset, std::string message, std::string hint = {}) {
    problems_.push_back({offset, std::move(message), std::move(hint)});
  }

  void read_object(const json::Value& object, const std::string& prefix) {
    std::set<std::string_view> seen;
    for (const auto& member : object.members()) {
      const std::string path = prefix + member.key;
      if (!seen.insert(member.key).second) {
        add(member.key_begin, fmt::format("`{}` stands here twice", one_line(path, 80)), "keep one of them");
        continue;
      }
      read_member(member, path, prefix);
    }
  }

  void read_member(const json::Member& member, const std::string& path, const std::string& prefix) {
    const auto ignored = ignored_config_keys();
    if (std::ranges::find(ignored, std::string_view{path}) != ignored.end()) return;
    const auto keys = config_keys();
    // A dot in a key must not pass for a path.
    const bool plain = member.key.find('.') == std::string::npos;
    const auto found = std::ranges::find(keys, std::string_view{path}, &ConfigKey::path);
    if (plain && found != keys.end()) {
      if (auto defect = found->read(member.value, config_))
        add(defect->at->begin(), fmt::format("`{}{}` {}", path, defect->where, defect->message), defect->hint);
      return;
    }
    const std::string deeper = path + ".";
    const bool section = plain && std::ranges::any_of(keys, [&](const auto& k) { return k.path.starts_with(deeper); });
    if (!section)
      return add(member.key_begin, fmt::format("unknown key `{}`", one_line(path, 80)), suggest(member.key, prefix));
    if (!member.value.is_object()) return add(member.value.begin(), fmt::format("`{}` must be an object", path));
    read_object(member.value, deeper);
  }

  // A key of this object that is near, or the place where a key of this name belongs.
  static std::string suggest(const std::string& key, const std::string& prefix) {
    std::set<std::string> siblings;
    for (const auto& known : config_keys()) {
      if (!known.path.starts_with(prefix)) continue;
      const auto rest = known.path.substr(prefix.size());
      siblings.emplace(rest.substr(0, rest.find('.')));
    }
    for (const auto& ignored : ignored_config_keys()) {
      if (prefix.empty()) siblings.emplace(ignored);
    }
    const std::vector<std::string> candidates{siblings.begin(), siblings.end()};
    for (const auto& known : config_keys()) {
      if (leaf(known.path) == key) return fmt::format("did you mean `{}`?", known.path);
    }
    if (const std::string near = nearest(key, candidates); !near.empty())
      return fmt::format("did you mean `{}`?", near);
    return fmt::format("known here are {}", fmt::join(candidates, ", "));
  }

  // Rules about more than one key.
  void check_together(const json::Value& root) {
    const auto& ci = root["ci"];
    const auto& poll = ci["poll"];
    if (config_.ci.poll_first > config_.ci.poll_most) {
      // With one of them left out the other has its default: ask for both.
      add(poll.begin(), "`ci.poll.first` is longer than `ci.poll.most`", "set both: they begin at 2s and end at 30s");
    }
    const auto& parameters = ci["parameters"];
    const auto& dry_run = parameters["dryRun"];
    if (!dry_run.members().empty() && config_.ci.parameters_dry_run == config_.ci.parameters_release) {
      add(dry_run.begin(), "`ci.parameters.dryRun` is the same as `ci.parameters.release`: a dry run would release",
          "give the dry run the parameter that switches publishing off");
    }
  }

  // One line with all of them, in the order of the file; the hint is the first one's.
  Error failure(const std::string& file, std::string_view text) {
    constexpr std::size_t most_shown = 10;
    std::ranges::stable_sort(problems_, {}, &Problem::offset);
    Locator locator{text};
    std::string message;
    for (std::size_t i = 0; i < std::min(problems_.size(), most_shown); ++i) {
      const json::Position where = locator.at(problems_[i].offset);
      if (i > 0) message += "; ";
      message += fmt::format("{}:{}:{}: {}", file, where.line, where.column, problems_[i].message);
    }
    if (problems_.size() > most_shown) message += fmt::format("; and {} more", problems_.size() - most_shown);
    return error(Errc::config, std::move(message), problems_.front().hint);
  }

  Config config_;
  std::vector<Problem> problems_;
};

}  // namespace

Result<Config> parse_config(const std::string& file, std::string_view text) { return ConfigReader{}.read(file, text); }

}  // namespace ra::model
