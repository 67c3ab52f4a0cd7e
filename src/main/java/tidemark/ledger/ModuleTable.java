package tidemark.ledger;

import static tidemark.ledger.LedgerLayout.*;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.function.IntFunction;
import tidemark.snapshot.BuildId;
import tidemark.snapshot.FileStamp;
import tidemark.snapshot.ModuleFile;
import tidemark.snapshot.ModuleInstance;
import tidemark.snapshot.OpenedFile;

/** Reads the ledger's module files and their instances. */
final class ModuleTable {
    private static final long BUILD_ID_CAPACITY = FILE_PATH_AT - FILE_BUILD_ID_AT;
    private static final long PATH_CAPACITY = FILE_STRUCT_BYTES - FILE_PATH_AT;

    private ModuleTable() {}

    static List<ModuleFile> files(LedgerFile ledger, int count, IntFunction<Optional<OpenedFile>> openedFile)
            throws LedgerException {
        List<ModuleFile> files = new ArrayList<>();
        ledger.forEachRecord(FILES_OFFSET, FILE_STRUCT_BYTES, count, (number, bytes, at) -> {
            byte[] buildId = bytes(number, bytes, at, FILE_BUILD_ID_BYTES_AT, FILE_BUILD_ID_AT, BUILD_ID_CAPACITY);
            byte[] path = bytes(number, bytes, at, FILE_PATH_BYTES_AT, FILE_PATH_AT, PATH_CAPACITY);
            Optional<OpenedFile> opened = openedFile.apply(number);
            files.add(new ModuleFile(
                    new String(path, StandardCharsets.UTF_8),
                    buildId.length == 0 ? Optional.empty() : Optional.of(BuildId.of(buildId)),
                    opened.map(OpenedFile::path),
                    opened.flatMap(OpenedFile::stamp).or(() -> stamp(bytes, at))));
        });
        return files;
    }

    private static Optional<FileStamp> stamp(MemorySegment bytes, long at) {
        long sizeBytes = bytes.get(ValueLayout.JAVA_LONG, at + FILE_SIZE_BYTES_AT);
        long modifiedNanos = bytes.get(ValueLayout.JAVA_LONG, at + FILE_MODIFIED_NANOS_AT);
        // The agent writes zeros where it could not open the file.
        return sizeBytes == 0 ? Optional.empty() : Optional.of(new FileStamp(sizeBytes, modifiedNanos));
    }

    private static byte[] bytes(int file, MemorySegment bytes, long at, long lengthAt, long contentAt, long capacity)
            throws LedgerException {
        long length = Integer.toUnsignedLong(bytes.get(ValueLayout.JAVA_INT, at + lengthAt));
        if (length > capacity) {
            throw new LedgerException(
                    "Damaged ledger: %d bytes in a field of %d of module file %d".formatted(length, capacity, file));
        }
        return bytes.asSlice(at + contentAt, length).toArray(ValueLayout.JAVA_BYTE);
    }

    static List<ModuleInstance> instances(LedgerFile ledger, int count, List<ModuleFile> files) throws LedgerException {
        List<ModuleInstance> instances = new ArrayList<>();
        ledger.forEachRecord(INSTANCES_OFFSET, INSTANCE_STRUCT_BYTES, count, (number, bytes, at) -> {
            int file = bytes.get(ValueLayout.JAVA_INT, at + INSTANCE_FILE_AT);
            long start = bytes.get(ValueLayout.JAVA_LONG, at + INSTANCE_START_AT);
            long end = bytes.get(ValueLayout.JAVA_LONG, at + INSTANCE_END_AT);
            if (file < 0 || file >= files.size() || start < 0 || end < start) {
                throw new LedgerException("Damaged ledger: module instance %d is of file %d of %d, at 0x%x to 0x%x"
                        .formatted(number, Integer.toUnsignedLong(file), files.size(), start, end));
            }
            long unloadedAt = bytes.get(ValueLayout.JAVA_LONG, at + INSTANCE_UNLOADED_AT_AT);
            instances.add(new ModuleInstance(
                    number,
                    files.get(file),
                    bytes.get(ValueLayout.JAVA_LONG, at + INSTANCE_LOAD_ADDRESS_AT),
                    start,
                    end,
                    bytes.get(ValueLayout.JAVA_LONG, at + INSTANCE_LOADED_AT_AT),
                    unloadedAt == 0 ? OptionalLong.empty() : OptionalLong.of(unloadedAt),
                    bytes.get(ValueLayout.JAVA_INT, at + INSTANCE_STAYS_AT) != 0));
        });
        return instances;
    }
}
