package tidemark.symbolise.elf;

import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Where the symbols of a file lie, as {@code nm} tells; without versions. */
public record Addresses(Map<String, Long> byName) {
    public static Addresses in(Path file, String... nmOptions) {
        Map<String, Long> byName = new HashMap<>();
        String[] command = new String[nmOptions.length + 2];
        command[0] = "nm";
        System.arraycopy(nmOptions, 0, command, 1, nmOptions.length);
        command[command.length - 1] = file.toString();
        for (String line : Command.run(command).lines().toList()) {
            List<String> fields = List.of(line.strip().split("\\s+", -1));
            if (fields.size() == 3) {
                byName.put(fields.get(2).replaceFirst("@.*", ""), Long.parseUnsignedLong(fields.get(0), 16));
            }
        }
        return new Addresses(byName);
    }

    public long of(String name) {
        Long address = byName.get(name);
        if (address == null) {
            throw new AssertionError("nm knows no " + name);
        }
        return address;
    }
}
