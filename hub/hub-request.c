/* SPDX-License-Identifier: GPL-3.0-or-later */

#define G_LOG_DOMAIN "anj-hub"

#include "hub/hub-request.h"

#include "core/anj-error.h"
#include "core/anj-json.h"
#include "hub/hub-error.h"

HubRequest *
hub_request_new (void)
{
  HubRequest *self = g_new0 (HubRequest, 1);

  self->query = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, g_free);
  self->headers = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, g_free);
  self->body = g_bytes_new_static ("", 0);
  self->reply_headers = g_ptr_array_new_with_free_func (g_free);
  return self;
}

void
hub_request_free (HubRequest *self)
{
  for (guint i = 0; i < HUB_REQUEST_MAX_ARGS; i++)
    g_free (self->args[i]);
  g_hash_table_unref (self->query);
  g_hash_table_unref (self->headers);
  g_bytes_unref (self->body);
  g_free (self->hold_region);
  g_clear_pointer (&self->reply, g_bytes_unref);
  g_ptr_array_unref (self->reply_headers);
  g_free (self);
}

const char *
hub_request_query (const HubRequest *self, const char *name)
{
  return g_hash_table_lookup (self->query, name);
}

const char *
hub_request_header (const HubRequest *self, const char *lower_case_name)
{
  return g_hash_table_lookup (self->headers, lower_case_name);
}

gboolean
hub_request_query_int (const HubRequest *self,
                       const char *name,
                       gint64 min,
                       gint64 max,
                       gint64 *inout_value)
{
  const char *text = hub_request_query (self, name);

  return text == NULL || g_ascii_string_to_signed (text, 10, min, max, inout_value, NULL);
}

gboolean
hub_request_accepts (const HubRequest *self, const char *header, const char *token)
{
  const char *text = hub_request_header (self, header);
  g_auto (GStrv) items = g_strsplit (text != NULL ? text : "", ",", -1);

  for (guint i = 0; items[i] != NULL; i++)
    {
      g_auto (GStrv) parts = g_strsplit (items[i], ";", 2);

      if (parts[0] == NULL || g_ascii_strcasecmp (g_strstrip (parts[0]), token) != 0)
        continue;
      return parts[1] == NULL || !g_str_has_prefix (g_strstrip (parts[1]), "q=0") ||
             g_ascii_strtod (parts[1] + 2, NULL) > 0;
    }
  return FALSE;
}

JsonObject *
hub_request_json (HubRequest *self)
{
  g_autoptr (GError) error = NULL;
  JsonObject *object = anj_json_parse_object (self->body, &error);

  if (object == NULL)
    hub_reply_problem (self, HUB_PROBLEM_BAD_REQUEST, error->message);
  return object;
}

void
hub_reply_bytes (HubRequest *self, guint status, const char *static_type, GBytes *body)
{
  self->hold_us = 0;
  self->status = status;
  self->reply_type = static_type;
  g_clear_pointer (&self->reply, g_bytes_unref);
  self->reply = body != NULL ? g_bytes_ref (body) : NULL;
  g_ptr_array_set_size (self->reply_headers, 0);
}

void
hub_reply_empty (HubRequest *self, guint status)
{
  hub_reply_bytes (self, status, NULL, NULL);
}

static void
reply_node (HubRequest *self, guint status, const char *type, JsonNode *node)
{
  gsize n_bytes;
  g_autoptr (JsonGenerator) generator = json_generator_new ();
  g_autoptr (GBytes) body = NULL;
  char *text;

  json_generator_set_root (generator, node);
  text = json_generator_to_data (generator, &n_bytes);
  body = g_bytes_new_take (text, n_bytes);
  hub_reply_bytes (self, status, type, body);
  json_node_unref (node);
}

void
hub_reply_json (HubRequest *self, guint status, JsonObject *object)
{
  JsonNode *node = json_node_init_object (json_node_alloc (), object);

  json_object_unref (object);
  reply_node (self, status, "application/json", node);
}

void
hub_reply_json_array (HubRequest *self, guint status, JsonArray *array)
{
  JsonNode *node = json_node_init_array (json_node_alloc (), array);

  json_array_unref (array);
  reply_node (self, status, "application/json", node);
}

void
hub_reply_problem_object (HubRequest *self, HubProblem problem, JsonObject *object)
{
  JsonNode *node = json_node_init_object (json_node_alloc (), object);

  json_object_unref (object);
  reply_node (self, hub_problem_status (problem), "application/problem+json", node);
}

void
hub_reply_problem (HubRequest *self, HubProblem problem, const char *detail)
{
  hub_reply_problem_object (self, problem, hub_problem_new (problem, detail));
}

void
hub_reply_header (HubRequest *self, const char *name, const char *value)
{
  g_ptr_array_add (self->reply_headers, g_strdup (name));
  g_ptr_array_add (self->reply_headers, g_strdup (value));
}

void
hub_reply_error (HubRequest *self, const char *operation, const GError *error)
{
  if (g_error_matches (error, ANJ_ERROR, ANJ_ERROR_INVALID))
    {
      hub_reply_problem (self, HUB_PROBLEM_BAD_REQUEST, error->message);
      return;
    }
  g_message ("%s failed: %s", operation, error->message);
  if (g_error_matches (error, HUB_ERROR, HUB_ERROR_UNAVAILABLE))
    {
      hub_reply_problem (self, HUB_PROBLEM_BUSY, NULL);
      hub_reply_header (self, "Retry-After", "10");
      return;
    }
  hub_reply_problem (self, HUB_PROBLEM_INTERNAL, NULL);
}
