/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "app/agent/anj-outbox-batch.h"

#include "core/anj-envelope.h"
#include "core/anj-hex.h"

#define MAX_ENTRIES 64
#define MAX_GAPS 64
/* in base64 and with quotes escaped below the hub's 4 MiB */
#define MAX_BYTES (3 * 512 * 1024)

static void
append_case (GString *cases, const AnjOutboxEntry *entry)
{
  g_autoptr (GBytes) text = anj_submission_to_bytes (entry->header, entry->link, entry->payload);

  if (cases->len > 0)
    g_string_append_c (cases, ',');
  g_string_append_len (cases, g_bytes_get_data (text, NULL), (gssize) g_bytes_get_size (text));
}

/* @first_seq: what comes before it the hub has */
static void
append_gap (GString *gaps, guint64 first_seq, const AnjOutboxGap *gap)
{
  g_autofree char *head = anj_hex_encode (gap->head, sizeof gap->head);

  g_string_append_printf (gaps,
                          "%s{\"first_seq\":%" G_GUINT64_FORMAT ",\"last_seq\":%" G_GUINT64_FORMAT
                          ",\"head\":\"%s\"}",
                          gaps->len > 0 ? "," : "", first_seq, gap->last_seq, head);
}

/* (nullable): cases and gaps from @seq on that follow one another */
static GBytes *
make_body (AnjOutbox *self, guint64 seq, const GPtrArray *entries, guint64 front_seq)
{
  g_autoptr (GString) cases = g_string_new (NULL);
  g_autoptr (GString) gaps = g_string_new (NULL);
  guint n_gaps = 0;

  for (guint i = 0; n_gaps < MAX_GAPS;)
    {
      const AnjOutboxEntry *entry = i < entries->len ? entries->pdata[i] : NULL;
      const AnjOutboxGap *gap = anj_outbox_find_gap (self, seq);

      if (gap != NULL)
        {
          append_gap (gaps, seq, gap);
          seq = gap->last_seq + 1;
          n_gaps++;
        }
      else if (entry != NULL && entry->seq == seq)
        {
          append_case (cases, entry);
          seq++;
          i++;
        }
      else
        break;
    }
  if (cases->len + gaps->len == 0)
    return NULL;
  g_string_prepend (cases, "{\"submissions\":[");
  g_string_append_c (cases, ']');
  if (gaps->len > 0)
    g_string_append_printf (cases, ",\"lost\":[%s]", gaps->str);
  /* a hub that was restored learns from which case on it can have them */
  g_string_append_printf (cases, ",\"front_seq\":%" G_GUINT64_FORMAT "}", front_seq);
  return g_string_free_to_bytes (g_steal_pointer (&cases));
}

GBytes *
anj_outbox_make_batch (AnjOutbox *self, guint64 reask_seq, GError **error)
{
  g_autoptr (GPtrArray) entries = NULL;
  AnjOutboxState state;
  guint64 first_seq;
  guint n_max = MAX_ENTRIES;

  anj_outbox_get_state (self, &state);
  first_seq = MAX (state.receipted_seq, state.front_seq) + 1;
  if (state.last_seq < first_seq)
    {
      if (reask_seq <= state.front_seq || reask_seq > state.receipted_seq ||
          anj_outbox_find_gap (self, reask_seq) != NULL)
        return NULL;
      first_seq = reask_seq;
      n_max = 1;
    }
  entries = anj_outbox_read (self, first_seq, n_max, MAX_BYTES, error);
  if (entries == NULL)
    return NULL;
  return make_body (self, first_seq, entries, state.front_seq);
}
