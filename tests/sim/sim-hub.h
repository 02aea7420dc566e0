/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "core/anj-cert.h"
#include "hub/hub-app.h"
#include "hub/hub-request.h"
#include "tests/sim/sim-disk.h"

G_BEGIN_DECLS

#define SIM_HUB_URL "https://hub.sim"

/**
 * SimHub:
 *
 * The hub's own library behind a listener of its own: routes, authentication, handlers, held
 * requests, as hub/hub-server.h does it with sockets.
 */
typedef struct _SimHub SimHub;

/* as `init` makes it, in @root/hub; not serving yet. @backup_dir: best on another device */
SimHub *sim_hub_new (const char *root, const char *backup_dir, guint64 seed);
void sim_hub_free (SimHub *self);

void sim_hub_start (SimHub *self);
/* it ends without a word: its process dies, or its power fails; comes back after @down_us */
void sim_hub_die (SimHub *self, gboolean is_power, gint64 down_us);
gboolean sim_hub_is_up (const SimHub *self);
SimDisk *sim_hub_disk (SimHub *self);
HubApp *sim_hub_app (SimHub *self);
const char *sim_hub_data_dir (const SimHub *self);

/* (transfer full): for one terminal of @region */
char *sim_hub_make_token (SimHub *self, const char *region);
/* an officer closes the case in @delay_us, or later, when it is there */
void sim_hub_answer_later (SimHub *self, const char *region, const char *number, gint64 delay_us);
/* a backup now */
void sim_hub_back_up (SimHub *self);
/* the database is gone: the newest backup takes its place; FALSE: there is none */
gboolean sim_hub_restore (SimHub *self);

/* Who is at the other end of a line: looked at once, as the hub does it with a handshake. */
typedef struct _SimConnection SimConnection;

/* @cert: (nullable): of the client */
SimConnection *sim_connection_new (X509 *cert);
void sim_connection_unref (SimConnection *self);

/**
 * SimCall:
 * @headers: (element-type utf8 utf8): names in lower case
 *
 * A request as it comes in; all (unowned).
 */
typedef struct
{
  const char *method;
  const char *path; /* with the query */
  GHashTable *headers;
  GBytes *body;
  SimConnection *connection;
} SimCall;

/* @request: (nullable): with its reply; %NULL: the hub is gone */
typedef void (*SimAnswer) (gpointer user_data, const HubRequest *request);

/* @answer is called exactly once, now or when the hold is over */
void sim_hub_take (SimHub *self, const SimCall *call, SimAnswer answer, gpointer user_data);

G_END_DECLS
