/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "ui/anj-programme.h"

#include <stdio.h>
#include <string.h>

#include "core/anj-json.h"
#include "ui/anj-i18n.h"
#include "ui/anj-when.h"

#define LAST_STEP 4
/* of a membership: the government pays the premium, the family gets no money */
#define MEMBER_STATE "AKTIF"
/* payments nearer or farther apart than a month to half a year have no rhythm */
#define MIN_RHYTHM_DAYS 25
#define MAX_RHYTHM_DAYS 190

AnjProgrammeClass
anj_programme_class (JsonObject *programme)
{
  return anj_programme_class_from_string (anj_json_get_string (programme, "class", "none"));
}

JsonObject *
anj_programme_newest_payment (JsonObject *programme)
{
  JsonArray *payments = anj_json_get_array (programme, "payments");
  JsonObject *newest = NULL;
  const char *newest_date = "";

  for (guint i = 0; payments != NULL && i < json_array_get_length (payments); i++)
    {
      JsonObject *payment = anj_json_array_get_object (payments, i);
      const char *date = payment != NULL ? anj_json_get_string (payment, "date", "") : "";

      /* of one date the first: the hub sends the newest first */
      if (payment != NULL && (newest == NULL || strcmp (date, newest_date) > 0))
        {
          newest = payment;
          newest_date = date;
        }
    }
  return newest;
}

gboolean
anj_programme_is_same_stage (JsonObject *payment, JsonObject *other)
{
  return strcmp (anj_json_get_string (payment, "period", ""),
                 anj_json_get_string (other, "period", "")) == 0 &&
         strcmp (anj_json_get_string (payment, "stage", ""),
                 anj_json_get_string (other, "stage", "")) == 0 &&
         anj_json_get_int (payment, "stage", 0) == anj_json_get_int (other, "stage", 0);
}

/* The same money seen at another step of its way: equal period, stage and amount. Two amounts in
 * one stage are two payments. A year's stages may all carry the year as their period. */
static gboolean
is_same_money (JsonObject *a, JsonObject *b)
{
  return anj_programme_is_same_stage (a, b) &&
         anj_json_get_int (a, "amount", 0) == anj_json_get_int (b, "amount", 0);
}

static gboolean
is_known (GPtrArray *payments, JsonObject *payment)
{
  for (guint i = 0; i < payments->len; i++)
    if (is_same_money (payments->pdata[i], payment))
      return TRUE;
  return FALSE;
}

static int
compare_newest_first (gconstpointer a, gconstpointer b)
{
  return strcmp (anj_json_get_string (*(JsonObject *const *) b, "date", ""),
                 anj_json_get_string (*(JsonObject *const *) a, "date", ""));
}

GPtrArray *
anj_programme_earlier_payments (JsonObject *programme)
{
  JsonArray *payments = anj_json_get_array (programme, "payments");
  JsonObject *newest = anj_programme_newest_payment (programme);
  GPtrArray *earlier = g_ptr_array_new ();

  for (guint i = 0; payments != NULL && i < json_array_get_length (payments); i++)
    {
      JsonObject *payment = anj_json_array_get_object (payments, i);

      if (payment != NULL && payment != newest && !is_same_money (payment, newest) &&
          !is_known (earlier, payment) && anj_json_get_int (payment, "amount", 0) > 0)
        g_ptr_array_add (earlier, payment);
    }
  g_ptr_array_sort (earlier, compare_newest_first);
  return earlier;
}

/* the quarter or month after @period: "2027-Q1" of "2026-Q4"; NULL where it is neither */
static char *
period_after (const char *period)
{
  guint year = 0, number = 0;
  char rest = '\0';

  if (sscanf (period, "%4u-%2u%c", &year, &number, &rest) == 2)
    return number < 12 ? g_strdup_printf ("%04u-%02u", year, number + 1)
                       : g_strdup_printf ("%04u-01", year + 1);
  if (sscanf (period, "%4u-Q%1u%c", &year, &number, &rest) == 2 ||
      sscanf (period, "%4u-TW%1u%c", &year, &number, &rest) == 2)
    return number < 4 ? g_strdup_printf ("%04u-Q%u", year, number + 1)
                      : g_strdup_printf ("%04u-Q1", year + 1);
  return NULL;
}

/* "2027-03": the last month of such a period */
static char *
last_month (const char *period)
{
  guint year = 0, number = 0;

  if (sscanf (period, "%4u-Q%1u", &year, &number) == 2)
    return g_strdup_printf ("%04u-%02u", year, 3 * number);
  return g_strdup (period);
}

static GDateTime *
payment_day (JsonObject *payment)
{
  g_autofree char *midnight = g_strconcat (anj_json_get_string (payment, "date", ""), "T00:00:00Z",
                                           NULL);

  return g_date_time_new_from_iso8601 (midnight, NULL);
}

/* as far behind the newest payment as that came behind the one before */
static char *
month_by_rhythm (JsonObject *programme)
{
  g_autoptr (GPtrArray) earlier = anj_programme_earlier_payments (programme);
  g_autoptr (GDateTime) last = payment_day (anj_programme_newest_payment (programme));
  g_autoptr (GDateTime) before = earlier->len > 0 ? payment_day (earlier->pdata[0]) : NULL;
  g_autoptr (GDateTime) next = NULL;
  GTimeSpan span;

  if (last == NULL || before == NULL)
    return NULL;
  span = g_date_time_difference (last, before);
  if (span < MIN_RHYTHM_DAYS * G_TIME_SPAN_DAY || span > MAX_RHYTHM_DAYS * G_TIME_SPAN_DAY)
    return NULL;
  next = g_date_time_add (last, span);
  return next != NULL ? g_date_time_format (next, "%Y-%m") : NULL;
}

char *
anj_programme_expected (JsonObject *programme, const char *today)
{
  JsonObject *newest = anj_programme_newest_payment (programme);
  g_autofree char *expected = NULL, *last = NULL;

  if (newest == NULL)
    return NULL;
  expected = period_after (anj_json_get_string (newest, "period", ""));
  if (expected == NULL)
    expected = month_by_rhythm (programme);
  if (expected == NULL)
    return NULL;
  last = last_month (expected);
  /* what should have come by now is no expectation */
  return strncmp (last, today, strlen (last)) >= 0 ? g_steal_pointer (&expected) : NULL;
}

char *
anj_programme_payment_period (JsonObject *payment, const char *language)
{
  const char *period = anj_json_get_string (payment, "period", "");
  const char *text_stage = anj_json_get_string (payment, "stage", NULL);
  gint64 number_stage = anj_json_get_int (payment, "stage", 0);
  g_autofree char *stage = text_stage != NULL ? g_strdup (text_stage)
                           : number_stage > 0 ? g_strdup_printf ("%d", (int) number_stage)
                                              : NULL;
  g_autofree char *words = anj_when_period (period, language);

  if (stage == NULL || *stage == '\0')
    return g_steal_pointer (&words);
  if (*words == '\0')
    /* translators: a stage of payment */
    return g_strdup_printf (_ ("Tahap %s"), stage);
  /* translators: a stage of payment, then its months */
  return g_strdup_printf (_ ("Tahap %s, %s"), stage, words);
}

const char *
anj_programme_whom (JsonObject *programme, const char *language)
{
  return anj_json_get_text (programme, "whom", language);
}

guint
anj_programme_money_step (JsonObject *programme)
{
  return (guint) CLAMP (anj_json_get_int (programme, "step", 0), 0, LAST_STEP);
}

gboolean
anj_programme_has_arrived (JsonObject *programme)
{
  return anj_json_get_bool (programme, "arrived", FALSE);
}

gboolean
anj_programme_is_under_way (JsonObject *programme)
{
  return anj_programme_class (programme) == ANJ_CLASS_PAID &&
         anj_programme_money_step (programme) > 0 && !anj_programme_has_arrived (programme);
}

gboolean
anj_programme_is_refused (JsonObject *programme)
{
  AnjProgrammeClass klass = anj_programme_class (programme);

  return klass != ANJ_CLASS_PAID && klass != ANJ_CLASS_PENDING;
}

gboolean
anj_programme_may (JsonObject *programme, const char *kind)
{
  JsonArray *may = anj_json_get_array (programme, "may");

  for (guint i = 0; may != NULL && i < json_array_get_length (may); i++)
    if (g_strcmp0 (json_array_get_string_element (may, i), kind) == 0)
      return TRUE;
  return FALSE;
}

char *
anj_programme_paid_line (JsonObject *programme, const char *language)
{
  JsonObject *payment = anj_programme_newest_payment (programme);
  gint64 amount = anj_programme_amount (programme);
  const char *date = payment != NULL ? anj_json_get_string (payment, "date", NULL) : NULL;
  g_autofree char *money = amount > 0 ? anj_money_format (amount, language) : NULL;
  g_autofree char *day = date != NULL ? anj_date_in_words (date, language) : NULL;

  if (money == NULL || day == NULL)
    return g_steal_pointer (&money);
  if (anj_programme_is_under_way (programme))
    /* translators: an amount, then the day on which it was sent */
    return g_strdup_printf (_ ("%s, dikirim %s"), money, day);
  return g_strdup_printf ("%s, %s", money, day);
}

gint64
anj_programme_amount (JsonObject *programme)
{
  JsonObject *payment = anj_programme_newest_payment (programme);

  if (payment == NULL || strcmp (anj_json_get_string (programme, "state", ""), MEMBER_STATE) == 0)
    return 0;
  return anj_json_get_int (payment, "amount", 0);
}
