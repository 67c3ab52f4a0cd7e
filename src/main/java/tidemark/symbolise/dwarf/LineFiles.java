package tidemark.symbolise.dwarf;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** The names of a line program's files, read when they are asked for. */
final class LineFiles {
    private final LineHeader header;
    private final Unit unit;
    private final Cursor cursor;
    private final List<Long> defined = new ArrayList<>();
    private final Map<Integer, Optional<String>> known = new HashMap<>();

    LineFiles(LineHeader header, Unit unit) throws DwarfException {
        this.header = header;
        this.unit = unit;
        this.cursor = unit.file().sections().cursor(SectionName.LINE).another();
    }

    /** A file that the program itself defines, from the offset of its description. */
    void define(long offset) {
        if (defined.isEmpty() || defined.getLast() != offset) {
            defined.add(offset);
        }
    }

    /** The file's path, joined with its folder's and the folder in which the compiler ran. */
    Optional<String> path(int number) throws DwarfException {
        Optional<String> path = known.get(number);
        if (path == null) {
            path = header.format().version() >= 5 ? pathByFormats(number) : pathByPosition(number);
            known.put(number, path);
        }
        return path;
    }

    private static String join(String folder, String name) {
        if (name.startsWith("/") || folder.isEmpty()) {
            return name;
        }
        return folder.endsWith("/") ? folder + name : folder + "/" + name;
    }

    private String compilationFolder() throws DwarfException {
        return unit.text(unit.root(), Attribute.COMP_DIR).orElse("");
    }

    // ---- DWARF 2 to 4: files count from 1, folder 0 is the one in which the compiler ran ----

    private Optional<String> pathByPosition(int number) throws DwarfException {
        cursor.seek(header.tables());
        while (cursor.u8() != 0) {
            cursor.skipText();
        }
        if (number == 0) {
            return unitName();
        }
        int at = 1;
        while (true) {
            String name = cursor.text();
            if (name.isEmpty()) {
                break;
            }
            long folder = fileAttributes();
            if (at++ == number) {
                return Optional.of(inFolder(folder, name));
            }
        }
        int extra = number - at;
        if (extra < 0 || extra >= defined.size()) {
            return Optional.empty();
        }
        String name = cursor.seek(defined.get(extra)).text();
        return Optional.of(inFolder(fileAttributes(), name));
    }

    private Optional<String> unitName() throws DwarfException {
        Optional<String> name = unit.text(unit.root(), Attribute.NAME);
        return name.isEmpty() ? name : Optional.of(join(compilationFolder(), name.get()));
    }

    /** Returns the folder's number. */
    private long fileAttributes() throws DwarfException {
        long folder = cursor.uleb();
        cursor.skipLeb(); // time
        cursor.skipLeb(); // size
        return folder;
    }

    private String inFolder(long number, String name) throws DwarfException {
        if (name.startsWith("/")) {
            return name;
        }
        String folder = number == 0 ? "" : folderByPosition(number);
        return join(join(compilationFolder(), folder), name);
    }

    private String folderByPosition(long number) throws DwarfException {
        cursor.seek(header.tables());
        for (long at = 1; ; at++) {
            String folder = cursor.text();
            if (folder.isEmpty() || at == number) {
                return folder;
            }
        }
    }

    // ---- DWARF 5: files and folders count from 0, and the tables say how they are written ----

    private Optional<String> pathByFormats(int number) throws DwarfException {
        FormattedTable folders = new FormattedTable(cursor.seek(header.tables()), header.format(), unit);
        FormattedTable files = new FormattedTable(cursor.seek(folders.end()), header.format(), unit);
        if (!files.contains(number)) {
            return Optional.empty();
        }
        FormattedTable.Named file = files.named(number);
        if (file.name().startsWith("/")) {
            return Optional.of(file.name());
        }
        String folder = folderName(folders, file.folder());
        // Folder 0 is the one in which the compiler ran, which can itself be relative; all others are relative to it.
        return Optional.of(join(file.folder() == 0 ? folder : join(compilationFolder(), folder), file.name()));
    }

    private static String folderName(FormattedTable folders, long number) throws DwarfException {
        return folders.contains(number) ? folders.named(number).name() : "";
    }
}
