"""Runs a command as a job on a terminal of its own, as a shell with job control does, and types what the steps say.

usage: terminal.py STEPS COMMAND...
A step, separated by commas: text:T waits until T was shown; key:N types the byte N; signal:N sends
N to the job's first process alone; stopped waits until the job has stopped;
continue continues it in the foreground; hangup closes the terminal. At the end what was shown and the job's wait status are printed.
"""
import os
import pty
import signal
import sys
import termios


def run_job(command, orders, facts):
    """The session's leader: starts the job in a group of its own, tells its stops and its end through the pipe `facts`."""
    signal.signal(signal.SIGTTOU, signal.SIG_IGN)
    signal.signal(signal.SIGHUP, signal.SIG_IGN)
    job = os.fork()
    if job == 0:
        os.setpgid(0, 0)
        os.tcsetpgrp(0, os.getpid())
        for number in (signal.SIGTTOU, signal.SIGHUP, signal.SIGPIPE):
            signal.signal(number, signal.SIG_DFL)
        os.execvp(command[0], command)
    os.write(facts, b"%d\n" % job)
    while True:
        _, status = os.waitpid(job, os.WUNTRACED)
        os.write(facts, b"%d\n" % status)
        if not os.WIFSTOPPED(status):
            os._exit(0)
        os.read(orders, 1)
        os.tcsetpgrp(0, job)
        os.killpg(job, signal.SIGCONT)


def main():
    steps, command = sys.argv[1].split(","), sys.argv[2:]
    orders_read, orders_write = os.pipe()
    facts_read, facts_write = os.pipe()
    leader, terminal = pty.fork()
    if leader == 0:
        run_job(command, orders_read, facts_write)
    os.close(facts_write)
    facts = os.fdopen(facts_read)
    job = int(facts.readline())
    shown = ""
    before = termios.tcgetattr(terminal)[:4]
    for step in steps:
        word, _, value = step.partition(":")
        if word == "text":
            start = len(shown)
            while value not in shown[start:]:
                shown += os.read(terminal, 4096).decode()
        elif word == "key":
            os.write(terminal, bytes([int(value)]))
        elif word == "signal":
            os.kill(job, int(value))
        elif word == "stopped":
            status = int(facts.readline())
            print("stopped by", os.WSTOPSIG(status))
        elif word == "continue":
            os.write(orders_write, b"c")
    status = int(facts.readline())
    print("modes unchanged" if termios.tcgetattr(terminal)[:4] == before else "modes changed")
    while True:
        try:
            more = os.read(terminal, 4096).decode()
        except OSError:
            more = ""
        if not more:
            break
        shown += more
    print(shown.replace("\r", "").strip())
    print("status", status)


main()
