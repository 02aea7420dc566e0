/* SPDX-License-Identifier: GPL-3.0-or-later */

#define G_LOG_DOMAIN "anj-hub"

#include "hub/hub-config.h"

#include "core/anj-kdf.h"
#include "hub/hub-config-offer.h"

static void
reply_bundle (HubRequest *request, GBytes *bundle)
{
  gsize n_bytes;
  const guint8 *data = g_bytes_get_data (bundle, &n_bytes);
  g_autofree char *hash = anj_sha256_hex (data, n_bytes);
  g_autofree char *etag = g_strdup_printf ("\"%.32s\"", hash);

  if (g_strcmp0 (hub_request_header (request, "if-none-match"), etag) == 0)
    hub_reply_empty (request, 304);
  else
    hub_reply_bytes (request, 200, "application/cms", bundle);
  hub_reply_header (request, "ETag", etag);
}

void
hub_config_get (HubApp *app, HubRequest *request)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (GBytes) bundle = NULL;
  gboolean may_fetch = FALSE;
  guint64 version;

  if (!g_ascii_string_to_unsigned (request->args[0], 10, 0, G_MAXINT64, &version, NULL))
    {
      hub_reply_problem (request, HUB_PROBLEM_CONFIG_UNKNOWN, NULL);
      return;
    }
  if (hub_config_offer_may_fetch (app, request->peer, version, &may_fetch, &error) && may_fetch)
    bundle = hub_config_state_lookup (app->config, version, &error);
  if (bundle != NULL)
    reply_bundle (request, bundle);
  else if (error != NULL)
    hub_reply_error (request, "configuration", error);
  else
    hub_reply_problem (request, HUB_PROBLEM_CONFIG_UNKNOWN, NULL);
}

void
hub_admin_config_get (HubApp *app, HubRequest *request)
{
  reply_bundle (request, hub_config_state_bundle (app->config));
}

void
hub_admin_config_put (HubApp *app, HubRequest *request)
{
  g_autoptr (GError) error = NULL;
  g_autofree char *actor = g_strconcat ("admin ", request->peer->id, NULL);
  const AnjConfig *config = NULL;
  JsonObject *reply;

  switch (hub_config_state_publish (app->config, app->keys, request->body, actor,
                                    hub_app_now_us (app), &config, &error))
    {
    case HUB_CONFIG_PUBLISHED:
      break;
    case HUB_CONFIG_NOT_NEWER:
      hub_reply_problem (request, HUB_PROBLEM_CONFIG_NOT_NEWER,
                         "raise its \"version\", sign it and publish it again");
      return;
    case HUB_CONFIG_REFUSED:
      hub_reply_problem (request, HUB_PROBLEM_CONFIG_INVALID, error->message);
      return;
    case HUB_CONFIG_STOPPED:
      hub_reply_problem (request, HUB_PROBLEM_ROLLOUT_STATE, error->message);
      return;
    case HUB_CONFIG_FAILED:
    default:
      hub_reply_error (request, "publish", error);
      return;
    }
  g_message ("configuration %" G_GUINT64_FORMAT ".%" G_GUINT64_FORMAT " published",
             anj_config_epoch (config), anj_config_version (config));
  reply = json_object_new ();
  json_object_set_int_member (reply, "epoch", (gint64) anj_config_epoch (config));
  json_object_set_int_member (reply, "version", (gint64) anj_config_version (config));
  hub_reply_json (request, 200, reply);
  hub_app_wake (app, /* region */ NULL);
}
