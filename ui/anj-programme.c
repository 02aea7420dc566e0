/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "ui/anj-programme.h"

#include <string.h>

#include "core/anj-json.h"
#include "ui/anj-i18n.h"
#include "ui/anj-when.h"

/* The states of the ministry's payment process in their order; what is not here has no way of
 * money. With "SI" the bank has been told to pay: whether it has is not known. */
static const struct
{
  const char *state;
  guint step;
  gboolean arrived;
} STEPS[] = {
  { "CALON PENERIMA", 1, FALSE },
  { "SK", 1, FALSE },
  { "FINAL CLOSING", 1, FALSE },
  { "CEK REKENING", 2, FALSE },
  { "PROSES BUREKOL", 2, FALSE },
  { "GAGAL CEK REKENING", 2, FALSE },
  { "-", 2, FALSE },
  { "PROSES SPM", 3, FALSE },
  { "SUKSES SPM", 3, FALSE },
  { "SP2D", 3, FALSE },
  { "OMSPAN", 3, FALSE },
  { "GAGAL OMSPAN", 3, FALSE },
  { "SI", 4, FALSE },
  { "TOP UP", 4, TRUE },
  { "TIDAK TRANSAKSI", 4, TRUE },
};

/* of a membership: the government pays the premium, the family gets no money */
#define MEMBER_STATE "AKTIF"

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

/* The same money seen at another step of its way: equal period, stage and amount. Two amounts in
 * one stage are two payments. A year's stages may all carry the year as their period. */
static gboolean
is_same_money (JsonObject *a, JsonObject *b)
{
  return strcmp (anj_json_get_string (a, "period", ""), anj_json_get_string (b, "period", "")) ==
             0 &&
         strcmp (anj_json_get_string (a, "stage", ""), anj_json_get_string (b, "stage", "")) == 0 &&
         anj_json_get_int (a, "stage", 0) == anj_json_get_int (b, "stage", 0) &&
         anj_json_get_int (a, "amount", 0) == anj_json_get_int (b, "amount", 0);
}

JsonObject *
anj_programme_earlier_payment (JsonObject *programme)
{
  JsonArray *payments = anj_json_get_array (programme, "payments");
  JsonObject *newest = anj_programme_newest_payment (programme);
  JsonObject *earlier = NULL;
  const char *earlier_date = "";

  for (guint i = 0; payments != NULL && i < json_array_get_length (payments); i++)
    {
      JsonObject *payment = anj_json_array_get_object (payments, i);
      const char *date = payment != NULL ? anj_json_get_string (payment, "date", "") : "";

      if (payment == NULL || payment == newest || is_same_money (payment, newest) ||
          anj_json_get_int (payment, "amount", 0) <= 0)
        continue;
      if (earlier == NULL || strcmp (date, earlier_date) > 0)
        {
          earlier = payment;
          earlier_date = date;
        }
    }
  return earlier;
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

static gsize
find_step (JsonObject *programme)
{
  const char *state = anj_json_get_string (programme, "state", "");
  gsize i = 0;

  while (i < G_N_ELEMENTS (STEPS) && strcmp (STEPS[i].state, state) != 0)
    i++;
  return i;
}

guint
anj_programme_money_step (JsonObject *programme)
{
  gsize i = find_step (programme);

  return i < G_N_ELEMENTS (STEPS) ? STEPS[i].step : 0;
}

gboolean
anj_programme_has_arrived (JsonObject *programme)
{
  gsize i = find_step (programme);

  return i < G_N_ELEMENTS (STEPS) && STEPS[i].arrived;
}

gint64
anj_programme_amount (JsonObject *programme)
{
  JsonObject *payment = anj_programme_newest_payment (programme);

  if (payment == NULL || strcmp (anj_json_get_string (programme, "state", ""), MEMBER_STATE) == 0)
    return 0;
  return anj_json_get_int (payment, "amount", 0);
}
