package tidemark.report;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;
import tidemark.reachability.Holders;
import tidemark.reachability.Reachability;
import tidemark.reachability.Verdicts;
import tidemark.snapshot.Frame;
import tidemark.snapshot.MalformedSnapshotException;
import tidemark.snapshot.Snapshot;
import tidemark.snapshot.SnapshotText;
import tidemark.suppression.Suppressions;
import tidemark.symbolise.FrameName;
import tidemark.symbolise.VariableName;

/** What holders are called that no program shows as surely. The block lies at 0x1000, and is allocated through path 17. */
final class RootNamesTest {
    private static final String SNAPSHOT = """
            process 7 parent 6 command "./a"
            file 0 "/lib/agent.so"
            file 1 "/lib/plugin.so"
            module 0 file 0 load 0x10000 start 0x10000 end 0x11000 loaded 1
            module 1 file 1 load 0x30000 start 0x30000 end 0x31000 loaded 2
            path 16 module 1 0x101 caller complete
            path 17 module 0 0x101 caller 16
            path 18 ignored caller 17
            block 0x1000 8 path 17
            """;

    private static String holder(String rest) throws MalformedSnapshotException {
        Snapshot snapshot = SnapshotText.parse(SNAPSHOT + rest);
        Verdicts verdicts = Reachability.judge(snapshot, Set.of());
        ReportStyle style = new ReportStyleBuilder().shown(ReportStyle.ALL).build();
        return LeakReport.of(
                        snapshot,
                        verdicts,
                        Optional.of(Holders.of(snapshot, verdicts, Set.of())),
                        Occasion.end(),
                        style,
                        Suppressions.none(),
                        new Naming(
                                RootNamesTest::name,
                                (_, _) -> new VariableName("variable", "variable"),
                                _ -> List.of()),
                        _ -> Optional.empty())
                .text()
                .lines()
                .filter(line -> line.contains("held by "))
                .findFirst()
                .orElse("")
                .replace("==7==    held by ", "");
    }

    private static FrameName name(Frame frame) {
        Frame.InModule in = (Frame.InModule) frame;
        return new FrameName.Function("f", "f", in.module(), in.lookupAddress(), Optional.empty(), List.of());
    }

    @Test
    void mappingOfAFileIsCalledByIt() throws MalformedSnapshotException {
        String words = "memory 0x5000 0x5010\nword 0x5008 0x1000\n";
        assertThat(holder("root mapping 0x5000 0x5010 \"/dev/shm/table\"\n" + words))
                .isEqualTo("mapping of /dev/shm/table+0x8 -> this");
        assertThat(holder("root mapping 0x5000 0x5010 \"[vvar]\"\n" + words))
                .isEqualTo("mapping of [vvar]+0x8 -> this");
        assertThat(holder("root mapping 0x5000 0x5010 \"anonymous memory\"\n" + words))
                .isEqualTo("anonymous memory -> this");
    }

    @Test
    void regionIsCalledByItsStart() throws MalformedSnapshotException {
        assertThat(holder("root region 0x5000 0x5010 \"\"\nmemory 0x5000 0x5010\nword 0x5008 0x1000\n"))
                .isEqualTo("root region+0x8 -> this");
    }

    @Test
    void wordBehindAModulesEndIsNoVariable() throws MalformedSnapshotException {
        assertThat(
                        holder(
                                "root module-data 0x31000 0x31010 \"/lib/plugin.so\"\nmemory 0x31000 0x31010\nword 0x31008 0x1000\n"))
                .isEqualTo("plugin.so+0x8 behind its data -> this");
        assertThat(
                        holder(
                                "root module-data 0x30800 0x30810 \"/lib/plugin.so\"\nmemory 0x30800 0x30810\nword 0x30808 0x1000\n"))
                .isEqualTo("plugin.so: variable -> this");
    }

    @Test
    void ignoredBlockHoldsByTheProgramsWish() throws MalformedSnapshotException {
        assertThat(holder("block 0x2000 8 path 18\nmemory 0x2000 0x2008\nword 0x2000 0x1000\n"))
                .isEqualTo("the program's wish to ignore it -> block of f +0x0 -> this");
    }

    @Test
    void registerIsCalledByItsThread() throws MalformedSnapshotException {
        assertThat(holder("register 9 \"rbp\" 0x1000\n")).isEqualTo("register rbp of thread 9 -> this");
    }
}
