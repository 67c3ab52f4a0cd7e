package tidemark.symbolise.debugfile;

import java.io.FileNotFoundException;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * Where this system's distribution has debug files: the packages by dpkg's own lists of files, read without starting a program, and the
 * distribution's debuginfod server. Asked only when a report has functions without names.
 */
public final class Distribution {
    private static final Path DPKG_LISTS = Path.of("var/lib/dpkg/info");
    private static final Path RELEASE = Path.of("etc/os-release");
    private static final String LIST = ".list";

    private static final Map<String, String> SERVERS = Map.of(
            "debian", "https://debuginfod.debian.net",
            "ubuntu", "https://debuginfod.ubuntu.com",
            "fedora", "https://debuginfod.fedoraproject.org",
            "arch", "https://debuginfod.archlinux.org",
            "opensuse-tumbleweed", "https://debuginfod.opensuse.org");

    private final Path root;

    /** @param root of the file system */
    public Distribution(Path root) {
        this.root = root;
    }

    /** Empty if the distribution is not known. */
    public Optional<String> server() {
        try {
            for (String line : Files.readAllLines(root.resolve(RELEASE))) {
                if (line.startsWith("ID=")) {
                    return Optional.ofNullable(
                            SERVERS.get(line.substring(3).replace("\"", "").strip()));
                }
            }
        } catch (IOException _) {
            // no such distribution
        }
        return Optional.empty();
    }

    /** Of the packages that the files belong to, in the order of the files; what dpkg did not install has none. */
    public Set<String> debugPackages(Set<String> files) {
        Set<String> packages = new LinkedHashSet<>();
        for (String owner : owners(files)) {
            packages.add(owner.equals("libc6") ? "libc6-dbg" : owner + "-dbgsym");
        }
        return packages;
    }

    private Set<String> owners(Set<String> files) {
        Map<String, String> owners = new LinkedHashMap<>();
        for (String file : files) {
            owners.put(file, "");
        }
        try {
            List<String> lists = likelyFirst(lists(), files);
            for (int i = 0; i < lists.size() && owners.containsValue(""); i++) {
                note(owners, lists.get(i));
            }
        } catch (IOException _) {
            return Set.of(); // no dpkg
        }
        Set<String> found = new LinkedHashSet<>(owners.values());
        found.remove("");
        return found;
    }

    /** Their names. A stream of a folder makes a path of each file, which takes a cold JVM ten milliseconds for Debian's three thousand. */
    private List<String> lists() throws IOException {
        String[] names = root.resolve(DPKG_LISTS).toFile().list();
        if (names == null) {
            throw new FileNotFoundException(DPKG_LISTS.toString());
        }
        List<String> lists = new ArrayList<>();
        for (String name : names) {
            if (name.endsWith(LIST)) {
                lists.add(name);
            }
        }
        return lists;
    }

    /** A library's package is mostly called like it, and there can be thousands. */
    private static List<String> likelyFirst(List<String> lists, Set<String> files) {
        List<String> likely = new ArrayList<>();
        List<String> others = new ArrayList<>();
        for (String list : lists) {
            (isLikely(packageName(list), files) ? likely : others).add(list);
        }
        likely.addAll(others);
        return likely;
    }

    private static boolean isLikely(String packageName, Set<String> files) {
        for (String file : files) {
            String name = file.substring(file.lastIndexOf('/') + 1);
            int end = name.indexOf(".so");
            if (packageName.contains(end > 0 ? name.substring(0, end) : name)) {
                return true;
            }
        }
        return false;
    }

    private void note(Map<String, String> owners, String list) throws IOException {
        Path file = root.resolve(DPKG_LISTS).resolve(list);
        String text = "\n" + new String(Files.readAllBytes(file), StandardCharsets.ISO_8859_1);
        for (Map.Entry<String, String> owner : owners.entrySet()) {
            String path = owner.getKey();
            if (owner.getValue().isEmpty() && (lists(text, path) || lists(text, withoutUsr(path)))) {
                owner.setValue(packageName(list));
            }
        }
    }

    private static boolean lists(String text, String file) {
        return text.contains("\n" + file + "\n");
    }

    /** Where /lib is a link to /usr/lib, packages may still be listed with /lib. */
    private static String withoutUsr(String file) {
        return file.startsWith("/usr/") ? file.substring(4) : file;
    }

    private static String packageName(String list) {
        String stem = list.substring(0, list.length() - LIST.length());
        int architecture = stem.indexOf(':');
        return architecture < 0 ? stem : stem.substring(0, architecture);
    }
}
