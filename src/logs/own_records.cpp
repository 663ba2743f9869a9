#include "logs/own_records.hpp"

#include "base/time.hpp"

#include <fmt/format.h>

namespace ra::logs {

namespace {

json::Value record_of(const std::string& id, const std::string& at, const char* kind, const Labels& labels) {
  auto value = json::Value::object();
  value.set("id", id).set("@timestamp", at).set("kind", kind);
  value.set("product", labels.product).set("edition", labels.edition).set("version", labels.version);
  value.set("mode", labels.mode).set("run_id", labels.run_id);
  return value;
}

void add_text(json::Value& value, const char* key, const std::string& text) {
  if (!text.empty()) value.set(key, text);
}

void add_times(json::Value& value, const std::string& begin, const std::string& end) {
  add_text(value, "started_at", begin);
  add_text(value, "stopped_at", end);
  if (const auto seconds = seconds_between(begin, end))
    value.set("seconds", json::Value::number(fmt::format("{:.3f}", *seconds)));
}

std::string finished(const json::Value& value, const Redaction& redaction) {
  std::string line;
  Masking{redaction}.line(json::dump(value), line);
  return line + "\n";
}

}  // namespace

std::optional<double> seconds_between(const std::string& begin, const std::string& end) {
  const auto from = parse_utc(begin);
  const auto to = parse_utc(end);
  if (!from || !to || *to < *from) return std::nullopt;
  return std::chrono::duration<double>(*to - *from).count();
}

std::string event_record(const Labels& run, const std::string& line, std::size_t number, const Redaction& redaction) {
  const auto event = json::parse(line);
  const json::Value none;
  const json::Value& members = event ? *event : none;
  auto value = record_of(fmt::format("{}-{}", id_of("events of " + run.run_id), number), members["at"].as_string(),
                         "event", run);
  for (const auto& member : members.members()) {
    if (member.key != "at" && !value.find(member.key)) value.set(member.key, member.value);
  }
  return finished(value, redaction);
}

std::vector<std::string> report_records(const Labels& run, const model::Run& report, const Redaction& redaction) {
  std::vector<std::string> records;
  const std::string id = id_of(fmt::format("report of {} {}", run.run_id, report.attempt));
  const auto add = [&](const json::Value& value) { records.push_back(finished(value, redaction)); };
  const auto next = [&](const std::string& at, const char* kind) {
    auto value =
        record_of(fmt::format("{}-{}", id, records.size() + 1), at.empty() ? report.started_at : at, kind, run);
    value.set("attempt", report.attempt);
    return value;
  };
  auto whole = next(report.finished_at, "run");
  whole.set("state", model::to_string(report.state));
  add_times(whole, report.started_at, report.finished_at);
  add(whole);
  for (const auto& set : report.sets) {
    for (const auto& pipeline : set.pipelines) {
      const auto with_labels = [&](json::Value value) {
        value.set("set", set.index).set("component", pipeline.component);
        add_text(value, "component_version", pipeline.version);
        add_text(value, "provider", pipeline.provider);
        add_text(value, "pipeline_guid", pipeline.pipeline_guid);
        return value;
      };
      auto one = with_labels(next(pipeline.stopped_at, "pipeline"));
      add_text(one, "http_link", pipeline.http_link);
      one.set("state", model::to_string(pipeline.state)).set("retried", pipeline.retried);
      add_text(one, "why", pipeline.why);
      add_times(one, pipeline.created_at, pipeline.stopped_at);
      add(one);
      for (const auto& workflow : pipeline.workflows) {
        for (const auto& job : workflow.jobs) {
          auto of_job = with_labels(next(job.stopped_at, "job"));
          of_job.set("workflow", workflow.name).set("job", job.name).set("status", job.status);
          add_text(of_job, "job_link", job.http_link);
          add_times(of_job, job.started_at, job.stopped_at);
          if (job.failure) {
            add_text(of_job, "step", job.failure->step);
            add_text(of_job, "message", job.failure->message);
          }
          add(of_job);
        }
      }
    }
  }
  return records;
}

}  // namespace ra::logs
