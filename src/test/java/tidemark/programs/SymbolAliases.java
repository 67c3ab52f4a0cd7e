package tidemark.programs;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Tells whether two functions of a module are one: {@code nm} gives both names the same address, in the module or in its debug file. libc has many such
 * pairs ({@code clone} and {@code __clone}), and which name a tool shows is its choice.
 */
final class SymbolAliases {
    private static final Pattern SYMBOL = Pattern.compile("([0-9a-f]{16}) [A-Za-z] (.*)");
    private static final Pattern BUILD_ID = Pattern.compile("Build ID: ([0-9a-f]{2})([0-9a-f]+)");

    private final Map<String, Map<String, Set<String>>> addressesByModule = new HashMap<>();

    boolean same(String module, String one, String other) {
        Map<String, Set<String>> addresses = addressesByModule.computeIfAbsent(module, SymbolAliases::read);
        return addresses.getOrDefault(one, Set.of()).stream()
                .anyMatch(addresses.getOrDefault(other, Set.of())::contains);
    }

    private static Map<String, Set<String>> read(String module) {
        Map<String, Set<String>> addresses = new HashMap<>();
        add(addresses, List.of("nm", "-C", "--defined-only", "-D", module));
        add(addresses, List.of("nm", "-C", "--defined-only", module));
        Matcher buildId =
                BUILD_ID.matcher(Run.of(List.of("readelf", "-n", module)).stdout());
        if (buildId.find()) {
            Path debug = Path.of("/usr/lib/debug/.build-id", buildId.group(1), buildId.group(2) + ".debug");
            if (Files.exists(debug)) {
                add(addresses, List.of("nm", "-C", "--defined-only", debug.toString()));
            }
        }
        return addresses;
    }

    private static void add(Map<String, Set<String>> addresses, List<String> command) {
        Run.of(command)
                .stdout()
                .lines()
                .map(SYMBOL::matcher)
                .filter(Matcher::matches)
                .forEach(symbol -> {
                    String name = symbol.group(2);
                    int version = name.indexOf('@');
                    addresses
                            .computeIfAbsent(version > 0 ? name.substring(0, version) : name, key -> new HashSet<>())
                            .add(symbol.group(1));
                });
    }
}
