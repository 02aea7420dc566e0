/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "ui/anj-keys.h"

#include <gdk/gdk.h>

/* begin, page without a field           begin, page with a field
 *            │                                     │
 *            ▼            * held, ▲ ▼              ▼
 *         WALKING  ◄──────────────────────────  WRITING
 *            │                                     ▲
 *            └──────── something was done ─────────┘
 *                   (the screen says begin)
 *
 * Walking: 2 and 8 to the thing before and after, 5 or # does it, * back, 0 says it again, 4 holds
 * the voice, 6 teaches the keys, 1 calls the attendant, 3 goes to "start over", 7 and 9 softer and
 * louder. Writing: digits write, * takes one away when it is let go, # goes on. Keys of a pad that
 * has more than twelve mean the same in both.
 */

static const AnjKeysAct WALK[10] = {
  ANJ_KEYS_REPEAT, ANJ_KEYS_ATTENDANT, ANJ_KEYS_PREVIOUS, ANJ_KEYS_RESTART, ANJ_KEYS_PAUSE,
  ANJ_KEYS_DO,     ANJ_KEYS_TEACH,     ANJ_KEYS_QUIETER,  ANJ_KEYS_NEXT,    ANJ_KEYS_LOUDER,
};

static const struct
{
  guint keyval;
  AnjKeysAct act;
} OTHERS[] = {
  { GDK_KEY_Up, ANJ_KEYS_PREVIOUS },
  { GDK_KEY_Down, ANJ_KEYS_NEXT },
  { GDK_KEY_Left, ANJ_KEYS_PREVIOUS },
  { GDK_KEY_Right, ANJ_KEYS_NEXT },
  { GDK_KEY_ISO_Left_Tab, ANJ_KEYS_PREVIOUS },
  { GDK_KEY_Tab, ANJ_KEYS_NEXT },
  { GDK_KEY_Escape, ANJ_KEYS_BACK },
  { GDK_KEY_Back, ANJ_KEYS_BACK },
  { GDK_KEY_Help, ANJ_KEYS_ATTENDANT },
  { GDK_KEY_F1, ANJ_KEYS_ATTENDANT },
  { GDK_KEY_AudioRepeat, ANJ_KEYS_REPEAT },
  { GDK_KEY_F2, ANJ_KEYS_REPEAT },
  { GDK_KEY_AudioPause, ANJ_KEYS_PAUSE },
  { GDK_KEY_AudioLowerVolume, ANJ_KEYS_QUIETER },
  { GDK_KEY_AudioRaiseVolume, ANJ_KEYS_LOUDER },
};

/* '0'…'9', '*', '#'; '\0': none of the twelve */
static char
key_of (guint keyval)
{
  if (keyval >= GDK_KEY_0 && keyval <= GDK_KEY_9)
    return (char) ('0' + (keyval - GDK_KEY_0));
  if (keyval >= GDK_KEY_KP_0 && keyval <= GDK_KEY_KP_9)
    return (char) ('0' + (keyval - GDK_KEY_KP_0));
  if (keyval == GDK_KEY_asterisk || keyval == GDK_KEY_KP_Multiply)
    return '*';
  if (keyval == GDK_KEY_numbersign || keyval == GDK_KEY_Return || keyval == GDK_KEY_KP_Enter)
    return '#';
  return '\0';
}

static AnjKeysAct
press_other (AnjKeys *self, guint keyval)
{
  for (gsize i = 0; i < G_N_ELEMENTS (OTHERS); i++)
    if (OTHERS[i].keyval == keyval)
      {
        self->is_writing = self->is_writing && OTHERS[i].act != ANJ_KEYS_PREVIOUS &&
                           OTHERS[i].act != ANJ_KEYS_NEXT;
        return OTHERS[i].act;
      }
  return ANJ_KEYS_PASS;
}

static AnjKeysAct
write_digit (AnjKeys *self,
             char key,
             const AnjKeysPlace *place,
             gint64 time_us,
             gunichar *out_character)
{
  gboolean replaces = FALSE;

  if (self->field == ANJ_KEYS_DIGITS)
    {
      *out_character = (gunichar) key;
      return ANJ_KEYS_WRITE;
    }
  *out_character = anj_multitap_press (&self->tap, key, place != NULL ? place->last : NULL,
                                       place != NULL ? place->next : NULL, time_us, &replaces);
  if (*out_character == 0)
    return ANJ_KEYS_TAKEN;
  return replaces ? ANJ_KEYS_REWRITE : ANJ_KEYS_WRITE;
}

void
anj_keys_begin (AnjKeys *self, AnjKeysField field)
{
  *self = (AnjKeys){ .field = field, .is_writing = field != ANJ_KEYS_NO_FIELD };
}

AnjKeysAct
anj_keys_press (AnjKeys *self,
                guint keyval,
                const AnjKeysPlace *place,
                gint64 time_us,
                gunichar *out_character)
{
  char key = key_of (keyval);

  *out_character = 0;
  if (key == '\0')
    return press_other (self, keyval);
  if (!self->is_writing)
    return key == '*' ? ANJ_KEYS_BACK : key == '#' ? ANJ_KEYS_DO : WALK[key - '0'];
  if (g_ascii_isdigit (key))
    return write_digit (self, key, place, time_us, out_character);
  anj_multitap_end (&self->tap);
  if (key == '#')
    return ANJ_KEYS_GO_ON;
  self->star_is_down = TRUE;
  self->star_us = time_us;
  return ANJ_KEYS_TAKEN;
}

AnjKeysAct
anj_keys_release (AnjKeys *self, guint keyval, gint64 time_us)
{
  if (!self->star_is_down || key_of (keyval) != '*')
    return ANJ_KEYS_PASS;
  /* a slow screen hears of the press only when the hand is about to let go */
  if (time_us - self->star_us >= ANJ_KEYS_HOLD_MS * G_TIME_SPAN_MILLISECOND)
    return anj_keys_hold (self);
  self->star_is_down = FALSE;
  return ANJ_KEYS_ERASE;
}

AnjKeysAct
anj_keys_hold (AnjKeys *self)
{
  if (!self->star_is_down)
    return ANJ_KEYS_PASS;
  self->star_is_down = FALSE;
  self->is_writing = FALSE;
  return ANJ_KEYS_LEAVE_FIELD;
}
