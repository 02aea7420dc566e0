/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "app/agent/anj-anonymous-pool.h"
#include "app/agent/anj-config-store.h"
#include "app/agent/anj-guess-delay.h"
#include "app/agent/anj-terminal.h"

G_BEGIN_DECLS

struct _AnjTerminal
{
  const AnjIdentity *identity;   /* (unowned): outlives this, as the next three */
  const AnjBootstrap *bootstrap; /* (unowned) */
  const AnjClock *clock;         /* (unowned) */
  const AnjRandom *random;       /* (unowned) */
  AnjLedger *ledger;             /* (owned) */
  AnjGuessDelay *guess_delay;    /* (owned) */
  AnjConfigStore *config;        /* (owned) */
  AnjOutbox *outbox;             /* (owned) */
  AnjAnonymousPool *pool;        /* (owned) */
  AnjCacheStore *cache;          /* (owned) (nullable): NULL after a damage that would not heal */
  guint8 ticket_key[32];
  guint n_lost;
  gboolean is_time_witnessed;     /* a receipt's time agreed with the wall clock */
  gint64 wall_minus_monotonic_us; /* when it did */
};

/* a time the hub signed just now; whether the wall clock agrees makes it sure */
void anj_terminal_witness_time (AnjTerminal *self, gint64 signed_us);
/* wall clock, never before the floor */
gint64 anj_terminal_now_us (AnjTerminal *self);
/* document of the configuration in force; NULL: none */
JsonObject *anj_terminal_get_document (AnjTerminal *self);
/* sets UNAVAILABLE "not-synced" while cache or configuration lack */
AnjCacheGeneration *anj_terminal_require_synced (AnjTerminal *self, GError **error);
gint64 anj_terminal_get_hold_us (AnjTerminal *self);

/* anj-terminal-attachments.c */
/* puts @files (nullable) (element-type AnjAttachmentFile), which @header names, into attachments/
 */
gboolean anj_terminal_keep_attachments (AnjTerminal *self,
                                        const AnjHeader *header,
                                        GPtrArray *files,
                                        GError **error) G_GNUC_WARN_UNUSED_RESULT;
/* takes them away again: their case was not kept */
void anj_terminal_drop_attachments (AnjTerminal *self, const AnjHeader *header);

G_END_DECLS
