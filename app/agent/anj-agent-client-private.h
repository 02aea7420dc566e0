/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "anj-agent1.h"
#include "app/agent/anj-agent-client.h"

G_BEGIN_DECLS

struct _AnjAgentClient
{
  GDBusConnection *connection; /* (owned) */
  AnjAgent1 *skeleton;         /* (owned) */
  AnjStoreThread *store;       /* (unowned): outlives our calls */
  AnjLine *line;               /* (unowned): outlives our calls */
  AnjDevices *devices;         /* (unowned): outlives our calls */
  GHashTable *reserved;        /* (owned) (element-type utf8 AnjReservation) */
  GHashTable *submitted;       /* (owned) (element-type utf8 utf8): id -> hash of what is kept */
  GHashTable *submitting;      /* (owned) (element-type utf8 Call): calls own themselves */
  guint n_reserving;
  gboolean is_closed;
  guint n_misses; /* of this visit, since somebody was found */
  /* what this session may print: its last case, or the result that it looked up after that */
  struct
  {
    gboolean is_there;
    gboolean is_printed;    /* of a result; of a case the ledger knows */
    AnjReservation *ticket; /* (owned) (nullable): of the case */
  } job;
};

/* A call on its way through the store thread. */
typedef struct
{
  AnjAgentClient *client;            /* (owned) */
  GDBusMethodInvocation *invocation; /* (transfer full) with the reply */
  char *id;                          /* (nullable): Submit */
  char *hash;                        /* (nullable): Submit */
  GPtrArray *repeats;                /* (nullable) (element-type GDBusMethodInvocation): Submit */
} AnjAgentCall;

AnjAgentCall *anj_agent_call_new (AnjAgentClient *client, GDBusMethodInvocation *invocation);
void anj_agent_call_free (AnjAgentCall *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (AnjAgentCall, anj_agent_call_free)

/* answers with @error as docs/protocol.md names it; what is none of its names is logged */
void anj_agent_call_return_error (GDBusMethodInvocation *invocation, const GError *error);
/* refuses what the session asked; returns what a handler returns */
gboolean anj_agent_call_return_invalid (GDBusMethodInvocation *invocation, const char *key);

/* anj-agent-client-submit.c: handlers of the skeleton's signals */
gboolean anj_agent_client_handle_reserve (AnjAgentClient *self,
                                          GDBusMethodInvocation *invocation,
                                          const char *kind);
gboolean anj_agent_client_handle_submit (AnjAgentClient *self,
                                         GDBusMethodInvocation *invocation,
                                         GUnixFDList *fds,
                                         const char *header,
                                         GVariant *payload,
                                         GVariant *attachments);

/* anj-agent-client-print.c */
/* @ticket: (nullable): of the case that was submitted; %NULL: a result was found */
void anj_agent_client_set_job (AnjAgentClient *self, const AnjReservation *ticket);
gboolean anj_agent_client_handle_printer (AnjAgentClient *self, GDBusMethodInvocation *invocation);

G_END_DECLS
