/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "tests/sim/sim-resident.h"

G_BEGIN_DECLS

/**
 * SimOffice:
 *
 * The village office around one terminal. Assumed of it:
 * - each day is a working day, open from between 8:00 and 8:30 to between 15:30 and 16:00 (civil
 *   servants work 37 h 30 a week: Perpres 21/2023), and nobody comes at another hour;
 * - two of three offices go dark in the evening, as machines in villages are known to, within half
 *   an hour after the last visit: three of four times somebody ends the terminal, else the main
 *   switch does; the others' terminals stay on and wait for their hub all night;
 * - somebody comes back after days for what became of a case, and officers answer within days.
 * How often a terminal asks, and what of, is the agent's own doing.
 */
typedef struct _SimOffice SimOffice;

/* it is open when the simulation begins; @kiosk and @residents outlive it */
SimOffice *sim_office_new (SimKiosk *kiosk, SimResidents *residents, guint64 seed);
/* the terminal stays on from now on, and nobody comes any more */
void sim_office_end (SimOffice *self);
void sim_office_free (SimOffice *self);

G_END_DECLS
