/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "hub/reconcile/hub-cmd-review.h"

#include <json-glib/json-glib.h>
#include <stdio.h>
#include <string.h>
#include <sysexits.h>

#include "core/anj-json.h"
#include "hub/hub-cmd-import.h"
#include "hub/hub-command.h"
#include "hub/reconcile/hub-review.h"

#define LIST_MAX 1000

static const char summary[] =
    "What the reconciler leaves to an officer: rows that fit two people, or one with too little "
    "evidence. list: what is open; show: what the registers say, for comparing; decide: same (as "
    "--person N of show) or different (from all). A decision holds in every later run; reopen "
    "takes "
    "it back.";

typedef struct
{
  char *data_dir;
  char *area;
  char *by;
  char *reason;
  int person;
  gboolean is_json;
} Options;

static void
options_clear (Options *self)
{
  g_free (self->data_dir);
  g_free (self->area);
  g_free (self->by);
  g_free (self->reason);
}

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Options, options_clear)

static gboolean
parse_id (const char *word, gint64 *out_id, GError **error)
{
  if (g_ascii_string_to_signed (word, 10, 1, G_MAXINT64, out_id, NULL))
    return TRUE;
  g_set_error (error, HUB_ERROR, HUB_ERROR_USAGE,
               "\"%s\" is no review; 'anjungan-hub review list' numbers them", word);
  return FALSE;
}

static void
print_json (JsonNode *node)
{
  g_autofree char *text = json_to_string (node, /* pretty */ FALSE);

  printf ("%s\n", text);
}

static gboolean
list (const Options *options, const HubImportContext *context, GError **error)
{
  g_autoptr (JsonArray) reviews = hub_review_list (context->store, options->area, LIST_MAX, error);
  g_autoptr (JsonNode) node = json_node_new (JSON_NODE_ARRAY);

  if (options->area != NULL && anj_region_table_name (context->regions, options->area) == NULL)
    {
      g_set_error (error, HUB_ERROR, HUB_ERROR_USAGE,
                   "no region has the code \"%s\"; take one like 35, 35.09, 35.09.01 or "
                   "35.09.01.2001",
                   options->area);
      return FALSE;
    }
  if (reviews == NULL)
    return FALSE;
  json_node_set_array (node, reviews);
  if (options->is_json)
    print_json (node);
  for (guint i = 0; !options->is_json && i < json_array_get_length (reviews); i++)
    {
      JsonObject *one = json_array_get_object_element (reviews, i);

      printf ("%" G_GINT64_FORMAT "  %-10s  %-5s  %s  %" G_GINT64_FORMAT " candidates\n",
              json_object_get_int_member (one, "id"), json_object_get_string_member (one, "kind"),
              json_object_get_string_member (one, "register"),
              json_object_get_string_member (one, "region"),
              json_object_get_int_member (one, "candidates"));
    }
  return TRUE;
}

static void
print_statements (const char *indent, JsonArray *statements)
{
  static const char *const members[] = { "register", "date",       "id",     "nik",     "no_kk",
                                         "name",     "birth_date", "region", "address", "batch" };

  for (guint i = 0; i < json_array_get_length (statements); i++)
    {
      JsonObject *one = json_array_get_object_element (statements, i);
      const char *separator = indent;

      for (gsize m = 0; m < G_N_ELEMENTS (members); m++)
        if (json_object_has_member (one, members[m]))
          {
            printf ("%s%s", separator, json_object_get_string_member (one, members[m]));
            separator = ", ";
          }
      if (json_object_has_member (one, "review"))
        printf (", review %" G_GINT64_FORMAT, json_object_get_int_member (one, "review"));
      printf ("\n");
    }
}

static gboolean
show (const Options *options, const HubImportContext *context, gint64 id, GError **error)
{
  g_autoptr (JsonObject) document = NULL;
  g_autoptr (JsonNode) node = json_node_new (JSON_NODE_OBJECT);
  JsonArray *candidates;

  if (options->by == NULL)
    {
      g_set_error_literal (error, HUB_ERROR, HUB_ERROR_USAGE,
                           "show needs --by NAME: who looks is noted");
      return FALSE;
    }
  document = hub_review_show (context, id, options->by, error);
  if (document == NULL)
    return FALSE;
  json_node_set_object (node, document);
  if (options->is_json)
    {
      print_json (node);
      return TRUE;
    }
  printf ("review %" G_GINT64_FORMAT ": %s, %s\n", id,
          json_object_get_string_member (document, "kind"),
          json_object_get_string_member (document, "region"));
  print_statements ("  ", json_object_get_array_member (document, "statements"));
  candidates = json_object_get_array_member (document, "candidates");
  for (guint i = 0; i < json_array_get_length (candidates); i++)
    {
      JsonObject *one = json_array_get_object_element (candidates, i);

      if (json_object_get_int_member (one, "score") != 0)
        printf ("person %u (%" G_GINT64_FORMAT " bits)\n", i + 1,
                json_object_get_int_member (one, "score"));
      else
        printf ("person %u\n", i + 1);
      print_statements ("  ", json_object_get_array_member (one, "statements"));
    }
  return TRUE;
}

static gboolean
decide (const Options *options,
        const HubImportContext *context,
        gint64 id,
        const char *word,
        GError **error)
{
  HubReviewVerdict verdict = {
    .id = id,
    .is_same = strcmp (word, "same") == 0,
    .person = (guint) MAX (options->person, 0),
    .by = options->by,
    .reason = options->reason,
  };

  if (!verdict.is_same && strcmp (word, "different") != 0)
    g_set_error (error, HUB_ERROR, HUB_ERROR_USAGE, "\"%s\" is no decision; take same or different",
                 word);
  else if (options->by == NULL || options->reason == NULL)
    g_set_error_literal (error, HUB_ERROR, HUB_ERROR_USAGE,
                         "decide needs --by NAME and --reason TEXT");
  else if (!hub_review_decide (context, &verdict, error))
    return FALSE;
  else
    {
      printf (options->is_json ? "{\"id\":%" G_GINT64_FORMAT ",\"decided\":\"%s\"}\n"
                               : "review %" G_GINT64_FORMAT ": %s\n",
              id, word);
      return TRUE;
    }
  return FALSE;
}

static gboolean
reopen (const Options *options, const HubImportContext *context, gint64 id, GError **error)
{
  if (options->by == NULL || options->reason == NULL)
    g_set_error_literal (error, HUB_ERROR, HUB_ERROR_USAGE,
                         "reopen needs --by NAME and --reason TEXT");
  else if (!hub_review_reopen (context, id, options->by, options->reason, error))
    return FALSE;
  else
    {
      printf (options->is_json ? "{\"id\":%" G_GINT64_FORMAT ",\"reopened\":true}\n"
                               : "review %" G_GINT64_FORMAT ": its decision is taken back\n",
              id);
      return TRUE;
    }
  return FALSE;
}

static gboolean
run (const Options *options, const HubImportContext *context, int argc, char **argv, GError **error)
{
  gint64 id;

  if (argc == 2 && strcmp (argv[1], "list") == 0)
    return list (options, context, error);
  if (argc == 3 && strcmp (argv[1], "show") == 0)
    return parse_id (argv[2], &id, error) && show (options, context, id, error);
  if (argc == 4 && strcmp (argv[1], "decide") == 0)
    return parse_id (argv[2], &id, error) && decide (options, context, id, argv[3], error);
  if (argc == 3 && strcmp (argv[1], "reopen") == 0)
    return parse_id (argv[2], &id, error) && reopen (options, context, id, error);
  g_set_error_literal (error, HUB_ERROR, HUB_ERROR_USAGE,
                       "needs list, show ID, decide ID same|different, or reopen ID");
  return FALSE;
}

static gboolean
review (int argc, char **argv, const AnjClock *clock, const AnjRandom *random, GError **error)
{
  g_auto (Options) options = { .person = 1 };
  const GOptionEntry entries[] = {
    { "data-dir", 0, 0, G_OPTION_ARG_FILENAME, &options.data_dir, "The hub's data", "DIR" },
    { "area", 0, 0, G_OPTION_ARG_STRING, &options.area, "Of list: only there, like 35.09", "CODE" },
    { "person", 0, 0, G_OPTION_ARG_INT, &options.person,
      "Of decide same: which candidate, as show numbers them (1)", "N" },
    { "by", 0, 0, G_OPTION_ARG_STRING, &options.by, "Who looks, decides or reopens", "NAME" },
    { "reason", 0, 0, G_OPTION_ARG_STRING, &options.reason, "Of decide and reopen: why", "TEXT" },
    { "json", 0, 0, G_OPTION_ARG_NONE, &options.is_json, "Tell it as JSON", NULL },
    G_OPTION_ENTRY_NULL,
  };
  g_autoptr (HubRegisterFiles) files = NULL;

  if (!hub_command_parse (&argc, &argv, "list|show ID|decide ID same|different|reopen ID", summary,
                          entries, error))
    return FALSE;
  if (options.data_dir == NULL)
    {
      g_set_error_literal (error, HUB_ERROR, HUB_ERROR_USAGE, "needs --data-dir DIR");
      return FALSE;
    }
  files = hub_register_files_open (options.data_dir, clock, random, error);
  return files != NULL && run (&options, &files->context, argc, argv, error);
}

int
hub_cmd_review (int argc, char **argv, const AnjClock *clock, const AnjRandom *random)
{
  g_autoptr (GError) error = NULL;

  return review (argc, argv, clock, random, &error) ? EX_OK : hub_command_fail ("review", error);
}
