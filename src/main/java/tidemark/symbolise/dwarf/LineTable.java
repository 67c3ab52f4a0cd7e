package tidemark.symbolise.dwarf;

import java.util.Arrays;
import java.util.Optional;

/**
 * The line program of a unit, searchable by address. It is run once, when the first address is asked for; what is kept are its sequences and
 * one row of {@value #INTERVAL}, from which it is run again up to the row that is looked for. So a table takes a fiftieth of its rows.
 */
final class LineTable {
    /** A line of a file, by the file's number in the program. */
    record Row(int file, int line) {}

    private static final int INTERVAL = 64;
    private static final int MAX_CHECKPOINTS = 1 << 26;

    private final LineHeader header;
    private final LineMachine machine;
    private final LineFiles files;

    private final AddressMap sequences = new AddressMap();
    /** By sequence: where its opcodes begin, counted from the program's, and its first checkpoint. */
    private int[] opcodes = new int[16];

    private int[] firstCheckpoints = new int[16];
    private int sequenceCount;

    /** By checkpoint, which is the state after a row was made: behind which opcode, counted from the program's first, and the row. */
    private int[] offsets = new int[16];

    private long[] addresses = new long[16];
    private int[] fileNumbers = new int[16];
    private int[] lines = new int[16];
    private int checkpointCount;

    private LineTable(LineHeader header, Unit unit) throws DwarfException {
        this.header = header;
        Cursor cursor = unit.file().sections().cursor(SectionName.LINE).another();
        this.machine = new LineMachine(header, cursor);
        this.files = new LineFiles(header, unit);
        if (header.end() - header.program() > Integer.MAX_VALUE) {
            throw new DwarfException("a line program of more than 2 GB");
        }
        try {
            index();
        } catch (DwarfException e) {
            // What was read before the damage is as good as ever.
        }
        finish();
    }

    /** Empty if the unit has no lines. */
    static Optional<LineTable> of(Unit unit) throws DwarfException {
        if (!unit.root().has(Attribute.STMT_LIST)) {
            return Optional.empty();
        }
        Cursor cursor = unit.file().sections().cursor(SectionName.LINE);
        cursor.seek(unit.root().value(Attribute.STMT_LIST));
        return Optional.of(new LineTable(new LineHeader(cursor, unit), unit));
    }

    private void index() throws DwarfException {
        long start = -1;
        long opcodesStart = header.program();
        int checkpointsStart = 0;
        int sinceCheckpoint = 0;
        while (machine.nextRow()) {
            if (machine.definedFile() >= 0) {
                files.define(machine.definedFile());
            }
            if (machine.sequenceEnded()) {
                if (start >= 0) {
                    addSequence(start, machine.address(), opcodesStart, checkpointsStart);
                }
                start = -1;
                opcodesStart = machine.offset();
                checkpointsStart = checkpointCount;
                sinceCheckpoint = 0;
            } else if (start < 0) {
                start = machine.address();
            } else if (++sinceCheckpoint == INTERVAL) {
                addCheckpoint();
                sinceCheckpoint = 0;
            }
        }
    }

    private void addSequence(long start, long end, long opcodesStart, int checkpointsStart) throws DwarfException {
        if (sequenceCount == opcodes.length) {
            opcodes = Arrays.copyOf(opcodes, 2 * sequenceCount);
            firstCheckpoints = Arrays.copyOf(firstCheckpoints, 2 * sequenceCount);
        }
        opcodes[sequenceCount] = (int) (opcodesStart - header.program());
        firstCheckpoints[sequenceCount] = checkpointsStart;
        sequences.add(start, end, sequenceCount);
        sequenceCount++;
    }

    private void addCheckpoint() throws DwarfException {
        if (header.maxOperations() != 1 || checkpointCount == MAX_CHECKPOINTS) {
            return; // the sequence is then run from its start
        }
        if (checkpointCount == offsets.length) {
            int capacity = 2 * checkpointCount;
            offsets = Arrays.copyOf(offsets, capacity);
            addresses = Arrays.copyOf(addresses, capacity);
            fileNumbers = Arrays.copyOf(fileNumbers, capacity);
            lines = Arrays.copyOf(lines, capacity);
        }
        offsets[checkpointCount] = (int) (machine.offset() - header.program());
        addresses[checkpointCount] = machine.address();
        fileNumbers[checkpointCount] = machine.file();
        lines[checkpointCount] = machine.line();
        checkpointCount++;
    }

    private void finish() {
        opcodes = Arrays.copyOf(opcodes, sequenceCount);
        firstCheckpoints = Arrays.copyOf(firstCheckpoints, sequenceCount + 1);
        firstCheckpoints[sequenceCount] = checkpointCount;
        offsets = Arrays.copyOf(offsets, checkpointCount);
        addresses = Arrays.copyOf(addresses, checkpointCount);
        fileNumbers = Arrays.copyOf(fileNumbers, checkpointCount);
        lines = Arrays.copyOf(lines, checkpointCount);
    }

    /** The last row at or before the address, in the sequence that contains it; empty if there is none. */
    Optional<Row> rowAt(long address) throws DwarfException {
        int position = sequences.find(address);
        if (position < 0) {
            return Optional.empty();
        }
        int sequence = (int) sequences.value(position);
        int checkpoint = checkpointBefore(sequence, address);
        int file = 1;
        int line = 0;
        if (checkpoint >= 0) {
            file = fileNumbers[checkpoint];
            line = lines[checkpoint];
            machine.resume(header.program() + offsets[checkpoint], addresses[checkpoint], file, line);
        } else {
            machine.restart(header.program() + opcodes[sequence]);
        }
        while (machine.nextRow() && !machine.sequenceEnded() && machine.address() <= address) {
            file = machine.file();
            line = machine.line();
        }
        return Optional.of(new Row(file, line));
    }

    /** The last of the sequence's checkpoints at or before the address; negative if there is none. */
    private int checkpointBefore(int sequence, long address) {
        int low = firstCheckpoints[sequence];
        int high = firstCheckpoints[sequence + 1];
        int first = low;
        while (low < high) {
            int middle = (low + high) >>> 1;
            if (addresses[middle] <= address) {
                low = middle + 1;
            } else {
                high = middle;
            }
        }
        return low == first ? -1 : low - 1;
    }

    LineFiles files() {
        return files;
    }
}
