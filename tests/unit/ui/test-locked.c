/* SPDX-License-Identifier: GPL-3.0-or-later */

/* A terminal that is locked, or refused by the hub, ends visits at once: what was typed goes with
 * the screen, a number that was just given stays to be read. A page that says what cannot be done
 * follows what becomes of it. */

#include "core/anj-json.h"
#include "sample-screen.h"
#include "widget-walk.h"

typedef struct
{
  AnjScreen *screen;
  gboolean is_done;
} Fixture;

static void
on_done (Fixture *fixture)
{
  fixture->is_done = TRUE;
}

static void
set_up (Fixture *fixture, gconstpointer data G_GNUC_UNUSED)
{
  AnjMetrics metrics = { .px_per_mm = 4.034, .width_px = 1080, .height_px = 1920 };

  fixture->screen = sample_screen_new (metrics, "id");
  g_signal_connect_swapped (fixture->screen, "done", G_CALLBACK (on_done), fixture);
}

static void
tear_down (Fixture *fixture, gconstpointer data G_GNUC_UNUSED)
{
  sample_screen_end (fixture->screen);
}

static void
set_status (Fixture *fixture, const char *member)
{
  g_autoptr (JsonObject) status = json_object_new ();

  json_object_set_boolean_member (status, "synced", TRUE);
  json_object_set_boolean_member (status, "online", TRUE);
  if (member != NULL)
    json_object_set_boolean_member (status, member, TRUE);
  anj_visit_set_status (anj_screen_get_visit (fixture->screen), status);
}

static gboolean
on_late (gpointer is_late)
{
  *(gboolean *) is_late = TRUE;
  return G_SOURCE_REMOVE;
}

/* whether the screen ends itself; it blanks first */
static gboolean
ends (Fixture *fixture)
{
  gboolean is_late = FALSE;
  guint late = g_timeout_add (400, on_late, &is_late);

  while (!fixture->is_done && !is_late)
    g_main_context_iteration (NULL, TRUE);
  if (!is_late)
    g_source_remove (late);
  return fixture->is_done;
}

static void
test_a_visit_ends (Fixture *fixture, gconstpointer member)
{
  set_status (fixture, NULL);
  anj_screen_show_page (fixture->screen, "nik");
  set_status (fixture, member);
  g_assert_true (ends (fixture));
  g_assert_null (widget_walk_find (GTK_WIDGET (fixture->screen), "AnjPage"));
}

static void
test_a_number_stays (Fixture *fixture, gconstpointer data G_GNUC_UNUSED)
{
  set_status (fixture, NULL);
  anj_screen_show_page (fixture->screen, "terkirim");
  set_status (fixture, "locked");
  g_assert_false (ends (fixture));
}

static void
test_a_greeting_gives_way (Fixture *fixture, gconstpointer member)
{
  set_status (fixture, NULL);
  anj_screen_show_page (fixture->screen, "sapaan");
  set_status (fixture, member);
  g_assert_nonnull (widget_walk_find (GTK_WIDGET (fixture->screen), "AnjServicePage"));
  set_status (fixture, NULL);
  g_assert_null (widget_walk_find (GTK_WIDGET (fixture->screen), "AnjServicePage"));
  g_assert_false (fixture->is_done);
}

static gboolean
says (Fixture *fixture, const char *text)
{
  g_autoptr (GPtrArray)
      labels = widget_walk (GTK_WIDGET (fixture->screen), widget_is_label, NULL, NULL);

  for (guint i = 0; i < labels->len; i++)
    if (g_str_equal (gtk_label_get_text (labels->pdata[i]), text))
      return TRUE;
  return FALSE;
}

/* who waits before it need not try */
static void
test_what_can_be_done_again_is_told (Fixture *fixture, gconstpointer data G_GNUC_UNUSED)
{
  set_status (fixture, "fetching_again");
  anj_screen_show_page (fixture->screen, "belum-cek");
  g_assert_true (says (fixture, "Data desa sedang diambil lagi"));
  set_status (fixture, NULL);
  g_assert_true (says (fixture, "Sekarang sudah bisa"));
  g_assert_false (says (fixture, "Data desa sedang diambil lagi"));
}

#define ADD(path, member, test) g_test_add (path, Fixture, member, set_up, test, tear_down)

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  if (!sample_screen_init ())
    return 77;
  ADD ("/locked/ends-a-visit", "locked", test_a_visit_ends);
  ADD ("/locked/leaves-a-number", NULL, test_a_number_stays);
  ADD ("/locked/shows-on-a-greeting", "locked", test_a_greeting_gives_way);
  ADD ("/revoked/ends-a-visit", "revoked", test_a_visit_ends);
  ADD ("/revoked/shows-on-a-greeting", "revoked", test_a_greeting_gives_way);
  ADD ("/again/is-told-to-who-waits", NULL, test_what_can_be_done_again_is_told);
  return g_test_run ();
}
