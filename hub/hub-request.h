/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include <json-glib/json-glib.h>

#include "hub/hub-peer.h"
#include "hub/hub-problem.h"

G_BEGIN_DECLS

#define HUB_REQUEST_MAX_ARGS 3

/**
 * HubRequest:
 * @args: (owned): what the route's {…} stood for, in order
 * @query: (owned) (element-type utf8 utf8): decoded
 * @headers: (owned) (element-type utf8 utf8): names in lower case
 * @peer: (unowned) (nullable): lives as long as the connection
 * @body: (owned): empty when there was none
 * @hold_us: set by a handler that has nothing to say yet: longest time to wait, µs; 0 else
 * @hold_region: (owned) (nullable): whose news wake it
 * @work: (nullable): set by a handler that has much to do: is called with the same arguments,
 * without the store's lock, in a thread where one such work follows the other; must reply
 * @must_answer: the wait is over (time, or the hub stops): answer with what there is
 * @is_heard: it is noted that the peer was heard: when the request came, not when its wait was over
 * @status: 0 until a reply is set
 *
 * One exchange, free of sockets, so that handlers can be tested alone. All of it is freed at the
 * end of the exchange.
 */
typedef struct _HubApp HubApp;
typedef struct _HubRequest HubRequest;

struct _HubRequest
{
  char *args[HUB_REQUEST_MAX_ARGS];
  GHashTable *query;
  GHashTable *headers;
  const HubPeer *peer;
  GBytes *body;

  gint64 hold_us;
  char *hold_region;
  void (*work) (HubApp *app, HubRequest *request);
  gboolean must_answer;
  gboolean is_heard;

  guint status;
  const char *reply_type;   /* (static) */
  GBytes *reply;            /* (owned) (nullable) */
  GPtrArray *reply_headers; /* (owned) (element-type utf8): name, value, name, value … */
};

HubRequest *hub_request_new (void);
void hub_request_free (HubRequest *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (HubRequest, hub_request_free)

/* (nullable) (transfer none) */
const char *hub_request_query (const HubRequest *self, const char *name);
const char *hub_request_header (const HubRequest *self, const char *lower_case_name);
/* @fallback where @name is missing; %FALSE when it is no number between @min and @max */
gboolean hub_request_query_int (const HubRequest *self,
                                const char *name,
                                gint64 min,
                                gint64 max,
                                gint64 *inout_value);
/* whether a comma list such as Accept-Encoding names @token without q=0 */
gboolean hub_request_accepts (const HubRequest *self, const char *header, const char *token);

/* (transfer full) (nullable): the body; on %NULL a 400 is set already */
JsonObject *hub_request_json (HubRequest *self);

/* every reply replaces the one before */
void hub_reply_bytes (HubRequest *self, guint status, const char *static_type, GBytes *body);
void hub_reply_empty (HubRequest *self, guint status);
/* @object: (transfer full) */
void hub_reply_json (HubRequest *self, guint status, JsonObject *object);
/* @array: (transfer full) */
void hub_reply_json_array (HubRequest *self, guint status, JsonArray *array);
void hub_reply_problem (HubRequest *self, HubProblem problem, const char *detail);
/* @object: (transfer full): from hub_problem_new(), with members added */
void hub_reply_problem_object (HubRequest *self, HubProblem problem, JsonObject *object);
/* @name static; a value may not hold CR or LF */
void hub_reply_header (HubRequest *self, const char *name, const char *value);

/**
 * hub_reply_error:
 * @operation: static; what was tried, for the log
 *
 * %ANJ_ERROR_INVALID becomes 400, %HUB_ERROR_UNAVAILABLE 503, all else 500 with a log line.
 */
void hub_reply_error (HubRequest *self, const char *operation, const GError *error);

G_END_DECLS
