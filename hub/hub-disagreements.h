/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include <json-glib/json-glib.h>

#include "hub/hub-registers.h"

G_BEGIN_DECLS

/* Where the registers of persons contradict each other about one household. */

/* index of a register of persons; the order in which documents name them */
typedef enum {
  HUB_PERSONS_DTSEN,
  HUB_PERSONS_DTKS,
  HUB_PERSONS_P3KE,
  HUB_PERSONS_PK,
  HUB_N_PERSONS,
} HubPersons;

/* ways in which two registers' rows of one person may differ */
typedef enum {
  HUB_DIFFERS_NO_KK = 1 << 0,
  HUB_DIFFERS_NAME = 1 << 1,
  HUB_DIFFERS_BIRTH = 1 << 2,
} HubDiffers;

/**
 * HubRegisterFacts:
 * @n_members: of this No. KK there
 * @rank: of the member whose row stands for the household
 * @is_covered: it has rows of the village; one that has none lacks nobody
 * @status: (nullable): %NULL: it does not have the household
 * @desil: 0: none
 * @year: (nullable)
 * @since: (nullable): date from which the status holds
 * @reason: (nullable): the agency's words for it
 * @region: village of the row that stands for the household
 * @differs: HubDiffers, of any member, from each register
 *
 * What one register says of the household.
 */
typedef struct
{
  guint n_members;
  guint rank;
  gboolean is_active;
  gboolean is_covered;
  char *status;
  char *batch;
  char *date;
  char *year;
  char *since;
  char *reason;
  char *region;
  gint64 desil;
  guint differs[HUB_N_PERSONS];
} HubRegisterFacts;

void hub_register_facts_clear (HubRegisterFacts *self);

const char *hub_persons_name (HubPersons persons);
/* whether @name is a register of persons */
gboolean hub_persons_from_name (const char *name, HubPersons *out_persons);

/**
 * hub_disagreements_make:
 *
 * Returns: (transfer full): [{"registers", "kind", "may"}]; kinds (docs/protocol.md, Cache):
 *   "missing" ([who has it, who lacks it]), "status", "desil", "members", "no-kk", "name", "birth"
 */
JsonArray *hub_disagreements_make (const HubRegisterFacts facts[HUB_N_PERSONS]);

G_END_DECLS
