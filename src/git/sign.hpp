#pragma once

#include "git/repository.hpp"

#include <boost/asio/awaitable.hpp>

namespace ra::git {

// The same tag with a signature, where git is configured to sign tags (tag.gpgSign); else the tag as it is. Keys and
// programs are those of git's configuration: user.signingKey, gpg.format (openpgp, x509, ssh), gpg.<format>.program.
// `config` when the signature cannot be made: an unsigned tag is not what was asked for.
boost::asio::awaitable<Result<Sha>> signed_tag(Repository& repository, Sha tag, Identity who);

}  // namespace ra::git
