/* SPDX-License-Identifier: GPL-3.0-or-later */

#define G_LOG_DOMAIN "anj-agent"

/* A newer configuration: fetched, tried, and what became of it told to the hub (evidence that this
 * terminal signs). What is on trial is judged beside this, with the hub or without it
 * (anj-config-watch.h). */

#include <string.h>

#include "app/agent/anj-agent-error.h"
#include "app/agent/anj-line-private.h"

#define BUNDLE_TYPE "application/cms"
/* what was refused is not fetched again sooner: it is the same, or somebody means ill */
#define REFUSED_AGAIN_US (30 * 60 * (gint64) G_USEC_PER_SEC)
#define EVIDENCE_ANSWER_MAX_BYTES 4096

gboolean
anj_line_has_newer_config (AnjLine *self)
{
  const AnjChannelNews *news = self->news;
  const AnjTerminalHealth *health = self->health;

  if (news->config_epoch != health->config_epoch)
    return news->config_epoch > health->config_epoch;
  return news->config_version > health->config_version;
}

gboolean
anj_line_wants_config (AnjLine *self)
{
  const AnjChannelNews *news = self->news;
  const AnjLineRefusal *refused = &self->refused_config;

  if (!anj_line_has_newer_config (self) || (news->config_epoch == self->health->rejected_epoch &&
                                            news->config_version == self->health->rejected_version))
    return FALSE;
  return refused->epoch != news->config_epoch || refused->version != news->config_version ||
         anj_clock_monotonic_us (self->setup.clock) - refused->monotonic_us > REFUSED_AGAIN_US;
}

/* --- fetching and applying --- */

/* What the hub offered, as it came. */
typedef struct
{
  AnjConfigOffer offer;
  char *fault; /* (owned) (nullable): why it is not even opened */
} Coming;

static void
coming_free (Coming *self)
{
  g_clear_pointer (&self->offer.bundle, g_bytes_unref);
  g_free (self->fault);
  g_free (self);
}

static gpointer
job_apply (AnjTerminal *terminal, gpointer data, GError **error)
{
  const Coming *coming = data;
  gboolean changed = FALSE;

  if (coming->fault != NULL)
    {
      anj_terminal_refuse_config (terminal, &coming->offer, coming->fault);
      g_set_error_literal (error, ANJ_AGENT_ERROR, ANJ_AGENT_ERROR_REFUSED, coming->fault);
      return NULL;
    }
  if (!anj_terminal_apply_config (terminal, &coming->offer, &changed, error))
    return NULL;
  return anj_line_job_examine (terminal, NULL, error);
}

static void
refuse (AnjLine *self, const GError *error)
{
  self->refused_config = (AnjLineRefusal){ self->news->config_epoch, self->news->config_version,
                                           anj_clock_monotonic_us (self->setup.clock) };
  g_warning ("configuration refused: %s", error->message);
  g_signal_emit_by_name (self, "status-changed");
  anj_line_tell_config (self, /* then */ NULL);
  /* the data do not wait for a configuration that may never be right; the poll does */
  anj_line_enter (self, ANJ_LINE_SYNC);
}

static void
on_applied (GObject *source G_GNUC_UNUSED, GAsyncResult *result, gpointer user_data)
{
  AnjLine *self = user_data;
  g_autoptr (GError) error = NULL;
  AnjTerminalHealth *health = g_task_propagate_pointer (G_TASK (result), &error);

  if (self->state == ANJ_LINE_STOPPED)
    {
      g_clear_pointer (&health, anj_terminal_health_free);
      return;
    }
  if (health == NULL)
    {
      refuse (self, error);
      return;
    }
  anj_line_take_health (self, health);
  g_message ("configuration %" G_GUINT64_FORMAT ".%" G_GUINT64_FORMAT " is in force",
             health->config_epoch, health->config_version);
  anj_line_follow_config (self);
  /* a poll that the hub answers at once shows soonest that the line is as good as before; it tells
   * again what was not committed */
  g_clear_pointer (&self->news, anj_channel_news_free);
  anj_line_enter (self, ANJ_LINE_EXAMINE);
}

/* (nullable): %NULL: the answer is a bundle, as far as one can see */
static char *
find_fault (AnjHttpResponse *response, const GError *error)
{
  const char *type;

  if (response == NULL)
    return g_strdup (error->message);
  type = anj_http_response_get_header (response, "content-type");
  if (type != NULL && g_ascii_strcasecmp (type, BUNDLE_TYPE) == 0)
    return NULL;
  return g_strdup_printf ("the hub sent %s for a configuration", type != NULL ? type : "no type");
}

/* one that has no end, or that the hub does not have, is refused: it holds up nothing */
static gboolean
is_refusal (const GError *error)
{
  return g_error_matches (error, ANJ_NET_ERROR, ANJ_NET_ERROR_TOO_LARGE) ||
         anj_net_error_get_status (error) == 404;
}

static void
on_fetched (GObject *source, GAsyncResult *result, gpointer user_data)
{
  AnjLine *self = user_data;
  g_autoptr (GError) error = NULL;
  g_autoptr (AnjHttpResponse)
      response = anj_http_client_send_finish (ANJ_HTTP_CLIENT (source), result, &error);
  Coming *coming;

  if (self->state == ANJ_LINE_STOPPED)
    return;
  if (response == NULL && !is_refusal (error))
    {
      anj_line_fail (self, error);
      return;
    }
  coming = g_new0 (Coming, 1);
  coming->fault = find_fault (response, error);
  if (response != NULL)
    coming->offer.bundle = g_bytes_ref (anj_http_response_get_body (response));
  coming->offer.epoch = self->news->config_epoch;
  coming->offer.version = self->news->config_version;
  coming->offer.needs = 1u << ANJ_HEALTH_LINE; /* it brought this */
  if (anj_config_watch_has_screen (self->watch))
    coming->offer.needs |= 1u << ANJ_HEALTH_SCREEN;
  anj_store_thread_make (self->setup.store, job_apply, coming, (GDestroyNotify) coming_free,
                         (GDestroyNotify) anj_terminal_health_free, on_applied, self);
}

void
anj_line_fetch_config (AnjLine *self)
{
  g_autofree char *path = g_strdup_printf ("/v1/config/%" G_GUINT64_FORMAT,
                                           self->news->config_version);
  g_autofree char *url = g_strconcat (self->setup.bootstrap->hub, path, NULL);

  anj_http_client_send_async (
      self->client, anj_http_request_new ("GET", url, ANJ_CONFIG_MAX_BYTES, ANJ_LINE_TIMEOUT_MS),
      self->cancellable, on_fetched, self);
}

/* --- what is in force --- */

void
anj_line_follow_config (AnjLine *self)
{
  const AnjTerminalHealth *health = self->health;
  gboolean is_first = !self->follows_config;

  if (!is_first && health->config_epoch == self->followed_epoch &&
      health->config_version == self->followed_version)
    return;
  self->follows_config = TRUE;
  self->followed_epoch = health->config_epoch;
  self->followed_version = health->config_version;
  /* what the configuration says of the line is true of new connections only */
  anj_line_renew_client (self);
  if (health->is_config_on_trial)
    anj_config_watch_begin (self->watch, health->config_needs, &health->cost);
  if (!is_first)
    g_signal_emit_by_name (self, "config-changed");
}

static void
on_examined (GObject *source G_GNUC_UNUSED, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (AnjLine) self = user_data;
  g_autoptr (GError) error = NULL;
  AnjTerminalHealth *health = g_task_propagate_pointer (G_TASK (result), &error);

  if (health == NULL)
    {
      g_warning ("%s", error->message);
      return;
    }
  if (self->state == ANJ_LINE_STOPPED || self->health == NULL)
    {
      anj_terminal_health_free (health);
      return;
    }
  anj_line_take_health (self, health);
  g_signal_emit_by_name (self, "status-changed");
  anj_line_follow_config (self);
  if (!health->is_config_on_trial && health->rejected_epoch != 0)
    anj_line_begin_anew (self); /* what was waited for under it is not worth it any more */
  anj_line_consider_renewal (self);
  anj_line_tell_config (self, /* then */ NULL);
}

void
anj_line_on_settled (AnjLine *self)
{
  if (self->state != ANJ_LINE_STOPPED)
    anj_store_thread_make (self->setup.store, anj_line_job_examine, NULL, NULL,
                           (GDestroyNotify) anj_terminal_health_free, on_examined,
                           g_object_ref (self));
}

/* --- evidence --- */

void
anj_line_note_generation (AnjLine *self, const char *generation)
{
  if (g_strcmp0 (generation, self->hub_generation) == 0)
    return;
  g_free (self->hub_generation);
  self->hub_generation = g_strdup (generation);
  g_clear_pointer (&self->told_config, g_free);
}

/* What is told, and what comes after it. */
typedef struct
{
  AnjLine *line;                /* (owned) */
  char *facts;                  /* (owned) (nullable) */
  void (*then) (AnjLine *line); /* (nullable) */
} Telling;

static void
telling_end (Telling *self)
{
  if (self->then != NULL && self->line->state != ANJ_LINE_STOPPED)
    self->then (self->line);
  g_object_unref (self->line);
  g_free (self->facts);
  g_free (self);
}

G_DEFINE_AUTOPTR_CLEANUP_FUNC (Telling, telling_end)

static void
on_told (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (Telling) telling = user_data;
  g_autoptr (GError) error = NULL;
  g_autoptr (AnjHttpResponse)
      response = anj_http_client_send_finish (ANJ_HTTP_CLIENT (source), result, &error);
  guint status = anj_net_error_get_status (error);

  if (response == NULL)
    g_message ("what became of the configuration: %s", error->message);
  /* a hub that does not want to know it is not asked again and again */
  if (response != NULL || (status >= 400 && status < 500))
    {
      g_free (telling->line->told_config);
      telling->line->told_config = g_steal_pointer (&telling->facts);
    }
}

static gpointer
job_sign (AnjTerminal *terminal, gpointer data, GError **error)
{
  return anj_terminal_sign_config_state (terminal, data, error);
}

static void
on_signed (GObject *source G_GNUC_UNUSED, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (Telling) telling = user_data;
  AnjLine *self = telling->line;
  g_autoptr (GError) error = NULL;
  g_autoptr (AnjConfigEvidence) evidence = g_task_propagate_pointer (G_TASK (result), &error);
  g_autofree char *url = g_strconcat (self->setup.bootstrap->hub, "/v1/config-state", NULL);
  AnjHttpRequest *request;

  if (error != NULL)
    g_warning ("%s", error->message);
  if (evidence == NULL || self->state == ANJ_LINE_STOPPED)
    return;
  telling->facts = g_steal_pointer (&evidence->facts);
  request = anj_http_request_new ("POST", url, EVIDENCE_ANSWER_MAX_BYTES, ANJ_LINE_TIMEOUT_MS);
  anj_http_request_set_body (request, evidence->der, BUNDLE_TYPE);
  anj_http_client_send_async (self->client, request, self->cancellable, on_told,
                              g_steal_pointer (&telling));
}

void
anj_line_tell_config (AnjLine *self, void (*then) (AnjLine *self))
{
  Telling *telling = g_new0 (Telling, 1);

  telling->line = g_object_ref (self);
  telling->then = then;
  anj_store_thread_make (self->setup.store, job_sign, g_strdup (self->told_config), g_free,
                         (GDestroyNotify) anj_config_evidence_free, on_signed, telling);
}
