#pragma once

#include "forge/forge.hpp"
#include "stage/approver.hpp"
#include "stage/context.hpp"
#include "stage/journal.hpp"

#include <memory>
#include <string>
#include <string_view>
#include <vector>

namespace ra::stage {

// Approvals by `/approve STAGE DIGEST`, on a line of its own in a comment or in an approving review, by somebody who
// may write to the repository. Where: the pull request of the release; before there is one, that of the event or the
// one that brought the commit; else a draft is opened. `pull`: that of the event, or 0.
std::unique_ptr<Approver> on_pull_request(Context& context, const Journal& journal, forge::Forge& forge,
                                          std::int64_t pull, const Clock& clock);

// The digests that a text approves for a stage, as they were typed.
std::vector<std::string> approved_in(std::string_view text, std::string_view stage);

}  // namespace ra::stage
