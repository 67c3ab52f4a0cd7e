package tidemark.symbolise.elf;

import java.util.ArrayList;
import java.util.List;

/** Where a file's executable sections lie, in the file's own address space. */
final class CodeSections {
    private static final int MAX_SECTIONS = 1000;

    private final long[] starts;
    private final long[] sizes;
    /** Symbols stand in the same section as the one before, mostly. */
    private int latest;

    /** Compilers write one section of code or a few; what a file has beyond a thousand is left out. */
    CodeSections(List<Section> sections) {
        List<Section> code = new ArrayList<>();
        for (Section section : sections) {
            if (section.executable() && section.sizeBytes() > 0 && code.size() < MAX_SECTIONS) {
                code.add(section);
            }
        }
        starts = new long[code.size()];
        sizes = new long[code.size()];
        for (int number = 0; number < starts.length; number++) {
            starts[number] = code.get(number).address();
            sizes[number] = code.get(number).sizeBytes();
        }
    }

    boolean contain(long fileAddress) {
        return containing(fileAddress) >= 0;
    }

    /** Where the section that contains the address ends; the address itself if there is none. */
    long endOfSectionAt(long fileAddress) {
        int section = containing(fileAddress);
        return section < 0 ? fileAddress : starts[section] + sizes[section];
    }

    private int containing(long fileAddress) {
        if (latest < starts.length && contains(latest, fileAddress)) {
            return latest;
        }
        for (int section = 0; section < starts.length; section++) {
            if (contains(section, fileAddress)) {
                latest = section;
                return section;
            }
        }
        return -1;
    }

    private boolean contains(int section, long fileAddress) {
        long into = fileAddress - starts[section];
        return into >= 0 && into < sizes[section];
    }
}
