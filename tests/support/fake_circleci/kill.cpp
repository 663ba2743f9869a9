#include "support/fake_circleci/kill.hpp"

#include <signal.h>
#include <sys/types.h>

#include <charconv>
#include <chrono>
#include <fstream>
#include <map>
#include <sstream>
#include <string>
#include <thread>
#include <vector>

namespace ra::test::fake {

namespace {

struct Process {
  char state = ' ';
  pid_t parent = 0;
};

// /proc/PID/stat: "PID (name) STATE PPID …"; the name may hold anything, so count from its last bracket.
Process look(pid_t pid) {
  std::ifstream file{"/proc/" + std::to_string(pid) + "/stat"};
  std::stringstream all;
  all << file.rdbuf();
  const std::string text = all.str();
  const auto bracket = text.rfind(')');
  Process process;
  if (bracket == std::string::npos) return process;
  std::istringstream rest{text.substr(bracket + 1)};
  rest >> process.state >> process.parent;
  return process;
}

std::vector<pid_t> descendants(pid_t of) {
  std::multimap<pid_t, pid_t> children;
  std::error_code ignored;
  for (const auto& entry : std::filesystem::directory_iterator{"/proc", ignored}) {
    const std::string name = entry.path().filename();
    pid_t pid = 0;
    const auto end = std::from_chars(name.data(), name.data() + name.size(), pid);
    if (end.ec == std::errc{} && end.ptr == name.data() + name.size()) children.emplace(look(pid).parent, pid);
  }
  std::vector<pid_t> all{of};
  for (std::size_t i = 0; i < all.size(); ++i) {
    const auto [first, last] = children.equal_range(all[i]);
    for (auto child = first; child != last; ++child) all.push_back(child->second);
  }
  all.erase(all.begin());
  return all;
}

bool is_gone(pid_t pid) {
  if (::kill(pid, 0) != 0) return true;
  const char state = look(pid).state;
  return state == 'Z' || state == 'X' || state == ' ';
}

}  // namespace

bool kill_client(const std::filesystem::path& pid_file, bool tree) {
  std::ifstream file{pid_file};
  pid_t pid = 0;
  if (!(file >> pid) || pid <= 1 || is_gone(pid)) return false;
  ::kill(pid, SIGSTOP);  // it must not make children while we look for them
  std::vector<pid_t> all{pid};
  if (tree) {
    for (const pid_t child : descendants(pid)) all.push_back(child);
  }
  for (const pid_t one : all) ::kill(one, SIGKILL);
  constexpr int patience = 5000;
  for (const pid_t one : all) {
    for (int i = 0; i < patience && !is_gone(one); ++i) std::this_thread::sleep_for(std::chrono::milliseconds{1});
  }
  return true;
}

}  // namespace ra::test::fake
