package tidemark.symbolise.demangle;

/**
 * Takes what is printed, up to a length and a number of steps: a name can refer to its own parts so often that what it stands for would
 * fill any memory. Keeps which element of a parameter pack is being printed.
 */
final class Output {
    private static final int MAX_LENGTH = 1 << 16;
    private static final int MAX_STEPS = 1 << 18;
    private static final int MAX_DEPTH = 400;

    /** Of {@link #packElement}: no pack is being expanded. */
    static final int WHOLE = -1;

    private final StringBuilder text = new StringBuilder();
    private int steps;
    private int depth;
    private int packElement = WHOLE;
    private boolean shortened;

    void print(String written) throws ManglingException {
        text.append(written);
        shortened &= written.isEmpty();
        step();
    }

    private void step() throws ManglingException {
        if (text.length() > MAX_LENGTH || ++steps > MAX_STEPS) {
            throw new ManglingException("stands for too much");
        }
    }

    void print(CxxNode node) throws ManglingException {
        left(node);
        right(node);
    }

    void left(CxxNode node) throws ManglingException {
        enter();
        node.left(this);
        depth--;
    }

    void right(CxxNode node) throws ManglingException {
        enter();
        node.right(this);
        depth--;
    }

    private void enter() throws ManglingException {
        step();
        if (++depth > MAX_DEPTH) {
            throw new ManglingException("nested too deep");
        }
    }

    /** With commas between those that print something: a pack can be empty. */
    void printList(java.util.List<CxxNode> nodes) throws ManglingException {
        boolean first = true;
        for (CxxNode node : nodes) {
            int before = text.length();
            print(first ? "" : ", ");
            int start = text.length();
            print(node);
            if (text.length() == start) {
                text.setLength(before);
                shortened = true;
            } else {
                first = false;
            }
        }
    }

    /** A blank where something was taken back, as binutils sees it: it then writes {@code >>} without one. */
    char last() {
        return text.isEmpty() || shortened ? ' ' : text.charAt(text.length() - 1);
    }

    int packElement() {
        return packElement;
    }

    void setPackElement(int element) {
        packElement = element;
    }

    @Override
    public String toString() {
        return text.toString();
    }
}
