package tidemark.symbolise.dwarf;

import java.lang.foreign.MemorySegment;
import java.util.HexFormat;
import java.util.Optional;
import tidemark.symbolise.elf.ElfException;
import tidemark.symbolise.elf.ElfFile;

/** The file in which dwz put what several files share, found when the first reference into it is followed. */
final class AlternateFile {
    private static final int MAX_BUILD_ID_BYTES = 64;

    private final ElfFile referring;
    private final RelatedFiles related;
    private final Effort effort;
    private Optional<DebugFile> found = Optional.empty();
    private boolean searched;

    AlternateFile(ElfFile referring, RelatedFiles related, Effort effort) {
        this.referring = referring;
        this.related = related;
        this.effort = effort;
    }

    DebugFile file() throws DwarfException {
        if (!searched) {
            searched = true;
            found = search();
        }
        if (found.isEmpty()) {
            throw new DwarfException("the file that " + referring.path() + " shares names with was not found");
        }
        return found.get();
    }

    private Optional<DebugFile> search() throws DwarfException {
        try {
            Optional<MemorySegment> link = referring.contents(".gnu_debugaltlink");
            Optional<MemorySegment> supplement = referring.contents(".debug_sup");
            Optional<ElfFile> alternate = Optional.empty();
            if (link.isPresent()) {
                Cursor cursor = new Cursor(link.get(), ".gnu_debugaltlink", effort);
                String path = cursor.text();
                alternate = related.alternate(path, hex(cursor, cursor.sizeBytes() - cursor.offset()));
            } else if (supplement.isPresent()) {
                alternate = supplement(new Cursor(supplement.get(), ".debug_sup", effort));
            }
            return alternate.isEmpty()
                    ? Optional.empty()
                    : Optional.of(DebugFile.of(Sections.of(alternate.get(), effort)));
        } catch (ElfException e) {
            throw new DwarfException(e);
        }
    }

    /** DWARF 5, 7.3.6. */
    private Optional<ElfFile> supplement(Cursor cursor) throws DwarfException {
        cursor.u16(); // version
        if (cursor.u8() != 0) {
            return Optional.empty(); // is itself what others share
        }
        String path = cursor.text();
        return related.alternate(path, hex(cursor, cursor.uleb()));
    }

    private static String hex(Cursor cursor, long bytes) throws DwarfException {
        if (bytes < 0 || bytes > MAX_BUILD_ID_BYTES) {
            throw new DwarfException("a build-id of " + bytes + " bytes");
        }
        byte[] id = new byte[(int) bytes];
        for (int i = 0; i < id.length; i++) {
            id[i] = (byte) cursor.u8();
        }
        return HexFormat.of().formatHex(id);
    }
}
