#pragma once
#include <vector>

namespace garden {

inline int side(int x) {
  if (x < 0) return -x;
  return x + 1;
}
inline int area(int a, int b) { return side(a) * side(b); }

int perimeter(int x);
int grow(const std::vector<int>& all);

}  // namespace garden
