/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "ui/anj-input-guard.h"

#include <string.h>

#define SECOND_MS 1000
#define N_KEYS 3

typedef struct
{
  gint64 now_us;
  AnjClock clock;
  AnjInputGuard guard;
  GtkWidget *window;
  GtkWidget *keys[N_KEYS]; /* (unowned): "1", "2", "3" */
} Fixture;

static gint64
tell_time (gpointer user_data)
{
  return ((Fixture *) user_data)->now_us;
}

static void
set_up (Fixture *fixture, gconstpointer data G_GNUC_UNUSED)
{
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 0);

  fixture->clock = (AnjClock){ tell_time, tell_time, fixture };
  fixture->now_us = G_TIME_SPAN_HOUR;
  fixture->window = g_object_ref_sink (gtk_window_new ());
  for (guint i = 0; i < N_KEYS; i++)
    {
      fixture->keys[i] = gtk_button_new ();
      gtk_box_append (GTK_BOX (box), fixture->keys[i]);
    }
  gtk_window_set_child (GTK_WINDOW (fixture->window), box);
}

static void
tear_down (Fixture *fixture, gconstpointer data G_GNUC_UNUSED)
{
  anj_input_guard_clear (&fixture->guard);
  gtk_window_destroy (GTK_WINDOW (fixture->window));
  g_assert_finalize_object (fixture->window);
}

static gboolean
counts (Fixture *fixture, AnjInput input)
{
  return !anj_input_guard_swallows (&fixture->guard, &fixture->clock, &input);
}

/* a finger on the key of @digit, 20 mm from the next one, and off again */
static gboolean
touch (Fixture *fixture, char digit, guint32 time_ms)
{
  int place = digit - '1';
  AnjInput down = { .type = GDK_TOUCH_BEGIN,
                    .time_ms = time_ms,
                    .finger = &fixture->keys[place],
                    .target = fixture->keys[place],
                    .x_mm = 20 * place };
  AnjInput up = { .type = GDK_TOUCH_END, .time_ms = time_ms + 60, .finger = down.finger };
  gboolean counted = counts (fixture, down);

  counts (fixture, up);
  return counted;
}

static gboolean
press_key (Fixture *fixture, guint keyval, guint32 time_ms)
{
  return counts (fixture,
                 (AnjInput){ .type = GDK_KEY_PRESS, .time_ms = time_ms, .keyval = keyval });
}

static void
release_key (Fixture *fixture, guint keyval, guint32 time_ms)
{
  counts (fixture, (AnjInput){ .type = GDK_KEY_RELEASE, .time_ms = time_ms, .keyval = keyval });
}

static gboolean
strike_key (Fixture *fixture, guint keyval, guint32 time_ms)
{
  gboolean counted = press_key (fixture, keyval, time_ms);

  release_key (fixture, keyval, time_ms + 40);
  return counted;
}

/* What fingers do: each touch with the time since the one before; "!" marks a strike that a
 * trembling hand adds. */
static const char *const TRACES[] = {
  /* one key again and again, as soon as it may count */
  "1+500 1+310 1+300 1+305 1+420 1+900",
  /* different keys in quick order, as a practised hand types */
  "1+500 2+70 3+60 2+80 1+75 3+70 1+65 2+90 1+80",
  /* a key, another, the first again, all within 300 ms */
  "1+500 2+90 1+90 2+90 1+90",
  /* each touch trembles once */
  "1+500 1+110! 2+400 2+90! 2+260 2+150! 3+500 3+299!",
  /* …or several times */
  "1+500 1+80! 1+80! 1+80! 2+300 2+60! 2+60! 2+60! 2+60! 1+200",
  /* the same digit thrice by a trembling hand: NIK …111… */
  "1+500 1+140! 1+200 1+120! 1+210 1+130!",
  /* slow and sure */
  "1+2000 1+2000 2+2500 3+1800 3+2100",
};

static void
test_no_intended_touch_is_lost (Fixture *fixture, gconstpointer data)
{
  g_auto (GStrv) steps = g_strsplit (data, " ", -1);
  guint32 time_ms = 10 * SECOND_MS;

  for (guint i = 0; steps[i] != NULL; i++)
    {
      gboolean tremor = g_str_has_suffix (steps[i], "!");

      time_ms += (guint32) g_ascii_strtoull (steps[i] + 2, NULL, 10);
      if (touch (fixture, steps[i][0], time_ms) == tremor)
        g_test_fail_printf ("«%s»: touch %u, %s, was %s", (const char *) data, i, steps[i],
                            tremor ? "counted" : "lost");
    }
}

static void
test_a_touch_on_what_replaced_the_thing_was_meant_for_it (Fixture *fixture,
                                                          gconstpointer data G_GNUC_UNUSED)
{
  GtkWidget *box = gtk_window_get_child (GTK_WINDOW (fixture->window));
  AnjInput again = { .type = GDK_TOUCH_BEGIN, .time_ms = 5200, .finger = fixture, .x_mm = 4 };
  AnjInput elsewhere = again;

  g_assert_true (touch (fixture, '1', 5000));
  gtk_box_remove (GTK_BOX (box), fixture->keys[0]);
  again.target = fixture->keys[1];
  g_assert_false (counts (fixture, again));
  elsewhere.target = fixture->keys[2];
  elsewhere.x_mm = 40;
  g_assert_true (counts (fixture, elsewhere));
}

static void
test_a_second_finger_presses_nothing (Fixture *fixture, gconstpointer data G_GNUC_UNUSED)
{
  AnjInput first = {
    .type = GDK_TOUCH_BEGIN, .time_ms = 5000, .finger = "1", .target = fixture->keys[0]
  };
  AnjInput second = {
    .type = GDK_TOUCH_BEGIN, .time_ms = 6000, .finger = "2", .target = fixture->keys[1]
  };

  g_assert_true (counts (fixture, first));
  g_assert_false (counts (fixture, second));
  first.type = GDK_TOUCH_END;
  g_assert_true (counts (fixture, first));
  second.time_ms = 7000;
  g_assert_true (counts (fixture, second));
}

static void
test_a_hand_that_rests_beside_the_keys_blocks_nobody (Fixture *fixture,
                                                      gconstpointer data G_GNUC_UNUSED)
{
  AnjInput palm = {
    .type = GDK_TOUCH_BEGIN, .time_ms = 5000, .finger = "palm", .target = fixture->window
  };

  g_assert_true (counts (fixture, palm));
  g_assert_true (touch (fixture, '2', 5100));
  g_assert_true (touch (fixture, '3', 5200));
}

static void
test_only_the_first_button_of_a_mouse_counts (Fixture *fixture, gconstpointer data G_GNUC_UNUSED)
{
  for (guint button = GDK_BUTTON_PRIMARY; button <= 9; button++)
    {
      AnjInput press = { .type = GDK_BUTTON_PRESS,
                         .time_ms = 5000 + button * SECOND_MS,
                         .button = button,
                         .target = fixture->keys[0] };
      AnjInput release = press;

      release.type = GDK_BUTTON_RELEASE;
      g_assert_cmpint (counts (fixture, press), ==, button == GDK_BUTTON_PRIMARY);
      g_assert_cmpint (counts (fixture, release), ==, button == GDK_BUTTON_PRIMARY);
    }
}

static void
test_a_pad_that_bounces_types_once (Fixture *fixture, gconstpointer data G_GNUC_UNUSED)
{
  g_assert_true (strike_key (fixture, GDK_KEY_5, 5000));
  g_assert_false (strike_key (fixture, GDK_KEY_5, 5400));
  g_assert_true (strike_key (fixture, GDK_KEY_6, 5450));
  g_assert_true (strike_key (fixture, GDK_KEY_5, 5490));
  g_assert_true (strike_key (fixture, GDK_KEY_5, 5990));
}

static void
test_multitap_takes_the_same_key_at_once (Fixture *fixture, gconstpointer data G_GNUC_UNUSED)
{
  anj_input_guard_set_multitap (&fixture->guard, TRUE);
  g_assert_true (strike_key (fixture, GDK_KEY_5, 5000));
  g_assert_false (strike_key (fixture, GDK_KEY_5, 5090));
  g_assert_true (strike_key (fixture, GDK_KEY_5, 5200));
}

static void
test_letters_of_a_keyboard_are_all_taken (Fixture *fixture, gconstpointer data G_GNUC_UNUSED)
{
  g_assert_true (strike_key (fixture, GDK_KEY_g, 5000));
  g_assert_true (strike_key (fixture, GDK_KEY_g, 5080));
}

static void
test_a_held_key_repeats_after_two_seconds (Fixture *fixture, gconstpointer data G_GNUC_UNUSED)
{
  guint n_early = 0, n_late = 0;

  g_assert_true (press_key (fixture, GDK_KEY_BackSpace, 5000));
  for (guint32 time_ms = 5030; time_ms < 8000; time_ms += 30)
    {
      gboolean counted = press_key (fixture, GDK_KEY_BackSpace, time_ms);

      if (time_ms < 7000)
        n_early += counted;
      else
        n_late += counted;
    }
  g_assert_cmpuint (n_early, ==, 0);
  g_assert_cmpuint (n_late, ==, 4);
  release_key (fixture, GDK_KEY_BackSpace, 8000);
  g_assert_true (press_key (fixture, GDK_KEY_BackSpace, 9000));
}

static void
test_chords_count_for_nothing (Fixture *fixture, gconstpointer data G_GNUC_UNUSED)
{
  static const struct
  {
    guint keyval;
    GdkModifierType modifiers;
  } chords[] = {
    { GDK_KEY_F4, GDK_ALT_MASK },
    { GDK_KEY_Tab, GDK_ALT_MASK },
    { GDK_KEY_q, GDK_CONTROL_MASK },
    { GDK_KEY_w, GDK_CONTROL_MASK },
    { GDK_KEY_u, GDK_CONTROL_MASK | GDK_SHIFT_MASK },
    { GDK_KEY_i, GDK_CONTROL_MASK | GDK_SHIFT_MASK },
    { GDK_KEY_d, GDK_CONTROL_MASK | GDK_SHIFT_MASK },
    { GDK_KEY_period, GDK_CONTROL_MASK },
    { GDK_KEY_semicolon, GDK_CONTROL_MASK },
    { GDK_KEY_v, GDK_CONTROL_MASK },
    { GDK_KEY_l, GDK_SUPER_MASK },
    { GDK_KEY_Menu, 0 },
    { GDK_KEY_F10, GDK_SHIFT_MASK },
    { GDK_KEY_Print, 0 },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (chords); i++)
    g_assert_false (counts (fixture, (AnjInput){ .type = GDK_KEY_PRESS,
                                                 .time_ms = 5000 + (guint32) i * SECOND_MS,
                                                 .keyval = chords[i].keyval,
                                                 .modifiers = chords[i].modifiers }));
  g_assert_true (counts (fixture, (AnjInput){ .type = GDK_KEY_PRESS,
                                              .time_ms = 60 * SECOND_MS,
                                              .keyval = GDK_KEY_Q,
                                              .modifiers = GDK_SHIFT_MASK }));
}

static void
test_what_was_meant_for_the_screen_before_counts_for_nothing (Fixture *fixture,
                                                              gconstpointer data G_GNUC_UNUSED)
{
  anj_input_guard_close (&fixture->guard);
  g_assert_false (touch (fixture, '1', 5000));
  anj_input_guard_shown (&fixture->guard, &fixture->clock);
  g_assert_false (touch (fixture, '2', 6000));
  g_assert_false (strike_key (fixture, GDK_KEY_5, 6000));
  fixture->now_us += 300 * G_TIME_SPAN_MILLISECOND;
  g_assert_true (touch (fixture, '2', 6300));
}

#define ADD(name, func) g_test_add ("/input-guard/" name, Fixture, NULL, set_up, func, tear_down)

int
main (int argc, char **argv)
{
  if (!gtk_init_check ())
    return 77;
  g_test_init (&argc, &argv, NULL);
  for (gsize i = 0; i < G_N_ELEMENTS (TRACES); i++)
    {
      g_autofree char *name = g_strdup_printf (
          "/input-guard/no-intended-touch-is-lost/%" G_GSIZE_FORMAT, i + 1);

      g_test_add (name, Fixture, TRACES[i], set_up, test_no_intended_touch_is_lost, tear_down);
    }
  ADD ("a-touch-on-what-replaced-the-thing-was-meant-for-it",
       test_a_touch_on_what_replaced_the_thing_was_meant_for_it);
  ADD ("a-second-finger-presses-nothing", test_a_second_finger_presses_nothing);
  ADD ("a-hand-that-rests-beside-the-keys-blocks-nobody",
       test_a_hand_that_rests_beside_the_keys_blocks_nobody);
  ADD ("only-the-first-button-of-a-mouse-counts", test_only_the_first_button_of_a_mouse_counts);
  ADD ("a-pad-that-bounces-types-once", test_a_pad_that_bounces_types_once);
  ADD ("multitap-takes-the-same-key-at-once", test_multitap_takes_the_same_key_at_once);
  ADD ("letters-of-a-keyboard-are-all-taken", test_letters_of_a_keyboard_are_all_taken);
  ADD ("a-held-key-repeats-after-two-seconds", test_a_held_key_repeats_after_two_seconds);
  ADD ("chords-count-for-nothing", test_chords_count_for_nothing);
  ADD ("what-was-meant-for-the-screen-before-counts-for-nothing",
       test_what_was_meant_for_the_screen_before_counts_for_nothing);
  return g_test_run ();
}
