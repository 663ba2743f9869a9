#pragma once

#include "stage/stage.hpp"

namespace ra::stage {

// release-action/stages/1 (SPEC 3), and the same as a table. A stage without a record is pending.
json::Value status_json(const std::vector<Record>& records);
std::string status_text(const std::vector<Record>& records);

// One record for each stage, in order, out of those that there are.
std::vector<Record> completed(std::vector<Record> records, const std::vector<std::unique_ptr<Stage>>& stages);

}  // namespace ra::stage
