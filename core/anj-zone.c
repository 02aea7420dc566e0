/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "core/anj-zone.h"

#include <stdlib.h>

/* first and last province of each zone that is not central */
static const struct
{
  int first, last;
  int hours;
} ZONES[] = {
  { 11, 36, 7 }, /* Aceh … Banten */
  { 61, 62, 7 }, /* West and Central Kalimantan */
  { 81, 99, 9 }, /* Moluccas, Papua */
};

int
anj_zone_hours (const char *region)
{
  int province = region != NULL ? atoi (region) : 0;
  int hours = province > 0 ? 8 : 7;

  for (gsize i = 0; i < G_N_ELEMENTS (ZONES); i++)
    if (province >= ZONES[i].first && province <= ZONES[i].last)
      hours = ZONES[i].hours;
  return hours;
}
