/* SPDX-License-Identifier: GPL-3.0-or-later */

/*
 * A hub with the right certificate that says what it should not, over the real line: whatever it
 * answers to a case, without a receipt that holds the case stays. And one whose own certificate
 * ended before a time that is known to have passed.
 */

#include <signal.h>
#include <string.h>

#include "core/anj-json.h"
#include "fault-exchange.h"
#include "fault-time.h"
#include "net/anj-http-client.h"

#define N_ANSWERS 3
#define N_TRIES 3

typedef enum {
  FALSE_NOTHING,  /* 200, and no receipt */
  FALSE_SIGNER,   /* right, and signed by a stranger */
  FALSE_HEAD,     /* over other bytes */
  FALSE_TERMINAL, /* for another terminal */
  FALSE_SEQ,      /* over more than there is */
} Falsehood;

typedef struct
{
  const char *name;
  Falsehood falsehood;
} Lie;

static const Lie lies[] = {
  { "a-good-status-alone", FALSE_NOTHING },
  { "a-strange-signer", FALSE_SIGNER },
  { "a-receipt-for-other-bytes", FALSE_HEAD },
  { "another-terminal's-receipt", FALSE_TERMINAL },
  { "a-receipt-for-more-than-there-is", FALSE_SEQ },
};

/* handlers have no data of their own: the only globals here */
static Falsehood told;
static guint n_told; /* atomic */

/* as the hub would give it to the first case of @request */
static AnjReceipt *
make_receipt (HubApp *app, HubRequest *request)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (JsonObject) body = anj_json_parse_object (request->body, &error);
  JsonArray *all = anj_json_get_array (body, "submissions");
  const char *text = anj_json_get_string (anj_json_array_get_object (all, 0), "link", "");
  g_autoptr (GBytes) bytes = g_bytes_new (text, strlen (text));
  g_autoptr (AnjLink) link = anj_link_parse (bytes, &error);
  AnjReceipt *receipt = anj_receipt_new ();

  g_assert_no_error (error);
  g_free (receipt->terminal);
  g_free (receipt->hub_generation);
  receipt->terminal = g_strdup (told == FALSE_TERMINAL ? "t-00000000ffff" : request->peer->id);
  receipt->hub_generation = g_strdup (app->generation);
  receipt->time_us = hub_app_now_us (app);
  receipt->first_seq = receipt->last_seq = link->seq;
  anj_link_hash (bytes, receipt->head);
  if (told == FALSE_HEAD)
    receipt->head[0] ^= 1;
  if (told == FALSE_SEQ)
    receipt->last_seq++;
  return receipt;
}

/* instead of hub_submissions_post() */
static void
lie (HubApp *app, HubRequest *request)
{
  g_autoptr (AnjReceipt) receipt = make_receipt (app, request);
  g_autoptr (GBytes) content = anj_receipt_to_bytes (receipt);
  g_autoptr (GError) error = NULL;
  g_autoptr (GBytes)
      der = anj_cms_sign (content, app->keys->receipts, app->keys->receipts_key, &error);
  g_autofree char *text = NULL;
  JsonObject *reply = json_object_new ();

  g_assert_no_error (error);
  text = g_base64_encode (g_bytes_get_data (der, NULL), g_bytes_get_size (der));
  if (told != FALSE_NOTHING)
    json_object_set_string_member (reply, "receipt", text);
  hub_reply_json (request, 200, reply);
  g_atomic_int_inc (&n_told);
}

/* keys of nobody under the hub's names */
static void
sign_as_stranger (HubKeys *keys, gpointer data G_GNUC_UNUSED)
{
  AnjCertRequest request = { .kind = ANJ_CERT_CA,
                             .common_name = "Anjungan hub CA",
                             .not_before_us = anj_cert_not_before_us (keys->ca),
                             .not_after_us = anj_cert_not_after_us (keys->ca) };
  g_autoptr (GError) error = NULL;
  g_autoptr (EVP_PKEY) ca_key = anj_cert_generate_key (&error);
  g_autoptr (X509) ca = anj_cert_issue (&request, ca_key, NULL, ca_key, &error);

  g_assert_no_error (error);
  X509_free (keys->receipts);
  EVP_PKEY_free (keys->receipts_key);
  request.kind = ANJ_CERT_SIGNER;
  request.common_name = "Anjungan receipts";
  keys->receipts_key = anj_cert_generate_key (&error);
  keys->receipts = anj_cert_issue (&request, keys->receipts_key, ca, ca_key, &error);
  g_assert_no_error (error);
}

/* of the right CA, and over since yesterday: the terminal's own certificate was made today */
static void
serve_with_ended (HubKeys *keys, gpointer data G_GNUC_UNUSED)
{
  static const char *const hosts[] = { "127.0.0.1", NULL };
  gint64 today_us = anj_cert_not_before_us (keys->ca);
  const AnjCertRequest request = { .kind = ANJ_CERT_SERVER,
                                   .common_name = "127.0.0.1",
                                   .hosts = hosts,
                                   .not_before_us = today_us - 90 * G_TIME_SPAN_DAY,
                                   .not_after_us = today_us - 2 * G_TIME_SPAN_DAY };
  g_autoptr (GError) error = NULL;
  g_autoptr (EVP_PKEY) key = anj_cert_generate_key (&error);
  g_autoptr (X509) cert = anj_cert_issue (&request, key, keys->ca, keys->ca_key, &error);

  g_assert_no_error (error);
  g_free (keys->server_cert_pem);
  g_free (keys->server_key_pem);
  keys->server_cert_pem = anj_cert_to_pem (cert);
  keys->server_key_pem = anj_cert_key_to_pem (key);
}

static gboolean
has_lied_enough (FaultExchange *self G_GNUC_UNUSED)
{
  return (guint) g_atomic_int_get (&n_told) >= N_ANSWERS;
}

static void
test_lie (FaultVillage *village, gconstpointer user_data)
{
  const Lie *tried = user_data;
  FaultExchange exchange = { .village = village };
  g_autoptr (AnjTerminal) terminal = NULL;
  g_autoptr (AnjTerminalHealth) health = NULL;
  g_autoptr (GError) error = NULL;

  told = tried->falsehood;
  n_told = 0;
  village->submissions = lie;
  village->prepare = told == FALSE_SIGNER ? sign_as_stranger : NULL;
  fault_village_begin (village);
  fault_exchange_begin (&exchange);
  fault_exchange_live_until (&exchange, "nothing is sent again", has_lied_enough);
  fault_village_end (village);
  terminal = fault_village_open_terminal (village);
  health = anj_terminal_examine (terminal, &error);
  g_assert_no_error (error);
  g_assert_cmpuint (health->last_seq, ==, 1);
  g_assert_cmpuint (health->n_waiting, ==, 1);
  g_assert_cmpuint (health->receipted_seq, ==, 0);
  g_assert_cmpuint (health->front_seq, ==, 0);
  fault_exchange_clear (&exchange);
}

static gboolean
has_tried_enough (FaultExchange *self)
{
  return fault_proxy_n_connections (self->village->proxy) >= N_TRIES;
}

static void
test_ended (FaultVillage *village, gconstpointer user_data G_GNUC_UNUSED)
{
  FaultExchange exchange = { .village = village };

  village->prepare = serve_with_ended;
  fault_village_begin (village);
  anj_line_start (village->line);
  fault_exchange_live_until (&exchange, "does not call", has_tried_enough);
  g_assert_false (anj_line_is_online (village->line));
  g_assert_cmpint (anj_line_get_last_contact_us (village->line), ==, 0);
  fault_village_end (village);
}

static void
set_up (FaultVillage *village, gconstpointer user_data G_GNUC_UNUSED)
{
  gboolean has_memory = g_file_test ("/dev/shm", G_FILE_TEST_IS_DIR);

  fault_village_init (village, has_memory ? "/dev/shm" : g_get_tmp_dir ());
}

static void
tear_down (FaultVillage *village, gconstpointer user_data G_GNUC_UNUSED)
{
  fault_village_clear (village);
}

/* such a hub is worth a warning each time */
static void
ignore (const char *domain, GLogLevelFlags level, const char *message, gpointer user_data)
{
  if ((level & (G_LOG_LEVEL_ERROR | G_LOG_LEVEL_CRITICAL)) != 0)
    g_log_default_handler (domain, level, message, user_data);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_log_set_default_handler (ignore, NULL);
  g_log_set_always_fatal ((GLogLevelFlags) (G_LOG_LEVEL_ERROR | G_LOG_LEVEL_CRITICAL));
  signal (SIGPIPE, SIG_IGN);
  anj_http_client_global_init ();
  for (gsize i = 0; i < G_N_ELEMENTS (lies); i++)
    {
      g_autofree char *path = g_strdup_printf ("/false-hub/%s-lets-nothing-go", lies[i].name);

      g_test_add (path, FaultVillage, &lies[i], set_up, test_lie, tear_down);
    }
  g_test_add ("/false-hub/a-certificate-that-ended-before-the-last-known-time-is-refused",
              FaultVillage, NULL, set_up, test_ended, tear_down);
  return g_test_run ();
}
