#include "cli/image.hpp"
#include "cli/services.hpp"

#include "http/sleep.hpp"
#include "publish/registry_login.hpp"

namespace ra::cli {

Registries::Registries(Shell& shell, const model::Config& config, const std::string& to,
                       const std::string& user_variable, const std::string& password_variable)
    : shell_{shell},
      client_{download_client(shell, config, clock_, io_.get_executor())},
      ask_{publish::registry_login(*client_, shell.environment, clock_)} {
  if (to.empty()) return;
  add(to, "REGISTRY_USER", "REGISTRY_PASSWORD");
  if (!user_variable.empty()) add(to, user_variable, password_variable);
}

void Registries::reads_from(const std::string& registry) {
  add(registry, "REGISTRY_FROM_USER", "REGISTRY_FROM_PASSWORD");
}

// What was added last is asked first.
void Registries::add(const std::string& registry, const std::string& user_variable,
                     const std::string& password_variable) {
  const std::string user = shell_.environment.get(user_variable);
  const Secret password = shell_.environment.secret(password_variable);
  if (user.empty() || password.empty()) return;
  shell_.output.hide(password);
  ask_ = oci::either(oci::these(registry, {user, password}), ask_);
}

oci::Repository Registries::repository(const oci::Reference& reference, oci::Repository::Use use) {
  auto& session = sessions_[reference.registry];
  if (!session) {
    const Output& output = shell_.output;
    const auto hide = [&output](const Secret& secret) { output.hide(secret); };
    const oci::Access access{*client_, ask_, hide, http::real_sleep(), clock_, shell_.log};
    session = std::make_shared<oci::Session>(access, reference.registry);
  }
  return {session, reference.repository, use};
}

}  // namespace ra::cli
