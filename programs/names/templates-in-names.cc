// Shows: nothing when it runs. Its functions' symbols refer to template parameters everywhere: in expressions, in conditions of results, in
// inherited constructors, and in lambdas that are templates themselves.
// Verdict: none leak.
#include <map>
#include <memory>
#include <regex>
#include <string>
#include <tuple>
#include <utility>
#include <variant>
#include <vector>

template <bool First, bool Second> struct Pair {};
struct Taker {
  template <bool First, bool Second> void first(Pair<First, First>) {}
  template <bool First, bool Second> void second(Pair<Second, First>) {}
};
template <int Count, class Element> struct Grown {
  template <int More, bool Fewer = (Count > More)> Grown<Count + More, Element> operator+(Grown<More, Element>) {
    return {};
  }
};
struct Base {
  template <class Text> Base(Text text, int) : text(text) {}
  std::string text;
};
struct Derived : Base {
  using Base::Base;
};
template <class Value, int Length, int More> int both(Value (&)[Length], Value (&)[Length + More]) { return Length; }
template <class One, class Other> std::enable_if_t<(sizeof(One) < sizeof(Other)), int> compare(One, Other) { return 1; }
template <class One, class Other> auto add(One one, Other other) -> decltype(one + other) { return one + other; }
template <class Target, class From> auto convert(From from) -> decltype(static_cast<Target>(from)) {
  return static_cast<Target>(from);
}
template <class Call, class... Values> auto invoke(Call call, Values &&...values)
    -> decltype(call(std::forward<Values>(values)...)) {
  return call(std::forward<Values>(values)...);
}
template <class... Values, std::size_t... Places>
auto pick(std::tuple<Values...> values, std::index_sequence<Places...>) {
  return std::make_tuple(std::get<Places>(values)...);
}

int main() {
  Taker().first<false, true>({});
  Taker().second<false, true>({});
  Grown<5, int>() + Grown<2, int>();
  Derived derived("text", 1);
  int two[2] = {}, five[5] = {};
  both<int, 2, 3>(two, five);
  compare('a', 1);
  add(std::string("a"), "b");
  convert<int>(2.0);
  invoke([](auto one, auto &other) { return other += one; }, 1, two[0]);
  pick(std::make_tuple(1, 2.0, std::string("three")), std::index_sequence<2, 0>());
  std::apply([](auto... values) { return sizeof...(values); }, std::make_tuple(1, 'c'));
  std::map<std::string, int> ages;
  ages["five"] = 5;
  std::map<int, std::pair<std::string, Derived>> records;
  records.try_emplace(1, "one", derived);
  std::variant<int, std::string, std::vector<int>> variant = "text";
  std::visit([](auto &&held) { (void)held; }, variant);
  std::unique_ptr<Derived, void (*)(Derived *)> none(nullptr, [](Derived *) {});
  return std::regex_search("twelve12", std::regex("([a-z]+)[0-9]*\\w|x", std::regex::icase)) ? 0 : 1;
}
