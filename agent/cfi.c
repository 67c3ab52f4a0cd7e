#include "cfi.h"
#include <string.h>

/* Every read is bounded by the module; after the first one beyond it all further ones give 0 and `bad` stays set. */
struct reader {
  const u8 *at, *end;
  int bad;
};

static u64 read_fixed(struct reader *in, u32 bytes) {
  u64 value = 0;
  if ((u64)(in->end - in->at) < bytes || in->at > in->end) {
    in->bad = 1;
    return 0;
  }
  memcpy(&value, in->at, bytes);
  in->at += bytes;
  return value;
}

INLINE u8 read_byte(struct reader *in) {
  if (LIKELY(in->at < in->end)) return *in->at++;
  in->bad = 1;
  return 0;
}

static NOINLINE u64 read_long_uleb(struct reader *in, u64 value) {
  for (u32 shift = 7;; shift += 7) {
    u8 byte = read_byte(in);
    if (shift < 64) value |= (u64)(byte & 0x7f) << shift;
    if (!(byte & 0x80)) return value;
  }
}

INLINE u64 read_uleb(struct reader *in) {
  u8 byte = read_byte(in);
  return LIKELY(!(byte & 0x80)) ? byte : read_long_uleb(in, byte & 0x7f);
}

static s64 read_sleb(struct reader *in) {
  u64 value = 0;
  u32 shift = 0;
  u8 byte;
  do {
    byte = read_byte(in);
    if (shift < 64) value |= (u64)(byte & 0x7f) << shift;
    shift += 7;
  } while (byte & 0x80);
  if (shift < 64 && (byte & 0x40)) value |= ~0ull << shift;
  return (s64)value;
}

enum {
  POINTER_OMITTED = 0xff,
  POINTER_PC_RELATIVE = 0x10,
  POINTER_DATA_RELATIVE = 0x30,
  POINTER_TABLE = 0x3b /* data-relative, signed 4 bytes: the only search table that linkers write */
};

/* LSB, "DWARF Exception Header Encoding". */
static u64 read_pointer(struct reader *in, u8 encoding, u64 data_base) {
  u64 here = (u64)in->at, value;
  if (encoding == POINTER_OMITTED) return 0;
  switch (encoding & 0x0f) {
    case 0x00: case 0x04: case 0x0c: value = read_fixed(in, 8); break;
    case 0x01: value = read_uleb(in); break;
    case 0x02: value = read_fixed(in, 2); break;
    case 0x03: value = read_fixed(in, 4); break;
    case 0x09: value = (u64)read_sleb(in); break;
    case 0x0a: value = (u64)(s64)(s16)read_fixed(in, 2); break;
    case 0x0b: value = (u64)(s64)(s32)read_fixed(in, 4); break;
    default: in->bad = 1; return 0;
  }
  switch (encoding & 0x70) {
    case 0: return value;
    case POINTER_PC_RELATIVE: return here + value;
    case POINTER_DATA_RELATIVE: return data_base + value;
    default: in->bad = 1; return 0;
  }
}

static struct reader reader_in(const struct cfi_span *span, u64 at) {
  if (at < span->start || at >= span->end) return (struct reader){NULL, NULL, 1};
  return (struct reader){(const u8 *)at, (const u8 *)span->end, 0};
}

/* The address of the FDE that may cover pc, by the sorted table of .eh_frame_hdr; 0 if there is none. */
static u64 search_table(const struct cfi_span *span, u64 pc) {
  struct reader in = reader_in(span, span->eh_frame_hdr);
  u8 version = read_byte(&in), frame_encoding = read_byte(&in);
  u8 count_encoding = read_byte(&in), table_encoding = read_byte(&in);
  read_pointer(&in, frame_encoding, span->eh_frame_hdr);
  u64 count = read_pointer(&in, count_encoding, span->eh_frame_hdr);
  if (in.bad || version != 1 || table_encoding != POINTER_TABLE) return 0;
  if (count > (u64)(in.end - in.at) / 8) return 0;
  const s32 *table = (const s32 *)(const void *)in.at;
  s64 wanted = (s64)(pc - span->eh_frame_hdr);
  u64 low = 0, high = count;
  while (low < high) {
    u64 middle = (low + high) / 2;
    if (table[2 * middle] <= wanted) low = middle + 1;
    else high = middle;
  }
  return low ? span->eh_frame_hdr + (u64)(s64)table[2 * low - 1] : 0;
}

struct entry {
  struct reader common, own; /* the CIE's and the FDE's instructions */
  u64 start, bytes;          /* of the code */
  u64 code_factor;
  s64 data_factor;
  u64 data_base;
  u8 return_register, signal_frame, pointer_encoding;
};

struct augmentation {
  u8 pointer_encoding, signal_frame, present;
};

static struct augmentation read_augmentation(struct reader *in, const char *letters) {
  struct augmentation result = {0, 0, 0};
  if (letters[0] != 'z') {
    if (letters[0]) in->bad = 1; /* gcc 2's "eh" */
    return result;
  }
  result.present = 1;
  u64 bytes = read_uleb(in);
  if (in->bad || bytes > (u64)(in->end - in->at)) {
    in->bad = 1;
    return result;
  }
  const u8 *end = in->at + bytes;
  for (const char *letter = letters + 1; *letter; letter++) {
    if (*letter == 'R') result.pointer_encoding = read_byte(in);
    else if (*letter == 'L') read_byte(in);
    else if (*letter == 'S') result.signal_frame = 1;
    else if (*letter == 'P') {
      u8 encoding = read_byte(in);
      read_pointer(in, encoding & 0x7f, 0);
    } else if (*letter != 'B') break; /* unknown: its data's length is unknown too, but `end` is not */
  }
  in->at = end;
  return result;
}

static int read_common(const struct cfi_span *span, u64 address, struct entry *entry, struct augmentation *augmentation) {
  struct reader in = reader_in(span, address);
  u64 bytes = read_fixed(&in, 4);
  if (in.bad || bytes == 0xffffffff || bytes > (u64)(in.end - in.at)) return -1;
  in.end = in.at + bytes;
  if (read_fixed(&in, 4) != 0) return -1; /* a CIE's id */
  u8 version = read_byte(&in);
  const char *letters = (const char *)in.at;
  while (!in.bad && read_byte(&in)) {}
  if (in.bad) return -1;
  if (version == 4) read_fixed(&in, 2);
  entry->code_factor = read_uleb(&in);
  entry->data_factor = read_sleb(&in);
  entry->return_register = (u8)(version == 1 ? read_byte(&in) : read_uleb(&in));
  *augmentation = read_augmentation(&in, letters);
  entry->signal_frame = augmentation->signal_frame;
  entry->pointer_encoding = augmentation->pointer_encoding;
  entry->data_base = span->eh_frame_hdr;
  entry->common = in;
  return in.bad ? -1 : 0;
}

static int find_entry(const struct cfi_span *span, u64 pc, struct entry *entry) {
  u64 address = search_table(span, pc);
  struct reader in = reader_in(span, address);
  u64 bytes = read_fixed(&in, 4);
  if (in.bad || bytes < 8 || bytes == 0xffffffff || bytes > (u64)(in.end - in.at)) return -1;
  in.end = in.at + bytes;
  u64 here = (u64)in.at, back = read_fixed(&in, 4);
  struct augmentation augmentation;
  if (!back || read_common(span, here - back, entry, &augmentation)) return -1;
  entry->start = read_pointer(&in, augmentation.pointer_encoding, span->eh_frame_hdr);
  entry->bytes = read_pointer(&in, augmentation.pointer_encoding & 0x0f, 0);
  if (in.bad || pc - entry->start >= entry->bytes) return -1;
  if (augmentation.present) {
    u64 skip = read_uleb(&in);
    if (in.bad || skip > (u64)(in.end - in.at)) return -1;
    in.at += skip;
  }
  entry->own = in;
  return 0;
}

static void set(struct cfi_row *row, u64 reg, enum cfi_how how, s64 value) {
  if (reg >= CFI_REGISTERS) return;
  row->how[reg] = (u8)how;
  row->value[reg] = value;
}

static void restore(struct cfi_row *row, u64 reg, const struct cfi_row *initial) {
  if (reg < CFI_REGISTERS) set(row, reg, (enum cfi_how)initial->how[reg], initial->value[reg]);
}

static const u8 *skip_expression(struct reader *in) {
  const u8 *expression = in->at;
  u64 bytes = read_uleb(in);
  if (in->bad || bytes > (u64)(in->end - in->at)) in->bad = 1;
  else in->at += bytes;
  return expression;
}

static void set_cfa(struct cfi_row *row, u64 reg, s64 offset) {
  row->cfa_register = (u8)(reg < CFI_REGISTERS ? reg : CFI_PC);
  row->cfa_offset = offset;
  row->cfa_expression = NULL;
}

/* DWARF 5, table 7.29. Runs the instructions up to the row that covers pc. */
static int run(struct reader in, const struct entry *entry, u64 pc, struct cfi_row *row, struct cfi_work *work) {
  const struct cfi_row *initial = &work->initial;
  u64 location = entry->start, reg;
  u32 remembered = 0;
  while (in.at < in.end && !in.bad) {
    u8 op = read_byte(&in);
    switch (op >> 6) {
      case 1: location += (op & 63) * entry->code_factor; goto advanced;
      case 2: set(row, op & 63, CFI_OFFSET, (s64)read_uleb(&in) * entry->data_factor); continue;
      case 3: restore(row, op & 63, initial); continue;
    }
    switch (op) {
      case 0x00: break;                                                     /* nop */
      case 0x01: location = read_pointer(&in, entry->pointer_encoding, entry->data_base); goto advanced;
      case 0x02: location += read_byte(&in) * entry->code_factor; goto advanced;
      case 0x03: location += read_fixed(&in, 2) * entry->code_factor; goto advanced;
      case 0x04: location += read_fixed(&in, 4) * entry->code_factor; goto advanced;
      case 0x05: reg = read_uleb(&in); set(row, reg, CFI_OFFSET, (s64)read_uleb(&in) * entry->data_factor); break;
      case 0x06: restore(row, read_uleb(&in), initial); break;
      case 0x07: set(row, read_uleb(&in), CFI_UNDEFINED, 0); break;
      case 0x08: set(row, read_uleb(&in), CFI_SAME, 0); break;
      case 0x09: reg = read_uleb(&in); set(row, reg, CFI_REGISTER, (s64)read_uleb(&in)); break;
      case 0x0a:
        if (remembered == CFI_REMEMBERED) return -1;
        work->remembered[remembered++] = *row;
        break;
      case 0x0b:
        if (!remembered) return -1;
        *row = work->remembered[--remembered];
        break;
      case 0x0c: reg = read_uleb(&in); set_cfa(row, reg, (s64)read_uleb(&in)); break;
      case 0x0d: set_cfa(row, read_uleb(&in), row->cfa_offset); break;
      case 0x0e: row->cfa_offset = (s64)read_uleb(&in); break;
      case 0x0f: row->cfa_expression = skip_expression(&in); break;
      case 0x10: reg = read_uleb(&in); set(row, reg, CFI_EXPRESSION, (s64)skip_expression(&in)); break;
      case 0x11: reg = read_uleb(&in); set(row, reg, CFI_OFFSET, read_sleb(&in) * entry->data_factor); break;
      case 0x12: reg = read_uleb(&in); set_cfa(row, reg, read_sleb(&in) * entry->data_factor); break;
      case 0x13: row->cfa_offset = read_sleb(&in) * entry->data_factor; break;
      case 0x14: reg = read_uleb(&in); set(row, reg, CFI_VALUE_OFFSET, (s64)read_uleb(&in) * entry->data_factor); break;
      case 0x15: reg = read_uleb(&in); set(row, reg, CFI_VALUE_OFFSET, read_sleb(&in) * entry->data_factor); break;
      case 0x16: reg = read_uleb(&in); set(row, reg, CFI_VALUE_EXPRESSION, (s64)skip_expression(&in)); break;
      case 0x2e: read_uleb(&in); break;                                     /* GNU_args_size */
      default: return -1;
    }
    continue;
  advanced:
    if (location > pc) break;
  }
  return in.bad ? -1 : 0;
}

int cfi_row_at(const struct cfi_span *span, u64 pc, struct cfi_row *row, struct cfi_work *work) {
  struct entry entry;
  if (!span->eh_frame_hdr || find_entry(span, pc, &entry)) return -1;
  memset(row, 0, sizeof *row);
  row->function = entry.start;
  row->return_register = entry.return_register;
  row->signal_frame = entry.signal_frame;
  memset(&work->initial, 0, sizeof work->initial);
  if (run(entry.common, &entry, ~0ull, row, work)) return -1;
  work->initial = *row;
  return run(entry.own, &entry, pc, row, work);
}

const u8 *cfi_expression(const u8 *expression, const struct cfi_span *span, const u8 **end) {
  struct reader in = {expression, (const u8 *)span->end, 0};
  u64 bytes = read_uleb(&in);
  if (in.bad || bytes > (u64)(in.end - in.at)) return NULL;
  *end = in.at + bytes;
  return in.at;
}
