package tidemark.report;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.SequencedMap;
import tidemark.suppression.Suppression;
import tidemark.suppression.Suppressions;

/** Which suppressions suppressed what, as Memcheck lists it: those that were used last come first. */
final class UsedSuppressions {
    /**
     * @param records once for each process
     * @param bytes those that are indirectly lost included, so some may count with two records
     */
    private record Use(long records, long bytes, long blocks) {
        Use plus(LossRecord record) {
            return new Use(
                    records + record.occurrence().processes(), bytes + record.totalBytes(), blocks + record.blocks());
        }
    }

    private final SequencedMap<Suppression, Use> uses = new LinkedHashMap<>();

    UsedSuppressions(List<WrongFreeRecord> wrongFrees, List<LossRecord> records) {
        for (WrongFreeRecord record : wrongFrees) {
            record.suppression().ifPresent(suppression -> {
                Use before = uses.getOrDefault(suppression, new Use(0, 0, 0));
                uses.putLast(suppression, new Use(before.records + record.count(), 0, 0));
            });
        }
        for (LossRecord record : records) {
            record.suppression().ifPresent(suppression -> {
                Use before = uses.getOrDefault(suppression, new Use(0, 0, 0));
                uses.putLast(suppression, before.plus(record));
            });
        }
    }

    boolean none() {
        return uses.isEmpty();
    }

    void list(PrefixedLines lines) {
        uses.reversed()
                .forEach((suppression, use) ->
                        lines.debug("used_suppression: %6d %s".formatted(use.records, suppression) + amount(use)));
    }

    /** Of leaks; a wrong free suppresses no bytes. */
    private static String amount(Use use) {
        return use.blocks == 0
                ? ""
                : " suppressed: " + PrefixedLines.grouped(use.bytes) + " bytes in " + PrefixedLines.grouped(use.blocks)
                        + " blocks";
    }

    /** Memcheck has no such list. */
    void listUnused(Suppressions all, PrefixedLines lines) {
        for (Suppression suppression : all.all()) {
            if (!uses.containsKey(suppression)) {
                lines.debug("unused_suppression: " + suppression);
            }
        }
    }
}
