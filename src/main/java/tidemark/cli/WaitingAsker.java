package tidemark.cli;

import tidemark.ledger.Answer;
import tidemark.process.Reply;

/** Somebody who waits for a check: until there is an answer it is told from time to time that there will be one. */
abstract class WaitingAsker implements CheckOrder.Asker {
    /** The agent's patience is half a minute. */
    private static final long SIGN_OF_LIFE_MILLIS = 5000;

    private final Reply reply;
    private boolean answered;

    WaitingAsker(Reply reply) {
        this.reply = reply;
        Thread.ofPlatform().daemon().name("signs of life").start(this::giveSignsOfLife);
    }

    private synchronized void giveSignsOfLife() {
        try {
            while (!answered) {
                wait(SIGN_OF_LIFE_MILLIS);
                if (!answered) {
                    reply.send(Answer.WORKING.number());
                }
            }
        } catch (InterruptedException e) {
            throw new AssertionError("Nobody interrupts this thread", e);
        }
    }

    /** The last word. */
    final synchronized void answer(Answer answer, int second) {
        answered = true;
        notifyAll();
        answer.lastWord(reply, second);
    }

    /** The program itself, through LeakSanitizer's functions. */
    static final class Program extends WaitingAsker {
        private final int exitCode;

        /** @param exitCode what it exits with if there are leaks; 0: it goes on */
        Program(Reply reply, int exitCode) {
            super(reply);
            this.exitCode = exitCode;
        }

        @Override
        public void checked(int errors, int leaks, boolean complete) {
            if (leaks > 0) {
                answer(Answer.LEAKS, exitCode);
            } else {
                answer(Answer.DONE, 0);
            }
        }

        @Override
        public void failed(String why) {
            answer(Answer.DONE, 0);
        }
    }
}
