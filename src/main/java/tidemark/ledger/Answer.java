package tidemark.ledger;

import tidemark.process.Reply;

/** What a session answers to who asked to be held, or for a check; {@code agent/ledger.layout} has the numbers. */
public enum Answer {
    /** The asker is to wait on. */
    WORKING(LedgerLayout.ANSWER_WORKING),
    DONE(LedgerLayout.ANSWER_DONE),
    /** A second byte tells what the process is to exit with; 0: it goes on. */
    LEAKS(LedgerLayout.ANSWER_LEAKS),
    /** No leaks were found, but not everything could be seen. */
    INCOMPLETE(LedgerLayout.ANSWER_INCOMPLETE),
    /** The process is none of the session's. */
    UNOBSERVED(LedgerLayout.ANSWER_UNOBSERVED),
    /** The process has been checked at its end already. */
    ENDING(LedgerLayout.ANSWER_ENDING),
    /** The file for the report says why. */
    FAILED(LedgerLayout.ANSWER_FAILED),
    /** The asker is to stop its process's other threads as well as it can, and to wait on. */
    STOP_OTHERS(LedgerLayout.ANSWER_STOP_OTHERS);

    private final byte number;

    Answer(long number) {
        this.number = (byte) number;
    }

    public byte number() {
        return number;
    }

    /** Sends it; the asker waits for more. */
    public void send(Reply reply) {
        reply.send(number, (byte) 0);
    }

    /** Sends it, and nothing after it. */
    public void lastWord(Reply reply) {
        lastWord(reply, 0);
    }

    /** @param second the second byte */
    public void lastWord(Reply reply, int second) {
        try (reply) {
            reply.send(number, (byte) second);
        }
    }
}
