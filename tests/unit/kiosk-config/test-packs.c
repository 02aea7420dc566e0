/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Which languages a configuration may offer. */

#include "kiosk-config/anj-config.h"

#include <string.h>

#include "core/anj-error.h"
#include "data/anj-pack.h"
#include "tests/unit/data/pack-folder.h"

typedef struct
{
  char *dir;
  GError *error;
} Fixture;

static void
set_up (Fixture *fixture, gconstpointer data G_GNUC_UNUSED)
{
  const char *const texts[] = { ANJ_PACK_PROBE, "Wangsul", NULL };

  fixture->dir = g_dir_make_tmp ("packs-XXXXXX", NULL);
  pack_folder_write (fixture->dir, "id", PACK_REVIEW ("maintained", ""));
  pack_folder_write (fixture->dir, "jv", PACK_REVIEW ("unreviewed", ""));
  pack_folder_write_texts (fixture->dir, "jv", texts);
}

static void
tear_down (Fixture *fixture, gconstpointer data G_GNUC_UNUSED)
{
  g_clear_error (&fixture->error);
  pack_folder_remove (fixture->dir);
  g_free (fixture->dir);
}

static gboolean
check (Fixture *fixture, const char *json)
{
  g_autoptr (GBytes) source = g_bytes_new_static (json, strlen (json));

  g_clear_error (&fixture->error);
  return anj_config_check_packs (source, fixture->dir, &fixture->error);
}

static void
assert_refused (Fixture *fixture, const char *json, const char *what)
{
  g_assert_false (check (fixture, json));
  g_assert_error (fixture->error, ANJ_ERROR, ANJ_ERROR_INVALID);
  if (strstr (fixture->error->message, what) == NULL)
    g_test_fail_printf ("does not say %s: %s", what, fixture->error->message);
}

static void
test_a_trial_offers_drafts (Fixture *fixture, gconstpointer data G_GNUC_UNUSED)
{
  g_assert_true (check (fixture, "{\"production\": false, \"languages\": [\"id\", \"jv\"]}"));
  g_assert_true (check (fixture, "{\"languages\": [\"id\", \"jv\", \"mad\"]}"));
}

static void
test_production_offers_no_draft (Fixture *fixture, gconstpointer data G_GNUC_UNUSED)
{
  const char *production = "{\"production\": true, \"languages\": [\"id\", \"jv\"]}";

  g_assert_true (check (fixture, "{\"production\": true, \"languages\": [\"id\"]}"));
  assert_refused (fixture, production, "/languages/1");
  assert_refused (fixture, production, "/texts/reviewers");
  pack_folder_write (fixture->dir, "jv", PACK_REVIEW ("reviewed", "\"Sri W.\""));
  g_assert_true (check (fixture, production));
  g_assert_no_error (fixture->error);
}

#define REVIEWED_WITH_CLIP(status, reviewers)                                                      \
  PACK_REVIEW ("reviewed", "\"Sri W.\"")                                                           \
  ", \"voice\": {\"status\": \"" status "\", \"reviewers\": [" reviewers                           \
  "], \"speaker\": \"Ani\"}, \"clips\": [{\"text\": \"Wangsul\", \"file\": "                       \
  "\"clips/wangsul.opus\", \"sha256\": "                                                           \
  "\"e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855\"}]"

static void
test_production_offers_no_clip_that_nobody_heard (Fixture *fixture,
                                                  gconstpointer data G_GNUC_UNUSED)
{
  const char *production = "{\"production\": true, \"languages\": [\"id\", \"jv\"]}";

  pack_folder_write (fixture->dir, "jv", REVIEWED_WITH_CLIP ("unreviewed", ""));
  assert_refused (fixture, production, "/languages/1");
  assert_refused (fixture, production, "/voice/reviewers");
  g_assert_true (check (fixture, "{\"languages\": [\"id\", \"jv\"]}"));
  pack_folder_write (fixture->dir, "jv", REVIEWED_WITH_CLIP ("reviewed", "\"Siti A.\""));
  g_assert_true (check (fixture, production));
}

static void
test_production_offers_no_language_without_texts (Fixture *fixture,
                                                  gconstpointer data G_GNUC_UNUSED)
{
  const char *production = "{\"production\": true, \"languages\": [\"su\", \"id\"]}";
  const char *const other_pieces[] = { ANJ_PACK_PROBE, "Balik", "%s orang", "jalmi", NULL };

  assert_refused (fixture, production, "--packs");
  pack_folder_write (fixture->dir, "su", PACK_REVIEW ("reviewed", "\"Asep\""));
  assert_refused (fixture, production, "/languages/0");
  pack_folder_write_texts (fixture->dir, "su", other_pieces);
  assert_refused (fixture, production, "jalmi");
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
#define ADD(name, test) g_test_add ("/packs/" name, Fixture, NULL, set_up, test, tear_down)
  ADD ("a-trial-offers-drafts", test_a_trial_offers_drafts);
  ADD ("production-offers-no-draft", test_production_offers_no_draft);
  ADD ("production-offers-no-clip-that-nobody-heard",
       test_production_offers_no_clip_that_nobody_heard);
  ADD ("production-offers-no-language-without-texts",
       test_production_offers_no_language_without_texts);
#undef ADD
  return g_test_run ();
}
