#pragma once

#include "logs/redaction.hpp"
#include "logs/store.hpp"
#include "model/run.hpp"

#include <string>
#include <vector>

// Records of what we know ourselves: the events of the ledger, and how long what took.
namespace ra::logs {

// Of one line of the ledger, the `number`th.
std::string event_record(const Labels& run, const std::string& line, std::size_t number, const Redaction& redaction);

// One of the run, one of each pipeline and one of each job, so that duration and failures can be drawn by component.
std::vector<std::string> report_records(const Labels& run, const model::Run& report, const Redaction& redaction);

// Between two times, RFC 3339; nothing when one of them is missing.
std::optional<double> seconds_between(const std::string& begin, const std::string& end);

}  // namespace ra::logs
