/* SPDX-License-Identifier: GPL-3.0-or-later */

/*
 * A household document, as a session opens it.
 *
 * Promises: one that is taken holds no number of sixteen digits in a row; names are shortened to
 * UTF-8 that is no longer than they were and a dot a word, dates come out as words or as they were.
 */

#include <string.h>

#include "core/anj-household.h"
#include "core/anj-json.h"
#include "tests/fuzz/fuzz.h"

#define FULL_NUMBER "[0-9]{16}"
/* ids and hashes may hold such a row by chance */
#define LONG_HEX "[0-9a-f]{32,}"

static void
check_masked (JsonObject *document)
{
  g_autofree char *text = anj_json_object_to_text (document);
  g_autoptr (GRegex) hex = g_regex_new (LONG_HEX, G_REGEX_RAW, 0, NULL);
  g_autofree char *rest = g_regex_replace_literal (hex, text, -1, 0, "", G_REGEX_MATCH_DEFAULT,
                                                   NULL);

  g_assert_nonnull (rest);
  g_assert_false (g_regex_match_simple (FULL_NUMBER, rest, G_REGEX_RAW, 0));
}

static void
check_words (JsonObject *document)
{
  JsonObject *household = anj_json_get_object (document, "household");
  JsonArray *members = household != NULL ? anj_json_get_array (household, "members") : NULL;
  g_autofree char *date = anj_date_in_words (anj_json_get_string (document, "as_of", ""), "id");

  g_assert_cmpstr (date, !=, NULL);
  for (guint i = 0; members != NULL && i < json_array_get_length (members); i++)
    {
      JsonObject *member = anj_json_array_get_object (members, i);
      const char *name = member != NULL ? anj_json_get_string (member, "name", "") : "";
      g_autofree char *brief = anj_household_shorten_name (name);

      g_assert_true (g_utf8_validate (brief, -1, NULL));
      g_assert_cmpuint (strlen (brief), <=, 2 * strlen (name));
    }
}

int
LLVMFuzzerTestOneInput (const guint8 *data, gsize n_bytes)
{
  g_autoptr (GBytes) json = g_bytes_new (data, n_bytes);
  g_autoptr (JsonObject) document = anj_json_parse_object (json, NULL);
  g_autoptr (GError) error = NULL;

  if (document == NULL)
    return 0;
  if (!anj_household_check (document, &error))
    {
      fuzz_assert_refused (error);
      return 0;
    }
  fuzz_note_taken ();
  check_masked (document);
  check_words (document);
  return 0;
}
