package tidemark.symbolise.demangle;

import java.util.List;
import java.util.Optional;

/**
 * A part of a C++ declaration. Declarations are written around the name that they declare ({@code void (*f)(int)}), so each part has a left side and
 * a right side.
 */
interface CxxNode {
    void left(Output out) throws ManglingException;

    default void right(Output out) throws ManglingException {}

    /** Whether a pointer to it needs parentheses. */
    default Declarator declarator() {
        return Declarator.PLAIN;
    }

    /** Whether its right side prints something, so that a name stands inside of it. */
    default boolean surrounds() {
        return declarator() != Declarator.PLAIN;
    }

    enum Declarator {
        PLAIN,
        ARRAY,
        FUNCTION
    }

    /** What a constructor of it is called. */
    default String baseName() {
        return "";
    }

    /** The parameter pack that an expansion of this goes through, if there is one in it. */
    default Optional<Pack> pack() {
        return Optional.empty();
    }

    private static Optional<Pack> packIn(List<CxxNode> nodes) {
        for (CxxNode node : nodes) {
            Optional<Pack> found = node.pack();
            if (found.isPresent()) {
                return found;
            }
        }
        return Optional.empty();
    }

    private static Optional<Pack> packIn(CxxNode... nodes) {
        return packIn(List.of(nodes));
    }

    record Text(String text) implements CxxNode {
        @Override
        public void left(Output out) throws ManglingException {
            out.print(text);
        }

        @Override
        public String baseName() {
            return text;
        }
    }

    /** Something that is only written before something else: {@code vtable for A}, {@code decltype (x)}. */
    record Wrapped(String before, CxxNode node, String after) implements CxxNode {
        @Override
        public void left(Output out) throws ManglingException {
            out.print(before);
            out.print(node);
            out.print(after);
        }

        @Override
        public Optional<Pack> pack() {
            return node.pack();
        }

        @Override
        public String baseName() {
            return node.baseName();
        }
    }

    record Joined(List<CxxNode> parts) implements CxxNode {
        @Override
        public void left(Output out) throws ManglingException {
            for (CxxNode part : parts) {
                out.print(part);
            }
        }

        @Override
        public Optional<Pack> pack() {
            return packIn(parts);
        }

        @Override
        public String baseName() {
            return parts.getFirst().baseName();
        }
    }

    /** One of the abbreviations of std: two ways to write it. */
    record Abbreviation(String text, String whole, String base) implements CxxNode {
        @Override
        public void left(Output out) throws ManglingException {
            out.print(text);
        }

        @Override
        public String baseName() {
            return base;
        }

        /** Its constructor's class is written out. */
        CxxNode writtenOut() {
            return new Abbreviation(whole, whole, base);
        }
    }

    record Nested(CxxNode scope, CxxNode name) implements CxxNode {
        @Override
        public void left(Output out) throws ManglingException {
            out.print(scope);
            out.print("::");
            out.print(name);
        }

        @Override
        public String baseName() {
            return name.baseName().isEmpty() ? scope.baseName() : name.baseName();
        }

        @Override
        public Optional<Pack> pack() {
            return packIn(scope, name);
        }
    }

    record Template(CxxNode name, CxxNode arguments) implements CxxNode {
        @Override
        public void left(Output out) throws ManglingException {
            out.print(name);
            out.print(arguments);
        }

        @Override
        public String baseName() {
            return name.baseName();
        }

        @Override
        public Optional<Pack> pack() {
            return packIn(name, arguments);
        }
    }

    record Arguments(List<CxxNode> all) implements CxxNode {
        @Override
        public void left(Output out) throws ManglingException {
            out.print(out.last() == '<' ? " <" : "<");
            out.printList(all);
            out.print(out.last() == '>' ? " >" : ">");
        }

        @Override
        public Optional<Pack> pack() {
            return packIn(all);
        }
    }

    /** In place of arguments. */
    record Folded() implements CxxNode {
        @Override
        public void left(Output out) throws ManglingException {
            out.print(out.last() == '<' ? " <...>" : "<...>");
        }
    }

    /** The arguments that a parameter pack stands for. */
    record Pack(List<CxxNode> all) implements CxxNode {
        @Override
        public void left(Output out) throws ManglingException {
            out.printList(all);
        }
    }

    /** A template parameter that stands for a pack: in an expansion, for one of its elements after the other. */
    record PackParameter(Pack meant) implements CxxNode {
        /** What it stands for now. */
        CxxNode element(Output out) {
            int element = out.packElement();
            boolean expanding = element != Output.WHOLE && element < meant.all.size();
            return expanding ? meant.all.get(element) : meant;
        }

        @Override
        public void left(Output out) throws ManglingException {
            out.left(element(out));
        }

        @Override
        public void right(Output out) throws ManglingException {
            out.right(element(out));
        }

        @Override
        public Optional<Pack> pack() {
            return Optional.of(meant);
        }
    }

    /** @param withoutPack how the pattern is written where there is no pack in it that it could go through */
    record Expansion(CxxNode pattern, CxxNode withoutPack) implements CxxNode {
        @Override
        public void left(Output out) throws ManglingException {
            Optional<Pack> pack = pattern.pack();
            if (pack.isEmpty()) {
                out.print(withoutPack);
                out.print("...");
                return;
            }
            int outer = out.packElement();
            for (int i = 0; i < pack.get().all.size(); i++) {
                out.setPackElement(i);
                out.print(i > 0 ? ", " : "");
                out.print(pattern);
            }
            out.setPackElement(outer);
        }
    }

    /** A template parameter of a conversion operator, whose arguments stand behind it. */
    final class Forward implements CxxNode {
        final int index;
        private Optional<CxxNode> argument = Optional.empty();
        private boolean printing;

        Forward(int index) {
            this.index = index;
        }

        void resolve(CxxNode found) {
            argument = Optional.of(found);
        }

        private CxxNode argument() throws ManglingException {
            if (argument.isEmpty() || printing) {
                throw new ManglingException("a template parameter without an argument");
            }
            return argument.get();
        }

        @Override
        public void left(Output out) throws ManglingException {
            CxxNode found = argument();
            printing = true;
            out.left(found);
            printing = false;
        }

        @Override
        public void right(Output out) throws ManglingException {
            CxxNode found = argument();
            printing = true;
            out.right(found);
            printing = false;
        }
    }
}
