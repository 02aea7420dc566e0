/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "core/anj-damage-words.h"

#include "core/anj-json.h"

typedef struct
{
  const char *kind;
  const char *advice;
} Advice;

static const Advice advices[] = {
  { "salvaged", "Once: nothing to do; again: replace the disk" },
  { "replaced", "Once: nothing to do; again: replace the disk" },
  { "disk-error", "Replace the disk soon" },
  { "read-only", "Check the file system, or replace the disk" },
  { "removed", "Find out who or what did it" },
  { "lost", "Tell the village's office how many, and since when" },
};

static const char *
find_advice (const char *kind, guint n)
{
  if (n == 0 && g_str_equal (kind, "lost"))
    return "Tell the village's office since when";
  for (gsize i = 0; i < G_N_ELEMENTS (advices); i++)
    if (g_str_equal (advices[i].kind, kind))
      return advices[i].advice;
  return "See the manual";
}

/* ", 3 cases missing here" */
static void
append_cost (GString *text, const AnjDamageTold *self)
{
  if (self->n == 0)
    return;
  if (g_str_equal (self->file, "attachments"))
    g_string_append_printf (text, ", %u %s lost", self->n,
                            self->n == 1 ? "photo or recording" : "photos or recordings");
  else
    g_string_append_printf (text, ", %u %s %s", self->n, self->n == 1 ? "case" : "cases",
                            g_str_equal (self->kind, "lost") ? "lost" : "missing here");
}

char *
anj_damage_tell (const AnjDamageTold *self)
{
  GString *text = g_string_new (self->time);

  if (self->is_unsure)
    g_string_append (text, " or later (the time was not known)");
  g_string_append_printf (text, " %s %s", self->file, self->kind);
  append_cost (text, self);
  if (self->n_times > 1)
    g_string_append_printf (text, ", %u times", self->n_times);
  g_string_append_printf (text, ": %s. %s", self->detail, find_advice (self->kind, self->n));
  return g_string_free (text, FALSE);
}

char *
anj_damage_tell_n_lost (gint64 n_here, JsonObject *damage)
{
  JsonObject *lost = damage != NULL ? anj_json_get_object (damage, "last_lost") : NULL;
  const char *more = lost != NULL && anj_json_get_int (lost, "n", 0) == 0 ? "+?" : "";

  if (n_here > 0)
    return g_strdup_printf ("%" G_GINT64_FORMAT "%s", n_here, more);
  return g_strdup (lost != NULL ? "?" : "-");
}
