/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "hub/hub-csv-text.h"

#include <errno.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#define SCAN_BYTES 65536
#define UNREADABLE 0xFF

typedef enum {
  UTF8,
  UTF16LE,
  UTF16BE,
  WINDOWS1252,
} Encoding;

static const char *const names[] = {
  [UTF8] = "UTF-8",
  [UTF16LE] = "UTF-16LE",
  [UTF16BE] = "UTF-16BE",
  [WINDOWS1252] = "Windows-1252",
};

struct _HubCsvText
{
  char *path;
  FILE *file; /* (owned) */
  Encoding encoding;
  GIConv converter; /* (owned) (nullable): of all but UTF-8 */
  guint8 *raw;      /* the line as the file has it, and room for a character beyond the limit */
  gsize n_raw;
  guint8 *text; /* the same as UTF-8; at most three bytes for one */
  gint64 offset;
  guint64 line;
};

static gboolean
refuse (const HubCsvText *self, const char *what, GError **error)
{
  g_set_error (error, HUB_ERROR, HUB_ERROR_DATA, "%s %s; save it as \"CSV UTF-8\"", self->path,
               what);
  return FALSE;
}

static gboolean
fail (const HubCsvText *self, GError **error)
{
  g_set_error (error, HUB_ERROR, HUB_ERROR_IO, "cannot read %s: %s", self->path,
               g_strerror (errno));
  return FALSE;
}

/* characters beyond ASCII */
typedef struct
{
  gboolean has_wide; /* well-formed UTF-8 */
  gboolean has_bad;
} Scan;

/* Returns: bytes looked at; the rest is a character's beginning */
static gsize
scan_bytes (Scan *self, const char *bytes, gsize n_bytes)
{
  const char *end = bytes + n_bytes;
  const char *p = bytes;

  while (p < end)
    {
      gunichar c;

      if ((guint8) *p < 0x80)
        {
          p++;
          continue;
        }
      c = g_utf8_get_char_validated (p, end - p);
      if (c == (gunichar) -2)
        break;
      self->has_wide = self->has_wide || c != (gunichar) -1;
      self->has_bad = self->has_bad || c == (gunichar) -1;
      p += c == (gunichar) -1 ? 1 : g_utf8_skip[(guint8) *p];
    }
  return (gsize) (p - bytes);
}

/* of a file without a mark */
static gboolean
guess_encoding (HubCsvText *self, GError **error)
{
  g_autofree char *bytes = g_malloc (SCAN_BYTES);
  Scan scan = { FALSE, FALSE };
  gsize n_kept = 0, n_read, n_seen;

  rewind (self->file);
  while (!(scan.has_wide && scan.has_bad) &&
         (n_read = fread (bytes + n_kept, 1, SCAN_BYTES - n_kept, self->file)) > 0)
    {
      n_seen = scan_bytes (&scan, bytes, n_kept + n_read);
      n_kept = n_kept + n_read - n_seen;
      memmove (bytes, bytes + n_seen, n_kept);
    }
  if (ferror (self->file))
    return fail (self, error);
  scan.has_bad = scan.has_bad || n_kept > 0;
  self->encoding = scan.has_bad && !scan.has_wide ? WINDOWS1252 : UTF8;
  return TRUE;
}

static gboolean
find_encoding (HubCsvText *self, GError **error)
{
  guint8 start[4096];
  gsize n_bytes = fread (start, 1, sizeof start, self->file);

  if (ferror (self->file))
    return fail (self, error);
  if (n_bytes >= 4 &&
      (memcmp (start, "PK\3\4", 4) == 0 || memcmp (start, "\xD0\xCF\x11\xE0", 4) == 0))
    return refuse (self, "is a spreadsheet's own file (.xlsx, .ods, .xls), no CSV file", error);
  if (n_bytes >= 4 && memcmp (start, "\xFF\xFE\0\0", 4) == 0)
    return refuse (self, "is UTF-32 text", error);
  if (n_bytes >= 3 && memcmp (start, "\xEF\xBB\xBF", 3) == 0)
    self->offset = 3;
  else if (n_bytes >= 2 && (start[0] ^ start[1]) == 1 && start[0] >= 0xFE)
    {
      self->encoding = start[0] == 0xFF ? UTF16LE : UTF16BE;
      self->offset = 2;
    }
  else if (memchr (start, 0, n_bytes) != NULL)
    return refuse (self, "has NUL bytes (UTF-16 without a byte order mark, or no text at all?)",
                   error);
  else
    return guess_encoding (self, error);
  return TRUE;
}

HubCsvText *
hub_csv_text_open (const char *path, int fd, GError **error)
{
  g_autoptr (HubCsvText) self = g_new0 (HubCsvText, 1);

  self->path = g_strdup (path);
  self->converter = (GIConv) -1;
  self->raw = g_malloc (HUB_CSV_LINE_MAX_BYTES + 4);
  self->text = g_malloc (3 * (HUB_CSV_LINE_MAX_BYTES + 4));
  self->file = fdopen (fd, "r");
  if (self->file == NULL)
    {
      fail (self, error);
      close (fd);
      return NULL;
    }
  if (!find_encoding (self, error))
    return NULL;
  if (self->encoding != UTF8)
    self->converter = g_iconv_open ("UTF-8", names[self->encoding]);
  if ((self->encoding != UTF8 && self->converter == (GIConv) -1) ||
      fseeko (self->file, (off_t) self->offset, SEEK_SET) != 0)
    {
      fail (self, error);
      return NULL;
    }
  return g_steal_pointer (&self);
}

void
hub_csv_text_free (HubCsvText *self)
{
  g_clear_pointer (&self->file, fclose);
  if (self->converter != (GIConv) -1)
    g_iconv_close (self->converter);
  g_free (self->raw);
  g_free (self->text);
  g_free (self->path);
  g_free (self);
}

/* a byte, or two of UTF-16, into raw; Returns: the character, or EOF */
static int
read_unit (HubCsvText *self)
{
  int first = getc_unlocked (self->file);
  int second;

  if (first == EOF)
    return EOF;
  self->raw[self->n_raw++] = (guint8) first;
  if (self->encoding != UTF16LE && self->encoding != UTF16BE)
    return first;
  second = getc_unlocked (self->file);
  if (second == EOF)
    return EOF;
  self->raw[self->n_raw++] = (guint8) second;
  return self->encoding == UTF16LE ? second << 8 | first : first << 8 | second;
}

/* Returns: bytes of text */
static gsize
convert (HubCsvText *self)
{
  gsize n_unit = self->encoding == WINDOWS1252 ? 1 : 2;
  char *in = (char *) self->raw;
  char *out = (char *) self->text;
  gsize n_in = self->n_raw;
  gsize n_out = 3 * self->n_raw;

  while (n_in > 0 && g_iconv (self->converter, &in, &n_in, &out, &n_out) == (gsize) -1 &&
         errno != E2BIG)
    {
      gsize n_skipped = MIN (n_unit, n_in);

      *out++ = (char) UNREADABLE;
      n_out--;
      in += n_skipped;
      n_in -= n_skipped;
      g_iconv (self->converter, NULL, NULL, NULL, NULL);
    }
  return (gsize) ((guint8 *) out - self->text);
}

HubLineResult
hub_csv_text_next (HubCsvText *self, const guint8 **out_text, gsize *out_n_bytes)
{
  guint8 *text = self->encoding == UTF8 ? self->raw : self->text;
  gsize n_bytes;
  int c;

  self->n_raw = 0;
  while ((c = read_unit (self)) != EOF && c != '\n')
    if (self->n_raw > HUB_CSV_LINE_MAX_BYTES)
      return HUB_LINE_TOO_LONG;
  if (ferror (self->file))
    return HUB_LINE_FAILED;
  if (self->n_raw == 0)
    return HUB_LINE_END;
  self->offset += (gint64) self->n_raw;
  self->line++;
  n_bytes = self->encoding == UTF8 ? self->n_raw : convert (self);
  if (c == EOF)
    text[n_bytes++] = '\n';
  *out_text = text;
  *out_n_bytes = n_bytes;
  return HUB_LINE_OK;
}

gboolean
hub_csv_text_skip_line (HubCsvText *self)
{
  int c;

  do
    {
      self->offset += (gint64) self->n_raw;
      self->n_raw = 0;
      c = read_unit (self);
    }
  while (c != EOF && c != '\n');
  self->offset += (gint64) self->n_raw;
  self->line++;
  return !ferror (self->file);
}

guint64
hub_csv_text_line (const HubCsvText *self)
{
  return self->line;
}

gint64
hub_csv_text_offset (const HubCsvText *self)
{
  return self->offset;
}

gboolean
hub_csv_text_go_back (HubCsvText *self, guint64 line, gint64 offset)
{
  self->line = line;
  self->offset = offset;
  return fseeko (self->file, (off_t) offset, SEEK_SET) == 0;
}

const char *
hub_csv_text_encoding (const HubCsvText *self)
{
  return names[self->encoding];
}
