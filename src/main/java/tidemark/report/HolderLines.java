package tidemark.report;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.IntToLongFunction;
import tidemark.reachability.Chain;
import tidemark.reachability.Holders;
import tidemark.reachability.Retained;
import tidemark.reachability.RootWord;
import tidemark.snapshot.Frame;
import tidemark.snapshot.Snapshot;
import tidemark.symbolise.FrameName;

/** What holds blocks, in words: below a loss record the chain to one of its blocks, and the heaviest roots of all. */
final class HolderLines {
    /** Of a longer chain, such as a list's, the middle is left out. */
    private static final int LINKS_AT_FIRST = 4;

    private static final int LINKS_AT_LAST = 2;

    private final Snapshot snapshot;
    private final Optional<Holders> holders;
    private final HolderStyle style;
    private final Function<Frame, FrameName> names;
    private final RootNames roots;

    HolderLines(
            Snapshot snapshot,
            Optional<Holders> holders,
            HolderStyle style,
            Function<Frame, FrameName> names,
            VariableNames variables) {
        this.snapshot = snapshot;
        this.holders = holders;
        this.style = style;
        this.names = names;
        this.roots = new RootNames(snapshot, names, variables);
    }

    Optional<String> of(LossRecord record) {
        if (holders.isEmpty() || !style.chains().contains(record.verdict())) {
            return Optional.empty();
        }
        Optional<Chain> chain = holders.get().chain(record.block());
        return chain.isPresent() ? Optional.of("   held by " + text(chain.get())) : Optional.empty();
    }

    private String text(Chain chain) {
        StringBuilder text = new StringBuilder(roots.of(chain.root()).text());
        List<Chain.Link> links = chain.links();
        int leftOut = links.size() - LINKS_AT_FIRST - LINKS_AT_LAST;
        for (int i = 0; i < links.size(); i++) {
            text.append(" -> ");
            if (i == LINKS_AT_FIRST && leftOut > 1) {
                text.append('(').append(PrefixedLines.grouped(leftOut)).append(" more blocks)");
                i += leftOut - 1;
            } else {
                text.append(block(links.get(i).block()))
                        .append(hexadecimal(links.get(i).offsetBytes()));
            }
        }
        return text.append(" -> this")
                .append(chain.intoBytes() == 0 ? "" : hexadecimal(chain.intoBytes()))
                .toString();
    }

    private static String hexadecimal(long offset) {
        return " +0x" + Long.toHexString(offset);
    }

    /** By the function that allocated it. */
    private String block(int block) {
        List<Frame> frames =
                snapshot.callPaths().path(snapshot.blocks().callPath(block)).frames();
        return frames.size() < 2
                ? "a block"
                : "block of " + names.apply(frames.get(1)).text();
    }

    /** The roots and owners without which something would be lost; empty unless they are asked for. */
    HeaviestHolders heaviest() {
        if (holders.isEmpty() || style.top() == 0) {
            return HeaviestHolders.NONE;
        }
        Numbers rootNumbers = new Numbers();
        Numbers ownerNumbers = new Numbers();
        List<RootWord> words = holders.get().rootWords();
        int[] rootOf = new int[words.size()];
        List<Integer> ownerOf = new ArrayList<>();
        for (int word = 0; word < rootOf.length; word++) {
            RootNames.Name name = roots.of(words.get(word));
            rootOf[word] = rootNumbers.of(name.owner() + "\n" + name.variable(), name.variable());
            if (rootOf[word] == ownerOf.size()) {
                ownerOf.add(ownerNumbers.of(name.owner(), name.owner()));
            }
        }
        Retained retained = holders.get()
                .retained(rootOf, ownerOf.stream().mapToInt(owner -> owner).toArray());
        return new HeaviestHolders(
                rows(ownerNumbers.names, retained::ownerBytes, retained::ownerBlocks),
                rows(rootNumbers.names, retained::rootBytes, retained::rootBlocks));
    }

    private static List<HeaviestHolders.Row> rows(
            List<String> texts, IntToLongFunction bytes, IntToLongFunction blocks) {
        List<HeaviestHolders.Row> rows = new ArrayList<>();
        for (int i = 0; i < texts.size(); i++) {
            if (blocks.applyAsLong(i) > 0) {
                rows.add(
                        new HeaviestHolders.Row(texts.get(i), new Amount(bytes.applyAsLong(i), blocks.applyAsLong(i))));
            }
        }
        return rows;
    }

    /** Numbers things from 0 in the order of meeting. */
    private static final class Numbers {
        private final Map<String, Integer> numbers = new LinkedHashMap<>();
        private final List<String> names = new ArrayList<>();

        int of(String key, String name) {
            Integer known = numbers.putIfAbsent(key, names.size());
            if (known == null) {
                names.add(name);
                return names.size() - 1;
            }
            return known;
        }
    }
}
