/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "hub/hub-cmd-worklist.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <sysexits.h>
#include <unistd.h>

#include "hub/hub-audit.h"
#include "hub/hub-cmd-import.h"
#include "hub/hub-command.h"
#include "hub/hub-files.h"
#include "hub/hub-plain-line.h"
#include "hub/hub-worklist.h"

static const char summary[] =
    "Writes a file with the people behind a number, for who visits them. zero: members of the "
    "households of desil 1 that no programme reaches; siikep: people in P3KE and DTKS without aid; "
    "stunting: whom the Pendataan Keluarga finds at risk, with the factors. Names and NIKs: give "
    "it to nobody else, destroy it after use. Who took it is noted.";

typedef struct
{
  char *data_dir;
  char *area;
  char *output;
  char *by;
  char *reason;
  const char *name; /* (unowned): of the command line */
} Options;

static void
options_clear (Options *self)
{
  g_free (self->data_dir);
  g_free (self->area);
  g_free (self->output);
  g_free (self->by);
  g_free (self->reason);
}

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Options, options_clear)

static gboolean
parse_options (Options *options, int argc, char **argv, GError **error)
{
  const GOptionEntry entries[] = {
    { "data-dir", 0, 0, G_OPTION_ARG_FILENAME, &options->data_dir, "The hub's data", "DIR" },
    { "area", 0, 0, G_OPTION_ARG_STRING, &options->area,
      "Province, regency, district or village, like 35.09", "CODE" },
    { "output", 0, 0, G_OPTION_ARG_FILENAME, &options->output,
      "Where to write it; a file that is there stays as it is", "FILE.csv" },
    { "by", 0, 0, G_OPTION_ARG_STRING, &options->by, "Who takes it", "NAME" },
    { "reason", 0, 0, G_OPTION_ARG_STRING, &options->reason, "What for", "TEXT" },
    G_OPTION_ENTRY_NULL,
  };

  if (!hub_command_parse (&argc, &argv, "zero|siikep|stunting", summary, entries, error))
    return FALSE;
  if (argc == 2 && options->data_dir != NULL && options->area != NULL && options->output != NULL &&
      options->by != NULL && options->reason != NULL)
    {
      options->name = argv[1];
      return hub_plain_line_check ("--by", options->by, error) &&
             hub_plain_line_check ("--reason", options->reason, error);
    }
  g_set_error_literal (
      error, HUB_ERROR, HUB_ERROR_USAGE,
      "needs zero|siikep|stunting --area CODE --output FILE.csv --by NAME --reason TEXT "
      "--data-dir DIR");
  return FALSE;
}

static gboolean
find_kind (const Options *options,
           const HubCatalogue *catalogue,
           HubWorklistKind *out_kind,
           GError **error)
{
  const char *name = hub_catalogue_resolve (catalogue, HUB_ALIAS_REPORT, options->name);

  if (hub_worklist_from_name (name, out_kind))
    return TRUE;
  g_set_error (error, HUB_ERROR, HUB_ERROR_USAGE,
               "\"%s\" has no worklist; take " HUB_WORKLIST_NAMES, options->name);
  return FALSE;
}

/* durable, or not there */
static gboolean
write_new (const char *path, const GString *text, GError **error)
{
  int fd = open (path, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC | O_NOFOLLOW, 0600);
  gboolean ok;

  if (fd < 0)
    {
      g_set_error (error, HUB_ERROR, HUB_ERROR_CANT_CREATE, "cannot create %s: %s", path,
                   g_strerror (errno));
      return FALSE;
    }
  ok = hub_fd_write_all (fd, (const guint8 *) text->str, text->len) && fsync (fd) == 0;
  if (!ok)
    {
      g_set_error (error, HUB_ERROR, HUB_ERROR_IO, "cannot write %s: %s", path, g_strerror (errno));
      unlink (path);
    }
  close (fd);
  return ok;
}

static gboolean
note (const Options *options,
      const HubImportContext *context,
      const HubWorklist *list,
      GError **error)
{
  g_autofree char *actor = g_strdup_printf ("officer %s", options->by);
  g_autofree char *sha256 = g_compute_checksum_for_string (G_CHECKSUM_SHA256, list->csv->str,
                                                           (gssize) list->csv->len);
  JsonObject *detail = json_object_new ();

  json_object_set_string_member (detail, "worklist", options->name);
  json_object_set_string_member (detail, "area", options->area);
  json_object_set_string_member (detail, "reason", options->reason);
  json_object_set_int_member (detail, "people", list->n_people);
  json_object_set_string_member (detail, "sha256", sha256);
  return hub_audit_append (context->store, anj_clock_real_us (context->clock), actor,
                           "worklist-written", detail, error);
}

/* nobody has a list that the chain does not tell of */
static gboolean
hand_over (const Options *options,
           const HubImportContext *context,
           const HubWorklist *list,
           GError **error)
{
  g_autoptr (HubTransaction) transaction = hub_transaction_begin (context->store, error);

  if (transaction == NULL || !note (options, context, list, error) ||
      !write_new (options->output, list->csv, error))
    return FALSE;
  if (hub_transaction_commit (transaction, error))
    return TRUE;
  unlink (options->output);
  return FALSE;
}

static gboolean
worklist (int argc, char **argv, const AnjClock *clock, const AnjRandom *random, GError **error)
{
  g_auto (Options) options = { 0 };
  g_autoptr (HubRegisterFiles) files = NULL;
  g_autoptr (HubWorklist) list = NULL;
  g_autoptr (GDateTime) now = NULL;
  g_autofree char *today = NULL;
  HubReportQuery query;
  HubWorklistKind kind;

  if (!parse_options (&options, argc, argv, error))
    return FALSE;
  files = hub_register_files_open (options.data_dir, clock, random, error);
  if (files == NULL || !find_kind (&options, files->catalogue, &kind, error))
    return FALSE;
  now = g_date_time_new_from_unix_utc (anj_clock_real_us (clock) / G_USEC_PER_SEC);
  today = g_date_time_format (now, "%Y-%m-%d");
  query = (HubReportQuery){ files->store, files->catalogue, files->regions, options.area, today };
  list = hub_worklist_make (kind, &query, error);
  if (list == NULL || !hand_over (&options, &files->context, list, error))
    return FALSE;
  if (kind == HUB_WORKLIST_ZERO)
    printf ("%u households, %u people\n", list->n_households, list->n_people);
  else
    printf ("%u people\n", list->n_people);
  return TRUE;
}

int
hub_cmd_worklist (int argc, char **argv, const AnjClock *clock, const AnjRandom *random)
{
  g_autoptr (GError) error = NULL;

  return worklist (argc, argv, clock, random, &error) ? EX_OK
                                                      : hub_command_fail ("worklist", error);
}
