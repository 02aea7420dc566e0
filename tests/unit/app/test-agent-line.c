/* SPDX-License-Identifier: GPL-3.0-or-later */

/* The line against a scripted hub: a TLS server that answers by path, in threads. */

#include <glib/gstdio.h>
#include <string.h>

#include "app/agent/anj-line.h"
#include "core/anj-json.h"
#include "net/anj-http-client.h"
#include "scripted-hub.h"
#include "terminal-fixture.h"

static const AnjBackoffPolicy quick = { .first_ms = 2, .max_ms = 4 };
static const AnjBackoffPolicy growing = { .first_ms = 2, .max_ms = 5 * 60 * 1000 };

typedef struct
{
  TerminalFixture base;
  AnjStoreThread *store;
  AnjLine *line;
  ScriptedHub hub;
  GMutex lock; /* guards all below */
  guint n_posts;
  guint n_config;
  guint n_polls;
  guint64 hub_last_seq;
  gboolean refuses_chain; /* the second POST gets 409 */
  GBytes *config;         /* (nullable): 1.2, signed or not */
  char *last_poll;
  gboolean cuts_polls;  /* after a minute's hold */
  guint n_states;       /* of configurations, told */
  char *last_state;     /* "kept" */
  const char *commands; /* (nullable): JSON; each poll's answer has them */
  AnjLogRing *log;
  GString *reports; /* (owned): what was told of them, a line each */
  guint n_reports;
  guint n_refused_reports; /* that many get 500 */
  gboolean is_revoked;
  guint n_told;    /* reports of health */
  guint n_untaken; /* that many of them get 500 */
  GString *told;   /* (owned): those that were taken, a line each */
} Fixture;

static GBytes *
make_receipt (Fixture *fixture, GBytes *body)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (JsonObject) object = anj_json_parse_object (body, &error);
  g_autoptr (AnjReceipt) receipt = anj_receipt_new ();
  g_autoptr (GBytes) der = NULL;
  g_autofree char *text = NULL;
  g_autofree char *reply = NULL;
  JsonArray *all;

  g_assert_no_error (error);
  all = anj_json_get_array (object, "submissions");
  for (guint i = 0; i < json_array_get_length (all); i++)
    {
      const char *link_text = anj_json_get_string (anj_json_array_get_object (all, i), "link", "");
      g_autoptr (GBytes) bytes = agent_text (link_text);
      g_autoptr (AnjLink) link = anj_link_parse (bytes, &error);

      g_assert_no_error (error);
      if (i == 0)
        receipt->first_seq = link->seq;
      receipt->last_seq = link->seq;
      anj_link_hash (bytes, receipt->head);
    }
  fixture->hub_last_seq = MAX (fixture->hub_last_seq, receipt->last_seq);
  receipt->terminal = g_strdup (AGENT_TERMINAL);
  receipt->hub_generation = g_strdup ("g1");
  receipt->time_us = fixture->base.agent.real_us;
  der = agent_receipt_sign (&fixture->base.agent, receipt);
  text = g_base64_encode (g_bytes_get_data (der, NULL), g_bytes_get_size (der));
  reply = g_strdup_printf ("{\"receipt\":\"%s\"}", text);
  return agent_text (reply);
}

static GBytes *
answer_post (Fixture *fixture, GBytes *body, guint *status)
{
  guint number = ++fixture->n_posts;

  if (number == 1)
    {
      *status = 503;
      return agent_text ("{\"type\":\"about:blank#busy\"}");
    }
  if (number == 2 && fixture->refuses_chain)
    {
      *status = 409;
      return agent_text ("{\"type\":\"about:blank#chain\",\"last_seq\":0,\"head\":\"\"}");
    }
  return make_receipt (fixture, body);
}

/* the signed evidence has its content in clear */
static void
take_state (Fixture *fixture, GBytes *body)
{
  static const char *const names[] = { "probation", "kept", "reverted", "refused" };

  fixture->n_states++;
  g_clear_pointer (&fixture->last_state, g_free);
  for (gsize i = 0; i < G_N_ELEMENTS (names); i++)
    {
      g_autofree char *member = g_strdup_printf ("\"state\":\"%s\"", names[i]);

      if (memmem (g_bytes_get_data (body, NULL), g_bytes_get_size (body), member,
                  strlen (member)) != NULL)
        fixture->last_state = g_strdup (names[i]);
    }
}

static GBytes *
take_report (Fixture *fixture, const char *path, GBytes *body, guint *status)
{
  fixture->n_reports++;
  if (fixture->n_reports <= fixture->n_refused_reports)
    {
      *status = 500;
      return agent_text ("{\"type\":\"about:blank#internal\"}");
    }
  g_string_append_printf (fixture->reports, "%s ", path + strlen ("/v1/commands/"));
  g_string_append_len (fixture->reports, g_bytes_get_data (body, NULL),
                       (gssize) g_bytes_get_size (body));
  g_string_append_c (fixture->reports, '\n');
  return agent_text ("{}");
}

static GBytes *
take_health (Fixture *fixture, GBytes *body, guint *status)
{
  fixture->n_told++;
  if (fixture->n_told <= fixture->n_untaken)
    {
      *status = 500;
      return agent_text ("{\"type\":\"about:blank#internal\"}");
    }
  g_string_append_len (fixture->told, g_bytes_get_data (body, NULL),
                       (gssize) g_bytes_get_size (body));
  g_string_append_c (fixture->told, '\n');
  return agent_text ("{}");
}

static GBytes *
answer_locked (Fixture *fixture, const char *path, GBytes *body, guint *status)
{
  g_autofree char *text = NULL;

  if (g_str_has_prefix (path, "/v1/channel"))
    fixture->n_polls++;
  if (fixture->is_revoked)
    {
      *status = 403;
      return agent_text ("{\"type\":\"about:blank#terminal-revoked\"}");
    }
  if (g_str_has_prefix (path, "/v1/telemetry"))
    return take_health (fixture, body, status);
  if (g_str_has_prefix (path, "/v1/commands/"))
    return take_report (fixture, path, body, status);
  if (g_str_has_prefix (path, "/v1/submissions"))
    return answer_post (fixture, body, status);
  if (g_str_has_prefix (path, "/v1/config/2"))
    {
      fixture->n_config++;
      return g_bytes_ref (fixture->config);
    }
  if (g_str_has_prefix (path, "/v1/config-state"))
    take_state (fixture, body);
  if (!g_str_has_prefix (path, "/v1/channel"))
    return agent_text ("{}");
  g_free (fixture->last_poll);
  fixture->last_poll = g_strdup (path);
  if (fixture->cuts_polls)
    {
      fixture->base.agent.monotonic_us += 60 * G_USEC_PER_SEC;
      return NULL;
    }
  text = g_strdup_printf ("{\"generation\":\"g1\",\"last_seq\":%" G_GUINT64_FORMAT
                          ",\"head\":\"\",\"backed_up_seq\":0,\"config\":{\"epoch\":1,"
                          "\"version\":%d},\"cache\":false,\"tickets\":[],\"cursor\":\"c-7\","
                          "\"commands\":%s,"
                          "\"time\":\"2026-10-15T00:00:00Z\"}",
                          fixture->hub_last_seq, fixture->config != NULL ? 2 : 1,
                          fixture->commands != NULL ? fixture->commands : "[]");
  return agent_text (text);
}

static GBytes *
answer (gpointer data, const char *path, GBytes *body, guint *status)
{
  Fixture *fixture = data;
  g_autoptr (GMutexLocker) locker = g_mutex_locker_new (&fixture->lock);

  return answer_locked (fixture, path, body, status);
}

/* as before its first configuration came */
static void
forget_config (Fixture *fixture)
{
  static const char *const names[] = { "config/current.cms", "config/previous.cms" };

  for (gsize i = 0; i < G_N_ELEMENTS (names); i++)
    {
      g_autofree char *path = g_build_filename (fixture->base.agent.state_dir, names[i], NULL);

      g_assert_cmpint (g_unlink (path), ==, 0);
    }
  terminal_fixture_restart (&fixture->base);
}

static void
set_up_with (Fixture *fixture, const AnjBackoffPolicy *policy, gboolean is_configured)
{
  AnjLineSetup setup = { .backoff = policy != NULL ? policy : &quick };

  /* what the hub does here is worth a warning each time */
  g_log_set_always_fatal ((GLogLevelFlags) (G_LOG_LEVEL_ERROR | G_LOG_LEVEL_CRITICAL));
  g_mutex_init (&fixture->lock);
  terminal_fixture_init (&fixture->base);
  terminal_fixture_sync (&fixture->base);
  fixture->hub = (ScriptedHub){ .answer = answer, .data = fixture };
  scripted_hub_start (&fixture->hub, &fixture->base);
  for (guint i = 0; i < 3; i++)
    {
      g_autoptr (GBytes) header = agent_header_new (&fixture->base.agent, i, FALSE);
      g_autoptr (GBytes) payload = agent_text ("sealed words");
      g_autoptr (AnjHeader) parsed = anj_header_parse (header, NULL);
      AnjReservation reservation = { parsed->id, parsed->region, parsed->number, parsed->kind,
                                     FALSE };

      g_assert_true (
          anj_terminal_submit (fixture->base.terminal, &reservation, header, payload, NULL, NULL));
    }
  if (!is_configured)
    forget_config (fixture);
  fixture->store = anj_store_thread_new (g_steal_pointer (&fixture->base.terminal));
  setup.store = fixture->store;
  setup.identity = &fixture->base.identity;
  setup.bootstrap = &fixture->base.bootstrap;
  setup.bootstrap_path = "";
  setup.clock = &fixture->base.agent.clock;
  setup.random = fixture->base.agent.random;
  fixture->log = anj_log_ring_new (setup.clock);
  fixture->reports = g_string_new (NULL);
  fixture->told = g_string_new (NULL);
  setup.log = fixture->log;
  fixture->line = anj_line_new (&setup);
}

static void
set_up (Fixture *fixture, gconstpointer policy)
{
  set_up_with (fixture, policy, TRUE);
}

static void
set_up_bare (Fixture *fixture, gconstpointer policy)
{
  set_up_with (fixture, policy, FALSE);
}

static void
stop (Fixture *fixture)
{
  anj_line_stop (fixture->line);
  g_clear_pointer (&fixture->store, anj_store_thread_free);
  while (g_main_context_iteration (NULL, FALSE))
    ;
}

static void
tear_down (Fixture *fixture, gconstpointer user_data G_GNUC_UNUSED)
{
  if (fixture->store != NULL)
    stop (fixture);
  g_assert_finalize_object (fixture->line);
  scripted_hub_stop (&fixture->hub);
  g_clear_pointer (&fixture->config, g_bytes_unref);
  g_free (fixture->last_poll);
  g_free (fixture->last_state);
  anj_log_ring_unref (fixture->log);
  g_string_free (fixture->reports, TRUE);
  g_string_free (fixture->told, TRUE);
  terminal_fixture_clear (&fixture->base);
  g_mutex_clear (&fixture->lock);
}

/* the main loop, until the hub has seen so much */
static void
run_until (Fixture *fixture, const guint *counter, guint wanted)
{
  gboolean is_done = FALSE;

  while (!is_done)
    {
      g_main_context_iteration (NULL, TRUE);
      g_mutex_lock (&fixture->lock);
      is_done = *counter >= wanted;
      g_mutex_unlock (&fixture->lock);
    }
}

static AnjTerminalHealth *
examine_after (Fixture *fixture)
{
  g_autoptr (GError) error = NULL;
  AnjTerminalHealth *health;

  stop (fixture);
  terminal_fixture_restart (&fixture->base);
  health = anj_terminal_examine (fixture->base.terminal, &error);
  g_assert_no_error (error);
  return health;
}

/* 503, then 409 "chain", then a receipt: all is sent again, nothing is lost or doubled */
static void
test_resend (Fixture *fixture, gconstpointer user_data G_GNUC_UNUSED)
{
  g_autoptr (AnjTerminalHealth) health = NULL;
  guint n_after;

  fixture->refuses_chain = TRUE;
  anj_line_start (fixture->line);
  run_until (fixture, &fixture->n_posts, 3);
  n_after = fixture->n_polls + 3;
  run_until (fixture, &fixture->n_polls, n_after);
  g_assert_true (anj_line_is_online (fixture->line));
  health = examine_after (fixture);
  g_assert_cmpuint (health->n_waiting, ==, 0);
  g_assert_cmpuint (health->n_kept, ==, 3);
}

/* the hub's database is an older copy: it says so on the channel and gets again what it lost */
static void
test_hub_restored (Fixture *fixture, gconstpointer user_data G_GNUC_UNUSED)
{
  g_autoptr (AnjTerminalHealth) health = NULL;

  anj_line_start (fixture->line);
  run_until (fixture, &fixture->n_posts, 2);
  run_until (fixture, &fixture->n_polls, 5);
  g_mutex_lock (&fixture->lock);
  fixture->hub_last_seq = 1;
  g_mutex_unlock (&fixture->lock);
  run_until (fixture, &fixture->n_posts, 3);
  run_until (fixture, &fixture->n_polls, fixture->n_polls + 3);
  g_assert_cmpuint (fixture->hub_last_seq, ==, 3);
  health = examine_after (fixture);
  g_assert_cmpuint (health->n_waiting, ==, 0);
}

static void
test_refused_config (Fixture *fixture, gconstpointer user_data G_GNUC_UNUSED)
{
  g_autoptr (AnjTerminalHealth) health = NULL;

  fixture->config = agent_text ("rubbish");
  anj_line_start (fixture->line);
  run_until (fixture, &fixture->n_config, 1);
  run_until (fixture, &fixture->n_posts, 2); /* cases go all the same */
  run_until (fixture, &fixture->n_states, 1);
  run_until (fixture, &fixture->n_polls, fixture->n_polls + 3);
  g_assert_nonnull (strstr (fixture->last_poll, "config=1.1&since=c-7"));
  g_assert_cmpuint (fixture->n_config, ==, 1); /* it would be the same again */
  g_assert_cmpstr (fixture->last_state, ==, "refused");
  health = examine_after (fixture);
  g_assert_cmpuint (health->config_version, ==, 1);
  g_assert_cmpstr (health->channel_cursor, ==, "c-7");
}

/* 1.2, for a terminal that trusts @hub_ca from then on */
static GBytes *
sign_config (Fixture *fixture, X509 *hub_ca)
{
  AgentFixture *agent = &fixture->base.agent;
  g_autoptr (GPtrArray) recipients = agent_recipients_new (agent);
  g_autoptr (GError) error = NULL;
  g_autoptr (GBytes) draft = anj_config_default (recipients, 1, 2, agent->real_us, &error);
  g_autoptr (JsonObject) document = draft != NULL ? anj_json_parse_object (draft, &error) : NULL;
  g_autofree char *pem = anj_cert_to_pem (hub_ca);
  g_autoptr (GBytes) source = NULL;
  JsonArray *cas = json_array_new ();
  GBytes *der;

  g_assert_no_error (error);
  json_array_add_string_element (cas, pem);
  json_object_set_array_member (document, "hub_cas", cas);
  source = anj_json_object_to_bytes (document);
  der = anj_config_sign (source, agent->signer, agent->signer_key, /* chain */ NULL, &error);
  g_assert_no_error (error);
  return der;
}

/* until the hub was told @state; virtual seconds pass while something is on trial, a real moment
 * each */
static void
live_until (Fixture *fixture, const char *state, guint max_s)
{
  AnjConfigWatch *watch = anj_line_get_config_watch (fixture->line);
  gboolean is_told = FALSE;
  guint s = 0;

  while (!is_told)
    {
      gint64 end_us = g_get_monotonic_time () + G_USEC_PER_SEC / 50;

      if (anj_config_watch_is_running (watch))
        {
          g_assert_cmpuint (s++, <, max_s);
          fixture->base.agent.monotonic_us += G_USEC_PER_SEC;
          anj_config_watch_judge (watch);
        }
      while (g_get_monotonic_time () < end_us)
        g_main_context_iteration (NULL, FALSE);
      g_mutex_lock (&fixture->lock);
      is_told = g_strcmp0 (fixture->last_state, state) == 0;
      g_mutex_unlock (&fixture->lock);
    }
}

static void
test_kept_config (Fixture *fixture, gconstpointer user_data G_GNUC_UNUSED)
{
  g_autoptr (AnjTerminalHealth) health = NULL;

  fixture->config = sign_config (fixture, fixture->base.agent.ca);
  anj_line_start (fixture->line);
  run_until (fixture, &fixture->n_states, 1);
  g_assert_cmpstr (fixture->last_state, ==, "probation");
  live_until (fixture, "kept", 60);
  run_until (fixture, &fixture->n_polls, fixture->n_polls + 2);
  g_assert_nonnull (strstr (fixture->last_poll, "config=1.2&"));
  health = examine_after (fixture);
  g_assert_cmpuint (health->config_version, ==, 2);
  g_assert_false (health->is_config_on_trial);
}

/* a hub's CA that is not the hub's: signed, and still it would cut the terminal off for good */
static void
offer_deadly_config (Fixture *fixture)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (EVP_PKEY) key = anj_cert_generate_key (&error);
  AgentFixture stranger = fixture->base.agent;
  g_autoptr (X509) other_ca = NULL;

  g_assert_no_error (error);
  stranger.ca_key = key;
  other_ca = agent_fixture_issue (&stranger, ANJ_CERT_CA, "Anjungan hub CA", key);
  fixture->config = sign_config (fixture, other_ca);
  anj_line_start (fixture->line);
  run_until (fixture, &fixture->n_config, 1);
  live_until (fixture, "reverted", 60);
  run_until (fixture, &fixture->n_polls, fixture->n_polls + 5);
}

static void
test_deadly_config (Fixture *fixture, gconstpointer user_data G_GNUC_UNUSED)
{
  g_autoptr (AnjTerminalHealth) health = NULL;

  offer_deadly_config (fixture);
  g_assert_nonnull (strstr (fixture->last_poll, "config=1.1&"));
  g_assert_cmpuint (fixture->n_config, ==, 1); /* never again */
  health = examine_after (fixture);
  g_assert_cmpuint (health->config_version, ==, 1);
  g_assert_cmpuint (health->rejected_version, ==, 2);
}

/* there is none to go back to, but the bootstrap's CA */
static void
test_deadly_first_config (Fixture *fixture, gconstpointer user_data G_GNUC_UNUSED)
{
  g_autoptr (AnjTerminalHealth) health = NULL;

  offer_deadly_config (fixture);
  g_assert_nonnull (strstr (fixture->last_poll, "config=0.0&"));
  g_assert_cmpuint (fixture->n_config, ==, 1); /* never again */
  g_assert_true (anj_line_is_online (fixture->line));
  health = examine_after (fixture);
  g_assert_cmpuint (health->config_version, ==, 0);
  g_assert_cmpuint (health->rejected_version, ==, 2);
}

/* were they counted as failures in a row, the waits would soon be minutes */
static void
test_held_polls (Fixture *fixture, gconstpointer user_data G_GNUC_UNUSED)
{
  fixture->cuts_polls = TRUE;
  anj_line_start (fixture->line);
  run_until (fixture, &fixture->n_polls, 20);
}

static void
fill (gpointer user_data, guint8 *out, gsize n_bytes)
{
  memset (out, *(guint8 *) user_data, n_bytes);
}

static void
test_backoff (void)
{
  static const AnjBackoffPolicy policy = { .first_ms = 1000, .max_ms = 60000 };

  for (guint byte = 0; byte < 256; byte++)
    {
      guint8 drawn = (guint8) byte;
      AnjRandom random = { fill, &drawn };
      AnjBackoff backoff = { &policy, 0 };
      guint bound_ms = policy.first_ms;

      for (guint i = 0; i < 100; i++)
        {
          guint wait_ms = anj_backoff_next_ms (&backoff, &random);

          g_assert_cmpuint (wait_ms, >=, bound_ms / 2);
          g_assert_cmpuint (wait_ms, <, bound_ms);
          bound_ms = MIN (bound_ms * 2, policy.max_ms);
        }
      anj_backoff_reset (&backoff);
      g_assert_cmpuint (anj_backoff_next_ms (&backoff, &random), <, policy.first_ms);
    }
}

static guint
count_reports (Fixture *fixture, const char *line)
{
  g_auto (GStrv) parts = g_strsplit (fixture->reports->str, line, -1);

  return g_strv_length (parts) - 1;
}

#define LOCK "c-0000000000000001"
#define LOGS "c-0000000000000002"
#define FUTURE "c-0000000000000003"

/* the hub says the same at each poll, as one that heard nothing does */
static void
test_commands (Fixture *fixture, gconstpointer user_data G_GNUC_UNUSED)
{
  g_autoptr (AnjTerminalHealth) health = NULL;

  anj_log_ring_add (fixture->log, "anj-agent", G_LOG_LEVEL_MESSAGE, "a line of ours");
  fixture->commands = "[{\"id\":\"" LOCK
                      "\",\"kind\":\"lock\",\"expires\":\"2099-01-01T00:00:00Z\"},"
                      "{\"id\":\"" LOGS
                      "\",\"kind\":\"logs\",\"expires\":\"2099-01-01T00:00:00Z\"},"
                      "{\"id\":\"" FUTURE
                      "\",\"kind\":\"dance\",\"expires\":\"2099-01-01T00:00:00Z\"},"
                      "{\"id\":\"../x\",\"kind\":\"lock\"}, 7]";
  anj_line_start (fixture->line);
  run_until (fixture, &fixture->n_polls, 5);
  health = examine_after (fixture);
  g_assert_true (health->is_locked);
  g_assert_cmpuint (count_reports (fixture, LOCK " {\"state\":\"done\"}"), ==, 1);
  g_assert_cmpuint (count_reports (fixture, LOGS " {\"state\":\"acked\"}"), ==, 1);
  g_assert_cmpuint (count_reports (fixture, LOGS "/log "), ==, 1);
  g_assert_cmpuint (count_reports (fixture, "message: a line of ours"), ==, 1);
  g_assert_cmpuint (count_reports (fixture, LOGS " {\"state\":\"done\"}"), ==, 1);
  g_assert_cmpuint (count_reports (fixture, FUTURE " {\"state\":\"failed\""), ==, 1);
  g_assert_cmpuint (fixture->n_reports, ==, 5);
}

/* nothing is done twice for want of a good answer, and it is told in the end */
static void
test_untold_command (Fixture *fixture, gconstpointer user_data G_GNUC_UNUSED)
{
  g_autoptr (AnjTerminalHealth) health = NULL;

  fixture->commands = "[{\"id\":\"" LOCK
                      "\",\"kind\":\"lock\",\"expires\":\"2099-01-01T00:00:00Z\"}]";
  fixture->n_refused_reports = 3;
  anj_line_start (fixture->line);
  run_until (fixture, &fixture->n_reports, 4);
  health = examine_after (fixture);
  g_assert_true (health->is_locked);
  g_assert_cmpuint (count_reports (fixture, LOCK " {\"state\":\"done\"}"), ==, 1);
}

static void
on_examined (GObject *source G_GNUC_UNUSED, GAsyncResult *result, gpointer user_data)
{
  *(AnjTerminalHealth **) user_data = g_task_propagate_pointer (G_TASK (result), NULL);
}

static gpointer
job_examine (AnjTerminal *terminal, gpointer data G_GNUC_UNUSED, GError **error)
{
  return anj_terminal_examine (terminal, error);
}

static AnjTerminalHealth *
examine_now (Fixture *fixture)
{
  AnjTerminalHealth *health = NULL;

  anj_store_thread_make (fixture->store, job_examine, NULL, NULL,
                         (GDestroyNotify) anj_terminal_health_free, on_examined, &health);
  while (health == NULL)
    g_main_context_iteration (NULL, TRUE);
  return health;
}

static void
test_revoked (Fixture *fixture, gconstpointer user_data G_GNUC_UNUSED)
{
  g_autoptr (AnjTerminalHealth) refused = NULL;
  g_autoptr (AnjTerminalHealth) health = NULL;

  fixture->is_revoked = TRUE;
  anj_line_start (fixture->line);
  run_until (fixture, &fixture->n_polls, 3);
  refused = examine_now (fixture);
  g_assert_true (refused->is_revoked);
  g_assert_cmpuint (refused->n_waiting, ==, 3);
  g_assert_true (anj_line_is_online (fixture->line));

  g_mutex_lock (&fixture->lock);
  fixture->is_revoked = FALSE;
  g_mutex_unlock (&fixture->lock);
  run_until (fixture, &fixture->n_posts, 2);
  run_until (fixture, &fixture->n_polls, fixture->n_polls + 2);
  health = examine_after (fixture);
  g_assert_false (health->is_revoked);
  g_assert_cmpuint (health->n_waiting, ==, 0);
}

/* counts only, none of them twice, also where the hub did not take them at first */
static void
test_look_ups (Fixture *fixture, gconstpointer user_data G_GNUC_UNUSED)
{
  static const char counts[] = "\"look_ups\":{\"n\":3,\"missed\":2,\"unmended\":2,\"over_s\":0}";
  g_autoptr (AnjTerminalHealth) health = NULL;
  const char *at;

  fixture->n_untaken = 1;
  anj_line_note_look_up (fixture->line, /* is_miss */ FALSE);
  anj_line_note_look_up (fixture->line, /* is_miss */ TRUE);
  anj_line_note_look_up (fixture->line, /* is_miss */ TRUE);
  anj_line_note_unmended (fixture->line, 2);
  anj_line_start (fixture->line);
  run_until (fixture, &fixture->n_told, 2);
  run_until (fixture, &fixture->n_polls, fixture->n_polls + 3);
  stop (fixture);
  at = strstr (fixture->told->str, counts);
  g_assert_nonnull (at);
  g_assert_null (strstr (at + strlen (counts), "look_ups"));
}

#define ADD(path, func) g_test_add (path, Fixture, NULL, set_up, func, tear_down)

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  anj_http_client_global_init ();

  g_test_add_func ("/line/back-off-doubles-inside-its-bounds", test_backoff);
  ADD ("/line/refused-and-forked-is-sent-again", test_resend);
  ADD ("/line/restored-hub-gets-again-what-it-lost", test_hub_restored);
  ADD ("/line/refused-configuration-holds-up-nothing", test_refused_config);
  ADD ("/line/good-configuration-is-kept", test_kept_config);
  ADD ("/line/deadly-configuration-is-taken-back", test_deadly_config);
  g_test_add ("/line/deadly-first-configuration-is-taken-back-too", Fixture, NULL, set_up_bare,
              test_deadly_first_config, tear_down);
  g_test_add ("/line/polls-that-were-held-are-no-failures-in-a-row", Fixture, &growing, set_up,
              test_held_polls, tear_down);

  ADD ("/line/commands-are-done-once-and-told", test_commands);
  ADD ("/line/a-command-that-could-not-be-told-is-told-later", test_untold_command);
  ADD ("/line/who-is-refused-says-so-and-sends-when-it-may-again", test_revoked);
  ADD ("/line/look-ups-are-counted-to-the-hub", test_look_ups);
  return g_test_run ();
}
