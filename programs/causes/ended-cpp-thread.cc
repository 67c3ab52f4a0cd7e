// Shows: blocks that only the stack of a std::thread holds, deeper than the start routine, which is the C++ library's and frees what it was given after
// that: this overwrites a part of the stack, and the first time, when the loader looks up what it calls, more of it.
// Verdict: 461 and 462 bytes definitely lost, the second with its thread as the cause.
#include <cstdlib>
#include <thread>

static void run(int bytes) {
  char *volatile kept[32];
  kept[0] = new char[static_cast<std::size_t>(bytes)];
  for (char *volatile &word : kept) word = kept[0];
}

static void run_more(int bytes) {
  char *volatile kept[32];
  kept[0] = new char[static_cast<std::size_t>(bytes)];
  for (char *volatile &word : kept) word = kept[0];
}

int main() {
  std::thread(run, 461).join();
  std::thread(run_more, 462).join();
  return 0;
}
