package tidemark.cli;

/** The text of {@code --help}. */
final class Help {
    private Help() {}

    static String text() {
        return """
            usage: tidemark [options] program [arguments]
                   tidemark check [options] pid     check one that runs; tidemark check --help

            Runs the program and reports the heap blocks that it leaked or freed wrongly, with the name
            of every function in their call paths, also in modules that were unloaded, on standard error.
            The options are Memcheck's; defaults stand in [ ], a * marks one that differs from its.

            What is reported
              --leak-check=no|summary|full  heap summary only, sums, or every loss record [full] *
                                            (yes means full; Memcheck's default is summary)
              --show-leak-kinds=KIND,...    which loss records are shown [definite,possible]
                                            KIND: definite indirect possible reachable all none
              --show-reachable=yes|no       yes: show all kinds; no: hide what is reachable
              --show-possibly-lost=yes|no   show what is possibly lost [yes]
              --num-callers=N               compare and show N frames, 1 to 500 [24] * (Memcheck: 12)
              --leak-check-heuristics=NAME,...  pointers into the middle of which blocks count as
                                            pointers to their start: stdstring length64 newarray
                                            multipleinheritance tsearch, all, none [all]
              --show-holders=yes|no         show the shortest chain of pointers that holds a block: for
                                            what is still reachable and possibly lost, or not at
                                            all [for what is still reachable, where it is shown]
              --top-holders=N               list the N modules, threads and variables without which
                                            most would be lost [0]
              --leak-resolution=low|med|high  compare 2, 4 or all frames of a call path to make
                                            loss records of blocks [high]
              --run-libc-freeres=yes|no     no: count what the C library keeps for itself, such as the
                                            buffer of standard output, as still reachable
                                            [yes: apart, and as freed; -v shows it]
              --run-cxx-freeres=yes|no      the same for the C++ library's memory for exceptions [yes]
              --check-shows=new|changed|all  which loss records are shown when a process is checked
                                            while it runs: those that have more blocks or bytes
                                            than at its last check, more or less, or all [new]
              --show-mismatched-frees=yes|no  report malloc's blocks freed by delete, and so on [yes]
              --freed-paths=N               for second frees keep the paths of the last N frees
                                            [those of a process's first 10000 frees] *
              --merge-recursive-frames=N    leave out up to N frames where a frame comes again [0]
              --show-below-main=yes|no      show the frames that call main [no]
              --read-inline-info=yes|no     show inlined calls, too; --num-callers leaves them out [yes]
              --sym-offsets=yes|no          show how far in its function a frame lies, as in main+18 [no]
              --fullpath-after=TEXT         show paths of source files, not only their names; of
                                            one that contains TEXT, what follows it. Can be given
                                            several times
              --trace-children=yes|no       report also the programs that the program starts
                                            [yes] * (Memcheck's default is no)
              --trace-children-skip=PATTERN,...  leave programs of these names alone, and all that
                                            they start: * is anything, ? one character, and
                                            the name is the path that exec was given
              --trace-children-skip-by-arg=PATTERN,...  the same for programs with such an
                                            argument, argument 0 included
              --merge-children=yes|no       one report for the program and all processes that it
                                            starts, when it has ended: records of the same call path
                                            are one, and the summaries are sums [no]
              --wait-for-children=yes|no    return only when the processes that the program started
                                            have ended as well, so that their errors count for
                                            the exit code. Otherwise those that still run are
                                            reported later, when they end [no]
              --check-at-exec=yes|no        also check a program when it becomes another one [no]
              --demangle=yes|no             names as in the source, not as the linker has them [yes]
              --fold-templates=yes|no       std::vector<...> instead of all template arguments [no]
              --enable-debuginfod=yes|no    ask the servers in DEBUGINFOD_URLS [yes]
              --extra-debuginfo-path=DIR    search DIR for debug files, too, which bring the names
                                            of functions that a stripped module has no symbols for.
                                            Searched anyway: /usr/lib/debug, what .gnu_debuglink
                                            names, MODULE.debug beside the module, and then the
                                            servers in DEBUGINFOD_URLS, if that is set

            What is not reported
              --suppressions=FILE           do not report what FILE lists: Valgrind's or
                                            LeakSanitizer's suppressions; may be given many times
              --gen-suppressions=no|yes|all  print a suppression for each shown loss record: if
                                            you say so on the terminal (yes), or always (all) [no]
              -s, --show-error-list=no|yes|all  list the suppressions that were used (yes), and
                                            also show what they suppress (all) [no]; -v: yes, and
                                            list those that were not used

            Where it is reported
              --log-file=FILE               write to FILE instead of standard error; %p is the pid
                                            (then each process has its own file, or, with
                                            --merge-children=yes, the program's is meant),
                                            %n its number among them, from 1 on, %q{NAME} an
                                            environment variable, %% a percent sign
              --log-fd=N                    write to descriptor N, which the caller has opened [2]
              --error-markers=BEGIN,END     write the lines BEGIN and END around each error [none]
              -q, --quiet                   write nothing but the shown loss records, what makes
                                            the check incomplete, and which signal ended a process
              -v, --verbose                 also say which options have no effect, and why,
                                            and how long the check took

            Exit code
              --error-exitcode=N            exit with N if there were errors, in any process,
                                            unless a signal ended the program; [0]: always exit
                                            as the program did
              --exit-on-first-error=yes|no  end the report with the first error; the program has
                                            run to its end all the same [no]
              --errors-for-leak-kinds=KIND,...  which loss records are errors
                                            [definite,possible]
              1: options that cannot be used; 126: the program cannot be run; 127: it was not
              found; 125: it cannot be observed, or, where --error-exitcode asks for a verdict and
              the program itself succeeds, its check is incomplete

            How the program runs
              --in-place=yes|no             yes: the program runs in the command's own process and has its
                                            pid; each process waits at its end until its report
                                            is written, and with --error-exitcode exits with N
                                            itself if it has errors, as under Valgrind. no: the
                                            command waits for the program, and exits with N if
                                            any process has errors [no; called valgrind: yes]
              --clear-blocks=BYTES|all|no   clear blocks of up to BYTES bytes when they are
                                            allocated, so that what they held before leads
                                            nowhere [4096] *. A program that reads what it
                                            never wrote reads zeros then
              --freelist-vol=N              keep N bytes of freed blocks aside, so that their
                                            addresses are not used again at once [0] *
                                            (Memcheck, and without =N: 20000000)
              --exact=yes|no                yes: as precise as Memcheck, for two to four times
                                            the time: --clear-blocks=all --freelist-vol [no]
              --keep-modules=yes|no         keep modules mapped when the program unloads them
                                            [no]. This hides leaks: the data of a module that
                                            stays still points at the blocks that the module
                                            leaked, so they count as reachable. It is not needed
                                            for names, which unloaded modules have anyway.

            Other
              --tool=memcheck               accepted, as are Memcheck's options that would not
                                            change the report, such as --track-origins=yes
              -h, --help                    show this text
              --version                     show the version

            A frame that says [unloaded] lies in a module that the program unloaded after the
            block was allocated. A function whose name is not known is MODULE+0xOFFSET.
            """;
    }
}
