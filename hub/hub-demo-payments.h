/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "hub/hub-catalogue.h"
#include "hub/hub-demo-files.h"

G_BEGIN_DECLS

/* What the demo's families were paid, or why not. Amounts are those that villages tell of. */

typedef struct
{
  HubDemoMint *mint;
  HubDemoFiles *files;
  const HubCatalogue *catalogue;
  GString *story; /* "PKH SI (paid)", …: what was given to the family at hand */
} HubDemoPayer;

/* the programme that a state stands for here: AKTIF insurance, TERSALUR village aid, LULUS
 * training, most PKH */
const char *hub_demo_payments_programme_of (const char *state);

/**
 * hub_demo_payments_force:
 * @state: the latest period's
 *
 * Gives the family the programme that has this state.
 */
void hub_demo_payments_force (HubDemoPayer *self, const HubDemoFamily *family, const char *state);

/* by desil, age and chance; @but: a programme that it must not get (again) */
void hub_demo_payments_draw (HubDemoPayer *self, const HubDemoFamily *family, const char *but);

G_END_DECLS
