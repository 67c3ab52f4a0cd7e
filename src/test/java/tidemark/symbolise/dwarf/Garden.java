package tidemark.symbolise.dwarf;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import tidemark.symbolise.elf.Command;

/** A program of ours in two units, and one in Rust, as different compilers and options make them. Each is compiled when it is first asked for. */
final class Garden {
    private static final List<String> UNITS = List.of("garden", "beds");

    private final Path folder;

    /** @param folder for all products */
    Garden(Path folder) {
        this.folder = folder;
        for (String source : List.of("garden.cc", "garden.h", "beds.cc", "garden.rs")) {
            try (InputStream text = Garden.class.getResourceAsStream(source)) {
                if (text == null) {
                    throw new AssertionError("no " + source);
                }
                Files.copy(text, folder.resolve(source));
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
    }

    /**
     * @param words the compiler and its options, separated by blanks; what begins with {@code -Wl} or {@code -fuse} is for linking only
     */
    Path program(String words) {
        Path products = folder.resolve(words.replaceAll("[^A-Za-z0-9]+", "_"));
        Path program = products.resolve("garden");
        if (Files.exists(program)) {
            return program;
        }
        try {
            Files.createDirectories(products);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        if (words.contains("rustc ")) {
            run(words, "-o " + program + " " + folder.resolve("garden.rs"));
            return program;
        }
        String compiling = words.replaceAll(" -(Wl|fuse)\\S*", "");
        List<String> objects = new ArrayList<>();
        for (String unit : UNITS) {
            Path object = products.resolve(unit + ".o");
            run(compiling, "-c -o " + object + " " + folder.resolve(unit + ".cc"));
            objects.add(object.toString());
        }
        run(words, "-o " + program + " " + String.join(" ", objects));
        return program;
    }

    private static void run(String words, String more) {
        Command.run((words + " " + more).split(" ", -1));
    }
}
