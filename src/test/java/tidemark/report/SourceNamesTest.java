package tidemark.report;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What gcc 12 writes as DW_AT_name of such functions. */
final class SourceNamesTest {
    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "plain | plain",
                "water(int) | water",
                "garden::water(char const*) | water",
                "garden::Shed::Shed() | Shed",
                "garden::Shed::~Shed() | ~Shed",
                "void plant<char>(int) | plant<char>",
                "std::shared_ptr<f()::N> std::make_shared<f()::N>() | make_shared<f()::N>",
                "std::allocator_traits<std::allocator<int> >::allocate(std::allocator<int>&, unsigned long) | allocate",
                "f()::{lambda(int)#1}::operator()(int) const | operator()",
                "Pot::operator<<(int) | operator<<",
                "operator new(unsigned long) | operator new",
                "S::operator bool() const | operator bool",
                "bool std::operator==<char>(char const*, char const*) | operator==<char>",
                "cooperator::run(int) | run",
                "f(void (*)(int)) | f",
                "S::get() const & | get",
                "S::name[abi:cxx11]() const | name[abi:cxx11]"
            })
    void nameIsTheSources(String readable, String name) {
        assertThat(SourceNames.of(readable)).isEqualTo(name);
    }
}
