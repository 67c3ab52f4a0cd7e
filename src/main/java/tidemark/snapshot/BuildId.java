package tidemark.snapshot;

import java.util.HexFormat;

/** An ELF file's build-id ({@code NT_GNU_BUILD_ID}) as lower-case hexadecimal digits, two a byte. */
public record BuildId(String hex) {
    public static BuildId of(byte[] bytes) {
        return new BuildId(HexFormat.of().formatHex(bytes));
    }

    @Override
    public String toString() {
        return hex;
    }
}
