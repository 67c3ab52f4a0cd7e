package tidemark.symbolise.dwarf;

/**
 * What the header of a unit or a line program says of how numbers are written.
 *
 * @param wide 64-bit DWARF: lengths and offsets have eight bytes
 */
record Format(int version, boolean wide, int addressBytes) {
    boolean same(Format other) {
        return version == other.version && wide == other.wide && addressBytes == other.addressBytes;
    }

    int offsetBytes() {
        return wide ? 8 : 4;
    }

    /** DWARF 2 wrote references between units as addresses. */
    int referenceBytes() {
        return version <= 2 ? addressBytes : offsetBytes();
    }

    long offset(Cursor cursor) throws DwarfException {
        return wide ? cursor.u64() : cursor.u32();
    }

    long address(Cursor cursor) throws DwarfException {
        return addressBytes == 8 ? cursor.u64() : cursor.unsigned(addressBytes);
    }
}
