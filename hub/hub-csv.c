/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "hub/hub-csv.h"

#include <csv.h>
#include <string.h>

#include "hub/hub-csv-text.h"

/*
 * hub-csv-text reads lines, libcsv splits, this file counts and recovers.
 *
 *   read_row   feeds physical lines to libcsv until it reports a row
 *   back_up    after a quotation mark that swallowed the lines behind it: goes back to the line
 *              after the one on which the row began
 *
 * libcsv's parser state 0 is "no row has begun"; anything else at the end of a physical line means
 * that a quoted field goes on.
 */

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
  HubCsvText *text; /* (owned) */
  struct csv_parser parser;
  char separator;
  GByteArray *fields;  /* the row's fields, each with a NUL behind it */
  GArray *starts;      /* (element-type gsize): where each field begins */
  GPtrArray *names;    /* (element-type utf8): the header's */
  guint64 row_line;    /* where the row began */
  gint64 row_next;     /* offset of the physical line after that */
  gboolean is_done;    /* libcsv reported the row's end */
  gboolean is_started; /* parser holds memory */
  char *fault_column;
  char *fault;
};

static const char separators[] = ";,\t|";

static const char *
name_separator (char separator)
{
  switch (separator)
    {
    case ';':
      return "';'";
    case ',':
      return "','";
    case '|':
      return "'|'";
    default:
      return "tab";
    }
}

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

/* with the no-break space, which web pages leave in cells */
static void
strip_spaces (const char **inout_text, gsize *inout_n)
{
  const char *text = *inout_text;
  gsize n = *inout_n;

  for (;;)
    {
      if (n > 0 && g_ascii_isspace (text[0]))
        text++, n--;
      else if (n > 1 && memcmp (text, "\xC2\xA0", 2) == 0)
        text += 2, n -= 2;
      else if (n > 0 && g_ascii_isspace (text[n - 1]))
        n--;
      else if (n > 1 && memcmp (text + n - 2, "\xC2\xA0", 2) == 0)
        n -= 2;
      else
        break;
    }
  *inout_text = text;
  *inout_n = n;
}

static void
on_field (void *data, size_t n_bytes, void *user_data)
{
  HubCsv *self = user_data;
  gsize start = self->fields->len;
  const char *text = data;

  g_array_append_val (self->starts, start);
  strip_spaces (&text, &n_bytes);
  if (n_bytes > 0)
    g_byte_array_append (self->fields, (const guint8 *) text, (guint) n_bytes);
  g_byte_array_append (self->fields, (const guint8 *) "", 1);
}

static void
on_row (int terminator G_GNUC_UNUSED, void *user_data)
{
  HubCsv *self = user_data;

  self->is_done = TRUE;
}

static void
start_parser (HubCsv *self)
{
  if (self->is_started)
    csv_free (&self->parser);
  csv_init (&self->parser, CSV_APPEND_NULL);
  csv_set_delim (&self->parser, (unsigned char) self->separator);
  csv_set_space_func (&self->parser, is_space);
  csv_set_term_func (&self->parser, is_line_end);
  self->is_started = TRUE;
}

static RowResult
read_row (HubCsv *self)
{
  gsize n_row_bytes = 0;

  g_byte_array_set_size (self->fields, 0);
  g_array_set_size (self->starts, 0);
  self->is_done = FALSE;
  while (!self->is_done)
    {
      gboolean is_first = self->parser.pstate == 0;
      const guint8 *text;
      gsize n_bytes;

      switch (hub_csv_text_next (self->text, &text, &n_bytes))
        {
        case HUB_LINE_OK:
          break;
        case HUB_LINE_END:
          return is_first ? ROW_END : ROW_UNCLOSED;
        case HUB_LINE_TOO_LONG:
          self->row_line = is_first ? hub_csv_text_line (self->text) + 1 : self->row_line;
          return is_first ? ROW_TOO_LONG : ROW_UNCLOSED;
        case HUB_LINE_FAILED:
          return ROW_FAILED;
        }
      if (is_first)
        {
          self->row_line = hub_csv_text_line (self->text);
          self->row_next = hub_csv_text_offset (self->text);
          n_row_bytes = 0;
        }
      n_row_bytes += n_bytes;
      if (!is_first && n_row_bytes > HUB_CSV_ROW_MAX_BYTES)
        return ROW_UNCLOSED;
      csv_parse (&self->parser, text, n_bytes, on_field, on_row, self);
    }
  return ROW_OK;
}

static gboolean
back_up (HubCsv *self)
{
  start_parser (self);
  return hub_csv_text_go_back (self->text, self->row_line, self->row_next);
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
check_text (const HubCsv *self, guint index, char **out_fault)
{
  const char *field = get_field (self, index);
  gsize n_bytes = get_field_bytes (self, index);
  const char *end;

  if (g_utf8_validate_len (field, n_bytes, &end))
    return TRUE;
  if (*end == '\0')
    *out_fault = g_strdup ("holds a NUL byte");
  else if (!g_str_equal (hub_csv_encoding (self), "UTF-8"))
    *out_fault = g_strdup_printf ("holds a byte that %s has not, at position %" G_GSIZE_FORMAT,
                                  hub_csv_encoding (self), (gsize) (end - field) + 1);
  else
    *out_fault = g_strdup_printf ("is not valid UTF-8 (byte 0x%02X at position %" G_GSIZE_FORMAT
                                  "), though other lines are; save the file as \"CSV UTF-8\"",
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

/* (transfer full) */
static char *
describe_width (const HubCsv *self)
{
  char own = self->separator;
  const char *mark = self->starts->len == 1 ? strpbrk (get_field (self, 0), separators) : NULL;

  if (mark != NULL && *mark != own)
    return g_strdup_printf ("has %s between its cells, the header line %s; use one of them",
                            name_separator (*mark), name_separator (own));
  return g_strdup_printf ("has %u columns, the header has %u", self->starts->len, self->names->len);
}

static HubCsvResult
check_row (HubCsv *self, GError **error)
{
  char *fault = NULL;

  if (!has_right_width (self))
    {
      if (hub_csv_text_line (self->text) > self->row_line)
        {
          set_fault (self, "", g_strdup ("has a quotation mark that is not closed"));
          return back_up (self) ? HUB_CSV_BAD : set_failed (self, error);
        }
      return set_fault (self, "", describe_width (self));
    }
  for (guint i = 0; i < self->names->len; i++)
    if (!check_text (self, i, &fault))
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
          return hub_csv_text_skip_line (self->text) ? HUB_CSV_BAD : set_failed (self, error);
        case ROW_FAILED:
          return set_failed (self, error);
        }
    }
}

/* the one that the line has most of, outside of quotation marks */
static char
guess_separator (const guint8 *line, gsize n_bytes)
{
  guint counts[G_N_ELEMENTS (separators)] = { 0 };
  gboolean is_quoted = FALSE;
  gsize best = 0;

  for (gsize i = 0; i < n_bytes; i++)
    {
      const char *separator = strchr (separators, line[i]);

      is_quoted = is_quoted != (line[i] == '"');
      if (!is_quoted && line[i] != '\0' && separator != NULL)
        counts[separator - separators]++;
    }
  for (gsize i = 1; i < G_N_ELEMENTS (separators); i++)
    if (counts[i] > counts[best])
      best = i;
  return separators[best];
}

/* a spreadsheet's own line above the header; 0: it is none */
static char
read_sep_line (const guint8 *line, gsize n_bytes)
{
  g_autofree char *text = g_strndup ((const char *) line, MIN (n_bytes, 16));
  const char *word = text;
  gsize n_rest;

  g_strchomp (text);
  word += *word == '"';
  if (g_ascii_strncasecmp (word, "sep=", 4) != 0)
    return 0;
  n_rest = strlen (word + 4) - (word > text && g_str_has_suffix (text, "\""));
  if (n_rest == 0)
    return '\t'; /* g_strchomp() took it */
  return n_rest == 1 && strchr (separators, word[4]) != NULL ? word[4] : 0;
}

static gboolean
find_separator (HubCsv *self, GError **error)
{
  gint64 start = hub_csv_text_offset (self->text);
  const guint8 *line;
  gsize n_bytes;
  char separator;

  switch (hub_csv_text_next (self->text, &line, &n_bytes))
    {
    case HUB_LINE_OK:
      separator = read_sep_line (line, n_bytes);
      self->separator = separator != 0 ? separator : guess_separator (line, n_bytes);
      start_parser (self);
      if (separator != 0 || hub_csv_text_go_back (self->text, 0, start))
        return TRUE;
      break;
    case HUB_LINE_END:
      self->separator = ',';
      start_parser (self);
      return TRUE;
    case HUB_LINE_TOO_LONG:
      g_set_error (
          error, HUB_ERROR, HUB_ERROR_DATA,
          "the first line of %s is longer than %d bytes; is this a CSV file with line ends?",
          self->path, HUB_CSV_LINE_MAX_BYTES);
      return FALSE;
    case HUB_LINE_FAILED:
      break;
    }
  set_failed (self, error);
  return FALSE;
}

static gboolean
read_names (HubCsv *self, GError **error)
{
  for (guint i = 0; i < self->starts->len; i++)
    {
      g_autofree char *fault = NULL;
      char *name;

      if (!check_text (self, i, &fault))
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
  if (self->starts->len > HUB_CSV_MAX_COLUMNS)
    {
      g_set_error (error, HUB_ERROR, HUB_ERROR_DATA,
                   "the header line of %s has %u columns; at most %d are read", self->path,
                   self->starts->len, HUB_CSV_MAX_COLUMNS);
      return FALSE;
    }
  return read_names (self, error);
}

HubCsv *
hub_csv_open (const char *path, int fd, GError **error)
{
  g_autoptr (HubCsv) self = g_new0 (HubCsv, 1);

  self->path = g_strdup (path);
  self->fields = g_byte_array_new ();
  self->starts = g_array_new (FALSE, FALSE, sizeof (gsize));
  self->names = g_ptr_array_new_with_free_func (g_free);
  self->text = hub_csv_text_open (path, fd, error);
  if (self->text == NULL || !find_separator (self, error) || !read_header (self, error))
    return NULL;
  return g_steal_pointer (&self);
}

void
hub_csv_free (HubCsv *self)
{
  if (self->is_started)
    csv_free (&self->parser);
  g_clear_pointer (&self->text, hub_csv_text_free);
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

const char *
hub_csv_encoding (const HubCsv *self)
{
  return hub_csv_text_encoding (self->text);
}

char *
hub_csv_describe_joined (const HubCsv *self, const char *name)
{
  char own = self->separator;

  for (guint i = 0; i < self->names->len; i++)
    for (const char *mark = separators; *mark != '\0'; mark++)
      {
        const char *joined = g_ptr_array_index (self->names, i);
        const char other[] = { *mark, '\0' };
        g_auto (GStrv) parts = g_strsplit (joined, other, -1);

        for (char **part = parts; *mark != own && parts[1] != NULL && *part != NULL; part++)
          if (g_str_equal (g_strstrip (*part), name))
            return g_strdup_printf ("column %u of the header line is \"%s\": it has %s where the "
                                    "others have %s; use one of them throughout",
                                    i + 1, joined, name_separator (*mark), name_separator (own));
      }
  return NULL;
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
