package tidemark.symbolise.demangle;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;

/** Where the parsers of a C++ symbol are, and what they have met that can be referred to. */
final class CxxState {
    private static final int MAX_DEPTH = 200;
    /** Of all lists together. */
    private static final int MAX_PARTS = 1 << 14;

    final NameStyle.TemplateArguments templateArguments;
    private final String text;
    int at;
    private int depth;
    private int parts;
    private final List<CxxNode> substitutions = new ArrayList<>();
    /** By number, where those substitutions begin that have template parameters of a lambda in them. */
    private final Map<Integer, Integer> ofLambdas = new HashMap<>();

    private int parametersOfLambdas;
    /** Of the innermost template whose arguments are known. */
    List<CxxNode> arguments = new ArrayList<>();

    /** Whether the name of a function is being parsed, whose template arguments the parameters refer to. */
    boolean inFunctionName;

    final List<CxxNode.Forward> forwards = new ArrayList<>();
    /** While a conversion operator's type is parsed, template parameters can mean arguments that come later. */
    boolean inConversion;

    /** While a lambda's parameters are parsed, its template parameters are {@code auto}. */
    boolean inLambda;

    CxxState(String text, NameStyle.TemplateArguments templateArguments) {
        this.text = text;
        this.templateArguments = templateArguments;
    }

    static ManglingException malformed() {
        return new ManglingException("malformed");
    }

    boolean atEnd() {
        return at >= text.length();
    }

    /** 0 at the end. */
    char peek() {
        return peek(0);
    }

    char peek(int ahead) {
        return at + ahead < text.length() ? text.charAt(at + ahead) : 0;
    }

    char next() throws ManglingException {
        if (atEnd()) {
            throw malformed();
        }
        return text.charAt(at++);
    }

    boolean eat(String expected) {
        boolean there = text.startsWith(expected, at);
        at += there ? expected.length() : 0;
        return there;
    }

    void expect(String expected) throws ManglingException {
        if (!eat(expected)) {
            throw malformed();
        }
    }

    String take(int count) throws ManglingException {
        if (count > text.length() - at) {
            throw malformed();
        }
        at += count;
        return text.substring(at - count, at);
    }

    String rest() {
        return text.substring(at);
    }

    void enter() throws ManglingException {
        if (++depth > MAX_DEPTH || ++parts > MAX_PARTS) {
            throw malformed();
        }
    }

    void leave() {
        depth--;
    }

    /** Decimal digits; at least one. */
    int number() throws ManglingException {
        int value = 0;
        int start = at;
        while (isDigit(peek()) && value < 100_000_000) {
            value = 10 * value + (next() - '0');
        }
        if (at == start) {
            throw malformed();
        }
        return value;
    }

    static boolean isDigit(char c) {
        return c >= '0' && c <= '9';
    }

    /** {@code _} is 0, {@code 0_} is 1, and so on, in the given base (10, or 36 with capital letters). */
    int sequence(int base) throws ManglingException {
        if (eat("_")) {
            return 0;
        }
        int value = 0;
        for (char c = next(); c != '_'; c = next()) {
            int digit = Character.isLowerCase(c) ? -1 : Character.digit(c, base);
            if (digit < 0 || value > 1_000_000) {
                throw malformed();
            }
            value = base * value + digit;
        }
        return value + 1;
    }

    CxxNode remember(CxxNode node) throws ManglingException {
        if (substitutions.size() > MAX_PARTS) {
            throw malformed();
        }
        substitutions.add(node);
        return node;
    }

    private record Parameter(int index, CxxNode meant) implements CxxNode {
        @Override
        public void left(Output out) throws ManglingException {
            out.left(meant);
        }
    }

    /** The template parameter itself. */
    CxxNode rememberParameter(int index, CxxNode meant) throws ManglingException {
        remember(new Parameter(index, meant));
        return meant;
    }

    /** Where a type begins, and how many template parameters of lambdas were met before it. */
    record Start(int at, int parameters) {}

    Start start() {
        return new Start(at, parametersOfLambdas);
    }

    /** Notes of a lambda's type whether what it means depends on where it is referred to: outside of the lambda its parameters are known. */
    @SuppressWarnings("ReferenceEquality") // the very node that was remembered last
    void noteParametersSince(Start start, CxxNode type) {
        int last = substitutions.size() - 1;
        if (parametersOfLambdas > start.parameters && last >= 0 && substitutions.get(last) == type) {
            ofLambdas.put(last, start.at);
        }
    }

    /** Where a substitution begins that has another meaning outside of the lambda in which it was met; empty for all others. */
    OptionalInt toParseAgain(int number) {
        Integer start = ofLambdas.get(number);
        if (start == null) {
            return OptionalInt.empty();
        }
        parametersOfLambdas += inLambda ? 1 : 0;
        return inLambda ? OptionalInt.empty() : OptionalInt.of(start);
    }

    int substitutions() {
        return substitutions.size();
    }

    void forgetSubstitutions(int from) {
        substitutions.subList(from, substitutions.size()).clear();
    }

    CxxNode substitution(int number) throws ManglingException {
        if (number >= substitutions.size()) {
            throw malformed();
        }
        CxxNode node = substitutions.get(number);
        // A parameter that was met in a local function's own parameters means the argument of the function that is
        // around now.
        return node instanceof Parameter parameter ? parameter(parameter.index) : node;
    }

    /** What a template parameter stands for. */
    CxxNode parameter(int index) throws ManglingException {
        if (inLambda) {
            parametersOfLambdas++;
            return new CxxNode.Text("auto:" + (index + 1));
        }
        if (inConversion) {
            CxxNode.Forward forward = new CxxNode.Forward(index);
            forwards.add(forward);
            return forward;
        }
        if (index >= arguments.size()) {
            throw malformed();
        }
        return meant(index);
    }

    private CxxNode meant(int index) {
        CxxNode argument = arguments.get(index);
        return argument instanceof CxxNode.Pack pack ? new CxxNode.PackParameter(pack) : argument;
    }

    void resolveForwards() throws ManglingException {
        for (CxxNode.Forward forward : forwards) {
            if (forward.index >= arguments.size()) {
                throw malformed();
            }
            forward.resolve(meant(forward.index));
        }
        forwards.clear();
    }

    static Optional<CxxNode> none() {
        return Optional.empty();
    }
}
