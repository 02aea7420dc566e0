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
  AnjConfigPlace place;          /* what @identity says */
  AnjConfigStore *config;        /* (owned) */
  AnjOutbox *outbox;             /* (owned) */
  AnjAnonymousPool *pool;        /* (owned) */
  AnjCacheStore *cache;          /* (owned) (nullable): NULL after a damage that would not heal */
  guint8 ticket_key[32];
  gboolean is_wiped; /* nothing is looked up any more */
  guint n_lost;
  gboolean is_time_witnessed;     /* a receipt's time agreed with the wall clock */
  gint64 wall_minus_monotonic_us; /* when it did */
};

/* a time the hub signed just now; whether the wall clock agrees makes it sure */
void anj_terminal_witness_time (AnjTerminal *self, gint64 signed_us);
/* wall clock, never before the floor */
gint64 anj_terminal_now_us (AnjTerminal *self);
/* whether the wall clock is borne out, and no earlier than @floor_us, the ledger's */
gboolean anj_terminal_is_clock_sure (AnjTerminal *self, gint64 floor_us);
/* what the configuration in force says here; NULL: none */
JsonObject *anj_terminal_get_document (AnjTerminal *self);
/* sets UNAVAILABLE "not-synced" while cache or configuration lack */
AnjCacheGeneration *anj_terminal_require_synced (AnjTerminal *self, GError **error);
/* sets LOCKED "locked" or "revoked" where no resident is served */
gboolean anj_terminal_require_open (AnjTerminal *self, GError **error) G_GNUC_WARN_UNUSED_RESULT;
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
