package tidemark.symbolise.dwarf;

import java.io.BufferedReader;
import java.io.InputStreamReader;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import tidemark.symbolise.elf.ElfFile;

/** As {@code llvm-symbolizer} does, names the addresses that stand in hexadecimal on standard input. Its argument is the file. */
final class AddressNames {
    private AddressNames() {}

    public static void main(String[] arguments) throws Exception {
        ElfFile file = ElfFile.open(Path.of(arguments[0]));
        Dwarf dwarf = Dwarf.of(file, new TestFiles(Path.of(arguments[0]))).orElseThrow();
        StringBuilder text = new StringBuilder();
        BufferedReader in = new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));
        for (String line = in.readLine(); line != null; line = in.readLine()) {
            List<SourceFrame> frames = dwarf.framesAt(Long.decode(line));
            for (SourceFrame frame : frames) {
                text.append(frame.function().orElse("??")).append('\n');
                text.append(frame.file().orElse("??"))
                        .append(':')
                        .append(frame.line())
                        .append('\n');
            }
            if (frames.isEmpty()) {
                text.append("??\n??:0\n");
            }
            text.append('\n');
        }
        new PrintStream(System.out, false, StandardCharsets.UTF_8).append(text).flush();
    }
}
