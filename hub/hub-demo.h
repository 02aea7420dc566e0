/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "hub/hub-import.h"

G_BEGIN_DECLS

/**
 * HubDemoPlan:
 * @area: a village, district or regency; its known villages share the families
 * @n_residents: people with a NIK, 1 … %HUB_DEMO_MAX_RESIDENTS
 * @seed: the same seed gives the same people on the same day
 */
typedef struct
{
  const char *area;
  guint n_residents;
  guint32 seed;
} HubDemoPlan;

#define HUB_DEMO_MAX_RESIDENTS 2000000
#define HUB_DEMO_DEFAULT_AREA "35.09.01.2001"

typedef struct
{
  guint n_residents;
  guint n_families;
  guint n_villages;
  guint n_payments;
} HubDemoSummary;

/**
 * hub_demo_make:
 * @context: its data directory gets demo/ and demo-people.csv
 * @error: %HUB_ERROR_USAGE (no village known in the area), %HUB_ERROR_CANT_CREATE (the directory
 *   has other registers already: demo and real people never mix)
 *
 * Makes families and what the registers say of them, hard cases first (one line of
 * demo-people.csv each, so that its beginning is a tour), writes the files and imports them as any
 * agency's.
 */
gboolean hub_demo_make (const HubImportContext *context,
                        const HubDemoPlan *plan,
                        HubDemoSummary *out_summary,
                        GError **error) G_GNUC_WARN_UNUSED_RESULT;

G_END_DECLS
