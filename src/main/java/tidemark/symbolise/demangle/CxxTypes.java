package tidemark.symbolise.demangle;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;

/** Parses types. Source: Itanium C++ ABI, 5.1.5 and 5.1.10. */
final class CxxTypes {
    private static final Map<Character, String> BUILTIN = Map.ofEntries(
            Map.entry('v', "void"),
            Map.entry('w', "wchar_t"),
            Map.entry('b', "bool"),
            Map.entry('c', "char"),
            Map.entry('a', "signed char"),
            Map.entry('h', "unsigned char"),
            Map.entry('s', "short"),
            Map.entry('t', "unsigned short"),
            Map.entry('i', "int"),
            Map.entry('j', "unsigned int"),
            Map.entry('l', "long"),
            Map.entry('m', "unsigned long"),
            Map.entry('x', "long long"),
            Map.entry('y', "unsigned long long"),
            Map.entry('n', "__int128"),
            Map.entry('o', "unsigned __int128"),
            Map.entry('f', "float"),
            Map.entry('d', "double"),
            Map.entry('e', "long double"),
            Map.entry('g', "__float128"),
            Map.entry('z', "..."));
    private static final Map<Character, String> BUILTIN_D = Map.of(
            'd', "decimal64",
            'e', "decimal128",
            'f', "decimal32",
            'h', "half",
            'i', "char32_t",
            's', "char16_t",
            'u', "char8_t",
            'a', "auto",
            'c', "decltype(auto)",
            'n', "decltype(nullptr)");
    private static final String STRING_ARGUMENTS = "<char, std::char_traits<char>, std::allocator<char> >";

    private final CxxState state;
    private final CxxNames names;
    private final CxxExpressions expressions;

    CxxTypes(CxxState state, CxxNames names) {
        this.state = state;
        this.names = names;
        this.expressions = new CxxExpressions(state, names, this);
    }

    CxxExpressions expressions() {
        return expressions;
    }

    CxxNode type() throws ManglingException {
        state.enter();
        boolean outerName = state.inFunctionName;
        state.inFunctionName = false;
        CxxState.Start start = state.start();
        CxxNode type = unguarded();
        state.noteParametersSince(start, type);
        state.inFunctionName = outerName;
        state.leave();
        return type;
    }

    private CxxNode unguarded() throws ManglingException {
        char first = state.peek();
        String builtin = BUILTIN.get(first);
        if (builtin != null) {
            state.next();
            return new CxxNode.Text(builtin);
        }
        return switch (first) {
            case 'r', 'V', 'K' -> qualified();
            case 'U' -> vendorQualified();
            case 'u' -> {
                state.next();
                yield names.argumentsIfAny(names.source());
            }
            case 'P' -> pointer("*");
            case 'R' -> pointer("&");
            case 'O' -> pointer("&&");
            case 'C' -> suffixed(" _Complex");
            case 'G' -> suffixed(" _Imaginary");
            case 'F' -> state.remember(function(""));
            case 'A' -> state.remember(array());
            case 'M' -> {
                state.next();
                CxxNode owner = type();
                yield state.remember(new CxxType.MemberPointer(owner, type()));
            }
            case 'T' -> parameterType();
            case 'S' -> substitutedType();
            case 'D' -> typeD();
            case 'N', 'Z' -> remembered(names.typeName());
            default -> {
                if (!CxxState.isDigit(first)) {
                    throw CxxState.malformed();
                }
                yield remembered(names.typeName());
            }
        };
    }

    private CxxNode remembered(CxxNode node) throws ManglingException {
        return state.remember(node);
    }

    private CxxNode pointer(String sign) throws ManglingException {
        state.next();
        return state.remember(new CxxType.Pointer(type(), sign));
    }

    private CxxNode suffixed(String suffix) throws ManglingException {
        state.next();
        return state.remember(new CxxType.Qualified(type(), suffix));
    }

    /** As they are written behind what they qualify. */
    String qualifiers() {
        String restrict = state.eat("r") ? " restrict" : "";
        String isVolatile = state.eat("V") ? " volatile" : "";
        String isConst = state.eat("K") ? " const" : "";
        return isConst + isVolatile + restrict;
    }

    String referenceQualifier() {
        return state.eat("R") ? " &" : state.eat("O") ? " &&" : "";
    }

    private CxxNode qualified() throws ManglingException {
        String qualifiers = qualifiers();
        if (state.peek() == 'F') {
            return state.remember(function(qualifiers));
        }
        return state.remember(new CxxType.Qualified(type(), qualifiers));
    }

    private CxxNode vendorQualified() throws ManglingException {
        state.next();
        if (state.peek() == 'l' || state.peek() == 't') {
            state.at--;
            return remembered(names.unqualified(java.util.Optional.empty()));
        }
        CxxNode name = names.argumentsIfAny(names.source());
        CxxNode type = type();
        return state.remember(new Vendor(type, name));
    }

    private record Vendor(CxxNode type, CxxNode name) implements CxxNode {
        @Override
        public void left(Output out) throws ManglingException {
            out.left(type);
            out.print(" ");
            out.print(name);
        }

        @Override
        public void right(Output out) throws ManglingException {
            out.right(type);
        }
    }

    private CxxNode function(String qualifiers) throws ManglingException {
        String exception = "";
        if (state.eat("Do")) {
            exception = " noexcept";
        } else if (state.eat("Dx")) {
            exception = " transaction_safe";
        }
        state.expect("F");
        state.eat("Y"); // extern "C"
        CxxNode result = type();
        List<CxxNode> parameters = new ArrayList<>();
        String reference = "";
        while (!state.eat("E")) {
            if (state.eat("RE")) {
                reference = " &";
                break;
            }
            if (state.eat("OE")) {
                reference = " &&";
                break;
            }
            parameters.add(type());
        }
        boolean none = parameters.size() == 1 && parameters.getFirst().equals(new CxxNode.Text("void"));
        return new CxxType.Function(result, none ? List.of() : parameters, qualifiers + reference + exception);
    }

    private CxxNode array() throws ManglingException {
        state.next();
        CxxNode size;
        if (CxxState.isDigit(state.peek())) {
            size = new CxxNode.Text(Integer.toString(state.number()));
        } else {
            size = state.peek() == '_' ? new CxxNode.Text("") : expressions.expression();
        }
        state.expect("_");
        return new CxxType.Array(type(), size);
    }

    // ---- Parameters and substitutions ----

    CxxNode templateParameter() throws ManglingException {
        state.expect("T");
        return state.parameter(state.sequence(10));
    }

    private CxxNode parameterType() throws ManglingException {
        if ("sue".indexOf(state.peek(1)) >= 0 && state.peek(1) != 0) {
            state.take(2); // struct, union, enum
            return remembered(names.typeName());
        }
        state.expect("T");
        int index = state.sequence(10);
        CxxNode parameter = state.rememberParameter(index, state.parameter(index));
        // Behind a conversion operator's type stand the operator's own arguments.
        return state.peek() == 'I' && !state.inConversion ? template(parameter) : parameter;
    }

    /** Of a parameter or something referred to. */
    private CxxNode template(CxxNode name) throws ManglingException {
        return state.remember(names.argumentsIfAny(name));
    }

    private CxxNode substitutedType() throws ManglingException {
        if (state.peek(1) == 't') {
            return remembered(names.typeName());
        }
        CxxNode node = substitution();
        return state.peek() == 'I' ? template(node) : node;
    }

    CxxNode substitution() throws ManglingException {
        state.expect("S");
        char code = state.peek();
        if (code == '_' || CxxState.isDigit(code) || Character.isUpperCase(code)) {
            int number = state.sequence(36);
            OptionalInt again = state.toParseAgain(number);
            return again.isPresent() ? typeAgain(again.getAsInt()) : state.substitution(number);
        }
        state.next();
        CxxNode abbreviation = switch (code) {
            case 'a' -> abbreviation("allocator", "allocator", "");
            case 'b' -> abbreviation("basic_string", "basic_string", "");
            case 's' -> abbreviation("string", "basic_string", STRING_ARGUMENTS);
            case 'i' -> abbreviation("istream", "basic_istream", "<char, std::char_traits<char> >");
            case 'o' -> abbreviation("ostream", "basic_ostream", "<char, std::char_traits<char> >");
            case 'd' -> abbreviation("iostream", "basic_iostream", "<char, std::char_traits<char> >");
            default -> throw CxxState.malformed();
        };
        if (state.peek() != 'B') {
            return abbreviation;
        }
        CxxNode tagged = abbreviation;
        while (state.eat("B")) {
            tagged = new CxxNode.Wrapped("", tagged, "[abi:" + state.take(state.number()) + "]");
        }
        return state.remember(tagged);
    }

    /** Parses a type that was parsed before, with what template parameters mean now. */
    private CxxNode typeAgain(int start) throws ManglingException {
        int known = state.substitutions();
        int end = state.at;
        state.at = start;
        CxxNode type = type();
        state.at = end;
        state.forgetSubstitutions(known);
        return type;
    }

    private CxxNode abbreviation(String text, String base, String arguments) {
        boolean folded = state.templateArguments == NameStyle.TemplateArguments.FOLDED && !arguments.isEmpty();
        return new CxxNode.Abbreviation("std::" + text, "std::" + base + (folded ? "<...>" : arguments), base);
    }

    // ---- Types that begin with D ----

    private CxxNode typeD() throws ManglingException {
        char code = state.peek(1);
        return switch (code) {
            case 't', 'T' -> state.remember(decltype());
            case 'p' -> {
                state.take(2);
                CxxNode pattern = type();
                yield state.remember(new CxxNode.Expansion(pattern, new CxxNode.Wrapped("(", pattern, ")")));
            }
            case 'o', 'x', 'O', 'w' -> state.remember(function(""));
            case 'v' -> state.remember(vector());
            case 'F' -> floating();
            default -> {
                String builtin = BUILTIN_D.get(code);
                if (builtin == null) {
                    throw CxxState.malformed();
                }
                state.take(2);
                yield new CxxNode.Text(builtin);
            }
        };
    }

    /** Of a number of bits. */
    private CxxNode floating() throws ManglingException {
        state.take(2);
        int bits = state.number();
        boolean extended = state.eat("x");
        if (!extended && state.eat("b")) {
            return new CxxNode.Text("std::bfloat" + bits + "_t");
        }
        if (!extended) {
            state.expect("_");
        }
        return new CxxNode.Text("_Float" + bits + (extended ? "x" : ""));
    }

    CxxNode decltype() throws ManglingException {
        state.take(2);
        CxxNode expression = expressions.expression();
        state.expect("E");
        return new CxxNode.Wrapped("decltype (", expression, ")");
    }

    private CxxNode vector() throws ManglingException {
        state.take(2);
        CxxNode size;
        if (state.eat("_")) {
            size = expressions.expression();
        } else {
            size = new CxxNode.Text(Integer.toString(state.number()));
        }
        state.expect("_");
        CxxNode element = type();
        return new CxxNode.Joined(List.of(element, new CxxNode.Wrapped(" __vector(", size, ")")));
    }
}
