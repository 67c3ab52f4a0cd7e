package tidemark.ledger;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static tidemark.ledger.LedgerLayout.*;

import java.lang.foreign.MemorySegment;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.List;
import org.junit.jupiter.api.Test;
import tidemark.process.AddressRange;

class MessageTest {
    private final ByteBuffer bytes =
            ByteBuffer.allocate((int) MESSAGE_STRUCT_BYTES).order(ByteOrder.LITTLE_ENDIAN);

    private MemorySegment payload(int kind) {
        number(MESSAGE_KIND_AT, kind).number(MESSAGE_PID_AT, 7).number(MESSAGE_TID_AT, 8);
        return MemorySegment.ofArray(bytes.array());
    }

    private MessageTest number(long offset, int value) {
        bytes.putInt((int) offset, value);
        return this;
    }

    @Test
    void eachKindCarriesItsOwn() throws LedgerException {
        assertThat(Message.decode(payload(MESSAGE_HELLO))).isEqualTo(new Message.Hello(7, 8));
        assertThat(Message.decode(payload(MESSAGE_LEAVES))).isEqualTo(new Message.Leaves(7, 8));
        assertThat(Message.decode(payload(MESSAGE_WENT_ON))).isEqualTo(new Message.WentOn(7, 8));
        number(MESSAGE_FILE_AT, 16383);
        assertThat(Message.decode(payload(MESSAGE_FILE))).isEqualTo(new Message.File(7, 8, 16383));
    }

    @Test
    void checkNamesTheProcessAndWhatIsToBeShown() throws LedgerException {
        number(MESSAGE_REASON_AT, SHOW_CHANGED);
        assertThat(Message.decode(payload(MESSAGE_CHECK))).isEqualTo(new Message.Check(7, 8, Message.Wanted.CHANGED));
        number(MESSAGE_REASON_AT, 4);
        assertThatThrownBy(() -> Message.decode(payload(MESSAGE_CHECK))).hasMessageContaining("unknown choice 4");
    }

    @Test
    void holdCarriesReasonRegistersBreakAndSignalStack() throws LedgerException {
        number(MESSAGE_REASON_AT, HOLD_SIGNAL).number(MESSAGE_SIGNAL_AT, 15);
        long[] offsets = {
            MESSAGE_SP_AT,
            MESSAGE_RBX_AT,
            MESSAGE_RBP_AT,
            MESSAGE_R12_AT,
            MESSAGE_R13_AT,
            MESSAGE_R14_AT,
            MESSAGE_R15_AT,
            MESSAGE_SCRATCH_AT,
            MESSAGE_SCRATCH_AT + 64,
            MESSAGE_BRK_AT,
            MESSAGE_SIGNAL_STACK_START_AT,
            MESSAGE_SIGNAL_STACK_END_AT
        };
        for (int i = 0; i < offsets.length; i++) {
            bytes.putLong((int) offsets[i], 100 + i);
        }
        assertThat(Message.decode(payload(MESSAGE_HOLD)))
                .isEqualTo(new Message.Hold(
                        7,
                        8,
                        HoldReason.SIGNAL,
                        15,
                        new Message.HeldRegisters(
                                100, 101, 102, 103, 104, 105, 106, List.of(107L, 0L, 0L, 0L, 0L, 0L, 0L, 0L, 108L)),
                        109,
                        new AddressRange(110, 111)));
    }

    @Test
    void whatNoAgentSendsIsRefused() {
        assertThatThrownBy(() -> Message.decode(MemorySegment.ofArray(new byte[87])))
                .isInstanceOf(LedgerException.class)
                .hasMessageContaining("87 bytes");
        assertThatThrownBy(() -> Message.decode(payload(77))).hasMessageContaining("unknown kind 77");
        number(MESSAGE_FILE_AT, 16384);
        assertThatThrownBy(() -> Message.decode(payload(MESSAGE_FILE))).hasMessageContaining("module file 16384");
        number(MESSAGE_REASON_AT, 9);
        assertThatThrownBy(() -> Message.decode(payload(MESSAGE_HOLD))).hasMessageContaining("unknown way 9");
    }
}
