package tidemark.symbolise.demangle;

import java.util.List;

/** Parses the names of what compilers make themselves: tables, thunks, guards. Source: Itanium C++ ABI, 5.1.4. */
final class CxxSpecialNames {
    private final CxxState state;
    private final CxxNames names;
    private final CxxTypes types;

    CxxSpecialNames(CxxState state, CxxNames names, CxxTypes types) {
        this.state = state;
        this.names = names;
        this.types = types;
    }

    CxxNode name() throws ManglingException {
        if (state.eat("T")) {
            return switch (state.next()) {
                case 'V' -> prefixed("vtable for ", types.type());
                case 'T' -> prefixed("VTT for ", types.type());
                case 'I' -> prefixed("typeinfo for ", types.type());
                case 'S' -> prefixed("typeinfo name for ", types.type());
                case 'F' -> prefixed("typeinfo fn for ", types.type());
                case 'A' -> prefixed("template parameter object for ", names.templateArgument());
                case 'H' -> prefixed("TLS init function for ", names.typeName());
                case 'W' -> prefixed("TLS wrapper function for ", names.typeName());
                case 'h' -> {
                    offset();
                    yield prefixed("non-virtual thunk to ", names.encoding());
                }
                case 'v' -> {
                    virtualOffset();
                    yield prefixed("virtual thunk to ", names.encoding());
                }
                case 'c' -> {
                    callOffset();
                    callOffset();
                    yield prefixed("covariant return thunk to ", names.encoding());
                }
                case 'C' -> {
                    CxxNode derived = types.type();
                    state.number();
                    state.expect("_");
                    CxxNode base = types.type();
                    yield new CxxNode.Joined(
                            List.of(prefixed("construction vtable for ", base), prefixed("-in-", derived)));
                }
                default -> throw CxxState.malformed();
            };
        }
        state.expect("G");
        return switch (state.next()) {
            case 'V' -> prefixed("guard variable for ", names.typeName());
            case 'A' -> prefixed("hidden alias for ", names.encoding());
            case 'R' -> {
                CxxNode name = names.typeName();
                int number = state.atEnd() ? 0 : state.sequence(36);
                yield prefixed("reference temporary #" + number + " for ", name);
            }
            case 'T' -> {
                String kind = state.next() == 'n' ? "non-transaction clone for " : "transaction clone for ";
                yield prefixed(kind, names.encoding());
            }
            default -> throw CxxState.malformed();
        };
    }

    private static CxxNode prefixed(String before, CxxNode node) {
        return new CxxNode.Wrapped(before, node, "");
    }

    private void callOffset() throws ManglingException {
        switch (state.next()) {
            case 'h' -> offset();
            case 'v' -> virtualOffset();
            default -> throw CxxState.malformed();
        }
    }

    private void offset() throws ManglingException {
        state.eat("n");
        state.number();
        state.expect("_");
    }

    private void virtualOffset() throws ManglingException {
        offset();
        offset();
    }
}
