// Shows: maps, vectors, lists and functions of strings come and go; their containers keep values that are out of use, and those name blocks
// that were freed and are handed out again. In between 200 sessions leak, each with a long name and an array.
// Verdict: the sessions definitely lost, 12,800 bytes in 200 blocks, names and arrays indirectly, 400 blocks.
#include <functional>
#include <list>
#include <map>
#include <memory>
#include <string>
#include <unordered_map>
#include <vector>

struct Order {
  int id;
  std::string customer;
  std::vector<double> prices;
  std::shared_ptr<Order> parent;
};
struct Session {
  Session *next;
  std::string name;
  std::vector<int> values;
};

#ifndef MANY
#define MANY 1 /* ./build truth has 5 */
#endif
enum { ROUNDS = MANY * 6000, LEAKS = MANY * 200 };

static unsigned seed = 12345;
static std::map<std::string, std::unique_ptr<Order>> *orders = new std::map<std::string, std::unique_ptr<Order>>;
static std::unordered_map<int, std::vector<std::string>> *tags = new std::unordered_map<int, std::vector<std::string>>;
static std::list<std::shared_ptr<Order>> *recent = new std::list<std::shared_ptr<Order>>;
static std::vector<std::function<int()>> *jobs = new std::vector<std::function<int()>>;

static unsigned below(unsigned limit) {
  seed = seed * 1103515245 + 12345;
  return (seed >> 16) % limit;
}

static void leak(int number) {
  Session *session = new Session;
  session->next = nullptr;
  session->name = "session with a long name " + std::to_string(number);
  session->values.assign(10 + number % 7, number);
}

static std::string a_customer() { return "customer number " + std::to_string(below(3000)); }

static void order(int number, const std::string &customer) {
  auto made = std::make_unique<Order>();
  made->id = number;
  made->customer = customer;
  made->prices.resize(below(12));
  if (below(3) == 0) {
    made->parent = std::make_shared<Order>();
    made->parent->customer = "parent of " + customer;
    recent->push_back(made->parent);
    if (recent->size() > 200) recent->pop_front();
  }
  (*orders)[customer] = std::move(made);
  if (below(4)) return;
  auto found = orders->lower_bound(a_customer());
  if (found != orders->end()) orders->erase(found);
}

static void tag(int number) {
  auto &list = (*tags)[below(1000)];
  list.push_back("tag " + std::to_string(number) + " which is long enough");
  if (list.size() > 5) list.erase(list.begin(), list.begin() + 3);
  if (below(50) == 0) tags->erase(below(1000));
}

static void plan(int number, const std::string &customer) {
  if (below(10)) return;
  jobs->push_back([customer, number] { return number + (int)customer.size(); });
  if (jobs->size() > 300) jobs->clear();
}

int main() {
  for (int i = 0; i < ROUNDS; i++) {
    std::string customer = a_customer();
    order(i, customer);
    tag(i);
    plan(i, customer);
    if (i % (ROUNDS / LEAKS) == 0) leak(i);
  }
  return 0;
}
