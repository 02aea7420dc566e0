/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "fault-day.h"

#include <string.h>

#include "app/agent/anj-terminal-private.h"
#include "core/anj-json.h"

#define FOLLOW_BYTE 7
#define DAY_US (G_GINT64_CONSTANT (86400) * G_USEC_PER_SEC)

/* what somebody outside was told, and after how many operations */
typedef enum {
  TOLD_NUMBER,
  TOLD_CASE,
  TOLD_CONFIG,
  TOLD_RECEIPT,
  TOLD_TRIED, /* a receipt that may have been taken, or not */
} ToldKind;

typedef struct
{
  ToldKind kind;
  guint n_operations;
  char *text;   /* a ticket number; a case's id */
  guint64 seq;  /* of a receipt: the last; of a configuration: its version */
  guint64 kept; /* of a receipt: backed up */
} Told;

static void
told_free (Told *self)
{
  g_free (self->text);
  g_free (self);
}

static Told *
tell (FaultDay *self, ToldKind kind, const char *text)
{
  Told *told = g_new0 (Told, 1);

  told->kind = kind;
  told->n_operations = fault_disk_count (self->disk);
  told->text = g_strdup (text);
  g_ptr_array_add (self->told, told);
  return told;
}

static gboolean
submit (TerminalFixture *fixture, const AnjReservation *reservation, GError **error)
{
  g_autofree char *text = terminal_fixture_header (fixture, reservation->id, reservation->number,
                                                   reservation->anonymous, FOLLOW_BYTE);
  g_autoptr (GBytes) header = agent_text (text);
  g_autoptr (GBytes) payload = agent_text ("sealed words");

  return anj_terminal_submit (fixture->terminal, reservation, header, payload, NULL, error);
}

/* whether a step was done. What a failing disk makes of one may be anything; then the terminal is
 * opened again, as the agent does that ends itself, or stays closed while it cannot be */
static gboolean
is_done (FaultDay *self, gboolean done, GError *const *error)
{
  g_autoptr (GError) opening = NULL;

  if (done)
    return TRUE;
  g_assert_nonnull (*error);
  if (!self->is_rough)
    g_error ("%s", (*error)->message);
  self->n_failed++;
  g_clear_pointer (&self->terminal.terminal, anj_terminal_close);
  self->terminal.terminal = anj_terminal_open (&self->terminal.identity, &self->terminal.bootstrap,
                                               &self->terminal.agent.clock,
                                               self->terminal.agent.random, &opening);
  return FALSE;
}

static void
send_case (FaultDay *self, const char *kind)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (AnjReservation)
      reservation = anj_terminal_reserve (self->terminal.terminal, kind, &error);

  if (!is_done (self, reservation != NULL, &error))
    return;
  tell (self, TOLD_NUMBER, reservation->number);
  if (is_done (self, submit (&self->terminal, reservation, &error), &error))
    tell (self, TOLD_CASE, reservation->id);
}

/* before a receipt lets any go */
static gboolean
note_seqs (FaultDay *self)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (GPtrArray)
      entries = anj_outbox_read (self->terminal.terminal->outbox, 1, G_MAXUINT, G_MAXSIZE, &error);

  if (!is_done (self, entries != NULL, &error))
    return FALSE;
  for (guint i = 0; i < entries->len; i++)
    {
      const AnjOutboxEntry *entry = entries->pdata[i];
      g_autoptr (AnjHeader) header = anj_header_parse (entry->header, &error);

      g_assert_no_error (error);
      g_hash_table_insert (self->seqs, g_strdup (header->id), GUINT_TO_POINTER (entry->seq));
    }
  return TRUE;
}

/* the hub's answer to all that is there; @kept: what its backup holds */
static void
give_receipt (FaultDay *self, guint64 kept)
{
  AnjOutbox *outbox = self->terminal.terminal->outbox;
  g_autoptr (GError) error = NULL;
  g_autoptr (AnjReceipt) receipt = anj_receipt_new ();
  g_autoptr (GBytes) der = NULL;
  AnjOutboxState state;
  gboolean is_taken;
  Told *told;

  anj_outbox_get_state (outbox, &state);
  receipt->terminal = g_strdup (AGENT_TERMINAL);
  receipt->first_seq = state.receipted_seq + 1;
  receipt->last_seq = state.last_seq;
  receipt->backed_up_seq = MIN (kept, state.last_seq);
  receipt->hub_generation = g_strdup ("g1");
  receipt->time_us = self->terminal.agent.real_us;
  memcpy (receipt->head, state.head, sizeof receipt->head);
  if (receipt->first_seq > receipt->last_seq)
    return;
  der = agent_receipt_sign (&self->terminal.agent, receipt);
  if (!note_seqs (self))
    return;
  is_taken = is_done (self, anj_terminal_apply_receipt (self->terminal.terminal, der, &error),
                      &error);
  told = tell (self, is_taken ? TOLD_RECEIPT : TOLD_TRIED, NULL);
  told->seq = receipt->last_seq;
  told->kept = receipt->backed_up_seq;
}

static void
configure (FaultDay *self)
{
  AgentFixture *agent = &self->terminal.agent;
  g_autoptr (GPtrArray) recipients = agent_recipients_new (agent);
  g_autoptr (GError) error = NULL;
  g_autoptr (GBytes) source = NULL;
  g_autoptr (GBytes) der = NULL;
  AnjConfigOffer offer;
  gboolean has_changed;

  source = anj_config_default (recipients, 1, ++self->version, agent->real_us, &error);
  g_assert_no_error (error);
  der = anj_config_sign (source, agent->signer, agent->signer_key, /* chain */ NULL, &error);
  g_assert_no_error (error);
  offer = (AnjConfigOffer){ .bundle = der, .epoch = 1, .version = self->version };
  if (is_done (self,
               anj_terminal_apply_config (self->terminal.terminal, &offer, &has_changed, &error) &&
                   anj_terminal_keep_config (self->terminal.terminal, &error),
               &error))
    tell (self, TOLD_CONFIG, NULL)->seq = self->version;
}

/* lets the pool's cases go and makes what would be sent */
static void
let_pool_go (FaultDay *self)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (GBytes) batch = NULL;

  self->terminal.agent.real_us += 2 * DAY_US;
  self->terminal.agent.monotonic_us += 2 * DAY_US;
  batch = anj_terminal_make_batch (self->terminal.terminal, 0, &error);
  is_done (self, error == NULL, &error);
}

void
fault_day_init (FaultDay *self)
{
  self->version = 1;
  terminal_fixture_init (&self->terminal);
  terminal_fixture_sync (&self->terminal);
  terminal_fixture_restart (&self->terminal);
  self->seqs = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  self->told = g_ptr_array_new_with_free_func ((GDestroyNotify) told_free);
  self->disk = fault_disk_record (self->terminal.agent.state_dir);
}

static void
restart (FaultDay *self)
{
  g_autoptr (GError) error = NULL;

  g_clear_pointer (&self->terminal.terminal, anj_terminal_close);
  self->terminal.terminal = anj_terminal_open (&self->terminal.identity, &self->terminal.bootstrap,
                                               &self->terminal.agent.clock,
                                               self->terminal.agent.random, &error);
  is_done (self, self->terminal.terminal != NULL, &error);
}

typedef void (*Step) (FaultDay *self, guint i);

static void
step_send (FaultDay *self, guint i)
{
  send_case (self, i % 5 == 0 ? "complaint:anonymous" : "complaint");
}

static void
step_receipt (FaultDay *self, guint i)
{
  if (i % 4 == 0)
    give_receipt (self, i / 2);
}

static void
step_pool (FaultDay *self, guint i)
{
  if (i % 9 == 0)
    let_pool_go (self);
}

static void
step_configure (FaultDay *self, guint i)
{
  if (i % 8 == 0)
    configure (self);
}

static void
step_restart (FaultDay *self, guint i)
{
  if (i % 11 == 0)
    restart (self);
}

void
fault_day_live (FaultDay *self, guint n_cases)
{
  static const Step steps[] = { step_send, step_receipt, step_pool, step_configure, step_restart };

  for (guint i = 1; i <= n_cases; i++)
    for (gsize k = 0; k < G_N_ELEMENTS (steps) && self->terminal.terminal != NULL; k++)
      steps[k](self, i);
  g_clear_pointer (&self->terminal.terminal, anj_terminal_close);
  fault_disk_stop (self->disk);
}

void
fault_day_clear (FaultDay *self)
{
  fault_disk_free (self->disk);
  g_ptr_array_unref (self->told);
  g_hash_table_unref (self->seqs);
  terminal_fixture_clear (&self->terminal);
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
    {
      g_autoptr (AnjHeader)
          header = anj_header_parse (((AnjOutboxEntry *) entries->pdata[i])->header, &error);

      g_assert_no_error (error);
      g_assert_true (g_hash_table_add (ids, g_strdup (header->id)));
    }
  for (guint i = 0; i < pooled->len; i++)
    {
      g_autoptr (AnjHeader) header = anj_header_parse (pooled->pdata[i], &error);

      g_assert_no_error (error);
      g_assert_true (g_hash_table_add (ids, g_strdup (header->id)));
    }
  return g_steal_pointer (&ids);
}

/* the terminal goes on, and gives no number twice */
static void
check_goes_on (TerminalFixture *fixture, GHashTable *numbers)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (AnjReservation)
      reservation = anj_terminal_reserve (fixture->terminal, "complaint", &error);

  g_assert_no_error (error);
  g_assert_false (g_hash_table_contains (numbers, reservation->number));
  g_assert_true (submit (fixture, reservation, &error));
  g_assert_no_error (error);
}

/* what was told up to the cut, and what may have been on its way */
typedef struct
{
  GHashTable *numbers; /* (element-type utf8) (unowned) */
  GPtrArray *cases;    /* (element-type utf8) (unowned) */
  guint64 version;
  guint64 receipted;
  guint64 may_leave; /* cases up to this one may be gone */
} Promises;

static void
promises_clear (Promises *self)
{
  g_hash_table_unref (self->numbers);
  g_ptr_array_unref (self->cases);
}

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Promises, promises_clear)

static void
promise (Promises *self, const Told *told)
{
  switch (told->kind)
    {
    case TOLD_NUMBER:
      g_hash_table_add (self->numbers, told->text);
      break;
    case TOLD_CASE:
      g_ptr_array_add (self->cases, told->text);
      break;
    case TOLD_CONFIG:
      self->version = told->seq;
      break;
    case TOLD_RECEIPT:
      self->receipted = told->seq;
      self->may_leave = MAX (self->may_leave, told->kept);
      break;
    case TOLD_TRIED:
      self->may_leave = MAX (self->may_leave, told->kept);
      break;
    }
}

static void
collect (const FaultDay *self, guint cut, Promises *out)
{
  *out = (Promises){ .numbers = g_hash_table_new (g_str_hash, g_str_equal),
                     .cases = g_ptr_array_new (),
                     .version = 1 };
  for (guint i = 0; i < self->told->len; i++)
    {
      const Told *told = self->told->pdata[i];

      if (told->n_operations <= cut)
        promise (out, told);
      else if (told->kind == TOLD_RECEIPT)
        {
          out->may_leave = told->kept;
          break;
        }
    }
}

static void
check (TerminalFixture *fixture, const FaultDay *self, guint cut)
{
  g_auto (Promises) promises = { 0 };
  g_autoptr (GHashTable) ids = list_cases (fixture->terminal);
  g_autoptr (GError) error = NULL;
  g_autoptr (AnjTerminalHealth) health = anj_terminal_examine (fixture->terminal, &error);

  g_assert_no_error (error);
  collect (self, cut, &promises);
  for (guint i = 0; i < promises.cases->len; i++)
    {
      const char *id = promises.cases->pdata[i];
      guint64 seq = GPOINTER_TO_UINT (g_hash_table_lookup (self->seqs, id));

      if (!g_hash_table_contains (ids, id) && (seq == 0 || seq > health->front_seq))
        g_error ("case %s (%" G_GUINT64_FORMAT ") is lost", id, seq);
    }
  g_assert_cmpuint (health->front_seq, <=, promises.may_leave);
  g_assert_cmpuint (health->receipted_seq, >=, promises.receipted);
  g_assert_cmpuint (health->config_version, >=, promises.version);
  g_assert_null (health->config_problem);
  /* of one that nobody was promised the ledger may have known more than the disk kept */
  g_assert_cmpuint (health->n_lost, <=, self->n_failed);
  g_assert_cmpuint (health->n_quarantine, ==, 0);
  check_goes_on (fixture, promises.numbers);
}

void
fault_day_check (FaultDay *self, const char *folder, guint cut)
{
  TerminalFixture image = self->terminal;
  g_autoptr (GError) error = NULL;

  image.identity.state_dir = (char *) folder;
  image.terminal = anj_terminal_open (&image.identity, &image.bootstrap, &image.agent.clock,
                                      image.agent.random, &error);
  g_assert_no_error (error);
  g_assert_true (anj_terminal_resume_config (image.terminal, &error));
  g_assert_no_error (error);
  check (&image, self, cut);
  anj_terminal_close (image.terminal);
}

guint
fault_day_number (const char *name, guint otherwise)
{
  const char *text = g_getenv (name);

  return text != NULL ? (guint) g_ascii_strtoull (text, NULL, 10) : otherwise;
}
