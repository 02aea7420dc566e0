/* SPDX-License-Identifier: GPL-3.0-or-later */

/* The screen by the keys of a 12-key pad alone. */

#include "sample-screen.h"
#include "ui/anj-i18n.h"
#include "ui/anj-pad.h"
#include "ui/anj-parts.h"
#include "ui/anj-screen-private.h"

#define LAYOUT_MS 60
#define MAX_STEPS 60

static const AnjMetrics PANEL = { .px_per_mm = 4.034, .width_px = 1080, .height_px = 1920 };
static const AnjMetrics LYING = { .px_per_mm = 5.884, .width_px = 1280, .height_px = 800 };

typedef struct
{
  AnjClock clock;
  gint64 now_us;
  AnjScreen *screen;
} Fixture;

static gint64
tell_time (gpointer fixture)
{
  return ((Fixture *) fixture)->now_us;
}

static gboolean
stop (gpointer loop)
{
  g_main_loop_quit (loop);
  return G_SOURCE_REMOVE;
}

static void
lay_out (void)
{
  g_autoptr (GMainLoop) loop = g_main_loop_new (NULL, FALSE);

  g_timeout_add (LAYOUT_MS, stop, loop);
  g_main_loop_run (loop);
}

static void
set_up (Fixture *self, gconstpointer panel)
{
  self->now_us = 1795309200 * G_TIME_SPAN_SECOND;
  self->clock = (AnjClock){ tell_time, tell_time, self };
  self->screen = sample_screen_new_speaking (*(const AnjMetrics *) panel, "id", /* speaker */ NULL,
                                             &self->clock);
  lay_out ();
}

static void
tear_down (Fixture *self, gconstpointer data G_GNUC_UNUSED)
{
  sample_screen_end (self->screen);
}

static void
show (Fixture *self, const char *page)
{
  sample_visit_begin_for (self->screen->visit, page);
  sample_visit_choose (self->screen->visit, "PKH");
  anj_screen_show_page (self->screen, page);
  lay_out ();
}

static void
press (Fixture *self, guint keyval)
{
  self->now_us += 600 * G_TIME_SPAN_MILLISECOND;
  g_assert_true (anj_screen_press_key (self->screen, keyval, self->now_us));
  anj_screen_release_key (self->screen, keyval, self->now_us);
}

static void
press_all (Fixture *self, const char *keys)
{
  for (; *keys != '\0'; keys++)
    press (self, gdk_unicode_to_keyval ((gunichar) *keys));
}

static void
go_to (Fixture *self, const char *name)
{
  for (guint i = 0; i < MAX_STEPS; i++)
    {
      press (self, GDK_KEY_8);
      if (g_strcmp0 (anj_parts_get_name (self->screen->focus), name) == 0)
        return;
    }
  g_error ("the keys do not reach «%s»", name);
}

static void
leave_field (Fixture *self)
{
  g_assert_true (anj_screen_press_key (self->screen, GDK_KEY_asterisk, self->now_us));
  self->now_us += ANJ_KEYS_HOLD_MS * G_TIME_SPAN_MILLISECOND;
  anj_screen_release_key (self->screen, GDK_KEY_asterisk, self->now_us);
}

/* everything that can be touched, but a pad's keys, which the keys stand for */
static void
find_buttons (GtkWidget *widget, GPtrArray *found)
{
  if (!gtk_widget_get_mapped (widget) || !gtk_widget_is_sensitive (widget) || ANJ_IS_PAD (widget) ||
      gtk_widget_get_opacity (widget) <= 0)
    return;
  if (GTK_IS_BUTTON (widget))
    g_ptr_array_add (found, widget);
  for (GtkWidget *child = gtk_widget_get_first_child (widget); child != NULL;
       child = gtk_widget_get_next_sibling (child))
    find_buttons (child, found);
}

static void
on_clicked (GtkButton *button G_GNUC_UNUSED, guint *n_clicks)
{
  (*n_clicks)++;
}

static GHashTable *
walk_ring (Fixture *self)
{
  GHashTable *seen = g_hash_table_new (NULL, NULL);

  for (guint i = 0; i < MAX_STEPS; i++)
    {
      press (self, GDK_KEY_8);
      g_assert_nonnull (self->screen->focus);
      g_hash_table_add (seen, self->screen->focus);
    }
  return seen;
}

static guint
count_unreached (Fixture *self, const char *page)
{
  g_autoptr (GPtrArray) buttons = g_ptr_array_new ();
  g_autoptr (GHashTable) reached = NULL;
  guint n_unreached = 0;

  if (self->screen->keys.is_writing)
    leave_field (self);
  find_buttons (GTK_WIDGET (self->screen), buttons);
  g_assert_cmpuint (buttons->len, <, MAX_STEPS);
  reached = walk_ring (self);
  for (guint i = 0; i < buttons->len; i++)
    if (!g_hash_table_contains (reached, buttons->pdata[i]))
      {
        n_unreached++;
        g_test_message ("%s: %s is not reached", page,
                        anj_parts_get_name (buttons->pdata[i]) != NULL
                            ? anj_parts_get_name (buttons->pdata[i])
                            : "a button");
      }
  return n_unreached;
}

static void
test_reach (Fixture *self, gconstpointer data G_GNUC_UNUSED)
{
  guint n_pages, n_unreached = 0;
  const AnjJourneyPage *pages = anj_journey_pages (&n_pages);

  for (guint i = 0; i < n_pages; i++)
    {
      show (self, pages[i].id);
      n_unreached += count_unreached (self, pages[i].id);
    }
  if (n_unreached > 0)
    g_test_fail_printf ("%u buttons are not reached", n_unreached);
}

static void
block_clicks (gpointer button)
{
  gulong handler;

  while ((handler = g_signal_handler_find (button, G_SIGNAL_MATCH_ID | G_SIGNAL_MATCH_UNBLOCKED,
                                           g_signal_lookup ("clicked", GTK_TYPE_BUTTON), 0, NULL,
                                           NULL, NULL)) != 0)
    g_signal_handler_block (button, handler);
}

/* every button of the page does its work at 5, once */
static void
test_do (Fixture *self, gconstpointer data G_GNUC_UNUSED)
{
  g_autoptr (GPtrArray) buttons = g_ptr_array_new ();
  guint n_clicks = 0;

  show (self, "beranda");
  find_buttons (GTK_WIDGET (self->screen), buttons);
  for (guint i = 0; i < buttons->len; i++)
    {
      block_clicks (buttons->pdata[i]);
      g_signal_connect (buttons->pdata[i], "clicked", G_CALLBACK (on_clicked), &n_clicks);
    }
  for (guint i = 0; i < buttons->len; i++)
    {
      press (self, GDK_KEY_8);
      press (self, i % 2 == 0 ? GDK_KEY_5 : GDK_KEY_numbersign);
      g_assert_cmpuint (n_clicks, ==, i + 1);
    }
}

static void
test_journey (Fixture *self, gconstpointer data G_GNUC_UNUSED)
{
  AnjScreen *screen = self->screen;

  anj_screen_show_page (screen, "sapaan");
  lay_out ();
  press (self, GDK_KEY_5);
  g_assert_cmpstr (screen->current->id, ==, "bahasa");
  lay_out ();
  go_to (self, "Bahasa Indonesia");
  press (self, GDK_KEY_5);
  lay_out ();
  g_assert_cmpstr (screen->current->id, ==, "beranda");
  go_to (self, _ ("Cek bantuan"));
  press (self, GDK_KEY_5);
  g_assert_cmpstr (screen->current->id, ==, "nik");
  anj_visit_set_nik (screen->visit, "");
  lay_out ();
  press_all (self, "35090154*5");
  g_assert_cmpstr (anj_visit_get_nik (screen->visit), ==, "35090155");
  press (self, GDK_KEY_numbersign);
  g_assert_nonnull (anj_page_get_error_box (ANJ_PAGE (screen->page)));
  leave_field (self);
  press (self, GDK_KEY_asterisk);
  g_assert_cmpstr (screen->current->id, ==, "beranda");
  press (self, GDK_KEY_3);
  g_assert_cmpstr (anj_parts_get_name (screen->focus), ==, _ ("Mulai lagi"));
}

static void
test_letters (Fixture *self, gconstpointer data G_GNUC_UNUSED)
{
  AnjScreen *screen = self->screen;

  show (self, "cerita");
  anj_visit_set_answer (screen->visit, "words", "");
  anj_screen_show_page (screen, "cerita");
  lay_out ();
  press_all (self, "88");
  press_all (self, "2");
  press_all (self, "66");
  press_all (self, "4");
  press_all (self, "0");
  press_all (self, "2");
  g_assert_cmpstr (anj_visit_get_answer (screen->visit, "words"), ==, "Uang a");
  press (self, GDK_KEY_asterisk);
  g_assert_cmpstr (anj_visit_get_answer (screen->visit, "words"), ==, "Uang ");
}

static void
test_ticket_number (Fixture *self, gconstpointer data G_GNUC_UNUSED)
{
  AnjScreen *screen = self->screen;

  anj_visit_set_follow_number (screen->visit, "");
  anj_screen_show_page (screen, "ikuti-nomor");
  lay_out ();
  press_all (self, "7");
  press_all (self, "4");
  press_all (self, "3");
  self->now_us += 2 * G_TIME_SPAN_SECOND;
  press_all (self, "4827");
  press_all (self, "55");
  g_assert_cmpstr (anj_visit_get_follow_number (screen->visit), ==, "PGD-4827-K");
}

/* GTK hands keys to the window through what has the focus: not through what has gone */
static void
assert_keys_arrive (Fixture *self)
{
  GtkWidget *focus = gtk_window_get_focus (GTK_WINDOW (self->screen));

  g_assert_true (focus == NULL || gtk_widget_get_root (focus) == GTK_ROOT (self->screen));
}

static void
test_error_gone (Fixture *self, gconstpointer data G_GNUC_UNUSED)
{
  AnjPage *page = NULL;

  show (self, "nik");
  anj_visit_set_nik (self->screen->visit, "350901541283000");
  anj_screen_show_page (self->screen, "nik");
  lay_out ();
  page = ANJ_PAGE (self->screen->page);
  press (self, GDK_KEY_numbersign);
  /* as where it is said */
  g_assert_true (gtk_widget_grab_focus (anj_page_get_error_box (page)));
  press (self, GDK_KEY_1);
  g_assert_null (anj_page_get_error_box (page));
  assert_keys_arrive (self);
}

static void
test_dialogue (Fixture *self, gconstpointer data G_GNUC_UNUSED)
{
  show (self, "beranda");
  press (self, GDK_KEY_1);
  g_assert_nonnull (self->screen->scrim);
  lay_out ();
  press (self, GDK_KEY_5);
  g_assert_null (self->screen->scrim);
  press (self, GDK_KEY_Help);
  lay_out ();
  g_assert_nonnull (self->screen->scrim);
  press (self, GDK_KEY_asterisk);
  g_assert_null (self->screen->scrim);
}

static void
add (const char *name, void (*test) (Fixture *self, gconstpointer data))
{
  g_test_add (name, Fixture, &PANEL, set_up, test, tear_down);
}

int
main (int argc, char **argv)
{
  if (!sample_screen_init ())
    return 77;
  g_test_init (&argc, &argv, NULL);
  /* GTK grumbles where words that wrap need more width in few lines than in many */
  g_log_set_always_fatal (G_LOG_FATAL_MASK);
  add ("/pad/every button of every page is reached", test_reach);
  g_test_add ("/pad/every button of every page is reached on a panel that lies", Fixture, &LYING,
              set_up, test_reach, tear_down);
  add ("/pad/5 and # do what the keys have reached", test_do);
  add ("/pad/a journey begins, writes, is corrected and goes back", test_journey);
  add ("/pad/a text is written by repeated keys", test_letters);
  add ("/pad/a ticket number is written by repeated keys", test_ticket_number);
  add ("/pad/a key arrives where an error had the focus and has gone", test_error_gone);
  add ("/pad/a dialogue is closed by its button and by *", test_dialogue);
  return g_test_run ();
}
