package tidemark.cli;

import java.io.FileOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import tidemark.ledger.Answer;
import tidemark.process.ReceivedDescriptor;
import tidemark.process.Reply;

/** Who called {@code tidemark check} and prints the file when there is an answer. */
final class OutsideAsker extends WaitingAsker {
    private final ReceivedDescriptor file;

    /** @param file for the report; closed with the answer */
    OutsideAsker(Reply reply, ReceivedDescriptor file) {
        super(reply);
        this.file = file;
    }

    void write(String text) {
        try (OutputStream end = new FileOutputStream(file.path().toString(), true)) {
            end.write(text.getBytes(StandardCharsets.UTF_8));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public void checked(int errors, int leaks, boolean complete) {
        last(errors > 0 ? Answer.LEAKS : complete ? Answer.DONE : Answer.INCOMPLETE);
    }

    @Override
    public void failed(String why) {
        write(why + "\n");
        last(Answer.FAILED);
    }

    void last(Answer answer) {
        answer(answer, 0);
        file.close();
    }
}
