/* SPDX-License-Identifier: GPL-3.0-or-later */

#include <gio/gio.h>
#include <string.h>

#include "net/anj-http-client.h"
#include "system/anj-system.h"

#define MAX_BYTES 1024
#define TIMEOUT_MS 5000

/* A loopback server that gives every request the same answer; none: it stays silent, "": it
 * hangs up. */
typedef struct
{
  const char *answer; /* (nullable) */
} ServerScript;

typedef struct
{
  GSocketService *server;
  char *url;
  char *request; /* (owned) (nullable): what the server saw last */
  AnjHttpClient *client;
  GCancellable *cancellable;
  GAsyncResult *result;
} Fixture;

static const ServerScript script_ok = { "HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\nhello" };
static const ServerScript script_missing = {
  "HTTP/1.1 404 Not Found\r\nContent-Length: 0\r\n\r\n"
};
static const ServerScript script_large = {
  "HTTP/1.1 200 OK\r\nContent-Length: 9\r\n\r\n123456789"
};
static const ServerScript script_cut = { "" };
static const ServerScript script_silent = { NULL };
static const ServerScript script_redirect = {
  "HTTP/1.1 302 Found\r\nLocation: /elsewhere\r\nContent-Length: 0\r\n\r\n"
};
static const ServerScript script_truncated = {
  "HTTP/1.1 200 OK\r\nContent-Length: 50\r\nConnection: close\r\n\r\nhello"
};
static const ServerScript script_headers = {
  "HTTP/1.1 201 Created\r\nX-Thing: One\r\nContent-Length: 2\r\n\r\n{}"
};
static const ServerScript script_problem = {
  "HTTP/1.1 409 Conflict\r\nContent-Type: application/problem+json\r\nRetry-After: 7\r\n"
  "Content-Length: 41\r\n\r\n{\"type\":\"about:blank#chain\",\"last_seq\":3}"
};

static gboolean
serve (GThreadedSocketService *service,
       GSocketConnection *connection,
       GObject *source G_GNUC_UNUSED,
       gpointer user_data)
{
  const ServerScript *script = g_object_get_data (G_OBJECT (service), "script");
  Fixture *fixture = user_data;
  GInputStream *in = g_io_stream_get_input_stream (G_IO_STREAM (connection));
  GOutputStream *out = g_io_stream_get_output_stream (G_IO_STREAM (connection));
  char buffer[4096];
  gssize n_read;

  /* until the client hangs up, which is also how a silent run ends */
  while ((n_read = g_input_stream_read (in, buffer, sizeof buffer, NULL, NULL)) > 0)
    {
      if (script->answer == NULL)
        continue;
      if (*script->answer == '\0')
        return TRUE;
      g_free (fixture->request);
      fixture->request = g_strndup (buffer, (gsize) n_read);
      g_output_stream_write_all (out, script->answer, strlen (script->answer), NULL, NULL, NULL);
      if (strstr (script->answer, "Connection: close") != NULL)
        return TRUE;
    }

  return TRUE;
}

static void
set_up (Fixture *fixture, gconstpointer user_data)
{
  g_autoptr (GError) error = NULL;
  guint16 port;

  fixture->server = g_threaded_socket_service_new (4);
  port = g_socket_listener_add_any_inet_port (G_SOCKET_LISTENER (fixture->server), NULL, &error);
  g_assert_no_error (error);
  g_object_set_data (G_OBJECT (fixture->server), "script", (gpointer) user_data);
  g_signal_connect (fixture->server, "run", G_CALLBACK (serve), fixture);
  fixture->url = g_strdup_printf ("http://127.0.0.1:%u/", port);

  fixture->client = anj_http_client_new (anj_system_clock ());
  anj_http_client_allow_plain_http (fixture->client);
  fixture->cancellable = g_cancellable_new ();
}

static void
stop_server (Fixture *fixture)
{
  if (fixture->server == NULL)
    return;

  g_socket_service_stop (fixture->server);
  while (g_main_context_iteration (NULL, FALSE))
    ; /* let the pending accept see that it was cancelled */
  g_socket_listener_close (G_SOCKET_LISTENER (fixture->server));
  g_clear_object (&fixture->server);
}

static void
tear_down (Fixture *fixture, gconstpointer user_data G_GNUC_UNUSED)
{
  g_clear_object (&fixture->result);
  g_assert_finalize_object (fixture->client);
  g_clear_object (&fixture->cancellable);
  stop_server (fixture);
  g_clear_pointer (&fixture->url, g_free);
  g_clear_pointer (&fixture->request, g_free);
}

static void
on_done (GObject *source G_GNUC_UNUSED, GAsyncResult *result, gpointer user_data)
{
  Fixture *fixture = user_data;

  g_assert_null (fixture->result); /* never twice */
  fixture->result = g_object_ref (result);
}

static AnjHttpResponse *
send (Fixture *fixture, AnjHttpRequest *request, GError **error)
{
  anj_http_client_send_async (fixture->client, request, fixture->cancellable, on_done, fixture);
  while (fixture->result == NULL)
    g_main_context_iteration (NULL, TRUE);

  return anj_http_client_send_finish (fixture->client, fixture->result, error);
}

static AnjHttpResponse *
get (Fixture *fixture, gsize max_bytes, guint timeout_ms, GError **error)
{
  return send (fixture, anj_http_request_new ("GET", fixture->url, max_bytes, timeout_ms), error);
}

static void
test_body (Fixture *fixture, gconstpointer user_data G_GNUC_UNUSED)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (AnjHttpResponse) response = get (fixture, MAX_BYTES, TIMEOUT_MS, &error);
  GBytes *body;

  g_assert_no_error (error);
  body = anj_http_response_get_body (response);
  g_assert_cmpuint (anj_http_response_get_status (response), ==, 200);
  g_assert_cmpmem (g_bytes_get_data (body, NULL), g_bytes_get_size (body), "hello", 5);
}

static void
test_post (Fixture *fixture, gconstpointer user_data G_GNUC_UNUSED)
{
  g_autoptr (GError) error = NULL;
  AnjHttpRequest *request = anj_http_request_new ("POST", fixture->url, MAX_BYTES, TIMEOUT_MS);
  g_autoptr (GBytes) body = g_bytes_new_static ("{\"a\":1}", 7);
  g_autoptr (AnjHttpResponse) response = NULL;

  anj_http_request_set_body (request, body, "application/json");
  anj_http_request_set_basic_auth (request, "token", "secret");
  response = send (fixture, request, &error);
  g_assert_no_error (error);
  g_assert_true (g_str_has_prefix (fixture->request, "POST / HTTP/1.1"));
  g_assert_nonnull (strstr (fixture->request, "Content-Type: application/json"));
  g_assert_nonnull (strstr (fixture->request, "Authorization: Basic dG9rZW46c2VjcmV0"));
  g_assert_nonnull (strstr (fixture->request, "Accept-Encoding: zstd"));
  g_assert_true (g_str_has_suffix (fixture->request, "{\"a\":1}"));
  g_assert_cmpuint (anj_http_response_get_status (response), ==, 201);
  g_assert_cmpstr (anj_http_response_get_header (response, "x-ThinG"), ==, "One");
}

static void
test_problem (Fixture *fixture, gconstpointer user_data G_GNUC_UNUSED)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (GError) copy = NULL;

  g_assert_null (get (fixture, MAX_BYTES, TIMEOUT_MS, &error));
  g_assert_error (error, ANJ_NET_ERROR, ANJ_NET_ERROR_STATUS);
  copy = g_error_copy (error);
  g_assert_cmpuint (anj_net_error_get_status (copy), ==, 409);
  g_assert_cmpuint (anj_net_error_get_retry_after_s (copy), ==, 7);
  g_assert_cmpstr (anj_net_error_get_key (copy), ==, "chain");
  g_assert_nonnull (anj_net_error_get_body (copy));
}

static void
test_redirect (Fixture *fixture, gconstpointer user_data G_GNUC_UNUSED)
{
  g_autoptr (GError) error = NULL;

  g_assert_null (get (fixture, MAX_BYTES, TIMEOUT_MS, &error));
  g_assert_error (error, ANJ_NET_ERROR, ANJ_NET_ERROR_STATUS);
  g_assert_cmpuint (anj_net_error_get_status (error), ==, 302);
}

static void
test_truncated (Fixture *fixture, gconstpointer user_data G_GNUC_UNUSED)
{
  g_autoptr (GError) error = NULL;

  g_assert_null (get (fixture, MAX_BYTES, TIMEOUT_MS, &error));
  g_assert_error (error, ANJ_NET_ERROR, ANJ_NET_ERROR_UNREACHABLE);
}

static gboolean
collect (const guint8 *data, gsize n_bytes, gpointer user_data)
{
  g_string_append_len (user_data, (const char *) data, (gssize) n_bytes);
  return TRUE;
}

static gboolean
stop (const guint8 *data G_GNUC_UNUSED,
      gsize n_bytes G_GNUC_UNUSED,
      gpointer user_data G_GNUC_UNUSED)
{
  return FALSE;
}

static void
test_sink (Fixture *fixture, gconstpointer user_data G_GNUC_UNUSED)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (GString) text = g_string_new (NULL);
  AnjHttpRequest *request = anj_http_request_new ("GET", fixture->url, MAX_BYTES, TIMEOUT_MS);
  g_autoptr (AnjHttpResponse) response = NULL;

  anj_http_request_set_sink (request, collect, text);
  response = send (fixture, request, &error);
  g_assert_no_error (error);
  g_assert_cmpstr (text->str, ==, "hello");
  g_assert_cmpuint (g_bytes_get_size (anj_http_response_get_body (response)), ==, 0);
}

static void
test_sink_stops (Fixture *fixture, gconstpointer user_data G_GNUC_UNUSED)
{
  g_autoptr (GError) error = NULL;
  AnjHttpRequest *request = anj_http_request_new ("GET", fixture->url, MAX_BYTES, TIMEOUT_MS);

  anj_http_request_set_sink (request, stop, NULL);
  g_assert_null (send (fixture, request, &error));
  g_assert_error (error, ANJ_NET_ERROR, ANJ_NET_ERROR_FAILED);
}

static void
test_status (Fixture *fixture, gconstpointer user_data G_GNUC_UNUSED)
{
  g_autoptr (GError) error = NULL;

  g_assert_null (get (fixture, MAX_BYTES, TIMEOUT_MS, &error));
  g_assert_error (error, ANJ_NET_ERROR, ANJ_NET_ERROR_STATUS);
}

static void
test_too_large (Fixture *fixture, gconstpointer user_data G_GNUC_UNUSED)
{
  g_autoptr (GError) error = NULL;

  g_assert_null (get (fixture, 8, TIMEOUT_MS, &error));
  g_assert_error (error, ANJ_NET_ERROR, ANJ_NET_ERROR_TOO_LARGE);
}

static void
test_timeout (Fixture *fixture, gconstpointer user_data G_GNUC_UNUSED)
{
  g_autoptr (GError) error = NULL;

  g_assert_null (get (fixture, MAX_BYTES, 50, &error));
  g_assert_error (error, ANJ_NET_ERROR, ANJ_NET_ERROR_TIMEOUT);
}

static void
test_cancelled_before (Fixture *fixture, gconstpointer user_data G_GNUC_UNUSED)
{
  g_autoptr (GError) error = NULL;

  g_cancellable_cancel (fixture->cancellable);
  g_assert_null (get (fixture, MAX_BYTES, TIMEOUT_MS, &error));
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_CANCELLED);
}

static gboolean
cancel (gpointer user_data)
{
  g_cancellable_cancel (user_data);
  return G_SOURCE_REMOVE;
}

static void
test_cancelled_in_flight (Fixture *fixture, gconstpointer user_data G_GNUC_UNUSED)
{
  g_autoptr (GError) error = NULL;
  gint64 started_us = g_get_monotonic_time ();

  g_timeout_add (20, cancel, fixture->cancellable);
  g_assert_null (get (fixture, MAX_BYTES, 60 * 1000, &error));
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_CANCELLED);
  g_assert_cmpint (g_get_monotonic_time () - started_us, <, 30 * G_USEC_PER_SEC);
}

static void
test_unreachable (Fixture *fixture, gconstpointer user_data G_GNUC_UNUSED)
{
  g_autoptr (GError) error = NULL;

  stop_server (fixture);
  g_assert_null (get (fixture, MAX_BYTES, TIMEOUT_MS, &error));
  g_assert_error (error, ANJ_NET_ERROR, ANJ_NET_ERROR_UNREACHABLE);
}

/* @fixture's server knows nothing of TLS: what it says to a greeting is no handshake */
static void
shake_hands (Fixture *fixture, AnjNetError expected)
{
  g_autoptr (GError) error = NULL;
  g_autofree char *url = g_strconcat ("https", strchr (fixture->url, ':'), NULL);

  g_assert_null (send (fixture, anj_http_request_new ("GET", url, MAX_BYTES, TIMEOUT_MS), &error));
  g_assert_error (error, ANJ_NET_ERROR, (int) expected);
}

static void
test_handshake_cut (Fixture *fixture, gconstpointer user_data G_GNUC_UNUSED)
{
  shake_hands (fixture, ANJ_NET_ERROR_UNREACHABLE);
}

static void
test_handshake_strange (Fixture *fixture, gconstpointer user_data G_GNUC_UNUSED)
{
  shake_hands (fixture, ANJ_NET_ERROR_TLS);
}

#define ADD(path, script, func) g_test_add (path, Fixture, &script, set_up, func, tear_down)

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  anj_http_client_global_init ();

  ADD ("/http-client/body", script_ok, test_body);
  ADD ("/http-client/post-sends-body-and-headers", script_headers, test_post);
  ADD ("/http-client/problem-gives-its-key", script_problem, test_problem);
  ADD ("/http-client/redirect-is-refused", script_redirect, test_redirect);
  ADD ("/http-client/truncated", script_truncated, test_truncated);
  ADD ("/http-client/sink-takes-the-body", script_ok, test_sink);
  ADD ("/http-client/sink-stops-the-transfer", script_ok, test_sink_stops);
  ADD ("/http-client/status", script_missing, test_status);
  ADD ("/http-client/too-large", script_large, test_too_large);
  ADD ("/http-client/timeout", script_silent, test_timeout);
  ADD ("/http-client/cancelled/before", script_ok, test_cancelled_before);
  ADD ("/http-client/cancelled/in-flight", script_silent, test_cancelled_in_flight);
  ADD ("/http-client/unreachable", script_ok, test_unreachable);
  ADD ("/http-client/handshake/cut-short-is-a-broken-line", script_cut, test_handshake_cut);
  ADD ("/http-client/handshake/other-words-are-no-broken-line", script_ok, test_handshake_strange);

  return g_test_run ();
}
