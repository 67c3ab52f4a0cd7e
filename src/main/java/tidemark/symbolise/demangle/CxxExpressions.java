package tidemark.symbolise.demangle;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Parses expressions in template arguments and types. Source: Itanium C++ ABI, 5.1.6; written as binutils writes them. */
final class CxxExpressions {
    private final CxxState state;
    private final CxxNames names;
    private final CxxTypes types;

    CxxExpressions(CxxState state, CxxNames names, CxxTypes types) {
        this.state = state;
        this.names = names;
        this.types = types;
    }

    /** Stands without parentheses as an operand. */
    private record Simple(CxxNode node) implements CxxNode {
        @Override
        public void left(Output out) throws ManglingException {
            out.print(node);
        }

        @Override
        public Optional<Pack> pack() {
            return node.pack();
        }
    }

    private static CxxNode text(String text) {
        return new CxxNode.Text(text);
    }

    private static CxxNode joined(CxxNode... parts) {
        return new CxxNode.Joined(List.of(parts));
    }

    private static CxxNode operand(CxxNode node) {
        return node instanceof Simple ? node : new CxxNode.Wrapped("(", node, ")");
    }

    CxxNode expression() throws ManglingException {
        state.enter();
        CxxNode expression = unguarded();
        state.leave();
        return expression;
    }

    private CxxNode unguarded() throws ManglingException {
        char first = state.peek();
        if (first == 'L') {
            return literal();
        }
        if (first == 'T') {
            return types.templateParameter();
        }
        if (CxxState.isDigit(first)) {
            return simpleName();
        }
        String code = state.take(2);
        return switch (code) {
            case "fp" -> functionParameter();
            case "fL" -> {
                state.number();
                state.expect("p");
                yield functionParameter();
            }
            case "sr" -> scoped();
            case "on" -> simpleName();
            case "sp" -> {
                CxxNode pattern = expression();
                yield new CxxNode.Expansion(pattern, operand(pattern));
            }
            case "sZ" -> sizeOfPack();
            case "il" -> new Simple(initialisers());
            case "tl" -> {
                CxxNode type = types.type();
                yield joined(type, initialisers());
            }
            case "cv" -> conversion();
            case "sc", "dc", "cc", "rc" -> namedCast(code);
            case "st", "at", "ti" -> operator(code, types.type());
            case "tr" -> text("throw");
            case "cl" -> call();
            case "nw", "na" -> creation(code);
            case "fl", "fr", "fL_", "fR" -> fold(code);
            case "gs" -> new CxxNode.Wrapped("::", expression(), "");
            default -> operation(code);
        };
    }

    private CxxNode operator(String code, CxxNode operand) throws ManglingException {
        CxxOperator operator = CxxOperator.of(code).orElseThrow(CxxState::malformed);
        return joined(text(operator.text()), operand(operand));
    }

    private CxxNode functionParameter() throws ManglingException {
        if (state.eat("T")) {
            return new Simple(text("this"));
        }
        types.qualifiers();
        return new Simple(text("{parm#" + (state.sequence(10) + 1) + "}"));
    }

    /** With template arguments it is put into parentheses. */
    private CxxNode simpleName() throws ManglingException {
        state.eat("on");
        CxxNode name = names.unqualified(Optional.empty());
        return state.peek() == 'I' ? names.argumentsIfAny(name) : new Simple(name);
    }

    private CxxNode scoped() throws ManglingException {
        CxxNode scope = CxxState.isDigit(state.peek()) ? levels() : types.type();
        state.eat("on");
        CxxNode plain = names.unqualified(Optional.of(scope));
        CxxNode name = names.argumentsIfAny(plain);
        CxxNode whole = new CxxNode.Nested(scope, name);
        return name.equals(plain) ? new Simple(whole) : whole;
    }

    private CxxNode levels() throws ManglingException {
        CxxNode scope = names.argumentsIfAny(names.source());
        while (!state.eat("E")) {
            scope = new CxxNode.Nested(scope, names.argumentsIfAny(names.source()));
        }
        return scope;
    }

    private CxxNode sizeOfPack() throws ManglingException {
        CxxNode pack = state.peek() == 'T' ? types.templateParameter() : expression();
        int count = pack.pack().map(found -> found.all().size()).orElse(0);
        return text(Integer.toString(count));
    }

    private List<CxxNode> upToEnd() throws ManglingException {
        List<CxxNode> all = new ArrayList<>();
        while (!state.eat("E")) {
            all.add(expression());
        }
        return all;
    }

    private record Listed(String before, List<CxxNode> all, String after) implements CxxNode {
        @Override
        public void left(Output out) throws ManglingException {
            out.print(before);
            out.printList(all);
            out.print(after);
        }

        @Override
        public Optional<Pack> pack() {
            for (CxxNode node : all) {
                if (node.pack().isPresent()) {
                    return node.pack();
                }
            }
            return Optional.empty();
        }
    }

    private CxxNode initialisers() throws ManglingException {
        return new Listed("{", upToEnd(), "}");
    }

    private CxxNode conversion() throws ManglingException {
        CxxNode type = types.type();
        CxxNode operand = state.eat("_") ? new Listed("(", upToEnd(), ")") : operand(expression());
        return joined(text("("), type, text(")"), operand);
    }

    private CxxNode namedCast(String code) throws ManglingException {
        String name = switch (code) {
            case "sc" -> "static_cast";
            case "dc" -> "dynamic_cast";
            case "cc" -> "const_cast";
            default -> "reinterpret_cast";
        };
        CxxNode type = types.type();
        CxxNode operand = expression();
        return joined(text(name + "<"), type, text(">("), operand, text(")"));
    }

    private CxxNode call() throws ManglingException {
        CxxNode function = expression();
        return joined(operand(function), new Listed("(", upToEnd(), ")"));
    }

    private CxxNode creation(String code) throws ManglingException {
        List<CxxNode> place = new ArrayList<>();
        while (!state.eat("_")) {
            place.add(expression());
        }
        CxxNode type = types.type();
        CxxNode start = text(code.equals("nw") ? "new " : "new[] ");
        CxxNode placed = place.isEmpty() ? start : joined(start, new Listed("(", place, ") "));
        if (state.eat("E")) {
            return joined(placed, type);
        }
        if (state.eat("pi")) {
            return joined(placed, type, new Listed("(", upToEnd(), ")"));
        }
        state.expect("il");
        return joined(placed, type, initialisers());
    }

    private CxxNode fold(String code) throws ManglingException {
        CxxOperator operator = CxxOperator.of(state.take(2)).orElseThrow(CxxState::malformed);
        CxxNode first = expression();
        CxxNode sign = text(operator.text());
        if (code.equals("fl")) {
            return joined(text("(..."), sign, operand(first), text(")"));
        }
        if (code.equals("fr")) {
            return joined(text("("), operand(first), sign, text("...)"));
        }
        CxxNode second = expression();
        return joined(text("("), operand(first), sign, text("..."), sign, operand(second), text(")"));
    }

    private CxxNode operation(String code) throws ManglingException {
        CxxOperator operator = CxxOperator.of(code).orElseThrow(CxxState::malformed);
        return switch (operator.operands()) {
            case 1 -> unary(operator);
            case 2 -> binary(operator);
            default -> {
                CxxNode condition = expression();
                CxxNode yes = expression();
                CxxNode no = expression();
                yield joined(operand(condition), text("?"), operand(yes), text(" : "), operand(no));
            }
        };
    }

    private CxxNode unary(CxxOperator operator) throws ManglingException {
        boolean prefix = (operator.code().equals("pp") || operator.code().equals("mm")) && state.eat("_");
        CxxNode operand = expression();
        boolean step = operator.code().equals("pp") || operator.code().equals("mm");
        if (step && !prefix) {
            return joined(operand(operand), text(operator.text()));
        }
        return joined(text(operator.text()), operand(operand));
    }

    private CxxNode binary(CxxOperator operator) throws ManglingException {
        CxxNode first = expression();
        if (operator.code().equals("dt") || operator.code().equals("pt")) {
            CxxNode member = state.eat("sr") ? scoped() : simpleName();
            return joined(operand(first), text(operator.text()), operand(member));
        }
        CxxNode second = expression();
        if (operator.code().equals("ix")) {
            return joined(operand(first), text("["), second, text("]"));
        }
        CxxNode whole = joined(operand(first), text(operator.text()), operand(second));
        return operator.code().equals("gt") ? new CxxNode.Wrapped("(", whole, ")") : whole;
    }

    // ---- Literals ----

    CxxNode literal() throws ManglingException {
        state.expect("L");
        if (state.eat("_Z") || state.eat("Z")) {
            CxxNode encoding = names.encoding();
            state.expect("E");
            boolean plain = encoding instanceof CxxNode.Text || encoding instanceof CxxNode.Nested;
            return plain ? new Simple(encoding) : encoding;
        }
        char code = state.peek();
        CxxNode type = types.type();
        StringBuilder value = new StringBuilder(state.eat("n") ? "-" : "");
        while (state.peek() != 'E') {
            value.append(state.next());
        }
        state.expect("E");
        return value(code, type, value.toString());
    }

    private static CxxNode value(char code, CxxNode type, String value) {
        switch (code) {
            case 'b' -> {
                if (value.equals("0") || value.equals("1")) {
                    return text(value.equals("1") ? "true" : "false");
                }
            }
            case 'i' -> {
                return text(value);
            }
            case 'j' -> {
                return text(value + "u");
            }
            case 'l' -> {
                return text(value + "l");
            }
            case 'm' -> {
                return text(value + "ul");
            }
            case 'x' -> {
                return text(value + "ll");
            }
            case 'y' -> {
                return text(value + "ull");
            }
            case 'f', 'd', 'e' -> {
                return joined(text("("), type, text(")[" + value + "]"));
            }
            default -> {}
        }
        return value.isEmpty() ? type : joined(text("("), type, text(")" + value));
    }
}
