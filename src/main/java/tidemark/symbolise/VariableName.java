package tidemark.symbolise;

/**
 * What a word of a module's data is called.
 *
 * @param text {@code cache (.bss)}, {@code table+16 (.data)} in a variable that a symbol covers, else {@code .bss+0x48}, or
 *     {@code libx.so+0x4048} where the file tells nothing
 * @param variable the same without the word's place in the variable; the text if no symbol covers the word
 */
public record VariableName(String text, String variable) {}
