/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "net/anj-http-message.h"

#include "core/anj-secret.h"
#include "net/anj-http-message-private.h"

struct _AnjHttpResponse
{
  guint status;
  GBytes *body;        /* (owned) */
  GHashTable *headers; /* (owned) (element-type utf8 utf8) */
};

AnjHttpRequest *
anj_http_request_new (const char *method, const char *url, gsize max_bytes, guint timeout_ms)
{
  AnjHttpRequest *self;

  g_return_val_if_fail (method != NULL && url != NULL, NULL);
  g_return_val_if_fail (max_bytes > 0 && timeout_ms > 0, NULL);

  self = g_new0 (AnjHttpRequest, 1);
  self->method = g_strdup (method);
  self->url = g_strdup (url);
  self->max_bytes = max_bytes;
  self->timeout_ms = timeout_ms;
  self->headers = curl_slist_append (NULL, "Expect:");          /* no pause before a body */
  self->headers = curl_slist_append (self->headers, "Accept:"); /* anything, as without it */
  return self;
}

void
anj_http_request_free (AnjHttpRequest *self)
{
  if (self == NULL)
    return;
  g_free (self->method);
  g_free (self->url);
  curl_slist_free_all (self->headers);
  g_clear_pointer (&self->body, g_bytes_unref);
  g_free (self);
}

void
anj_http_request_add_header (AnjHttpRequest *self, const char *name, const char *value)
{
  g_autoptr (AnjSecretString) line = g_strdup_printf ("%s: %s", name, value);

  self->headers = curl_slist_append (self->headers, line);
}

void
anj_http_request_set_body (AnjHttpRequest *self, GBytes *body, const char *content_type)
{
  g_clear_pointer (&self->body, g_bytes_unref);
  self->body = g_bytes_ref (body);
  anj_http_request_add_header (self, "Content-Type", content_type);
}

void
anj_http_request_set_basic_auth (AnjHttpRequest *self, const char *user, const char *password)
{
  g_autoptr (AnjSecretString) pair = g_strdup_printf ("%s:%s", user, password);
  g_autoptr (AnjSecretString) encoded = g_base64_encode ((const guchar *) pair, strlen (pair));
  g_autoptr (AnjSecretString) value = g_strconcat ("Basic ", encoded, NULL);

  anj_http_request_add_header (self, "Authorization", value);
}

void
anj_http_request_set_sink (AnjHttpRequest *self, AnjHttpSink sink, gpointer user_data)
{
  self->sink = sink;
  self->sink_data = user_data;
}

AnjHttpResponse *
anj_http_response_new (guint status, GBytes *body, GHashTable *headers)
{
  AnjHttpResponse *self = g_new0 (AnjHttpResponse, 1);

  self->status = status;
  self->body = g_bytes_ref (body);
  self->headers = headers;
  return self;
}

void
anj_http_response_free (AnjHttpResponse *self)
{
  if (self == NULL)
    return;
  g_clear_pointer (&self->body, g_bytes_unref);
  g_clear_pointer (&self->headers, g_hash_table_unref);
  g_free (self);
}

guint
anj_http_response_get_status (const AnjHttpResponse *self)
{
  return self->status;
}

GBytes *
anj_http_response_get_body (const AnjHttpResponse *self)
{
  return self->body;
}

const char *
anj_http_response_get_header (const AnjHttpResponse *self, const char *name)
{
  g_autofree char *lower = g_ascii_strdown (name, -1);

  return g_hash_table_lookup (self->headers, lower);
}
