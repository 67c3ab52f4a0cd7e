package tidemark.capture;

import tidemark.ledger.LedgerHeader;

/**
 * Where glibc's nptl keeps its threads: three circular lists of {@code struct pthread}, and the offsets of what is needed in
 * one. From glibc's descriptors for libthread_db, so that they hold for any version.
 *
 * @param used address of the list of threads on stacks that glibc mapped
 * @param user address of the list of threads on other stacks, the main thread among them
 * @param cache address of the list of stacks that ended threads left behind
 * @param linkOffset in struct pthread: of the list's node (next, previous)
 * @param tidOffset of the thread's number, an int that the kernel clears when the thread has ended
 * @param stackOffset of the lowest address of the thread's stack block and, behind it, of its size
 * @param startOffset of the function that the thread began with; 0 if it is not known
 * @param pthreadBytes size of struct pthread
 * @param tlsBytes how far below struct pthread the thread's variables in modules of the start begin
 */
record StackLists(
        long used,
        long user,
        long cache,
        long linkOffset,
        long tidOffset,
        long stackOffset,
        long startOffset,
        long pthreadBytes,
        long tlsBytes) {
    static final StackLists UNKNOWN = new StackLists(0, 0, 0, 0, 0, 0, 0, 0, 0);

    static StackLists of(LedgerHeader.ThreadStacks told) {
        return new StackLists(
                told.used(),
                told.user(),
                told.cache(),
                told.listOffset(),
                told.tidOffset(),
                told.stackOffset(),
                told.startOffset(),
                told.pthreadBytes(),
                told.tlsBytes());
    }

    boolean known() {
        return used != 0 && user != 0 && cache != 0 && stackOffset != 0 && pthreadBytes != 0;
    }
}
