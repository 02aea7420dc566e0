/* SPDX-License-Identifier: GPL-3.0-or-later */

#include <gio/gio.h>
#include <glib-unix.h>
#include <openssl/ssl.h>
#include <string.h>

#include "core/anj-cert.h"
#include "net/anj-http-client.h"

#define DAY_US (G_GINT64_CONSTANT (86400) * G_USEC_PER_SEC)
#define ANSWER "HTTP/1.1 200 OK\r\nContent-Length: 2\r\nConnection: close\r\n\r\nok"

/* A CA, a server with one of its certificates, and a client. */
typedef struct
{
  EVP_PKEY *ca_key;
  X509 *ca;
  char *ca_pem;
  EVP_PKEY *server_key;
  X509 *server_cert;
  GSocketService *server;
  char *url;
  char *seen_client; /* (nullable): common name of the client's certificate */
  AnjHttpClient *client;
  gint64 now_us;
  gint64 clock_us; /* what the client takes for now */
  AnjClock clock;
} Fixture;

/* When the server's certificate holds, in days from now. */
typedef struct
{
  int not_before_days;
  int not_after_days;
} Validity;

static const Validity now_valid = { -1, 10 };
static const Validity ended = { -10, -1 };
static const Validity not_yet = { 5, 10 };

/* What a terminal knows of the time, in days from now, and what becomes of a certificate that holds
 * now. */
typedef struct
{
  const char *path;
  int wall_days;
  int floor_days;
  gboolean is_sure;
  gboolean is_accepted;
} Clock;

static const Clock clocks[] = {
  { "/http-tls/clock/right-and-sure", 0, 0, TRUE, TRUE },
  { "/http-tls/clock/woke-in-the-past", -9000, -2, FALSE, TRUE },
  { "/http-tls/clock/before-the-floor-is-never-sure", -9000, -2, TRUE, TRUE },
  { "/http-tls/clock/behind-but-sure-is-not-yet-valid", -2, -3, TRUE, FALSE },
  { "/http-tls/clock/behind-and-unsure-is-forgiven", -2, -3, FALSE, TRUE },
  { "/http-tls/clock/far-ahead-and-unsure-does-not-cut-the-line", 9000, 0, FALSE, TRUE },
  { "/http-tls/clock/ended-by-a-sure-clock", 11, 0, TRUE, FALSE },
  { "/http-tls/clock/ended-before-the-floor", 0, 11, TRUE, FALSE },
  { "/http-tls/clock/ended-before-the-floor-whatever-the-wall-clock", -9000, 11, FALSE, FALSE },
};

static gint64
get_clock_us (gpointer user_data)
{
  return ((Fixture *) user_data)->clock_us;
}

static X509 *
issue (Fixture *fixture,
       AnjCertKind kind,
       const char *name,
       EVP_PKEY *key,
       const Validity *validity)
{
  static const char *const hosts[] = { "127.0.0.1", "localhost", NULL };
  const AnjCertRequest request = {
    .kind = kind,
    .common_name = name,
    .hosts = kind == ANJ_CERT_SERVER ? hosts : NULL,
    .not_before_us = fixture->now_us + validity->not_before_days * DAY_US,
    .not_after_us = fixture->now_us + validity->not_after_days * DAY_US
  };
  g_autoptr (GError) error = NULL;
  X509 *cert = anj_cert_issue (&request, key, kind == ANJ_CERT_CA ? NULL : fixture->ca,
                               kind == ANJ_CERT_CA ? key : fixture->ca_key, &error);

  g_assert_no_error (error);
  return cert;
}

static gboolean
serve (GThreadedSocketService *service G_GNUC_UNUSED,
       GSocketConnection *connection,
       GObject *source G_GNUC_UNUSED,
       gpointer user_data)
{
  Fixture *fixture = user_data;
  SSL_CTX *context = SSL_CTX_new (TLS_server_method ());
  int fd = g_socket_get_fd (g_socket_connection_get_socket (connection));
  SSL *ssl;
  char buffer[4096];

  SSL_CTX_use_certificate (context, fixture->server_cert);
  SSL_CTX_use_PrivateKey (context, fixture->server_key);
  X509_STORE_add_cert (SSL_CTX_get_cert_store (context), fixture->ca);
  SSL_CTX_set_verify (context, SSL_VERIFY_PEER, NULL);
  ssl = SSL_new (context);
  g_unix_set_fd_nonblocking (fd, FALSE, NULL); /* a GSocket's descriptor never blocks by itself */
  SSL_set_fd (ssl, fd);
  if (SSL_accept (ssl) == 1 && SSL_read (ssl, buffer, sizeof buffer) > 0)
    {
      g_autoptr (X509) peer = SSL_get1_peer_certificate (ssl);

      g_free (fixture->seen_client);
      fixture->seen_client = peer != NULL ? anj_cert_common_name (peer) : NULL;
      SSL_write (ssl, ANSWER, strlen (ANSWER));
      SSL_shutdown (ssl);
    }
  SSL_free (ssl);
  SSL_CTX_free (context);
  return TRUE;
}

static void
set_up_valid (Fixture *fixture, const Validity *validity)
{
  static const Validity long_valid = { -100, 1000 };
  g_autoptr (GError) error = NULL;
  guint16 port;

  fixture->now_us = g_get_real_time ();
  fixture->ca_key = anj_cert_generate_key (&error);
  g_assert_no_error (error);
  fixture->ca = issue (fixture, ANJ_CERT_CA, "test CA", fixture->ca_key, &long_valid);
  fixture->ca_pem = anj_cert_to_pem (fixture->ca);
  fixture->server_key = anj_cert_generate_key (&error);
  g_assert_no_error (error);
  fixture->server_cert = issue (fixture, ANJ_CERT_SERVER, "localhost", fixture->server_key,
                                validity);

  fixture->server = g_threaded_socket_service_new (4);
  port = g_socket_listener_add_any_inet_port (G_SOCKET_LISTENER (fixture->server), NULL, &error);
  g_assert_no_error (error);
  g_signal_connect (fixture->server, "run", G_CALLBACK (serve), fixture);
  fixture->url = g_strdup_printf ("https://127.0.0.1:%u/", port);
  fixture->clock_us = fixture->now_us;
  fixture->clock = (AnjClock){ get_clock_us, get_clock_us, fixture };
  fixture->client = anj_http_client_new (&fixture->clock);
  anj_http_client_set_ca (fixture->client, fixture->ca_pem);
}

static void
set_up (Fixture *fixture, gconstpointer user_data)
{
  set_up_valid (fixture, user_data);
}

static void
set_up_clock (Fixture *fixture, gconstpointer user_data G_GNUC_UNUSED)
{
  set_up_valid (fixture, &now_valid);
}

static void
tear_down (Fixture *fixture, gconstpointer user_data G_GNUC_UNUSED)
{
  g_assert_finalize_object (fixture->client);
  g_socket_service_stop (fixture->server);
  while (g_main_context_iteration (NULL, FALSE))
    ;
  g_socket_listener_close (G_SOCKET_LISTENER (fixture->server));
  g_object_unref (fixture->server);
  X509_free (fixture->server_cert);
  X509_free (fixture->ca);
  EVP_PKEY_free (fixture->server_key);
  EVP_PKEY_free (fixture->ca_key);
  g_free (fixture->ca_pem);
  g_free (fixture->url);
  g_free (fixture->seen_client);
}

static gboolean
get (Fixture *fixture, GError **error)
{
  g_autoptr (AnjHttpResponse) response = anj_http_client_send (
      fixture->client, anj_http_request_new ("GET", fixture->url, 1000, 5000), NULL, error);

  return response != NULL;
}

static void
test_good (Fixture *fixture, gconstpointer user_data G_GNUC_UNUSED)
{
  g_autoptr (GError) error = NULL;

  g_assert_true (get (fixture, &error));
  g_assert_no_error (error);
  g_assert_null (fixture->seen_client);
}

static void
test_client_certificate (Fixture *fixture, gconstpointer user_data G_GNUC_UNUSED)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (EVP_PKEY) key = anj_cert_generate_key (&error);
  g_autoptr (X509) cert = issue (fixture, ANJ_CERT_CLIENT, "t-0123", key, &now_valid);
  g_autofree char *cert_pem = anj_cert_to_pem (cert);
  g_autofree char *key_pem = anj_cert_key_to_pem (key);

  anj_http_client_set_identity (fixture->client, cert_pem, key_pem);
  g_assert_true (get (fixture, &error));
  g_assert_no_error (error);
  g_assert_cmpstr (fixture->seen_client, ==, "t-0123");
}

static void
test_wrong_ca (Fixture *fixture, gconstpointer user_data G_GNUC_UNUSED)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (EVP_PKEY) key = anj_cert_generate_key (&error);
  g_autoptr (X509) other = issue (fixture, ANJ_CERT_CA, "test CA", key, &now_valid);
  g_autofree char *pem = anj_cert_to_pem (other);

  anj_http_client_set_ca (fixture->client, pem);
  g_assert_false (get (fixture, &error));
  g_assert_error (error, ANJ_NET_ERROR, ANJ_NET_ERROR_TLS);
}

static void
test_no_ca (Fixture *fixture, gconstpointer user_data G_GNUC_UNUSED)
{
  g_autoptr (GError) error = NULL;

  anj_http_client_set_ca (fixture->client, NULL);
  g_assert_false (get (fixture, &error));
  g_assert_error (error, ANJ_NET_ERROR, ANJ_NET_ERROR_TLS);
}

static void
test_refused (Fixture *fixture, gconstpointer user_data G_GNUC_UNUSED)
{
  g_autoptr (GError) error = NULL;

  g_assert_false (get (fixture, &error));
  g_assert_error (error, ANJ_NET_ERROR, ANJ_NET_ERROR_TLS);
}

static void
test_clock (Fixture *fixture, gconstpointer user_data)
{
  const Clock *clock = user_data;
  g_autoptr (GError) error = NULL;

  fixture->clock_us = fixture->now_us + clock->wall_days * DAY_US;
  anj_http_client_set_time_floor (fixture->client, fixture->now_us + clock->floor_days * DAY_US,
                                  clock->is_sure);
  if (clock->is_accepted)
    {
      g_assert_true (get (fixture, &error));
      g_assert_no_error (error);
      return;
    }
  g_assert_false (get (fixture, &error));
  g_assert_error (error, ANJ_NET_ERROR, ANJ_NET_ERROR_TLS);
}

#define ADD(path, validity, func) g_test_add (path, Fixture, &validity, set_up, func, tear_down)

int
main (int argc, char **argv)
{
  /* a server thread may still be in a handshake when main returns: OpenSSL must not be torn down
   * under it */
  OPENSSL_init_crypto (OPENSSL_INIT_NO_ATEXIT, NULL);
  g_test_init (&argc, &argv, NULL);
  anj_http_client_global_init ();

  ADD ("/http-tls/pinned-root-is-trusted", now_valid, test_good);
  ADD ("/http-tls/client-shows-its-certificate", now_valid, test_client_certificate);
  ADD ("/http-tls/another-root-of-the-same-name-is-refused", now_valid, test_wrong_ca);
  ADD ("/http-tls/without-a-root-nobody-is-trusted", now_valid, test_no_ca);
  ADD ("/http-tls/ended-certificate-is-refused", ended, test_refused);
  ADD ("/http-tls/not-yet-valid-is-refused-without-a-floor", not_yet, test_refused);
  for (gsize i = 0; i < G_N_ELEMENTS (clocks); i++)
    g_test_add (clocks[i].path, Fixture, &clocks[i], set_up_clock, test_clock, tear_down);

  return g_test_run ();
}
