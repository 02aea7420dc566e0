/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "app/agent/anj-page-scan.h"

#include <string.h>

#define VARINT_MAX_BYTES 9
#define ROW_MAX_BYTES (4 * 1024 * 1024)
#define ROW_MIN_BYTES 30 /* nothing that is sealed is shorter */
#define HEADER_MAX_BYTES 16
#define KEY_BYTES 16
#define MAX_COLUMNS 3

#define TYPE_NULL 0
#define TYPE_ZERO 8
#define TYPE_ONE 9
#define TYPE_INT_LAST TYPE_ONE
#define TYPE_BLOB(n_bytes) (2 * (guint64) (n_bytes) + 12)

/* what of a row lies in its page: file format, B-tree cell format */
#define USABLE ANJ_PAGE_BYTES
#define TABLE_MAX_LOCAL (USABLE - 35)
#define INDEX_MAX_LOCAL ((USABLE - 12) * 64 / 255 - 23)
#define MIN_LOCAL ((USABLE - 12) * 32 / 255 - 23)
#define OVERFLOW_BYTES (USABLE - 4)

#define LOG_HEADER_BYTES 32
#define FRAME_HEADER_BYTES 24
#define FRAME_BYTES (FRAME_HEADER_BYTES + ANJ_PAGE_BYTES)
/* so many bits of its salt may be wrong in a frame of this round */
#define SALT_MAX_FLIPPED 2
/* of the first frames one whose salt is good tells the round */
#define N_WITNESSES 3

typedef struct
{
  GHashTable *pages; /* (element-type guint32 guint8): by number, as of the moment */
  AnjPageRowFunc func;
  gpointer user_data;
} Scan;

static guint32
read_u32 (const guint8 *data)
{
  guint32 value;

  memcpy (&value, data, sizeof value);
  return GUINT32_FROM_BE (value);
}

/* how many bytes it took; 0: there are none left */
static gsize
read_varint (const guint8 *data, gsize n_bytes, guint64 *out_value)
{
  guint64 value = 0;

  for (gsize i = 0; i < MIN (n_bytes, VARINT_MAX_BYTES); i++)
    {
      if (i == VARINT_MAX_BYTES - 1)
        {
          *out_value = value << 8 | data[i];
          return i + 1;
        }
      value = value << 7 | (data[i] & 0x7f);
      if ((data[i] & 0x80) == 0)
        {
          *out_value = value;
          return i + 1;
        }
    }
  return 0;
}

/* A row's beginning: where what lies, and of which types it is. */
typedef struct
{
  gint64 rowid;
  gsize at; /* of the record in its page */
  gsize n_bytes;
  gsize n_header_bytes;
  guint n_columns;
  guint64 types[MAX_COLUMNS];
} Head;

static gsize
size_of_type (guint64 type)
{
  static const gsize integers[] = { 0, 1, 2, 3, 4, 6, 8, 8, 0, 0 };

  return type <= TYPE_INT_LAST ? integers[type] : (gsize) (type - 12) / 2;
}

static gboolean
is_blob (guint64 type)
{
  return type >= 12 && type % 2 == 0 && type < TYPE_BLOB (ROW_MAX_BYTES);
}

static gboolean
is_of_table (const Head *head)
{
  return head->types[0] == TYPE_NULL;
}

static gboolean
is_shape (const Head *head)
{
  if (head->n_columns < 2 || !is_blob (head->types[1]))
    return FALSE;
  if (!is_of_table (head))
    return head->types[0] == TYPE_BLOB (KEY_BYTES) && head->n_columns == 3 &&
           is_blob (head->types[2]);
  return head->n_columns == 2 || is_blob (head->types[2]) || head->types[2] <= TYPE_INT_LAST;
}

/* whether a record of one of the shapes begins there */
static gboolean
read_record_header (const guint8 *page, Head *head)
{
  gsize at = head->at + 1, end;

  head->n_columns = 0;
  head->n_header_bytes = page[head->at];
  end = head->at + head->n_header_bytes;
  if (head->n_header_bytes < 3 || head->n_header_bytes > HEADER_MAX_BYTES || end > ANJ_PAGE_BYTES)
    return FALSE;
  while (at < end && head->n_columns < MAX_COLUMNS)
    {
      gsize n = read_varint (page + at, end - at, &head->types[head->n_columns]);

      if (n == 0)
        return FALSE;
      at += n;
      head->n_columns++;
    }
  if (at != end || !is_shape (head))
    return FALSE;
  head->n_bytes = head->n_header_bytes;
  for (guint i = 0; i < head->n_columns; i++)
    head->n_bytes += size_of_type (head->types[i]);
  return head->n_bytes >= ROW_MIN_BYTES && head->n_bytes <= ROW_MAX_BYTES;
}

/* whether the record's length, a varint, ends at @end */
static gboolean
has_length_before (const guint8 *page, gsize end, gsize n_bytes)
{
  for (gsize n = 1; n <= MIN (end, VARINT_MAX_BYTES); n++)
    {
      guint64 value;

      if (read_varint (page + end - n, n, &value) == n && value == n_bytes)
        return TRUE;
    }
  return FALSE;
}

/* how much of the record lies in the page itself */
static gsize
count_local (const Head *head)
{
  gsize max = is_of_table (head) ? TABLE_MAX_LOCAL : INDEX_MAX_LOCAL;
  gsize some = MIN_LOCAL + (head->n_bytes - MIN_LOCAL) % OVERFLOW_BYTES;

  if (head->n_bytes <= max)
    return head->n_bytes;
  return some <= max ? some : MIN_LOCAL;
}

/* (transfer full) (nullable): the record, from its page and those that it flows over into */
static guint8 *
gather (const Scan *scan, const guint8 *page, const Head *head)
{
  gsize done = count_local (head);
  g_autofree guint8 *record = NULL;
  guint32 next;

  if (head->at + done + (done < head->n_bytes ? 4 : 0) > ANJ_PAGE_BYTES)
    return NULL;
  record = g_malloc (head->n_bytes);
  memcpy (record, page + head->at, done);
  next = done < head->n_bytes ? read_u32 (page + head->at + done) : 0;
  while (done < head->n_bytes)
    {
      gsize n = MIN (OVERFLOW_BYTES, head->n_bytes - done);
      const guint8 *more = g_hash_table_lookup (scan->pages, GUINT_TO_POINTER (next));

      if (more == NULL)
        return NULL;
      memcpy (record + done, more + 4, n);
      next = read_u32 (more);
      done += n;
    }
  return g_steal_pointer (&record);
}

/* -1: NULL, negative, or no integer at all */
static gint64
read_number (const guint8 *data, guint64 type)
{
  guint64 value = 0;

  if (type == TYPE_ZERO || type == TYPE_ONE)
    return (gint64) (type - TYPE_ZERO);
  if (type == TYPE_NULL || type > TYPE_INT_LAST || (data[0] & 0x80) != 0)
    return -1;
  for (gsize i = 0; i < size_of_type (type); i++)
    value = value << 8 | data[i];
  return (gint64) value;
}

static void
try_row (const Scan *scan, const guint8 *page, const Head *head)
{
  g_autofree guint8 *record = gather (scan, page, head);
  GBytes *columns[MAX_COLUMNS] = { NULL };
  gsize at = head->n_header_bytes;
  gint64 number = -1;
  AnjPageRow row;

  if (record == NULL)
    return;
  for (guint i = 0; i < head->n_columns; i++)
    {
      gsize n = size_of_type (head->types[i]);

      if (is_blob (head->types[i]))
        columns[i] = g_bytes_new (record + at, n);
      else
        number = read_number (record + at, head->types[i]);
      at += n;
    }
  row = (AnjPageRow){
    .rowid = head->rowid,
    .key = columns[0],
    .first = columns[1],
    .second = columns[2],
    .number = number,
  };
  scan->func (&row, scan->user_data);
  for (guint i = 0; i < head->n_columns; i++)
    g_clear_pointer (&columns[i], g_bytes_unref);
}

/* in a table the rowid stands between the length and the record */
static void
try_rowids (const Scan *scan, const guint8 *page, Head *head)
{
  for (gsize n = 1; n <= MIN (head->at, VARINT_MAX_BYTES); n++)
    {
      guint64 rowid;

      if (read_varint (page + head->at - n, n, &rowid) != n || rowid > G_MAXINT64 ||
          !has_length_before (page, head->at - n, head->n_bytes))
        continue;
      head->rowid = (gint64) rowid;
      try_row (scan, page, head);
    }
}

static void
scan_page (const Scan *scan, const guint8 *page)
{
  for (gsize at = 1; at + 2 < ANJ_PAGE_BYTES; at++)
    {
      Head head = { .rowid = -1, .at = at };

      if (page[at] < 3 || page[at] > HEADER_MAX_BYTES ||
          (page[at + 1] != TYPE_NULL && page[at + 1] != TYPE_BLOB (KEY_BYTES)) ||
          !read_record_header (page, &head))
        continue;
      if (is_of_table (&head))
        try_rowids (scan, page, &head);
      else if (has_length_before (page, at, head.n_bytes))
        try_row (scan, page, &head);
    }
}

static void
set_page (Scan *scan, guint32 number, const guint8 *page)
{
  if (number != 0)
    g_hash_table_insert (scan->pages, GUINT_TO_POINTER (number), (gpointer) page);
}

static gboolean
is_near (const guint8 *salt, const guint8 *other)
{
  guint n_flipped = 0;

  for (guint i = 0; i < 8; i++)
    n_flipped += (guint) __builtin_popcount ((guint) (salt[i] ^ other[i]));
  return n_flipped <= SALT_MAX_FLIPPED;
}

static const guint8 *
frame_at (const guint8 *log, gsize index)
{
  return log + LOG_HEADER_BYTES + index * FRAME_BYTES;
}

static const guint8 *
salt_at (const guint8 *log, gsize index)
{
  return frame_at (log, index) + 8;
}

/* the salt of this round: the log's header has it, or else its first frames */
static const guint8 *
find_salt (const guint8 *log, gsize n_frames)
{
  const guint8 *salt = log + 16;

  for (gsize i = 0; i < MIN (n_frames, N_WITNESSES); i++)
    if (is_near (salt, salt_at (log, i)))
      return salt;
  for (gsize i = 0; i + 1 < MIN (n_frames, N_WITNESSES); i++)
    if (is_near (salt_at (log, i), salt_at (log, i + 1)))
      return salt_at (log, i);
  return salt;
}

/* frames up to the last of this round; a spoilt one between others is of it too */
static gsize
count_frames (const guint8 *log, gsize n_frames)
{
  const guint8 *salt = find_salt (log, n_frames);

  while (n_frames > 0 && !is_near (salt, salt_at (log, n_frames - 1)))
    n_frames--;
  return n_frames;
}

static void
scan_log (Scan *scan, const guint8 *log, gsize n_bytes)
{
  gsize n_frames = n_bytes > LOG_HEADER_BYTES ? (n_bytes - LOG_HEADER_BYTES) / FRAME_BYTES : 0;
  gsize first = 0;

  n_frames = count_frames (log, n_frames);
  for (gsize i = 0; i < n_frames; i++)
    {
      const guint8 *frame = frame_at (log, i);
      gboolean is_commit = read_u32 (frame + 4) != 0;

      set_page (scan, read_u32 (frame), frame + FRAME_HEADER_BYTES);
      if (!is_commit && i + 1 < n_frames)
        continue;
      for (; first <= i; first++)
        scan_page (scan, frame_at (log, first) + FRAME_HEADER_BYTES);
    }
}

/* (transfer full): with zeros up to a whole number of @unit bytes behind @head */
static guint8 *
pad (GBytes *bytes, gsize head, gsize unit, gsize *out_n_bytes)
{
  gsize n_bytes = bytes != NULL ? g_bytes_get_size (bytes) : 0;
  gsize n_units = n_bytes > head ? (n_bytes - head + unit - 1) / unit : 0;
  guint8 *data = g_malloc0 (head + n_units * unit + 1);

  if (n_bytes > 0)
    memcpy (data, g_bytes_get_data (bytes, NULL), n_bytes);
  *out_n_bytes = head + n_units * unit;
  return data;
}

void
anj_page_scan (GBytes *file, GBytes *log, AnjPageRowFunc func, gpointer user_data)
{
  gsize n_file_bytes, n_log_bytes;
  g_autofree guint8 *file_data = pad (file, 0, ANJ_PAGE_BYTES, &n_file_bytes);
  g_autofree guint8 *log_data = pad (log, LOG_HEADER_BYTES, FRAME_BYTES, &n_log_bytes);
  g_autoptr (GHashTable) pages = g_hash_table_new (NULL, NULL);
  Scan scan = { .pages = pages, .func = func, .user_data = user_data };
  gsize n_pages = n_file_bytes / ANJ_PAGE_BYTES;

  for (gsize i = 0; i < n_pages; i++)
    set_page (&scan, (guint32) i + 1, file_data + i * ANJ_PAGE_BYTES);
  for (gsize i = 0; i < n_pages; i++)
    scan_page (&scan, file_data + i * ANJ_PAGE_BYTES);
  scan_log (&scan, log_data, n_log_bytes);
}
