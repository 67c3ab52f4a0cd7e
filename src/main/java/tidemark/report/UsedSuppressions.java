package tidemark.report;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.SequencedMap;
import tidemark.suppression.Suppression;
import tidemark.suppression.Suppressions;

/** Which suppressions suppressed what, as Memcheck lists it: those that were used last come first. */
final class UsedSuppressions {
    /** @param bytes those that are indirectly lost included, so some may count with two records */
    private record Use(int records, long bytes, long blocks) {
        Use plus(LossRecord record) {
            return new Use(records + 1, bytes + record.totalBytes(), blocks + record.blocks());
        }
    }

    private final SequencedMap<Suppression, Use> uses = new LinkedHashMap<>();

    UsedSuppressions(List<LossRecord> records) {
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
                .forEach((suppression, use) -> lines.debug("used_suppression: %6d %s suppressed: %s bytes in %s blocks"
                        .formatted(
                                use.records,
                                suppression,
                                PrefixedLines.grouped(use.bytes),
                                PrefixedLines.grouped(use.blocks))));
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
