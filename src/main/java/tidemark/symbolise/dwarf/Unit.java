package tidemark.symbolise.dwarf;

import java.util.Optional;

/** A unit of {@code .debug_info}, and how the values of its entries' attributes are to be understood. */
final class Unit {
    private final DebugFile file;
    private final UnitHeader header;
    private final Entry root = new Entry();
    private final Cursor info;
    /** Of a split unit: what stands for it in the program's own file. */
    private final Optional<Unit> skeleton;

    Unit(DebugFile file, UnitHeader header) throws DwarfException {
        this(file, header, Optional.empty());
    }

    private Unit(DebugFile file, UnitHeader header, Optional<Unit> skeleton) throws DwarfException {
        this.file = file;
        this.header = header;
        this.skeleton = skeleton;
        this.info = file.sections().cursor(SectionName.INFO).another();
        root.read(this, info, header.root());
    }

    /** The same unit, once it is known what stands for it in the program. */
    Unit completing(Unit itsSkeleton) throws DwarfException {
        return new Unit(file, header, Optional.of(itsSkeleton));
    }

    DebugFile file() {
        return file;
    }

    UnitHeader header() {
        return header;
    }

    Format format() {
        return header.format();
    }

    /** The entry that describes the unit itself. */
    Entry root() {
        return root;
    }

    /** In {@code .debug_info}, where it was left; for one reader at a time. */
    Cursor info() {
        return info;
    }

    Abbreviations abbreviations() throws DwarfException {
        return file.abbreviations(header);
    }

    /** The unit that says where addresses are: itself, or what stands for it. */
    Unit inProgram() {
        return skeleton.isPresent() ? skeleton.get() : this;
    }

    boolean isSplit() {
        return skeleton.isPresent();
    }

    // ---- Addresses ----

    /** @param attribute one whose form is an address */
    long address(Entry entry, int attribute) throws DwarfException {
        long value = entry.value(attribute);
        return entry.form(attribute) == Form.ADDR ? value : indexedAddress(value);
    }

    /** An address that stands in {@code .debug_addr}. */
    long indexedAddress(long index) throws DwarfException {
        Unit owner = inProgram();
        Format format = format();
        long at = owner.root.value(Attribute.ADDR_BASE) + index * format.addressBytes();
        return format.address(owner.file.sections().cursor(SectionName.ADDR).seek(at));
    }

    /** What ranges without an own base are relative to. */
    long baseAddress() throws DwarfException {
        Unit owner = inProgram();
        return owner.root.has(Attribute.LOW_PC) ? owner.address(owner.root, Attribute.LOW_PC) : 0;
    }

    /** The ranges of an entry's code. */
    void ranges(Entry entry, Ranges into) throws DwarfException {
        if (entry.has(Attribute.RANGES)) {
            new RangeLists(this).read(entry, into);
        } else if (entry.has(Attribute.LOW_PC) && entry.has(Attribute.HIGH_PC)) {
            long low = address(entry, Attribute.LOW_PC);
            boolean absolute = Form.isAddress(entry.form(Attribute.HIGH_PC));
            into.add(low, absolute ? address(entry, Attribute.HIGH_PC) : low + entry.value(Attribute.HIGH_PC));
        }
    }

    // ---- Texts and references ----

    /** Empty if the entry has no such attribute. */
    Optional<String> text(Entry entry, int attribute) throws DwarfException {
        int form = entry.form(attribute);
        long value = entry.value(attribute);
        Sections sections = file.sections();
        return switch (form) {
            case 0 -> Optional.empty();
            case Form.STRING ->
                Optional.of(sections.cursor(SectionName.INFO).seek(value).text());
            case Form.STRP ->
                Optional.of(sections.cursor(SectionName.STR).seek(value).text());
            case Form.LINE_STRP ->
                Optional.of(sections.cursor(SectionName.LINE_STR).seek(value).text());
            case Form.STRP_SUP, Form.GNU_STRP_ALT ->
                Optional.of(file.alternate()
                        .sections()
                        .cursor(SectionName.STR)
                        .seek(value)
                        .text());
            case Form.STRX, Form.STRX1, Form.STRX2, Form.STRX3, Form.STRX4, Form.GNU_STR_INDEX ->
                Optional.of(indexedText(value));
            default -> throw new DwarfException("a text of form 0x" + Integer.toHexString(form));
        };
    }

    /** A text whose offset stands in {@code .debug_str_offsets}. */
    String indexedText(long index) throws DwarfException {
        Format format = format();
        long at = stringOffsetsBase() + index * format.offsetBytes();
        long offset =
                format.offset(file.sections().cursor(SectionName.STR_OFFSETS).seek(at));
        return file.sections().cursor(SectionName.STR).seek(offset).text();
    }

    private long stringOffsetsBase() {
        if (root.has(Attribute.STR_OFFSETS_BASE)) {
            return root.value(Attribute.STR_OFFSETS_BASE);
        }
        // A split unit has one table, right behind its header; GNU's of DWARF 4 has no header.
        return format().version() < 5 ? 0 : format().wide() ? 16 : 8;
    }

    /** The entry that a reference means. */
    Reference reference(Entry entry, int attribute) throws DwarfException {
        int form = entry.form(attribute);
        long value = entry.value(attribute);
        if (Form.isReferenceInUnit(form)) {
            return new Reference(this, header.offset() + value);
        }
        return switch (form) {
            case Form.REF_ADDR -> new Reference(file.unitAround(value), value);
            case Form.REF_SUP4, Form.REF_SUP8, Form.GNU_REF_ALT ->
                new Reference(file.alternate().unitAround(value), value);
            default -> throw new DwarfException("a reference of form 0x" + Integer.toHexString(form));
        };
    }

    /** @param offset in the unit's {@code .debug_info} */
    record Reference(Unit unit, long offset) {}
}
