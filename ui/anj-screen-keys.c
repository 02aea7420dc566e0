/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "ui/anj-screen-private.h"

#include "ui/anj-code-pad.h"
#include "ui/anj-help-bar.h"
#include "ui/anj-keyboard.h"
#include "ui/anj-keypad.h"
#include "ui/anj-parts.h"

/* The 12-key pad: what AnjKeys makes of a key is done here. A ring leads through all that can be
 * touched: of the dialogue if there is one, else of the page; then the help bar. */

#define FOCUS_CLASS "fokus"

/* --- where the keys are --- */

/* GTK hands a key to the window through what has the focus, and leaves the focus with what was
 * taken away until the next frame: a key that comes sooner would reach nobody */
static void
on_focus_gone (AnjScreen *self)
{
  gtk_window_set_focus (GTK_WINDOW (self), NULL);
}

void
anj_screen_watch_focus (AnjScreen *self)
{
  GtkWidget *focus = gtk_window_get_focus (GTK_WINDOW (self));

  if (self->watched != NULL)
    g_signal_handlers_disconnect_by_func (self->watched, on_focus_gone, self);
  g_set_weak_pointer (&self->watched, focus);
  if (focus != NULL)
    g_signal_connect_object (focus, "unmap", G_CALLBACK (on_focus_gone), self, G_CONNECT_SWAPPED);
}

static void
set_focus (AnjScreen *self, GtkWidget *widget)
{
  if (self->focus != NULL)
    gtk_widget_remove_css_class (self->focus, FOCUS_CLASS);
  g_set_weak_pointer (&self->focus, widget);
  if (widget == NULL)
    {
      gtk_window_set_focus (GTK_WINDOW (self), NULL);
      gtk_window_set_focus_visible (GTK_WINDOW (self), FALSE);
      return;
    }
  gtk_widget_add_css_class (widget, FOCUS_CLASS);
  if (gtk_widget_get_focusable (widget))
    gtk_widget_grab_focus (widget);
  gtk_window_set_focus_visible (GTK_WINDOW (self), TRUE);
}

void
anj_screen_move_focus (AnjScreen *self, GtkWidget *widget)
{
  set_focus (self, widget);
  if (widget != NULL)
    anj_screen_say_focus (self, widget);
}

/* of page or dialogue; then of the help bar */
static GPtrArray *
make_ring (AnjScreen *self, guint *out_n_first)
{
  GPtrArray *ring = self->scrim != NULL ? anj_reading_touchables (self->scrim)
                                        : anj_reading_page_touchables (ANJ_PAGE (self->page));
  g_autoptr (GPtrArray) help = anj_reading_touchables (self->help);

  if (out_n_first != NULL)
    *out_n_first = ring->len;
  g_ptr_array_extend (ring, help, /* copy */ NULL, /* user_data */ NULL);
  return ring;
}

static void
walk (AnjScreen *self, int by)
{
  g_autoptr (GPtrArray) ring = make_ring (self, NULL);
  guint index = 0;

  if (ring->len == 0)
    return;
  if (self->focus == NULL || !g_ptr_array_find (ring, self->focus, &index))
    index = by > 0 ? 0 : ring->len - 1;
  else
    index = (index + ring->len + (guint) by) % ring->len;
  anj_screen_move_focus (self, g_ptr_array_index (ring, index));
}

/* --- fields --- */

static GtkWidget *
find_pad (GtkWidget *widget)
{
  GtkWidget *pad = NULL;

  if (!gtk_widget_get_visible (widget))
    return NULL;
  if (ANJ_IS_PAD (widget))
    return widget;
  for (GtkWidget *child = gtk_widget_get_first_child (widget); child != NULL && pad == NULL;
       child = gtk_widget_get_next_sibling (child))
    pad = find_pad (child);
  return pad;
}

static AnjKeysField
field_of (GtkWidget *pad)
{
  return pad == NULL             ? ANJ_KEYS_NO_FIELD
         : ANJ_IS_KEYPAD (pad)   ? ANJ_KEYS_DIGITS
         : ANJ_IS_CODE_PAD (pad) ? ANJ_KEYS_CODE
                                 : ANJ_KEYS_TEXT;
}

void
anj_screen_begin_keys (AnjScreen *self)
{
  AnjKeysField field = field_of (find_pad (self->page));

  g_clear_handle_id (&self->hold_source, g_source_remove);
  anj_keys_begin (&self->keys, field);
  anj_input_guard_set_multitap (&self->guard, field == ANJ_KEYS_CODE || field == ANJ_KEYS_TEXT);
  set_focus (self, NULL);
}

static void
press_page (AnjScreen *self, gunichar character)
{
  guint keyval = character == '\b'   ? GDK_KEY_BackSpace
                 : character == '\n' ? GDK_KEY_Return
                                     : gdk_unicode_to_keyval (character);

  anj_page_press_key (ANJ_PAGE (self->page), character, keyval);
}

static void
rewrite (AnjScreen *self, gunichar character)
{
  self->rewriting = TRUE;
  press_page (self, '\b');
  self->rewriting = FALSE;
  press_page (self, character);
}

static void
leave_field (AnjScreen *self)
{
  g_autoptr (GPtrArray) ring = make_ring (self, NULL);

  anj_input_guard_set_multitap (&self->guard, FALSE);
  for (guint i = 0; i < ring->len; i++)
    if (!anj_parts_is_field (g_ptr_array_index (ring, i)))
      {
        anj_screen_move_focus (self, g_ptr_array_index (ring, i));
        return;
      }
}

static gboolean
on_hold (gpointer user_data)
{
  AnjScreen *self = ANJ_SCREEN (user_data);

  self->hold_source = 0;
  if (anj_keys_hold (&self->keys) == ANJ_KEYS_LEAVE_FIELD)
    leave_field (self);
  return G_SOURCE_REMOVE;
}

/* --- acts --- */

/* what it did may have left the page, or changed it */
static void
after_doing (AnjScreen *self, GtkWidget *page)
{
  if (self->leaving || self->page != page || self->scrim != NULL)
    return;
  if (self->keys.field != ANJ_KEYS_NO_FIELD)
    anj_screen_begin_keys (self);
  anj_screen_say_changes_soon (self);
}

static void
do_focused (AnjScreen *self)
{
  guint n_first;
  g_autoptr (GPtrArray) ring = make_ring (self, &n_first);
  GtkWidget *page = self->page, *focus = self->focus;

  if (focus == NULL || !g_ptr_array_find (ring, focus, NULL))
    {
      /* the only thing there is needs no looking for */
      if (n_first != 1)
        {
          walk (self, 1);
          return;
        }
      focus = g_ptr_array_index (ring, 0);
    }
  if (GTK_IS_BUTTON (focus))
    g_signal_emit_by_name (focus, "clicked");
  after_doing (self, page);
}

static void
go_back (AnjScreen *self)
{
  if (self->scrim != NULL)
    anj_screen_remove_scrim (self);
  else if (!anj_page_activate_back (ANJ_PAGE (self->page)) && self->speech != NULL)
    anj_speech_play (self->speech, ANJ_TONE_LOOK);
}

static void
change_loudness (AnjScreen *self, int by)
{
  if (self->speech != NULL)
    anj_speech_play (self->speech,
                     anj_speech_change_loudness (self->speech, by) ? ANJ_TONE_KEY : ANJ_TONE_LOOK);
}

static void
act_by_voice (AnjScreen *self, AnjKeysAct act)
{
  if (self->speech == NULL)
    return;
  if (act == ANJ_KEYS_REPEAT)
    anj_speech_repeat (self->speech);
  else if (act == ANJ_KEYS_PAUSE)
    anj_speech_toggle_pause (self->speech);
}

static void
act_in_field (AnjScreen *self, AnjKeysAct act, gunichar character)
{
  GtkWidget *page = self->page;

  if (act == ANJ_KEYS_WRITE)
    press_page (self, character);
  else if (act == ANJ_KEYS_REWRITE)
    rewrite (self, character);
  else if (act == ANJ_KEYS_ERASE)
    press_page (self, '\b');
  else if (act == ANJ_KEYS_GO_ON)
    anj_page_activate_primary (ANJ_PAGE (self->page));
  if (self->page == page && !self->leaving)
    anj_screen_say_changes_soon (self);
}

static void
act_outside (AnjScreen *self, AnjKeysAct act)
{
  if (act == ANJ_KEYS_PREVIOUS || act == ANJ_KEYS_NEXT)
    walk (self, act == ANJ_KEYS_NEXT ? 1 : -1);
  else if (act == ANJ_KEYS_DO)
    do_focused (self);
  else if (act == ANJ_KEYS_BACK)
    go_back (self);
  else if (act == ANJ_KEYS_ATTENDANT)
    anj_screen_help (self, "attendant");
  else if (act == ANJ_KEYS_RESTART)
    anj_screen_move_focus (self, anj_help_bar_get_button (ANJ_HELP_BAR (self->help), "restart"));
  else if (act == ANJ_KEYS_TEACH)
    anj_screen_teach (self);
  else if (act == ANJ_KEYS_QUIETER || act == ANJ_KEYS_LOUDER)
    change_loudness (self, act == ANJ_KEYS_LOUDER ? 1 : -1);
  else
    act_by_voice (self, act);
}

gboolean
anj_screen_press_key (AnjScreen *self, guint keyval, gint64 time_us)
{
  GtkWidget *pad = self->page != NULL ? find_pad (self->page) : NULL;
  g_autofree char *last = NULL, *next = NULL;
  AnjKeysPlace place = { NULL, NULL };
  AnjKeys outside = { 0 };
  gunichar character;
  AnjKeysAct act;

  if (self->page == NULL || self->leaving)
    return FALSE;
  if (self->keys.field == ANJ_KEYS_CODE && ANJ_IS_CODE_PAD (pad))
    {
      last = anj_code_pad_get_last (ANJ_CODE_PAD (pad));
      next = anj_code_pad_get_next (ANJ_CODE_PAD (pad));
      place = (AnjKeysPlace){ last, next };
    }
  /* a dialogue lies over the field */
  act = anj_keys_press (self->scrim != NULL ? &outside : &self->keys, keyval, &place, time_us,
                        &character);
  if (self->speech != NULL && act != ANJ_KEYS_PAUSE && act != ANJ_KEYS_QUIETER &&
      act != ANJ_KEYS_LOUDER)
    anj_speech_interrupt (self->speech);
  if (act == ANJ_KEYS_PASS)
    return FALSE;
  if (act == ANJ_KEYS_TAKEN && self->hold_source == 0 && self->keys.star_is_down)
    self->hold_source = g_timeout_add (ANJ_KEYS_HOLD_MS, on_hold, self);
  else if (act <= ANJ_KEYS_LEAVE_FIELD)
    act_in_field (self, act, character);
  else
    act_outside (self, act);
  return TRUE;
}

void
anj_screen_release_key (AnjScreen *self, guint keyval, gint64 time_us)
{
  AnjKeysAct act;

  if (self->page == NULL || self->leaving)
    return;
  act = anj_keys_release (&self->keys, keyval, time_us);
  if (act == ANJ_KEYS_PASS)
    return;
  g_clear_handle_id (&self->hold_source, g_source_remove);
  if (act == ANJ_KEYS_LEAVE_FIELD)
    leave_field (self);
  else
    act_in_field (self, act, 0);
}
