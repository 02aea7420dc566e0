/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "core/anj-envelope.h"
#include "tests/sim/sim-hub.h"

G_BEGIN_DECLS

/**
 * SimOracle:
 *
 * What residents were told, and what follows from it: all of it is at the hub in the end, each once
 * with the same bytes, and opens for those it is for and for nobody else; nothing is there that
 * nobody submitted; no number was given twice.
 */
typedef struct _SimOracle SimOracle;

SimOracle *sim_oracle_new (void);
void sim_oracle_free (SimOracle *self);

/* @who was told @number */
void sim_oracle_reserved (SimOracle *self, guint who, const char *region, const char *number);
/* @who hands in; nobody knows yet what comes of it */
void sim_oracle_tried (SimOracle *self,
                       guint who,
                       const char *id,
                       const char *number,
                       GBytes *header,
                       GBytes *payload,
                       const char *text);
/* "thank you, that is your number" */
void sim_oracle_told (SimOracle *self, const char *id);

guint sim_oracle_n_told (const SimOracle *self);
/* how many of those told the hub of now lacks; FALSE: it is off */
gboolean sim_oracle_count_missing (SimOracle *self, SimHub *hub, guint *out_missing);

/**
 * SimVerdict:
 * @n_lost: told to a resident and declared lost by the terminal
 * @n_more: at the hub although no resident was told so: the terminal died in between
 */
typedef struct
{
  guint n_told;
  guint n_at_hub;
  guint n_lost;
  guint n_more;
} SimVerdict;

/* @n_declared: (element-type guint): how many cases each terminal, by number, says it lost
 *
 * Ends the program with sim_fail() where something does not hold. */
void
sim_oracle_judge (SimOracle *self, SimHub *hub, const GArray *n_declared, SimVerdict *out_verdict);

G_END_DECLS
