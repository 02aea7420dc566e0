/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "tests/sim/sim-resident.h"

#include "app/agent/anj-agent-error.h"
#include "app/agent/anj-tickets.h"
#include "app/session/anj-case.h"
#include "core/anj-json.h"
#include "core/anj-kdf.h"

/*
 * A visit:
 *   due ──► Config ──► Reserve ──► (writes) ──► Submit ──► slip ──► maybe once more: follows it
 *                         │ leaves       │ leaves  └ did not work: tries the same again, or leaves
 * Where the terminal goes off in between, the visit is over, and nobody was told anything.
 */

#define WRITES_US (90 * G_TIME_SPAN_SECOND)
#define AGAIN_US (5 * G_TIME_SPAN_SECOND)
#define LEAVES_ONE_IN 12
#define FOLLOWS_ONE_IN 4
#define MAX_SLIPS 50
#define ANSWERED_US (2 * G_TIME_SPAN_DAY)

typedef struct
{
  char *region;
  char *number;
  char *pin;
} Slip;

struct _SimResidents
{
  SimKiosk *kiosk;
  SimOracle *oracle;
  SimHub *hub; /* (nullable) */
  SimChance chance;
  AnjRandom random;
  gint64 mean_us;
  guint event_id;
  guint n_visits; /* under way */
  guint64 n_words;
  GPtrArray *slips;   /* (element-type Slip): of those told */
  JsonObject *config; /* (nullable): as sessions get it */
  guint config_run;   /* of the terminal, when it was asked for */
  guint n_followed;
  guint n_unknown;
};

typedef struct
{
  SimResidents *residents;
  guint run; /* of the terminal, when it began */
  char *text;
  AnjCase *item;               /* (nullable) */
  AnjReservation *reservation; /* (nullable) */
  guint n_tries;
} Visit;

static void
slip_free (Slip *self)
{
  g_free (self->region);
  g_free (self->number);
  g_free (self->pin);
  g_free (self);
}

static void
visit_free (Visit *self)
{
  self->residents->n_visits--;
  g_free (self->text);
  g_clear_pointer (&self->item, anj_case_unref);
  g_clear_pointer (&self->reservation, anj_reservation_free);
  g_free (self);
}

static gboolean
is_void (const Visit *self)
{
  SimKiosk *kiosk = self->residents->kiosk;

  return !sim_kiosk_is_on (kiosk) || sim_kiosk_run (kiosk) != self->run;
}

/* kind and body; NIKs are of nobody */
static JsonObject *
make_body (SimResidents *self, const char *text, const char **out_kind)
{
  static const char *const forms[][2] = {
    { "complaint", "{\"category\":\"tidak-cair\",\"text\":\"%s\",\"anonymous\":false,"
                   "\"secret\":false,\"nik\":\"3509010102809001\"}" },
    { "complaint", "{\"category\":\"petugas-pungutan\",\"text\":\"%s\",\"anonymous\":true,"
                   "\"secret\":true}" },
    { "complaint", "{\"category\":\"lain\",\"text\":\"%s\",\"anonymous\":true,\"secret\":false}" },
    { "proposal", "{\"nik\":\"3509010102809001\",\"no_kk\":\"3509010101209001\","
                  "\"reason\":\"%s\"}" },
  };
  gsize form = sim_chance_below (&self->chance, G_N_ELEMENTS (forms) + 2);
  g_auto (GStrv) parts = NULL;
  g_autofree char *json = NULL;
  g_autoptr (GBytes) bytes = NULL;

  form = form < G_N_ELEMENTS (forms) ? form : 0; /* most have a name */
  parts = g_strsplit (forms[form][1], "%s", 2);
  json = g_strconcat (parts[0], text, parts[1], NULL);
  bytes = g_bytes_new (json, strlen (json));
  *out_kind = forms[form][0];
  return anj_json_parse_object (bytes, NULL);
}

static gboolean
make_case (Visit *self)
{
  SimResidents *residents = self->residents;
  const char *kind;
  g_autoptr (JsonObject) body = NULL;
  g_autoptr (GError) error = NULL;

  self->text = g_strdup_printf ("Bantuan %u-%" G_GUINT64_FORMAT, sim_kiosk_who (residents->kiosk),
                                residents->n_words++);
  body = make_body (residents, self->text, &kind);
  self->item = anj_case_new (residents->config, kind, body, NULL, NULL, &error);
  if (self->item == NULL)
    sim_fail ("a session cannot make a %s: %s", kind, error->message);
  return TRUE;
}

/* the terminal said no; that it may, but not for these reasons */
static void
note_refusal (Visit *self, const char *what, const GError *error)
{
  sim_trace (what, sim_kiosk_who (self->residents->kiosk),
             error->domain == ANJ_AGENT_ERROR ? (guint64) error->code : 99);
  if (g_error_matches (error, ANJ_AGENT_ERROR, ANJ_AGENT_ERROR_INVALID))
    sim_fail ("terminal %u: %s: %s", sim_kiosk_who (self->residents->kiosk), what, error->message);
}

static void
give_slip (Visit *self)
{
  SimResidents *residents = self->residents;
  Slip *slip = g_new (Slip, 1);

  sim_trace ("thanks", sim_kiosk_who (residents->kiosk), residents->n_words);
  sim_oracle_told (residents->oracle, self->reservation->id);
  *slip = (Slip){ g_strdup (self->reservation->region), g_strdup (self->reservation->number),
                  g_strdup (anj_case_get_pin (self->item)) };
  if (residents->slips->len >= MAX_SLIPS)
    g_ptr_array_remove_index_fast (residents->slips,
                                   (guint) sim_chance_below (&residents->chance, MAX_SLIPS));
  g_ptr_array_add (residents->slips, slip);
  if (residents->hub != NULL)
    sim_hub_answer_later (residents->hub, slip->region, slip->number,
                          sim_chance_wait_us (&residents->chance, ANSWERED_US));
  anj_line_kick (sim_kiosk_line (residents->kiosk));
}

static void submit (gpointer user_data);

static void
on_submitted (GObject *source G_GNUC_UNUSED, GAsyncResult *result, gpointer user_data)
{
  Visit *self = user_data;
  g_autoptr (GError) error = NULL;
  gboolean is_kept = g_task_propagate_boolean (G_TASK (result), &error);

  if (is_void (self))
    visit_free (self);
  else if (is_kept)
    {
      give_slip (self);
      visit_free (self);
    }
  else
    {
      note_refusal (self, "is not kept", error);
      if (++self->n_tries < 3 && sim_chance_once_in (&self->residents->chance, 2))
        sim_loop_after (AGAIN_US, submit, self);
      else
        visit_free (self);
    }
}

static gboolean
job_submit (AnjTerminal *terminal, gpointer data, GError **error)
{
  const Visit *visit = data;

  return anj_terminal_submit (terminal, visit->reservation, anj_case_get_header (visit->item),
                              anj_case_get_payload (visit->item), NULL, error);
}

static void
submit (gpointer user_data)
{
  Visit *self = user_data;
  SimResidents *residents = self->residents;
  g_autoptr (GError) error = NULL;

  if (is_void (self) || sim_chance_once_in (&residents->chance, LEAVES_ONE_IN))
    {
      visit_free (self);
      return;
    }
  if (!anj_case_seal (self->item, anj_clock_real_us (sim_kiosk_clock (residents->kiosk)),
                      /* is_sure */ TRUE, &error))
    sim_fail ("a session cannot seal: %s", error->message);
  sim_oracle_tried (residents->oracle, sim_kiosk_who (residents->kiosk), self->reservation->id,
                    self->reservation->number, anj_case_get_header (self->item),
                    anj_case_get_payload (self->item), self->text);
  anj_store_thread_run (sim_kiosk_store (residents->kiosk), job_submit, self, NULL, on_submitted,
                        self);
}

static gpointer
job_reserve (AnjTerminal *terminal, gpointer data, GError **error)
{
  const Visit *visit = data;

  return anj_terminal_reserve (terminal, anj_case_reservation_kind (visit->item), error);
}

static void
on_reserved (GObject *source G_GNUC_UNUSED, GAsyncResult *result, gpointer user_data)
{
  Visit *self = user_data;
  SimResidents *residents = self->residents;
  g_autoptr (GError) error = NULL;

  self->reservation = g_task_propagate_pointer (G_TASK (result), &error);
  if (self->reservation == NULL || is_void (self))
    {
      if (!is_void (self))
        note_refusal (self, "gives no number", error);
      visit_free (self);
      return;
    }
  sim_oracle_reserved (residents->oracle, sim_kiosk_who (residents->kiosk),
                       self->reservation->region, self->reservation->number);
  anj_case_reserve (self->item, self->reservation->id, self->reservation->region,
                    self->reservation->number, &residents->random);
  sim_loop_after (sim_chance_wait_us (&residents->chance, WRITES_US), submit, self);
}

static void
reserve (Visit *self)
{
  make_case (self);
  anj_store_thread_make (sim_kiosk_store (self->residents->kiosk), job_reserve, self, NULL,
                         (GDestroyNotify) anj_reservation_free, on_reserved, self);
}

static gpointer
job_config (AnjTerminal *terminal, gpointer data G_GNUC_UNUSED, GError **error)
{
  return anj_terminal_make_config (terminal, error);
}

static void
on_config (GObject *source G_GNUC_UNUSED, GAsyncResult *result, gpointer user_data)
{
  Visit *self = user_data;
  g_autoptr (GError) error = NULL;
  g_autofree char *text = g_task_propagate_pointer (G_TASK (result), &error);
  g_autoptr (GBytes) bytes = NULL;

  if (text == NULL || is_void (self))
    {
      if (!is_void (self))
        note_refusal (self, "has no configuration", error);
      visit_free (self);
      return;
    }
  bytes = g_bytes_new_static (text, strlen (text));
  g_clear_pointer (&self->residents->config, json_object_unref);
  self->residents->config = anj_json_parse_object (bytes, NULL);
  self->residents->config_run = self->run;
  reserve (self);
}

static void
on_followed (GObject *source G_GNUC_UNUSED, GAsyncResult *result, gpointer user_data)
{
  Visit *self = user_data;
  g_autoptr (GError) error = NULL;
  g_autofree char *state = NULL;
  g_autoptr (GBytes) answer = NULL;

  if (!anj_tickets_ask_finish (result, &state, &answer, &error) && !is_void (self) &&
      g_error_matches (error, ANJ_AGENT_ERROR, ANJ_AGENT_ERROR_INVALID))
    {
      sim_trace ("ticket unknown", sim_kiosk_who (self->residents->kiosk), 0);
      self->residents->n_unknown++;
    }
  visit_free (self);
}

static void
follow (Visit *self)
{
  SimResidents *residents = self->residents;
  const Slip *slip = residents->slips
                         ->pdata[sim_chance_below (&residents->chance, residents->slips->len)];
  guint8 secret[ANJ_FOLLOW_BYTES];
  g_autoptr (GError) error = NULL;

  residents->n_followed++;
  if (!anj_kdf_follow (slip->pin, slip->region, slip->number, secret, &error))
    sim_fail ("a session cannot follow: %s", error->message);
  anj_tickets_ask_async (sim_kiosk_store (residents->kiosk), sim_kiosk_line (residents->kiosk),
                         slip->region, slip->number, secret, on_followed, self);
}

static void
visit (SimResidents *self)
{
  Visit *visit = g_new0 (Visit, 1);

  self->n_visits++;
  visit->residents = self;
  visit->run = sim_kiosk_run (self->kiosk);
  if (self->slips->len > 0 && sim_chance_once_in (&self->chance, FOLLOWS_ONE_IN))
    follow (visit);
  else if (self->config != NULL && self->config_run == visit->run)
    reserve (visit);
  else
    anj_store_thread_make (sim_kiosk_store (self->kiosk), job_config, NULL, NULL, g_free, on_config,
                           visit);
}

static void
on_due (gpointer user_data)
{
  SimResidents *self = user_data;

  self->event_id = sim_loop_after (sim_chance_wait_us (&self->chance, self->mean_us), on_due, self);
  if (sim_kiosk_is_on (self->kiosk))
    visit (self);
}

SimResidents *
sim_residents_new (SimKiosk *kiosk, SimOracle *oracle, SimHub *hub, gint64 mean_us, guint64 seed)
{
  SimResidents *self = g_new0 (SimResidents, 1);

  self->kiosk = kiosk;
  self->oracle = oracle;
  self->hub = hub;
  self->chance = sim_chance_new (seed, sim_kiosk_who (kiosk) + G_GUINT64_CONSTANT (0x200000));
  self->random = (AnjRandom){ sim_chance_fill, &self->chance };
  self->mean_us = mean_us;
  self->slips = g_ptr_array_new_with_free_func ((GDestroyNotify) slip_free);
  sim_residents_begin (self);
  return self;
}

void
sim_residents_begin (SimResidents *self)
{
  sim_residents_end (self);
  self->event_id = sim_loop_after (sim_chance_wait_us (&self->chance, self->mean_us), on_due, self);
}

gboolean
sim_residents_are_there (const SimResidents *self)
{
  return self->n_visits > 0;
}

void
sim_residents_end (SimResidents *self)
{
  if (self->event_id != 0)
    sim_loop_cancel (self->event_id);
  self->event_id = 0;
}

void
sim_residents_free (SimResidents *self)
{
  g_assert (self->event_id == 0 && self->n_visits == 0);
  g_ptr_array_unref (self->slips);
  g_clear_pointer (&self->config, json_object_unref);
  g_free (self);
}

guint
sim_residents_n_followed (const SimResidents *self)
{
  return self->n_followed;
}

guint
sim_residents_n_unknown (const SimResidents *self)
{
  return self->n_unknown;
}
