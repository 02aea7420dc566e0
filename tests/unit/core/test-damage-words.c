/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "core/anj-damage-words.h"

#define NOON "2026-11-22T12:00:00Z"

typedef struct
{
  const char *name;
  AnjDamageTold told;
  const char *line;
} Case;

static const Case cases[] = {
  { "a-file-that-goes-on",
    { NOON, FALSE, "ledger.db", "salvaged", 1, 0, "all of it could be read" },
    NOON " ledger.db salvaged: all of it could be read. Once: nothing to do; again: replace the"
         " disk" },
  { "a-time-that-was-not-known",
    { NOON, TRUE, "the state directory", "disk-error", 1, 0, "an fsync failed" },
    NOON " or later (the time was not known) the state directory disk-error: an fsync failed."
         " Replace the disk soon" },
  { "what-it-cost",
    { NOON, FALSE, "outbox.db", "salvaged", 1, 1, "one page" },
    NOON " outbox.db salvaged, 1 case missing here: one page. Once: nothing to do; again: replace"
         " the disk" },
  { "what-is-lost-for-good",
    { NOON, FALSE, "outbox.db", "lost", 2, 3, "the hub never had them" },
    NOON " outbox.db lost, 3 cases lost, 2 times: the hub never had them. Tell the village's office"
         " how many, and since when" },
  { "what-nobody-can-count",
    { NOON, FALSE, "outbox.db", "lost", 1, 0, "it was gone" },
    NOON " outbox.db lost: it was gone. Tell the village's office since when" },
  { "photos",
    { NOON, FALSE, "attachments", "salvaged", 1, 2, "gone" },
    NOON " attachments salvaged, 2 photos or recordings lost: gone. Once: nothing to do; again:"
         " replace the disk" },
  { "a-kind-of-a-newer-terminal",
    { NOON, FALSE, "outbox.db", "eaten", 1, 0, "by ants" },
    NOON " outbox.db eaten: by ants. See the manual" },
};

static void
test_line (gconstpointer user_data)
{
  const Case *one = user_data;
  g_autofree char *line = anj_damage_tell (&one->told);

  g_assert_cmpstr (line, ==, one->line);
}

static void
test_n_lost (void)
{
  static const struct
  {
    gint64 n_here;
    int n_told; /* -1: no event */
    const char *text;
  } rows[] = { { 0, -1, "-" },  { 3, -1, "3" }, { 3, 2, "3" },
               { 3, 0, "3+?" }, { 0, 0, "?" },  { 0, 2, "?" } };

  for (gsize i = 0; i < G_N_ELEMENTS (rows); i++)
    {
      g_autoptr (JsonObject) damage = json_object_new ();
      JsonObject *lost = json_object_new ();
      g_autofree char *text = NULL;

      json_object_set_int_member (lost, "n", rows[i].n_told);
      json_object_set_object_member (damage, rows[i].n_told >= 0 ? "last_lost" : "last", lost);
      text = anj_damage_tell_n_lost (rows[i].n_here, damage);
      g_assert_cmpstr (text, ==, rows[i].text);
    }
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autofree char *path = g_strconcat ("/damage-words/one-line-tells/", cases[i].name, NULL);

      g_test_add_data_func (path, &cases[i], test_line);
    }
  g_test_add_func ("/damage-words/what-is-lost-and-not-counted-is-no-zero", test_n_lost);
  return g_test_run ();
}
