/* SPDX-License-Identifier: GPL-3.0-or-later */

#define G_LOG_DOMAIN "anj-ui"

#include "ui/anj-screen-private.h"

#include "ui/anj-i18n.h"

/* Where the resident goes: along the journey table, back, and by the help bar. */

void
anj_screen_go_to (AnjScreen *self, const AnjJourneyPage *page)
{
  guint index;

  if (page->final)
    g_ptr_array_set_size (self->history, 0);
  else if (page->gathers && g_ptr_array_find (self->history, page, &index))
    g_ptr_array_set_size (self->history, (int) index);
  else
    g_ptr_array_add (self->history, (gpointer) self->current);
  anj_screen_show (self, page);
}

static void
go_back (AnjScreen *self)
{
  if (self->history->len > 0)
    anj_screen_show (self, g_ptr_array_steal_index (self->history, self->history->len - 1));
}

void
anj_screen_take_way (AnjScreen *self, const char *way, AnjPage *page)
{
  const AnjJourneyPage *target = NULL;
  gboolean was_choosing = self->choosing;

  /* a late answer to a page that has gone */
  if (GTK_WIDGET (page) != self->page || self->leaving)
    return;
  self->choosing = FALSE;
  target = anj_journey_follow (self->current, way, self->visit);
  if (anj_screen_is_page (self, "sapaan") && target != NULL)
    anj_screen_say_greeting (self);
  if (g_str_equal (way, "end"))
    anj_screen_leave (self);
  else if (g_str_equal (way, "back") || (was_choosing && g_str_equal (way, "next")))
    go_back (self);
  else if (target != NULL)
    anj_screen_go_to (self, target);
  else
    g_warning ("page %s has no way %s", self->current->id, way);
}

/* @id: languages or letters, from whatever page and back to it; from one to the other it is still
 * the first page that one goes back to */
static void
choose (AnjScreen *self, const char *id)
{
  if (anj_screen_is_page (self, id))
    return;
  if (!self->choosing)
    g_ptr_array_add (self->history, (gpointer) self->current);
  /* the language of who was greeted is the first step, not a detour */
  self->choosing = self->choosing || !anj_screen_is_page (self, "sapaan") ||
                   !g_str_equal (id, "bahasa");
  anj_screen_show (self, anj_journey_find (id));
}

static void
start_over (AnjScreen *self)
{
  if (anj_screen_is_page (self, "tutup"))
    return;
  if (!anj_screen_is_page (self, "sapaan"))
    {
      anj_screen_leave (self);
      return;
    }
  /* nobody told anything yet: only how it looks goes back to where it was */
  anj_visit_set_text_size (self->visit, ANJ_TEXT_100);
  anj_visit_set_theme (self->visit, anj_screen_first_theme (self));
  anj_visit_set_reach (self->visit, FALSE);
  anj_visit_set_language (self->visit, anj_screen_first_language (self));
}

static void
call_attendant (AnjScreen *self)
{
  if (self->speech != NULL)
    anj_speech_play (self->speech, ANJ_TONE_CALL);
  anj_screen_show_notice (self, "panggil-petugas", _ ("Mohon temui petugas di meja."),
                          _ ("Tulisan Anda tetap ada di layar ini."));
}

static void
hold_voice (AnjScreen *self)
{
  if (self->speech != NULL)
    anj_speech_hold_button (self->speech);
}

void
anj_screen_help (AnjScreen *self, const char *what)
{
  if (self->leaving)
    return;
  if (self->idle != NULL)
    anj_idle_touch (self->idle);
  anj_screen_remove_scrim (self);
  if (g_str_equal (what, "attendant"))
    call_attendant (self);
  else if (g_str_equal (what, "restart"))
    start_over (self);
  else if (g_str_equal (what, "voice"))
    anj_screen_touch_voice (self);
  else if (g_str_equal (what, "voice-off"))
    hold_voice (self);
  else if (g_str_equal (what, "language"))
    choose (self, "bahasa");
  else if (g_str_equal (what, "text-size"))
    choose (self, "huruf");
}
