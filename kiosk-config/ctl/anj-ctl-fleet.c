/* SPDX-License-Identifier: GPL-3.0-or-later */

/* The terminals as a table, and one of them with all that is known. */

#include "kiosk-config/ctl/anj-ctl.h"

#include <string.h>

#include "core/anj-damage-words.h"
#include "core/anj-json.h"
#include "core/anj-time.h"

/* rows asked for at once */
#define PAGE 2000
#define MIB (1024 * 1024)

/* (transfer full): "5 min ago" */
static char *
tell_ago (const AnjCtl *ctl, const char *time)
{
  gint64 then_us, ago_s;

  if (time == NULL)
    return g_strdup ("never");
  if (!anj_time_parse (time, &then_us))
    return g_strdup (time);
  ago_s = MAX (0, (anj_clock_real_us (ctl->clock) - then_us) / G_USEC_PER_SEC);
  if (ago_s < 60)
    return g_strdup ("just now");
  if (ago_s < 3600)
    return g_strdup_printf ("%" G_GINT64_FORMAT " min ago", ago_s / 60);
  if (ago_s < 2 * 86400)
    return g_strdup_printf ("%" G_GINT64_FORMAT " h ago", ago_s / 3600);
  return g_strdup_printf ("%" G_GINT64_FORMAT " days ago", ago_s / 86400);
}

/* "power, likely" */
static char *
tell_why (JsonObject *terminal)
{
  JsonObject *silent = anj_json_get_object (terminal, "silent");
  const char *cause = silent != NULL ? anj_json_get_string (silent, "cause", "unknown") : "";

  if (silent == NULL || anj_json_get_bool (silent, "known", FALSE) ||
      g_str_equal (cause, "unknown"))
    return g_strdup (cause);
  return g_strconcat (cause, ", likely", NULL);
}

/* pads to @width columns as they are seen, or cuts; 0: as it is */
static void
print_cell (const char *text, glong width)
{
  glong n_chars = g_utf8_strlen (text, -1);
  g_autofree char *cut = width > 0 && n_chars > width ? g_utf8_substring (text, 0, width)
                                                      : g_strdup (text);

  g_print ("%s%*s", cut, (int) (MAX (width - n_chars, 0) + (width > 0)), "");
}

static const struct
{
  const char *heading;
  glong width;
} columns[] = {
  { "TERMINAL", 14 },  { "REGION", 13 }, { "VILLAGE", 20 },   { "STATE", 11 },
  { "LAST SEEN", 12 }, { "CONFIG", 6 },  { "CASES", 5 },      { "LOST", 4 },
  { "DATA", 10 },      { "KEY", 10 },    { "WHY SILENT", 0 },
};

/* (transfer full): "3", or "3→4" where it runs 3 and 4 is published for it */
static char *
tell_config (JsonObject *terminal)
{
  gint64 version = anj_json_get_int (terminal, "config_version", 0);
  gint64 due = anj_json_get_int (terminal, "config_due", version);
  g_autofree char *present = version > 0 ? g_strdup_printf ("%" G_GINT64_FORMAT, version)
                                         : g_strdup ("-");

  return due == version ? g_steal_pointer (&present)
                        : g_strdup_printf ("%s→%" G_GINT64_FORMAT, present, due);
}

/* (transfer full): "3", or with a "?" where nobody here knows how many */
static char *
tell_lost (JsonObject *terminal)
{
  return anj_damage_tell_n_lost (anj_json_get_int (terminal, "lost", 0),
                                 anj_json_get_object (terminal, "damage"));
}

static void
print_row (const AnjCtl *ctl, JsonObject *terminal)
{
  g_autofree char *config = tell_config (terminal);
  g_autofree char *cases = g_strdup_printf ("%" G_GINT64_FORMAT,
                                            anj_json_get_int (terminal, "outbox", 0));
  g_autofree char *seen = tell_ago (ctl, anj_json_get_string (terminal, "last_seen", NULL));
  g_autofree char *why = tell_why (terminal);
  g_autofree char *lost = tell_lost (terminal);
  const char *const cells[] = { anj_json_get_string (terminal, "id", "?"),
                                anj_json_get_string (terminal, "region", "?"),
                                anj_json_get_string (terminal, "village", "-"),
                                anj_json_get_string (terminal, "state", "?"),
                                seen,
                                config,
                                cases,
                                lost,
                                anj_json_get_string (terminal, "data_date", "-"),
                                anj_json_get_string (terminal, "key", "-"),
                                why };

  for (gsize i = 0; i < G_N_ELEMENTS (columns); i++)
    print_cell (cells[i], columns[i].width);
  g_print ("\n");
}

static char *
make_path (const AnjCtl *ctl, const char *after)
{
  GString *path = g_string_new (NULL);

  g_string_printf (path, "/admin/v1/terminals?limit=%d", PAGE);
  if (ctl->region != NULL)
    g_string_append_printf (path, "&region=%s", ctl->region);
  if (ctl->state != NULL)
    g_string_append_printf (path, "&state=%s", ctl->state);
  if (ctl->silent)
    g_string_append (path, "&silent=true");
  if (after != NULL)
    g_string_append_printf (path, "&after=%s", after);
  return g_string_free (path, FALSE);
}

static void
print_headings (void)
{
  for (gsize i = 0; i < G_N_ELEMENTS (columns); i++)
    print_cell (columns[i].heading, columns[i].width);
  g_print ("\n");
}

typedef struct
{
  guint n_all, n_silent, n_off, n_locked, n_refused, n_guessed;
  guint n_uncounted; /* with cases lost, how many is not known */
  gint64 n_lost;     /* cases */
} Totals;

static void
count (Totals *self, JsonObject *terminal)
{
  const char *state = anj_json_get_string (terminal, "state", "");
  JsonObject *silent = anj_json_get_object (terminal, "silent");
  gboolean is_refused = g_str_equal (state, "revoked") || g_str_equal (state, "quarantined");
  g_autofree char *lost = tell_lost (terminal);

  self->n_all++;
  self->n_locked += g_str_equal (state, "locked");
  self->n_refused += is_refused;
  self->n_guessed += anj_json_get_object (terminal, "guessing") != NULL;
  self->n_lost += anj_json_get_int (terminal, "lost", 0);
  self->n_uncounted += strchr (lost, '?') != NULL;
  if (is_refused || silent == NULL)
    return;
  if (g_str_equal (anj_json_get_string (silent, "cause", ""), "switched-off"))
    self->n_off++;
  else
    self->n_silent++;
}

/* one page; *inout_after: (transfer full) (nullable): its last terminal; NULL at the end */
static gboolean
take_page (const AnjCtl *ctl, char **inout_after, JsonArray *all, Totals *totals, GError **error)
{
  g_autofree char *path = make_path (ctl, *inout_after);
  g_autoptr (JsonNode) answer = anj_ctl_request_json (ctl, "GET", path, NULL, error);
  JsonArray *page;
  guint n_terminals;

  if (answer == NULL)
    return FALSE;
  page = json_node_get_array (answer);
  n_terminals = json_array_get_length (page);
  if (!ctl->as_json && *inout_after == NULL && n_terminals > 0)
    print_headings ();
  else if (!ctl->as_json && *inout_after == NULL)
    g_printerr ("anjunganctl: no terminals\n");
  g_clear_pointer (inout_after, g_free);
  for (guint i = 0; i < n_terminals; i++)
    if (ctl->as_json)
      json_array_add_element (all, json_array_dup_element (page, i));
    else
      {
        count (totals, json_array_get_object_element (page, i));
        print_row (ctl, json_array_get_object_element (page, i));
      }
  if (n_terminals == PAGE)
    *inout_after = g_strdup (
        anj_json_get_string (json_array_get_object_element (page, n_terminals - 1), "id", NULL));
  return TRUE;
}

gboolean
anj_ctl_terminal_list (const AnjCtl *ctl, char **arguments G_GNUC_UNUSED, GError **error)
{
  g_autoptr (JsonArray) all = json_array_new ();
  g_autoptr (JsonNode) node = NULL;
  g_autofree char *after = NULL;
  Totals totals = { 0 };

  do
    if (!take_page (ctl, &after, all, &totals, error))
      return FALSE;
  while (after != NULL);
  if (!ctl->as_json)
    {
      if (totals.n_all > 0)
        g_print ("%u terminals, %u silent without a word, %u switched off, %u locked, %u refused\n",
                 totals.n_all, totals.n_silent, totals.n_off, totals.n_locked, totals.n_refused);
      if (totals.n_lost > 0)
        g_print ("cases lost by damage on disks: %" G_GINT64_FORMAT
                 "; 'anjunganctl terminal show ID' tells when\n",
                 totals.n_lost);
      if (totals.n_uncounted > 0)
        g_print ("cases lost that are not counted here, at %u of them; 'anjunganctl terminal show"
                 " ID' tells what is known\n",
                 totals.n_uncounted);
      if (totals.n_guessed > 0)
        g_print ("numbers may be guessed at %u of them: anjunganctl terminal guesses\n",
                 totals.n_guessed);
      return TRUE;
    }
  node = json_node_init_array (json_node_alloc (), all);
  anj_ctl_print_json (node);
  return TRUE;
}

/* one of them */

/* (nullable): the newest event there that lost cases */
static JsonObject *
get_last_lost (JsonObject *terminal)
{
  JsonObject *damage = anj_json_get_object (terminal, "damage");

  return damage != NULL ? anj_json_get_object (damage, "last_lost") : NULL;
}

static void
print_fact (const char *name, const char *value)
{
  if (value != NULL)
    g_print ("%-14s %s\n", name, value);
}

/* a time and how long ago that is */
static void
print_time (const AnjCtl *ctl, const char *name, const char *time)
{
  g_autofree char *ago = tell_ago (ctl, time);
  g_autofree char *both = time != NULL ? g_strdup_printf ("%s (%s)", time, ago) : NULL;

  print_fact (name, both != NULL ? both : ago);
}

static void
print_seen (const AnjCtl *ctl, JsonObject *terminal)
{
  g_autofree char *ago = tell_ago (ctl, anj_json_get_string (terminal, "last_seen", NULL));

  print_fact ("last seen", ago);
  /* who asks is not answered before there is news: a line that was cut says nothing */
  if (anj_json_get_bool (terminal, "connected", FALSE))
    print_fact ("", "its line is open, as far as is known; if it was cut since, that shows within"
                    " 45 min");
}

static void
print_cases (const AnjCtl *ctl, JsonObject *terminal)
{
  const char *told = anj_json_get_string (terminal, "told", NULL);
  gint64 n_waiting = anj_json_get_int (terminal, "outbox", 0);
  gboolean is_lost = anj_json_get_int (terminal, "lost", 0) > 0 || get_last_lost (terminal) != NULL;
  g_autofree char *ago = tell_ago (ctl, told);
  g_autofree char *number = n_waiting > 0
                                ? g_strdup_printf ("%" G_GINT64_FORMAT " not yet here", n_waiting)
                                : g_strdup (is_lost ? "none waits there" : "all here");
  g_autofree char *cases = g_strdup_printf ("%s, of what it told of %s", number, ago);

  print_fact ("cases", told != NULL ? cases : "not known: it has not reported yet");
}

static void
print_labels (JsonObject *terminal)
{
  JsonArray *labels = anj_json_get_array (terminal, "labels");
  g_autoptr (GString) text = g_string_new (NULL);

  for (guint i = 0; labels != NULL && i < json_array_get_length (labels); i++)
    g_string_append_printf (text, "%s%s", i > 0 ? ", " : "",
                            json_array_get_string_element (labels, i));
  print_fact ("labels", text->len > 0 ? text->str : NULL);
}

static void
print_silence (JsonObject *terminal)
{
  JsonObject *silent = anj_json_get_object (terminal, "silent");
  JsonArray *facts = silent != NULL ? anj_json_get_array (silent, "facts") : NULL;
  g_autofree char *why = tell_why (terminal);

  if (silent == NULL)
    return;
  print_fact ("why silent", why);
  for (guint i = 0; facts != NULL && i < json_array_get_length (facts); i++)
    print_fact ("", json_array_get_string_element (facts, i));
}

static void
print_guessing (const AnjCtl *ctl, JsonObject *terminal)
{
  JsonObject *guessing = anj_json_get_object (terminal, "guessing");
  g_autofree char *ago = NULL;
  g_autofree char *text = NULL;

  if (guessing == NULL)
    return;
  ago = tell_ago (ctl, anj_json_get_string (guessing, "since", NULL));
  text = g_strdup_printf ("numbers may be guessed here, since %s: %" G_GINT64_FORMAT
                          " misses within a day",
                          ago, anj_json_get_int (guessing, "misses", 0));
  print_fact ("alarm", text);
}

static char *
tell_places (gint64 first_seq, gint64 last_seq)
{
  return first_seq == last_seq
             ? g_strdup_printf ("place %" G_GINT64_FORMAT, first_seq)
             : g_strdup_printf ("places %" G_GINT64_FORMAT " to %" G_GINT64_FORMAT, first_seq,
                                last_seq);
}

/* cases that a damage of its disk took */
static void
print_losses (JsonObject *terminal)
{
  JsonArray *losses = anj_json_get_array (terminal, "losses");
  guint n_losses = losses != NULL ? json_array_get_length (losses) : 0;
  JsonObject *told = get_last_lost (terminal);

  for (guint i = 0; i < n_losses; i++)
    {
      JsonObject *loss = anj_json_array_get_object (losses, i);
      gint64 first_seq = loss != NULL ? anj_json_get_int (loss, "first_seq", 0) : 0;
      gint64 last_seq = loss != NULL ? anj_json_get_int (loss, "last_seq", 0) : -1;
      g_autofree char *places = tell_places (first_seq, last_seq);
      g_autofree char *text = g_strdup_printf (
          "%" G_GINT64_FORMAT " by damage on its disk (%s of its chain), told here %s",
          last_seq - first_seq + 1, places,
          loss != NULL ? anj_json_get_string (loss, "time", "?") : "?");

      print_fact (i == 0 ? "cases lost" : "", text);
    }
  if (told != NULL && anj_json_get_int (told, "n", 0) == 0)
    print_fact (n_losses == 0 ? "cases lost" : "", "nobody knows how many: see damage");
  else if (told != NULL && n_losses == 0)
    print_fact ("cases lost", "known to it alone: see damage");
}

static void
print_event (const char *name, JsonObject *event)
{
  const AnjDamageTold told = {
    .time = anj_json_get_string (event, "time", "?"),
    .is_unsure = anj_json_get_bool (event, "time_unsure", FALSE),
    .file = anj_json_get_string (event, "file", "?"),
    .kind = anj_json_get_string (event, "kind", "?"),
    .n = (guint) anj_json_get_int (event, "n", 0),
    .detail = anj_json_get_string (event, "detail", ""),
  };
  g_autofree char *line = anj_damage_tell (&told);
  g_autofree char *named = g_strconcat (name, line, NULL);

  print_fact ("", named);
}

/* what became of its files: how often each, what lost cases, and the newest */
static void
print_damage (JsonObject *terminal)
{
  static const char *const kinds[] = { "salvaged",  "replaced", "disk-error",
                                       "read-only", "removed",  "lost" };
  JsonObject *damage = anj_json_get_object (terminal, "damage");
  JsonObject *last = damage != NULL ? anj_json_get_object (damage, "last") : NULL;
  g_autoptr (GString) counts = g_string_new (NULL);
  JsonObject *lost = get_last_lost (terminal);

  if (last == NULL)
    return;
  for (gsize i = 0; i < G_N_ELEMENTS (kinds); i++)
    {
      gint64 n = anj_json_get_int (damage, kinds[i], 0);

      if (n > 0)
        g_string_append_printf (counts, "%s%s %" G_GINT64_FORMAT, counts->len > 0 ? ", " : "",
                                kinds[i], n);
    }
  print_fact ("damage", counts->str);
  if (lost != NULL && !json_object_equal (lost, last))
    print_event ("lost: ", lost);
  print_event ("last: ", last);
}

static void
print_trouble (JsonObject *terminal)
{
  const char *storage = anj_json_get_string (terminal, "storage", NULL);

  if (anj_json_get_bool (terminal, "behind", FALSE))
    {
      print_fact ("trouble", "its disk is an older copy: the hub has cases that it does not know");
      print_fact ("", "it takes no case; find out who put the copy there, then enrol it anew");
    }
  if (storage != NULL)
    {
      print_fact ("storage", storage);
      print_fact ("", "it takes no case until its disk can be written again");
    }
  print_damage (terminal);
}

static void
print_terminal (const AnjCtl *ctl, JsonObject *terminal)
{
  JsonObject *quarantine = anj_json_get_object (terminal, "quarantine");
  gint64 free_bytes = anj_json_get_int (terminal, "free_bytes", -1);
  g_autofree char *version = tell_config (terminal);
  g_autofree char *space = g_strdup_printf ("%" G_GINT64_FORMAT " MiB free", free_bytes / MIB);

  print_fact ("terminal", anj_json_get_string (terminal, "id", "?"));
  print_fact ("region", anj_json_get_string (terminal, "region", "?"));
  print_fact ("village", anj_json_get_string (terminal, "village", NULL));
  print_fact ("state", anj_json_get_string (terminal, "state", "?"));
  if (quarantine != NULL)
    {
      print_time (ctl, "set aside", anj_json_get_string (quarantine, "since", NULL));
      print_fact ("", anj_json_get_string (quarantine, "evidence", NULL));
    }
  print_seen (ctl, terminal);
  print_silence (terminal);
  print_time (ctl, "last report", anj_json_get_string (terminal, "told", NULL));
  print_fact ("configuration", version);
  if (anj_json_get_bool (terminal, "config_expired", FALSE))
    print_fact ("", "has expired; it goes on by it");
  print_cases (ctl, terminal);
  print_losses (terminal);
  print_trouble (terminal);
  print_guessing (ctl, terminal);
  print_fact ("data of", anj_json_get_string (terminal, "data_date", NULL));
  print_fact ("store key", anj_json_get_string (terminal, "key", NULL));
  print_fact ("certificate", anj_json_get_string (terminal, "certificate_until", NULL));
  print_fact ("disk", free_bytes >= 0 ? space : NULL);
  print_fact ("version", anj_json_get_string (terminal, "version", NULL));
  print_fact ("hardware", anj_json_get_string (terminal, "hardware", NULL));
  print_labels (terminal);
  print_time (ctl, "enrolled", anj_json_get_string (terminal, "enrolled", NULL));
}

static gboolean
print_answer (const AnjCtl *ctl, JsonNode *answer)
{
  if (answer == NULL)
    return FALSE;
  if (ctl->as_json)
    anj_ctl_print_json (answer);
  else
    print_terminal (ctl, json_node_get_object (answer));
  return TRUE;
}

gboolean
anj_ctl_terminal_show (const AnjCtl *ctl, char **arguments, GError **error)
{
  g_autofree char *id = g_uri_escape_string (arguments[0], NULL, FALSE);
  g_autofree char *path = g_strconcat ("/admin/v1/terminals/", id, NULL);
  g_autoptr (JsonNode) answer = anj_ctl_request_json (ctl, "GET", path, NULL, error);

  return print_answer (ctl, answer);
}

/* (transfer full): POST to a terminal's @action, which answers with the terminal */
static JsonNode *
change (const AnjCtl *ctl, const char *id, const char *action, JsonObject *request, GError **error)
{
  g_autofree char *escaped = g_uri_escape_string (id, NULL, FALSE);
  g_autofree char *path = g_strdup_printf ("/admin/v1/terminals/%s/%s", escaped, action);

  return anj_ctl_request_json (ctl, "POST", path, request, error);
}

static void
print_revoked (JsonObject *terminal)
{
  JsonArray *undelivered = anj_json_get_array (terminal, "undelivered");

  g_print (anj_json_get_bool (terminal, "already", FALSE) ? "it was revoked already\n"
                                                          : "revoked\n");
  for (guint i = 0; undelivered != NULL && i < json_array_get_length (undelivered); i++)
    g_print ("'%s' had not arrived there and never will: a revoked terminal gets no command\n",
             json_array_get_string_element (undelivered, i));
}

gboolean
anj_ctl_terminal_revoke (const AnjCtl *ctl, char **arguments, GError **error)
{
  g_autoptr (JsonObject) request = json_object_new ();
  g_autoptr (JsonNode) answer = NULL;

  if (ctl->reason != NULL)
    json_object_set_string_member (request, "reason", ctl->reason);
  answer = change (ctl, arguments[0], "revoke", request, error);
  if (!print_answer (ctl, answer))
    return FALSE;
  if (!ctl->as_json)
    print_revoked (json_node_get_object (answer));
  return TRUE;
}

gboolean
anj_ctl_terminal_confirm (const AnjCtl *ctl, char **arguments, GError **error)
{
  g_autoptr (JsonNode) answer = change (ctl, arguments[0], "confirm", /* request */ NULL, error);

  return print_answer (ctl, answer);
}
