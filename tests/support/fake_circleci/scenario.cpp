#include "support/fake_circleci/scenario.hpp"

#include "support/fake_circleci/fields.hpp"

#include <array>
#include <regex>

namespace ra::test::fake {

namespace {

using json::Kind;
using json::Value;

struct Reader {
  Problem problem;
  double speed = 1;
};

bool is_regex(const std::string& text) {
  try {
    const std::regex compiled{text};
    return true;
  } catch (const std::regex_error&) {
    return false;
  }
}

void check_regex(const Fields& f, std::string_view key, const std::string& text) {
  if (!is_regex(text)) f.problem().report(f.place(key), "not a regular expression");
}

template <class T>
void check_one_of(const Fields& f, std::string_view key, const std::string& word, const T& words) {
  for (const std::string_view known : words) {
    if (word == known) return;
  }
  f.problem().report(f.place(key), "'" + word + "' is not one of its values");
}

// The objects of an array, each read by `one`.
template <class One>
auto list(Reader& reader, Fields& f, std::string_view key, One one) {
  std::vector<decltype(one(reader, std::declval<const Value&>(), std::string{}))> all;
  const Value* found = f.find(key, Kind::array);
  if (found == nullptr) return all;
  for (std::size_t i = 0; i < found->items().size(); ++i) {
    all.push_back(one(reader, found->items()[i], f.place(key) + "[" + std::to_string(i) + "]"));
  }
  return all;
}

StepSpec read_step(Reader& reader, const Value& value, const std::string& where) {
  Fields f{value, where, reader.problem};
  return {f.text("name", "step"), static_cast<int>(f.whole("exit_code", 0)), f.text("output")};
}

TestSpec read_test(Reader& reader, const Value& value, const std::string& where) {
  Fields f{value, where, reader.problem};
  TestSpec test;
  test.classname = f.text("classname");
  test.name = f.text("name", "test");
  test.message = f.text("message");
  test.result = f.text("result", test.message.empty() ? "success" : "failure");
  test.file = f.text("file");
  return test;
}

// ["build"] or {"build": ["failed", "canceled"]}.
std::vector<Requirement> read_needs(Reader& reader, Fields& f) {
  std::vector<Requirement> needs;
  const Value* found = f.find_any("requires");
  if (found == nullptr) return needs;
  for (const Value& item : found->items()) needs.push_back({item.as_string(), {"success"}});
  for (const json::Member& member : found->members()) {
    Requirement need{member.key, {}};
    for (const Value& status : member.value.items()) need.accepted.push_back(status.as_string());
    needs.push_back(std::move(need));
  }
  if (!found->is_array() && !found->is_object()) reader.problem.report(f.place("requires"), "of the wrong kind");
  return needs;
}

JobSpec read_job(Reader& reader, const Value& value, const std::string& where) {
  constexpr std::array<std::string_view, 8> outcomes{"success",  "failed",  "timedout",     "infrastructure_fail",
                                                     "canceled", "not_run", "unauthorized", "terminated-unknown"};
  constexpr std::array<std::string_view, 2> types{"build", "approval"};
  Fields f{value, where, reader.problem};
  JobSpec job;
  job.name = f.text("name", "build");
  job.duration = f.time("duration_ms", reader.speed).value_or(job.duration);
  job.queue = f.time("queue_ms", reader.speed).value_or(job.queue);
  job.outcome = f.text("outcome", job.outcome);
  check_one_of(f, "outcome", job.outcome, outcomes);
  const std::string type = f.text("type", "build");
  check_one_of(f, "type", type, types);
  job.approval = type == "approval";
  job.approve_after = f.time("approve_after_ms", reader.speed);
  job.numbered = f.flag("number", true);
  job.needs = read_needs(reader, f);
  job.steps = list(reader, f, "steps", read_step);
  job.tests = list(reader, f, "tests", read_test);
  job.artifacts = f.texts("artifacts");
  job.messages = f.texts("messages");
  return job;
}

Phase read_phase(Reader& reader, const Value& value, const std::string& where) {
  Fields f{value, where, reader.problem};
  return {f.text("status", "queued"), f.time("ms", reader.speed).value_or(Duration{0})};
}

WorkflowSpec read_workflow(Reader& reader, const Value& value, const std::string& where) {
  Fields f{value, where, reader.problem};
  WorkflowSpec workflow;
  workflow.name = f.text("name");
  workflow.jobs = list(reader, f, "jobs", read_job);
  workflow.outcome = f.text("outcome");
  workflow.duration = f.time("duration_ms", reader.speed).value_or(workflow.duration);
  workflow.start_delay = f.time("start_delay_ms", reader.speed).value_or(Duration{0});
  workflow.phases = list(reader, f, "phases", read_phase);
  if (f.find("stopped", Kind::boolean) != nullptr) workflow.stopped = f.flag("stopped", false);
  const std::string tag = f.text("tag");
  if (!tag.empty() && tag != "setup") reader.problem.report(f.place("tag"), "only 'setup' is known");
  workflow.setup = tag == "setup";
  workflow.max_auto_reruns = static_cast<int>(f.whole("max_auto_reruns", 0));
  if (f.find_any("reruns") != nullptr) workflow.reruns = list(reader, f, "reruns", read_workflow);
  workflow.on_rerun = list(reader, f, "on_rerun", read_workflow);
  workflow.manual = f.flag("manual", false);
  workflow.after = f.time("after_ms", reader.speed).value_or(Duration{0});
  return workflow;
}

ErrorSpec read_error(Reader& reader, const Value& value, const std::string& where) {
  if (value.is_string()) return {"config", value.as_string()};
  Fields f{value, where, reader.problem};
  return {f.text("type", "config"), f.text("message")};
}

PipelineSpec read_pipeline_fields(Reader& reader, Fields& f);

OtherSpec read_other(Reader& reader, const Value& value, const std::string& where) {
  Fields f{value, where, reader.problem};
  OtherSpec other;
  other.branch = f.text("branch", other.branch);
  other.login = f.text("login", "somebody-else");
  other.type = f.text("trigger", other.type);
  other.age = f.time("age_ms", reader.speed).value_or(other.age);
  other.pipeline = read_pipeline_fields(reader, f);
  return other;
}

PipelineSpec read_pipeline_fields(Reader& reader, Fields& f) {
  constexpr std::array<std::string_view, 5> states{"created", "errored", "setup-pending", "setup", "pending"};
  PipelineSpec pipeline;
  pipeline.workflows = list(reader, f, "workflows", read_workflow);
  pipeline.state = f.text("state", pipeline.state);
  check_one_of(f, "state", pipeline.state, states);
  pipeline.errors = list(reader, f, "errors", read_error);
  pipeline.no_workflows = f.flag("no_workflows", false);
  pipeline.setup = f.time("setup_ms", reader.speed);
  pipeline.setup_pending = f.time("setup_pending_ms", reader.speed).value_or(Duration{0});
  pipeline.pending = f.time("pending_ms", reader.speed).value_or(Duration{0});
  pipeline.skip = f.flag("skip", false);
  if (const Value* refuse = f.find("refuse", Kind::object)) {
    Fields r{*refuse, f.place("refuse"), reader.problem};
    pipeline.refuse = Refusal{static_cast<int>(r.whole("status", 403)), r.text("message", "Refused")};
  }
  pipeline.others_before = list(reader, f, "others_before", read_other);
  pipeline.others_after = list(reader, f, "others_after", read_other);
  return pipeline;
}

PipelineSpec read_pipeline(Reader& reader, const Value& value, const std::string& where) {
  Fields f{value, where, reader.problem};
  return read_pipeline_fields(reader, f);
}

// What is absent is as in `project`, the defaults.
ProjectSpec read_project(Reader& reader, const Value& value, const std::string& where, ProjectSpec project) {
  Fields f{value, where, reader.problem};
  project.set_up = f.flag("set_up", project.set_up);
  if (f.find("declared_parameters", Kind::array) != nullptr) project.declared = f.texts("declared_parameters");
  if (f.find_any("pipelines") != nullptr) project.pipelines = list(reader, f, "pipelines", read_pipeline);
  if (f.find_any("existing") != nullptr) project.existing = list(reader, f, "existing", read_other);
  project.first_number = f.whole("first_number", project.first_number);
  project.first_job_number = f.whole("first_job_number", project.first_job_number);
  return project;
}

void check_fault(const Fields& f, std::string_view key, std::string name) {
  constexpr std::array<std::string_view, 11> kinds{"reset", "truncate", "slow", "never", "429", "500",
                                                   "502",   "503",      "504",  "408",   "none"};
  for (const std::string_view end : {"_before", "_after"}) {
    if (name.ends_with(end)) name.resize(name.size() - end.size());
  }
  check_one_of(f, key, name, kinds);
}

FaultAt read_fault_at(Reader& reader, const Value& value, const std::string& where) {
  Fields f{value, where, reader.problem};
  FaultAt at;
  at.request = static_cast<std::size_t>(f.whole("request", 0));
  at.match = f.text("match");
  at.nth = static_cast<std::size_t>(f.whole("nth", 1));
  at.fault = f.text("fault");
  check_fault(f, "fault", at.fault);
  check_regex(f, "match", at.match);
  if ((at.request == 0) == at.match.empty()) reader.problem.report(where, "either request or match is needed");
  return at;
}

FaultSpec read_faults(Reader& reader, const Value& value, const std::string& where) {
  constexpr std::array<std::string_view, 3> forms{"seconds", "date", "none"};
  Fields f{value, where, reader.problem};
  FaultSpec faults;
  if (const Value* rate = f.find("rate", Kind::object)) {
    double sum = 0;
    for (const json::Member& member : rate->members()) {
      check_fault(f, "rate", member.key);
      faults.rate.emplace_back(member.key, member.value.as_double());
      sum += member.value.as_double();
    }
    if (sum > 1) reader.problem.report(f.place("rate"), "more than 1 in all");
  }
  faults.post_executes_before_fault = f.real("post_executes_before_fault", faults.post_executes_before_fault);
  faults.retry_after = f.text("retry_after", faults.retry_after);
  check_one_of(f, "retry_after", faults.retry_after, forms);
  faults.retry_after_s = static_cast<int>(f.whole("retry_after_s", faults.retry_after_s));
  if (f.find_any("max_per_request") != nullptr) {
    faults.max_per_request = static_cast<std::size_t>(f.whole("max_per_request", 0));
  }
  faults.only = f.text("only");
  check_regex(f, "only", faults.only);
  faults.at = list(reader, f, "at", read_fault_at);
  return faults;
}

KillSpec read_kill(Reader& reader, const Value& value, const std::string& where) {
  constexpr std::array<std::string_view, 2> times{"before", "after"};
  Fields f{value, where, reader.problem};
  KillSpec kill;
  kill.pid_file = f.text("pid_file");
  if (kill.pid_file.empty()) reader.problem.report(f.place("pid_file"), "needed");
  const Value* request = f.find_any("request");
  if (request == nullptr) reader.problem.report(f.place("request"), "needed");
  const std::vector<Value> one = request == nullptr ? std::vector<Value>{} : std::vector<Value>{*request};
  for (const Value& n : request != nullptr && request->is_array() ? request->items() : one) {
    if (n.as_int() < 1) reader.problem.report(f.place("request"), "numbers of 1 or more are expected");
    kill.requests.push_back(static_cast<std::size_t>(n.as_int()));
  }
  kill.match = f.text("match");
  check_regex(f, "match", kill.match);
  const std::string when = f.text("when", "before");
  check_one_of(f, "when", when, times);
  kill.after = when == "after";
  kill.tree = f.flag("tree", false);
  return kill;
}

void read_set_up(Reader& reader, Fields& f, Scenario& scenario) {
  const Value* set_up = f.find_any("set_up");
  if (set_up == nullptr) return;
  if (set_up->as_string() == "all") {
    scenario.all_set_up = true;
    return;
  }
  if (!set_up->is_array()) reader.problem.report(f.place("set_up"), "\"all\" or a list of slugs is expected");
  for (const Value& slug : set_up->items()) scenario.projects.emplace(slug.as_string(), scenario.defaults);
}

Scenario read_scenario(Reader& reader, const Value& value) {
  constexpr std::array<std::string_view, 3> waits{"created", "null", "absent"};
  Fields f{value, "scenario", reader.problem};
  Scenario scenario;
  scenario.token = f.text("token");
  if (scenario.token.empty()) reader.problem.report(f.place("token"), "needed");
  scenario.login = f.text("login", scenario.login);
  scenario.seed = static_cast<std::uint64_t>(f.whole("seed", 1));
  scenario.page_size = static_cast<std::size_t>(f.whole("page_size", 20));
  if (scenario.page_size == 0) reader.problem.report(f.place("page_size"), "at least 1 is expected");
  scenario.repeat_page_token = f.flag("repeat_page_token", false);
  scenario.timestamps_in_seconds = f.flag("timestamps_in_seconds", false);
  scenario.oldest_workflow_first = f.flag("oldest_workflow_first", false);
  scenario.waiting_started_at = f.text("waiting_started_at", scenario.waiting_started_at);
  check_one_of(f, "waiting_started_at", scenario.waiting_started_at, waits);
  if (const Value* defaults = f.find("defaults", Kind::object)) {
    scenario.defaults = read_project(reader, *defaults, f.place("defaults"), {});
  }
  if (const Value* projects = f.find("projects", Kind::object)) {
    for (const json::Member& member : projects->members()) {
      const std::string where = f.place("projects") + "[" + member.key + "]";
      scenario.projects.emplace(member.key, read_project(reader, member.value, where, scenario.defaults));
    }
  }
  read_set_up(reader, f, scenario);
  if (const Value* faults = f.find("faults", Kind::object)) {
    scenario.faults = read_faults(reader, *faults, f.place("faults"));
  }
  if (const Value* kill = f.find("kill", Kind::object)) scenario.kill = read_kill(reader, *kill, f.place("kill"));
  return scenario;
}

}  // namespace

Result<Scenario> parse_scenario(std::string_view text, double speed) {
  json::ParseOptions options;
  options.relaxed = true;
  const auto value = json::parse(text, options);
  if (!value) {
    const json::Position at = json::locate(text, value.error().offset);
    return error(Errc::config, "scenario:" + std::to_string(at.line) + ":" + std::to_string(at.column) + ": " +
                                   value.error().message);
  }
  Reader reader;
  reader.speed = speed;
  Scenario scenario = read_scenario(reader, *value);
  if (!reader.problem.what.empty()) return error(Errc::config, reader.problem.what);
  return scenario;
}

}  // namespace ra::test::fake
