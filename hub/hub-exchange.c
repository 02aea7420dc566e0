/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "hub/hub-exchange.h"

#include "hub/hub-server.h"

static enum MHD_Result
add_value (void *table, enum MHD_ValueKind kind, const char *name, const char *value)
{
  char *key = kind == MHD_HEADER_KIND ? g_ascii_strdown (name, -1) : g_strdup (name);

  g_hash_table_replace (table, key, g_strdup (value != NULL ? value : ""));
  return MHD_YES;
}

HubExchange *
hub_exchange_new (struct MHD_Connection *connection, HubConnection *link)
{
  HubExchange *self = g_new0 (HubExchange, 1);

  self->connection = connection;
  self->link = link;
  self->request = hub_request_new ();
  self->body = g_byte_array_new ();
  MHD_get_connection_values (connection, MHD_HEADER_KIND, add_value, self->request->headers);
  MHD_get_connection_values (connection, MHD_GET_ARGUMENT_KIND, add_value, self->request->query);
  return self;
}

void
hub_exchange_free (HubExchange *self)
{
  hub_request_free (self->request);
  g_byte_array_unref (self->body);
  g_free (self);
}

guint64
hub_exchange_announced_bytes (const HubExchange *self)
{
  const char *length = hub_request_header (self->request, "content-length");
  guint64 n_bytes = 0;

  if (hub_request_header (self->request, "transfer-encoding") != NULL)
    return G_MAXUINT64;
  if (length == NULL)
    return 0;
  return g_ascii_string_to_unsigned (length, 10, 0, G_MAXINT64, &n_bytes, NULL) ? n_bytes
                                                                                : G_MAXUINT64;
}

gboolean
hub_exchange_should_answer_early (const HubExchange *self)
{
  guint64 n_bytes = hub_exchange_announced_bytes (self);

  return hub_request_header (self->request, "expect") != NULL ||
         (n_bytes != G_MAXUINT64 && n_bytes > HUB_SERVER_MAX_DISCARD_BYTES);
}

gboolean
hub_exchange_take (HubExchange *self, const char *data, gsize n_bytes)
{
  if (self->request->status == 0 && self->body->len + n_bytes > self->route->max_body_bytes)
    {
      self->n_discarded = self->body->len;
      g_byte_array_set_size (self->body, 0);
      hub_reply_problem (self->request, HUB_PROBLEM_TOO_LARGE, NULL);
    }
  if (self->request->status == 0)
    {
      g_byte_array_append (self->body, (const guint8 *) data, (guint) n_bytes);
      return TRUE;
    }
  self->n_discarded += n_bytes;
  return self->n_discarded <= HUB_SERVER_MAX_DISCARD_BYTES;
}

static void
free_bytes (void *bytes)
{
  g_bytes_unref (bytes);
}

enum MHD_Result
hub_exchange_send (HubExchange *self)
{
  HubRequest *request = self->request;
  GBytes *body = request->reply != NULL ? g_bytes_ref (request->reply) : g_bytes_new (NULL, 0);
  gsize n_bytes;
  const void *data = g_bytes_get_data (body, &n_bytes);
  struct MHD_Response *response = MHD_create_response_from_buffer_with_free_callback_cls (
      n_bytes, (void *) data, free_bytes, body);
  enum MHD_Result result;

  if (response == NULL)
    {
      g_bytes_unref (body);
      return MHD_NO;
    }
  MHD_add_response_header (response, "Cache-Control", "no-store");
  if (request->reply_type != NULL)
    MHD_add_response_header (response, "Content-Type", request->reply_type);
  for (guint i = 0; i + 1 < request->reply_headers->len; i += 2)
    MHD_add_response_header (response, g_ptr_array_index (request->reply_headers, i),
                             g_ptr_array_index (request->reply_headers, i + 1));
  result = MHD_queue_response (self->connection, request->status, response);
  MHD_destroy_response (response);
  return result;
}
