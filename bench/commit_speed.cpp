// How many messages a second the parser of commits reads, and how many entries are made of them. Prints both numbers.
#include "history/conventional.hpp"
#include "history/history.hpp"

#include <chrono>
#include <cstdio>
#include <string>
#include <vector>

namespace {

std::vector<std::string> messages() {
  std::vector<std::string> all;
  for (int i = 0; i < 1000; ++i) {
    const std::string number = std::to_string(i);
    std::string text = (i % 3 == 0 ? "feat(gateway)" : "fix") + std::string{i % 50 == 0 ? "!" : ""} +
                       ": add remove the gateway api policy (#" + number + ")\n";
    if (i % 2 == 0)
      text += "\nadd remove the gateway api policy cache of when with to in a fix\nsupport timeout header value\n";
    if (i % 4 == 0) text += "\nReviewed-by: Z\nRefs: #" + number + "\n";
    all.push_back(text);
  }
  return all;
}

template <class F>
double per_second(std::size_t count, const F& work) {
  const auto begin = std::chrono::steady_clock::now();
  work();
  const std::chrono::duration<double> took = std::chrono::steady_clock::now() - begin;
  return static_cast<double>(count) / took.count();
}

}  // namespace

int main() {
  const auto all = messages();
  constexpr int rounds = 1000;
  std::size_t seen = 0;
  ra::history::Message message;
  const double parsed = per_second(all.size() * rounds, [&] {
    for (int i = 0; i < rounds; ++i) {
      for (const auto& text : all) {
        ra::history::parse_message(text, message);
        seen += message.footers.size();
      }
    }
  });
  const double made = per_second(all.size() * rounds, [&] {
    ra::git::Commit commit;
    commit.sha = "0123456789012345678901234567890123456789";
    commit.parents = {commit.sha};
    commit.author_name = "Ann";
    commit.author_email = "ann@example.org";
    for (int i = 0; i < rounds; ++i) {
      for (const auto& text : all) {
        commit.message = text;
        seen += ra::history::entry_of(commit).changes.size();
      }
    }
  });
  std::printf("%.0f %.0f\n", parsed, made);
  return seen == 0 ? 1 : 0;
}
