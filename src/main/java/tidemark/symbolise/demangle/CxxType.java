package tidemark.symbolise.demangle;

import java.util.List;
import java.util.Optional;

/** Types that are written around what they declare, and functions. */
interface CxxType extends CxxNode {
    /** {@code const}, {@code volatile} and what vendors add, behind the type. */
    record Qualified(CxxNode type, String qualifiers) implements CxxType {
        @Override
        public void left(Output out) throws ManglingException {
            out.left(type);
            CxxNode inner = type instanceof PackParameter parameter ? parameter.element(out) : type;
            boolean already = inner instanceof Qualified other && other.qualifiers.equals(qualifiers);
            out.print(already ? "" : qualifiers);
        }

        @Override
        public void right(Output out) throws ManglingException {
            out.right(type);
        }

        @Override
        public Declarator declarator() {
            return type.declarator();
        }

        @Override
        public boolean surrounds() {
            return type.surrounds();
        }

        @Override
        public Optional<Pack> pack() {
            return type.pack();
        }
    }

    /** @param sign {@code *}, {@code &} or {@code &&} */
    record Pointer(CxxNode target, String sign) implements CxxType {
        /** A reference to a reference is one, of lvalues if one of the two is. */
        private static CxxNode deepest(CxxNode type, Output out) {
            return type instanceof PackParameter parameter ? parameter.element(out) : type;
        }

        private boolean isReference() {
            return sign.startsWith("&");
        }

        private Pointer collapsed(Output out) {
            Pointer outer = this;
            CxxNode inner = deepest(target, out);
            while (outer.isReference() && inner instanceof Pointer pointer && pointer.isReference()) {
                outer = new Pointer(
                        pointer.target, outer.sign.length() < pointer.sign.length() ? outer.sign : pointer.sign);
                inner = deepest(outer.target, out);
            }
            return outer;
        }

        @Override
        public void left(Output out) throws ManglingException {
            Pointer whole = collapsed(out);
            CxxNode inner = deepest(whole.target, out);
            out.left(inner);
            switch (inner.declarator()) {
                case PLAIN -> out.print(whole.sign);
                case ARRAY -> out.print(" (" + whole.sign);
                case FUNCTION -> out.print("(" + whole.sign);
            }
        }

        @Override
        public void right(Output out) throws ManglingException {
            CxxNode inner = deepest(collapsed(out).target, out);
            out.print(inner.declarator() == Declarator.PLAIN ? "" : ")");
            out.right(inner);
        }

        @Override
        public boolean surrounds() {
            return target.surrounds();
        }

        @Override
        public Optional<Pack> pack() {
            return target.pack();
        }
    }

    record MemberPointer(CxxNode owner, CxxNode member) implements CxxType {
        @Override
        public void left(Output out) throws ManglingException {
            out.left(member);
            out.print(
                    switch (member.declarator()) {
                        case FUNCTION -> "(";
                        case ARRAY -> " (";
                        case PLAIN -> " ";
                    });
            out.print(owner);
            out.print("::*");
        }

        @Override
        public void right(Output out) throws ManglingException {
            out.print(member.declarator() == Declarator.PLAIN ? "" : ")");
            out.right(member);
        }

        @Override
        public boolean surrounds() {
            return member.surrounds();
        }

        @Override
        public Optional<Pack> pack() {
            Optional<Pack> found = owner.pack();
            return found.isPresent() ? found : member.pack();
        }
    }

    record Array(CxxNode element, CxxNode size) implements CxxType {
        @Override
        public void left(Output out) throws ManglingException {
            out.left(element);
        }

        @Override
        public void right(Output out) throws ManglingException {
            out.print(out.last() == ']' ? "[" : " [");
            out.print(size);
            out.print("]");
            out.right(element);
        }

        @Override
        public Declarator declarator() {
            return Declarator.ARRAY;
        }

        @Override
        public Optional<Pack> pack() {
            return element.pack();
        }
    }

    record Function(CxxNode result, List<CxxNode> parameters, String behind) implements CxxType {
        @Override
        public void left(Output out) throws ManglingException {
            out.left(result);
            out.print(result.surrounds() ? "" : " ");
        }

        @Override
        public void right(Output out) throws ManglingException {
            out.print("(");
            out.printList(parameters);
            out.print(")");
            out.print(behind);
            out.right(result);
        }

        @Override
        public Declarator declarator() {
            return Declarator.FUNCTION;
        }

        @Override
        public Optional<Pack> pack() {
            for (CxxNode parameter : parameters) {
                if (parameter.pack().isPresent()) {
                    return parameter.pack();
                }
            }
            return result.pack();
        }
    }

    /**
     * A function that is declared, not a type.
     *
     * @param result empty where the name does not tell
     * @param behind qualifiers of the object that it is called for
     */
    record Declaration(Optional<CxxNode> result, CxxNode name, List<CxxNode> parameters, String behind)
            implements CxxType {
        @Override
        public void left(Output out) throws ManglingException {
            if (result.isPresent()) {
                out.left(result.get());
                out.print(result.get().surrounds() ? "" : " ");
            }
            out.print(name);
        }

        @Override
        public void right(Output out) throws ManglingException {
            out.print("(");
            out.printList(parameters);
            out.print(")");
            if (result.isPresent()) {
                out.right(result.get());
            }
            out.print(behind);
        }

        /** As the scope of something local. */
        Declaration withoutResult() {
            return new Declaration(Optional.empty(), name, parameters, behind);
        }

        @Override
        public String baseName() {
            return name.baseName();
        }
    }
}
