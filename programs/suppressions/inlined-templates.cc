// Shows: leaks below inlined functions of the C++ library and templates of our own, whose names in the debug information
// spell types in ways of their own. Meant to be compiled with optimisation and debug information, by g++ and clang++.
// Verdict: 56 loss records with libstdc++'s, each suppressed by what either tool generates.
#include <any>
#include <cstdlib>
#include <deque>
#include <functional>
#include <list>
#include <map>
#include <memory>
#include <set>
#include <string>
#include <unordered_map>
#include <vector>

struct Named {
  std::string name;
  int number;
  Named(const char *name, int number) : name(name), number(number) {}
  virtual ~Named() {}
};

template <int Bytes, bool Written> struct Buffer {
  char *bytes;
  Buffer() : bytes(static_cast<char *>(malloc(Bytes))) {
    if (Written) bytes[0] = 1;
  }
};

enum class Kind { SMALL, LARGE };
template <Kind kind> char *make() { return static_cast<char *>(malloc(kind == Kind::SMALL ? 10 : 1000)); }

namespace {
struct Hidden {
  char *bytes = static_cast<char *>(malloc(7));
};
template <class Made, class... Values> Made *forward(Values &&...values) {
  return new Made(std::forward<Values>(values)...);
}
} // namespace

template <unsigned long Bytes, char Letter> char *filled() {
  char *bytes = static_cast<char *>(malloc(Bytes));
  bytes[0] = Letter;
  return bytes;
}

template <typename Function> char *call(Function function) { return function(5); }

void *volatile sink;

int main() {
  sink = new std::string("a long string that needs the heap, surely");
  auto numbered = new std::map<int, std::string>;
  sink = numbered;
  (*numbered)[3] = "and a long mapped string for the map";
  auto named = new std::map<std::string, Named *>;
  sink = named;
  (*named)["a long key that needs heap space"] = new Named("a long name that needs heap space", 1);
  auto hashed = new std::unordered_map<int, std::vector<int>>;
  sink = hashed;
  (*hashed)[1].push_back(2);
  (*hashed)[2].resize(10);
  auto listed = new std::list<std::pair<const int, Named *>>;
  sink = listed;
  listed->emplace_back(1, nullptr);
  listed->push_back({2, nullptr});
  auto queue = new std::deque<const char *>;
  sink = queue;
  queue->push_back("x");
  auto keys = new std::set<std::string>;
  sink = keys;
  keys->insert("another long key that needs the heap");
  keys->emplace("and one that was emplaced into the set");
  auto function = new std::function<int(int)>;
  sink = function;
  int many[20] = {1};
  *function = [many](int at) { return many[at]; };
  auto shared = new std::shared_ptr<Named>;
  sink = shared;
  *shared = std::make_shared<Named>("the name of a shared object on the heap", 3);
  auto any = new std::any;
  sink = any;
  *any = std::string("a long string in an any which is on the heap");
  auto unique = new std::vector<std::unique_ptr<Named>>;
  sink = unique;
  unique->push_back(std::make_unique<Named>("unique and long enough for the heap", 4));
  unique->emplace_back(new Named("emplaced and long enough for the heap", 5));
  sink = new Buffer<32, true>;
  sink = new Buffer<64, false>;
  sink = make<Kind::LARGE>();
  sink = new Hidden;
  sink = forward<Named>("forwarded and long enough for the heap", 6);
  sink = filled<12ul, 'c'>();
  sink = call([](int bytes) { return static_cast<char *>(malloc(bytes)); });
  auto texts = new std::vector<std::string>(3, "copies of a long string on the heap of course");
  sink = texts;
  texts->insert(texts->begin(), "inserted, long enough for the heap as well");
  sink = nullptr;
  return 0;
}
