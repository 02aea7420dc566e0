/* SPDX-License-Identifier: GPL-3.0-or-later */

#include <sys/socket.h>
#include <unistd.h>

#include "core/anj-json.h"
#include "hub/hub-listen.h"
#include "hub/hub-request.h"
#include "hub/hub-token-guard.h"
#include "hub/hub-working-days.h"

/* request, problem, working days, token guard, listen: parts too small for a file each */

static gint64
read_clock (gpointer user_data)
{
  return *(gint64 *) user_data;
}

static void
test_working_days_skip_weekends (void)
{
  static const struct
  {
    const char *from;
    guint n_days;
    const char *due;
  } cases[] = {
    { "2026-11-20", 0, "2026-11-20" },           /* Friday */
    { "2026-11-20", 1, "2026-11-23" },           /* over the weekend */
    { "2026-11-20T03:00:00Z", 5, "2026-11-27" }, /* a time counts by its date */
    { "2026-11-21", 1, "2026-11-23" },           /* Saturday: Monday is day 1 */
    { "2026-11-22", 1, "2026-11-23" },           /* Sunday */
    { "2026-12-28", 14, "2027-01-15" },          /* over the year */
  };

  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autofree char *due = hub_working_days_add (cases[i].from, cases[i].n_days);

      g_assert_cmpstr (due, ==, cases[i].due);
    }
  g_assert_null (hub_working_days_add ("2026-02-30", 1));
  g_assert_null (hub_working_days_add ("soon", 1));
}

static void
test_guard_shuts_at_ten_for_a_minute (void)
{
  gint64 now_us = 1000 * G_USEC_PER_SEC;
  AnjClock clock = { read_clock, read_clock, &now_us };
  HubTokenGuard guard;

  hub_token_guard_init (&guard, &clock);
  for (int i = 0; i < HUB_TOKEN_GUARD_MAX_TRIES - 1; i++)
    hub_token_guard_add_bad (&guard);
  g_assert_cmpuint (hub_token_guard_wait_s (&guard), ==, 0);
  hub_token_guard_add_bad (&guard);
  g_assert_cmpuint (hub_token_guard_wait_s (&guard), ==, 60);
  now_us += 59 * G_USEC_PER_SEC;
  g_assert_cmpuint (hub_token_guard_wait_s (&guard), ==, 1);
  now_us += G_USEC_PER_SEC;
  g_assert_cmpuint (hub_token_guard_wait_s (&guard), ==, 0);
}

static void
test_guard_forgives_slow_tries (void)
{
  gint64 now_us = 0;
  AnjClock clock = { read_clock, read_clock, &now_us };
  HubTokenGuard guard;

  hub_token_guard_init (&guard, &clock);
  for (int i = 0; i < 50; i++)
    {
      hub_token_guard_add_bad (&guard);
      g_assert_cmpuint (hub_token_guard_wait_s (&guard), ==, 0);
      now_us += 7 * G_USEC_PER_SEC;
    }
}

static void
test_accepts_reads_quality (void)
{
  static const struct
  {
    const char *header;
    gboolean yes;
  } cases[] = {
    { "zstd", TRUE },          { "gzip, zstd;q=0.5", TRUE },
    { "gzip, ZSTD", TRUE },    { "zstd;q=0", FALSE },
    { "zstd; q=0.0", FALSE },  { "gzip", FALSE },
    { "xzstd, zstdx", FALSE }, { "", FALSE },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autoptr (HubRequest) request = hub_request_new ();

      g_hash_table_insert (request->headers, g_strdup ("accept-encoding"),
                           g_strdup (cases[i].header));
      g_test_message ("%s", cases[i].header);
      g_assert_cmpint (hub_request_accepts (request, "accept-encoding", "zstd"), ==, cases[i].yes);
    }
}

static void
test_problem_is_rfc_9457 (void)
{
  g_autoptr (HubRequest) request = hub_request_new ();
  g_autoptr (JsonObject) reply = NULL;

  hub_reply_problem (request, HUB_PROBLEM_CURSOR_UNKNOWN, "detail");
  reply = anj_json_parse_object (request->reply, NULL);
  g_assert_cmpuint (request->status, ==, 410);
  g_assert_cmpstr (request->reply_type, ==, "application/problem+json");
  g_assert_cmpstr (anj_json_get_string (reply, "type", ""), ==, "about:blank#cursor-unknown");
  g_assert_cmpint (anj_json_get_int (reply, "status", 0), ==, 410);
  g_assert_cmpstr (anj_json_get_string (reply, "detail", ""), ==, "detail");
  g_assert_true (json_object_has_member (reply, "title"));
}

static void
test_every_problem_has_key_and_status (void)
{
  g_autoptr (GHashTable) keys = g_hash_table_new (g_str_hash, g_str_equal);

  for (int i = 0; i <= HUB_PROBLEM_CONFIG_INVALID; i++)
    {
      g_assert_cmpuint (hub_problem_status ((HubProblem) i), >=, 400);
      g_assert_true (g_hash_table_add (keys, (gpointer) hub_problem_key ((HubProblem) i)));
    }
}

static void
test_invalid_utf8_is_400 (void)
{
  g_autoptr (HubRequest) request = hub_request_new ();

  g_bytes_unref (request->body);
  request->body = g_bytes_new ("{\"a\": \"\xff\"}", 10);
  g_assert_null (hub_request_json (request));
  g_assert_cmpuint (request->status, ==, 400);
}

static void
test_port_0_is_named (void)
{
  g_autoptr (GError) error = NULL;
  g_autofree char *name = NULL;
  int fd = hub_listen ("127.0.0.1:0", &name, &error);

  g_assert_no_error (error);
  g_assert_true (g_str_has_prefix (name, "127.0.0.1:"));
  g_assert_cmpstr (name, !=, "127.0.0.1:0");
  close (fd);
}

static void
test_bad_addresses_are_usage_errors (void)
{
  static const char *const bad[] = { "",       "8443",  "localhost:80", "1.2.3.4:",
                                     "::1:80", "unix:", "a:b" };

  for (gsize i = 0; i < G_N_ELEMENTS (bad); i++)
    {
      g_autoptr (GError) error = NULL;
      g_autofree char *name = NULL;

      g_test_message ("%s", bad[i]);
      g_assert_cmpint (hub_listen (bad[i], &name, &error), ==, -1);
      g_assert_error (error, HUB_ERROR, HUB_ERROR_USAGE);
    }
}

static void
test_stale_socket_is_replaced_and_a_live_one_is_not (void)
{
  g_autofree char *dir = g_dir_make_tmp ("hub-listen-XXXXXX", NULL);
  g_autofree char *path = g_build_filename (dir, "s", NULL);
  g_autofree char *address = g_strconcat ("unix:", path, NULL);
  g_autoptr (GError) error = NULL;
  g_autofree char *first_name = NULL;
  g_autofree char *second_name = NULL;
  g_autofree char *third_name = NULL;
  int fd = hub_listen (address, &first_name, &error);

  g_assert_no_error (error);
  g_assert_cmpint (hub_listen (address, &second_name, &error), ==, -1);
  g_assert_error (error, HUB_ERROR, HUB_ERROR_UNAVAILABLE);
  g_clear_error (&error);
  close (fd);
  fd = hub_listen (address, &third_name, &error);
  g_assert_no_error (error);
  g_assert_cmpstr (third_name, ==, address);
  close (fd);
  unlink (path);
  rmdir (dir);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/working-days/skip-weekends", test_working_days_skip_weekends);
  g_test_add_func ("/token-guard/shuts-at-ten-for-a-minute", test_guard_shuts_at_ten_for_a_minute);
  g_test_add_func ("/token-guard/forgives-slow-tries", test_guard_forgives_slow_tries);
  g_test_add_func ("/request/accepts-reads-quality", test_accepts_reads_quality);
  g_test_add_func ("/request/invalid-utf8-is-400", test_invalid_utf8_is_400);
  g_test_add_func ("/problem/is-rfc-9457", test_problem_is_rfc_9457);
  g_test_add_func ("/problem/every-one-has-key-and-status", test_every_problem_has_key_and_status);
  g_test_add_func ("/listen/port-0-is-named", test_port_0_is_named);
  g_test_add_func ("/listen/bad-addresses-are-usage-errors", test_bad_addresses_are_usage_errors);
  g_test_add_func ("/listen/stale-socket-is-replaced-and-a-live-one-is-not",
                   test_stale_socket_is_replaced_and_a_live_one_is_not);
  return g_test_run ();
}
