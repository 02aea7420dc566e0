/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "benches/fleet/fleet-terminal.h"

#include "core/anj-json.h"
#include "core/anj-time.h"
#include "net/anj-http-client.h"

/*
 *   POLL ──► FETCH ──► TELL ─┐      any failure: WAIT a second, then POLL
 *    ▲ └─(nothing newer)     │
 *    └───────────────────────┘
 */

#define HOLD_S 1800
#define POLL_TIMEOUT_MS ((HOLD_S + 60) * 1000)
#define TIMEOUT_MS 60000
#define ANSWER_MAX_BYTES (1024 * 1024)
#define BUNDLE_MAX_BYTES (4 * 1024 * 1024)
#define RETRY_MS 1000

struct _FleetTerminal
{
  const FleetSetup *setup;
  const FleetBundles *bundles;
  const FleetEvents *events;
  AnjHttpClient *client; /* (owned) */
  GCancellable *cancellable;
  X509 *cert;
  EVP_PKEY *key;
  char *id;
  char *cursor;
  const AnjConfig *config; /* (unowned) (nullable): of @bundles */
  GBytes *bundle;          /* (owned) (nullable) */
  gboolean is_polling;
  guint retry_id;
};

static void poll (FleetTerminal *self);

static gboolean
on_retry (gpointer user_data)
{
  FleetTerminal *self = user_data;

  self->retry_id = 0;
  poll (self);
  return G_SOURCE_REMOVE;
}

static void
fail (FleetTerminal *self, const GError *error)
{
  self->events->on_failed (self->id, error, self->events->user_data);
  self->retry_id = g_timeout_add (RETRY_MS, on_retry, self);
}

/* what was asked, or %NULL after fail(); a cancelled one says nothing: @self may be gone */
static GBytes *
take_answer (GObject *source, GAsyncResult *result, FleetTerminal *self)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (AnjHttpResponse)
      response = anj_http_client_send_finish (ANJ_HTTP_CLIENT (source), result, &error);

  if (response != NULL)
    return g_bytes_ref (anj_http_response_get_body (response));
  if (!g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED))
    fail (self, error);
  return NULL;
}

static void
ask (FleetTerminal *self,
     const char *path,
     GBytes *body,
     const char *type,
     guint timeout_ms,
     GAsyncReadyCallback callback)
{
  g_autofree char *url = g_strconcat (self->setup->hub, path, NULL);
  AnjHttpRequest *request = anj_http_request_new (body != NULL ? "POST" : "GET", url,
                                                  BUNDLE_MAX_BYTES, timeout_ms);

  if (body != NULL)
    anj_http_request_set_body (request, body, type);
  anj_http_client_send_async (self->client, request, self->cancellable, callback, self);
}

static void
on_told (GObject *source, GAsyncResult *result, gpointer user_data)
{
  FleetTerminal *self = user_data;
  g_autoptr (GBytes) answer = take_answer (source, result, self);

  if (answer != NULL)
    poll (self);
}

/* (transfer full): the evidence of `POST /v1/config-state` */
static GBytes *
make_evidence (FleetTerminal *self, gint64 now_us, GError **error)
{
  g_autoptr (JsonObject) object = json_object_new ();
  g_autofree char *sha256 = g_compute_checksum_for_bytes (G_CHECKSUM_SHA256, self->bundle);
  g_autofree char *time = anj_time_format (now_us);
  g_autoptr (GBytes) content = NULL;

  json_object_set_string_member (object, "terminal", self->id);
  json_object_set_int_member (object, "epoch", (gint64) anj_config_epoch (self->config));
  json_object_set_int_member (object, "version", (gint64) anj_config_version (self->config));
  json_object_set_string_member (object, "sha256", sha256);
  json_object_set_string_member (object, "effective_sha256", sha256);
  json_object_set_string_member (object, "state", "kept");
  json_object_set_string_member (object, "time", time);
  content = anj_json_object_to_bytes (object);
  return anj_cms_sign (content, self->cert, self->key, error);
}

static const AnjConfig *
open_bundle (const FleetBundles *bundles, GBytes *bundle, GError **error)
{
  AnjConfig *config = g_hash_table_lookup (bundles->opened, bundle);

  if (config == NULL)
    config = anj_config_open (bundle, bundles->trust, error);
  if (config != NULL && !g_hash_table_contains (bundles->opened, bundle))
    g_hash_table_insert (bundles->opened, g_bytes_ref (bundle), config);
  return config;
}

static void
on_bundle (GObject *source, GAsyncResult *result, gpointer user_data)
{
  FleetTerminal *self = user_data;
  g_autoptr (GBytes) bundle = take_answer (source, result, self);
  g_autoptr (GError) error = NULL;
  g_autoptr (GBytes) evidence = NULL;
  const AnjConfig *config;
  gint64 now_us = anj_clock_real_us (self->setup->clock);

  if (bundle == NULL)
    return;
  config = open_bundle (self->bundles, bundle, &error);
  if (config == NULL)
    {
      fail (self, error);
      return;
    }
  g_clear_pointer (&self->bundle, g_bytes_unref);
  self->config = config;
  self->bundle = g_steal_pointer (&bundle);
  self->events->on_applied (self->id, self->config, anj_clock_real_us (self->setup->clock),
                            self->events->user_data);
  evidence = make_evidence (self, now_us, &error);
  if (evidence == NULL)
    fail (self, error);
  else
    ask (self, "/v1/config-state", evidence, "application/cms", TIMEOUT_MS, on_told);
}

static gboolean
is_newer (FleetTerminal *self, JsonObject *config)
{
  guint64 epoch = config != NULL ? (guint64) anj_json_get_int (config, "epoch", 0) : 0;
  guint64 version = config != NULL ? (guint64) anj_json_get_int (config, "version", 0) : 0;

  if (self->config == NULL)
    return config != NULL;
  return epoch > anj_config_epoch (self->config) ||
         (epoch == anj_config_epoch (self->config) && version > anj_config_version (self->config));
}

static void
on_poll (GObject *source, GAsyncResult *result, gpointer user_data)
{
  FleetTerminal *self = user_data;
  g_autoptr (GBytes) body = take_answer (source, result, self);
  g_autoptr (GError) error = NULL;
  g_autoptr (JsonObject) answer = NULL;
  JsonObject *config;

  if (body == NULL)
    return;
  answer = anj_json_parse_object (body, &error);
  if (answer == NULL)
    {
      fail (self, error);
      return;
    }
  g_free (self->cursor);
  self->cursor = g_strdup (anj_json_get_string (answer, "cursor", "0"));
  if (!self->is_polling)
    self->events->on_polling (self->id, self->events->user_data);
  self->is_polling = TRUE;
  config = anj_json_get_object (answer, "config");
  if (is_newer (self, config))
    {
      g_autofree char *path = g_strdup_printf ("/v1/config/%" G_GINT64_FORMAT,
                                               anj_json_get_int (config, "version", 0));

      ask (self, path, NULL, NULL, TIMEOUT_MS, on_bundle);
    }
  else
    poll (self);
}

static void
poll (FleetTerminal *self)
{
  g_autofree char *path = g_strdup_printf (
      "/v1/channel?config=%" G_GUINT64_FORMAT ".%" G_GUINT64_FORMAT "&since=%s&hold=%d",
      self->config != NULL ? anj_config_epoch (self->config) : 0,
      self->config != NULL ? anj_config_version (self->config) : 0, self->cursor, HOLD_S);

  ask (self, path, NULL, NULL, POLL_TIMEOUT_MS, on_poll);
}

FleetTerminal *
fleet_terminal_new (const FleetSetup *setup,
                    const FleetIdentity *identity,
                    const FleetBundles *bundles,
                    const FleetEvents *events,
                    GError **error)
{
  g_autoptr (X509) cert = anj_cert_from_pem (identity->cert_pem, error);
  g_autoptr (EVP_PKEY) key = cert != NULL ? anj_cert_key_from_pem (identity->key_pem, error) : NULL;
  FleetTerminal *self;

  if (key == NULL)
    return NULL;
  self = g_new0 (FleetTerminal, 1);
  self->setup = setup;
  self->bundles = bundles;
  self->events = events;
  self->id = anj_cert_common_name (cert);
  self->cursor = g_strdup ("0");
  self->cert = g_steal_pointer (&cert);
  self->key = g_steal_pointer (&key);
  self->cancellable = g_cancellable_new ();
  self->client = anj_http_client_new (setup->clock);
  anj_http_client_set_ca (self->client, setup->hub_ca_pem);
  anj_http_client_set_identity (self->client, identity->cert_pem, identity->key_pem);
  poll (self);
  return self;
}

void
fleet_terminal_free (FleetTerminal *self)
{
  if (self == NULL)
    return;
  g_clear_handle_id (&self->retry_id, g_source_remove);
  g_cancellable_cancel (self->cancellable);
  g_clear_object (&self->cancellable);
  g_clear_object (&self->client);
  g_clear_pointer (&self->bundle, g_bytes_unref);
  g_clear_pointer (&self->cert, X509_free);
  g_clear_pointer (&self->key, EVP_PKEY_free);
  g_free (self->cursor);
  g_free (self->id);
  g_free (self);
}
