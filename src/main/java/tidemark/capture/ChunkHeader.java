package tidemark.capture;

import java.util.Optional;

/**
 * The words in front of a live block, as glibc's malloc keeps them: the size of what lies before, and the chunk's size with
 * three flags in its low bits. (glibc, malloc/malloc.c, {@code struct malloc_chunk}.)
 */
record ChunkHeader(long block, long sizeBefore, long sizeAndFlags) {
    /** Of glibc's blocks. */
    static final int ALIGNMENT_BYTES = 16;

    private static final long BEFORE_IN_USE = 1;
    private static final long IS_MMAPPED = 2;
    private static final long NON_MAIN_ARENA = 4;
    private static final long FLAGS = 7;
    private static final long HEADER_BYTES = 16;
    private static final long PAGE = 4096;

    /** Also of a chunk that is no block, such as an arena's top. */
    static ChunkHeader at(Words words, long chunk) {
        return of(words, chunk + HEADER_BYTES);
    }

    static ChunkHeader of(Words words, long block) {
        return new ChunkHeader(block, words.at(block - HEADER_BYTES), words.at(block - HEADER_BYTES / 2));
    }

    /** Where the header lies. */
    long chunk() {
        return block - HEADER_BYTES;
    }

    /** What lies behind the block's memory. */
    long end() {
        return chunk() + (sizeAndFlags & ~FLAGS);
    }

    boolean mmapped() {
        return (sizeAndFlags & IS_MMAPPED) != 0;
    }

    /** Whether the chunk before this one is in use, or in one of malloc's caches. */
    boolean isInUseBefore() {
        return (sizeAndFlags & BEFORE_IN_USE) != 0;
    }

    boolean inOtherArena() {
        return (sizeAndFlags & (IS_MMAPPED | NON_MAIN_ARENA)) == NON_MAIN_ARENA;
    }

    /**
     * All that was mapped for this one block: whole pages, with what an alignment left over in front of it.
     *
     * @param sizeBytes of the block
     */
    Optional<Ranges> mapping(long sizeBytes) {
        long chunk = chunk();
        long size = sizeAndFlags & ~FLAGS;
        boolean sane = mmapped()
                && sizeBefore >= 0
                && sizeBefore < chunk
                && (chunk - sizeBefore) % PAGE == 0
                && size > 0
                && size <= Long.MAX_VALUE - chunk
                && (chunk + size) % PAGE == 0
                && size - HEADER_BYTES >= sizeBytes;
        return sane ? Optional.of(Ranges.of(chunk - sizeBefore, chunk + size)) : Optional.empty();
    }
}
