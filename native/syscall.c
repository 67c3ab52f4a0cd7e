/* The one native function that Java calls: a Linux system call. By JNI, which the JVM links in a tenth of a millisecond; for a
 * foreign-function handle it first generates and loads classes. */
#include <errno.h>
#include <jni.h>
#include <unistd.h>

JNIEXPORT jlong JNICALL Java_tidemark_process_Syscalls_syscall(JNIEnv *environment, jclass class, jlong number, jlong a, jlong b,
                                                               jlong c, jlong d, jlong e, jlong f) {
    (void)environment;
    (void)class;
    long result = syscall(number, a, b, c, d, e, f);
    return result == -1 ? -errno : result;
}
