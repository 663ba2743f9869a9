#pragma once

#include "bump/health.hpp"

namespace ra::bump {

// One manifest of each kind: what it depends on that is not released.
Result<> look_at_pom(const std::string& file, const std::string& text, std::vector<HealthFinding>& found);
Result<> look_at_crate(const std::string& file, const std::string& text, std::vector<HealthFinding>& found);
Result<> look_at_npm(const std::string& file, const std::string& text, std::vector<HealthFinding>& found);

HealthFinding health_at(std::string_view file, std::string_view text, std::size_t offset, std::string message,
                        std::string hint);

}  // namespace ra::bump
