package tidemark.symbolise;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import tidemark.symbolise.debugfile.Distribution;

/** Says in a line or two in which modules functions have no name, and what would bring the names. */
final class MissingNames {
    /** More modules than this are not listed: the remedy is the same for all. */
    private static final int LISTED = 8;

    private final Distribution distribution;
    private final boolean serversAsked;

    MissingNames(Distribution distribution, boolean serversAsked) {
        this.distribution = distribution;
        this.serversAsked = serversAsked;
    }

    List<String> lines(List<UnnamedModule> modules) {
        List<UnnamedModule> stripped = new ArrayList<>();
        Map<String, String> others = new LinkedHashMap<>();
        for (UnnamedModule module : modules) {
            if (module.lack().remedy() == UnnamedModule.Remedy.DEBUG_FILE) {
                stripped.add(module);
            } else {
                others.putIfAbsent(module.file().name(), module.reason());
            }
        }
        List<String> lines = new ArrayList<>();
        if (!stripped.isEmpty()) {
            lines.add("Some functions have no name in: " + listed(names(stripped))
                    + ". Their debug files have the names:");
            lines.add("   " + remedy(stripped));
        }
        others.forEach((name, reason) -> {
            if (lines.size() < LISTED) {
                lines.add("Functions have no name in " + name + ": it " + reason + ".");
            }
        });
        return lines;
    }

    private static Set<String> names(List<UnnamedModule> modules) {
        Set<String> names = new LinkedHashSet<>();
        for (UnnamedModule module : modules) {
            names.add(module.file().name());
        }
        return names;
    }

    private static String listed(Set<String> names) {
        List<String> all = List.copyOf(names);
        int count = Math.min(LISTED, all.size());
        String more = all.size() > count ? " and " + (all.size() - count) + " more" : "";
        return String.join(", ", all.subList(0, count)) + more;
    }

    private String remedy(List<UnnamedModule> stripped) {
        Set<String> paths = new LinkedHashSet<>();
        for (UnnamedModule module : stripped) {
            paths.add(module.file().path());
        }
        Set<String> packages = distribution.debugPackages(paths);
        List<String> remedies = new ArrayList<>();
        if (!packages.isEmpty()) {
            remedies.add("apt-get install " + String.join(" ", packages) + " (-dbgsym: from the debug archive)");
        }
        Optional<String> server = distribution.server();
        if (!serversAsked && !packages.isEmpty() && server.isPresent()) {
            remedies.add("set DEBUGINFOD_URLS=" + server.get());
        }
        if (packages.size() < paths.size()) {
            remedies.add(
                    packages.isEmpty()
                            ? "build them with symbols, or do not strip them"
                            : "build what is yours with symbols");
        }
        return String.join(", or ", remedies);
    }
}
