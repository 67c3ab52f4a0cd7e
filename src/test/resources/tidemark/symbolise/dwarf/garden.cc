// Much of what C++ makes of functions: templates, lambdas, local and nested classes, virtual functions, exceptions, inlining across several levels.
#include "garden.h"

#include <algorithm>
#include <cstdio>
#include <functional>
#include <map>
#include <memory>
#include <numeric>
#include <stdexcept>
#include <string>
#include <unordered_map>
#include <utility>
#include <vector>

namespace garden {

template <class T, int N>
struct Bed {
  std::vector<T> plants;
  void add(T plant) { plants.push_back(std::move(plant)); }
  template <class F>
  auto each(F f) const {
    int sum = N;
    for (const auto& plant : plants) sum += f(plant);
    return sum;
  }
};

struct Rose {
  std::string name;
  int thorns = 3;
  virtual ~Rose() = default;
  virtual int cut() { return --thorns; }
  bool operator<(const Rose& other) const { return name < other.name; }
};

struct Tea : Rose {
  std::unique_ptr<Rose> graft;
  int cut() override { return graft ? graft->cut() : thorns; }
};

static int water(std::map<Rose*, Bed<int, 4>>& all, const std::string& name) {
  struct Local {
    int k;
    int twice() const { return 2 * k; }
  };
  Rose* rose = new Tea;
  rose->name = name;
  all[rose].add(Local{7}.twice());
  return all[rose].each([&](int x) { return x + static_cast<int>(name.size()); });
}

int sow(int n) {
  try {
    if (n > 3) throw std::runtime_error("dry");
    return n;
  } catch (const std::exception& e) {
    return static_cast<int>(std::string(e.what()).size());
  }
}

}  // namespace garden

int main(int argc, char** argv) {
  std::map<garden::Rose*, garden::Bed<int, 4>> all;
  std::unordered_map<std::string, std::function<int(int)>> jobs;
  jobs["sow"] = garden::sow;
  jobs["area"] = [](int x) { return garden::area(x, 2) + garden::perimeter(x); };
  int total = 0;
  for (auto& job : jobs) total += job.second(argc) + garden::water(all, job.first);
  std::vector<int> numbers(100);
  std::iota(numbers.begin(), numbers.end(), argc);
  std::sort(numbers.begin(), numbers.end(), [](int a, int b) { return (a ^ 5) < (b ^ 5); });
  std::map<garden::Rose, int> sorted;
  for (auto& bed : all) sorted[*bed.first] = bed.first->cut();
  std::printf("%s %d %d %zu\n", argv[0], total + numbers[3], garden::grow(numbers), sorted.size());
  return 0;
}
