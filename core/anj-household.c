/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "core/anj-household.h"

#include <string.h>

#include "core/anj-error.h"
#include "core/anj-json.h"
#include "core/anj-time.h"

#define FULL_NUMBER_DIGITS 16

static const char *const class_words[] = {
  [ANJ_CLASS_NONE] = "none",     [ANJ_CLASS_PAID] = "paid",         [ANJ_CLASS_PENDING] = "pending",
  [ANJ_CLASS_FAILED] = "failed", [ANJ_CLASS_EXCLUDED] = "excluded",
};

/* the first for every language that has no names of its own; Javanese has Indonesian's */
static const struct
{
  const char *language;
  const char *names[12];
} months[] = {
  { "id",
    { "Januari", "Februari", "Maret", "April", "Mei", "Juni", "Juli", "Agustus", "September",
      "Oktober", "November", "Desember" } },
  { "en",
    { "January", "February", "March", "April", "May", "June", "July", "August", "September",
      "October", "November", "December" } },
  { "su",
    { "Januari", "Pébruari", "Maret", "April", "Méi", "Juni", "Juli", "Agustus", "Séptémber",
      "Oktober", "Nopémber", "Désémber" } },
  { "mad",
    { "Jânuari", "Fèbruari", "Maret", "April", "Mèi", "Juni", "Juli", "Agustus", "Sèptèmber",
      "Oktober", "Nopèmber", "Dèsèmber" } },
};

/* -1 when @text is none of the words */
static int
class_index (const char *text)
{
  for (gsize i = 0; i < G_N_ELEMENTS (class_words); i++)
    if (g_strcmp0 (class_words[i], text) == 0)
      return (int) i;
  return -1;
}

AnjProgrammeClass
anj_programme_class_from_string (const char *text)
{
  int index = class_index (text);

  return index < 0 ? ANJ_CLASS_NONE : (AnjProgrammeClass) index;
}

const char *
anj_programme_class_to_string (AnjProgrammeClass klass)
{
  g_return_val_if_fail ((gsize) klass < G_N_ELEMENTS (class_words), "none");

  return class_words[klass];
}

/* the word's first letter with the marks that belong to it; quotes before it are passed over */
static void
append_initial (GString *out, const char *word, const char *end)
{
  const char *letter_end;

  while (word < end && !g_unichar_isalnum (g_utf8_get_char (word)))
    word = g_utf8_next_char (word);
  if (word == end)
    return;
  letter_end = g_utf8_next_char (word);
  while (letter_end < end && g_unichar_ismark (g_utf8_get_char (letter_end)))
    letter_end = g_utf8_next_char (letter_end);
  g_string_append_c (out, ' ');
  g_string_append_len (out, word, letter_end - word);
  g_string_append_c (out, '.');
}

static const char *
skip_while_space (const char *text, gboolean is_space)
{
  while (*text != '\0' && !g_unichar_isspace (g_utf8_get_char (text)) == !is_space)
    text = g_utf8_next_char (text);
  return text;
}

char *
anj_household_shorten_name (const char *name)
{
  g_autofree char *valid = NULL;
  GString *shortened;
  const char *word;
  const char *end;

  g_return_val_if_fail (name != NULL, NULL);

  valid = g_utf8_make_valid (name, -1);
  shortened = g_string_new (NULL);
  word = skip_while_space (valid, TRUE);
  end = skip_while_space (word, FALSE);
  g_string_append_len (shortened, word, end - word);
  if (g_str_has_suffix (shortened->str, ","))
    g_string_truncate (shortened, shortened->len - 1);
  for (word = skip_while_space (end, TRUE); *word != '\0'; word = skip_while_space (end, TRUE))
    {
      end = skip_while_space (word, FALSE);
      append_initial (shortened, word, end);
    }
  return g_string_free (shortened, FALSE);
}

static gboolean
refuse (GError **error, const char *where, const char *what)
{
  g_set_error (error, ANJ_ERROR, ANJ_ERROR_INVALID, "household document, %s: %s", where, what);
  return FALSE;
}

static gboolean
is_date (const char *text)
{
  g_autofree char *time = text == NULL ? NULL : g_strconcat (text, "T00:00:00Z", NULL);
  gint64 real_us;

  return text != NULL && strlen (text) == 10 && anj_time_parse (time, &real_us);
}

/* "3509********0001" */
static gboolean
is_masked (const char *text)
{
  static const char shape[] = "dddd********dddd";

  if (text == NULL || strlen (text) != FULL_NUMBER_DIGITS)
    return FALSE;
  for (gsize i = 0; i < FULL_NUMBER_DIGITS; i++)
    if (shape[i] == 'd' ? !g_ascii_isdigit (text[i]) : text[i] != '*')
      return FALSE;
  return TRUE;
}

/* Whether 16 or more digits stand in a row, other than inside a longer run of lower-case hex (ids
 * and hashes may hold such rows by chance). */
static gboolean
has_full_number (const char *text)
{
  gsize n_digits = 0;
  gsize longest = 0;
  gsize n_hex = 0;

  for (;; text++)
    {
      gboolean is_hex = g_ascii_isdigit (*text) || (*text >= 'a' && *text <= 'f');

      n_digits = g_ascii_isdigit (*text) ? n_digits + 1 : 0;
      longest = MAX (longest, n_digits);
      if (is_hex)
        n_hex++;
      else if (longest >= FULL_NUMBER_DIGITS && (n_hex == longest || n_hex < 32))
        return TRUE;
      else
        n_hex = longest = 0;
      if (*text == '\0')
        return FALSE;
    }
}

static gboolean check_no_number (JsonNode *node, GError **error);

static gboolean
check_no_number_in_object (JsonObject *object, GError **error)
{
  JsonObjectIter iter;
  const char *member;
  JsonNode *node;

  json_object_iter_init_ordered (&iter, object);
  while (json_object_iter_next_ordered (&iter, &member, &node))
    if (has_full_number (member))
      return refuse (error, "a member's name", "holds an unmasked number");
    else if (!check_no_number (node, error))
      {
        g_prefix_error (error, "in \"%.40s\": ", member);
        return FALSE;
      }
  return TRUE;
}

static gboolean
check_no_number (JsonNode *node, GError **error)
{
  g_autofree char *number = NULL;
  GType type = json_node_get_value_type (node);

  if (JSON_NODE_HOLDS_OBJECT (node))
    return check_no_number_in_object (json_node_get_object (node), error);
  if (JSON_NODE_HOLDS_ARRAY (node))
    {
      JsonArray *array = json_node_get_array (node);

      for (guint i = 0; i < json_array_get_length (array); i++)
        if (!check_no_number (json_array_get_element (array, i), error))
          return FALSE;
      return TRUE;
    }
  if (type == G_TYPE_INT64)
    number = g_strdup_printf ("%" G_GINT64_FORMAT, json_node_get_int (node));
  else if (type == G_TYPE_DOUBLE)
    number = g_strdup_printf ("%.0f", json_node_get_double (node));
  else if (type == G_TYPE_STRING)
    number = g_strdup (json_node_get_string (node));
  if (number != NULL && has_full_number (number))
    return refuse (error, "a value", "holds an unmasked number");
  return TRUE;
}

static gboolean
check_members (JsonArray *members, GError **error)
{
  if (members == NULL)
    return refuse (error, "members", "missing");
  for (guint i = 0; i < json_array_get_length (members); i++)
    {
      JsonObject *member = anj_json_array_get_object (members, i);

      if (anj_json_get_string (member, "name", NULL) == NULL)
        return refuse (error, "members", "one has no name");
      if (json_object_has_member (member, "nik") &&
          !is_masked (anj_json_get_string (member, "nik", NULL)))
        return refuse (error, "members", "a NIK is not masked");
    }
  return TRUE;
}

static gboolean
check_payments (JsonObject *programme, GError **error)
{
  JsonArray *payments = anj_json_get_array (programme, "payments");

  if (payments == NULL)
    return !json_object_has_member (programme, "payments") ||
           refuse (error, "payments", "not a list");
  for (guint i = 0; i < json_array_get_length (payments); i++)
    if (anj_json_get_int (anj_json_array_get_object (payments, i), "amount", -1) < 0)
      return refuse (error, "payments", "one has no amount in whole rupiah");
  return TRUE;
}

static gboolean
check_programmes (JsonArray *programmes, GError **error)
{
  if (programmes == NULL)
    return refuse (error, "programmes", "missing");
  for (guint i = 0; i < json_array_get_length (programmes); i++)
    {
      JsonObject *programme = anj_json_array_get_object (programmes, i);

      if (anj_json_get_string (programme, "code", NULL) == NULL)
        return refuse (error, "programmes", "one has no code");
      if (class_index (anj_json_get_string (programme, "class", NULL)) < 0)
        return refuse (error, "programmes", "one has no known class");
      if (!check_payments (programme, error))
        return FALSE;
    }
  return TRUE;
}

gboolean
anj_household_check (JsonObject *document, GError **error)
{
  JsonObject *household;

  g_return_val_if_fail (document != NULL, FALSE);

  if (!check_no_number_in_object (document, error))
    return FALSE;
  if (!json_object_has_member (document, "found") ||
      anj_json_get_bool (document, "found", TRUE) != anj_json_get_bool (document, "found", FALSE))
    return refuse (error, "found", "neither true nor false");
  if (!anj_json_get_bool (document, "found", FALSE))
    return TRUE;
  if (!is_date (anj_json_get_string (document, "as_of", NULL)))
    return refuse (error, "as_of", "not a date");
  household = anj_json_get_object (document, "household");
  if (household == NULL)
    return refuse (error, "household", "missing");
  if (!is_masked (anj_json_get_string (household, "no_kk", NULL)))
    return refuse (error, "no_kk", "not masked");
  return check_members (anj_json_get_array (household, "members"), error) &&
         check_programmes (anj_json_get_array (household, "programmes"), error);
}

static char *
group_digits (const char *prefix, gint64 number, const char *language)
{
  guint64 amount = number < 0 ? -(guint64) number : (guint64) number;
  g_autofree char *digits = g_strdup_printf ("%" G_GUINT64_FORMAT, amount);
  char separator = g_strcmp0 (language, "en") == 0 ? ',' : '.';
  gsize length = strlen (digits);
  GString *text = g_string_new (number < 0 ? "-" : "");

  g_string_append (text, prefix);
  for (gsize i = 0; i < length; i++)
    {
      if (i > 0 && (length - i) % 3 == 0)
        g_string_append_c (text, separator);
      g_string_append_c (text, digits[i]);
    }
  return g_string_free (text, FALSE);
}

char *
anj_number_format (gint64 number, const char *language)
{
  return group_digits ("", number, language);
}

char *
anj_money_format (gint64 rupiah, const char *language)
{
  return group_digits ("Rp", rupiah, language);
}

static const char *const *
month_names (const char *language)
{
  for (gsize i = 1; i < G_N_ELEMENTS (months); i++)
    if (g_strcmp0 (language, months[i].language) == 0)
      return months[i].names;
  return months[0].names;
}

char *
anj_date_in_words (const char *iso, const char *language)
{
  g_autofree char *date = NULL;
  const char *const *names = month_names (language);
  guint64 month;

  g_return_val_if_fail (iso != NULL, NULL);

  date = g_strndup (iso, 10);
  if (!is_date (date) || (iso[10] != '\0' && iso[10] != 'T'))
    return g_strdup (iso);
  month = g_ascii_strtoull (date + 5, NULL, 10);
  return g_strdup_printf ("%d %s %.4s", (int) g_ascii_strtoull (date + 8, NULL, 10),
                          names[month - 1], date);
}
