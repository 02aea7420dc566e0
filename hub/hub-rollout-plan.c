/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "hub/hub-rollout-plan.h"

#include <math.h>
#include <stdio.h>
#include <string.h>

#include "core/anj-error.h"
#include "core/anj-json.h"
#include "core/anj-kdf.h"
#include "core/anj-region.h"
#include "core/anj-zone.h"

#define ALL_PPM 1000000u
#define PPM_A_PERCENT 10000
#define MINUTES_A_DAY (24 * 60)
/* the zones lie two hours apart: a shorter window is hardly ever open in all of them */
#define WINDOW_MIN_MINUTES (3 * 60)
#define MAX_NAMES 64

static const guint default_groups_ppm[] = { 1000, 10000, 100000, ALL_PPM };

/* a number of the plan; seconds but for at_once */
typedef struct
{
  const char *member;
  gint64 min;
  gint64 max;
  gint64 fallback;
} Number;

static const Number soak = { "soak_s", 1, 14 * 86400, 30 * 60 };
/* a probation lasts a minute, and the line may wait five before it tells of it */
static const Number answer = { "answer_s", 1, 86400, 15 * 60 };
static const Number deadline = { "deadline_s", 1, 60 * 86400, 2 * 86400 };
static const Number at_once = { "at_once", 1, 1000000, 2000 };

static const char *const members[] = { "regions",  "labels",     "hardware", "groups",
                                       "success",  "errors",     "window",   "soak_s",
                                       "answer_s", "deadline_s", "at_once" };

void
hub_rollout_plan_free (HubRolloutPlan *self)
{
  g_strfreev (self->regions);
  g_strfreev (self->labels);
  g_strfreev (self->hardware);
  g_free (self);
}

static gboolean
refuse (GError **error, const char *member, const char *allowed)
{
  g_set_error (error, ANJ_ERROR, ANJ_ERROR_INVALID, "%s: %s", member, allowed);
  return FALSE;
}

static gboolean
check_members (JsonObject *object, GError **error)
{
  g_autoptr (GList) names = json_object_get_members (object);

  for (GList *l = names; l != NULL; l = l->next)
    {
      gboolean is_known = FALSE;

      for (gsize i = 0; i < G_N_ELEMENTS (members); i++)
        is_known = is_known || g_str_equal (members[i], l->data);
      if (!is_known)
        return refuse (error, l->data, "a rollout has no such member");
    }
  return TRUE;
}

static gboolean
read_number (JsonObject *object, const Number *number, gint64 *out, GError **error)
{
  JsonNode *node = json_object_get_member (object, number->member);

  *out = number->fallback;
  if (node == NULL)
    return TRUE;
  if (JSON_NODE_HOLDS_VALUE (node) && json_node_get_value_type (node) == G_TYPE_INT64)
    *out = json_node_get_int (node);
  else
    return refuse (error, number->member, "a whole number");
  if (*out >= number->min && *out <= number->max)
    return TRUE;
  g_set_error (error, ANJ_ERROR, ANJ_ERROR_INVALID,
               "%s: from %" G_GINT64_FORMAT " to %" G_GINT64_FORMAT, number->member, number->min,
               number->max);
  return FALSE;
}

static gboolean
read_duration (JsonObject *object, const Number *number, gint64 *out_us, GError **error)
{
  gint64 seconds = 0;

  if (!read_number (object, number, &seconds, error))
    return FALSE;
  *out_us = seconds * G_USEC_PER_SEC;
  return TRUE;
}

static gboolean
is_number (JsonNode *node)
{
  return JSON_NODE_HOLDS_VALUE (node) && (json_node_get_value_type (node) == G_TYPE_DOUBLE ||
                                          json_node_get_value_type (node) == G_TYPE_INT64);
}

static gboolean
read_percent (JsonObject *object, const char *member, double fallback, double *out, GError **error)
{
  JsonNode *node = json_object_get_member (object, member);

  *out = fallback;
  if (node == NULL)
    return TRUE;
  if (is_number (node))
    *out = json_node_get_double (node);
  return (is_number (node) && *out >= 0 && *out <= 100) ||
         refuse (error, member, "a percentage from 0 to 100");
}

static gboolean
read_groups (JsonObject *object, HubRolloutPlan *self, GError **error)
{
  JsonNode *node = json_object_get_member (object, "groups");
  JsonArray *array = anj_json_get_array (object, "groups");
  guint last = 0;

  self->n_groups = G_N_ELEMENTS (default_groups_ppm);
  memcpy (self->groups_ppm, default_groups_ppm, sizeof default_groups_ppm);
  if (node == NULL)
    return TRUE;
  self->n_groups = array != NULL ? json_array_get_length (array) : 0;
  if (self->n_groups == 0 || self->n_groups > HUB_ROLLOUT_MAX_GROUPS)
    return refuse (error, "groups", "1 to 10 percentages");
  for (guint i = 0; i < self->n_groups; i++)
    {
      JsonNode *share = json_array_get_element (array, i);
      double percent = is_number (share) ? json_node_get_double (share) : 0;

      self->groups_ppm[i] = (guint) lround (CLAMP (percent, 0, 101) * PPM_A_PERCENT);
      if (self->groups_ppm[i] <= last || self->groups_ppm[i] > ALL_PPM)
        return refuse (error, "groups", "percentages above 0 that rise");
      last = self->groups_ppm[i];
    }
  return last == ALL_PPM || refuse (error, "groups", "the last one is 100");
}

static gboolean
read_window (JsonObject *object, HubRolloutPlan *self, GError **error)
{
  const char *text = anj_json_get_string (object, "window", NULL);
  guint hours[2], minutes[2];
  int n_read = 0;

  if (!json_object_has_member (object, "window"))
    return TRUE;
  if (text == NULL || strlen (text) != strlen ("20:00-05:00") ||
      sscanf (text, "%2u:%2u-%2u:%2u%n", &hours[0], &minutes[0], &hours[1], &minutes[1], &n_read) !=
          4 ||
      n_read != (int) strlen (text) || MAX (hours[0], hours[1]) > 23 ||
      MAX (minutes[0], minutes[1]) > 59)
    return refuse (error, "window", "HH:MM-HH:MM, by the village's clock");
  self->window_from = hours[0] * 60 + minutes[0];
  self->window_to = hours[1] * 60 + minutes[1];
  return self->window_from == self->window_to ||
         (self->window_to + MINUTES_A_DAY - self->window_from) % MINUTES_A_DAY >=
             WINDOW_MIN_MINUTES ||
         refuse (error, "window", "at least three hours, so that all zones are in it at once");
}

static gboolean
read_names (JsonObject *object, const char *member, char ***out, GError **error)
{
  JsonNode *node = json_object_get_member (object, member);
  JsonArray *array = anj_json_get_array (object, member);
  g_autoptr (GStrvBuilder) builder = g_strv_builder_new ();

  if (node == NULL || (array != NULL && json_array_get_length (array) == 0))
    return TRUE;
  if (array == NULL || json_array_get_length (array) > MAX_NAMES)
    return refuse (error, member, "a list of at most 64 texts");
  for (guint i = 0; i < json_array_get_length (array); i++)
    {
      JsonNode *name = json_array_get_element (array, i);

      if (json_node_get_value_type (name) != G_TYPE_STRING || *json_node_get_string (name) == '\0')
        return refuse (error, member, "a list of at most 64 texts");
      g_strv_builder_add (builder, json_node_get_string (name));
    }
  *out = g_strv_builder_end (builder);
  return TRUE;
}

static gboolean
check_regions (const HubRolloutPlan *self, GError **error)
{
  for (char **region = self->regions; region != NULL && *region != NULL; region++)
    if (anj_region_code_level (*region) == ANJ_REGION_NONE)
      return refuse (error, "regions", "codes such as 35, 35.09 or 35.09.01.2001");
  return TRUE;
}

HubRolloutPlan *
hub_rollout_plan_parse (JsonObject *object, GError **error)
{
  g_autoptr (HubRolloutPlan) self = g_new0 (HubRolloutPlan, 1);
  gint64 n_at_once = 0;

  if (!check_members (object, error) || !read_groups (object, self, error) ||
      !read_percent (object, "success", 99, &self->success_percent, error) ||
      !read_percent (object, "errors", 1, &self->errors_percent, error) ||
      !read_duration (object, &soak, &self->soak_us, error) ||
      !read_duration (object, &answer, &self->answer_us, error) ||
      !read_duration (object, &deadline, &self->deadline_us, error) ||
      !read_number (object, &at_once, &n_at_once, error) || !read_window (object, self, error) ||
      !read_names (object, "regions", &self->regions, error) || !check_regions (self, error) ||
      !read_names (object, "labels", &self->labels, error) ||
      !read_names (object, "hardware", &self->hardware, error))
    return NULL;
  self->at_once = (guint) n_at_once;
  return g_steal_pointer (&self);
}

static void
add_names (JsonObject *object, const char *member, char **names)
{
  JsonArray *array;

  if (names == NULL)
    return;
  array = json_array_new ();
  for (char **name = names; *name != NULL; name++)
    json_array_add_string_element (array, *name);
  json_object_set_array_member (object, member, array);
}

JsonObject *
hub_rollout_plan_to_json (const HubRolloutPlan *self)
{
  JsonObject *object = json_object_new ();
  JsonArray *groups = json_array_new ();

  add_names (object, "regions", self->regions);
  add_names (object, "labels", self->labels);
  add_names (object, "hardware", self->hardware);
  for (guint i = 0; i < self->n_groups; i++)
    json_array_add_double_element (groups, (double) self->groups_ppm[i] / PPM_A_PERCENT);
  json_object_set_array_member (object, "groups", groups);
  json_object_set_double_member (object, "success", self->success_percent);
  json_object_set_double_member (object, "errors", self->errors_percent);
  json_object_set_int_member (object, soak.member, self->soak_us / G_USEC_PER_SEC);
  json_object_set_int_member (object, answer.member, self->answer_us / G_USEC_PER_SEC);
  json_object_set_int_member (object, deadline.member, self->deadline_us / G_USEC_PER_SEC);
  json_object_set_int_member (object, at_once.member, self->at_once);
  if (self->window_from != self->window_to)
    {
      g_autofree char *window = g_strdup_printf ("%02u:%02u-%02u:%02u", self->window_from / 60,
                                                 self->window_from % 60, self->window_to / 60,
                                                 self->window_to % 60);

      json_object_set_string_member (object, "window", window);
    }
  return object;
}

gboolean
hub_rollout_plan_is_for_all (const HubRolloutPlan *self)
{
  return self->regions == NULL && self->labels == NULL && self->hardware == NULL;
}

static gboolean
is_in_regions (char **regions, const char *code)
{
  for (char **region = regions; *region != NULL; region++)
    if (anj_region_code_contains (*region, code))
      return TRUE;
  return FALSE;
}

static gboolean
has_label (char **wanted, const char *const *labels)
{
  for (char **label = wanted; *label != NULL; label++)
    if (labels != NULL && g_strv_contains (labels, *label))
      return TRUE;
  return FALSE;
}

gboolean
hub_rollout_plan_is_for (const HubRolloutPlan *self, const AnjConfigPlace *place)
{
  return (self->regions == NULL || is_in_regions (self->regions, place->region)) &&
         (self->labels == NULL || has_label (self->labels, place->labels)) &&
         (self->hardware == NULL ||
          (place->hardware != NULL &&
           g_strv_contains ((const char *const *) self->hardware, place->hardware)));
}

gboolean
hub_rollout_plan_overlaps (const HubRolloutPlan *self, const HubRolloutPlan *other)
{
  if (self->regions == NULL || other->regions == NULL)
    return TRUE;
  for (char **region = self->regions; *region != NULL; region++)
    for (char **known = other->regions; *known != NULL; known++)
      if (anj_region_code_contains (*known, *region) || anj_region_code_contains (*region, *known))
        return TRUE;
  return FALSE;
}

guint
hub_rollout_plan_cap (const HubRolloutPlan *self, guint group, guint n_fleet)
{
  guint64 cap;

  g_return_val_if_fail (group >= 1 && group <= self->n_groups, 0);
  if (group == self->n_groups)
    return G_MAXUINT;
  cap = (guint64) self->groups_ppm[group - 1] * n_fleet / ALL_PPM;
  return MAX ((guint) cap, 1);
}

/* µs since the window opened at a place so many hours ahead of UTC; -1: it is closed */
static gint64
open_since (const HubRolloutPlan *self, int zone_hours, gint64 now_us)
{
  gint64 here_us = now_us + zone_hours * G_TIME_SPAN_HOUR;
  gint64 since_us, length_us;

  if (self->window_from == self->window_to)
    return G_MAXINT64;
  since_us = (here_us - self->window_from * G_TIME_SPAN_MINUTE) % G_TIME_SPAN_DAY;
  if (since_us < 0)
    since_us += G_TIME_SPAN_DAY;
  length_us = (self->window_to + MINUTES_A_DAY - self->window_from) % MINUTES_A_DAY *
              G_TIME_SPAN_MINUTE;
  return since_us < length_us ? since_us : -1;
}

gboolean
hub_rollout_plan_is_open (const HubRolloutPlan *self, const char *region, gint64 now_us)
{
  return open_since (self, anj_zone_hours (region), now_us) >= 0;
}

gint64
hub_rollout_plan_open_since (const HubRolloutPlan *self, gint64 now_us)
{
  gint64 shortest_us = G_MAXINT64;

  for (int hours = ANJ_ZONE_FIRST_HOURS; hours <= ANJ_ZONE_LAST_HOURS; hours++)
    shortest_us = MIN (shortest_us, open_since (self, hours, now_us));
  return shortest_us;
}

guint32
hub_rollout_rank (const char *rollout, const char *terminal)
{
  g_autofree char *text = g_strconcat (rollout, "/", terminal, NULL);
  guint8 hash[32];

  anj_sha256 ((const guint8 *) text, strlen (text), hash);
  return (guint32) hash[0] << 24 | (guint32) hash[1] << 16 | (guint32) hash[2] << 8 | hash[3];
}
