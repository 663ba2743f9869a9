#pragma once

#include "base/json.hpp"
#include "testresult/report.hpp"

#include <string>

namespace ra::testresult {

// release-action/tests/1 (schema/tests.schema.json).
json::Value to_json(const Report& report);

// The same as text that is harmless wherever it is shown: < > & and what turns the reading order stand as escapes, and
// so does "##[", which GitHub's log acts on.
std::string dump_harmless(const json::Value& value);

}  // namespace ra::testresult
