/* What reload loads: little code with much debug information; each loading loses a block. */
#include <cstdlib>
#include <map>
#include <regex>
#include <string>

void *volatile last;

extern "C" void leak(void) {
    std::map<std::string, std::regex> patterns;
    patterns.emplace("one", "a.*b");
    if (std::regex_match("aab", patterns.begin()->second)) last = malloc(40);
}
