package tidemark.cli;

import tidemark.ledger.Answer;
import tidemark.process.Reply;

/** Somebody who waits for a check, and has signs of life of the session until there is an answer: see {@link Pulse}. */
abstract class WaitingAsker implements CheckOrder.Asker {
    private final Reply reply;

    WaitingAsker(Reply reply) {
        this.reply = reply;
    }

    /** The last word. */
    final void answer(Answer answer, int second) {
        answer.lastWord(reply, second);
    }

    /** A process at its end, which is to be over only when its report is written, and then by its own errors. */
    static final class Ending extends WaitingAsker {
        private final int errorExitCode;

        /** @param errorExitCode what it exits with if there are errors; 0: as it would */
        Ending(Reply reply, int errorExitCode) {
            super(reply);
            this.errorExitCode = errorExitCode;
        }

        @Override
        public void checked(int errors, int leaks, boolean complete) {
            if (errorExitCode == 0 || (errors == 0 && complete)) {
                answer(Answer.DONE, 0);
            } else {
                answer(Answer.LEAKS, errors > 0 ? errorExitCode : UsageException.NOT_OBSERVABLE);
            }
        }

        @Override
        public void failed(String why) {
            checked(0, 0, false);
        }
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
