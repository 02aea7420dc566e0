/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "core/anj-nik.h"

#include <string.h>

/* added to the day of birth in a woman's NIK (PP 37/2007 art. 37) */
#define FEMALE_DAY_OFFSET 40

static guint
two_digits (const char *text)
{
  return (guint) (text[0] - '0') * 10 + (guint) (text[1] - '0');
}

static gsize
skip_digits (const char *text, gsize at)
{
  while (g_ascii_isdigit (text[at]))
    at++;
  return at;
}

/* "3,50912E+15", with or without the fraction and the sign */
static gboolean
is_scientific (const char *text)
{
  gsize at = skip_digits (text, 0);
  gsize exponent;

  if (at == 0)
    return FALSE;
  if (text[at] == ',' || text[at] == '.')
    at = skip_digits (text, at + 1);
  if (text[at] != 'E' && text[at] != 'e')
    return FALSE;
  at++;
  if (text[at] == '+')
    at++;
  exponent = at;
  at = skip_digits (text, at);
  return at > exponent && text[at] == '\0';
}

/* what NIK and No. KK share: 16 digits and a district */
static AnjNumberFault
check_form (const char *text, const AnjRegionTable *regions)
{
  gsize length;

  if (text == NULL)
    return ANJ_NUMBER_TOO_SHORT;
  length = skip_digits (text, 0);
  if (text[length] != '\0')
    return is_scientific (text) ? ANJ_NUMBER_SCIENTIFIC : ANJ_NUMBER_NOT_DIGITS;
  if (length < ANJ_NIK_LENGTH)
    return ANJ_NUMBER_TOO_SHORT;
  if (length > ANJ_NIK_LENGTH)
    return ANJ_NUMBER_TOO_LONG;
  if (regions != NULL && !anj_region_table_has_district (regions, text))
    return ANJ_NUMBER_UNKNOWN_REGION;
  return ANJ_NUMBER_OK;
}

static gboolean
read_date (guint day, const char *month_and_year, guint year_today, GDate *out)
{
  guint month = two_digits (month_and_year);
  guint year = year_today - year_today % 100 + two_digits (month_and_year + 2);

  if (year > year_today)
    year -= 100;
  if (!g_date_valid_dmy ((GDateDay) day, (GDateMonth) month, (GDateYear) year))
    return FALSE;
  g_date_clear (out, 1);
  g_date_set_dmy (out, (GDateDay) day, (GDateMonth) month, (GDateYear) year);
  return TRUE;
}

static guint
read_serial (const char *text)
{
  return two_digits (text + 12) * 100 + two_digits (text + 14);
}

AnjNumberFault
anj_nik_parse (const char *text, const AnjRegionTable *regions, guint year_today, AnjNik *out_nik)
{
  AnjNumberFault fault = check_form (text, regions);
  AnjNik nik = { 0 };
  guint day;

  if (fault != ANJ_NUMBER_OK)
    return fault;
  day = two_digits (text + 6);
  nik.sex = day > FEMALE_DAY_OFFSET ? ANJ_SEX_FEMALE : ANJ_SEX_MALE;
  if (nik.sex == ANJ_SEX_FEMALE)
    day -= FEMALE_DAY_OFFSET;
  if (!read_date (day, text + 8, year_today, &nik.birth_date))
    return ANJ_NUMBER_BAD_DATE;
  nik.serial = read_serial (text);
  if (nik.serial == 0)
    return ANJ_NUMBER_BAD_SERIAL;
  g_snprintf (nik.district, sizeof nik.district, "%.2s.%.2s.%.2s", text, text + 2, text + 4);
  if (out_nik != NULL)
    *out_nik = nik;
  return ANJ_NUMBER_OK;
}

AnjNumberFault
anj_kk_parse (const char *text, const AnjRegionTable *regions, guint year_today)
{
  AnjNumberFault fault = check_form (text, regions);
  GDate issued;

  if (fault != ANJ_NUMBER_OK)
    return fault;
  if (!read_date (two_digits (text + 6), text + 8, year_today, &issued))
    return ANJ_NUMBER_BAD_DATE;
  return read_serial (text) == 0 ? ANJ_NUMBER_BAD_SERIAL : ANJ_NUMBER_OK;
}

const char *
anj_number_fault_to_string (AnjNumberFault fault)
{
  switch (fault)
    {
    case ANJ_NUMBER_OK:
      return "well formed";
    case ANJ_NUMBER_TOO_SHORT:
      return "too short";
    case ANJ_NUMBER_TOO_LONG:
      return "too long";
    case ANJ_NUMBER_NOT_DIGITS:
      return "not only digits";
    case ANJ_NUMBER_SCIENTIFIC:
      return "rounded by a spreadsheet";
    case ANJ_NUMBER_UNKNOWN_REGION:
      return "unknown district";
    case ANJ_NUMBER_BAD_DATE:
      return "no such date";
    case ANJ_NUMBER_BAD_SERIAL:
      return "serial 0000";
    default:
      g_return_val_if_reached ("unknown fault");
    }
}

char *
anj_number_mask (const char *number)
{
  g_return_val_if_fail (number != NULL, NULL);

  if (check_form (number, NULL) == ANJ_NUMBER_OK)
    return g_strdup_printf ("%.4s********%s", number, number + 12);
  return g_strnfill (g_utf8_validate (number, -1, NULL) ? (gsize) g_utf8_strlen (number, -1)
                                                        : strlen (number),
                     '*');
}
