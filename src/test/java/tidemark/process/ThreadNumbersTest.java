package tidemark.process;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import org.junit.jupiter.api.Test;

final class ThreadNumbersTest {
    @Test
    void withinOneNamespaceNumbersAreTheSame() {
        ThreadNumbers numbers = ThreadNumbers.of(ProcessStatus.selfPid());
        assertThat(numbers.here(4711)).isEqualTo(4711);
    }

    @Test
    void numbersOfAnotherNamespaceAreTranslated() throws IOException {
        String[] asRoot = {"unshare", "-p", "--fork", "sh", "-c", "echo $$; read line"};
        String[] asUser = {"unshare", "-r", "-p", "--fork", "sh", "-c", "echo $$; read line"};
        boolean root = System.getProperty("user.name").equals("root");
        Process unshare = new ProcessBuilder(root ? asRoot : asUser).start();
        assertThat(unshare.inputReader().readLine()).isEqualTo("1");
        int shell = (int) unshare.children().findFirst().orElseThrow().pid();
        ThreadNumbers numbers = ThreadNumbers.of(shell);
        unshare.outputWriter().close();
        assertThat(numbers.here(1)).isEqualTo(shell);
        assertThat(numbers.here(shell)).isZero();
    }
}
