package tidemark.symbolise.demangle;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Parses names, and the functions and variables that have them. Source: Itanium C++ ABI, 5.1.2 to 5.1.7. */
final class CxxNames {
    private static final List<CxxNode> VOID_ONLY = List.of(new CxxNode.Text("void"));
    private static final CxxNode STD = new CxxNode.Text("std");
    private static final String ANONYMOUS = "_GLOBAL__N";

    /** A name, and what an encoding has to know of it. */
    private record Named(CxxNode name, boolean template, boolean withoutResult, String qualifiers) {
        Named(CxxNode name) {
            this(name, false, false, "");
        }
    }

    private final CxxState state;
    private final CxxTypes types;
    private final CxxSpecialNames special;

    CxxNames(CxxState state) {
        this.state = state;
        this.types = new CxxTypes(state, this);
        this.special = new CxxSpecialNames(state, this, types);
    }

    // ---- Encodings ----

    CxxNode encoding() throws ManglingException {
        state.enter();
        CxxNode encoding = state.peek() == 'G' || state.peek() == 'T' ? special.name() : declaration();
        state.leave();
        return encoding;
    }

    private CxxNode declaration() throws ManglingException {
        List<CxxNode> outer = state.arguments;
        boolean outerName = state.inFunctionName;
        state.arguments = new ArrayList<>();
        state.inFunctionName = true;
        Named named = name();
        state.inFunctionName = outerName;
        state.resolveForwards();
        CxxNode declaration = named.name;
        char next = state.peek();
        if (!state.atEnd() && next != 'E' && next != '.' && next != '_') {
            boolean hasResult = named.template && !named.withoutResult;
            Optional<CxxNode> result = hasResult ? Optional.of(types.type()) : Optional.empty();
            declaration = new CxxType.Declaration(result, named.name, parameters(), named.qualifiers);
        }
        state.arguments = outer;
        return declaration;
    }

    /** Up to the end of the encoding. */
    private List<CxxNode> parameters() throws ManglingException {
        List<CxxNode> parameters = new ArrayList<>();
        while (!state.atEnd() && state.peek() != 'E' && state.peek() != '.' && state.peek() != '_') {
            parameters.add(types.type());
        }
        return parameters.equals(VOID_ONLY) ? List.of() : parameters;
    }

    // ---- Names ----

    CxxNode typeName() throws ManglingException {
        return name().name;
    }

    private Named name() throws ManglingException {
        state.enter();
        Named named = switch (state.peek()) {
            case 'N' -> nested();
            case 'Z' -> local();
            case 'S' -> state.peek(1) == 't' ? unscoped() : substituted();
            default -> unscoped();
        };
        state.leave();
        return named;
    }

    private Named substituted() throws ManglingException {
        CxxNode node = types.substitution();
        return state.peek() == 'I' ? template(node) : new Named(node);
    }

    private Named unscoped() throws ManglingException {
        boolean std = state.eat("St");
        boolean conversion = isConversion();
        CxxNode name = unqualified(Optional.empty());
        CxxNode whole = std ? new CxxNode.Nested(STD, name) : name;
        if (state.peek() != 'I') {
            return new Named(whole);
        }
        state.remember(whole);
        Named template = template(whole);
        return new Named(template.name, true, conversion, "");
    }

    private boolean isConversion() {
        return state.peek() == 'c' && state.peek(1) == 'v';
    }

    private Named template(CxxNode name) throws ManglingException {
        return new Named(new CxxNode.Template(name, templateArguments()), true, false, "");
    }

    private Named local() throws ManglingException {
        state.expect("Z");
        CxxNode function = encoding();
        state.expect("E");
        CxxNode scope = function instanceof CxxType.Declaration declaration ? declaration.withoutResult() : function;
        if (state.eat("s")) {
            discriminator();
            return new Named(new CxxNode.Nested(scope, new CxxNode.Text("string literal")));
        }
        if (state.eat("d")) {
            int number = state.sequence(10);
            scope = new CxxNode.Nested(scope, new CxxNode.Text("{default arg#" + (number + 1) + "}"));
        }
        Named entity = name();
        discriminator();
        return new Named(
                new CxxNode.Nested(scope, entity.name), entity.template, entity.withoutResult, entity.qualifiers);
    }

    private void discriminator() throws ManglingException {
        if (state.peek() == '_' && CxxState.isDigit(state.peek(1))) {
            state.next();
            state.next();
        } else if (state.eat("__")) {
            state.number();
            state.expect("_");
        }
    }

    private Named nested() throws ManglingException {
        state.expect("N");
        String qualifiers = types.qualifiers() + types.referenceQualifier();
        Optional<CxxNode> scope = Optional.empty();
        boolean template = false;
        boolean withoutResult = false;
        while (!state.eat("E")) {
            CxxNode part;
            if (state.eat("M") && scope.isPresent()) {
                continue; // of a variable, in whose initialiser a lambda stands
            }
            boolean referred = false;
            if (state.peek() == 'I' && scope.isPresent()) {
                part = new CxxNode.Template(scope.get(), templateArguments());
                template = true;
            } else {
                withoutResult = isConversion() || ((state.peek() == 'C' || state.peek() == 'D') && !isDecltype());
                template = false;
                referred = state.peek() == 'S' && state.peek(1) != 't';
                part = prefixPart(scope);
            }
            scope = Optional.of(part);
            boolean std = part.equals(STD);
            if (!referred && !std && state.peek() != 'E') {
                state.remember(part);
            }
        }
        if (scope.isEmpty()) {
            throw CxxState.malformed();
        }
        return new Named(scope.get(), template, withoutResult, qualifiers);
    }

    private boolean isDecltype() {
        return state.peek() == 'D' && (state.peek(1) == 't' || state.peek(1) == 'T');
    }

    private CxxNode prefixPart(Optional<CxxNode> scope) throws ManglingException {
        if (scope.isEmpty()) {
            if (state.eat("St")) {
                return STD;
            }
            if (state.peek() == 'S') {
                return types.substitution();
            }
            if (state.peek() == 'T') {
                return types.templateParameter();
            }
            if (isDecltype()) {
                return types.decltype();
            }
        }
        CxxNode name = unqualified(scope);
        if (scope.isEmpty()) {
            return name;
        }
        boolean structor = name instanceof Structor;
        CxxNode whole =
                structor && scope.get() instanceof CxxNode.Abbreviation short_ ? short_.writtenOut() : scope.get();
        return new CxxNode.Nested(whole, name);
    }

    /** A constructor or destructor. */
    private record Structor(String name) implements CxxNode {
        @Override
        public void left(Output out) throws ManglingException {
            out.print(name);
        }

        @Override
        public String baseName() {
            return name;
        }
    }

    CxxNode unqualified(Optional<CxxNode> scope) throws ManglingException {
        char first = state.peek();
        CxxNode name;
        if (CxxState.isDigit(first)) {
            name = source();
        } else if (first == 'L' && (CxxState.isDigit(state.peek(1)) || Character.isLowerCase(state.peek(1)))) {
            state.next(); // of internal linkage
            name = unqualified(scope);
            discriminator();
        } else if (first == 'U' && state.peek(1) == 'l') {
            name = lambda();
        } else if (first == 'U' && state.peek(1) == 't') {
            state.take(2);
            // Its constructors are called like the class around it, as binutils does.
            name = new CxxNode.Wrapped("{unnamed type#" + (state.sequence(10) + 1) + "}", new CxxNode.Text(""), "");
        } else if (first == 'D' && state.peek(1) == 'C') {
            name = binding();
        } else if ((first == 'C' || first == 'D') && scope.isPresent()) {
            name = structor(scope.get().baseName());
        } else {
            name = operator();
        }
        return abiTags(name);
    }

    private CxxNode abiTags(CxxNode name) throws ManglingException {
        CxxNode tagged = name;
        while (state.eat("B")) {
            tagged = new CxxNode.Wrapped("", tagged, "[abi:" + state.take(state.number()) + "]");
        }
        return tagged;
    }

    CxxNode source() throws ManglingException {
        int length = state.number();
        String name = state.take(length);
        if (length == 0) {
            throw CxxState.malformed();
        }
        boolean anonymous = name.startsWith(ANONYMOUS);
        return new CxxNode.Text(anonymous ? "(anonymous namespace)" : name);
    }

    private CxxNode binding() throws ManglingException {
        state.take(2);
        List<CxxNode> names = new ArrayList<>();
        while (!state.eat("E")) {
            names.add(source());
        }
        List<CxxNode> parts = new ArrayList<>();
        for (CxxNode name : names) {
            parts.add(new CxxNode.Text(parts.isEmpty() ? "[" : ", "));
            parts.add(name);
        }
        parts.add(new CxxNode.Text("]"));
        return new CxxNode.Joined(parts);
    }

    private CxxNode structor(String base) throws ManglingException {
        boolean constructor = state.next() == 'C';
        boolean inherited = constructor && state.eat("I");
        if (!CxxState.isDigit(state.next())) {
            throw CxxState.malformed();
        }
        // As binutils writes it: an inherited constructor is called like the class that has it.
        String name = inherited ? types.type().baseName() : base;
        return new Structor(constructor ? name : "~" + name);
    }

    private CxxNode lambda() throws ManglingException {
        state.take(2);
        boolean outer = state.inLambda;
        state.inLambda = true;
        List<CxxNode> parameters = new ArrayList<>();
        while (state.peek() == 'T' && "ynpt".indexOf(state.peek(1)) >= 0) {
            templateParameterDeclaration();
        }
        while (!state.eat("E")) {
            parameters.add(types.type());
        }
        state.inLambda = outer;
        int number = state.sequence(10) + 1;
        List<CxxNode> shown = parameters.equals(VOID_ONLY) ? List.of() : parameters;
        return new Lambda(shown, number);
    }

    private void templateParameterDeclaration() throws ManglingException {
        state.next();
        switch (state.next()) {
            case 'y' -> {}
            case 'n' -> types.type();
            case 'p' -> templateParameterDeclaration();
            default -> {
                while (!state.eat("E")) {
                    templateParameterDeclaration();
                }
            }
        }
    }

    private record Lambda(List<CxxNode> parameters, int number) implements CxxNode {
        @Override
        public void left(Output out) throws ManglingException {
            out.print("{lambda(");
            out.printList(parameters);
            out.print(")#" + number + "}");
        }
    }

    private CxxNode operator() throws ManglingException {
        String code = state.take(2);
        if (code.equals("cv")) {
            boolean outer = state.inConversion;
            state.inConversion = true;
            CxxNode type = types.type();
            state.inConversion = outer;
            return new CxxNode.Wrapped("operator ", type, "");
        }
        if (code.equals("li")) {
            return new CxxNode.Wrapped("operator\"\" ", source(), "");
        }
        if (code.charAt(0) == 'v' && CxxState.isDigit(code.charAt(1))) {
            return new CxxNode.Wrapped("operator ", source(), "");
        }
        return new CxxNode.Text(
                CxxOperator.of(code).orElseThrow(CxxState::malformed).functionName());
    }

    // ---- Template arguments ----

    CxxNode templateArguments() throws ManglingException {
        state.expect("I");
        boolean ofFunction = state.inFunctionName;
        state.inFunctionName = false;
        List<CxxNode> all = new ArrayList<>();
        if (ofFunction) {
            state.arguments = all; // later arguments can refer to earlier ones
        }
        while (!state.eat("E")) {
            all.add(templateArgument());
        }
        state.inFunctionName = ofFunction;
        return state.templateArguments == NameStyle.TemplateArguments.FOLDED
                ? new CxxNode.Folded()
                : new CxxNode.Arguments(all);
    }

    CxxNode templateArgument() throws ManglingException {
        state.enter();
        CxxNode argument = switch (state.peek()) {
            case 'X' -> {
                state.next();
                CxxNode expression = types.expressions().expression();
                state.expect("E");
                yield expression;
            }
            case 'L' -> types.expressions().literal();
            case 'J' -> {
                state.next();
                List<CxxNode> all = new ArrayList<>();
                while (!state.eat("E")) {
                    all.add(templateArgument());
                }
                yield new CxxNode.Pack(all);
            }
            default -> types.type();
        };
        state.leave();
        return argument;
    }

    /** In an expression. */
    CxxNode argumentsIfAny(CxxNode name) throws ManglingException {
        if (state.peek() != 'I') {
            return name;
        }
        return new CxxNode.Template(name, templateArguments());
    }
}
