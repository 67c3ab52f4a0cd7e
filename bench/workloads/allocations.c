/* The native half of Allocations.java. */
#include <jni.h>
#include <stdlib.h>

enum { BLOCKS = 1024 };

JNIEXPORT jlong JNICALL Java_Allocations_allocateNatively(JNIEnv *env, jclass class, jint count, jint seed) {
    void *blocks[BLOCKS];
    jlong sum = 0;
    jmethodID allocated = (*env)->GetStaticMethodID(env, class, "allocated", "(J)J");
    for (int i = 0; i < count && i < BLOCKS; i++) {
        size_t bytes = 16 + (size_t)(seed + i) % 200;
        blocks[i] = malloc(bytes);
        if (!blocks[i])
            abort();
        if (i % 10 == 0)
            sum += (*env)->CallStaticLongMethod(env, class, allocated, (jlong)bytes);
        sum += (jlong)bytes;
    }
    for (int i = 0; i < count && i < BLOCKS; i++)
        free(blocks[i]);
    return sum;
}
