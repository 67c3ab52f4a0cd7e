// Shows: nothing when it runs. It is what g++ compiles under Tidemark, since templates make the compiler call deeply.
// Verdict: none leak.
#include <functional>
#include <map>
#include <regex>
#include <string>

int main() {
  std::map<std::string, std::function<bool(const std::string &)>> checks;
  checks["name"] = [](const std::string &text) { return std::regex_match(text, std::regex("[a-z]+(-[a-z]+)*")); };
  return checks["name"]("walk-by-tables") ? 0 : 1;
}
