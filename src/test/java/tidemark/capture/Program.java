package tidemark.capture;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import tidemark.ledger.HoldReason;
import tidemark.ledger.Ledger;
import tidemark.ledger.LedgerException;
import tidemark.ledger.LedgerHeader;
import tidemark.ledger.Message;
import tidemark.process.AddressRange;
import tidemark.process.Mapping;
import tidemark.process.Mappings;
import tidemark.process.ProcessException;
import tidemark.process.ProcessMemory;
import tidemark.process.ProcessStatus;
import tidemark.process.ThreadNumbers;
import tidemark.snapshot.Blocks;
import tidemark.snapshot.ModuleInstance;
import tidemark.snapshot.Root;

/** A small C program that has built its hazard, told its addresses, written a ledger, and stands still until it is closed. */
final class Program implements AutoCloseable {
    private final Path folder;
    private final Process shell;
    private final Map<String, Long> facts = new TreeMap<>();
    private final List<Mapping> mappings;
    private final LiveWords words;
    private final Ledger ledger;

    /** @param source C, behind {@code hazard.h}; its main ends with {@code ready()} */
    Program(String source) throws IOException, ProcessException, LedgerException, InterruptedException {
        folder = Files.createTempDirectory("program");
        Path binary = compile(source);
        // The target must be no child of this virtual machine: the JDK's reaper would take the stops that ptrace
        // reports.
        shell = new ProcessBuilder("sh", "-c", "exec 3<&0; \"$0\" <&3 & wait $!", binary.toString())
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start();
        readFacts(shell.inputReader());
        mappings = Mappings.of(pid());
        words = new LiveWords(new ProcessMemory(pid()));
        ledger = Ledger.open(Path.of("/proc/%d/fd/%d".formatted(pid(), fact("ledgerDescriptor"))));
    }

    private Path compile(String source) throws IOException, InterruptedException {
        Path file = Files.writeString(folder.resolve("program.c"), "#include \"hazard.h\"\n" + source);
        Path binary = folder.resolve("program");
        List<String> gcc = new ArrayList<>(List.of(
                "gcc -g -O1 -fno-omit-frame-pointer -fno-builtin -fno-tree-dse -pthread -w -Iagent".split(" ")));
        gcc.addAll(List.of("-Isrc/test/resources/tidemark/capture", "-o", "" + binary, "" + file));
        assertThat(new ProcessBuilder(gcc).inheritIO().start().waitFor())
                .as("gcc")
                .isZero();
        return binary;
    }

    private void readFacts(BufferedReader output) throws IOException {
        for (String line = output.readLine(); line != null; line = output.readLine()) {
            String[] words = line.split(" ", 2);
            facts.put(words[0], Long.parseUnsignedLong(words[1], 16));
            if (words[0].equals("ready")) {
                return;
            }
        }
        throw new AssertionError("the program ended before it was ready: " + facts);
    }

    int pid() {
        return (int) fact("pid");
    }

    long fact(String name) {
        return Optional.ofNullable(facts.get(name)).orElseThrow(() -> new AssertionError("not told: " + name));
    }

    List<Mapping> mappings() {
        return mappings;
    }

    Words words() {
        return words;
    }

    Ledger ledger() {
        return ledger;
    }

    Blocks blocks() throws LedgerException {
        return ledger.blocks(gap -> {
                    throw new AssertionError(gap);
                })
                .blocks();
    }

    List<RunningThread> threads() {
        return facts.keySet().stream()
                .filter(name -> name.startsWith("tid."))
                .map(name -> RunningThread.interrupted((int) fact(name), fact(name.replace("tid.", "sp."))))
                .toList();
    }

    Ranges mainHeap() throws ProcessException {
        return Ranges.of(ProcessStatus.of(pid()).startBrk(), fact("brk"));
    }

    RootSearch search() throws ProcessException, LedgerException {
        LedgerHeader.ThreadStacks stacks = ledger.header().threadStacks().orElseThrow();
        List<ModuleInstance> modules = ledger.modules(file -> Optional.empty());
        return new RootSearch(
                pid(),
                mappings,
                agent(),
                mainHeap(),
                Optional.empty(),
                blocks(),
                false,
                modules,
                StackLists.of(stacks),
                ThreadNumbers.of(pid()),
                threads());
    }

    private Ranges agent() throws LedgerException {
        Ranges.Builder agent = new Ranges.Builder();
        ledger.agentRanges().forEach(range -> agent.add(range.start(), range.end()));
        mappings.stream()
                .filter(line -> line.contains(fact("ledger")))
                .forEach(line -> agent.add(line.start(), line.end()));
        return agent.build();
    }

    RootSearch.Found found() throws ProcessException, LedgerException {
        RootSearch.Found found = search().find(words);
        words.check();
        return found;
    }

    /** What the agent would say, in the name of the main thread. */
    Message.Hold hold() {
        Message.HeldRegisters registers =
                new Message.HeldRegisters(fact("sp.main"), 0xb0, 0xb1, 0xb2, 0xb3, 0xb4, 0xb5, List.of());
        return new Message.Hold(
                pid(), (int) fact("tid.main"), HoldReason.EXIT, 0, registers, fact("brk"), new AddressRange(0, 0));
    }

    /** Proves the bait: the pointer stands there, in memory that would be root if nothing were taken away. */
    void assertBait(long address, long pointer) {
        assertThat(words.at(address)).as("word at 0x%x", address).isEqualTo(pointer);
        assertThat(WritableMemory.of(mappings).contains(address)).isTrue();
    }

    void assertNoRoot(long address) throws ProcessException, LedgerException {
        RootSearch.Found found = found();
        assertThat(found.roots()).noneMatch(root -> root.start() <= address && address < root.end());
        assertThat(found.gaps()).isEmpty();
    }

    Root.Range rootAt(long address) throws ProcessException, LedgerException {
        return found().roots().stream()
                .filter(root -> root.start() <= address && address < root.end())
                .findFirst()
                .orElseThrow(() -> new AssertionError("no root at 0x" + Long.toHexString(address)));
    }

    @Override
    public void close() {
        words.close();
        ledger.close();
        try {
            shell.getOutputStream().close();
            if (!shell.waitFor(20, TimeUnit.SECONDS)) {
                ProcessHandle.of(pid()).ifPresent(ProcessHandle::destroyForcibly);
                shell.destroy();
            }
            Files.deleteIfExists(folder.resolve("program"));
            Files.deleteIfExists(folder.resolve("program.c"));
            Files.deleteIfExists(folder);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
