/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "data/anj-mo.h"

#include <string.h>

#include "core/anj-error.h"

/* The format: GNU gettext manual, "The Format of GNU MO Files". Words of 32 bits in the machine's
 * order: magic, revision, how many, offset of the texts' table, of the translations' table. A table
 * has length and offset of each string, which ends with a NUL that is not counted. */
#define MAGIC 0x950412deu
#define HEADER_WORDS 5
#define MAX_ARGUMENTS 9
#define CONTEXT_END '\4'

typedef struct
{
  const char *data;
  gsize n_bytes;
} File;

static gboolean
get_word (const File *file, guint64 offset, guint32 *out_word)
{
  if (offset + sizeof *out_word > file->n_bytes)
    return FALSE;
  memcpy (out_word, file->data + offset, sizeof *out_word);
  return TRUE;
}

/* NULL when it does not lie in the file with its NUL */
static const char *
get_string (const File *file, guint64 table, guint32 index, gsize *out_length)
{
  guint32 length, offset;

  if (!get_word (file, table + 8 * (guint64) index, &length) ||
      !get_word (file, table + 8 * (guint64) index + 4, &offset) ||
      (guint64) offset + length >= file->n_bytes || file->data[offset + length] != '\0' ||
      !g_utf8_validate (file->data + offset, (gssize) strlen (file->data + offset), NULL))
    return NULL;
  *out_length = length;
  return file->data + offset;
}

/* the length of "%2$-5.1lu" at @text, its argument (0: the next one) and conversion ("lu") */
static gsize
read_directive (const char *text, guint *out_place, const char **out_conversion)
{
  const char *at = text + 1;
  const char *end = NULL;

  *out_place = 0;
  if (g_ascii_isdigit (at[0]) && at[0] != '0' && at[1] == '$')
    {
      *out_place = (guint) (at[0] - '0');
      at += 2;
    }
  at += strspn (at, "-+0#'");
  at += strspn (at, "0123456789");
  if (*at == '.')
    at += 1 + strspn (at + 1, "0123456789");
  *out_conversion = at;
  end = at + strspn (at, "hlzjt");
  return (gsize) (end - text) + (*end != '\0' ? 1 : 0);
}

/* the conversion of each argument, "s", "u", "lu" …, into @arguments; FALSE when there are too many
 * or one is asked for in two ways */
static gboolean
read_arguments (const char *text, char **arguments)
{
  guint next = 0;

  for (const char *at = strchr (text, '%'); at != NULL; at = strchr (at, '%'))
    {
      const char *conversion = NULL;
      guint place, index;
      gsize length = read_directive (at, &place, &conversion);
      g_autofree char *kind = g_strndup (conversion, (gsize) (at + length - conversion));

      at += length;
      if (strcmp (kind, "%") == 0)
        continue;
      index = place > 0 ? place - 1 : next++;
      if (index >= MAX_ARGUMENTS ||
          (arguments[index] != NULL && strcmp (arguments[index], kind) != 0))
        return FALSE;
      g_free (arguments[index]);
      arguments[index] = g_steal_pointer (&kind);
    }
  return TRUE;
}

static gboolean
same_arguments (const char *a, const char *b)
{
  char *of_a[MAX_ARGUMENTS + 1] = { NULL }, *of_b[MAX_ARGUMENTS + 1] = { NULL };
  gboolean same = read_arguments (a, of_a) && read_arguments (b, of_b);

  for (guint i = 0; i < MAX_ARGUMENTS; i++)
    {
      same = same && g_strcmp0 (of_a[i], of_b[i]) == 0;
      g_free (of_a[i]);
      g_free (of_b[i]);
    }
  return same;
}

/* every tag of @text in the order it stands there */
static char *
tags_of (const char *text)
{
  GString *tags = g_string_new (NULL);

  for (const char *at = strchr (text, '<'); at != NULL; at = strchr (at + 1, '<'))
    {
      const char *end = at + 1 + strspn (at + 1, "/abcdefghijklmnopqrstuvwxyz");

      if (*end == '>')
        g_string_append_len (tags, at, end + 1 - at);
    }
  return g_string_free (tags, FALSE);
}

static guint
count_lines (const char *text)
{
  guint n = 0;

  for (; *text != '\0'; text++)
    n += *text == '\n';
  return n;
}

gboolean
anj_mo_keeps_pieces (const char *text, const char *translation)
{
  g_autofree char *tags = tags_of (text);
  g_autofree char *own_tags = tags_of (translation);

  return count_lines (text) == count_lines (translation) && strcmp (tags, own_tags) == 0 &&
         same_arguments (text, translation);
}

/* each form of a plural */
static gboolean
check_forms (const char *text, const char *forms, gsize length, GError **error)
{
  const char *context_end = strchr (text, CONTEXT_END);
  const char *bare = context_end != NULL ? context_end + 1 : text;

  for (const char *form = forms; form <= forms + length; form += strlen (form) + 1)
    if (!g_utf8_validate (form, -1, NULL))
      {
        g_set_error (error, ANJ_ERROR, ANJ_ERROR_INVALID, "\"%s\" is not UTF-8", bare);
        return FALSE;
      }
    else if (!anj_mo_keeps_pieces (bare, form))
      {
        g_set_error (error, ANJ_ERROR, ANJ_ERROR_INVALID,
                     "\"%s\" is \"%s\": it must have the same %%s, <b> and line breaks", bare,
                     form);
        return FALSE;
      }
  return TRUE;
}

static gboolean
read_header (const File *file, guint32 *header)
{
  for (guint i = 0; i < HEADER_WORDS; i++)
    if (!get_word (file, i * sizeof *header, &header[i]))
      return FALSE;
  return header[0] == MAGIC && header[2] <= file->n_bytes / 8;
}

GHashTable *
anj_mo_read (GBytes *bytes, GError **error)
{
  g_autoptr (GHashTable) messages = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, g_free);
  File file = { 0 };
  guint32 header[HEADER_WORDS] = { 0 };

  file.data = g_bytes_get_data (bytes, &file.n_bytes);
  if (!read_header (&file, header))
    {
      g_set_error_literal (error, ANJ_ERROR, ANJ_ERROR_INVALID,
                           "not a catalogue; msgfmt makes one of a .po");
      return NULL;
    }
  for (guint32 i = 0; i < header[2]; i++)
    {
      gsize text_length = 0, length = 0;
      const char *text = get_string (&file, header[3], i, &text_length);
      const char *forms = get_string (&file, header[4], i, &length);

      if (text == NULL || forms == NULL)
        {
          g_set_error (error, ANJ_ERROR, ANJ_ERROR_INVALID, "text %u is cut or not UTF-8", i);
          return NULL;
        }
      /* the empty text is the header of the catalogue */
      if (*text == '\0')
        continue;
      if (!check_forms (text, forms, length, error))
        return NULL;
      g_hash_table_insert (messages, g_strdup (text), g_strdup (forms));
    }
  return g_steal_pointer (&messages);
}
