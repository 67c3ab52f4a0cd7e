package tidemark.report;

/** Bytes and blocks, as summaries have them. */
record Amount(long bytes, long blocks) {
    static final Amount NOTHING = new Amount(0, 0);

    Amount plus(Amount other) {
        return new Amount(bytes + other.bytes, blocks + other.blocks);
    }

    Amount plus(LossRecord record) {
        return plus(record.amounts());
    }

    Amount plus(LossRecord.Amounts amounts) {
        return new Amount(bytes + amounts.directBytes(), blocks + amounts.blocks());
    }

    @Override
    public String toString() {
        return PrefixedLines.grouped(bytes) + " bytes in " + PrefixedLines.grouped(blocks) + " blocks";
    }
}
