package tidemark.process;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(60)
class MappingsTest {
    @Test
    void linesAreTakenApart() throws ProcessException {
        assertThat(Mappings.parse("""
                        555555554000-555555558000 r-xp 00002000 fe:01 1234567                    /opt/my programs/a  b (x)
                        7ffff7d00000-7ffff7d01000 rw-s 00000000 00:01 42                         /memfd:ring (deleted)
                        7ffff7e00000-7ffff7e01000 ---p 00000000 00:00 0\s
                        7ffff7f00000-7ffff7f01000 rw-p 00000000 00:00 0                          [heap]
                        7ffff7f02000-7ffff7f03000 r--p 00000000 fe:01 5                          /tmp/two\\012lines
                        ffffffffff600000-ffffffffff601000 --xp 00000000 00:00 0                  [vsyscall]
                        """))
                .containsExactly(
                        new Mapping(
                                0x555555554000L,
                                0x555555558000L,
                                true,
                                false,
                                true,
                                false,
                                0x2000,
                                1234567,
                                "/opt/my programs/a  b (x)"),
                        new Mapping(
                                0x7ffff7d00000L,
                                0x7ffff7d01000L,
                                true,
                                true,
                                false,
                                true,
                                0,
                                42,
                                "/memfd:ring (deleted)"),
                        new Mapping(0x7ffff7e00000L, 0x7ffff7e01000L, false, false, false, false, 0, 0, ""),
                        new Mapping(0x7ffff7f00000L, 0x7ffff7f01000L, true, true, false, false, 0, 0, "[heap]"),
                        new Mapping(
                                0x7ffff7f02000L, 0x7ffff7f03000L, true, false, false, false, 0, 5, "/tmp/two\nlines"));
    }

    @Test
    void onlyFilesCanBeDeleted() throws ProcessException {
        Mapping file = Mappings.parse("1000-2000 rw-s 00000000 00:01 42 /lib/x.so (deleted)")
                .getFirst();
        assertThat(file.deleted()).isTrue();
        assertThat(file.path()).isEqualTo("/lib/x.so");
        Mapping name = Mappings.parse("1000-2000 rw-p 00000000 00:00 0 [anon:x (deleted)")
                .getFirst();
        assertThat(name.deleted()).isFalse();
        assertThat(name.path()).isEqualTo("[anon:x (deleted)");
    }

    @Test
    void unknownLineIsShown() {
        assertThatThrownBy(() -> Mappings.parse("1000-2000 rwxp"))
                .isInstanceOf(ProcessException.class)
                .hasMessageContaining("\"1000-2000 rwxp\"");
    }

    @Test
    void ownMappingsHoldTheStack() throws ProcessException {
        assertThat(Mappings.of(ProcessStatus.selfPid()))
                .extracting(Mapping::name)
                .contains("[stack]", "[vdso]");
    }

    @Test
    void endedProcessHasNone() {
        assertThatThrownBy(() -> Mappings.of(Integer.MAX_VALUE))
                .isInstanceOf(ProcessException.class)
                .hasMessageContaining("/proc/2147483647/maps");
    }

    @Test
    void statusNamesParentCommandAndBreak(@TempDir Path folder) throws ProcessException {
        Path program = CompiledProgram.compile(folder, """
                #include <stdio.h>
                #include <stdlib.h>
                #include <sys/prctl.h>
                #include <unistd.h>
                int main(void) {
                    prctl(PR_SET_NAME, "a ) R 7 (b");
                    char *break_start = sbrk(0);
                    sbrk(4096);
                    printf("%lu %d\\n", (unsigned long) break_start, getppid()); fflush(stdout);
                    pause();
                }
                """);
        try (CompiledProgram target = CompiledProgram.start(program, "two words", "")) {
            String[] facts = target.line().split(" ", -1);
            ProcessStatus status = ProcessStatus.of(target.pid());
            assertThat(status.pid()).isEqualTo(target.pid());
            assertThat(status.parentPid()).isEqualTo(Integer.parseInt(facts[1]));
            assertThat(status.command()).containsExactly(program.toString(), "two words", "");
            assertThat(status.executable()).contains(program);
            assertThat(Long.parseLong(facts[0]) - status.startBrk()).isBetween(0L, 0x100000L);
        }
    }

    @Test
    void statusOfEndedProcessSaysSo() {
        assertThatThrownBy(() -> ProcessStatus.of(Integer.MAX_VALUE))
                .isInstanceOf(ProcessException.class)
                .hasMessageContaining("Process 2147483647 cannot be inspected: it has ended");
    }
}
