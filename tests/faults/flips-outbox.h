/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "agent-fixture.h"
#include "app/agent/anj-outbox.h"

G_BEGIN_DECLS

/**
 * FlipsOutbox:
 * @file: outbox.db as it lay
 * @log: its log
 * @newest: what the ledger noted
 *
 * An outbox with all that it can hold (cases, some with photos, a refused one, kept ones, a gap, a
 * pool), a part of it in the log, and what was in it.
 */
typedef struct
{
  AgentFixture agent;
  GBytes *file;
  GBytes *log;
  AnjOutboxLinks newest;
  GHashTable *cases;  /* (element-type guint64 FlipsMemo): by sequence */
  GHashTable *pooled; /* (element-type utf8): ids */
  guint64 front_seq;
  guint64 receipted_seq;
  gboolean is_pristine; /* the state directory has @file and @log */
} FlipsOutbox;

/* @n_bytes: at least so large are file and log together */
void flips_outbox_init (FlipsOutbox *self, gsize n_bytes);
void flips_outbox_clear (FlipsOutbox *self);

/* puts @file and @log (both nullable) into the state directory */
void flips_outbox_write (FlipsOutbox *self, GBytes *file, GBytes *log);

/* makes it as it was, if it is not, but for one bit */
void flips_outbox_write_flipped (FlipsOutbox *self, gsize at, guint bit, gboolean is_log);
/* flips it back, where nothing was salvaged */
void flips_outbox_flip_back (FlipsOutbox *self, gsize at, gboolean is_log);

/* what came of a damage: all that is not there is named */
typedef struct
{
  gboolean is_salvaged;
  guint n_lost;      /* cases in gaps that the hub may not have */
  guint n_pool_lost; /* that the ledger names */
} FlipsVerdict;

/**
 * flips_outbox_check:
 * @state_dir: what the disk holds
 *
 * Opens it as the agent does, and salvages it if need be. Fails the test where it does not open,
 * where a case is changed, or lacks without being named, or where a number of the chain would be
 * given again.
 */
void flips_outbox_check (FlipsOutbox *self, const char *state_dir, FlipsVerdict *out_verdict);

G_END_DECLS
