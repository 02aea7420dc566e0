/* SPDX-License-Identifier: GPL-3.0-or-later */

#define G_LOG_DOMAIN "anj-ui"

#include "ui/anj-screen-private.h"

#include <string.h>

#include "core/anj-json.h"
#include "ui/anj-i18n.h"
#include "ui/anj-languages.h"

/* The agent: connects to it, follows what it says, and knows what to do when it goes away. */

#define RETRY_MS 2000
#define DOOR_S 15

/* the page that stands before anybody comes */
static const AnjJourneyPage *
find_first_page (AnjScreen *self)
{
  self->door = anj_door_of_visit (self->visit, self->options.clock);
  return anj_journey_find (self->door == ANJ_DOOR_OPEN ? "sapaan" : "tutup");
}

/* a number that a resident just got stays readable when all else ends */
static void
follow_door (AnjScreen *self)
{
  AnjDoor before = self->door;
  const AnjJourneyPage *first = find_first_page (self);

  if ((anj_screen_is_page (self, "sapaan") || anj_screen_is_page (self, "tutup")) &&
      (self->current != first || self->door != before))
    anj_screen_show (self, first);
  else if (anj_door_ends_visits (self->door) && self->current != first &&
           !anj_screen_is_page (self, "terkirim"))
    anj_screen_leave (self);
  else if (anj_screen_door_changed (self))
    {
      anj_screen_show (self, self->current);
      anj_screen_say_changes_soon (self);
    }
  else
    anj_screen_show_band (self);
}

static void
on_status_changed (AnjScreen *self)
{
  if (self->leaving)
    return;
  anj_told_clock_hear (&self->told, anj_visit_get_status (self->visit));
  anj_screen_take_headset (self);
  follow_door (self);
}

/* the office opens and closes */
static gboolean
on_door_tick (gpointer user_data)
{
  AnjScreen *self = ANJ_SCREEN (user_data);

  if (self->visit != NULL && !self->leaving)
    follow_door (self);
  return G_SOURCE_CONTINUE;
}

const char *
anj_screen_first_language (AnjScreen *self)
{
  g_autoptr (GPtrArray) offered = anj_visit_get_languages (self->visit);

  return anj_languages_find (offered, self->options.language) != NULL ? self->options.language
                                                                      : "id";
}

AnjTheme
anj_screen_first_theme (AnjScreen *self)
{
  static const char *const names[] = { [ANJ_THEME_MORI] = "mori",
                                       [ANJ_THEME_BLACK_YELLOW] = "black-yellow",
                                       [ANJ_THEME_WHITE_BLACK] = "white-black" };
  const char *wanted = anj_json_get_string (anj_visit_get_config (self->visit), "theme", "");

  for (gsize i = 0; i < G_N_ELEMENTS (names); i++)
    if (strcmp (wanted, names[i]) == 0)
      return (AnjTheme) i;
  return ANJ_THEME_MORI;
}

static void
take_languages (AnjScreen *self)
{
  if (self->options.languages != NULL)
    anj_visit_set_languages (self->visit, self->options.languages);
  anj_languages_log_missing (self->options.languages, anj_visit_get_config (self->visit));
  if (self->options.speaker != NULL)
    anj_speaker_set_drafts (self->options.speaker,
                            anj_languages_may_be_drafts (anj_visit_get_config (self->visit)));
  anj_visit_set_language (self->visit, anj_screen_first_language (self));
  anj_i18n_set_language (anj_visit_get_language (self->visit));
}

static void
take_visit (AnjScreen *self, AnjSession *session)
{
  g_clear_object (&self->visit);
  self->visit = anj_visit_new (session);
  anj_told_clock_hear (&self->told, anj_visit_get_status (self->visit));
  anj_visit_set_regions (self->visit, self->options.regions);
  take_languages (self);
  anj_visit_set_theme (self->visit, anj_screen_first_theme (self));
  g_signal_connect_object (self->visit, "notify::language", G_CALLBACK (anj_screen_look_changed),
                           self, G_CONNECT_SWAPPED);
  g_signal_connect_object (self->visit, "notify::text-size", G_CALLBACK (anj_screen_look_changed),
                           self, G_CONNECT_SWAPPED);
  g_signal_connect_object (self->visit, "notify::theme", G_CALLBACK (anj_screen_look_changed), self,
                           G_CONNECT_SWAPPED);
  g_signal_connect_object (self->visit, "notify::reach", G_CALLBACK (anj_screen_look_changed), self,
                           G_CONNECT_SWAPPED);
  g_signal_connect_object (self->visit, "notify::status", G_CALLBACK (on_status_changed), self,
                           G_CONNECT_SWAPPED);
  self->stale_chrome = TRUE;
  anj_screen_show (self, find_first_page (self));
}

static gboolean
on_retry (gpointer user_data)
{
  AnjScreen *self = ANJ_SCREEN (user_data);

  self->retry_source = 0;
  anj_screen_connect (self);
  return G_SOURCE_REMOVE;
}

static void
retry_later (AnjScreen *self)
{
  if (self->retry_source == 0)
    self->retry_source = g_timeout_add (RETRY_MS, on_retry, self);
}

/* a number that a resident just got stays readable, whatever becomes of the agent */
static void
on_session_closed (AnjScreen *self)
{
  if (self->leaving)
    return;
  if (!self->shown && self->options.supervised != NULL)
    anj_supervised_send_stale (self->options.supervised);
  else if (anj_screen_is_page (self, "sapaan") || anj_screen_is_page (self, "tutup"))
    {
      take_visit (self, /* session */ NULL);
      retry_later (self);
    }
  else if (!anj_screen_is_page (self, "terkirim"))
    anj_screen_leave (self);
}

/* what was built from the old configuration goes, unless somebody is using it */
static void
on_config_changed (AnjScreen *self)
{
  if (!self->shown && self->options.supervised != NULL)
    anj_supervised_send_stale (self->options.supervised);
  else if (anj_screen_is_page (self, "sapaan") || anj_screen_is_page (self, "tutup"))
    anj_screen_leave (self);
}

static void
on_connected (GObject *source G_GNUC_UNUSED, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (AnjScreen) self = ANJ_SCREEN (user_data);
  g_autoptr (GError) error = NULL;
  g_autoptr (AnjSession) session = anj_session_new_finish (result, &error);
  gboolean first = self->column == NULL;

  if (self->leaving)
    return;
  if (session != NULL)
    {
      g_signal_connect_object (session, "closed", G_CALLBACK (on_session_closed), self,
                               G_CONNECT_SWAPPED);
      g_signal_connect_object (session, "config-changed", G_CALLBACK (on_config_changed), self,
                               G_CONNECT_SWAPPED);
      take_visit (self, session);
      anj_screen_start_idle (self);
      anj_screen_set_idle_kind (self);
      anj_screen_repaint (self);
    }
  else
    {
      g_debug ("no agent: %s", error->message);
      if (first)
        take_visit (self, /* session */ NULL);
      retry_later (self);
    }
  if (first)
    anj_screen_get_ready (self);
}

void
anj_screen_connect (AnjScreen *self)
{
  if (self->options.agent_socket == NULL)
    {
      take_visit (self, /* session */ NULL);
      anj_screen_get_ready (self);
      return;
    }
  if (self->door_source == 0)
    self->door_source = g_timeout_add_seconds (DOOR_S, on_door_tick, self);
  anj_session_new_async (self->options.agent_socket, self->options.clock, self->options.random,
                         self->cancellable, on_connected, g_object_ref (self));
}
