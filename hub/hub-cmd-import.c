/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "hub/hub-cmd-import.h"

#include <stdio.h>
#include <sysexits.h>

#include "hub/hub-command.h"
#include "hub/hub-config-state.h"
#include "hub/hub-import-print.h"
#include "hub/report/hub-tally.h"

/* the certificate that `init` leaves for checking configurations */
static X509 *
load_config_ca (const char *data_dir, GError **error)
{
  g_autofree char *path = g_build_filename (data_dir, "server", "config_ca.pem", NULL);
  g_autofree char *pem = NULL;

  if (g_file_get_contents (path, &pem, NULL, NULL))
    return anj_cert_from_pem (pem, error);
  g_set_error (error, HUB_ERROR, HUB_ERROR_NO_INPUT,
               "cannot read %s; make the data directory with 'anjungan-hub init --data-dir %s'",
               path, data_dir);
  return NULL;
}

static HubCatalogue *
load_catalogue (HubStore *store, const char *data_dir, GError **error)
{
  g_autoptr (X509) config_ca = load_config_ca (data_dir, error);
  g_autoptr (HubConfigState) state = NULL;

  if (config_ca == NULL)
    return NULL;
  state = hub_config_state_open (store, config_ca, error);
  if (state == NULL)
    return NULL;
  return hub_catalogue_new (anj_config_document (hub_config_state_current (state)),
                            /* today */ NULL);
}

HubRegisterFiles *
hub_register_files_open (const char *data_dir,
                         const AnjClock *clock,
                         const AnjRandom *random,
                         GError **error)
{
  g_autoptr (HubRegisterFiles) self = g_new0 (HubRegisterFiles, 1);

  self->store = hub_registers_open (data_dir, error);
  if (self->store == NULL)
    return NULL;
  self->catalogue = load_catalogue (self->store, data_dir, error);
  if (self->catalogue == NULL)
    return NULL;
  self->regions = hub_import_load_regions (self->store, error);
  if (self->regions == NULL)
    return NULL;
  self->context = (HubImportContext){
    .store = self->store,
    .data_dir = data_dir,
    .regions = self->regions,
    .catalogue = self->catalogue,
    .clock = clock,
    .random = random,
  };
  return g_steal_pointer (&self);
}

void
hub_register_files_free (HubRegisterFiles *self)
{
  g_clear_pointer (&self->catalogue, hub_catalogue_free);
  g_clear_pointer (&self->regions, anj_region_table_free);
  g_clear_pointer (&self->store, hub_store_free);
  g_free (self);
}

void
hub_register_files_count (const HubRegisterFiles *self)
{
  g_autoptr (GError) error = NULL;

  fflush (stdout);
  /* what the command had in memory of the file makes room for the count */
  if (!hub_store_run (self->store, &error, "PRAGMA shrink_memory", "") ||
      !hub_tally_refresh (self->store, /* cancellable */ NULL, &error))
    g_printerr ("anjungan-hub: warning: the next report has to count first: %s\n", error->message);
}

typedef struct
{
  char *data_dir;
  char *batch;
  char *date;
  char *source;
  char *map;
  gboolean is_strict;
  gboolean is_preview;
  gboolean is_json;
} Options;

static void
options_clear (Options *self)
{
  g_free (self->data_dir);
  g_free (self->batch);
  g_free (self->date);
  g_free (self->source);
  g_free (self->map);
}

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Options, options_clear)

static const char summary[] =
    "Takes a register in: " HUB_REGISTER_NAMES ". Bad rows are set aside with line, column and "
    "reason in DIR/rejected/ID.csv. The same batch again is without effect; 'anjungan-hub undo' "
    "takes a batch out. docs/registers.md tells the columns.";

static gboolean
parse_options (Options *options, int *argc, char ***argv, GError **error)
{
  const GOptionEntry entries[] = {
    { "data-dir", 0, 0, G_OPTION_ARG_FILENAME, &options->data_dir, "The hub's data", "DIR" },
    { "batch", 0, 0, G_OPTION_ARG_STRING, &options->batch, "Name of this file, once and for all",
      "ID" },
    { "date", 0, 0, G_OPTION_ARG_STRING, &options->date, "Date of the data", "YYYY-MM-DD" },
    { "source", 0, 0, G_OPTION_ARG_STRING, &options->source,
      "Who sent the file, with which letter; kept with the batch", "TEXT" },
    { "map", 0, 0, G_OPTION_ARG_FILENAME, &options->map,
      "Whose columns are called otherwise: {\"THEIRS\": \"ours\", …}", "FILE.json" },
    { "strict", 0, 0, G_OPTION_ARG_NONE, &options->is_strict, "Take nothing in when one row is bad",
      NULL },
    { "preview", 0, 0, G_OPTION_ARG_NONE, &options->is_preview,
      "Tell what would change (+ new, - gone, ~ changed, ! set aside); change nothing", NULL },
    { "json", 0, 0, G_OPTION_ARG_NONE, &options->is_json, "Tell it as JSON", NULL },
    G_OPTION_ENTRY_NULL,
  };

  if (!hub_command_parse (argc, argv, "REGISTER FILE.csv", summary, entries, error))
    return FALSE;
  if (*argc == 3 && options->data_dir != NULL && options->batch != NULL && options->date != NULL)
    return TRUE;
  g_set_error_literal (error, HUB_ERROR, HUB_ERROR_USAGE,
                       "needs REGISTER FILE.csv --data-dir DIR --batch ID --date YYYY-MM-DD");
  return FALSE;
}

static void
print_result (const Options *options, const HubImportJob *job, const HubImportResult *result)
{
  g_autofree char *text = options->is_json ? hub_import_to_json (job, result)
                                           : hub_import_to_text (job, result);

  printf (options->is_json ? "%s\n" : "%s", text);
}

static gboolean
find_register (const char *name,
               const HubCatalogue *catalogue,
               HubRegister *out_reg,
               GError **error)
{
  if (hub_register_from_name (hub_catalogue_resolve (catalogue, HUB_ALIAS_REGISTER, name), out_reg))
    return TRUE;
  if (hub_catalogue_is_undecided (catalogue, HUB_ALIAS_REGISTER, name))
    g_set_error (error, HUB_ERROR, HUB_ERROR_USAGE,
                 "nobody has decided which register \"%s\" is; say so in the configuration's "
                 "aliases, or take " HUB_REGISTER_NAMES,
                 name);
  else
    g_set_error (error, HUB_ERROR, HUB_ERROR_USAGE,
                 "\"%s\" is no register; take " HUB_REGISTER_NAMES, name);
  return FALSE;
}

static gboolean
import (int argc, char **argv, const AnjClock *clock, const AnjRandom *random, GError **error)
{
  g_auto (Options) options = { 0 };
  g_autoptr (HubRegisterFiles) files = NULL;
  HubImportResult result = { 0 };
  HubImportJob job;
  gboolean ok;

  if (!parse_options (&options, &argc, &argv, error))
    return FALSE;
  job.path = argv[2];
  job.batch = options.batch;
  job.date = options.date;
  job.source = options.source;
  job.map_path = options.map;
  job.is_strict = options.is_strict;
  job.mode = options.is_preview ? HUB_IMPORT_PREVIEW : HUB_IMPORT_FOR_GOOD;
  files = hub_register_files_open (options.data_dir, clock, random, error);
  if (files == NULL || !find_register (argv[1], files->catalogue, &job.reg, error))
    return FALSE;
  ok = hub_import_file (&files->context, &job, &result, error);
  if (ok)
    print_result (&options, &job, &result);
  if (ok && !options.is_preview)
    hub_register_files_count (files);
  hub_import_result_clear (&result);
  return ok;
}

int
hub_cmd_import (int argc, char **argv, const AnjClock *clock, const AnjRandom *random)
{
  g_autoptr (GError) error = NULL;

  return import (argc, argv, clock, random, &error) ? EX_OK : hub_command_fail ("import", error);
}
