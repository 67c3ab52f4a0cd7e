package tidemark.packages;

import java.util.HashSet;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The programs that a shell script calls: the words where a command begins, also in substitutions and behind words that run another command. Functions, keywords
 * and what the shell does itself are none; neither is what a variable names.
 */
final class ShellCommands {
    private static final Set<String> KEYWORDS =
            Set.of("if", "then", "elif", "else", "fi", "while", "until", "do", "done", "{", "}", "!", "time", "esac");
    private static final Set<String> RUN_THE_NEXT_WORD = Set.of("exec", "command", "env", "nice", "setsid", "xargs");
    private static final Set<String> BUILT_IN = Set.of(
            (": . [ [[ alias bg break cd continue declare echo eval exec exit export false fg getopts hash jobs kill let mapfile printf pwd read"
                            + " readonly return set shift shopt source test times trap true type ulimit umask unset wait command local for case in")
                    .split(" ", -1));
    private static final Pattern FUNCTION = Pattern.compile("(?m)^ *([\\w-]+)\\(\\)");
    private static final Pattern ASSIGNMENT = Pattern.compile("\\w+(\\[[^]]*])?\\+?=.*", Pattern.DOTALL);
    private static final Pattern HERE_DOCUMENT = Pattern.compile("<<-?\\s*['\"]?(\\w+)['\"]?");

    private final String script;
    private final Set<String> programs = new TreeSet<>();
    private int at;

    private ShellCommands(String script) {
        this.script = script;
    }

    static Set<String> of(String script) {
        ShellCommands commands = new ShellCommands(withoutHereDocuments(script.replace("\\\n", " ")));
        commands.list((char) 0);
        commands.programs.removeAll(functions(script));
        return commands.programs;
    }

    private static Set<String> functions(String script) {
        Set<String> names = new HashSet<>();
        Matcher matcher = FUNCTION.matcher(script);
        while (matcher.find()) {
            names.add(matcher.group(1));
        }
        return names;
    }

    private static String withoutHereDocuments(String script) {
        StringBuilder text = new StringBuilder();
        String end = "";
        for (String line : script.split("\n", -1)) {
            if (!end.isEmpty()) {
                end = line.strip().equals(end) ? "" : end;
                continue;
            }
            text.append(line).append('\n');
            Matcher matcher = HERE_DOCUMENT.matcher(line);
            end = !line.contains("<<<") && matcher.find() ? matcher.group(1) : "";
        }
        return text.toString();
    }

    /** Commands up to the end, or to the character that closes them. */
    private void list(char close) {
        boolean command = true;
        boolean pattern = false;
        while (at < script.length()) {
            char next = script.charAt(at);
            if (next == close && !pattern) {
                at++;
                return;
            }
            if (Character.isWhitespace(next) || ";&|".indexOf(next) >= 0) {
                at++;
                command |= next == '\n' || ";&|".indexOf(next) >= 0;
                pattern |= next == ';' && script.startsWith(";", at);
            } else if (pattern && !script.startsWith("esac", at)) {
                skipPattern();
                pattern = false;
                command = true;
            } else if (script.startsWith("((", at)) {
                skipTo("))");
            } else if (next == '(' || next == ')') {
                at++;
                if (next == '(') {
                    list(')');
                    command = true;
                }
            } else if (next == '#') {
                skipTo("\n");
                command = true;
            } else if (next == '<' || next == '>') {
                redirection();
            } else {
                String word = word();
                pattern = word.equals("in") && !command && startsCase();
                command = isNextACommand(word, command);
                pattern &= !command;
            }
        }
    }

    /** Whether the {@code in} just read belongs to {@code case} and not to {@code for}. */
    private boolean startsCase() {
        int line = script.lastIndexOf('\n', at - 1) + 1;
        return script.substring(line, at).matches("(?s).*\\bcase\\b[^;]*");
    }

    private boolean isNextACommand(String word, boolean command) {
        if (word.equals("-exec")
                || (command
                        && (KEYWORDS.contains(word) || ASSIGNMENT.matcher(word).matches()))) {
            return true;
        }
        if (!command || word.isEmpty()) {
            return false;
        }
        if (word.equals("[[")) {
            skipTest();
            return false;
        }
        boolean number = word.chars().allMatch(Character::isDigit) || word.equals("{}") || word.startsWith("-");
        if (!BUILT_IN.contains(word) && !number && word.matches("(/[\\w./-]*/)?[\\w.+-]+")) {
            programs.add(word.substring(word.lastIndexOf('/') + 1));
        }
        return number || RUN_THE_NEXT_WORD.contains(word);
    }

    private void skipPattern() {
        while (at < script.length() && script.charAt(at) != ')') {
            at++;
        }
        at++;
    }

    /** A condition has no commands but in substitutions. */
    private void skipTest() {
        while (at < script.length() && !script.startsWith("]]", at)) {
            if (Character.isWhitespace(script.charAt(at)) || "()|&<>".indexOf(script.charAt(at)) >= 0) {
                at++;
            } else {
                word();
            }
        }
        at = Math.min(script.length(), at + 2);
    }

    private void skipTo(String end) {
        int found = script.indexOf(end, at);
        at = found < 0 ? script.length() : found + end.length();
    }

    private void redirection() {
        at++;
        while (at < script.length() && "<>&|".indexOf(script.charAt(at)) >= 0) {
            at++;
        }
        if (at < script.length() && script.charAt(at) == '(') {
            at++;
            list(')');
            return;
        }
        while (at < script.length() && script.charAt(at) == ' ') {
            at++;
        }
        word();
    }

    /** A word without its quotes; substitutions in it become {@code $}, and their commands are found. */
    private String word() {
        StringBuilder word = new StringBuilder();
        int start = at;
        while (at < script.length() && " \t\n;&|()<>".indexOf(script.charAt(at)) < 0) {
            part(word, false);
            if (word.toString().endsWith("=") && at < script.length() && script.charAt(at) == '(') {
                at++;
                array();
            }
        }
        if (at == start) {
            at++;
        }
        return word.toString();
    }

    /** What is in an array's parentheses is no command. */
    private void array() {
        while (at < script.length() && script.charAt(at) != ')') {
            if (script.charAt(at) == '#') {
                skipTo("\n");
            } else if (Character.isWhitespace(script.charAt(at))) {
                at++;
            } else {
                word();
            }
        }
        at++;
    }

    private void part(StringBuilder word, boolean quoted) {
        char next = script.charAt(at);
        if (next == '\\') {
            word.append(script, at, Math.min(script.length(), at + 2));
            at = Math.min(script.length(), at + 2);
        } else if (next == '\'' && !quoted) {
            int end = script.indexOf('\'', at + 1);
            end = end < 0 ? script.length() - 1 : end;
            word.append(script, at + 1, end);
            at = end + 1;
        } else if (next == '"' && !quoted) {
            at++;
            while (at < script.length() && script.charAt(at) != '"') {
                part(word, true);
            }
            at++;
        } else if (script.startsWith("$((", at)) {
            word.append('$');
            skipTo("))");
        } else if (script.startsWith("$(", at)) {
            word.append('$');
            at += 2;
            list(')');
        } else if (script.startsWith("${", at)) {
            word.append('$');
            skipTo("}");
        } else {
            word.append(next);
            at++;
        }
    }
}
