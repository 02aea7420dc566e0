/* SPDX-License-Identifier: GPL-3.0-or-later */

#define G_LOG_DOMAIN "anj-agent"

/* Safe values for what a ledger.db that was damaged, or is gone, does not tell any more (decision
 * 0034). */

#include <string.h>

#include "app/agent/anj-agent-error.h"
#include "app/agent/anj-remote-book.h"
#include "app/agent/anj-state-files.h"
#include "app/agent/anj-terminal-private.h"
#include "app/agent/anj-ticket-mark.h"
#include "core/anj-ticket-number.h"

#define LEDGER "ledger.db"
/* of the numbers of a slice, what is skipped where no witness is left but the cases themselves */
#define SKIPPED_PART 8

static gboolean
has_lost (const char *lost, const char *table)
{
  return strstr (lost, table) != NULL || g_str_equal (lost, ANJ_LEDGER_ALL_TABLES);
}

static void
add_numbers (GHashTable *numbers, GPtrArray *headers)
{
  for (guint i = 0; i < headers->len; i++)
    {
      g_autoptr (AnjHeader) header = anj_header_parse (headers->pdata[i], NULL);

      if (header != NULL)
        g_hash_table_add (numbers, g_strdup (header->number));
    }
}

/* numbers of the cases that are still here */
static GHashTable *
collect_numbers (AnjTerminal *self, GError **error)
{
  g_autoptr (GHashTable) numbers = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  g_autoptr (GPtrArray) entries = anj_outbox_read (self->outbox, 0, G_MAXINT, G_MAXSIZE, error);
  g_autoptr (GPtrArray) pooled = entries != NULL ? anj_anonymous_pool_headers (self->pool, error)
                                                 : NULL;
  g_autoptr (GPtrArray) headers = g_ptr_array_new ();

  if (pooled == NULL)
    return NULL;
  for (guint i = 0; i < entries->len; i++)
    g_ptr_array_add (headers, ((AnjOutboxEntry *) entries->pdata[i])->header);
  add_numbers (numbers, headers);
  add_numbers (numbers, pooled);
  return g_steal_pointer (&numbers);
}

/* One more than the last number that some case or ticket here still shows. The numbers of a slice
 * are a permutation under a key of ours, so they are tried in their order, until more of them show
 * nowhere than a repair before this one skipped. */
static gboolean
find_next_number (AnjTerminal *self, gint64 *out_next, GError **error)
{
  guint32 n_slice = self->identity->slice_size;
  g_autoptr (GHashTable) numbers = collect_numbers (self, error);
  gint64 next = 0;

  if (numbers == NULL)
    return FALSE;
  for (guint32 i = 0; i < n_slice && i <= next + 2 * (n_slice / SKIPPED_PART); i++)
    {
      guint32 index = anj_ticket_number_draw (self->ticket_key, self->identity->slice_first,
                                              n_slice, i);
      g_autofree char *number = anj_ticket_number_format (index);

      if (g_hash_table_contains (numbers, number) ||
          anj_ledger_knows_ticket (self->ledger, self->identity->region, number))
        next = (gint64) i + 1;
    }
  *out_next = next;
  return TRUE;
}

/* The file `tickets` says it to the step. Without it the cases do, and what has left the disk
 * counts as well, for each had a number; numbers that were given and never used show nowhere, so a
 * good part of the slice is skipped. What even that misses the hub says: a terminal that it holds
 * more cases of than were ever made here gives no number at all. */
static gboolean
repair_tickets (AnjTerminal *self, GError **error)
{
  gint64 next = anj_ticket_mark_read (self->identity->state_dir);
  AnjOutboxState state;

  if (next == 0)
    {
      if (!find_next_number (self, &next, error))
        return FALSE;
      anj_outbox_get_state (self->outbox, &state);
      next = MAX (next, (gint64) state.last_seq) + self->identity->slice_size / SKIPPED_PART;
    }
  return anj_ledger_raise_mark (self->ledger, ANJ_MARK_TICKETS, next, error);
}

/* (nullable): the configuration in file @name */
static AnjConfig *
read_config (AnjTerminal *self, const AnjConfigTrust *trust, const char *name)
{
  g_autoptr (GBytes) der = anj_state_read (self->identity->state_dir, name, NULL);

  return der != NULL ? anj_config_open (der, trust, NULL) : NULL;
}

/* the configuration that was kept is the floor again, and says whom to trust */
static gboolean
repair_config (AnjTerminal *self, GError **error)
{
  g_autoptr (AnjConfigTrust) root = anj_config_trust_new (self->bootstrap->config_ca);
  g_autoptr (AnjConfig) config = read_config (self, root, "config/previous.cms");
  g_autoptr (AnjConfigTrust) trust = NULL;
  g_autoptr (GBytes) bytes = NULL;
  g_autofree char *note = NULL;

  if (config == NULL)
    config = read_config (self, root, "config/current.cms");
  if (config == NULL)
    return TRUE;
  trust = anj_config_trust_follow (root, config);
  bytes = anj_config_trust_to_bytes (trust);
  note = g_base64_encode (g_bytes_get_data (bytes, NULL), g_bytes_get_size (bytes));
  return anj_ledger_keep_config (self->ledger, (gint64) anj_config_epoch (config),
                                 (gint64) anj_config_version (config), note, error);
}

/* as the last command of that kind left it; without any, as the file says */
static gboolean
repair_lock (AnjTerminal *self, GError **error)
{
  AnjDb *db = anj_ledger_get_db (self->ledger);
  g_autoptr (sqlite3_stmt) statement = anj_db_prepare (
      db, error,
      "SELECT kind FROM remote WHERE kind IN (?, ?) AND state = ?"
      " ORDER BY seq DESC LIMIT 1",
      "tti", anj_remote_kind_name (ANJ_REMOTE_LOCK), anj_remote_kind_name (ANJ_REMOTE_UNLOCK),
      (gint64) ANJ_REMOTE_DONE);
  g_autofree char *kind = NULL;

  if (statement == NULL)
    return FALSE;
  if (anj_db_step (db, statement, error) != ANJ_DB_ROW)
    return !anj_state_exists (self->identity->state_dir, ANJ_LOCKED_FILE) ||
           anj_ledger_set_mark (self->ledger, ANJ_MARK_LOCKED, TRUE, error);
  kind = anj_db_column_text (statement, 0);
  g_clear_pointer (&statement, sqlite3_finalize);
  return anj_ledger_set_mark (self->ledger, ANJ_MARK_LOCKED,
                              g_str_equal (kind, anj_remote_kind_name (ANJ_REMOTE_LOCK)), error);
}

static gboolean
repair_marks (AnjTerminal *self, GError **error)
{
  AnjLedger *ledger = self->ledger;

  return (anj_ledger_has_mark (ledger, ANJ_MARK_TICKETS) || repair_tickets (self, error)) &&
         (anj_ledger_has_mark (ledger, ANJ_MARK_CONFIG_VERSION) || repair_config (self, error)) &&
         (anj_ledger_has_mark (ledger, ANJ_MARK_LOCKED) || repair_lock (self, error)) &&
         anj_guess_delay_recover (ledger, self->identity->state_dir, error);
}

typedef struct
{
  const char *table;
  const char *words;
} Meaning;

static const Meaning meanings[] = {
  { "mark", "counters and marks (safe values stand in)" },
  { "note", "notes on the configuration and the hub" },
  { "viewed", "when records were looked at" },
  { "follow_up", "what senders are told while the hub is away" },
  { "follow_try", "wrong PINs of the last hour" },
  { "pooled", "which anonymous cases wait" },
  { "printed", "which slips were printed" },
  { "rejected_config", "which configurations were refused" },
  { "remote", "what the hub had it do" },
  { "damage", "older events of this list" },
};

/* @n_rows: that could be read; @lost: names of tables with rows that could not */
static char *
tell_lost (guint n_rows, const char *lost)
{
  GString *text;

  if (n_rows == 0)
    return g_strdup ("it was gone, or nothing of it could be read: begun anew, with safe values; by"
                     " this no case is lost and no number given twice");
  if (*lost == '\0')
    return g_strdup ("it was damaged, but all of it could be read: nothing is lost");
  text = g_string_new ("it was damaged; by this no case is lost, but some of: ");
  for (gsize i = 0, n = 0; i < G_N_ELEMENTS (meanings); i++)
    if (has_lost (lost, meanings[i].table))
      g_string_append_printf (text, "%s%s", n++ > 0 ? ", " : "", meanings[i].words);
  return g_string_free (text, FALSE);
}

gboolean
anj_terminal_repair (AnjTerminal *self, GError **error)
{
  g_autofree char *note = anj_ledger_get_note (self->ledger, ANJ_NOTE_SALVAGED);
  g_autofree char *detail = NULL;
  const char *lost;
  char *end;
  guint n_rows;

  if (note == NULL)
    return TRUE;
  n_rows = (guint) g_ascii_strtoull (note, &end, 10);
  lost = *end == ' ' ? end + 1 : ANJ_LEDGER_ALL_TABLES;
  if (has_lost (lost, "mark") && !repair_marks (self, error))
    return FALSE;
  detail = tell_lost (n_rows, lost);
  anj_damage_note (self->damage, LEDGER, n_rows > 0 ? ANJ_DAMAGE_SALVAGED : ANJ_DAMAGE_REPLACED, 0,
                   detail);
  return anj_ledger_remove_note (self->ledger, ANJ_NOTE_SALVAGED, error);
}
