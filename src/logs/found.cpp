#include "logs/search.hpp"

#include <algorithm>

namespace ra::logs {

namespace {

bool fits(const std::string& wanted, const json::Value& label) { return wanted.empty() || label.as_string() == wanted; }

Labels labels_in(const json::Value& record) {
  Labels labels;
  labels.product = record["product"].as_string();
  labels.edition = record["edition"].as_string();
  labels.version = record["version"].as_string();
  labels.mode = record["mode"].as_string();
  labels.run_id = record["run_id"].as_string();
  if (const auto* set = record.find("set")) labels.set = static_cast<std::size_t>(set->as_int());
  labels.component = record["component"].as_string();
  labels.component_version = record["component_version"].as_string();
  labels.provider = record["provider"].as_string();
  labels.pipeline_guid = record["pipeline_guid"].as_string();
  labels.http_link = record["http_link"].as_string();
  return labels;
}

JobSummary job_in(const json::Value& record) {
  JobSummary job;
  job.workflow = record["workflow"].as_string();
  job.name = record["job"].as_string();
  job.status = record["status"].as_string();
  job.started_at = record["started_at"].as_string();
  job.stopped_at = record["stopped_at"].as_string();
  job.http_link = record["job_link"].as_string();
  job.failed_step = record["step"].as_string();
  job.message = record["message"].as_string();
  return job;
}

}  // namespace

FoundExecutions::One& FoundExecutions::one_of(const json::Value& record) {
  std::string key = record["product"].as_string() + "\n" + record["run_id"].as_string() + "\n" +
                    record["component"].as_string() + "\n" + record["pipeline_guid"].as_string();
  const auto known = std::ranges::find(all_, key, &std::pair<std::string, One>::first);
  if (known != all_.end()) return known->second;
  return all_.emplace_back(std::move(key), One{}).second;
}

void FoundExecutions::add(const json::Value& record) {
  if (!fits(question_.product, record["product"]) || !fits(question_.edition, record["edition"]) ||
      !fits(question_.version, record["version"]) || !fits(question_.mode, record["mode"]) ||
      !fits(question_.component, record["component"]))
    return;
  const std::int64_t attempt = record["attempt"].as_int();
  if (record["kind"].as_string() == "pipeline") {
    One& one = one_of(record);
    const bool newer = attempt >= one.attempt;
    one.attempt = std::max(one.attempt, attempt);
    Execution& execution = one.execution;
    if (newer) {
      execution.labels = labels_in(record);
      execution.retried = record["retried"].as_bool();
    }
    // A later report may know less of a pipeline of before.
    const auto take = [&](std::string& text, const char* key) {
      if (!record[key].as_string().empty() && (newer || text.empty())) text = record[key].as_string();
    };
    take(execution.state, "state");
    take(execution.why, "why");
    take(execution.created_at, "started_at");
    take(execution.stopped_at, "stopped_at");
  } else if (record["kind"].as_string() == "job") {
    auto& jobs = one_of(record).jobs;
    JobSummary job = job_in(record);
    const auto same = std::ranges::find_if(jobs, [&job](const auto& other) {
      return other.second.workflow == job.workflow && other.second.name == job.name;
    });
    if (same == jobs.end()) {
      jobs.emplace_back(attempt, std::move(job));
    } else if (same->first <= attempt) {
      *same = {attempt, std::move(job)};
    }
  }
}

std::vector<Execution> FoundExecutions::executions() && {
  std::vector<Execution> list;
  for (auto& [key, one] : all_) {
    if (one.attempt < 0) continue;                             // a job whose pipeline nobody has told of
    if (one.execution.labels.pipeline_guid.empty()) continue;  // its turn did not come
    for (auto& [attempt, job] : one.jobs) one.execution.jobs.push_back(std::move(job));
    std::ranges::sort(one.execution.jobs, {}, [](const JobSummary& job) {
      return std::pair{job.started_at, job.name};
    });
    list.push_back(std::move(one.execution));
  }
  return list;
}

}  // namespace ra::logs
