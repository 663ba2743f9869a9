#include "support/fake_circleci/engine.hpp"

#include "base/base64.hpp"
#include "base/secret.hpp"
#include "base/text.hpp"

#include <algorithm>
#include <charconv>

namespace ra::test::fake {

using json::Value;

// One request on its way through the routes.
struct Engine::Call {
  const ReceivedRequest& request;
  WallTime now;
  Target target;
  std::vector<std::string> path;  // of v2, with a slug in one segment taken apart
  bool executes = true;
  std::string token;               // ok | wrong | none | query
  Value effect = Value::object();  // what it changed, for the record

  bool is(std::string_view method, std::size_t segments) const {
    return request.method == method && path.size() == segments;
  }
};

namespace {

Answer json_answer(int status, const Value& body) {
  Answer answer;
  answer.status = status;
  answer.headers.set("Content-Type", "application/json");
  answer.body = json::dump(body);
  return answer;
}

Answer refused(int status, std::string text) { return json_answer(status, message(std::move(text))); }

bool is_token_header(std::string_view name) { return lower(name) == "circle-token" || lower(name) == "authorization"; }

std::int64_t number_of(const std::string& text) {
  std::int64_t number = 0;
  const auto end = std::from_chars(text.data(), text.data() + text.size(), number);
  return end.ptr == text.data() + text.size() ? number : 0;
}

// A page token is opaque; this one has the characters that break a client that does not encode it.
std::string page_token(std::size_t at) { return "AAR+" + std::to_string(at) + "/L&="; }

std::optional<std::size_t> page_start(const std::string& token) {
  if (token.empty()) return 0;
  if (!token.starts_with("AAR+") || !token.ends_with("/L&=")) return std::nullopt;
  return static_cast<std::size_t>(number_of(token.substr(4, token.size() - 8)));
}

// The slug may be one segment (gh%2Forg%2Frepo); inside we always have three.
std::vector<std::string> take_slug_apart(std::vector<std::string> path) {
  if (path.size() < 2 || path[0] != "project" || path[1].find('/') == std::string::npos) return path;
  std::vector<std::string> result{"project"};
  for (const std::string_view part : split(path[1], '/')) result.emplace_back(part);
  result.insert(result.end(), path.begin() + 2, path.end());
  return result;
}

std::string normal_vcs(const std::string& vcs) {
  if (vcs == "github") return "gh";
  return vcs == "bitbucket" ? "bb" : vcs;
}

// CircleCI API v2, trigger: at most 100 parameters, keys of 128, values of 512 characters. Empty when all is well.
std::string why_not(const Value& parameters, const ProjectSpec& project) {
  constexpr std::size_t most = 100;
  constexpr std::size_t longest_key = 128;
  constexpr std::size_t longest_value = 512;
  if (parameters.members().size() > most) return "Too many parameters, at most 100 are allowed";
  std::string undeclared;
  for (const json::Member& member : parameters.members()) {
    const Value& value = member.value;
    if (member.key.size() > longest_key) return "Parameter name is longer than 128 characters";
    if (value.as_string().size() > longest_value) return "Parameter value is longer than 512 characters";
    if (!value.is_string() && !value.is_boolean() && !value.is_number()) {
      return "Parameter '" + member.key + "' is not a string, an integer or a boolean";
    }
    if (project.declared && std::count(project.declared->begin(), project.declared->end(), member.key) == 0) {
      undeclared += (undeclared.empty() ? "" : ", ") + member.key;
    }
  }
  return undeclared.empty() ? "" : "Unexpected argument(s): " + undeclared;
}

std::string gateway_page(int status) {
  return "<html><head><title>" + std::to_string(status) + "</title></head><body>nginx</body></html>";
}

}  // namespace

Engine::Engine(Scenario scenario, WallTime start)
    : scenario_{std::move(scenario)},
      start_{start},
      state_{scenario_, start},
      answers_{scenario_, state_},
      faults_{scenario_.faults, scenario_.seed},
      kills_{scenario_.kill} {}

Reply Engine::handle(const ReceivedRequest& request, WallTime now) {
  Call call{request, now, parse_target(request.target), {}, true, {}, Value::object()};
  call.token = token_of(request, call.target);
  Attempt attempt;
  attempt.number = ++requests_;
  attempt.method = request.method;
  attempt.target = request.target;
  const Kill kill = kills_.decide(attempt);
  const FaultDecision fault = faults_.decide(attempt);
  call.executes = kill == Kill::after || (kill == Kill::no && fault.executes);
  Reply reply;
  reply.answer = answer(call);
  reply.kill = kill != Kill::no;
  if (reply.kill) {
    reply.answer.fault = Fault::reset;
  } else {
    reply.answer = faulty(std::move(reply.answer), fault, now);
  }
  const std::string kill_name = kill == Kill::before ? "kill_before" : "kill_after";
  reply.record = recorded(call, attempt, reply.answer, reply.kill ? kill_name : fault.kind);
  return reply;
}

// APIS: Bearer is recommended, Circle-Token and Basic (token as the user) are accepted, a query is refused.
std::string Engine::token_of(const ReceivedRequest& request, const Target& target) const {
  if (target.query.contains("circle-token")) return "query";
  const std::string own{request.headers.get("Circle-Token")};
  const std::string authorization{request.headers.get("Authorization")};
  if (own.empty() && authorization.empty()) return "none";
  const bool good = own == scenario_.token || authorization == "Bearer " + scenario_.token ||
                    authorization == "Basic " + base64_of(scenario_.token + ":");
  return good ? "ok" : "wrong";
}

Answer Engine::answer(Call& call) {
  const auto& path = call.target.path;
  if (!path.empty() && path[0] == "presigned") return presigned(call);
  if (path.size() < 3 || path[0] != "api") return refused(404, "Not found");
  if (call.token == "query") return refused(401, "Support for query parameter authentication has been deprecated");
  if (call.token == "none") return refused(401, "You must log in first.");
  if (call.token == "wrong") return refused(401, "Invalid token provided.");
  if (path[1] == "v1.1") return build(call);
  if (path[1] != "v2") return refused(404, "Not found");
  call.path = take_slug_apart({path.begin() + 2, path.end()});
  return api(call);
}

Answer Engine::api(Call& call) {
  if (call.is("GET", 1) && call.path[0] == "me") return json_answer(200, answers_.me());
  if (call.path[0] == "project" && call.path.size() >= 4) return project_route(call);
  if (call.path[0] == "pipeline" && call.path.size() >= 2) return pipeline_route(call);
  if (call.path[0] == "workflow" && call.path.size() >= 2) return workflow_route(call);
  return refused(404, "Not found");
}

Answer Engine::project_route(Call& call) {
  const auto& path = call.path;
  Project* project = state_.project(normal_vcs(path[1]) + "/" + path[2] + "/" + path[3]);
  if (project == nullptr) return refused(404, "Project not found");
  if (call.is("GET", 4)) {
    if (!project->spec.set_up) return refused(404, "Project not found");
    return json_answer(200, answers_.project(*project));
  }
  if (call.is("POST", 5) && path[4] == "pipeline") return trigger(call, *project, false);
  if (call.is("POST", 6) && path[4] == "pipeline" && path[5] == "run") return trigger(call, *project, true);
  return project_lists(call, *project);
}

Answer Engine::project_lists(Call& call, Project& project) {
  const auto& path = call.path;
  if (call.is("GET", 5) && path[4] == "pipeline") return pipelines(call, project);
  if (!call.is("GET", 6)) return refused(404, "Not found");
  if (path[4] != "job") return job_lists(call, project);
  const JobPlace place = state_.job(project, number_of(path[5]), call.now);
  if (place.job == nullptr) return refused(404, "Job not found");
  return json_answer(200, answers_.job_details(project, place, call.now));
}

Answer Engine::job_lists(Call& call, Project& project) {
  const JobPlace place = state_.job(project, number_of(call.path[4]), call.now);
  const bool tests = call.path[5] == "tests";
  if (place.job == nullptr || (!tests && call.path[5] != "artifacts")) return refused(404, "Job not found");
  std::vector<Value> items;
  if (!place.job->stopped(call.now)) return paged(call, items);
  if (tests) {
    for (const TestSpec& test : place.job->spec.tests) items.push_back(answers_.test(test));
    return paged(call, items);
  }
  for (const std::string& file : place.job->spec.artifacts) items.push_back(answers_.artifact(*place.job, file));
  return paged(call, items);
}

Answer Engine::pipelines(Call& call, Project& project) {
  const std::string branch = call.target.query["branch"];
  std::vector<Value> items;
  for (auto one = project.pipelines.rbegin(); one != project.pipelines.rend(); ++one) {
    if (branch.empty() || one->branch == branch) items.push_back(answers_.pipeline(*one, call.now));
  }
  return paged(call, items);
}

Answer Engine::pipeline_route(Call& call) {
  const Pipeline* pipeline = state_.pipeline(call.path[1]);
  if (pipeline == nullptr) return refused(404, "Pipeline not found");
  if (call.is("GET", 2)) return json_answer(200, answers_.pipeline(*pipeline, call.now));
  if (!call.is("GET", 3) || call.path[2] != "workflow") return refused(404, "Not found");
  std::vector<Value> items;
  for (const WorkflowRun& workflow : pipeline->timeline.workflows) {
    if (workflow.created <= call.now) items.push_back(answers_.workflow(*pipeline, workflow, call.now));
  }
  if (!scenario_.oldest_workflow_first) std::reverse(items.begin(), items.end());
  return paged(call, items);
}

Answer Engine::workflow_route(Call& call) {
  const WorkflowPlace place = state_.workflow(call.path[1], call.now);
  if (place.workflow == nullptr) return refused(404, "Workflow not found");
  if (call.is("GET", 2)) return json_answer(200, answers_.workflow(*place.pipeline, *place.workflow, call.now));
  if (call.is("POST", 3) && call.path[2] == "rerun") return rerun(call, call.path[1]);
  if (!call.is("GET", 3) || call.path[2] != "job") return refused(404, "Not found");
  std::vector<Value> items;
  for (const JobRun& job : place.workflow->jobs) {
    items.push_back(answers_.job(*place.pipeline, *place.workflow, job, call.now));
  }
  return paged(call, items);
}

Answer Engine::trigger(Call& call, Project& project, bool by_definition) {
  const auto body = json::parse(call.request.body.empty() ? "{}" : call.request.body);
  if (!body || !body->is_object()) return refused(400, "Malformed JSON in the request body");
  const Value& where = by_definition ? (*body)["checkout"] : *body;
  TriggerOrder order;
  order.branch = where["branch"].as_string();
  order.tag = where["tag"].as_string();
  if (!order.branch.empty() && !order.tag.empty()) return refused(400, "Branch and tag are mutually exclusive");
  if (order.branch.empty() && order.tag.empty()) order.branch = "master";
  const std::string problem = why_not((*body)["parameters"], project.spec);
  if (!problem.empty()) return refused(400, problem);
  const PipelineSpec next = state_.next(project);
  if (next.refuse) {
    if (call.executes) state_.skip(project);
    return refused(next.refuse->status, next.refuse->message);
  }
  if (by_definition && next.skip) {
    if (call.executes) state_.skip(project);
    return refused(200, "Ignoring pipeline due to CI skip in the commit");
  }
  if (!call.executes) return refused(500, "Not done");  // never seen: a fault takes its place
  const Pipeline& made = state_.trigger(project, order, call.now);
  call.effect.set("kind", "trigger");
  call.effect.set("project", project.slug);
  call.effect.set("pipeline", made.id);
  call.effect.set("number", made.number);
  return json_answer(201, answers_.triggered(made));
}

Answer Engine::rerun(Call& call, const std::string& workflow) {
  const auto body = json::parse(call.request.body.empty() ? "{}" : call.request.body);
  if (!body || !body->is_object()) return refused(400, "Malformed JSON in the request body");
  if (!call.executes) return refused(500, "Not done");  // never seen: a fault takes its place
  const WorkflowRun* made = state_.rerun(workflow, (*body)["from_failed"].as_bool(), call.now);
  call.effect.set("kind", "rerun");
  call.effect.set("workflow", made->id);
  return json_answer(202, Value::object().set("workflow_id", made->id));
}

Answer Engine::paged(Call& call, const std::vector<Value>& items) const {
  const auto start = page_start(call.target.query["page-token"]);
  if (!start) return refused(400, "Invalid page-token");
  const std::size_t end = std::min(items.size(), *start + scenario_.page_size);
  Value list = Value::array();
  for (std::size_t i = *start; i < end; ++i) list.push(items[i]);
  Value body = Value::object();
  const bool more = end < items.size();
  if (scenario_.repeat_page_token && items.size() > scenario_.page_size) {
    body.set("next_page_token", page_token(scenario_.page_size));
  } else {
    body.set("next_page_token", more ? Value{page_token(end)} : Value{});
  }
  body.set("items", list);
  return json_answer(200, body);
}

// GET /api/v1.1/project/github/ORG/REPO/N
Answer Engine::build(Call& call) {
  const auto& path = call.target.path;
  if (call.request.method != "GET" || path.size() != 7 || path[2] != "project") return refused(404, "Not found");
  Project* project = state_.project(normal_vcs(path[3]) + "/" + path[4] + "/" + path[5]);
  if (project == nullptr) return refused(404, "Project not found");
  const JobPlace place = state_.job(*project, number_of(path[6]), call.now);
  if (place.job == nullptr) return refused(404, "Build not found");
  Answer answer = json_answer(200, answers_.build(*project, place, base_url_, call.now));
  if (call.request.headers.get("Accept").find("application/json") != std::string_view::npos) return answer;
  answer.headers.set("Content-Type", "application/edn");  // what v1.1 answers unless asked for JSON
  answer.body = "{:status \"" + place.job->status(call.now) + "\"}";
  return answer;
}

// Storage of somebody else: a token must never reach it, and it tells of it like S3 does.
Answer Engine::presigned(Call& call) {
  const auto& headers = call.request.headers.all();
  const bool has_token =
      std::any_of(headers.begin(), headers.end(), [](const auto& h) { return is_token_header(h.first); });
  if (has_token || call.token == "query") {
    return refused(400, "Only one auth mechanism allowed: a token came with a presigned request");
  }
  const auto& path = call.target.path;
  if (call.request.method != "GET" || path.size() != 6) return refused(404, "Not found");
  const std::string rest = path[1] + "/" + path[2] + "/" + path[3] + "/" + path[4] + "/" + path[5];
  const std::string date = call.target.query["X-Amz-Date"];
  const bool good = call.target.query["X-Amz-Signature"] == answers_.signature(rest, date);
  const auto age = call.now.time_since_epoch().count() - number_of(date);
  constexpr std::int64_t longest_ms = 300'000;
  if (!good || age > longest_ms) return refused(403, "Request has expired");
  Project* project = state_.project(path[1] + "/" + path[2] + "/" + path[3]);
  const JobPlace place = project == nullptr ? JobPlace{} : state_.job(*project, number_of(path[4]), call.now);
  if (place.job == nullptr) return refused(404, "Not found");
  const auto steps = Answers::steps(*place.job);
  const auto step = static_cast<std::size_t>(number_of(path[5]));
  if (step >= steps.size()) return refused(404, "Not found");
  return json_answer(200, answers_.output(steps[step], *place.job->start));
}

Answer Engine::faulty(Answer answer, const FaultDecision& fault, WallTime now) const {
  if (fault.kind.empty()) return answer;
  if (fault.kind == "reset") answer.fault = Fault::reset;
  if (fault.kind == "never") answer.fault = Fault::never;
  if (fault.kind == "truncate") answer.fault = Fault::truncate;
  if (fault.kind == "slow") answer.fault = Fault::slow;
  answer.slow_pieces = 8;  // slow enough to be cut into reads, fast enough for a storm of faults
  if (answer.fault != Fault::none) return answer;
  const int status = static_cast<int>(number_of(fault.kind));
  const FaultSpec& spec = scenario_.faults;
  if (status != 429) {
    Answer failure = refused(status, "Internal server error");
    if (status < 502) return failure;
    failure.headers.set("Content-Type", "text/html");  // what stands in front answers these
    failure.body = gateway_page(status);
    return failure;
  }
  Answer limited = refused(status, "Rate limit exceeded.");
  if (spec.retry_after == "seconds") limited.headers.set("Retry-After", std::to_string(spec.retry_after_s));
  if (spec.retry_after == "date") {
    limited.headers.set("Retry-After", http_date(now + std::chrono::seconds{spec.retry_after_s}));
  }
  return limited;
}

Value Engine::recorded(const Call& call, const Attempt& attempt, const Answer& answer, const std::string& fault) const {
  Value headers = Value::object();
  bool elsewhere = call.request.body.find(scenario_.token) != std::string::npos ||
                   call.request.target.find(scenario_.token) != std::string::npos;
  for (const auto& [name, value] : call.request.headers.all()) {
    if (is_token_header(name)) {
      headers.set(name, "***");
      continue;
    }
    elsewhere |= value.find(scenario_.token) != std::string::npos;
    headers.set(name, value);
  }
  const auto hidden = [&](std::string text) {
    Redactor redact;
    redact.add(Secret{scenario_.token});
    return redact(std::move(text));
  };
  Value line = Value::object();
  line.set("n", attempt.number);
  line.set("at_ms", std::int64_t{(call.now - start_).count()});
  line.set("method", call.request.method);
  line.set("target", hidden(call.request.target));
  for (const auto& [name, value] : call.request.headers.all()) headers.set(name, hidden(headers[name].as_string()));
  line.set("headers", headers);
  line.set("token", call.token);
  line.set("token_elsewhere", elsewhere);
  line.set("body", hidden(call.request.body));
  line.set("status", answer.fault == Fault::reset || answer.fault == Fault::never ? 0 : answer.status);
  line.set("fault", fault);
  line.set("effect", call.effect);
  return line;
}

}  // namespace ra::test::fake
