package tidemark.snapshot;

import java.io.IOException;
import java.lang.foreign.ValueLayout;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Writes {@link SnapshotText}. */
final class SnapshotWriter {
    private final Appendable text;

    SnapshotWriter(Appendable text) {
        this.text = text;
    }

    void write(Snapshot snapshot) throws IOException {
        process(snapshot.process());
        HeapUse use = snapshot.heapUse();
        line("heap allocations " + use.allocations() + " frees " + use.frees() + " bytes " + use.allocatedBytes());
        for (String gap : snapshot.gaps()) {
            line("gap " + quoted(gap));
        }
        modules(snapshot.modules());
        paths(snapshot.callPaths());
        blocks(snapshot.blocks());
        for (Note note : snapshot.notes()) {
            line("note " + hex(snapshot.blocks().address(note.block())) + " " + holder(note));
        }
        for (WrongFree wrong : snapshot.wrongFrees()) {
            line(wrongFree(wrong));
        }
        for (Root root : snapshot.roots()) {
            line(root(root));
        }
        for (ThreadStart thread : snapshot.threads()) {
            line("thread " + thread.tid() + " " + hex(thread.function()));
        }
        for (Snapshot.Code code : snapshot.code()) {
            line("code " + hex(code.start()) + " " + hex(code.end()));
        }
        for (MemoryImage.Part part : snapshot.memory().parts()) {
            memory(part);
        }
    }

    private void process(ProcessIdentity process) throws IOException {
        StringBuilder line = new StringBuilder("process " + process.pid() + " parent " + process.parentPid());
        line.append(" command");
        for (String argument : process.command()) {
            line.append(' ').append(quoted(argument));
        }
        line(line.toString());
    }

    private void modules(List<ModuleInstance> modules) throws IOException {
        Map<ModuleFile, Integer> files = new LinkedHashMap<>();
        for (ModuleInstance module : modules) {
            if (files.putIfAbsent(module.file(), files.size()) == null) {
                line("file " + (files.size() - 1) + " " + file(module.file()));
            }
        }
        for (ModuleInstance module : modules) {
            String unloaded = module.unloadedAt().isPresent()
                    ? " unloaded " + module.unloadedAt().getAsLong()
                    : "";
            line("module " + module.number() + " file " + files.get(module.file()) + " load "
                    + hex(module.loadAddress()) + " start " + hex(module.start()) + " end " + hex(module.end())
                    + " loaded " + module.loadedAt() + unloaded + (module.stayed() ? " stayed" : ""));
        }
    }

    private static String file(ModuleFile file) {
        return quoted(file.path())
                + file.buildId().map(id -> " build-id " + quoted(id.hex())).orElse("")
                + file.opened()
                        .map(path -> " opened " + quoted(path.toString()))
                        .orElse("")
                + file.stamp()
                        .map(stamp -> " size " + stamp.sizeBytes() + " modified " + stamp.modifiedNanos())
                        .orElse("");
    }

    private void paths(CallPaths paths) throws IOException {
        for (int node = CallPaths.FIRST; node < paths.size(); node++) {
            line("path " + node + " " + frame(paths.encodedFrame(node)) + " caller " + caller(paths.parent(node)));
        }
    }

    private static String holder(Note note) {
        if (note instanceof UnloadNote unload) {
            return "module " + unload.module().number() + " " + hex(unload.wordAddress());
        }
        EndNote end = (EndNote) note;
        return "thread " + end.tid() + " " + frame(CallPaths.encode(end.routine()));
    }

    private static String frame(long encoded) {
        if (encoded == CallPaths.IGNORED_FRAME) {
            return "ignored";
        }
        if (encoded >>> CallPaths.ADDRESS_BITS == CallPaths.ADDRESS_MARK) {
            return "address " + hex(encoded & ((1L << CallPaths.ADDRESS_BITS) - 1));
        }
        long offset = encoded & ((1L << CallPaths.OFFSET_BITS) - 1);
        return "module " + CallPaths.instanceIn(encoded) + " " + hex(offset)
                + ((encoded & CallPaths.UNDESCRIBED) != 0 ? " undescribed" : "");
    }

    private static String caller(int node) {
        return node < SnapshotText.WALK_ENDINGS.length ? SnapshotText.WALK_ENDINGS[node] : Integer.toString(node);
    }

    private void blocks(Blocks blocks) throws IOException {
        for (int block = 0; block < blocks.count(); block++) {
            line("block " + hex(blocks.address(block)) + " " + blocks.sizeBytes(block) + " path "
                    + caller(blocks.callPath(block)));
        }
    }

    private static String wrongFree(WrongFree wrong) {
        return "wrong-free " + SnapshotText.keyword(wrong.sort()) + " " + hex(wrong.address()) + " path "
                + caller(wrong.path())
                + (wrong.block() == 0
                        ? ""
                        : " block " + hex(wrong.block()) + " " + wrong.sizeBytes() + " path "
                                + caller(wrong.allocatedBy()))
                + (wrong.freedBy() == 0 ? "" : " freed " + caller(wrong.freedBy()))
                + wrong.place()
                        .map(place -> " module " + place.module().number() + " " + hex(place.fileAddress()))
                        .orElse("")
                + " thread " + wrong.thread() + " times " + wrong.count();
    }

    private static String root(Root root) {
        return switch (root) {
            case Root.Range range ->
                "root " + SnapshotText.keyword(range.kind()) + " " + hex(range.start()) + " " + hex(range.end()) + " "
                        + quoted(range.label());
            case Root.Register register ->
                "register " + register.tid() + " " + quoted(register.name()) + " " + hex(register.value());
        };
    }

    private void memory(MemoryImage.Part part) throws IOException {
        line("memory " + hex(part.address()) + " " + hex(part.end()));
        for (long offset = 0; offset < part.bytes().byteSize(); offset += Long.BYTES) {
            long word = part.bytes().get(ValueLayout.JAVA_LONG_UNALIGNED, offset);
            if (word != 0) {
                line("word " + hex(part.address() + offset) + " " + hex(word));
            }
        }
    }

    private void line(String line) throws IOException {
        text.append(line).append('\n');
    }

    private static String hex(long number) {
        return "0x" + Long.toHexString(number);
    }

    private static String quoted(String value) {
        StringBuilder quoted = new StringBuilder("\"");
        for (int i = 0; i < value.length(); i++) {
            char c = value.charAt(i);
            if (c == '"' || c == '\\') {
                quoted.append('\\').append(c);
            } else if (Character.isISOControl(c)) {
                quoted.append(String.format("\\u%04x", (int) c));
            } else {
                quoted.append(c);
            }
        }
        return quoted.append('"').toString();
    }
}
