# A text that the binary carries, packed: generated/NAME.hpp has it as ra::embedded::NAME, and ra::unpack() of
# base/embedded.hpp makes the text of it.
function(ra_embed name file)
  set_property(DIRECTORY APPEND PROPERTY CMAKE_CONFIGURE_DEPENDS ${file})
  set(folder ${CMAKE_BINARY_DIR}/generated)
  file(ARCHIVE_CREATE OUTPUT ${folder}/${name}.zst PATHS ${file} FORMAT raw COMPRESSION Zstd COMPRESSION_LEVEL 9)
  file(SIZE ${file} size)
  file(READ ${folder}/${name}.zst packed HEX)
  string(REGEX REPLACE "(..)" "0x\\1," packed "${packed}")
  configure_file(${CMAKE_SOURCE_DIR}/cmake/embedded.hpp.in ${folder}/${name}.hpp @ONLY)
endfunction()
