/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "ui/anj-programme-terms.h"

#include <string.h>

#include "core/anj-household.h"
#include "core/anj-json.h"
#include "ui/anj-i18n.h"
#include "ui/anj-referral.h"

static const struct
{
  const char *per;
  const char *words;
} RHYTHMS[] = {
  { "month", N_ ("setiap bulan") },
  { "stage", N_ ("setiap tahap") },
  { "year", N_ ("setiap tahun") },
  { "once", N_ ("satu kali") },
};

/* (transfer full) (nullable) */
static char *
make_sentence (JsonObject *amount, const char *language)
{
  g_autofree char *money = anj_money_format (anj_json_get_int (amount, "rupiah", 0), language);
  g_autofree char *day = anj_date_in_words (anj_json_get_string (amount, "date", ""), language);
  const char *per = anj_json_get_string (amount, "per", "");

  for (guint i = 0; i < G_N_ELEMENTS (RHYTHMS); i++)
    if (strcmp (RHYTHMS[i].per, per) == 0)
      /* translators: an amount, "setiap bulan", the day on which it was looked up */
      return g_strdup_printf (_ ("Perkiraan %s %s, per %s."), money, _ (RHYTHMS[i].words), day);
  return NULL;
}

/* @holder: a programme or one of its components; @label: "" or whom the amount is for */
static void
add_amount (GString *lines, JsonObject *holder, const char *label, const char *language)
{
  JsonObject *amount = anj_json_get_object (holder, "amount");
  g_autofree char *sentence = NULL;

  if (amount == NULL || !anj_json_get_bool (amount, "certain", FALSE))
    return;
  sentence = make_sentence (amount, language);
  if (sentence == NULL)
    return;
  if (lines->len > 0)
    g_string_append_c (lines, '\n');
  if (*label != '\0')
    g_string_append_printf (lines, "%s: ", label);
  g_string_append (lines, sentence);
}

char *
anj_programme_terms_amounts (JsonObject *entry, const char *language)
{
  JsonArray *components = anj_json_get_array (entry, "components");
  g_autoptr (GString) lines = g_string_new (NULL);

  add_amount (lines, entry, "", language);
  for (guint i = 0; components != NULL && i < json_array_get_length (components); i++)
    {
      JsonObject *component = anj_json_array_get_object (components, i);

      if (component != NULL)
        add_amount (lines, component, anj_json_get_text (component, "label", language), language);
    }
  return lines->len > 0 ? g_string_free (g_steal_pointer (&lines), FALSE) : NULL;
}

char *
anj_programme_terms_how (JsonObject *entry, const char *language)
{
  JsonObject *rhythm = anj_json_get_object (entry, "rhythm");
  const char *times = rhythm != NULL ? anj_json_get_text (rhythm, "text", language) : "";
  const char *channel = anj_json_get_text (entry, "channel", language);

  if (*times == '\0' && *channel == '\0')
    return NULL;
  return g_strconcat (times, *times != '\0' && *channel != '\0' ? " " : "", channel, NULL);
}

char *
anj_programme_terms_papers (AnjVisit *visit, JsonObject *entry, JsonObject *referral)
{
  char *names = referral != NULL
                    ? anj_referral_name_needed (visit, referral)
                    : anj_referral_name_papers (visit, anj_json_get_array (entry, "requirements"));

  if (*names == '\0')
    g_clear_pointer (&names, g_free);
  return names;
}
