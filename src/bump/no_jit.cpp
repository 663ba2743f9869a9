// PCRE2's compiler to machine code is a quarter of a megabyte that is never called here; the rest of its static library
// names these functions of it. They stand in for it, so that the linker leaves it out. Weak: where another version of
// the library asks for more of it than this, its own take their place.
#include <cstddef>

#define RA_STANDS_IN __attribute__((weak))

extern "C" {
// NOLINTBEGIN(bugprone-reserved-identifier,readability-identifier-naming)
RA_STANDS_IN int _pcre2_jit_check_exec_8() { return 0; }  // is there machine code for this pattern?
RA_STANDS_IN void _pcre2_jit_free_8() {}
RA_STANDS_IN std::size_t _pcre2_jit_get_size_8() { return 0; }
RA_STANDS_IN const char* _pcre2_jit_get_target_8() { return "none"; }
RA_STANDS_IN int pcre2_jit_match_8() { return -45; }  // PCRE2_ERROR_JIT_BADOPTION
// NOLINTEND(bugprone-reserved-identifier,readability-identifier-naming)
}
