/* SPDX-License-Identifier: GPL-3.0-or-later */

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "anj-agent1.h"
#include "app/session/anj-case.h"
#include "app/session/anj-session.h"
#include "core/anj-hex.h"
#include "core/anj-json.h"
#include "core/anj-kdf.h"
#include "system/anj-system.h"

/*
 * A resident's waits at a running agent.
 *
 *   resident-times SOCKET look-up   reads "NIK KK" lines; p50 and p99 in ms of the whole look-up:
 *                                   scrypt, Open over the socket, opening the record
 *   resident-times SOCKET open      reads the same; p50 and p99 in ms of Open alone: the agent's
 * part resident-times SOCKET submit N NIK KK   p50 and p99 in ms of Submit alone, N cases
 */

static int
compare (const void *a, const void *b)
{
  double difference = *(const double *) a - *(const double *) b;

  return difference < 0 ? -1 : difference > 0;
}

static void
print_times (GArray *times)
{
  qsort (times->data, times->len, sizeof (double), compare);
  g_print ("%.3f %.3f\n", g_array_index (times, double, times->len / 2),
           g_array_index (times, double, times->len * 99 / 100));
}

static void
on_done (GObject *source G_GNUC_UNUSED, GAsyncResult *result, gpointer user_data)
{
  *(GAsyncResult **) user_data = g_object_ref (result);
}

static GAsyncResult *
wait_for (GAsyncResult **result)
{
  while (*result == NULL)
    g_main_context_iteration (NULL, TRUE);
  return *result;
}

static AnjSession *
open_session (const char *socket_path)
{
  g_autoptr (GAsyncResult) result = NULL;
  g_autoptr (GError) error = NULL;
  AnjSession *session;

  anj_session_new_async (socket_path, anj_system_clock (), anj_system_random (), NULL, on_done,
                         &result);
  session = anj_session_new_finish (wait_for (&result), &error);
  g_assert_no_error (error);
  return session;
}

static void
time_look_ups (AnjSession *session, GArray *times)
{
  char nik[64];
  char no_kk[64];

  while (scanf ("%63s %63s", nik, no_kk) == 2)
    {
      g_autoptr (GAsyncResult) result = NULL;
      g_autoptr (GError) error = NULL;
      g_autoptr (JsonObject) document = NULL;
      gint64 start_us = g_get_monotonic_time ();
      double ms;

      anj_session_look_up_async (session, nik, no_kk, NULL, on_done, &result);
      document = anj_session_look_up_finish (session, wait_for (&result), &error);
      ms = (double) (g_get_monotonic_time () - start_us) / 1000.0;
      g_assert_no_error (error);
      g_assert_true (json_object_get_boolean_member (document, "found"));
      g_array_append_val (times, ms);
    }
}

static AnjAgent1 *
open_proxy (const char *socket_path)
{
  g_autofree char *address = g_strdup_printf ("unix:path=%s", socket_path);
  g_autoptr (GError) error = NULL;
  g_autoptr (GDBusConnection) connection = g_dbus_connection_new_for_address_sync (
      address, G_DBUS_CONNECTION_FLAGS_AUTHENTICATION_CLIENT, NULL, NULL, &error);
  AnjAgent1 *proxy;

  g_assert_no_error (error);
  proxy = anj_agent1_proxy_new_sync (connection, G_DBUS_PROXY_FLAGS_NONE, NULL,
                                     "/id/anjungan/Agent", NULL, &error);
  g_assert_no_error (error);
  return proxy;
}

static GVariant *
to_variant (const guint8 *data, gsize n_bytes)
{
  return g_variant_ref_sink (
      g_variant_new_fixed_array (G_VARIANT_TYPE_BYTE, data, n_bytes, sizeof *data));
}

static double
time_open (AnjAgent1 *proxy, const AnjLookupKey *key)
{
  g_autoptr (GVariant) index = to_variant (key->index, sizeof key->index);
  g_autoptr (GVariant) proof = to_variant (key->proof, sizeof key->proof);
  g_autoptr (GVariant) household_key = NULL;
  g_autoptr (GVariant) record = NULL;
  g_autofree char *as_of = NULL;
  g_autofree char *last_viewed = NULL;
  g_autoptr (GError) error = NULL;
  gint64 start_us = g_get_monotonic_time ();
  double ms;
  gboolean found;

  anj_agent1_call_open_sync (proxy, index, proof, &found, &household_key, &record, &as_of,
                             &last_viewed, NULL, &error);
  ms = (double) (g_get_monotonic_time () - start_us) / 1000.0;
  g_assert_no_error (error);
  g_assert_true (found);
  return ms;
}

static void
time_opens (const char *socket_path, JsonObject *config, GArray *times)
{
  JsonObject *lookup = json_object_get_object_member (config, "lookup");
  const AnjLookupCost cost = { (guint64) anj_json_get_int (lookup, "n", 0),
                               (guint32) anj_json_get_int (lookup, "r", 0),
                               (guint32) anj_json_get_int (lookup, "p", 0) };
  guint8 salt_bytes[32];
  g_autoptr (GBytes) salt = NULL;
  AnjAgent1 *proxy = open_proxy (socket_path);
  char nik[64];
  char no_kk[64];

  g_assert_true (
      anj_hex_decode (anj_json_get_string (lookup, "salt", ""), salt_bytes, sizeof salt_bytes));
  salt = g_bytes_new (salt_bytes, sizeof salt_bytes);
  while (scanf ("%63s %63s", nik, no_kk) == 2)
    {
      AnjLookupKey key;
      double ms;

      g_assert_true (anj_kdf_lookup (nik, no_kk, salt, &cost, &key, NULL));
      ms = time_open (proxy, &key);
      g_array_append_val (times, ms);
    }
  g_object_unref (proxy);
}

static AnjCase *
make_case (AnjAgent1 *proxy, JsonObject *config, const char *nik, const char *no_kk)
{
  g_autoptr (JsonObject) body = json_object_new ();
  g_autoptr (GError) error = NULL;
  g_autofree char *id = NULL;
  g_autofree char *region = NULL;
  g_autofree char *number = NULL;
  AnjCase *one;

  json_object_set_string_member (body, "category", "tidak-cair");
  json_object_set_string_member (body, "text", "Uang belum masuk ke kartu sejak dua bulan lalu.");
  json_object_set_boolean_member (body, "anonymous", FALSE);
  json_object_set_boolean_member (body, "secret", FALSE);
  json_object_set_string_member (body, "nik", nik);
  json_object_set_string_member (body, "no_kk", no_kk);
  one = anj_case_new (config, "complaint", body, /* about */ NULL, /* attachments */ NULL, &error);
  g_assert_no_error (error);
  anj_agent1_call_reserve_sync (proxy, anj_case_reservation_kind (one), &id, &region, &number, NULL,
                                &error);
  g_assert_no_error (error);
  anj_case_reserve (one, id, region, number, anj_system_random ());
  g_assert_true (
      anj_case_seal (one, anj_clock_real_us (anj_system_clock ()), /* is_sure */ TRUE, &error));
  return one;
}

static void
time_submits (const char *socket_path, JsonObject *config, char **arguments, GArray *times)
{
  AnjAgent1 *proxy = open_proxy (socket_path);

  for (int i = atoi (arguments[0]); i > 0; i--)
    {
      g_autoptr (AnjCase) one = make_case (proxy, config, arguments[1], arguments[2]);
      GBytes *header = anj_case_get_header (one);
      g_autofree char *header_text = g_strndup (g_bytes_get_data (header, NULL),
                                                g_bytes_get_size (header));
      g_autoptr (GVariant) payload = g_variant_ref_sink (
          g_variant_new_from_bytes (G_VARIANT_TYPE_BYTESTRING, anj_case_get_payload (one), TRUE));
      g_autoptr (GError) error = NULL;
      gint64 start_us = g_get_monotonic_time ();
      double ms;

      anj_agent1_call_submit_sync (proxy, header_text, payload,
                                   g_variant_new_array (G_VARIANT_TYPE ("(sh)"), NULL, 0), NULL,
                                   NULL, NULL, &error);
      ms = (double) (g_get_monotonic_time () - start_us) / 1000.0;
      g_assert_no_error (error);
      g_array_append_val (times, ms);
    }
  g_object_unref (proxy);
}

int
main (int argc, char **argv)
{
  g_autoptr (AnjSession) session = NULL;
  g_autoptr (GArray) times = g_array_new (FALSE, FALSE, sizeof (double));

  if (argc < 3)
    return 64;
  session = open_session (argv[1]);
  if (strcmp (argv[2], "look-up") == 0)
    time_look_ups (session, times);
  else if (strcmp (argv[2], "open") == 0)
    time_opens (argv[1], anj_session_get_config (session), times);
  else if (argc == 6)
    time_submits (argv[1], anj_session_get_config (session), argv + 3, times);
  print_times (times);
  return 0;
}
