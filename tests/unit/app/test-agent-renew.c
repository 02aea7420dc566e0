/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Renewal against a small hub with a clock of its own; the terminal's clocks are set by hand, so
 * that years pass in milliseconds. */

#include <glib-unix.h>
#include <openssl/ssl.h>
#include <string.h>

#include "app/agent/anj-hub-cas.h"
#include "app/agent/anj-renew.h"
#include "app/agent/anj-state-files.h"
#include "net/anj-http-client.h"
#include "terminal-fixture.h"

#define DAY_US G_TIME_SPAN_DAY
#define LIFE_DAYS 90
#define BACKDATE_US G_TIME_SPAN_HOUR

static const AnjBackoffPolicy quick = { .first_ms = 2, .max_ms = 4 };

/* how the hub, or what stands before it, answers */
typedef enum {
  HUB_GOOD,
  HUB_NGINX,       /* refuses an ended certificate in TLS with words of its own */
  HUB_REVOKES,     /* 403 */
  HUB_OTHER_KEY,   /* a certificate for somebody else's key */
  HUB_GIVES_LAST,  /* first the one it gave before, which has ended */
  HUB_FAILS_TWICE, /* 503 */
} Mood;

typedef struct
{
  TerminalFixture base;
  AnjStoreThread *store;
  AnjRenew *renew;
  GPtrArray *hub_cas;
  gint64 floor_us;
  gboolean is_clock_sure;
  guint n_ended;
  gboolean is_fresh; /* as of the last end */
  GError *error;     /* of the last end */

  EVP_PKEY *server_key;
  X509 *server_cert;
  GSocketService *server;
  GMutex lock; /* guards all below */
  Mood mood;
  gint64 hub_us;
  EVP_PKEY *ca_key; /* who issues now */
  X509 *ca;
  X509 *cross; /* (nullable): goes with what it issues */
  X509 *last;  /* (nullable) */
  guint n_requests;
  guint n_asked;
  guint n_signed;
} Fixture;

static X509 *
issue (Fixture *self, EVP_PKEY *key, gint64 from_us)
{
  const AnjCertRequest request = { .kind = ANJ_CERT_CLIENT,
                                   .common_name = AGENT_TERMINAL,
                                   .organizational_unit = AGENT_REGION,
                                   .serial_number = "131072+131072",
                                   .not_before_us = from_us - BACKDATE_US,
                                   .not_after_us = from_us + LIFE_DAYS * DAY_US };
  g_autoptr (GError) error = NULL;
  X509 *cert = anj_cert_issue (&request, key, self->ca, self->ca_key, &error);

  g_assert_no_error (error);
  return cert;
}

static GBytes *
pack (Fixture *self, X509 *cert)
{
  X509 *certs[] = { cert, self->cross };
  g_autoptr (GBytes) der = anj_cert_bag_new (certs, self->cross != NULL ? 2 : 1, NULL);
  g_autofree char *text = g_base64_encode (g_bytes_get_data (der, NULL), g_bytes_get_size (der));

  return agent_text (text);
}

static GBytes *
problem (const char *key)
{
  g_autofree char *text = g_strdup_printf ("{\"type\":\"about:blank#%s\"}", key);

  return agent_text (text);
}

static GBytes *
grant (Fixture *self, GBytes *request_der)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (EVP_PKEY) key = self->mood == HUB_OTHER_KEY
                                 ? anj_cert_generate_key (&error)
                                 : anj_cert_request_open (request_der, &error);
  g_autoptr (X509) cert = NULL;

  g_assert_no_error (error);
  if (self->mood == HUB_GIVES_LAST && self->last != NULL)
    {
      self->mood = HUB_GOOD;
      return pack (self, self->last);
    }
  cert = issue (self, key, self->hub_us);
  return pack (self, cert);
}

/* Under the lock. */
static GBytes *
answer (Fixture *self, const char *path, X509 *client, GBytes *body, guint *status)
{
  const char *data = g_bytes_get_data (body, NULL);
  g_autoptr (X509) signer = NULL;
  g_autoptr (GBytes) der = NULL;

  *status = 200;
  self->n_requests++;
  if (self->mood == HUB_FAILS_TWICE && self->n_requests <= 2)
    {
      *status = 503;
      return problem ("busy");
    }
  *status = 403;
  if (self->mood == HUB_REVOKES)
    return problem ("terminal-revoked");
  if (g_str_equal (path, "/v1/renew"))
    {
      self->n_signed++;
      g_assert_null (client);
      der = anj_cms_open_signed (body, &signer, NULL);
      g_assert_nonnull (der);
    }
  else
    {
      g_autofree char *text = g_strndup (data, g_bytes_get_size (body));
      gsize n_bytes;
      guchar *bytes = g_base64_decode (text, &n_bytes);

      g_assert_cmpstr (path, ==, "/.well-known/est/simplereenroll");
      self->n_asked++;
      g_assert_nonnull (client);
      der = g_bytes_new_take (bytes, n_bytes);
      if (anj_cert_not_after_us (client) < self->hub_us)
        {
          *status = self->mood == HUB_NGINX ? 400 : 403;
          return self->mood == HUB_NGINX ? agent_text ("<html>The SSL certificate error</html>")
                                         : problem ("certificate-expired");
        }
    }
  *status = 200;
  return grant (self, der);
}

/* (nullable): the request, whole; @out_body: (transfer full) */
static char *
read_request (SSL *ssl, GBytes **out_body)
{
  g_autoptr (GString) text = g_string_new (NULL);
  char buffer[8192];
  int n_read;

  while ((n_read = SSL_read (ssl, buffer, sizeof buffer)) > 0)
    {
      const char *end, *length;
      gsize n_head, n_body;

      g_string_append_len (text, buffer, n_read);
      end = strstr (text->str, "\r\n\r\n");
      length = strstr (text->str, "Content-Length: ");
      if (end == NULL || length == NULL)
        continue;
      n_head = (gsize) (end + 4 - text->str);
      n_body = g_ascii_strtoull (length + 16, NULL, 10);
      if (text->len < n_head + n_body)
        continue;
      *out_body = g_bytes_new (text->str + n_head, n_body);
      return g_string_free (g_steal_pointer (&text), FALSE);
    }
  return NULL;
}

static void
talk (Fixture *self, SSL *ssl)
{
  g_autoptr (GBytes) body = NULL;
  g_autoptr (GBytes) reply = NULL;
  g_autofree char *request = SSL_accept (ssl) == 1 ? read_request (ssl, &body) : NULL;
  g_auto (GStrv) words = request != NULL ? g_strsplit (request, " ", 3) : NULL;
  g_autoptr (X509) client = SSL_get1_peer_certificate (ssl);
  g_autofree char *head = NULL;
  guint status;

  if (body == NULL)
    return;
  g_mutex_lock (&self->lock);
  reply = answer (self, words[1], client, body, &status);
  g_mutex_unlock (&self->lock);
  head = g_strdup_printf ("HTTP/1.1 %u X\r\nContent-Length: %" G_GSIZE_FORMAT
                          "\r\nConnection: close\r\n\r\n",
                          status, g_bytes_get_size (reply));
  SSL_write (ssl, head, (int) strlen (head));
  SSL_write (ssl, g_bytes_get_data (reply, NULL), (int) g_bytes_get_size (reply));
  SSL_shutdown (ssl);
}

static int
take_any (int is_good G_GNUC_UNUSED, X509_STORE_CTX *store G_GNUC_UNUSED)
{
  return 1;
}

static gboolean
serve (GThreadedSocketService *service G_GNUC_UNUSED,
       GSocketConnection *connection,
       GObject *source G_GNUC_UNUSED,
       gpointer user_data)
{
  Fixture *self = user_data;
  SSL_CTX *context = SSL_CTX_new (TLS_server_method ());
  int fd = g_socket_get_fd (g_socket_connection_get_socket (connection));
  SSL *ssl;

  SSL_CTX_use_certificate (context, self->server_cert);
  SSL_CTX_use_PrivateKey (context, self->server_key);
  SSL_CTX_set_verify (context, SSL_VERIFY_PEER, take_any);
  ssl = SSL_new (context);
  g_unix_set_fd_nonblocking (fd, FALSE, NULL);
  SSL_set_fd (ssl, fd);
  talk (self, ssl);
  SSL_free (ssl);
  SSL_CTX_free (context);
  return TRUE;
}

/* by the CA of now */
static void
make_server_cert (Fixture *self)
{
  static const char *const hosts[] = { "127.0.0.1", NULL };
  g_autoptr (GError) error = NULL;
  AnjCertRequest request = { .kind = ANJ_CERT_SERVER,
                             .common_name = "127.0.0.1",
                             .hosts = hosts,
                             .not_before_us = self->base.agent.real_us,
                             .not_after_us = self->base.agent.real_us + 2000 * DAY_US };

  g_clear_pointer (&self->server_cert, X509_free);
  self->server_cert = anj_cert_issue (&request, self->server_key, self->ca, self->ca_key, &error);
  g_assert_no_error (error);
}

static void
start_hub (Fixture *self)
{
  g_autoptr (GError) error = NULL;
  guint16 port;

  self->server_key = anj_cert_generate_key (&error);
  make_server_cert (self);
  self->server = g_threaded_socket_service_new (4);
  port = g_socket_listener_add_any_inet_port (G_SOCKET_LISTENER (self->server), NULL, &error);
  g_assert_no_error (error);
  g_signal_connect (self->server, "run", G_CALLBACK (serve), self);
  g_free (self->base.bootstrap.hub);
  self->base.bootstrap.hub = g_strdup_printf ("https://127.0.0.1:%u", port);
}

static void
on_ended (gboolean is_fresh, const GError *error, gpointer user_data)
{
  Fixture *self = user_data;

  self->n_ended++;
  self->is_fresh = is_fresh;
  g_clear_error (&self->error);
  self->error = error != NULL ? g_error_copy (error) : NULL;
}

/* what enrolment leaves on the disk */
static void
write_identity (Fixture *self)
{
  g_autofree char *pem = anj_cert_to_pem (self->base.identity.cert);
  g_autoptr (GBytes) cert = agent_text (pem);
  g_autoptr (GBytes) key = agent_text (self->base.identity.key_pem);
  const char *dir = self->base.agent.state_dir;
  g_autoptr (GBytes) seal = g_bytes_new (self->base.agent.k_seal, 32);
  g_autoptr (GBytes) out = g_bytes_new (self->base.agent.k_out, 32);

  g_assert_true (anj_state_write (dir, "store.key", seal, NULL));
  g_assert_true (anj_state_write (dir, "outbox.key", out, NULL));
  g_assert_true (anj_state_write (dir, "identity/cert.pem", cert, NULL));
  g_assert_true (anj_state_write (dir, "identity/key.pem", key, NULL));
}

static void
set_up (Fixture *self, gconstpointer data G_GNUC_UNUSED)
{
  AnjRenewSetup setup = { .backoff = &quick, .ended = on_ended, .user_data = self };
  g_autoptr (EVP_PKEY) key = NULL;
  g_autoptr (X509) cert = NULL;

  g_log_set_always_fatal ((GLogLevelFlags) (G_LOG_LEVEL_ERROR | G_LOG_LEVEL_CRITICAL));
  g_mutex_init (&self->lock);
  terminal_fixture_init (&self->base);
  self->hub_us = self->base.agent.real_us;
  self->ca = self->base.agent.ca;
  self->ca_key = self->base.agent.ca_key;
  key = anj_cert_key_from_pem (self->base.identity.key_pem, NULL);
  cert = issue (self, key, self->hub_us);
  anj_identity_set_cert (&self->base.identity, cert, /* pem */ NULL);
  write_identity (self);
  start_hub (self);
  self->hub_cas = g_ptr_array_new ();
  g_ptr_array_add (self->hub_cas, self->ca);
  self->floor_us = self->hub_us;
  self->is_clock_sure = TRUE;
  self->store = anj_store_thread_new (g_steal_pointer (&self->base.terminal));
  setup.store = self->store;
  setup.identity = &self->base.identity;
  setup.bootstrap = &self->base.bootstrap;
  setup.clock = &self->base.agent.clock;
  setup.random = self->base.agent.random;
  self->renew = anj_renew_new (&setup);
}

static void
tear_down (Fixture *self, gconstpointer data G_GNUC_UNUSED)
{
  anj_renew_stop (self->renew);
  anj_store_thread_free (self->store);
  while (g_main_context_iteration (NULL, FALSE))
    ;
  anj_renew_free (self->renew);
  g_socket_service_stop (self->server);
  g_socket_listener_close (G_SOCKET_LISTENER (self->server));
  g_object_unref (self->server);
  g_clear_error (&self->error);
  g_ptr_array_unref (self->hub_cas);
  X509_free (self->server_cert);
  EVP_PKEY_free (self->server_key);
  g_clear_pointer (&self->last, X509_free);
  g_clear_pointer (&self->cross, X509_free);
  if (self->ca != self->base.agent.ca)
    {
      X509_free (self->ca);
      EVP_PKEY_free (self->ca_key);
    }
  terminal_fixture_clear (&self->base);
  g_mutex_clear (&self->lock);
}

/* time passes at the hub and, by its clocks, at the terminal */
static void
pass (Fixture *self, gint64 us)
{
  g_mutex_lock (&self->lock);
  self->hub_us += us;
  g_mutex_unlock (&self->lock);
  self->base.agent.real_us += us;
  self->base.agent.monotonic_us += us;
}

/* an EXAMINE of the line; then until a renewal that it begins is over */
static void
consider (Fixture *self, guint n_ends)
{
  guint wanted = self->n_ended + n_ends;

  anj_renew_consider (self->renew, self->hub_cas, self->floor_us, self->is_clock_sure);
  while (self->n_ended < wanted)
    g_main_context_iteration (NULL, TRUE);
}

/* whether a restart would find a certificate that ends at @end_us */
static void
assert_on_disk (Fixture *self, gint64 end_us)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (AnjIdentity)
      loaded = anj_identity_load (self->base.agent.state_dir, NULL, &self->base.bootstrap, &error);

  g_assert_no_error (error);
  g_assert_cmpint (anj_cert_not_after_us (loaded->cert), ==, end_us);
  g_assert_cmpstr (loaded->terminal, ==, AGENT_TERMINAL);
  g_assert_cmpuint (loaded->slice_first, ==, 131072);
  g_assert_cmpstr (loaded->key_pem, ==, self->base.identity.key_pem);
}

static gint64
end_of (Fixture *self)
{
  g_autoptr (X509) cert = anj_identity_get_cert (&self->base.identity);

  return anj_cert_not_after_us (cert);
}

static void
test_time_is_between_a_third_and_half (Fixture *self, gconstpointer data G_GNUC_UNUSED)
{
  g_autoptr (EVP_PKEY) key = anj_cert_generate_key (NULL);
  gint64 life_us = LIFE_DAYS * DAY_US + BACKDATE_US;
  guint n_early = 0;

  for (guint i = 0; i < 64; i++)
    {
      g_autoptr (X509) cert = issue (self, key, self->hub_us);
      gint64 after_us = anj_renew_due_us (cert) - (self->hub_us - BACKDATE_US);

      g_assert_cmpint (after_us, >=, life_us / 3);
      g_assert_cmpint (after_us, <=, life_us / 2);
      g_assert_cmpint (anj_renew_due_us (cert), ==, anj_renew_due_us (cert));
      n_early += after_us < life_us * 5 / 12;
    }
  /* 64 coins that all but 10 fall on one side: 1 in 10^8 */
  g_assert_cmpuint (n_early, >, 10);
  g_assert_cmpuint (n_early, <, 54);
}

static void
test_years_pass_without_an_end (Fixture *self, gconstpointer data G_GNUC_UNUSED)
{
  for (guint day = 0; day < 900; day += 5)
    {
      g_autoptr (X509) cert = anj_identity_get_cert (&self->base.identity);
      gboolean is_due = anj_renew_due_us (cert) <= self->base.agent.real_us;

      g_assert_cmpint (end_of (self) - self->hub_us, >, 40 * DAY_US);
      consider (self, is_due ? 1 : 0);
      g_assert_no_error (self->error);
      pass (self, 5 * DAY_US);
    }
  g_assert_cmpuint (self->n_signed, ==, 0);
  g_assert_cmpuint (self->n_asked, >=, 900 / 45 - 2);
  g_assert_cmpuint (self->n_asked, <=, 900 / 30);
  assert_on_disk (self, end_of (self));
}

static void
test_dark_for_half_a_year_needs_nobody (Fixture *self, gconstpointer data G_GNUC_UNUSED)
{
  pass (self, 180 * DAY_US);
  consider (self, 1);
  g_assert_no_error (self->error);
  g_assert_cmpuint (self->n_asked, ==, 0);
  g_assert_cmpuint (self->n_signed, ==, 1);
  g_assert_cmpint (end_of (self), ==, self->hub_us + LIFE_DAYS * DAY_US);
  assert_on_disk (self, end_of (self));
}

/* no battery: by its clock it is 1970, and nothing the hub signed tells more than long ago */
static void
wake_in_1970 (Fixture *self, Mood mood, guint status, const char *body)
{
  g_autoptr (GBytes) bytes = agent_text (body);
  g_autoptr (GError) refusal = anj_net_error_new_status (status, 0, bytes);
  g_autoptr (GError) other = anj_net_error_new_status (503, 0, NULL);

  pass (self, 180 * DAY_US);
  self->mood = mood;
  self->base.agent.real_us = 0;
  self->is_clock_sure = FALSE;
  consider (self, 0);
  anj_renew_heed (self->renew, other);
  g_assert_cmpuint (self->n_requests, ==, 0);
  anj_renew_heed (self->renew, refusal);
  while (self->n_ended == 0)
    g_main_context_iteration (NULL, TRUE);
  g_assert_no_error (self->error);
  g_assert_cmpuint (self->n_asked, ==, 1);
  g_assert_cmpuint (self->n_signed, ==, 1);
  assert_on_disk (self, self->hub_us + LIFE_DAYS * DAY_US);
}

static void
test_hub_tells_the_time (Fixture *self, gconstpointer data G_GNUC_UNUSED)
{
  wake_in_1970 (self, HUB_GOOD, 403, "{\"type\":\"about:blank#certificate-expired\"}");
}

static void
test_nginx_tells_the_time (Fixture *self, gconstpointer data G_GNUC_UNUSED)
{
  wake_in_1970 (self, HUB_NGINX, 400, "<html>The SSL certificate error</html>");
}

static void
test_clock_far_ahead_renews_once_a_day (Fixture *self, gconstpointer data G_GNUC_UNUSED)
{
  self->is_clock_sure = FALSE;
  self->base.agent.real_us += 30000 * DAY_US;
  g_mutex_lock (&self->lock);
  self->hub_us += DAY_US;
  g_mutex_unlock (&self->lock);
  consider (self, 1);
  g_assert_no_error (self->error);
  consider (self, 0);
  g_assert_cmpuint (self->n_asked, ==, 1);
  pass (self, DAY_US);
  consider (self, 1);
  g_assert_cmpuint (self->n_asked, ==, 2);
  g_assert_cmpuint (self->n_signed, ==, 0);
}

static void
test_answer_that_ended_too_is_a_step (Fixture *self, gconstpointer data G_GNUC_UNUSED)
{
  g_autoptr (EVP_PKEY) key = anj_cert_key_from_pem (self->base.identity.key_pem, NULL);

  self->last = issue (self, key, self->hub_us + 40 * DAY_US);
  self->mood = HUB_GIVES_LAST;
  pass (self, 180 * DAY_US);
  consider (self, 1);
  g_assert_no_error (self->error);
  g_assert_cmpuint (self->n_signed, ==, 2);
  assert_on_disk (self, self->hub_us + LIFE_DAYS * DAY_US);
}

static void
test_failures_are_tried_again (Fixture *self, gconstpointer data G_GNUC_UNUSED)
{
  self->mood = HUB_FAILS_TWICE;
  pass (self, 50 * DAY_US);
  consider (self, 3);
  g_assert_true (self->is_fresh);
  g_assert_no_error (self->error);
  g_assert_cmpuint (self->n_requests, ==, 3);
  assert_on_disk (self, self->hub_us + LIFE_DAYS * DAY_US);
}

/* an admin asks for one that the hub does not think due */
static void
test_needless_one_says_so (Fixture *self, gconstpointer data G_GNUC_UNUSED)
{
  gint64 end_us = end_of (self);

  self->last = anj_identity_get_cert (&self->base.identity);
  self->mood = HUB_GIVES_LAST;
  consider (self, 0);
  g_assert_true (anj_renew_now (self->renew));
  while (self->n_ended == 0)
    g_main_context_iteration (NULL, TRUE);
  g_assert_no_error (self->error);
  g_assert_false (self->is_fresh);
  g_assert_cmpint (end_of (self), ==, end_us);
}

static void
test_revoked_terminal_keeps_what_it_has (Fixture *self, gconstpointer data G_GNUC_UNUSED)
{
  gint64 end_us = end_of (self);

  self->mood = HUB_REVOKES;
  pass (self, 50 * DAY_US);
  consider (self, 1);
  g_assert_nonnull (self->error);
  g_assert_cmpuint (self->n_signed, ==, 0);
  assert_on_disk (self, end_us);
}

static void
test_certificate_of_another_key_is_refused (Fixture *self, gconstpointer data G_GNUC_UNUSED)
{
  gint64 end_us = end_of (self);

  self->mood = HUB_OTHER_KEY;
  pass (self, 50 * DAY_US);
  consider (self, 1);
  g_assert_nonnull (self->error);
  g_assert_cmpint (end_of (self), ==, end_us);
  assert_on_disk (self, end_us);
}

/* @out_root: (transfer full): the hub's new CA by itself; what it issues comes with the old one's
 * word for it */
static void
change_ca (Fixture *self, X509 **out_root)
{
  AnjCertRequest request = { .kind = ANJ_CERT_CA,
                             .common_name = "Anjungan hub CA",
                             .not_before_us = self->hub_us - DAY_US,
                             .not_after_us = self->hub_us + 2000 * DAY_US };
  g_autoptr (GError) error = NULL;

  g_mutex_lock (&self->lock);
  self->ca_key = anj_cert_generate_key (&error);
  *out_root = anj_cert_issue (&request, self->ca_key, NULL, self->ca_key, &error);
  self->cross = anj_cert_issue (&request, self->ca_key, self->base.agent.ca,
                                self->base.agent.ca_key, &error);
  self->ca = *out_root;
  g_assert_no_error (error);
  g_mutex_unlock (&self->lock);
}

/* it was dark while the CA was changed, and knows the old one only */
static void
test_new_ca_is_followed_from_the_old (Fixture *self, gconstpointer data G_GNUC_UNUSED)
{
  X509 *root;
  g_autoptr (X509) cert = NULL;

  change_ca (self, &root);
  pass (self, 180 * DAY_US);
  consider (self, 1);
  g_assert_no_error (self->error);
  cert = anj_identity_get_cert (&self->base.identity);
  g_assert_true (anj_cert_verify_chain (cert, root, ANJ_CERT_CLIENT, self->hub_us, NULL));
  assert_on_disk (self, self->hub_us + LIFE_DAYS * DAY_US);
}

/* the configuration names the new one alone */
static void
test_new_ca_is_moved_to_within_an_hour (Fixture *self, gconstpointer data G_GNUC_UNUSED)
{
  X509 *root;
  g_autoptr (X509) cert = NULL;

  change_ca (self, &root);
  make_server_cert (self);
  g_ptr_array_set_size (self->hub_cas, 0);
  g_ptr_array_add (self->hub_cas, root);
  consider (self, 0);
  pass (self, G_TIME_SPAN_HOUR);
  consider (self, 1);
  g_assert_no_error (self->error);
  cert = anj_identity_get_cert (&self->base.identity);
  g_assert_true (anj_cert_verify_chain (cert, root, ANJ_CERT_CLIENT, self->hub_us, NULL));
  g_assert_true (anj_hub_cas_keep (self->base.agent.state_dir, self->hub_cas, NULL));
  assert_on_disk (self, end_of (self));
  pass (self, DAY_US);
  consider (self, 0);
  g_assert_cmpuint (self->n_requests, ==, 1);
}

#define ADD(path, function) g_test_add (path, Fixture, NULL, set_up, function, tear_down)

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  anj_http_client_global_init ();
  ADD ("/renew/time-is-between-a-third-and-half", test_time_is_between_a_third_and_half);
  ADD ("/renew/years-pass-without-an-end", test_years_pass_without_an_end);
  ADD ("/renew/dark-for-half-a-year-needs-nobody", test_dark_for_half_a_year_needs_nobody);
  ADD ("/renew/hub-tells-the-time", test_hub_tells_the_time);
  ADD ("/renew/nginx-tells-the-time", test_nginx_tells_the_time);
  ADD ("/renew/clock-far-ahead-renews-once-a-day", test_clock_far_ahead_renews_once_a_day);
  ADD ("/renew/answer-that-ended-too-is-a-step", test_answer_that_ended_too_is_a_step);
  ADD ("/renew/failures-are-tried-again", test_failures_are_tried_again);
  ADD ("/renew/needless-one-says-so", test_needless_one_says_so);
  ADD ("/renew/revoked-terminal-keeps-what-it-has", test_revoked_terminal_keeps_what_it_has);
  ADD ("/renew/certificate-of-another-key-is-refused", test_certificate_of_another_key_is_refused);
  ADD ("/renew/new-ca-is-followed-from-the-old", test_new_ca_is_followed_from_the_old);
  ADD ("/renew/new-ca-is-moved-to-within-an-hour", test_new_ca_is_moved_to_within_an_hour);
  return g_test_run ();
}
