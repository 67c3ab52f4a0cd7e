package tidemark.programs;

/** A number of blocks and the bytes in them, as {@code 4,728 bytes in 7 blocks}. */
record Amount(long bytes, long blocks) {
    static final Amount NOTHING = new Amount(0, 0);

    Amount plus(Amount other) {
        return new Amount(bytes + other.bytes, blocks + other.blocks);
    }
}
