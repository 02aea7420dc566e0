/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "tests/sim/sim-office.h"

G_BEGIN_DECLS

/**
 * SimPlan:
 * @cases_a_day: that a terminal's residents begin, on average
 * @keeps_hours: offices do (sim-office.h); else residents come at any hour of a terminal that is
 *   always on
 * @backup_every_h: the hub's
 * @is_rough: what goes wrong does (sim-faults.h)
 * @rots: bits flip too: then a case may be lost, if it is lost by name
 */
typedef struct
{
  guint64 seed;
  guint n_terminals;
  double days;
  double cases_a_day;
  gboolean keeps_hours;
  guint backup_every_h;
  gboolean is_rough;
  gboolean rots;
} SimPlan;

/**
 * SimWorld:
 *
 * A hub, its terminals and those who come to them. Members are the parts' own.
 */
typedef struct
{
  SimPlan plan;
  char *root;
  char *backup_dir;
  SimChance chance;
  SimHub *hub;
  GPtrArray *kiosks;    /* (element-type SimKiosk) */
  GPtrArray *residents; /* (element-type SimResidents) */
  GPtrArray *offices;   /* (element-type SimOffice): none where no hours are kept */
  SimOracle *oracle;
} SimWorld;

/**
 * SimOutcome:
 * @settling_h: hours until all was quiet, after the last fault
 * @cpu_s: processor time of the days, without the beginning
 */
typedef struct
{
  SimVerdict verdict;
  guint64 trace_hash;
  guint64 n_events;
  guint64 n_requests;
  guint64 n_syncs;
  guint n_followed;
  guint n_unknown;
  double settling_h;
  double cpu_s;
} SimOutcome;

/* lives @plan, heals all, and judges; sim_fail() where something does not hold */
void sim_world_live (const SimPlan *plan, SimOutcome *out_outcome);

G_END_DECLS
