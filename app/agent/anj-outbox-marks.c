/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "app/agent/anj-outbox-marks.h"

#include <string.h>

#include "app/agent/anj-agent-error.h"

#define MARKS_PLACE "outbox marks"
#define WITNESS_PLACE "outbox witness"
#define NO_GENERATION "-"

void
anj_outbox_marks_clear (AnjOutboxMarks *self)
{
  g_clear_pointer (&self->hub_generation, g_free);
}

static GBytes *
seal (const guint8 *row_key,
      const char *place,
      const char *text,
      const guint8 *hash,
      const AnjRandom *random,
      GError **error)
{
  g_autoptr (GBytes) first = g_bytes_new (text, strlen (text));
  g_autoptr (GBytes) second = g_bytes_new (hash, ANJ_CHAIN_BYTES);

  return anj_outbox_row_seal (row_key, place, first, second, random, error);
}

/* (transfer full): the numbers and words of the text; the hash goes to @out_hash */
static GStrv
open_words (const guint8 *row_key,
            const char *place,
            GBytes *sealed,
            guint n_words,
            guint8 *out_hash,
            GError **error)
{
  g_autoptr (GBytes) first = NULL;
  g_autoptr (GBytes) second = NULL;
  g_autofree char *text = NULL;
  g_auto (GStrv) words = NULL;

  if (!anj_outbox_row_open (row_key, place, sealed, &first, &second, error))
    return NULL;
  text = g_strndup (g_bytes_get_data (first, NULL), g_bytes_get_size (first));
  words = g_strsplit (text, " ", 0);
  if (g_strv_length (words) != n_words || g_bytes_get_size (second) != ANJ_CHAIN_BYTES)
    {
      g_set_error (error, ANJ_AGENT_ERROR, ANJ_AGENT_ERROR_DAMAGED, "outbox.db: %s are damaged",
                   place);
      return NULL;
    }
  memcpy (out_hash, g_bytes_get_data (second, NULL), ANJ_CHAIN_BYTES);
  return g_steal_pointer (&words);
}

static gboolean
read_seq (const char *word, guint64 *out_seq, GError **error)
{
  return g_ascii_string_to_unsigned (word, 10, 0, G_MAXINT64, out_seq, error);
}

GBytes *
anj_outbox_marks_seal (const AnjOutboxMarks *self,
                       const guint8 *row_key,
                       const AnjRandom *random,
                       GError **error)
{
  g_autofree char *text = g_strdup_printf (
      "%" G_GUINT64_FORMAT " %" G_GUINT64_FORMAT " %" G_GUINT64_FORMAT " %s", self->front_seq,
      self->receipted_seq, self->backed_up_seq,
      self->hub_generation != NULL ? self->hub_generation : NO_GENERATION);

  return seal (row_key, MARKS_PLACE, text, self->front_hash, random, error);
}

gboolean
anj_outbox_marks_open (AnjOutboxMarks *out_marks,
                       const guint8 *row_key,
                       GBytes *sealed,
                       GError **error)
{
  AnjOutboxMarks marks = { 0 };
  g_auto (GStrv) words = open_words (row_key, MARKS_PLACE, sealed, 4, marks.front_hash, error);

  if (words == NULL || !read_seq (words[0], &marks.front_seq, error) ||
      !read_seq (words[1], &marks.receipted_seq, error) ||
      !read_seq (words[2], &marks.backed_up_seq, error))
    return FALSE;
  if (!g_str_equal (words[3], NO_GENERATION))
    marks.hub_generation = g_strdup (words[3]);
  *out_marks = marks;
  return TRUE;
}

static char *
gap_place (guint64 first_seq)
{
  return g_strdup_printf ("outbox gap %" G_GUINT64_FORMAT, first_seq);
}

GBytes *
anj_outbox_gap_seal (const AnjOutboxGap *self,
                     const guint8 *row_key,
                     const AnjRandom *random,
                     GError **error)
{
  g_autofree char *place = gap_place (self->first_seq);
  g_autofree char *text = g_strdup_printf ("%" G_GUINT64_FORMAT, self->last_seq);

  return seal (row_key, place, text, self->head, random, error);
}

gboolean
anj_outbox_gap_open (AnjOutboxGap *out_gap,
                     const guint8 *row_key,
                     guint64 first_seq,
                     GBytes *sealed,
                     GError **error)
{
  AnjOutboxGap gap = { .first_seq = first_seq, .n_lost = ANJ_OUTBOX_GAP_OPEN };
  g_autofree char *place = gap_place (first_seq);
  g_auto (GStrv) words = open_words (row_key, place, sealed, 1, gap.head, error);

  if (words == NULL || !read_seq (words[0], &gap.last_seq, error))
    return FALSE;
  if (gap.last_seq < gap.first_seq)
    {
      g_set_error (error, ANJ_AGENT_ERROR, ANJ_AGENT_ERROR_DAMAGED, "outbox.db: %s is damaged",
                   place);
      return FALSE;
    }
  *out_gap = gap;
  return TRUE;
}

GBytes *
anj_outbox_witness_seal (const AnjOutboxLinks *self,
                         const guint8 *row_key,
                         const AnjRandom *random,
                         GError **error)
{
  g_autofree char *text = g_strdup_printf ("%" G_GUINT64_FORMAT, self->last_seq);

  return seal (row_key, WITNESS_PLACE, text, self->head, random, error);
}

gboolean
anj_outbox_witness_open (AnjOutboxLinks *out_links,
                         const guint8 *row_key,
                         GBytes *sealed,
                         GError **error)
{
  AnjOutboxLinks links;
  g_auto (GStrv) words = open_words (row_key, WITNESS_PLACE, sealed, 1, links.head, error);

  if (words == NULL || !read_seq (words[0], &links.last_seq, error))
    return FALSE;
  *out_links = links;
  return TRUE;
}
