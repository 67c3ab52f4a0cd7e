package tidemark.symbolise.dwarf;

import java.io.BufferedReader;
import java.io.InputStreamReader;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import tidemark.symbolise.elf.ElfFile;
import tidemark.symbolise.elf.FunctionSymbols;

/** As {@code llvm-symbolizer} does, names the addresses that stand in hexadecimal on standard input. Its argument is the file. */
final class AddressNames {
    private AddressNames() {}

    public static void main(String[] arguments) throws Exception {
        ElfFile file = ElfFile.open(Path.of(arguments[0]));
        Dwarf dwarf = Dwarf.of(file, new TestFiles(Path.of(arguments[0]))).orElseThrow();
        FunctionSymbols symbols = FunctionSymbols.of(file, List.of(file));
        StringBuilder text = new StringBuilder();
        BufferedReader in = new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));
        for (String line = in.readLine(); line != null; line = in.readLine()) {
            long address = Long.decode(line);
            List<SourceFrame> frames = dwarf.framesAt(address);
            for (int i = 0; i < frames.size(); i++) {
                SourceFrame frame = frames.get(i);
                String function = frame.function().orElse("??");
                text.append(i == frames.size() - 1 ? symbols.nameAt(address).orElse(function) : function)
                        .append('\n');
                text.append(frame.file().orElse("??"))
                        .append(':')
                        .append(frame.line())
                        .append('\n');
            }
            if (frames.isEmpty()) {
                text.append(symbols.nameAt(address).orElse("??")).append("\n??:0\n");
            }
            text.append('\n');
        }
        new PrintStream(System.out, false, StandardCharsets.UTF_8).append(text).flush();
    }
}
