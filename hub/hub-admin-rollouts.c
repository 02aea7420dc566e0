/* SPDX-License-Identifier: GPL-3.0-or-later */

#define G_LOG_DOMAIN "anj-hub"

#include "hub/hub-admin-rollouts.h"

#include "core/anj-json.h"
#include "hub/hub-config-evidence.h"
#include "hub/hub-config-guard.h"
#include "hub/hub-config-offer.h"
#include "hub/hub-rollout-json.h"

/* (transfer full) (nullable): a 400 is set on NULL */
static GBytes *
read_bundle (HubRequest *request, JsonObject *body)
{
  const char *text = anj_json_get_string (body, "bundle", NULL);
  gsize n_bytes = 0;
  guchar *bytes = text != NULL && *text != '\0' ? g_base64_decode (text, &n_bytes) : NULL;

  if (n_bytes > 0)
    return g_bytes_new_take (bytes, n_bytes);
  g_free (bytes);
  hub_reply_problem (request, HUB_PROBLEM_BAD_REQUEST, "needs bundle: a signed one, in base64");
  return NULL;
}

/* (transfer full) (nullable) */
static HubRolloutPlan *
read_plan (HubRequest *request, JsonObject *body)
{
  JsonObject *object = anj_json_get_object (body, "plan");
  g_autoptr (JsonObject) empty = json_object_new ();
  g_autoptr (GError) error = NULL;
  HubRolloutPlan *plan = hub_rollout_plan_parse (object != NULL ? object : empty, &error);

  if (plan == NULL)
    hub_reply_problem (request, HUB_PROBLEM_BAD_REQUEST, error->message);
  return plan;
}

/* a terminal is in one rollout at a time: else nobody could say which bundle it failed of */
static gboolean
check_alone (HubApp *app, HubRequest *request, const HubRolloutPlan *plan, GError **error)
{
  g_autoptr (GPtrArray) list = hub_rollouts_list (app->store, /* id */ NULL, error);

  for (guint i = 0; list != NULL && i < list->len; i++)
    {
      const HubRollout *other = list->pdata[i];
      g_autofree char *detail = NULL;

      if ((other->state != HUB_ROLLOUT_RUNNING && other->state != HUB_ROLLOUT_PAUSED) ||
          !hub_rollout_plan_overlaps (plan, other->plan))
        continue;
      detail = g_strdup_printf ("%s is %s for terminals of the same region: stop it, or wait",
                                other->id, hub_rollout_state_name (other->state));
      hub_reply_problem (request, HUB_PROBLEM_ROLLOUT_RUNNING, detail);
      return TRUE;
    }
  return list != NULL;
}

/* what has to be so before it may begin; sets a reply when it is not */
static gboolean
check_start (HubApp *app,
             HubRequest *request,
             const HubRolloutPlan *plan,
             const AnjConfig *config,
             guint *out_n_fleet,
             GError **error)
{
  g_autoptr (GError) guard_error = NULL;
  gboolean is_newer;

  if (!hub_config_state_is_newer (app->config, config, &is_newer, error) ||
      !hub_config_offer_count_fleet (app->store, plan, config, out_n_fleet, error) ||
      !check_alone (app, request, plan, error))
    return FALSE;
  if (request->status == 0 && !is_newer)
    hub_reply_problem (request, HUB_PROBLEM_CONFIG_NOT_NEWER,
                       "it has to be above every bundle that was published or rolled out: raise its"
                       " \"version\" and sign it again");
  if (request->status == 0 && !hub_config_guard_check (config, hub_config_state_trust (app->config),
                                                       app->keys, &guard_error))
    hub_reply_problem (request, HUB_PROBLEM_CONFIG_INVALID, guard_error->message);
  if (request->status == 0 && *out_n_fleet == 0)
    hub_reply_problem (request, HUB_PROBLEM_BAD_REQUEST, "there is no terminal that it is for");
  return TRUE;
}

/* FALSE: neither a reply nor a rollout */
static gboolean
reply_rollout (HubApp *app, HubRequest *request, guint status, const char *id, GError **error)
{
  g_autoptr (GPtrArray) list = hub_rollouts_list (app->store, id, error);
  JsonObject *object;

  if (list == NULL)
    return FALSE;
  if (list->len == 0)
    {
      hub_reply_problem (request, HUB_PROBLEM_ROLLOUT_UNKNOWN, NULL);
      return TRUE;
    }
  object = hub_rollout_to_json (app->store, list->pdata[0], /* with_terminals */ TRUE,
                                hub_app_now_us (app), error);
  if (object != NULL)
    hub_reply_json (request, status, object);
  return object != NULL;
}

static gboolean
start (HubApp *app,
       HubRequest *request,
       HubRolloutPlan *plan,
       const AnjConfig *config,
       GBytes *bundle,
       guint n_fleet,
       GError **error)
{
  g_autofree char *actor = g_strconcat ("admin ", request->peer->id, NULL);
  g_autofree char *id = hub_rollouts_start (app->store, app->random, plan, config, bundle, n_fleet,
                                            actor, hub_app_now_us (app), error);

  if (id == NULL || !hub_config_state_reload (app->config, error))
    return FALSE;
  g_message ("rollout %s of configuration %" G_GUINT64_FORMAT ".%" G_GUINT64_FORMAT " begins", id,
             anj_config_epoch (config), anj_config_version (config));
  return reply_rollout (app, request, 201, id, error);
}

void
hub_admin_rollouts_post (HubApp *app, HubRequest *request)
{
  g_autoptr (JsonObject) body = hub_request_json (request);
  g_autoptr (GBytes) bundle = body != NULL ? read_bundle (request, body) : NULL;
  g_autoptr (HubRolloutPlan) plan = bundle != NULL ? read_plan (request, body) : NULL;
  g_autoptr (AnjConfig) config = NULL;
  g_autoptr (GError) error = NULL;
  guint n_fleet;

  if (plan == NULL)
    return;
  config = hub_config_state_verify (app->config, bundle, &error);
  if (config == NULL)
    hub_reply_problem (request, HUB_PROBLEM_CONFIG_INVALID, error->message);
  else if (!check_start (app, request, plan, config, &n_fleet, &error) ||
           (request->status == 0 &&
            !start (app, request, g_steal_pointer (&plan), config, bundle, n_fleet, &error)))
    hub_reply_error (request, "rollout", error);
}

void
hub_admin_rollouts_get (HubApp *app, HubRequest *request)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (GPtrArray) list = hub_rollouts_list (app->store, /* id */ NULL, &error);
  g_autoptr (JsonArray) array = json_array_new ();

  for (guint i = 0; list != NULL && i < list->len; i++)
    {
      JsonObject *object = hub_rollout_to_json (app->store, list->pdata[i],
                                                /* with_terminals */ FALSE, hub_app_now_us (app),
                                                &error);

      if (object == NULL)
        break;
      json_array_add_object_element (array, object);
    }
  if (error != NULL)
    hub_reply_error (request, "rollouts", error);
  else
    hub_reply_json_array (request, 200, g_steal_pointer (&array));
}

void
hub_admin_rollout_show (HubApp *app, HubRequest *request)
{
  g_autoptr (GError) error = NULL;

  if (!reply_rollout (app, request, 200, request->args[0], &error))
    hub_reply_error (request, "rollout", error);
}

/* (transfer full) (nullable): NULL without an error: there is none, and a 404 is set */
static HubRollout *
find_rollout (HubApp *app, HubRequest *request, GError **error)
{
  g_autoptr (GPtrArray) list = hub_rollouts_list (app->store, request->args[0], error);

  if (list == NULL)
    return NULL;
  if (list->len > 0)
    return g_ptr_array_steal_index (list, 0);
  hub_reply_problem (request, HUB_PROBLEM_ROLLOUT_UNKNOWN, NULL);
  return NULL;
}

static gboolean
change (HubApp *app, HubRequest *request, HubRolloutState state, GError **error)
{
  g_autoptr (HubRollout) rollout = find_rollout (app, request, error);
  g_autofree char *actor = g_strconcat ("admin ", request->peer->id, NULL);
  g_autofree char *detail = NULL;
  gboolean is_changed;

  if (rollout == NULL)
    return request->status != 0;
  if (!hub_rollouts_change (app->store, rollout, state, "admin", actor, hub_app_now_us (app),
                            &is_changed, error))
    return FALSE;
  if (is_changed)
    return hub_config_state_reload (app->config, error) &&
           reply_rollout (app, request, 200, rollout->id, error);
  detail = g_strdup_printf ("it is %s", hub_rollout_state_name (rollout->state));
  hub_reply_problem (request, HUB_PROBLEM_ROLLOUT_STATE, detail);
  return TRUE;
}

void
hub_admin_rollout_pause (HubApp *app, HubRequest *request)
{
  g_autoptr (GError) error = NULL;

  if (!change (app, request, HUB_ROLLOUT_PAUSED, &error))
    hub_reply_error (request, "pause", error);
}

void
hub_admin_rollout_resume (HubApp *app, HubRequest *request)
{
  g_autoptr (GError) error = NULL;

  if (!change (app, request, HUB_ROLLOUT_RUNNING, &error))
    hub_reply_error (request, "resume", error);
  else if (request->status == 200)
    hub_app_wake (app, /* region */ NULL);
}

void
hub_admin_rollout_stop (HubApp *app, HubRequest *request)
{
  g_autoptr (GError) error = NULL;

  if (!change (app, request, HUB_ROLLOUT_STOPPED, &error))
    hub_reply_error (request, "stop", error);
}

static gboolean
retry (HubApp *app, HubRequest *request, GError **error)
{
  g_autoptr (HubRollout) rollout = find_rollout (app, request, error);
  g_autofree char *actor = g_strconcat ("admin ", request->peer->id, NULL);
  guint n_forgotten;

  if (rollout == NULL)
    return request->status != 0;
  if (rollout->state == HUB_ROLLOUT_STOPPED)
    {
      hub_reply_problem (request, HUB_PROBLEM_ROLLOUT_STATE,
                         "it is stopped: sign the configuration under a higher version");
      return TRUE;
    }
  if (!hub_rollouts_retry (app->store, rollout, actor, hub_app_now_us (app), &n_forgotten, error))
    return FALSE;
  g_message ("rollout %s: %u terminals are told again", rollout->id, n_forgotten);
  return reply_rollout (app, request, 200, rollout->id, error);
}

void
hub_admin_rollout_retry (HubApp *app, HubRequest *request)
{
  g_autoptr (GError) error = NULL;

  if (!retry (app, request, &error))
    hub_reply_error (request, "retry", error);
  else if (request->status == 200)
    hub_app_wake (app, /* region */ NULL);
}

void
hub_admin_rollout_evidence (HubApp *app, HubRequest *request)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (HubRollout) rollout = find_rollout (app, request, &error);
  g_autoptr (GBytes) der = NULL;

  if (rollout != NULL)
    der = hub_config_evidence_read_der (app->store, rollout->epoch, rollout->version,
                                        request->args[1], &error);
  if (der != NULL)
    hub_reply_bytes (request, 200, "application/cms", der);
  else if (error != NULL)
    hub_reply_error (request, "evidence", error);
  else if (request->status == 0)
    hub_reply_problem (request, HUB_PROBLEM_NOT_FOUND, "the terminal has told nothing of it");
}
