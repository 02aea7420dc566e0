/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "fault-day-private.h"

#include <string.h>

#include "app/agent/anj-agent-error.h"
#include "app/agent/anj-attachment-files.h"
#include "app/agent/anj-state-files.h"
#include "app/agent/anj-terminal-private.h"

#define ATTACHMENT_MAX_BYTES (1024 * 1024)

/* what was told up to the cut */
typedef struct
{
  GHashTable *numbers; /* (element-type utf8) (unowned) */
  GPtrArray *cases;    /* (element-type FaultTold) (unowned) */
  GHashTable *places;  /* (element-type utf8 FaultTold) (unowned) */
  GHashTable *refused; /* the same: that may lie aside */
  guint64 may_leave;   /* cases up to this one may be gone */
  guint64 receipted;
  guint64 version;
  const FaultTold *slip; /* (nullable): the last of its kind, as those below */
  const FaultTold *miss;
  const FaultTold *answer;
  const FaultTold *guessed;
  const FaultTold *shut_out;
  const FaultTold *locked;
  const FaultTold *last;
} Promises;

static void
promises_clear (Promises *self)
{
  g_hash_table_unref (self->numbers);
  g_ptr_array_unref (self->cases);
  g_hash_table_unref (self->places);
  g_hash_table_unref (self->refused);
}

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Promises, promises_clear)

static void
promise (Promises *self, const FaultTold *told)
{
  self->last = told;
  switch (told->kind)
    {
    case FAULT_TOLD_NUMBER:
      g_hash_table_add (self->numbers, (char *) told->number);
      break;
    case FAULT_TOLD_CASE:
      g_ptr_array_add (self->cases, (gpointer) told);
      break;
    case FAULT_TOLD_MAY_GO:
      self->may_leave = MAX (self->may_leave, told->seq);
      break;
    case FAULT_TOLD_RECEIPT:
      self->receipted = told->seq;
      break;
    case FAULT_TOLD_REFUSED:
      g_hash_table_insert (self->refused, (char *) told->id, (gpointer) told);
      break;
    case FAULT_TOLD_RESTORED:
      self->receipted = MIN (self->receipted, told->seq);
      break;
    case FAULT_TOLD_CONFIG:
      self->version = told->seq;
      break;
    case FAULT_TOLD_SLIP:
      self->slip = told;
      break;
    case FAULT_TOLD_MISS:
      self->miss = told;
      break;
    case FAULT_TOLD_ANSWER:
      self->answer = told;
      break;
    case FAULT_TOLD_GUESSED:
      self->guessed = told;
      break;
    case FAULT_TOLD_SHUT_OUT:
      self->shut_out = told;
      break;
    case FAULT_TOLD_LOCKED:
      self->locked = told;
      break;
    case FAULT_TOLD_PLACE:
    case FAULT_TOLD_CLOCK:
      break;
    }
}

static void
collect (const FaultDay *self, guint cut, Promises *out)
{
  *out = (Promises){ .numbers = g_hash_table_new (g_str_hash, g_str_equal),
                     .cases = g_ptr_array_new (),
                     .places = g_hash_table_new (g_str_hash, g_str_equal),
                     .refused = g_hash_table_new (g_str_hash, g_str_equal),
                     .version = 1 };
  for (guint i = 0; i < self->told->n; i++)
    {
      const FaultTold *told = &self->told->all[i];

      if (told->kind == FAULT_TOLD_PLACE)
        g_hash_table_insert (out->places, (char *) told->id, (gpointer) told);
      if (told->n_operations <= cut)
        promise (out, told);
    }
}

/* --- what is there --- */

static void
add_id (GHashTable *ids, GBytes *bytes)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (AnjHeader) header = anj_header_parse (bytes, &error);

  g_assert_no_error (error);
  g_assert_true (g_hash_table_add (ids, g_strdup (header->id)));
}

/* ids of all cases on the disk, in chain and pool; each once */
static GHashTable *
list_cases (AnjTerminal *terminal)
{
  g_autoptr (GHashTable) ids = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  g_autoptr (GError) error = NULL;
  g_autoptr (GPtrArray) pooled = anj_anonymous_pool_headers (terminal->pool, &error);
  g_autoptr (GPtrArray) entries = NULL;
  AnjOutboxState state;

  g_assert_no_error (error);
  anj_outbox_get_state (terminal->outbox, &state);
  entries = anj_outbox_read (terminal->outbox, state.front_seq + 1, G_MAXUINT, G_MAXSIZE, &error);
  g_assert_no_error (error);
  g_assert_cmpuint (entries->len, ==, state.last_seq - state.front_seq);
  for (guint i = 0; i < entries->len; i++)
    add_id (ids, ((AnjOutboxEntry *) entries->pdata[i])->header);
  for (guint i = 0; i < pooled->len; i++)
    add_id (ids, pooled->pdata[i]);
  return g_steal_pointer (&ids);
}

static gboolean
is_set_aside (const char *folder, guint64 seq)
{
  g_autofree char *name = g_strdup_printf ("quarantine/case-%" G_GUINT64_FORMAT ".json", seq);

  return anj_state_exists (folder, name);
}

static void
check_attachment (AnjTerminal *terminal, const FaultTold *told)
{
  g_autoptr (GBytes) bytes = anj_attachment_file_read (&terminal->attachments, told->sha256, 0,
                                                       ATTACHMENT_MAX_BYTES, NULL);
  g_autofree char *name = NULL;
  gsize n_bytes;
  const guint8 *data;

  if (bytes == NULL)
    g_error ("the attachment of case %s is lost", told->id);
  data = g_bytes_get_data (bytes, &n_bytes);
  name = anj_sha256_hex (data, n_bytes);
  g_assert_cmpstr (name, ==, told->sha256);
}

static void
check_cases (AnjTerminal *terminal, const char *folder, const Promises *promises, guint64 front_seq)
{
  g_autoptr (GHashTable) ids = list_cases (terminal);

  for (guint i = 0; i < promises->cases->len; i++)
    {
      const FaultTold *told = promises->cases->pdata[i];
      const FaultTold *place = g_hash_table_lookup (promises->places, told->id);
      gboolean is_refused = g_hash_table_contains (promises->refused, told->id);
      gboolean is_gone = place != NULL && place->seq <= front_seq;

      if (!g_hash_table_contains (ids, told->id) && !is_gone)
        g_error ("case %s (%" G_GUINT64_FORMAT ") is lost", told->id,
                 place != NULL ? place->seq : 0);
      if (is_gone && is_refused && !is_set_aside (folder, place->seq))
        g_error ("case %s was refused and is not set aside", told->id);
      if (!is_gone && !is_refused && told->sha256[0] != '\0')
        check_attachment (terminal, told);
    }
}

/* --- what it answers --- */

static AnjTicketOutcome
follow (AnjTerminal *terminal, const char *number, char **out_state, GError **error)
{
  guint8 bytes[ANJ_FOLLOW_BYTES];
  g_autoptr (GBytes) answer = NULL;

  memset (bytes, FAULT_FOLLOW_BYTE, sizeof bytes);
  return anj_terminal_find_ticket (terminal, ANJ_TICKET_LAST_KNOWN, AGENT_REGION, number, bytes,
                                   out_state, &answer, error);
}

/* the newest case can be followed; the answer that was kept is there */
static void
check_tickets (AnjTerminal *terminal, const Promises *promises)
{
  const FaultTold *newest = promises->cases->len > 0
                                ? promises->cases->pdata[promises->cases->len - 1]
                                : NULL;
  const FaultTold *const all[] = { newest, promises->answer };

  for (gsize i = 0; i < G_N_ELEMENTS (all); i++)
    {
      g_autoptr (GError) error = NULL;
      g_autofree char *state = NULL;

      if (all[i] == NULL ||
          (promises->guessed != NULL && g_str_equal (promises->guessed->number, all[i]->number)))
        continue;
      if (follow (terminal, all[i]->number, &state, &error) != ANJ_TICKET_ANSWERED)
        g_error ("ticket %s: %s", all[i]->number, error != NULL ? error->message : "not known");
      g_assert_true (all[i]->kind != FAULT_TOLD_ANSWER || strstr (state, "answered") != NULL);
    }
}

/* what was counted against guessers still counts, what was printed is not printed again */
static void
check_counts (const FaultDay *self, AnjTerminal *terminal, const Promises *promises)
{
  const FaultTold *miss = promises->miss;
  const FaultTold *shut_out = promises->shut_out;
  g_autoptr (GError) error = NULL;
  g_autofree char *state = NULL;

  if (promises->slip != NULL)
    {
      g_assert_false (
          anj_terminal_take_slip (terminal, AGENT_REGION, promises->slip->number, &error));
      g_assert_error (error, ANJ_AGENT_ERROR, ANJ_AGENT_ERROR_INVALID);
      g_clear_error (&error);
    }
  /* one that could not be written counts until the end of its process */
  if (!self->is_rough && miss != NULL && miss->monotonic_us == promises->last->monotonic_us)
    g_assert_cmpuint (anj_guess_delay_get_level (terminal->guess_delay), >=, miss->seq);
  if (shut_out == NULL || shut_out->monotonic_us != promises->last->monotonic_us)
    return;
  g_assert_cmpint (follow (terminal, shut_out->number, &state, &error), ==, ANJ_TICKET_FAILED);
  g_assert_error (error, ANJ_AGENT_ERROR, ANJ_AGENT_ERROR_THROTTLED);
}

/* the terminal goes on, and gives no number twice */
static void
check_goes_on (FaultDay *self, AnjTerminal *terminal, GHashTable *numbers)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (AnjReservation) reservation = anj_terminal_reserve (terminal, "complaint", &error);

  g_assert_no_error (error);
  g_assert_false (g_hash_table_contains (numbers, reservation->number));
  g_assert_true (fault_day_submit (self, terminal, reservation, NULL, &error));
  g_assert_no_error (error);
}

/* the cache may give way to an empty one when the disk failed; then it is fetched again */
static void
check_cache (FaultDay *self, AnjTerminal *terminal, const char *folder)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (AnjCacheGeneration) generation = anj_terminal_require_synced (terminal, &error);

  if (generation != NULL)
    return;
  g_assert_true (self->is_rough);
  g_clear_error (&error);
  g_assert_true (fault_day_sync (self, folder, &error));
  g_assert_no_error (error);
}

/* what lies aside: what was refused, and where the disk failed, files that it did not give */
static void
check_quarantine (FaultDay *self, const char *folder, const Promises *promises)
{
  g_autofree char *path = g_build_filename (folder, "quarantine", NULL);
  g_autoptr (GDir) dir = g_dir_open (path, 0, NULL);
  guint n_refused = 0;
  const char *name;

  while (dir != NULL && (name = g_dir_read_name (dir)) != NULL)
    if (!self->is_rough || strstr (name, ".db") == NULL)
      n_refused++;
  g_assert_cmpuint (n_refused, <=, 2 * g_hash_table_size (promises->refused));
}

/* on a disk that only lost its power nothing was mended, and nothing given up as lost */
static void
check_damage (FaultDay *self, AnjTerminal *terminal)
{
  g_autoptr (GPtrArray) events = anj_damage_list (terminal->damage);
  AnjOutboxState state;

  if (self->is_rough)
    return;
  if (events->len > 0)
    g_error ("%s: %s", ((AnjDamageEvent *) events->pdata[0])->file,
             ((AnjDamageEvent *) events->pdata[0])->detail);
  anj_outbox_get_state (terminal->outbox, &state);
  g_assert_cmpuint (state.n_unsure + state.n_lost, ==, 0);
}

static void
check (FaultDay *self, AnjTerminal *terminal, const char *folder, const Promises *promises)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (AnjTerminalHealth) health = NULL;

  check_cache (self, terminal, folder);
  health = anj_terminal_examine (terminal, &error);
  g_assert_no_error (error);
  check_cases (terminal, folder, promises, health->front_seq);
  g_assert_cmpuint (health->front_seq, <=, promises->may_leave);
  g_assert_cmpuint (health->receipted_seq, >=, promises->receipted);
  g_assert_cmpuint (health->config_version, >=, promises->version);
  g_assert_null (health->config_problem);
  g_assert_true (health->is_synced);
  g_assert_cmpuint (health->n_attachments_lost, ==, 0);
  /* of one that nobody was promised the ledger may have known more than the disk kept */
  g_assert_cmpuint (health->n_lost, <=, self->told->n_failed);
  check_quarantine (self, folder, promises);
  check_damage (self, terminal);
  /* while it was locked, the unlocking was on its way */
  g_assert_false (health->is_locked && promises->locked != NULL && promises->locked->seq == 0);
  if (health->is_locked)
    return;
  check_tickets (terminal, promises);
  check_counts (self, terminal, promises);
  check_goes_on (self, terminal, promises->numbers);
}

/* as it was when the last was told */
static void
set_clock (FaultDay *self, const FaultTold *at)
{
  if (at == NULL)
    return;
  self->terminal.agent.real_us = at->real_us;
  self->terminal.agent.monotonic_us = at->monotonic_us;
}

void
fault_day_check (FaultDay *self, const char *folder, guint cut)
{
  AnjIdentity identity = self->terminal.identity;
  g_auto (Promises) promises = { 0 };
  g_autoptr (GError) error = NULL;
  AnjTerminal *terminal;

  collect (self, cut, &promises);
  set_clock (self, promises.last);
  identity.state_dir = (char *) folder;
  terminal = anj_terminal_open (&identity, &self->terminal.bootstrap, &self->terminal.agent.clock,
                                self->terminal.agent.random, &error);
  g_assert_no_error (error);
  g_assert_true (anj_terminal_resume_config (terminal, &error));
  g_assert_no_error (error);
  g_assert_true (anj_terminal_audit_attachments (terminal, &error));
  g_assert_no_error (error);
  check (self, terminal, folder, &promises);
  anj_terminal_close (terminal);
}
