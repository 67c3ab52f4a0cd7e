// Shows: every form of operator new, and of delete for blocks that are freed.
// Verdict: 731 to 738 bytes definitely lost, under the operator's own name; 740 to 747 are freed.
#include <cstdlib>
#include <new>

const std::align_val_t wide{64};

void single() { ::operator new(731); }
void array() { ::operator new[](732); }
void single_nothrow() { ::operator new(733, std::nothrow); }
void array_nothrow() { ::operator new[](734, std::nothrow); }
void single_aligned() { ::operator new(735, wide); }
void array_aligned() { ::operator new[](736, wide); }
void single_aligned_nothrow() { ::operator new(737, wide, std::nothrow); }
void array_aligned_nothrow() { ::operator new[](738, wide, std::nothrow); }

void freed() {
  ::operator delete(::operator new(740));
  ::operator delete[](::operator new[](741));
  ::operator delete(::operator new(742), std::size_t{742});
  ::operator delete[](::operator new[](743), std::size_t{743});
  ::operator delete(::operator new(744, wide), wide);
  ::operator delete[](::operator new[](745, wide), wide);
  ::operator delete(::operator new(746, wide), std::size_t{746}, wide);
  ::operator delete[](::operator new[](747, wide), std::size_t{747}, wide);
}

int main() {
  single();
  array();
  single_nothrow();
  array_nothrow();
  single_aligned();
  array_aligned();
  single_aligned_nothrow();
  array_aligned_nothrow();
  freed();
}
