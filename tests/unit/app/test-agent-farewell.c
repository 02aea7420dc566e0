/* SPDX-License-Identifier: GPL-3.0-or-later */

/* What a hub that holds a poll is told beside it: that the disk failed, and the last word of all.
 */

#include <signal.h>
#include <string.h>
#include <sys/resource.h>

#include "app/agent/anj-line.h"
#include "core/anj-json.h"
#include "net/anj-http-client.h"
#include "scripted-hub.h"

#define MINUTE_US ((gint64) 60 * G_USEC_PER_SEC)

typedef struct
{
  TerminalFixture base;
  AnjStoreThread *store;
  AnjLine *line;
  ScriptedHub hub;
  GMutex lock; /* guards all below */
  GCond end;
  gboolean is_over;
  guint n_polls;
  guint n_told;
  guint n_requests;
  char *told; /* (owned) (nullable): the newest report */
} Fixture;

/* the second poll is held to the end */
static GBytes *
answer_poll (Fixture *fixture)
{
  if (++fixture->n_polls > 1)
    while (!fixture->is_over)
      g_cond_wait (&fixture->end, &fixture->lock);
  return agent_text ("{\"generation\": \"g1\", \"last_seq\": 0, \"backed_up_seq\": 0,"
                     " \"cursor\": \"c-7\", \"time\": \"2026-10-15T00:00:00Z\"}");
}

static GBytes *
answer (gpointer data, const char *path, GBytes *body, guint *status)
{
  Fixture *fixture = data;
  g_autoptr (GMutexLocker) locker = g_mutex_locker_new (&fixture->lock);

  fixture->n_requests++;
  if (g_str_has_prefix (path, "/v1/channel"))
    return answer_poll (fixture);
  if (g_str_has_prefix (path, "/v1/submissions"))
    {
      *status = 503;
      return agent_text ("{\"type\": \"about:blank#busy\"}");
    }
  if (g_str_has_prefix (path, "/v1/telemetry"))
    {
      g_free (fixture->told);
      fixture->told = g_strndup (g_bytes_get_data (body, NULL), g_bytes_get_size (body));
      fixture->n_told++;
    }
  return agent_text ("{}");
}

static guint
read_count (Fixture *fixture, const guint *counter)
{
  g_autoptr (GMutexLocker) locker = g_mutex_locker_new (&fixture->lock);

  return *counter;
}

/* the main loop, until the hub has seen so much */
static void
run_until (Fixture *fixture, const guint *counter, guint wanted)
{
  while (read_count (fixture, counter) < wanted)
    g_main_context_iteration (NULL, TRUE);
}

static void
set_up (Fixture *fixture, gconstpointer user_data G_GNUC_UNUSED)
{
  static const AnjBackoffPolicy slow = { .first_ms = 60000, .max_ms = 60000 };
  AnjLineSetup setup = { .backoff = &slow, .bootstrap_path = "" };

  /* what the hub and the disk do here is worth a warning each time */
  g_log_set_always_fatal ((GLogLevelFlags) (G_LOG_LEVEL_ERROR | G_LOG_LEVEL_CRITICAL));
  g_mutex_init (&fixture->lock);
  g_cond_init (&fixture->end);
  terminal_fixture_init (&fixture->base);
  terminal_fixture_sync (&fixture->base);
  fixture->hub = (ScriptedHub){ .answer = answer, .data = fixture };
  scripted_hub_start (&fixture->hub, &fixture->base);
  fixture->store = anj_store_thread_new (g_steal_pointer (&fixture->base.terminal));
  setup.store = fixture->store;
  setup.identity = &fixture->base.identity;
  setup.bootstrap = &fixture->base.bootstrap;
  setup.clock = &fixture->base.agent.clock;
  setup.random = fixture->base.agent.random;
  fixture->line = anj_line_new (&setup);
  anj_line_start (fixture->line);
  run_until (fixture, &fixture->n_polls, 2);
}

static void
tear_down (Fixture *fixture, gconstpointer user_data G_GNUC_UNUSED)
{
  g_mutex_lock (&fixture->lock);
  fixture->is_over = TRUE;
  g_cond_broadcast (&fixture->end);
  g_mutex_unlock (&fixture->lock);
  anj_line_stop (fixture->line);
  g_clear_pointer (&fixture->store, anj_store_thread_free);
  while (g_main_context_iteration (NULL, FALSE))
    ;
  g_assert_finalize_object (fixture->line);
  scripted_hub_stop (&fixture->hub);
  g_free (fixture->told);
  terminal_fixture_clear (&fixture->base);
  g_cond_clear (&fixture->end);
  g_mutex_clear (&fixture->lock);
}

static void
set_flag (GObject *source G_GNUC_UNUSED, GAsyncResult *result G_GNUC_UNUSED, gpointer user_data)
{
  *(gboolean *) user_data = TRUE;
}

static void
run_job (Fixture *fixture, AnjStoreJob job)
{
  gboolean is_done = FALSE;

  anj_store_thread_run (fixture->store, job, fixture, NULL, set_flag, &is_done);
  while (!is_done)
    g_main_context_iteration (NULL, TRUE);
}

static gboolean
job_submit (AnjTerminal *terminal, gpointer data, GError **error)
{
  Fixture *fixture = data;
  g_autoptr (GBytes) header = agent_header_new (&fixture->base.agent, 0, FALSE);
  g_autoptr (GBytes) payload = agent_text ("sealed words");
  g_autoptr (AnjHeader) parsed = anj_header_parse (header, NULL);
  AnjReservation reservation = { parsed->id, parsed->region, parsed->number, parsed->kind, FALSE };

  g_assert_true (anj_terminal_submit (terminal, &reservation, header, payload, NULL, error));
  return TRUE;
}

static JsonObject *
get_told (Fixture *fixture)
{
  g_autoptr (GMutexLocker) locker = g_mutex_locker_new (&fixture->lock);
  g_autoptr (GBytes) bytes = agent_text (fixture->told);
  JsonObject *told = anj_json_parse_object (bytes, NULL);

  g_assert_nonnull (told);
  return told;
}

/* the report before it said 0, and the poll is held still */
static void
test_farewell (Fixture *fixture, gconstpointer user_data G_GNUC_UNUSED)
{
  g_autoptr (JsonObject) told = NULL;
  gboolean is_told = FALSE;
  guint n_requests;

  run_job (fixture, job_submit);
  anj_line_kick (fixture->line);
  while (anj_line_is_sending (fixture->line))
    g_main_context_iteration (NULL, TRUE);
  anj_line_stop (fixture->line);
  n_requests = read_count (fixture, &fixture->n_requests);
  anj_line_tell_stopping_async (fixture->line, set_flag, &is_told);
  while (!is_told)
    g_main_context_iteration (NULL, TRUE);
  told = get_told (fixture);
  g_assert_true (anj_json_get_bool (told, "stopping", FALSE));
  g_assert_cmpint (anj_json_get_int (told, "outbox", -1), ==, 1);
  g_assert_cmpint (anj_json_get_int (told, "receipted_seq", -1), ==, 0);
  g_assert_cmpint (anj_json_get_int (told, "last_seq", -1), ==, 1);
  g_assert_cmpuint (read_count (fixture, &fixture->n_requests), ==, n_requests + 1);
}

static gboolean
job_write (AnjTerminal *terminal, gpointer data G_GNUC_UNUSED, GError **error)
{
  return anj_terminal_note_end (terminal, error);
}

static void
test_broken_disk (Fixture *fixture, gconstpointer user_data G_GNUC_UNUSED)
{
  const struct rlimit nothing = { 0, RLIM_INFINITY };
  g_autoptr (JsonObject) told = NULL;
  struct rlimit before;
  guint n_told = read_count (fixture, &fixture->n_told);

  getrlimit (RLIMIT_FSIZE, &before);
  signal (SIGXFSZ, SIG_IGN);
  setrlimit (RLIMIT_FSIZE, &nothing); /* each write fails */
  run_job (fixture, job_write);
  fixture->base.agent.monotonic_us += 2 * MINUTE_US;
  anj_line_look_at_disk (fixture->line);
  run_until (fixture, &fixture->n_told, n_told + 1);
  setrlimit (RLIMIT_FSIZE, &before);
  told = get_told (fixture);
  g_assert_cmpstr (anj_json_get_string (told, "storage", NULL), ==, "disk-error");
  g_assert_cmpuint (read_count (fixture, &fixture->n_polls), ==, 2);
}

int
main (int argc, char **argv)
{
  /* what an fsync does is not the point here */
  if (g_file_test ("/dev/shm", G_FILE_TEST_IS_DIR))
    g_setenv ("TMPDIR", "/dev/shm", TRUE);
  g_test_init (&argc, &argv, NULL);
  anj_http_client_global_init ();
  g_test_add ("/farewell/it-counts-what-was-taken-last-and-is-the-last-word", Fixture, NULL, set_up,
              test_farewell, tear_down);
  g_test_add ("/farewell/a-disk-that-fails-is-told-beside-a-held-poll", Fixture, NULL, set_up,
              test_broken_disk, tear_down);
  return g_test_run ();
}
