#pragma once

#include "model/config_stages.hpp"
#include "stage/record.hpp"

#include <optional>
#include <string>

// Who has to look at what before a stage goes on (DOMAIN 9). Pure.
namespace ra::stage {

// Before it runs: what has to be approved; empty: nothing.
std::string approval_before(model::Phase phase, std::string_view stage, const Facts& inputs);

// After it has run, before the next one does.
std::string approval_after(model::Phase phase, std::string_view stage, const Facts& outputs);

// What this record waits for, or would wait for, in this phase; empty: nothing.
std::string asked_for(model::Phase phase, const Record& record);

// As it is shown: its first twelve digits.
std::string short_digest(std::string_view digest);

// For a terminal.
std::string command_to_approve(std::string_view stage, std::string_view digest);

// `approval` error (exit 8) when nobody has, `conflict` (exit 5) when somebody approved something else.
std::optional<Error> missing(const std::string& digest, const Approval* approval, std::string_view stage);

// Does the prefix that somebody typed name this digest? At least seven digits, with or without "sha256:".
bool names(std::string_view typed, std::string_view digest);

}  // namespace ra::stage
