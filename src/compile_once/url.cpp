// Boost.URL's own code, compiled once: of the library that Debian has built, everything would be linked that one of its
// files holds.
#include <boost/url/src.hpp>
