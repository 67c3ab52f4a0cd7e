// Shows: leaks in functions that were inlined, templates, lambdas and operators among them, with debug information.
// Verdict: 822 to 826 bytes definitely lost.
#include <cstdlib>
#include <new>

#define INLINED __attribute__((always_inline)) inline

struct Pot {
  template <class Plant> INLINED void *plant(int bytes) { return std::malloc(static_cast<std::size_t>(bytes) + sizeof(Plant)); }
  INLINED void operator()(int bytes) { std::malloc(static_cast<std::size_t>(bytes)); }
  INLINED Pot &operator<<(int bytes) {
    std::malloc(static_cast<std::size_t>(bytes));
    return *this;
  }
};

namespace garden {
INLINED void inner(int bytes) { std::malloc(static_cast<std::size_t>(bytes)); }
INLINED void outer(int bytes) { inner(bytes); }
void *shed(int bytes) {
  outer(bytes);
  return nullptr;
}
} // namespace garden

void plant_it() { Pot().plant<char>(821); }
void call_it() { Pot()(823); }
void shift_it() { Pot() << 824; }
void lambda_it() {
  auto lambda = [](int bytes) __attribute__((always_inline)) { std::malloc(static_cast<std::size_t>(bytes)); };
  lambda(825);
}

int main() {
  plant_it();
  call_it();
  shift_it();
  lambda_it();
  garden::shed(826);
  return 0;
}
