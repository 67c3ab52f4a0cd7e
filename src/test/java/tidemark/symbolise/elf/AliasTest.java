package tidemark.symbolise.elf;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

class AliasTest {
    @Test
    void publishedNameGoesBeforeTheLibrarysOwn() {
        assertThat(first(global("_IO_fread"), global("fread"), local("__GI_fread")))
                .isEqualTo("fread");
        assertThat(first(local("__realloc"), local("__GI___libc_realloc"), global("__libc_realloc"), global("realloc")))
                .isEqualTo("realloc");
    }

    @Test
    void localNameIsNotShownWhereThereIsAnother() {
        assertThat(first(local("a"), global("___published"))).isEqualTo("___published");
    }

    @Test
    void shorterNameGoesFirstThenTheAlphabet() {
        assertThat(first(global("getrlimit64"), global("getrlimit"))).isEqualTo("getrlimit");
        assertThat(first(global("beta"), global("alfa"))).isEqualTo("alfa");
    }

    @Test
    void defaultVersionIsShownAsMemcheckDoes() {
        assertThat(first(global("dlclose"), global("dlclose@GLIBC_2.2.5"), global("dlclose@@GLIBC_2.34")))
                .isEqualTo("dlclose@@GLIBC_2.34");
        assertThat(first(global("close_it@@V"), global("close"))).isEqualTo("close");
    }

    @Test
    void functionGoesBeforeLabel() {
        assertThat(first(new Alias("a", false, false), local("function"))).isEqualTo("function");
    }

    @Test
    void marksOfTheToolsAreNoNames() {
        assertThat(new Alias("$x", false, true).usable()).isFalse();
        assertThat(new Alias(".L12", false, true).usable()).isFalse();
        assertThat(new Alias("", true, false).usable()).isFalse();
        assertThat(new Alias("$dollar", true, false).usable()).isTrue();
    }

    private static Alias global(String name) {
        return new Alias(name, true, false);
    }

    private static Alias local(String name) {
        return new Alias(name, true, true);
    }

    private static String first(Alias... aliases) {
        return List.of(aliases).stream().sorted().toList().getFirst().name();
    }
}
