/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "ui/anj-languages.h"

#include <string.h>

#include "core/anj-json.h"
#include "data/anj-pack.h"
#include "tests/unit/data/pack-folder.h"
#include "ui/anj-i18n.h"

typedef struct
{
  char *dir;
} Fixture;

/* packs "id", "en", "jv" (a draft) and "su" (reviewed) that answer */
static void
set_up (Fixture *fixture, gconstpointer data G_GNUC_UNUSED)
{
  static const char *const texts[] = { ANJ_PACK_PROBE, "Wangsul", NULL };

  fixture->dir = g_dir_make_tmp ("languages-XXXXXX", NULL);
  pack_folder_write (fixture->dir, "id", PACK_REVIEW ("maintained", ""));
  pack_folder_write (fixture->dir, "en", PACK_REVIEW ("maintained", ""));
  pack_folder_write (fixture->dir, "jv", PACK_REVIEW ("unreviewed", ""));
  pack_folder_write (fixture->dir, "su", PACK_REVIEW ("reviewed", "\"Asep\""));
  pack_folder_write_texts (fixture->dir, "en", texts);
  pack_folder_write_texts (fixture->dir, "jv", texts);
  pack_folder_write_texts (fixture->dir, "su", texts);
  anj_i18n_init (fixture->dir);
}

static void
tear_down (Fixture *fixture, gconstpointer data G_GNUC_UNUSED)
{
  pack_folder_remove (fixture->dir);
  g_free (fixture->dir);
}

/* "id jv": the codes of what is offered under the configuration @json */
static char *
offered (Fixture *fixture, const char *json)
{
  g_autoptr (GPtrArray) there = anj_languages_load (fixture->dir);
  g_autoptr (GBytes) bytes = json != NULL ? g_bytes_new_static (json, strlen (json)) : NULL;
  g_autoptr (JsonObject) config = bytes != NULL ? anj_json_parse_object (bytes, NULL) : NULL;
  g_autoptr (GPtrArray) languages = anj_languages_offered (there, config);
  GString *codes = g_string_new (NULL);

  for (guint i = 0; i < languages->len; i++)
    g_string_append_printf (codes, "%s%s", i > 0 ? " " : "",
                            ((const AnjLanguage *) languages->pdata[i])->code);
  return g_string_free (codes, FALSE);
}

static void
assert_offered (Fixture *fixture, const char *json, const char *codes)
{
  g_autofree char *found = offered (fixture, json);

  g_assert_cmpstr (found, ==, codes);
}

static void
test_the_configuration_says_which_and_in_what_order (Fixture *fixture,
                                                     gconstpointer data G_GNUC_UNUSED)
{
  assert_offered (fixture, "{\"languages\": [\"jv\", \"id\", \"mad\", \"en\"]}", "jv id en");
  assert_offered (fixture, "{\"languages\": [\"id\"]}", "id");
}

static void
test_production_leaves_drafts_out (Fixture *fixture, gconstpointer data G_GNUC_UNUSED)
{
  assert_offered (fixture,
                  "{\"production\": true, \"languages\": [\"id\", \"jv\", \"su\", \"en\"]}",
                  "id su en");
}

static void
test_without_a_configuration_there_are_only_the_projects_own (Fixture *fixture,
                                                              gconstpointer data G_GNUC_UNUSED)
{
  assert_offered (fixture, NULL, "id en");
}

static void
test_damaged_packs_are_left_out (Fixture *fixture, gconstpointer data G_GNUC_UNUSED)
{
  const char *const other_pieces[] = { ANJ_PACK_PROBE, "Wangsul %s", NULL };

  pack_folder_write (fixture->dir, "jv", "\"name\": 1");
  pack_folder_write_texts (fixture->dir, "su", other_pieces);
  assert_offered (fixture, "{\"languages\": [\"id\", \"jv\", \"su\", \"en\"]}", "id en");
}

static void
test_indonesian_needs_no_pack (Fixture *fixture, gconstpointer data G_GNUC_UNUSED)
{
  g_autoptr (GPtrArray) there = anj_languages_load ("/nonexistent");
  const AnjLanguage *indonesian = anj_languages_find (there, "id");

  g_assert_cmpuint (there->len, ==, 1);
  g_assert_cmpstr (indonesian->name, ==, "Bahasa Indonesia");
  g_assert_true (indonesian->reviewed);
  g_assert_null (anj_languages_find (there, "jv"));
  g_assert_nonnull (fixture->dir);
}

/* gettext looks elsewhere: what the pack holds would not be shown */
static void
test_a_catalogue_that_does_not_answer_is_left_out (Fixture *fixture,
                                                   gconstpointer data G_GNUC_UNUSED)
{
  anj_i18n_init ("/nonexistent");
  assert_offered (fixture, "{\"languages\": [\"id\", \"su\"]}", "id");
}

/* what is installed with this build */
static void
test_the_shipped_packs_are_good (void)
{
  g_autofree char *dir = g_build_filename (g_getenv ("ANJ_BUILD_ROOT"), "packs", NULL);
  static const char *const own[] = { "id", "en" };
  static const char *const drafts[] = { "jv", "su", "mad" };
  g_autoptr (GPtrArray) there = NULL;

  anj_i18n_init (dir);
  there = anj_languages_load (dir);
  g_assert_cmpuint (there->len, ==, G_N_ELEMENTS (own) + G_N_ELEMENTS (drafts));
  for (gsize i = 0; i < G_N_ELEMENTS (own); i++)
    g_assert_true (anj_languages_find (there, own[i])->reviewed);
  for (gsize i = 0; i < G_N_ELEMENTS (drafts); i++)
    g_assert_nonnull (anj_languages_find (there, drafts[i]));
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/languages/the-shipped-packs-are-good", test_the_shipped_packs_are_good);
#define ADD(name, test) g_test_add ("/languages/" name, Fixture, NULL, set_up, test, tear_down)
  ADD ("the-configuration-says-which-and-in-what-order",
       test_the_configuration_says_which_and_in_what_order);
  ADD ("production-leaves-drafts-out", test_production_leaves_drafts_out);
  ADD ("without-a-configuration-there-are-only-the-projects-own",
       test_without_a_configuration_there_are_only_the_projects_own);
  ADD ("damaged-packs-are-left-out", test_damaged_packs_are_left_out);
  ADD ("indonesian-needs-no-pack", test_indonesian_needs_no_pack);
  ADD ("a-catalogue-that-does-not-answer-is-left-out",
       test_a_catalogue_that_does_not_answer_is_left_out);
#undef ADD
  return g_test_run ();
}
