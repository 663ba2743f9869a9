# Everything comes from the system's packages (script/bootstrap); nothing is downloaded at build time.
find_package(Threads REQUIRED)
set(Boost_USE_STATIC_LIBS ON)
find_package(Boost 1.81 REQUIRED COMPONENTS system)
# Boost.URL as source where its headers have that (src/compile_once/url.cpp): 0.1 MB less than the library.
find_path(BOOST_URL_SOURCE boost/url/src.hpp HINTS ${Boost_INCLUDE_DIRS})
if(NOT BOOST_URL_SOURCE)
  find_package(Boost 1.81 REQUIRED COMPONENTS url)
endif()
find_package(RapidJSON REQUIRED)
find_package(CLI11 REQUIRED)
set(OPENSSL_USE_STATIC_LIBS ${RA_STATIC})
find_package(OpenSSL 3 REQUIRED)
if(RA_STATIC)
  find_library(EXPAT_LIBRARY NAMES libexpat.a REQUIRED)
endif()
find_package(EXPAT 2.4 REQUIRED)  # 2.4: refuses entities that grow without end
if(RA_STATIC)
  ra_target_without_unwinding(OpenSSL::Crypto OpenSSL::SSL EXPAT::EXPAT)
endif()
# Without their CMake targets: those link Debian's shared libfmt, of which there is no static one (src/compile_once/fmt.cpp).
find_path(FMT_INCLUDE fmt/format.h REQUIRED)
find_path(SPDLOG_INCLUDE spdlog/spdlog.h REQUIRED)

add_library(ra_deps INTERFACE)
target_include_directories(ra_deps SYSTEM INTERFACE
  ${RAPIDJSON_INCLUDE_DIRS} ${Boost_INCLUDE_DIRS} ${FMT_INCLUDE} ${SPDLOG_INCLUDE})
target_compile_definitions(ra_deps INTERFACE
  BOOST_ASIO_SEPARATE_COMPILATION BOOST_ASIO_NO_DEPRECATED
  RAPIDJSON_HAS_STDSTRING=1
  SPDLOG_FMT_EXTERNAL SPDLOG_NO_EXCEPTIONS)
target_link_libraries(ra_deps INTERFACE Boost::system $<TARGET_NAME_IF_EXISTS:Boost::url> Threads::Threads)

# Only where files of other tools are edited (src/bump), and where XML is read. By their static libraries: their CMake targets prefer the shared ones.
find_path(PUGIXML_INCLUDE pugixml.hpp REQUIRED)
find_library(PUGIXML_LIBRARY NAMES libpugixml.a REQUIRED)
find_path(TOMLPLUSPLUS_INCLUDE toml++/toml.h REQUIRED)  # headers alone
find_path(PCRE2_INCLUDE pcre2.h REQUIRED)
find_library(PCRE2_LIBRARY NAMES libpcre2-8.a REQUIRED)
add_library(ra_editing INTERFACE)
target_include_directories(ra_editing SYSTEM INTERFACE ${PUGIXML_INCLUDE} ${TOMLPLUSPLUS_INCLUDE} ${PCRE2_INCLUDE})
ra_without_unwinding(${PCRE2_LIBRARY} PCRE2_LINKED)
target_link_libraries(ra_editing INTERFACE ${PUGIXML_LIBRARY} ${PCRE2_LINKED})

# Where archives and packages are made and read (src/archive, src/pack), and texts unpacked that the binary carries.
# libdeflate is the fast one, for what is whole in memory; zlib for streams.
find_path(DEFLATE_INCLUDE libdeflate.h REQUIRED)
find_library(DEFLATE_LIBRARY NAMES libdeflate.a REQUIRED)
find_path(ZLIB_INCLUDE zlib.h REQUIRED)
find_library(ZLIB_STATIC NAMES libz.a REQUIRED)
find_path(ZSTD_INCLUDE zstd.h REQUIRED)
find_library(ZSTD_LIBRARY NAMES libzstd.a REQUIRED)
find_path(LZMA_INCLUDE lzma.h REQUIRED)
find_library(LZMA_LIBRARY NAMES liblzma.a REQUIRED)
add_library(ra_compression INTERFACE)
target_include_directories(ra_compression SYSTEM INTERFACE ${DEFLATE_INCLUDE} ${ZLIB_INCLUDE} ${ZSTD_INCLUDE} ${LZMA_INCLUDE})
foreach(library ${DEFLATE_LIBRARY} ${ZSTD_LIBRARY} ${ZLIB_STATIC} ${LZMA_LIBRARY})
  ra_without_unwinding(${library} linked)
  target_link_libraries(ra_compression INTERFACE ${linked})
endforeach()
