// Work for the compiler: DEPTH instances each of recursive templates, tuples, variants and containers of different types.
#include <algorithm>
#include <array>
#include <functional>
#include <map>
#include <memory>
#include <string>
#include <tuple>
#include <utility>
#include <variant>
#include <vector>

#ifndef DEPTH
#define DEPTH 20
#endif

template <int N> struct tag {
    static constexpr int value = N;
    std::array<char, N + 1> bytes{};
    bool operator<(const tag &other) const { return bytes < other.bytes; }
};

template <int N> struct sum {
    static constexpr long value = sum<N - 1>::value + N;
};
template <> struct sum<0> {
    static constexpr long value = 0;
};

template <int N> long use(std::integral_constant<int, N>) {
    std::map<tag<N>, std::vector<std::string>> texts;
    texts[tag<N>{}].push_back(std::to_string(N));
    std::function<long(long)> add = [&](long x) { return x + static_cast<long>(texts.size()) + sum<N>::value; };
    auto shared = std::make_shared<std::tuple<tag<N>, std::string, long>>(tag<N>{}, "x", add(N));
    std::variant<tag<N>, std::string, long> variant = std::get<2>(*shared);
    return std::visit([](const auto &value) -> long { return static_cast<long>(sizeof value); }, variant) + std::get<2>(*shared);
}

template <int... N> long use_all(std::integer_sequence<int, N...>) { return (use(std::integral_constant<int, N>{}) + ...); }

long total() { return use_all(std::make_integer_sequence<int, DEPTH>{}); }
