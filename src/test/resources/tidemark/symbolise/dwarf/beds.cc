// The other unit: functions of its own, and the same inline ones.
#include <list>
#include <string>

#include "garden.h"

namespace garden {

namespace {
struct Ring {
  std::list<int> all;
  int length() const {
    int sum = 0;
    for (int x : all) sum += side(x);
    return sum;
  }
};
}  // namespace

static int corner(int x) { return area(x, x) / 2; }

int perimeter(int x) {
  Ring ring;
  for (int i = 0; i < x; i++) ring.all.push_back(corner(i));
  return ring.length();
}

int grow(const std::vector<int>& all) {
  std::string text;
  for (int x : all) text += std::to_string(side(corner(x)));
  return static_cast<int>(text.size());
}

}  // namespace garden
