#pragma once

#include "event/event.hpp"
#include "model/config.hpp"

#include <string>
#include <vector>

namespace ra::event {

// A pull request as the forge tells of it: what an event itself may not say.
struct Pull {
  std::int64_t number = 0;
  std::string head;  // branch
  std::string base;
  bool merged = false;
  std::string merge_commit;
  bool from_fork = false;
};

enum class Decision { none, dry_run, release, publish, test_report };
std::string_view to_string(Decision decision);

// What an event calls for (SPEC 3, auto).
struct Verdict {
  Decision decision = Decision::none;
  std::string why;                                 // one sentence, for people
  std::vector<std::vector<std::string>> commands;  // in this order; the first that fails ends it
  bool each = false;   // they do not hang on each other: all are run, and the first that fails is what is said
  std::string review;  // kind of review that the branch's prefix calls for (DOMAIN 3): support, development, …
};

// What decide() must be told before it can decide. At most one question an event.
enum class Question {
  none,
  pull_of_number,  // the pull request event.number: where does it go?
  pull_of_commit,  // the merged pull request whose merge commit is event.sha
};
Question question_of(const Event& event);

// Pure. `pull`: the answer to the question, empty when there is no such pull request.
Verdict decide(const Event& event, const std::optional<Pull>& pull, const model::Config& config);

}  // namespace ra::event
