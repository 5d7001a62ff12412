// TensorFlow's library writes two lines to standard error while it loads ("oneDNN custom operations are on"), whatever TF_CPP_MIN_LOG_LEVEL asks for: in
// Python its package sees to that. This module for Node, loaded before the addon, loads the part of the library that says so, while standard error is
// elsewhere. Whether the library can be loaded the addon tells afterwards.
#include <cstdlib>
#include <dlfcn.h>
#include <fcntl.h>
#include <string>
#include <unistd.h>

static void loadQuietly() {
  Dl_info own;
  if (!dladdr(reinterpret_cast<void*>(&loadQuietly), &own)) return;
  const std::string path(own.dli_fname);
  const std::string library = path.substr(0, path.rfind('/')) + "/../../deps/lib/libtensorflow_framework.so.2";
  const int saved = dup(STDERR_FILENO), nowhere = open("/dev/null", O_WRONLY | O_CLOEXEC);
  if (saved >= 0 && nowhere >= 0) {
    dup2(nowhere, STDERR_FILENO);
    dlopen(library.c_str(), RTLD_NOW | RTLD_LOCAL);
    dup2(saved, STDERR_FILENO);
  }
  if (saved >= 0) close(saved);
  if (nowhere >= 0) close(nowhere);
}

__attribute__((constructor)) static void load() {
  const char* level = std::getenv("TF_CPP_MIN_LOG_LEVEL");
  if (level && std::atoi(level) > 0) loadQuietly();
}

extern "C" void* napi_register_module_v1(void*, void* exports) { return exports; }
