package tidemark.ledger;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;

/**
 * Turns {@code agent/ledger.layout} into the C header and the Java class that the agent and the ledger's reader use. Run
 * from the project's folder, also as a single source file: {@code java LedgerLayoutGenerator.java}. A test compares what
 * is committed with what this writes.
 */
final class LedgerLayoutGenerator {
    static final Path LAYOUT = Path.of("agent/ledger.layout");
    static final Path C_HEADER = Path.of("agent/ledger_layout.h");
    static final Path JAVA_CLASS = Path.of("src/main/java/tidemark/ledger/LedgerLayout.java");

    private record Constant(String name, long value, String digits) {}

    private record Field(String name, String type, int alignment, long offset, long count) {
        long sizeBytes() {
            return alignment * count;
        }
    }

    private record Struct(String name, List<Field> fields) {
        long end() {
            return fields.isEmpty()
                    ? 0
                    : fields.getLast().offset() + fields.getLast().sizeBytes();
        }

        int alignment() {
            return fields.stream().mapToInt(Field::alignment).max().orElse(1);
        }

        long sizeBytes() {
            return roundUp(end(), alignment());
        }
    }

    private record Region(String name, long offset, String digits, Struct struct, long capacity) {}

    private final List<Constant> constants = new ArrayList<>();
    private final List<Struct> structs = new ArrayList<>();
    private final List<Region> regions = new ArrayList<>();

    private LedgerLayoutGenerator(List<String> lines) {
        for (String line : lines) {
            String statement = line.replaceFirst("#.*", "").strip();
            if (!statement.isEmpty()) {
                read(statement.split("\\s+"));
            }
        }
    }

    static void main() throws IOException {
        LedgerLayoutGenerator layout = read(LAYOUT);
        Files.writeString(C_HEADER, layout.cHeader());
        Files.writeString(JAVA_CLASS, layout.javaClass());
    }

    static LedgerLayoutGenerator read(Path layout) throws IOException {
        return new LedgerLayoutGenerator(Files.readAllLines(layout));
    }

    private void read(String[] words) {
        switch (words[0]) {
            case "constant" -> constants.add(new Constant(words[1], Long.decode(words[2]), words[2]));
            case "struct" -> structs.add(new Struct(words[1], new ArrayList<>()));
            case "field" -> addField(words[1], words[2], words.length > 3 ? Long.decode(words[3]) : 1);
            case "region" ->
                regions.add(
                        new Region(words[1], Long.decode(words[2]), words[2], struct(words[3]), Long.decode(words[4])));
            default ->
                throw new IllegalArgumentException("Unknown statement in the layout: " + String.join(" ", words));
        }
    }

    private void addField(String type, String name, long count) {
        int alignment = switch (type) {
            case "u8" -> 1;
            case "u16" -> 2;
            case "u32" -> 4;
            case "u64" -> 8;
            default -> throw new IllegalArgumentException("Unknown type in the layout: " + type);
        };
        Struct struct = structs.getLast();
        long offset = roundUp(struct.end(), alignment);
        struct.fields().add(new Field(name, "uint" + 8 * alignment + "_t", alignment, offset, count));
    }

    private Struct struct(String name) {
        return structs.stream()
                .filter(struct -> struct.name().equals(name))
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException("Unknown struct in the layout: " + name));
    }

    String cHeader() {
        StringBuilder out = new StringBuilder();
        out.append("/* Generated from ledger.layout by `./build layout`: change that file, not this one. */\n");
        out.append("#ifndef TIDEMARK_LEDGER_LAYOUT_H\n#define TIDEMARK_LEDGER_LAYOUT_H\n\n");
        out.append("#include <stddef.h>\n#include <stdint.h>\n\n");
        constants.forEach(constant -> define(out, constant.name(), constant.value(), constant.digits()));
        for (Struct struct : structs) {
            appendStruct(out, struct);
        }
        out.append('\n');
        for (Region region : regions) {
            define(out, region.name() + "_OFFSET", region.offset(), region.digits());
            define(out, region.name() + "_CAPACITY", region.capacity(), Long.toString(region.capacity()));
        }
        return out.append("\n#endif\n").toString();
    }

    private static void define(StringBuilder out, String name, long value, String digits) {
        String literal = isInt(value) ? digits : "UINT64_C(" + digits + ")";
        out.append("#define TM_").append(name).append(' ').append(literal).append('\n');
    }

    private static void appendStruct(StringBuilder out, Struct struct) {
        String type = "struct tm_" + snakeCase(struct.name());
        out.append('\n').append(type).append(" {\n");
        for (Field field : struct.fields()) {
            String count = field.count() == 1 ? "" : "[" + field.count() + "]";
            out.append("    %s %s%s;\n".formatted(field.type(), snakeCase(field.name()), count));
        }
        out.append("};\n");
        out.append("_Static_assert(sizeof(%s) == %d, \"size\");\n".formatted(type, struct.sizeBytes()));
        for (Field field : struct.fields()) {
            String name = snakeCase(field.name());
            out.append("_Static_assert(offsetof(%s, %s) == %d, \"%s\");\n".formatted(type, name, field.offset(), name));
        }
    }

    String javaClass() {
        StringBuilder out = new StringBuilder();
        Set<String> names = new HashSet<>();
        out.append("package tidemark.ledger;\n\n");
        out.append("/**\n");
        out.append(
                " * The ledger's layout: constants, field offsets ({@code _AT}), struct sizes and regions. Generated from {@code\n");
        out.append(" * agent/ledger.layout} by {@code ./build layout}: change that file, not this one.\n */\n");
        out.append("final class LedgerLayout {\n    private LedgerLayout() {}\n\n");
        for (Constant constant : constants) {
            String literal = isInt(constant.value()) ? constant.digits() : constant.digits() + "L";
            constant(out, names, isInt(constant.value()) ? "int" : "long", constant.name(), literal);
        }
        for (Struct struct : structs) {
            out.append('\n');
            String prefix = upperCase(struct.name());
            constant(out, names, "long", prefix + "_STRUCT_BYTES", struct.sizeBytes() + "L");
            for (Field field : struct.fields()) {
                constant(out, names, "long", prefix + "_" + upperCase(field.name()) + "_AT", field.offset() + "L");
            }
        }
        out.append('\n');
        for (Region region : regions) {
            constant(out, names, "long", region.name() + "_OFFSET", region.digits() + "L");
            constant(out, names, "long", region.name() + "_CAPACITY", region.capacity() + "L");
        }
        return out.append("}\n").toString();
    }

    private static void constant(StringBuilder out, Set<String> names, String type, String name, String literal) {
        if (!names.add(name)) {
            throw new IllegalArgumentException("The layout leads to two Java constants named " + name);
        }
        out.append("    static final %s %s = %s;\n".formatted(type, name, literal));
    }

    private static boolean isInt(long value) {
        return value >= 0 && value <= Integer.MAX_VALUE;
    }

    private static long roundUp(long value, long alignment) {
        return (value + alignment - 1) / alignment * alignment;
    }

    private static String snakeCase(String camelCase) {
        return camelCase.replaceAll("(?<=[a-z0-9])(?=[A-Z])", "_").toLowerCase(Locale.ROOT);
    }

    private static String upperCase(String camelCase) {
        return snakeCase(camelCase).toUpperCase(Locale.ROOT);
    }
}
