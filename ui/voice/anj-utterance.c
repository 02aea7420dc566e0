/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "ui/voice/anj-utterance.h"

#include <string.h>

AnjUtterance *
anj_utterance_new (AnjUtteranceKind kind, const char *text, const char *spoken, const char *instead)
{
  AnjUtterance *self = g_new0 (AnjUtterance, 1);

  self->text = g_strdup (text);
  self->spoken = g_strdup (spoken);
  self->instead = g_strdup (instead);
  self->secret = kind == ANJ_UTTERANCE_SECRET;
  return self;
}

void
anj_utterance_set_language (AnjUtterance *self, const char *language)
{
  char *old = self->language;

  self->language = g_strdup (language);
  g_free (old);
}

static void
wipe (char *text)
{
  if (text != NULL)
    explicit_bzero (text, strlen (text));
  g_free (text);
}

void
anj_utterance_free (AnjUtterance *self)
{
  wipe (self->text);
  wipe (self->spoken);
  wipe (self->instead);
  g_free (self->language);
  g_free (self);
}

GPtrArray *
anj_utterances_new (void)
{
  return g_ptr_array_new_with_free_func ((GDestroyNotify) anj_utterance_free);
}
