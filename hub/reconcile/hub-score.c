/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "hub/reconcile/hub-score.h"

/* a day of birth is one of some 2^14 that people live with */
static const int day_bits[] = {
  [HUB_DAY_SAME] = 14, [HUB_DAY_SWAPPED] = 8, [HUB_DAY_DIGIT] = 4,
  [HUB_DAY_YEAR] = 0,  [HUB_DAY_OTHER] = -8,
};
/* one in ten or so has one of the three */
#define HEAPED_DAY_BITS 9

static const int nik_bits[] = {
  [HUB_NIK_NONE] = 0,   [HUB_NIK_SAME] = 20,      [HUB_NIK_SLIP] = 12,
  [HUB_NIK_SERIAL] = 0, [HUB_NIK_TWO_DIGITS] = 6, [HUB_NIK_OTHER] = -4,
};

#define VILLAGE_BITS 3
#define ADDRESS_BITS 3
#define NO_KK_BITS 8

static int
floor_log2 (guint n)
{
  return n == 0 ? 0 : (int) g_bit_storage (n) - 1;
}

int
hub_score (const HubEvidence *evidence)
{
  int bits;

  if (evidence->name.kin == HUB_NAME_OTHER)
    return HUB_SCORE_NONE;
  bits = evidence->day == HUB_DAY_SAME && evidence->is_heaped_day ? HEAPED_DAY_BITS
                                                                  : day_bits[evidence->day];
  bits += nik_bits[evidence->nik];
  bits += evidence->is_same_village ? VILLAGE_BITS : 0;
  bits += evidence->is_same_address ? ADDRESS_BITS : 0;
  bits += evidence->is_same_no_kk ? NO_KK_BITS : 0;
  return bits - (int) evidence->name.cost - floor_log2 (evidence->n_namesakes);
}
