/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "hub/reconcile/hub-evidence.h"

#include <stdlib.h>

#define DAY_DIGITS 8
#define NIK_DIGITS 16
#define NIK_SERIALS 10000
#define FEMALE_DAY_OFFSET 40
/* digits 7 and 8 of 16 */
#define NIK_DAY_PLACE G_GUINT64_CONSTANT (100000000)

static guint
year_of (HubDay day)
{
  return day / 10000;
}

static guint
month_of (HubDay day)
{
  return day / 100 % 100;
}

static guint
day_of (HubDay day)
{
  return day % 100;
}

HubDay
hub_day_read (const char *text)
{
  char *end;
  HubDay year = (HubDay) strtoul (text, &end, 10);
  HubDay month = *end == '-' ? (HubDay) strtoul (end + 1, &end, 10) : 0;
  HubDay day = *end == '-' ? (HubDay) strtoul (end + 1, &end, 10) : 0;

  return year * 10000 + month * 100 + day;
}

gboolean
hub_day_is_valid (HubDay day)
{
  return year_of (day) >= 1900 && year_of (day) <= 2099 && month_of (day) >= 1 &&
         month_of (day) <= 12 &&
         g_date_valid_dmy ((GDateDay) day_of (day), (GDateMonth) month_of (day),
                           (GDateYear) year_of (day));
}

gboolean
hub_day_is_heaped (HubDay day)
{
  return day % 10000 == 101 || day % 10000 == 701 || day % 10000 == 1231;
}

HubDay
hub_day_swap (HubDay day)
{
  HubDay swapped = year_of (day) * 10000 + day_of (day) * 100 + month_of (day);

  return swapped != day && hub_day_is_valid (swapped) ? swapped : 0;
}

static guint
count_other_digits (guint64 a, guint64 b, guint n_digits)
{
  guint n = 0;

  for (guint i = 0; i < n_digits; i++, a /= 10, b /= 10)
    n += a % 10 != b % 10;
  return n;
}

HubDayKin
hub_day_compare (HubDay a, HubDay b)
{
  if (a == b)
    return HUB_DAY_SAME;
  if (hub_day_swap (a) == b)
    return HUB_DAY_SWAPPED;
  if (count_other_digits (a, b, DAY_DIGITS) == 1)
    return HUB_DAY_DIGIT;
  return year_of (a) == year_of (b) ? HUB_DAY_YEAR : HUB_DAY_OTHER;
}

guint
hub_day_list_near (HubDay day, HubDay out[HUB_DAY_MAX_NEAR])
{
  guint n = 0;

  for (HubDay place = 1; place < 100000000; place *= 10)
    for (HubDay digit = 0; digit < 10; digit++)
      {
        HubDay near = day - day / place % 10 * place + digit * place;

        if (near != day && hub_day_is_valid (near))
          out[n++] = near;
      }
  return n;
}

static gboolean
is_neighbours_swapped (guint64 a, guint64 b)
{
  for (guint i = 0; i + 1 < NIK_DIGITS; i++, a /= 10, b /= 10)
    if (a % 10 != b % 10)
      return a % 100 / 10 == b % 10 && a % 10 == b % 100 / 10 && a / 100 == b / 100;
  return FALSE;
}

HubNikKin
hub_nik_compare (guint64 a, guint64 b)
{
  if (a == 0 || b == 0)
    return HUB_NIK_NONE;
  switch (count_other_digits (a, b, NIK_DIGITS))
    {
    case 0:
      return HUB_NIK_SAME;
    case 1:
      return a % NIK_SERIALS == b % NIK_SERIALS ? HUB_NIK_SLIP : HUB_NIK_SERIAL;
    case 2:
      if (!is_neighbours_swapped (a, b))
        return HUB_NIK_TWO_DIGITS;
      return a % NIK_SERIALS == b % NIK_SERIALS ? HUB_NIK_SLIP : HUB_NIK_SERIAL;
    default:
      return HUB_NIK_OTHER;
    }
}

HubSex
hub_nik_sex (guint64 nik)
{
  if (nik == 0)
    return HUB_SEX_UNKNOWN;
  return nik / NIK_DAY_PLACE % 100 > FEMALE_DAY_OFFSET ? HUB_SEX_FEMALE : HUB_SEX_MALE;
}
