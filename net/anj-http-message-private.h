/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include <curl/curl.h>

#include "net/anj-http-message.h"

G_BEGIN_DECLS

struct _AnjHttpRequest
{
  char *method;               /* (owned) */
  char *url;                  /* (owned) */
  struct curl_slist *headers; /* (owned) */
  GBytes *body;               /* (owned) (nullable) */
  AnjHttpSink sink;           /* (nullable) */
  gpointer sink_data;         /* (unowned): the caller keeps it until the request is done */
  gsize max_bytes;
  guint timeout_ms;
};

/* @headers: (transfer full) (element-type utf8 utf8): names in lower case */
AnjHttpResponse *anj_http_response_new (guint status, GBytes *body, GHashTable *headers);

G_END_DECLS
