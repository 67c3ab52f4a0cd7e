// Libraries: glib-2.0
// Shows: GLib's hash tables, queues, arrays and variants come and go; in between 200 strings leak. (With G_SLICE=always-malloc, which GLib
// sets for itself under Valgrind.)
// Verdict: the strings definitely lost, 4,800 bytes in 200 blocks, and what they say indirectly, 25,600 bytes in 200 blocks.
#include <glib.h>

#ifndef MANY
#define MANY 1 /* ./build truth has 5 */
#endif
enum { ROUNDS = MANY * 6000, LEAKS = MANY * 200 };

static GHashTable *table;
static GQueue queue = G_QUEUE_INIT;
static unsigned seed = 99;

static void leak(int number) {
  GString *text = g_string_new(NULL);
  g_string_printf(text, "leaked string number %d", number);
}

static void change_table(int number) {
  char key[30];
  g_hash_table_insert(table, g_strdup_printf("key %u", (seed >> 16) % 3000), g_strdup_printf("value %d", number));
  if (!(seed & 0x40000)) return;
  g_snprintf(key, sizeof key, "key %u", (seed >> 8) % 3000);
  g_hash_table_remove(table, key);
}

static void use_variant(int number) {
  g_variant_unref(g_variant_ref_sink(g_variant_new("(sias)", "name", number, NULL)));
}

static void change_queue(void) {
  g_queue_push_tail(&queue, g_strsplit("a,bb,ccc,dddd", ",", -1));
  if (g_queue_get_length(&queue) > 100) g_strfreev(g_queue_pop_head(&queue));
}

static void use_array(unsigned count) {
  GPtrArray *array = g_ptr_array_new_with_free_func(g_free);
  for (unsigned i = 0; i < count; i++) g_ptr_array_add(array, g_strdup("x"));
  g_ptr_array_unref(array);
}

int main(void) {
  table = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, g_free);
  for (int i = 0; i < ROUNDS; i++) {
    seed = seed * 1103515245 + 12345;
    change_table(i);
    use_variant(i);
    change_queue();
    use_array((seed >> 16) % 3000 % 9);
    if (i % (ROUNDS / LEAKS) == 0) leak(i);
  }
  return 0;
}
