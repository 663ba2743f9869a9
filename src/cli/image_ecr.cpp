#include "aws/ecr.hpp"
#include "base/coroutine.hpp"
#include "cli/image.hpp"

namespace ra::cli {

Result<> Registries::make_room(const oci::Reference& reference) {
  const auto registry = aws::ecr_registry(reference.registry);
  if (!registry) return {};
  aws::Account account{*client_, shell_.environment, clock_};
  return run_coroutine(io_, aws::create_ecr_repository(account, shell_.environment, *registry, reference.repository));
}

}  // namespace ra::cli
