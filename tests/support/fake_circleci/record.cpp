#include "support/fake_circleci/record.hpp"

#include "support/fake_circleci/url.hpp"

#include "base/files.hpp"
#include "base/json.hpp"
#include "base/text.hpp"
#include "base/try.hpp"

#include <algorithm>

namespace ra::test::fake {

namespace {

RecordedRequest from_line(const json::Value& line) {
  RecordedRequest request;
  request.n = static_cast<std::size_t>(line["n"].as_int());
  request.at_ms = line["at_ms"].as_int();
  request.method = line["method"].as_string();
  request.target = line["target"].as_string();
  for (const json::Member& header : line["headers"].members()) {
    request.headers[lower(header.key)] = header.value.as_string();
  }
  request.token = line["token"].as_string();
  request.token_elsewhere = line["token_elsewhere"].as_bool();
  request.body = line["body"].as_string();
  request.status = static_cast<int>(line["status"].as_int());
  request.fault = line["fault"].as_string();
  request.effect = line["effect"]["kind"].as_string();
  request.project = line["effect"]["project"].as_string();
  request.pipeline = line["effect"]["pipeline"].as_string();
  request.number = line["effect"]["number"].as_int();
  return request;
}

// The slug of POST …/project/{slug}/pipeline[/run], or "".
std::string triggered_slug(const RecordedRequest& request) {
  if (request.method != "POST") return {};
  std::string path;
  for (const std::string& segment : parse_target(request.target).path) path += "/" + segment;
  const std::string before = "/api/v2/project/";
  if (!path.starts_with(before)) return {};
  for (const std::string_view end : {"/pipeline/run", "/pipeline"}) {
    if (path.ends_with(end)) return path.substr(before.size(), path.size() - before.size() - end.size());
  }
  return {};
}

bool is_read(const RecordedRequest& request) { return request.method == "GET" || request.method == "HEAD"; }

}  // namespace

Result<Record> read_record(const std::filesystem::path& file) {
  constexpr std::uint64_t most = std::uint64_t{1} << 30U;
  RA_TRY_ASSIGN(std::string text, read_file(file, most));
  text.resize(text.rfind('\n') == std::string::npos ? 0 : text.rfind('\n'));
  Record record;
  for (const std::string_view line : lines(text)) {
    if (line.empty()) continue;
    RA_TRY_ASSIGN(const json::Value value, json::parse_answer(line, file.string()));
    record.push_back(from_line(value));
  }
  return record;
}

std::map<std::string, int> triggers_per_project(const Record& record) {
  std::map<std::string, int> counts;
  for (const RecordedRequest& request : record) {
    if (request.effect == "trigger") ++counts[request.project];
  }
  return counts;
}

std::map<std::string, int> trigger_requests_per_project(const Record& record) {
  std::map<std::string, int> counts;
  for (const RecordedRequest& request : record) {
    const std::string slug = triggered_slug(request);
    if (!slug.empty()) ++counts[slug];
  }
  return counts;
}

std::set<std::string> methods(const Record& record) {
  std::set<std::string> all;
  for (const RecordedRequest& request : record) all.insert(request.method);
  return all;
}

std::vector<std::string> writes(const Record& record) {
  std::vector<std::string> all;
  for (const RecordedRequest& request : record) {
    if (!is_read(request)) all.push_back(request.method + " " + request.target);
  }
  return all;
}

bool writes_only_triggers(const Record& record) {
  return std::all_of(record.begin(), record.end(), [](const RecordedRequest& request) {
    return is_read(request) || !triggered_slug(request).empty();
  });
}

bool token_leaked(const Record& record) {
  return std::any_of(record.begin(), record.end(), [](const RecordedRequest& request) {
    const bool to_storage = request.target.starts_with("/presigned/") && request.token != "none";
    return request.token_elsewhere || request.token == "query" || to_storage;
  });
}

std::size_t faults(const Record& record) {
  return static_cast<std::size_t>(std::count_if(record.begin(), record.end(),
                                                [](const RecordedRequest& request) { return !request.fault.empty(); }));
}

}  // namespace ra::test::fake
