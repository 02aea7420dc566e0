/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "hub/hub-csv.h"

#include <csv.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

/*
 * libcsv splits, this file counts lines and recovers.
 *
 *   read_line    one physical line into self->text, its bytes counted in self->offset
 *   read_row     feeds physical lines to libcsv until it reports a row
 *   back_up      after a quotation mark that swallowed the lines behind it: goes back to the line
 *                after the one on which the row began
 *
 * libcsv's parser state 0 is "no row has begun"; anything else at the end of a physical line means
 * that a quoted field goes on.
 */

typedef enum {
  LINE_OK,
  LINE_END,
  LINE_TOO_LONG,
  LINE_FAILED,
} LineResult;

typedef enum {
  ROW_OK,
  ROW_END,
  ROW_UNCLOSED,
  ROW_TOO_LONG,
  ROW_FAILED,
} RowResult;

struct _HubCsv
{
  char *path;
  FILE *file; /* (owned) */
  struct csv_parser parser;
  guint8 *text; /* the physical line last read, and room for one byte more than the limit */
  gsize n_text;
  GByteArray *fields;  /* the row's fields, each with a NUL behind it */
  GArray *starts;      /* (element-type gsize): where each field begins */
  GPtrArray *names;    /* (element-type utf8): the header's */
  gint64 offset;       /* of the next physical line */
  guint64 line;        /* physical lines read */
  guint64 row_line;    /* where the row began */
  gint64 row_next;     /* offset of the physical line after that */
  gboolean is_done;    /* libcsv reported the row's end */
  gboolean is_started; /* parser holds memory */
  char *fault_column;
  char *fault;
};

static int
is_space (unsigned char c)
{
  return c == ' ' || c == '\t' || c == '\r';
}

static int
is_line_end (unsigned char c)
{
  return c == '\n';
}

static void
on_field (void *data, size_t n_bytes, void *user_data)
{
  HubCsv *self = user_data;
  gsize start = self->fields->len;

  g_array_append_val (self->starts, start);
  if (n_bytes > 0)
    g_byte_array_append (self->fields, data, n_bytes);
  g_byte_array_append (self->fields, (const guint8 *) "", 1);
}

static void
on_row (int terminator G_GNUC_UNUSED, void *user_data)
{
  HubCsv *self = user_data;

  self->is_done = TRUE;
}

static void
start_parser (HubCsv *self, unsigned char delimiter)
{
  if (self->is_started)
    csv_free (&self->parser);
  csv_init (&self->parser, CSV_APPEND_NULL);
  csv_set_delim (&self->parser, delimiter);
  csv_set_space_func (&self->parser, is_space);
  csv_set_term_func (&self->parser, is_line_end);
  self->is_started = TRUE;
}

static LineResult
read_line (HubCsv *self)
{
  int c;

  self->n_text = 0;
  while ((c = getc_unlocked (self->file)) != EOF)
    {
      self->text[self->n_text++] = (guint8) c;
      if (c == '\n')
        break;
      if (self->n_text > HUB_CSV_ROW_MAX_BYTES)
        return LINE_TOO_LONG;
    }
  if (ferror (self->file))
    return LINE_FAILED;
  if (self->n_text == 0)
    return LINE_END;
  self->offset += (gint64) self->n_text;
  self->line++;
  /* a last line without its end still ends a row */
  if (c == EOF)
    self->text[self->n_text++] = '\n';
  return LINE_OK;
}

static RowResult
read_row (HubCsv *self)
{
  gsize n_bytes = 0;

  g_byte_array_set_size (self->fields, 0);
  g_array_set_size (self->starts, 0);
  self->is_done = FALSE;
  while (!self->is_done)
    {
      gboolean is_first = self->parser.pstate == 0;

      switch (read_line (self))
        {
        case LINE_OK:
          break;
        case LINE_END:
          return is_first ? ROW_END : ROW_UNCLOSED;
        case LINE_TOO_LONG:
          self->row_line = is_first ? self->line + 1 : self->row_line;
          return is_first ? ROW_TOO_LONG : ROW_UNCLOSED;
        case LINE_FAILED:
          return ROW_FAILED;
        }
      if (is_first)
        {
          self->row_line = self->line;
          self->row_next = self->offset;
          n_bytes = 0;
        }
      n_bytes += self->n_text;
      if (n_bytes > HUB_CSV_ROW_MAX_BYTES)
        return ROW_UNCLOSED;
      csv_parse (&self->parser, self->text, self->n_text, on_field, on_row, self);
    }
  return ROW_OK;
}

static gboolean
back_up (HubCsv *self)
{
  start_parser (self, csv_get_delim (&self->parser));
  self->offset = self->row_next;
  self->line = self->row_line;
  return fseeko (self->file, (off_t) self->offset, SEEK_SET) == 0;
}

/* leaves a line that is too long behind, in constant memory */
static gboolean
skip_line (HubCsv *self)
{
  int c;

  self->offset += (gint64) self->n_text;
  while ((c = getc_unlocked (self->file)) != EOF)
    {
      self->offset++;
      if (c == '\n')
        break;
    }
  self->line++;
  return !ferror (self->file);
}

static const char *
get_field (const HubCsv *self, guint index)
{
  return (const char *) self->fields->data + g_array_index (self->starts, gsize, index);
}

static gsize
get_field_bytes (const HubCsv *self, guint index)
{
  gsize start = g_array_index (self->starts, gsize, index);
  gsize end = index + 1 < self->starts->len ? g_array_index (self->starts, gsize, index + 1)
                                            : self->fields->len;

  return end - start - 1;
}

static gboolean
is_empty_row (const HubCsv *self)
{
  for (guint i = 0; i < self->starts->len; i++)
    if (get_field_bytes (self, i) > 0)
      return FALSE;
  return TRUE;
}

static HubCsvResult
set_fault (HubCsv *self, const char *column, char *fault)
{
  g_free (self->fault_column);
  g_free (self->fault);
  self->fault_column = g_strdup (column);
  self->fault = fault;
  return HUB_CSV_BAD;
}

static HubCsvResult
set_failed (HubCsv *self, GError **error)
{
  g_set_error (error, HUB_ERROR, HUB_ERROR_IO, "cannot read %s: %m", self->path);
  return HUB_CSV_FAILED;
}

static gboolean
check_utf8 (const HubCsv *self, guint index, char **out_fault)
{
  const char *field = get_field (self, index);
  gsize n_bytes = get_field_bytes (self, index);
  const char *end;

  if (g_utf8_validate_len (field, n_bytes, &end))
    return TRUE;
  *out_fault = g_strdup_printf ("is not valid UTF-8 (byte 0x%02X at position %" G_GSIZE_FORMAT
                                "); save the file as \"CSV UTF-8\"",
                                (guint8) *end, (gsize) (end - field) + 1);
  return FALSE;
}

/* fields without a column are forgiven when they are empty: spreadsheets leave such */
static gboolean
has_right_width (const HubCsv *self)
{
  if (self->starts->len < self->names->len)
    return FALSE;
  for (guint i = self->names->len; i < self->starts->len; i++)
    if (get_field_bytes (self, i) > 0)
      return FALSE;
  return TRUE;
}

static HubCsvResult
check_row (HubCsv *self, GError **error)
{
  char *fault = NULL;

  if (!has_right_width (self))
    {
      if (self->line > self->row_line)
        {
          set_fault (self, "", g_strdup ("has a quotation mark that is not closed"));
          return back_up (self) ? HUB_CSV_BAD : set_failed (self, error);
        }
      return set_fault (self, "",
                        g_strdup_printf ("has %u columns, the header has %u", self->starts->len,
                                         self->names->len));
    }
  for (guint i = 0; i < self->names->len; i++)
    if (!check_utf8 (self, i, &fault))
      return set_fault (self, g_ptr_array_index (self->names, i), fault);
  return HUB_CSV_ROW;
}

HubCsvResult
hub_csv_next (HubCsv *self, GError **error)
{
  for (;;)
    {
      switch (read_row (self))
        {
        case ROW_OK:
          if (is_empty_row (self))
            continue;
          return check_row (self, error);
        case ROW_END:
          return HUB_CSV_END;
        case ROW_UNCLOSED:
          set_fault (self, "", g_strdup ("has a quotation mark that is not closed"));
          return back_up (self) ? HUB_CSV_BAD : set_failed (self, error);
        case ROW_TOO_LONG:
          set_fault (self, "",
                     g_strdup_printf ("is longer than %d bytes; is this a CSV file with line ends?",
                                      HUB_CSV_ROW_MAX_BYTES));
          return skip_line (self) ? HUB_CSV_BAD : set_failed (self, error);
        case ROW_FAILED:
          return set_failed (self, error);
        }
    }
}

/* the one of the two that the header line has more of */
static unsigned char
guess_delimiter (const guint8 *data, gsize n_bytes)
{
  gsize n_semicolons = 0, n_commas = 0;

  for (gsize i = 0; i < n_bytes && data[i] != '\n'; i++)
    {
      n_semicolons += data[i] == ';';
      n_commas += data[i] == ',';
    }
  return n_semicolons > n_commas ? ';' : ',';
}

static gboolean
skip_mark (HubCsv *self, GError **error)
{
  guint8 start[4096];
  gsize n_bytes = fread (start, 1, sizeof start, self->file);

  if (n_bytes >= 2 && ((start[0] == 0xFF && start[1] == 0xFE) ||
                       (start[0] == 0xFE && start[1] == 0xFF) || memchr (start, 0, n_bytes)))
    {
      g_set_error (error, HUB_ERROR, HUB_ERROR_DATA,
                   "%s is no UTF-8 text (UTF-16 or a spreadsheet file?); save it as \"CSV UTF-8\"",
                   self->path);
      return FALSE;
    }
  if (n_bytes >= 3 && memcmp (start, "\xEF\xBB\xBF", 3) == 0)
    self->offset = 3;
  start_parser (self, guess_delimiter (start, n_bytes));
  if (ferror (self->file) || fseeko (self->file, (off_t) self->offset, SEEK_SET) != 0)
    {
      set_failed (self, error);
      return FALSE;
    }
  return TRUE;
}

static gboolean
read_header (HubCsv *self, GError **error)
{
  RowResult result = read_row (self);

  if (result == ROW_FAILED)
    {
      set_failed (self, error);
      return FALSE;
    }
  if (result != ROW_OK || is_empty_row (self))
    {
      g_set_error (error, HUB_ERROR, HUB_ERROR_DATA,
                   "%s has no header line; its first line must name the columns", self->path);
      return FALSE;
    }
  for (guint i = 0; i < self->starts->len; i++)
    {
      g_autofree char *fault = NULL;
      char *name;

      if (!check_utf8 (self, i, &fault))
        {
          g_set_error (error, HUB_ERROR, HUB_ERROR_DATA, "%s: the header line %s", self->path,
                       fault);
          return FALSE;
        }
      name = g_ascii_strdown (get_field (self, i), -1);
      if (*name != '\0' && hub_csv_find (self, name) >= 0)
        {
          g_set_error (error, HUB_ERROR, HUB_ERROR_DATA, "%s has two columns \"%s\"; remove one",
                       self->path, name);
          g_free (name);
          return FALSE;
        }
      g_ptr_array_add (self->names, name);
    }
  /* nameless columns at the end hold nothing */
  while (self->names->len > 1 &&
         *(char *) g_ptr_array_index (self->names, self->names->len - 1) == '\0')
    g_ptr_array_set_size (self->names, (int) self->names->len - 1);
  return TRUE;
}

HubCsv *
hub_csv_open (const char *path, int fd, GError **error)
{
  g_autoptr (HubCsv) self = g_new0 (HubCsv, 1);

  self->path = g_strdup (path);
  self->text = g_malloc (HUB_CSV_ROW_MAX_BYTES + 2);
  self->fields = g_byte_array_new ();
  self->starts = g_array_new (FALSE, FALSE, sizeof (gsize));
  self->names = g_ptr_array_new_with_free_func (g_free);
  self->file = fdopen (fd, "r");
  if (self->file == NULL)
    {
      set_failed (self, error);
      close (fd);
      return NULL;
    }
  if (!skip_mark (self, error) || !read_header (self, error))
    return NULL;
  return g_steal_pointer (&self);
}

void
hub_csv_free (HubCsv *self)
{
  if (self->is_started)
    csv_free (&self->parser);
  g_clear_pointer (&self->file, fclose);
  g_free (self->text);
  g_byte_array_unref (self->fields);
  g_array_unref (self->starts);
  g_ptr_array_unref (self->names);
  g_free (self->path);
  g_free (self->fault_column);
  g_free (self->fault);
  g_free (self);
}

int
hub_csv_find (const HubCsv *self, const char *name)
{
  for (guint i = 0; i < self->names->len; i++)
    if (strcmp (g_ptr_array_index (self->names, i), name) == 0)
      return (int) i;
  return -1;
}

gboolean
hub_csv_rename (HubCsv *self, GHashTable *names, GError **error)
{
  g_autoptr (GPtrArray) old = g_steal_pointer (&self->names);

  self->names = g_ptr_array_new_with_free_func (g_free);
  for (guint i = 0; i < old->len; i++)
    {
      const char *name = g_ptr_array_index (old, i);
      const char *renamed = g_hash_table_lookup (names, name);
      const char *fresh = renamed != NULL ? renamed : name;
      int twin = hub_csv_find (self, fresh);

      if (twin >= 0 && *fresh != '\0')
        {
          g_set_error (error, HUB_ERROR, HUB_ERROR_DATA,
                       "%s: columns \"%s\" and \"%s\" would both be %s; remove one or map it to "
                       "another",
                       self->path, (const char *) g_ptr_array_index (old, (guint) twin), name,
                       fresh);
          return FALSE;
        }
      g_ptr_array_add (self->names, g_strdup (fresh));
    }
  return TRUE;
}

const char *
hub_csv_get (const HubCsv *self, int column)
{
  return column < 0 ? "" : get_field (self, (guint) column);
}

guint64
hub_csv_line (const HubCsv *self)
{
  return self->row_line;
}

const char *
hub_csv_fault_column (const HubCsv *self)
{
  return self->fault_column;
}

const char *
hub_csv_fault (const HubCsv *self)
{
  return self->fault;
}

void
hub_csv_append_cell (GString *out, const char *text)
{
  gsize n_text = strlen (text);
  gsize n_before = out->len;
  gsize n_most = 2 * n_text + 2;

  if (strpbrk (text, ",\"\r\n") == NULL)
    {
      g_string_append (out, text);
      return;
    }
  g_string_set_size (out, n_before + n_most);
  g_string_set_size (out, n_before + csv_write (out->str + n_before, n_most, text, n_text));
}
