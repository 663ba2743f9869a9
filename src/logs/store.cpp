#include "logs/store.hpp"

#include "base/files.hpp"
#include "base/try.hpp"

#include <fmt/format.h>

#include <algorithm>

namespace fs = std::filesystem;

namespace ra::logs {

namespace {

constexpr std::uint64_t most_of_an_index = std::uint64_t{256} << 20U;
constexpr const char* index_name = "index.json";
constexpr const char* schema_name = "release-action/logs/1";

// Texts with their keys, so that writing and reading cannot drift apart.
template <class L>
auto texts_of_labels(L& labels) {
  return std::to_array<std::pair<const char*, decltype(&labels.product)>>(
      {{"product", &labels.product},
       {"edition", &labels.edition},
       {"version", &labels.version},
       {"mode", &labels.mode},
       {"run_id", &labels.run_id},
       {"component", &labels.component},
       {"component_version", &labels.component_version},
       {"provider", &labels.provider},
       {"pipeline_guid", &labels.pipeline_guid},
       {"http_link", &labels.http_link}});
}

template <class J>
auto texts_of_job(J& job) {
  return std::to_array<std::pair<const char*, decltype(&job.name)>>({{"workflow", &job.workflow},
                                                                     {"name", &job.name},
                                                                     {"status", &job.status},
                                                                     {"started_at", &job.started_at},
                                                                     {"stopped_at", &job.stopped_at},
                                                                     {"http_link", &job.http_link},
                                                                     {"failed_step", &job.failed_step},
                                                                     {"message", &job.message}});
}

template <class E>
auto texts_of_execution(E& e) {
  return std::to_array<std::pair<const char*, decltype(&e.state)>>({{"project", &e.project},
                                                                    {"branch", &e.branch},
                                                                    {"state", &e.state},
                                                                    {"why", &e.why},
                                                                    {"created_at", &e.created_at},
                                                                    {"stopped_at", &e.stopped_at}});
}

template <class Fields>
void write_texts(json::Value& value, const Fields& fields) {
  for (const auto& [key, text] : fields) {
    if (!text->empty()) value.set(key, *text);
  }
}

template <class Fields>
void read_texts(const json::Value& value, const Fields& fields) {
  for (const auto& [key, text] : fields) *text = value[key].as_string();
}

void write_labels(json::Value& value, const Labels& labels) {
  write_texts(value, texts_of_labels(labels));
  if (labels.set) value.set("set", *labels.set);
}

Labels read_labels(const json::Value& value) {
  Labels labels;
  read_texts(value, texts_of_labels(labels));
  if (const auto* set = value.find("set")) labels.set = static_cast<std::size_t>(set->as_int());
  return labels;
}

json::Value pieces_json(const std::vector<PieceInfo>& pieces) {
  auto list = json::Value::array();
  for (const auto& piece : pieces) {
    auto one = json::Value::object();
    one.set("file", piece.file).set("lines", piece.lines).set("bytes", piece.bytes);
    list.push(std::move(one));
  }
  return list;
}

std::vector<PieceInfo> read_pieces(const json::Value& value) {
  std::vector<PieceInfo> pieces;
  for (const auto& one : value.items()) {
    pieces.push_back({as_file_name(one["file"].as_string()), static_cast<std::uint64_t>(one["lines"].as_int()),
                      static_cast<std::uint64_t>(one["bytes"].as_int())});
  }
  return pieces;
}

Execution read_execution(const json::Value& value, const Labels& of_run) {
  Execution e;
  e.labels = read_labels(value);
  const auto fill = [](std::string& text, const std::string& otherwise) {
    if (text.empty()) text = otherwise;
  };
  fill(e.labels.product, of_run.product);
  read_texts(value, texts_of_execution(e));
  e.number = value["number"].as_int();
  e.retried = value["retried"].as_bool();
  e.collected = value["collected"].as_bool();
  e.lines = static_cast<std::uint64_t>(value["lines"].as_int());
  e.bytes = static_cast<std::uint64_t>(value["bytes"].as_int());
  for (const auto& one : value["jobs"].items()) read_texts(one, texts_of_job(e.jobs.emplace_back()));
  e.pieces = read_pieces(value["pieces"]);
  return e;
}

}  // namespace

fs::path folder_of(const fs::path& root, const Labels& labels) {
  return root / as_file_name(labels.product) / as_file_name(labels.version) /
         as_file_name(labels.mode + "-" + labels.run_id);
}

json::Value to_json(const Execution& e) {
  auto value = json::Value::object();
  write_labels(value, e.labels);
  write_texts(value, texts_of_execution(e));
  value.set("number", e.number).set("retried", e.retried).set("collected", e.collected);
  value.set("lines", e.lines).set("bytes", e.bytes);
  auto jobs = json::Value::array();
  for (const auto& job : e.jobs) {
    auto one = json::Value::object();
    write_texts(one, texts_of_job(job));
    jobs.push(std::move(one));
  }
  value.set("jobs", std::move(jobs)).set("pieces", pieces_json(e.pieces));
  return value;
}

Result<RunLogs> read_index(const fs::path& folder) {
  const auto text = read_file(folder / index_name, most_of_an_index);
  if (!text && text.error().code == Errc::not_found) return RunLogs{};
  if (!text) return text.error();
  const auto value = json::parse(*text);
  if (!value || (*value)["schema"].as_string() != schema_name) {
    return error(Errc::config,
                 fmt::format("{}: not an index of logs that this version knows", (folder / index_name).string()),
                 "remove the folder and collect the run again");
  }
  RunLogs run;
  run.labels = read_labels(*value);
  run.state = (*value)["state"].as_string();
  run.started_at = (*value)["started_at"].as_string();
  run.finished_at = (*value)["finished_at"].as_string();
  for (const auto& one : (*value)["executions"].items()) run.executions.push_back(read_execution(one, run.labels));
  run.own = read_pieces((*value)["own"]);
  return run;
}

Result<> write_index(const fs::path& folder, const RunLogs& run) {
  auto value = json::Value::object();
  value.set("schema", schema_name);
  write_labels(value, run.labels);
  value.set("state", run.state).set("started_at", run.started_at).set("finished_at", run.finished_at);
  auto executions = json::Value::array();
  for (const auto& e : run.executions) executions.push(to_json(e));
  value.set("executions", std::move(executions)).set("own", pieces_json(run.own));
  const std::string text = json::dump_pretty(value);
  // A second collection changes nothing, not even the file's time.
  const auto before = read_file(folder / index_name, most_of_an_index);
  if (before && *before == text) return {};
  return write_file(folder / index_name, text);
}

Result<std::vector<fs::path>> run_folders(const fs::path& root) {
  std::vector<fs::path> folders;
  std::error_code ec;
  for (fs::recursive_directory_iterator at{root, ec}, end; !ec && at != end; at.increment(ec)) {
    if (at.depth() == 3 && at->path().filename() == index_name) folders.push_back(at->path().parent_path());
  }
  if (ec && fs::exists(root)) return error(Errc::config, fmt::format("reading {}: {}", root.string(), ec.message()));
  std::ranges::sort(folders);
  return folders;
}

}  // namespace ra::logs
