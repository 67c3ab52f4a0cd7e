package tidemark.symbolise.demangle;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;

/** Makes up symbols of Rust's v0 scheme, after its grammar. */
final class RustSymbolGenerator {
    private static final String BASIC_TYPES = "abcdefhijlmnopstuvxyz";
    private static final List<String> NAMES = List.of("a", "core", "_under", "9lives", "Vec", "fmt", "x_y");

    private final Random random;
    private final StringBuilder symbol = new StringBuilder("_R");
    private final List<Integer> paths = new ArrayList<>();
    private final List<Integer> types = new ArrayList<>();
    private int depth;

    RustSymbolGenerator(Random random) {
        this.random = random;
    }

    String symbol() {
        symbol.append("Nv");
        path(0);
        name();
        if (random.nextInt(4) == 0) {
            symbol.append("C");
            name();
        }
        return symbol.toString();
    }

    private int position() {
        return symbol.length() - 2;
    }

    private boolean chance(int oneIn) {
        return random.nextInt(oneIn) == 0;
    }

    private void name() {
        if (chance(4)) {
            symbol.append("s").append(chance(2) ? "_" : "3x_");
        }
        if (chance(12)) {
            symbol.append("u8gdel_5qa"); // gödel
            return;
        }
        String name = NAMES.get(random.nextInt(NAMES.size()));
        symbol.append(name.length());
        if (name.startsWith("_") || Character.isDigit(name.charAt(0))) {
            symbol.append('_');
        }
        symbol.append(name);
    }

    private boolean deep() {
        return depth > 5 || symbol.length() > 400;
    }

    private void path(int binders) {
        int start = position();
        if (!paths.isEmpty() && chance(4)) {
            symbol.append(RustManglingTest.reference(paths.get(random.nextInt(paths.size()))));
            return;
        }
        depth++;
        switch (deep() ? 0 : random.nextInt(7)) {
            case 0, 1 -> {
                symbol.append('C');
                name();
            }
            case 2, 3 -> {
                symbol.append('N').append("vtCS".charAt(random.nextInt(4)));
                path(binders);
                if (chance(5)) {
                    symbol.append(chance(2) ? "0" : "s_0");
                } else {
                    name();
                }
            }
            case 4 -> {
                symbol.append('I');
                path(binders);
                for (int i = random.nextInt(3); i >= 0; i--) {
                    argument(binders);
                }
                symbol.append('E');
            }
            case 5 -> {
                symbol.append("M").append(chance(2) ? "s0_" : "");
                path(binders);
                type(binders);
            }
            default -> {
                symbol.append(chance(2) ? "Xs_C1c" : "Y");
                type(binders);
                path(binders);
            }
        }
        depth--;
        // What stands in a binder cannot be referred to from elsewhere: its lifetimes would be others.
        if (binders == 0) {
            paths.add(start);
        }
    }

    private void argument(int binders) {
        switch (random.nextInt(5)) {
            case 0 -> lifetime(binders);
            case 1 -> {
                symbol.append('K');
                constant();
            }
            default -> type(binders);
        }
    }

    private void lifetime(int binders) {
        symbol.append('L').append(binders == 0 || chance(2) ? "_" : "0_");
    }

    private void type(int binders) {
        int start = position();
        if (!types.isEmpty() && chance(5)) {
            symbol.append(RustManglingTest.reference(types.get(random.nextInt(types.size()))));
            return;
        }
        depth++;
        switch (deep() ? 0 : random.nextInt(11)) {
            case 0, 1, 2 -> symbol.append(BASIC_TYPES.charAt(random.nextInt(BASIC_TYPES.length())));
            case 3 -> {
                symbol.append("RQ".charAt(random.nextInt(2)));
                if (chance(3)) {
                    lifetime(binders);
                }
                type(binders);
            }
            case 4 -> {
                symbol.append("PO".charAt(random.nextInt(2)));
                type(binders);
            }
            case 5 -> {
                symbol.append('S');
                type(binders);
            }
            case 6 -> {
                symbol.append('A');
                type(binders);
                symbol.append("j")
                        .append(Integer.toHexString(random.nextInt(1000)))
                        .append('_');
            }
            case 7 -> {
                symbol.append('T');
                for (int i = random.nextInt(3); i > 0; i--) {
                    type(binders);
                }
                symbol.append('E');
            }
            case 8 -> {
                symbol.append('F');
                int inside = binders + binder();
                symbol.append(chance(4) ? "U" : "")
                        .append(
                                chance(4)
                                        ? chance(2) ? "KC" : "K10aapcs_vfp_".replace("10aapcs_vfp_", "9aapcs_vfp")
                                        : "");
                for (int i = random.nextInt(3); i > 0; i--) {
                    type(inside);
                }
                symbol.append('E');
                type(inside);
            }
            case 9 -> {
                symbol.append('D');
                int inside = binders + binder();
                for (int i = random.nextInt(2); i >= 0; i--) {
                    path(inside);
                    if (chance(3)) {
                        symbol.append("p4Item");
                        type(inside);
                    }
                }
                symbol.append('E');
                lifetime(binders);
            }
            default -> path(binders);
        }
        depth--;
        if (binders == 0) {
            types.add(start);
        }
    }

    private int binder() {
        if (!chance(3)) {
            return 0;
        }
        symbol.append(chance(2) ? "G_" : "G0_");
        return symbol.charAt(symbol.length() - 2) == 'G' ? 1 : 2;
    }

    private void constant() {
        switch (random.nextInt(6)) {
            case 0 -> symbol.append("p");
            case 1 -> symbol.append("b").append(random.nextInt(2)).append('_');
            case 2 ->
                symbol.append('c')
                        .append(Integer.toHexString("a'\n\\\"é\0".codePointAt(random.nextInt(7))))
                        .append('_');
            case 3 ->
                symbol.append("l")
                        .append(chance(2) ? "n" : "")
                        .append(Integer.toHexString(random.nextInt(1 << 20)))
                        .append('_');
            case 4 -> symbol.append("o123456789abcdef0123_");
            default ->
                symbol.append("htmyj".charAt(random.nextInt(5)))
                        .append(chance(3) ? "" : Integer.toHexString(random.nextInt(256)))
                        .append('_');
        }
    }
}
